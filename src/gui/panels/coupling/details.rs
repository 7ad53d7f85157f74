//! Beside the matrix: what couples the two services that are chosen, or else what was found of the whole design.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    Align, CornerRadius, CursorIcon, Label, Layout, RichText, ScrollArea, Sense, Ui, WidgetInfo,
    WidgetType, vec2,
};
use egui_phosphor::regular as icon;

use super::matrix::counted;
use super::{CouplingClick, kind_color, letter, service_name};
use crate::analysis::coupling::{Coupling, Move, PatternFound};
use crate::analysis::needs::{DependencyKind, Need};
use crate::gui::panels::grouped;
use crate::gui::theme::{self, Chrome, regular, semi_bold};
use crate::gui::widgets::{focus_ring, icon_button, paint_text_cut};
use crate::model::names::Names;
use crate::model::{Design, ServiceId};

/// How many moves are offered.
const MOVES: usize = 5;

/// Shows what is chosen, or else the whole.
pub(super) fn ui(
    ui: &mut Ui,
    design: &Design,
    coupling: &Coupling,
    chosen: &mut Option<(ServiceId, ServiceId)>,
) -> Option<CouplingClick> {
    let area = ScrollArea::vertical()
        .id_salt("coupling details")
        .auto_shrink(false);
    let shown = area.show(ui, |ui| {
        ui.add_space(6.0);
        let need = chosen.and_then(|pair| Some((pair, coupling.needs.get(&pair)?)));
        match need {
            Some((pair, need)) => between_ui(ui, design, pair, need, chosen),
            None => whole_ui(ui, design, coupling),
        }
    });
    shown.inner
}

/// What couples two services.
fn between_ui(
    ui: &mut Ui,
    design: &Design,
    (from, to): (ServiceId, ServiceId),
    need: &Need,
    chosen: &mut Option<(ServiceId, ServiceId)>,
) -> Option<CouplingClick> {
    let chrome = theme::chrome(ui.ctx());
    let names = Names::new(design);
    ui.horizontal(|ui| {
        let back = icon_button(
            ui,
            icon::ARROW_LEFT,
            "Back to the whole design",
            false,
            20.0,
        );
        if back.clicked() {
            *chosen = None;
        }
        let (from, to) = (service_name(design, from), service_name(design, to));
        let title = RichText::new(format!("{from} needs {to}")).font(semi_bold(13.0));
        ui.add(Label::new(title.color(chrome.ink)).truncate());
    });
    let mut clicked = None;
    for (kind, count) in need.kinds() {
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let ink = kind_color(ui, kind);
            ui.label(RichText::new(letter(kind)).font(semi_bold(12.0)).color(ink));
            ui.label(
                RichText::new(counted(kind, count))
                    .font(regular(11.5))
                    .color(chrome.muted),
            );
            if kind.lets_failure_through() {
                ui.label(
                    RichText::new("lets failure through")
                        .font(regular(11.5))
                        .color(ink),
                );
            }
        });
        for one in need.dependencies.iter().filter(|one| one.kind() == kind) {
            let text = one.describe(design, &names);
            if link_ui(ui, &chrome, &text, &text) {
                clicked = Some(CouplingClick::Select(vec![one.part()]));
            }
        }
    }
    clicked
}

/// What was found of the whole design.
fn whole_ui(ui: &mut Ui, design: &Design, coupling: &Coupling) -> Option<CouplingClick> {
    let chrome = theme::chrome(ui.ctx());
    let mut clicked = None;
    legend_ui(ui, &chrome, coupling);
    if coupling.boundary.relationships > 0 {
        heading_ui(ui, &chrome, "Cut into services");
        let crossing = coupling.boundary;
        text_ui(
            ui,
            &chrome,
            &format!(
                "{} of {} relationships cross a boundary, {} of them enforced",
                grouped(crossing.crossing),
                grouped(crossing.relationships),
                grouped(crossing.enforced),
            ),
        );
        let cut = &coupling.cut;
        let label = text_ui(
            ui,
            &chrome,
            &format!(
                "Modularity {:.2}; the best cut found has {:.2}, with {} groups",
                cut.present, cut.best, cut.best_groups,
            ),
        );
        label.on_hover_text("How much more of the relationships stay inside a service than would by chance, from −0.5 to 1");
        let names = Names::new(design);
        for step in cut.moves.iter().filter(|step| !step.is_last).take(MOVES) {
            if move_ui(ui, &chrome, design, &names, step) {
                clicked = Some(CouplingClick::Move(step.entity, step.to));
            }
        }
    }
    if let Some(chain) = &coupling.chain {
        heading_ui(ui, &chrome, "Longest chain of calls");
        let circles = chain.services.iter().map(|circle| {
            let names = circle.iter().map(|id| service_name(design, *id));
            names.collect::<Vec<_>>().join(" ⇄ ")
        });
        let text = circles.collect::<Vec<_>>().join(" → ");
        if link_ui(ui, &chrome, &text, &format!("Longest chain: {text}")) {
            clicked = Some(CouplingClick::Select(chain.path.clone()));
        }
    }
    if let Some(found) = &coupling.pattern {
        pattern_ui(ui, &chrome, found);
    }
    ui.add_space(8.0);
    clicked
}

/// The letters of the kinds that occur. A letter and its kind stay on one line.
fn legend_ui(ui: &mut Ui, chrome: &Chrome, coupling: &Coupling) {
    let mut job = LayoutJob::default();
    for kind in DependencyKind::ALL {
        let mut needs = coupling.needs.values();
        if !needs.any(|need| need.count(kind) > 0) {
            continue;
        }
        let font = TextFormat::simple(semi_bold(11.5), kind_color(ui, kind));
        job.append(&format!("{}\u{a0}", letter(kind)), 0.0, font);
        let label = kind.label().replace(' ', "\u{a0}");
        let font = TextFormat::simple(regular(11.5), chrome.muted);
        job.append(&format!("{label}   "), 0.0, font);
    }
    ui.add(Label::new(job).wrap());
}

fn pattern_ui(ui: &mut Ui, chrome: &Chrome, found: &PatternFound) {
    heading_ui(ui, chrome, found.pattern.label());
    text_ui(ui, chrome, found.pattern.about());
    for (sign, lines) in [("+", &found.pros), ("−", &found.cons)] {
        for line in lines {
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(10.0, 16.0), Sense::hover());
                ui.painter().text(
                    rect.left_center(),
                    eframe::egui::Align2::LEFT_CENTER,
                    sign,
                    semi_bold(12.5),
                    chrome.muted,
                );
                ui.with_layout(Layout::top_down(Align::Min), |ui| text_ui(ui, chrome, line));
            });
        }
    }
}

/// An offer to move an entity. Whether it was taken.
fn move_ui(ui: &mut Ui, chrome: &Chrome, design: &Design, names: &Names, step: &Move) -> bool {
    let (entity, to) = (names.entity(step.entity), service_name(design, step.to));
    let label = format!("Move {entity} to {to}");
    // In a large design a move changes the whole by next to nothing.
    if step.gain < 0.001 {
        return link_ui(ui, chrome, &label, &label);
    }
    let text = format!("{label}: +{:.3}", step.gain);
    link_ui(ui, chrome, &text, &label)
}

fn heading_ui(ui: &mut Ui, chrome: &Chrome, text: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(text).font(semi_bold(12.5)).color(chrome.ink));
}

fn text_ui(ui: &mut Ui, chrome: &Chrome, text: &str) -> eframe::egui::Response {
    let text = RichText::new(text).font(regular(12.0)).color(chrome.text);
    ui.add(Label::new(text).wrap())
}

/// A line that does something. Whether it was clicked.
fn link_ui(ui: &mut Ui, chrome: &Chrome, text: &str, name: &str) -> bool {
    let size = vec2(ui.available_width() - 10.0, 20.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Link, true, name));
    if response.hovered() {
        let around = rect.expand2(vec2(4.0, 0.0));
        ui.painter()
            .rect_filled(around, CornerRadius::same(4), chrome.hover);
    }
    let (_, is_cut) = paint_text_cut(ui, rect, text, &regular(12.0), chrome.accent);
    focus_ring(ui, &response, rect);
    let clicked = response.clicked();
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if is_cut {
        response.on_hover_text(text);
    }
    clicked
}
