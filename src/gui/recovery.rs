//! Work that was left behind by a program that was killed: offering it, and taking it up.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use eframe::egui::{self, RichText, Ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::app::App;
use super::panels::count;
use super::panels::dialogs::{button, main_button, title};
use super::request::{Modal, Next, Request, Severity};
use super::theme::{self, regular, semi_bold};
use crate::session::Document;
use crate::session::journal::{Found, Left};

/// What the window knows of work that was left behind.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Where journals are kept; none: nowhere.
    folder: Option<PathBuf>,
    /// What is offered. While it is here no other window offers it.
    found: Vec<Found>,
    /// The user knows that changes are not safe.
    failure_told: bool,
}

/// When left work is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The window opens.
    Start,
    /// This file was opened.
    Opened(PathBuf),
    /// The user wants to know.
    Asked,
}

/// What is to become of work that was found; by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Open it.
    Recover(usize),
    /// Let it go.
    Discard(usize),
}

impl Recovery {
    /// With journals in the folder `recovery` of the state folder.
    pub fn new(state_folder: Option<&Path>) -> Self {
        Self {
            folder: state_folder.map(|folder| folder.join("recovery")),
            ..Self::default()
        }
    }

    /// Keeps the changes of a document from now on.
    pub fn watch_over(&self, document: &mut Document) {
        if let Some(folder) = &self.folder {
            document.keep_journal(folder.clone());
        }
    }

    /// Leaves what was found for another time.
    pub fn leave(&mut self) {
        self.found.clear();
    }
}

impl App {
    /// Looks for work that was left behind, away from the UI thread.
    pub(super) fn look_for_left_work(&mut self, occasion: Occasion) {
        if let Some(folder) = &self.recovery.folder {
            self.jobs.find_left_work(folder.clone(), occasion);
        }
    }

    /// Offers what was found, if it is about what the user does now.
    pub(super) fn left_work_found(&mut self, left: Left, occasion: &Occasion) {
        for path in &left.unreadable {
            let text = format!(
                "A recovery journal is damaged and cannot be read; it is kept as {}",
                path.display()
            );
            self.state.notify(Severity::Warning, text, Vec::new());
        }
        let mut found = left.work;
        if let Occasion::Opened(path) = occasion {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            found.retain(|found| found.file() == Some(path.as_path()));
        }
        if found.is_empty() {
            if *occasion == Occasion::Asked {
                let text = "There is no unsaved work to recover";
                self.state.notify(Severity::Info, text, Vec::new());
            }
            return;
        }
        // A question that is open already is answered first; this one can be asked for in the menu.
        if self.state.modal.is_none() {
            self.recovery.found = found;
            self.state.modal = Some(Modal::LeftWork);
        }
    }

    pub(super) fn answer_recovery(&mut self, answer: Answer, ctx: &egui::Context) {
        match answer {
            Answer::Recover(place) => self.next(Next::Recover(place), ctx),
            Answer::Discard(place) => {
                if place < self.recovery.found.len() {
                    self.recovery.found.remove(place).discard();
                }
                if self.recovery.found.is_empty() {
                    self.state.modal = None;
                }
            }
        }
    }

    /// Opens work that was found; the rest is left for another time.
    pub(super) fn recover(&mut self, place: usize) {
        if place >= self.recovery.found.len() {
            return;
        }
        let found = self.recovery.found.remove(place);
        self.recovery.leave();
        let changes = count(found.changes(), "change", "changes");
        let were = if found.changes() == 1 { "was" } else { "were" };
        let recovered = found.recover();
        let title = recovered.document.title();
        // A file that is being read must not take its place unasked.
        self.read_since = u64::MAX;
        self.show(recovered.document);
        match recovered.damaged {
            None => {
                let text = format!("Recovered {title} with {changes} that {were} not saved");
                self.state.notify(Severity::Info, text, Vec::new());
            }
            Some(path) => {
                let text = format!(
                    "Recovered {title} with {changes}; later ones may be missing, because the journal is damaged. It is kept as {}",
                    path.display()
                );
                self.state.notify(Severity::Warning, text, Vec::new());
            }
        }
    }

    /// Says once when changes are not safe from the end of the program.
    pub(super) fn tell_of_journal(&mut self) {
        match self.state.document.journal_failure() {
            None => self.recovery.failure_told = false,
            Some(_) if self.recovery.failure_told => {}
            Some(failure) => {
                let text = format!(
                    "Changes cannot be kept for recovery: {failure}. Save often until there is room again"
                );
                self.recovery.failure_told = true;
                self.state.notify(Severity::Warning, text, Vec::new());
            }
        }
    }
}

/// The offer.
pub fn ui(ui: &mut Ui, app: &App, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    ui.set_width(460.0);
    let heading = match app.recovery.found.as_slice() {
        [one] => format!(
            "Unsaved work from {} was found",
            moment(one.last_change(), SystemTime::now(), &TimeZone::system())
        ),
        _ => "Unsaved work was found".to_owned(),
    };
    title(ui, &heading);
    ui.label("The program ended before these changes were saved.");
    ui.add_space(10.0);
    let several = app.recovery.found.len() > 1;
    for (place, found) in app.recovery.found.iter().enumerate() {
        ui.label(
            RichText::new(found.title())
                .font(semi_bold(13.0))
                .color(chrome.ink),
        );
        let mut about = count(found.changes(), "change", "changes");
        if several {
            let moment = moment(found.last_change(), SystemTime::now(), &TimeZone::system());
            about = format!("{moment} · {about}");
        }
        if let Some(file) = found.file() {
            about = format!("{about} · {}", file.display());
        }
        if found.is_damaged() {
            about = format!("{about} · the journal is damaged, later changes may be missing");
        }
        let about = RichText::new(about).font(regular(12.0)).color(chrome.muted);
        ui.add(egui::Label::new(about).wrap());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let recover = main_button(ui, "Recover");
            named(&recover, "Recover", found);
            if place == 0 && ui.memory(|memory| memory.focused().is_none()) {
                recover.request_focus();
            }
            if recover.clicked() {
                requests.push(Request::Recovery(Answer::Recover(place)));
            }
            let discard = button(ui, "Discard");
            named(&discard, "Discard", found);
            if discard.clicked() {
                requests.push(Request::Recovery(Answer::Discard(place)));
            }
            if !several && button(ui, "Later").clicked() {
                requests.push(Request::CloseModal);
            }
        });
        ui.add_space(10.0);
    }
    if several && button(ui, "Later").clicked() {
        requests.push(Request::CloseModal);
    }
}

/// With the name of the design, for those who hear the buttons one by one.
fn named(response: &egui::Response, verb: &str, found: &Found) {
    let label = format!("{verb} {}", found.title());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &label));
}

/// A moment as people write it down: the time of day, and the day if it is another.
fn moment(at: SystemTime, now: SystemTime, zone: &TimeZone) -> String {
    let at_zone = |time: SystemTime| {
        let timestamp = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
        timestamp.to_zoned(zone.clone())
    };
    let (at, now) = (at_zone(at), at_zone(now));
    let format = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%b %-d, %H:%M"
    } else {
        "%b %-d %Y, %H:%M"
    };
    at.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn moments_say_the_day_only_where_it_is_another() {
        let at = |seconds: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let noon = 1_700_000_000 - 1_700_000_000 % 86_400 + 43_200;
        let moment = |earlier: u64| moment(at(noon - earlier), at(noon), &TimeZone::UTC);
        assert_eq!(moment(3 * 3600 + 60), "08:59");
        assert_eq!(moment(86_400), "Nov 13, 12:00");
        assert_eq!(moment(365 * 86_400), "Nov 14 2022, 12:00");
    }
}
