//! What came of a scenario: what it shows, each expectation with the path that broke it, what happened when, and the defaults.

use eframe::egui::{
    Align2, Button, Color32, Id, Label, Rect, RichText, Sense, Ui, WidgetInfo, WidgetType, pos2,
    vec2,
};
use egui_phosphor::regular as icon;

use super::super::parts;
use super::{clock, expectations};
use crate::analysis::trials::{Outcome, Verdict, Way};
use crate::gui::app::App;
use crate::gui::perform::capitalized;
use crate::gui::request::Request;
use crate::gui::scenarios::ScenariosRequest;
use crate::gui::theme::{self, color, icons, regular, semi_bold};
use crate::gui::widgets::focus_ring;
use crate::model::{Part, Scenario, ScenarioId};
use crate::simulate::Run;

/// Width of the column with signs.
const SIGN: f32 = 22.0;
/// Parts that a default names.
const NAMED: usize = 4;

pub(super) fn ui(
    ui: &mut Ui,
    app: &App,
    id: ScenarioId,
    scenario: &Scenario,
    requests: &mut Vec<Request>,
) {
    parts::sheet_ui(ui, ("scenario detail", id.number()), |ui| {
        content_ui(ui, app, id, scenario, requests);
    });
}

fn content_ui(
    ui: &mut Ui,
    app: &App,
    id: ScenarioId,
    scenario: &Scenario,
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let title = RichText::new(&scenario.name).font(semi_bold(13.0));
    ui.add(Label::new(title.color(chrome.ink)).wrap());
    if !scenario.description.is_empty() {
        text_ui(ui, &scenario.description, chrome.muted);
    }
    let outcome = app.scenarios.outcome(id);
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let button = |text: &str| Button::new(text.to_owned()).min_size(vec2(0.0, 26.0));
        let name = if outcome.is_some() {
            "Run again"
        } else {
            "Run"
        };
        let is_asked = app.scenarios.is_asked(id);
        if ui.add_enabled(!is_asked, button(name)).clicked() {
            requests.push(Request::Scenarios(ScenariosRequest::Run(id)));
        }
        if ui.add(button("Edit")).clicked() {
            requests.push(Request::ShowScenario(id));
        }
    });
    let Some(outcome) = outcome else {
        ui.add_space(4.0);
        let number = scenario.expectations.len();
        let words = match number {
            0 => "Nothing is expected: a run shows what happens over time".to_owned(),
            _ => format!("{}, not tried yet", expectations(number)),
        };
        return text_ui(ui, &words, chrome.muted);
    };
    if !outcome.is_current(app.state.document.design(), id) {
        let warning = color(palette.readable(palette.warning));
        text_ui(ui, "The design has changed since this run", warning);
    }
    let tried = &outcome.tried;
    if let Some(run) = &tried.run {
        for finding in &run.findings {
            let (sign, hue) = if finding.is_grave {
                (icon::WARNING, palette.error)
            } else {
                (icon::INFO, palette.info)
            };
            let hue = color(palette.readable(hue));
            let line = Line {
                sign,
                hue,
                words: &finding.words,
                is_strong: finding.is_grave,
                indent: 0.0,
            };
            if line.ui(ui, ("finding", &finding.words), true) {
                reveal(&finding.part, requests);
            }
        }
    }
    heading_ui(ui, "Expectations");
    if tried.outcomes.is_empty() {
        text_ui(ui, "Nothing is expected", chrome.muted);
    }
    for (place, outcome) in tried.outcomes.iter().enumerate() {
        expectation_ui(ui, place, outcome, requests);
    }
    if let Some(run) = &tried.run {
        events_ui(ui, run, requests);
        defaults_ui(ui, run);
    }
}

fn expectation_ui(ui: &mut Ui, place: usize, outcome: &Outcome, requests: &mut Vec<Request>) {
    let palette = theme::palette(ui.ctx());
    let chrome = theme::chrome(ui.ctx());
    let hue = |rgba| color(palette.readable(rgba));
    let (sign, hue, words, path): (_, _, String, &[Way]) = match &outcome.verdict {
        Verdict::Met => (
            icon::CHECK_CIRCLE,
            hue(palette.role_version),
            outcome.words.clone(),
            &[],
        ),
        Verdict::Missed { instead, path } => (
            icon::X_CIRCLE,
            hue(palette.error),
            format!("{}: missed; {instead}", outcome.words),
            path,
        ),
        Verdict::NotRun { why } => (
            icon::QUESTION,
            chrome.muted,
            format!("{}: not run; {why}", outcome.words),
            &[],
        ),
    };
    let line = Line {
        sign,
        hue,
        words: &words,
        is_strong: false,
        indent: 0.0,
    };
    line.ui(ui, ("expectation", place), false);
    for (nth, way) in path.iter().enumerate() {
        let line = Line {
            sign: if nth == 0 {
                icon::LIGHTNING
            } else {
                icon::ARROW_BEND_DOWN_RIGHT
            },
            hue: chrome.muted,
            words: &way.words,
            is_strong: false,
            indent: SIGN,
        };
        if line.ui(ui, ("way", place, nth), true) {
            reveal(&way.part, requests);
        }
    }
}

fn events_ui(ui: &mut Ui, run: &Run, requests: &mut Vec<Request>) {
    /// What is listed; the rest is in the chart.
    const MOST: usize = 40;
    if run.events.is_empty() {
        return;
    }
    heading_ui(ui, "What happened");
    let chrome = theme::chrome(ui.ctx());
    for (place, event) in run.events.iter().take(MOST).enumerate() {
        let words = format!("{}  {}", clock(event.at_s), event.words);
        let line = Line {
            sign: icon::DOT_OUTLINE,
            hue: chrome.muted,
            words: &words,
            is_strong: false,
            indent: 0.0,
        };
        if line.ui(ui, ("event", place), true) {
            let look = ScenariosRequest::Look(Some(event.at_s));
            requests.push(Request::Scenarios(look));
        }
    }
    if run.events.len() > MOST {
        let more = format!("and {} more", run.events.len() - MOST);
        text_ui(ui, &more, chrome.muted);
    }
}

fn defaults_ui(ui: &mut Ui, run: &Run) {
    let chrome = theme::chrome(ui.ctx());
    heading_ui(ui, "Defaults, where the design says nothing");
    for assumption in &run.assumptions {
        text_ui(ui, &capitalized(&assumption.text(NAMED)), chrome.muted);
    }
    if run.divided_by > 1 {
        let words = format!(
            "Rates, capacities and pools were divided by {} to keep the run short",
            run.divided_by
        );
        text_ui(ui, &words, chrome.muted);
    }
    let words = format!(
        "Times vary exponentially; calls come at random; seed {}",
        run.seed
    );
    text_ui(ui, &words, chrome.muted);
}

fn reveal(part: &Part, requests: &mut Vec<Request>) {
    if let Some(part) = part.reference() {
        requests.push(Request::Reveal(part));
    }
}

fn heading_ui(ui: &mut Ui, words: &str) {
    let chrome = theme::chrome(ui.ctx());
    ui.add_space(6.0);
    let words = RichText::new(words).font(semi_bold(12.0));
    ui.label(words.color(chrome.text));
}

fn text_ui(ui: &mut Ui, words: &str, hue: Color32) {
    let words = RichText::new(words).font(regular(12.0)).color(hue);
    ui.add(Label::new(words).wrap());
}

/// A sign with words beside it.
struct Line<'a> {
    sign: &'a str,
    hue: Color32,
    words: &'a str,
    is_strong: bool,
    indent: f32,
}

impl Line<'_> {
    /// Returns whether it was clicked, where that leads somewhere.
    fn ui(&self, ui: &mut Ui, salt: impl std::hash::Hash + std::fmt::Debug, leads: bool) -> bool {
        let chrome = theme::chrome(ui.ctx());
        let width = ui.available_width();
        let font = if self.is_strong {
            semi_bold(12.5)
        } else {
            regular(12.0)
        };
        let room = width - self.indent - SIGN;
        let galley =
            ui.fonts_mut(|f| f.layout(self.words.to_owned(), font, chrome.text, room.max(40.0)));
        let size = vec2(width, galley.size().y + 3.0);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let sense = if leads {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, Id::new(("scenario line", salt)), sense);
        let role = if leads {
            WidgetType::Link
        } else {
            WidgetType::Label
        };
        response.widget_info(|| WidgetInfo::labeled(role, true, self.words));
        let left = rect.left() + self.indent;
        if leads && response.hovered() {
            let inner = Rect::from_min_max(pos2(left + SIGN - 5.0, rect.top()), rect.max);
            ui.painter().rect_filled(inner, 4.0, chrome.hover);
        }
        let sign = pos2(left + 7.0, rect.top() + 9.0);
        let painter = ui.painter();
        painter.text(
            sign,
            Align2::CENTER_CENTER,
            self.sign,
            icons(14.0),
            self.hue,
        );
        let ink = if self.is_strong {
            chrome.ink
        } else {
            chrome.text
        };
        painter.galley_with_override_text_color(pos2(left + SIGN, rect.top() + 1.0), galley, ink);
        focus_ring(ui, &response, rect);
        leads && response.clicked()
    }
}
