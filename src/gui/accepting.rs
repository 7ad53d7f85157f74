//! The dialog in which problems are accepted, and decisions revised.

use eframe::egui::{self, Id, Key, Margin, RichText, TextEdit, Ui, WidgetInfo, WidgetType};
use jiff::civil::Date;

use super::analysis::AnalysisRequest;
use super::app::App;
use super::panels::count;
use super::panels::dialogs::{button, main_button, title};
use super::request::{Modal, Request};
use super::theme::{self, regular};
use super::typing::today;
use crate::model::{DecisionId, Level, Part};
use crate::session::decisions::{self, can_be_accepted};

/// What stands in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    about: About,
    reason: String,
    author: String,
    /// As typed; nothing: for good.
    expires: String,
}

/// What is accepted.
#[derive(Clone, Debug, PartialEq)]
enum About {
    /// Problems, by their rules and first subjects; the message of the only one.
    Problems(Vec<(&'static str, Part)>, String),
    /// A decision is revised.
    Decision(DecisionId),
}

impl App {
    /// Asks why the problems at these places are accepted.
    pub(super) fn ask_accept(&mut self, places: &[usize]) {
        self.finish_edit();
        let report = &self.state.analysis.report;
        let found = places
            .iter()
            .filter_map(|place| report.diagnostics.get(*place));
        let found: Vec<_> = found.filter(|found| can_be_accepted(found)).collect();
        // Notes do not ask for a decision; one by one they can be made.
        let all = found.len() > 1;
        let kept = found
            .iter()
            .filter(|found| !all || found.level > Level::Info);
        let problems: Vec<_> = kept
            .filter_map(|found| Some((found.rule.id, found.subjects.first()?.clone())))
            .collect();
        let message = match found.as_slice() {
            [one] => one.message.clone(),
            _ => String::new(),
        };
        if problems.is_empty() {
            return self.tell("Nothing is left to accept: there are only notes");
        }
        self.state.modal = Some(Modal::Accept(Acceptance {
            about: About::Problems(problems, message),
            reason: if all {
                "This is how it is today".to_owned()
            } else {
                String::new()
            },
            author: self.author(),
            expires: String::new(),
        }));
    }

    /// Asks why a decision is as it is.
    pub(super) fn ask_revise(&mut self, id: DecisionId) {
        self.finish_edit();
        let Some(decision) = self.state.document.design().get(id) else {
            return;
        };
        self.state.modal = Some(Modal::Accept(Acceptance {
            about: About::Decision(id),
            reason: decision.reason.clone(),
            author: decision.author.clone(),
            expires: (decision.expires).map_or_else(String::new, |date| date.to_string()),
        }));
    }

    /// Does what the dialog is about.
    pub(super) fn accept(&mut self, form: &Acceptance) {
        let Ok(why) = form.read() else { return };
        self.state.modal = None;
        self.state.settings.author.clone_from(&why.author);
        let design = self.state.document.design();
        let transaction = match &form.about {
            About::Problems(problems, _) => decisions::accept(design, problems, &why),
            About::Decision(id) => decisions::revise(design, *id, &why),
        };
        self.do_and_tell(&transaction, Vec::new());
    }

    /// Who decides: as the last time, or else whoever is logged in.
    fn author(&self) -> String {
        let last = &self.state.settings.author;
        if !last.is_empty() {
            return last.clone();
        }
        let names = ["USER", "LOGNAME", "USERNAME"].iter();
        let mut names = names.filter_map(|name| std::env::var(name).ok());
        names.find(|name| !name.is_empty()).unwrap_or_default()
    }
}

impl Acceptance {
    /// What was typed, or what is wrong with it.
    fn read(&self) -> Result<decisions::Acceptance, &'static str> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err("Say why, for those who ask later");
        }
        let expires = match self.expires.trim() {
            "" => None,
            text => match text.parse::<Date>() {
                Ok(date) if date < today() => return Err("That day has passed"),
                Ok(date) => Some(date),
                Err(_) => return Err("Write the day as 2027-01-31, or nothing for good"),
            },
        };
        Ok(decisions::Acceptance {
            reason: reason.to_owned(),
            author: self.author.trim().to_owned(),
            date: Some(today()),
            expires,
        })
    }
}

/// Shows the dialog.
pub(super) fn ui(ui: &mut Ui, form: &Acceptance, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    ui.set_width(460.0);
    let mut now = form.clone();
    let (heading, verb) = match &form.about {
        About::Problems(problems, message) if message.is_empty() => {
            let all = count(problems.len(), "problem", "problems");
            (format!("Accept {all} as of today"), "Accept all")
        }
        About::Problems(..) => ("Accept the risk".to_owned(), "Accept"),
        About::Decision(_) => ("The decision".to_owned(), "Change"),
    };
    title(ui, &heading);
    let about = match &form.about {
        About::Problems(_, message) if message.is_empty() => {
            "Each stays listed as accepted and counts separately. What comes on top from now on stands out."
        }
        About::Problems(_, message) => message,
        About::Decision(_) => "What it accepts stays listed as accepted and counts separately.",
    };
    ui.add(egui::Label::new(RichText::new(about).color(chrome.text)).wrap());
    ui.add_space(10.0);
    let reason = field(ui, "Reason", "why this is fine", &mut now.reason, 2);
    let author = field(ui, "Author", "who decides", &mut now.author, 1);
    let expires = field(
        ui,
        "Until",
        "for good; or a day, as 2027-01-31",
        &mut now.expires,
        1,
    );
    let fields = [&reason, &author, &expires];
    if ui.memory(|memory| memory.focused().is_none()) {
        reason.request_focus();
    }
    let entered = (author.lost_focus() || expires.lost_focus())
        && ui.input(|input| input.key_pressed(Key::Enter));
    let entered = entered
        || fields.iter().any(|field| field.has_focus())
            && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    let read = now.read();
    // Nobody is blamed for what is not typed yet.
    let problem = match &read {
        Err(problem) if !now.reason.trim().is_empty() => problem,
        _ => "",
    };
    ui.label(RichText::new(problem).color(ui.visuals().error_fg_color));
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let go = ui.add_enabled_ui(read.is_ok(), |ui| main_button(ui, verb));
        if read.is_ok() && (go.inner.clicked() || entered) {
            requests.push(Request::Analysis(AnalysisRequest::Accept(now)));
        } else if now != *form {
            requests.push(Request::Analysis(AnalysisRequest::Typed(now)));
        }
        if button(ui, "Cancel").clicked() {
            requests.push(Request::CloseModal);
        }
    });
}

fn field(
    ui: &mut Ui,
    name: &'static str,
    hint: &str,
    text: &mut String,
    rows: usize,
) -> egui::Response {
    let chrome = theme::chrome(ui.ctx());
    ui.label(RichText::new(name).font(regular(11.5)).color(chrome.muted));
    let edit = if rows > 1 {
        TextEdit::multiline(text).desired_rows(rows)
    } else {
        TextEdit::singleline(text)
    };
    let response = ui.add(
        edit.id(Id::new(("accept", name)))
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5))
            .font(regular(13.0)),
    );
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, name);
        info.current_text_value = Some(text.clone());
        info
    });
    ui.add_space(4.0);
    response
}
