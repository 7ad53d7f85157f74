//! How often an operation or a service works, by all that it needs: exact, or a stated bound.

use eframe::egui::{Label, RichText, Sense, Ui};

use super::layout::{remark, section};
use super::sheet::{Panel, row};
use crate::analysis::availability::{Outage, downtime, percent_up, span};
use crate::analysis::dependencies::Subject;
use crate::analysis::failure::Probability;
use crate::base::quantity::Unit;
use crate::gui::analysis::AnalysisRequest;
use crate::gui::panels::count;
use crate::gui::request::Request;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::session::figures::Figures;

/// How many single points of failure are listed, and how many causes without a figure are named.
const MOST: usize = 8;

/// Shows the figures of a subject, against its target if it has one.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, subject: Subject, target: Option<f64>) {
    let figures = &panel.state.figures;
    let Some(outage) = figures.availabilities().and_then(|all| all.get(subject)) else {
        return;
    };
    let help = "How often it works, from the availability of all that it needs";
    section(ui, panel, "Expected downtime", help, |ui| {
        downtime_ui(ui, outage, target);
        alone_ui(ui, panel, figures, outage);
        sets_ui(ui, outage);
        unknown_ui(ui, figures, outage);
        best_ui(ui, panel, figures, subject);
    });
}

fn value(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    // In line with the label at its left.
    ui.add_space(3.0);
    let text = RichText::new(text).font(regular(12.5)).color(chrome.ink);
    ui.add(Label::new(text).wrap());
}

fn downtime_ui(ui: &mut Ui, outage: &Outage, target: Option<f64>) {
    let help = "Minutes of a month of 43,800 in which it does not work, on average";
    row(ui, "Down", help, |ui| {
        value(
            ui,
            &match downtime(outage.down) {
                Probability::Exact(minutes) => format!("{} a month", span(minutes)),
                Probability::Between { low, high } => {
                    format!("{} to {} a month (bound)", span(low), span(high))
                }
            },
        );
    });
    row(
        ui,
        "Availability",
        "Share of time in which it works",
        |ui| {
            value(
                ui,
                &match outage.down {
                    Probability::Exact(down) => percent_up(down),
                    Probability::Between { low, high } => {
                        format!("{} to {} (bound)", percent_up(high), percent_up(low))
                    }
                },
            );
            let Some(target) = target else { return };
            let palette = theme::palette(ui.ctx());
            let share = Unit::Share.format(target);
            let (hue, text) = if 1.0 - outage.down.low() < target {
                (palette.error, format!("below its target of {share}"))
            } else if 1.0 - outage.down.high() >= target {
                (palette.causal, format!("meets its target of {share}"))
            } else {
                let text = format!("may meet its target of {share} or not");
                (palette.warning, text)
            };
            let hue = color(palette.readable(hue));
            ui.label(RichText::new(text).font(semi_bold(11.5)).color(hue));
        },
    );
}

/// The single points of failure, each of which leads to its part.
fn alone_ui(ui: &mut Ui, panel: &Panel<'_>, figures: &Figures, outage: &Outage) {
    let points: Vec<usize> = outage.single_points().collect();
    let help = "Single points of failure: parts whose failure is enough to take it down";
    let name = |cause: usize| figures.cause(cause).to_owned();
    row(ui, "Stopped by", help, |ui| {
        if points.is_empty() {
            return value(ui, "no single failure");
        }
        value(
            ui,
            &count(points.len(), "single failure", "single failures"),
        );
        for cause in points.iter().take(MOST) {
            let part = figures.cause_part(*cause);
            let text = RichText::new(name(*cause)).font(regular(12.0));
            match part {
                Some(part) if panel.design.resolves(part) => {
                    if ui.link(text).clicked() {
                        panel.push(Request::Reveal(part));
                    }
                }
                _ => {
                    ui.label(text);
                }
            }
        }
        let rest: Vec<String> = points.iter().skip(MOST).map(|cause| name(*cause)).collect();
        if !rest.is_empty() {
            let more = Label::new(format!("and {} more", rest.len())).sense(Sense::hover());
            ui.add(more).on_hover_text(rest.join("\n"));
        }
    });
}

/// How many minimal cut sets there are of each number of causes.
fn sets_ui(ui: &mut Ui, outage: &Outage) {
    let counts = outage.by_order.iter().enumerate();
    let counts: Vec<String> = counts
        .filter(|(_, count)| **count > 0)
        .map(|(order, count)| match order {
            0 => "always down".to_owned(),
            1 => format!("{count} single"),
            2 => format!("{count} of two"),
            3 => format!("{count} of three"),
            _ => format!("{count} of {order}"),
        })
        .collect();
    let help = "Minimal cut sets: smallest sets of failures that together take it down, by how many failures it takes";
    row(ui, "Cut sets", help, |ui| {
        let mut text = match counts.as_slice() {
            [] => "none".to_owned(),
            counts => counts.join(", "),
        };
        if let Some(order) = outage.complete_to {
            text += &format!(" (bound: only up to {order} were looked for)");
        }
        value(ui, &text);
    });
}

fn unknown_ui(ui: &mut Ui, figures: &Figures, outage: &Outage) {
    if outage.unknown.is_empty() {
        return;
    }
    let names: Vec<&str> = outage.unknown.iter().map(|at| figures.cause(*at)).collect();
    let text = format!(
        "{} no figure and {} as never failing: {}{}",
        count(names.len(), "cause has", "causes have"),
        if names.len() == 1 { "counts" } else { "count" },
        names
            .iter()
            .take(MOST)
            .copied()
            .collect::<Vec<_>>()
            .join(", "),
        if names.len() > MOST { ", …" } else { "" },
    );
    ui.scope(|ui| remark(ui, &text))
        .response
        .on_hover_text(names.join("\n"));
}

/// The change that helps it most; it leads to the problem that it mends.
fn best_ui(ui: &mut Ui, panel: &Panel<'_>, figures: &Figures, subject: Subject) {
    let Some(gains) = panel.state.gains().filter(|gains| gains.is_ranked) else {
        return;
    };
    let Some(gain) = gains.best_for(subject) else {
        return;
    };
    let Some((problem, fix)) = gain.fixes.first() else {
        return;
    };
    let diagnostic = panel.state.analysis.report.diagnostics.get(*problem);
    let Some(fix) = diagnostic.and_then(|found| found.fixes.get(*fix)) else {
        return;
    };
    row(
        ui,
        "Best change",
        "The fix that takes most off its downtime",
        |ui| {
            let together = if gain.fixes.len() > 1 {
                " and another"
            } else {
                ""
            };
            ui.add_space(3.0);
            let text = RichText::new(format!("{}{together}", fix.label)).font(regular(12.0));
            if ui.link(text).clicked() {
                panel.push(Request::Analysis(AnalysisRequest::Select(*problem)));
            }
            let minutes = crate::analysis::availability::change(gain.of(subject));
            let bound = if gain.exact { "" } else { " (bound)" };
            let text = RichText::new(format!("{minutes}/month{bound}"));
            let hue = crate::gui::panels::pane::better(ui);
            let label = ui.label(text.font(semi_bold(12.0)).color(hue));
            label.on_hover_text(gain.details(|of| figures.name(of)));
        },
    );
}
