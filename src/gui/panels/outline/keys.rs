//! The keyboard in the outline.

use eframe::egui::{Event, Key, Modifiers, Ui};

use super::{Outline, ROW, name_of};
use crate::gui::command::Command;
use crate::gui::failing::FailuresRequest;
use crate::gui::request::{Place, Request};
use crate::gui::state::State;
use crate::session::Selection;
use crate::session::outline::Subject;

/// For how long letters that are typed go on to be one word, in seconds.
const PAUSE_S: f64 = 1.0;

/// Letters by which a row is looked for.
#[derive(Debug, Default)]
pub(super) struct Typed {
    text: String,
    /// When the last of them came, in seconds since the program started.
    at: f64,
}

/// Where the keyboard goes.
#[derive(Clone, Copy)]
enum Step {
    By(isize),
    First,
    Last,
}

impl Outline {
    /// Whether a key without modifiers belongs to the list while it has the keyboard.
    pub fn wants(key: Key) -> bool {
        let is_letter = key.symbol_or_name().chars().count() == 1;
        let acts = matches!(key, Key::F2 | Key::Space | Key::Enter | Key::Delete);
        acts || is_letter && key != Key::Questionmark
    }

    /// Does what the keys ask for.
    pub(super) fn keys_ui(&mut self, ui: &Ui, state: &State, requests: &mut Vec<Request>) {
        let page = ((self.seen.1 / ROW) as isize - 1).max(1);
        for (key, step) in [
            (Key::ArrowDown, Step::By(1)),
            (Key::ArrowUp, Step::By(-1)),
            (Key::PageDown, Step::By(page)),
            (Key::PageUp, Step::By(-page)),
            (Key::Home, Step::First),
            (Key::End, Step::Last),
        ] {
            // Shift first: without it means whether or not it is held.
            for modifiers in [Modifiers::SHIFT, Modifiers::NONE] {
                let count = ui.input_mut(|input| input.count_and_consume_key(modifiers, key));
                for _ in 0..count {
                    self.go(step, modifiers.shift, requests);
                }
            }
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowRight) {
            self.unfold_or_enter(requests);
        }
        if pressed(Key::ArrowLeft) {
            self.fold_or_leave(requests);
        }
        if pressed(Key::F2)
            && let Some(slot) = self.cursor.and_then(name_of)
        {
            requests.push(Request::EditIn(Place::Outline, slot));
        }
        if pressed(Key::Enter) {
            match self.cursor {
                Some(Subject::Part(part)) => requests.push(Request::Reveal(part)),
                Some(Subject::Scenario(id)) => requests.push(Request::ShowScenario(id)),
                Some(Subject::View(id)) => requests.push(Request::ShowView(id)),
                Some(subject @ Subject::Group(_)) => {
                    self.fold(subject, !self.folded.contains(&subject));
                }
                None => {}
            }
        }
        if pressed(Key::Delete) {
            requests.push(Request::Command(Command::Delete));
        }
        let is_typing = self.type_ui(ui, state, requests);
        if !is_typing
            && pressed(Key::Space)
            && let Some(Subject::Part(part)) = self.cursor
        {
            if state.failing.is_some() {
                requests.push(Request::Failures(FailuresRequest::Click(part, true)));
                return;
            }
            let mut selection = state.document.selection.clone();
            selection.toggle(part);
            requests.push(Request::Select(selection));
        }
    }

    fn go(&mut self, step: Step, extend: bool, requests: &mut Vec<Request>) {
        let last = self.rows.len().saturating_sub(1);
        let place = match (step, self.cursor_place()) {
            (Step::First, _) | (Step::By(1..), None) => 0,
            (Step::Last, _) | (Step::By(_), None) => last,
            (Step::By(by), Some(place)) => place.saturating_add_signed(by).min(last),
        };
        self.go_to(place, extend, requests);
    }

    /// Puts the keyboard on a row and selects it.
    fn go_to(&mut self, place: usize, extend: bool, requests: &mut Vec<Request>) {
        let Some(subject) = self.rows.get(place).map(|row| row.subject) else {
            return;
        };
        if !extend {
            self.anchor = Some(subject);
        } else if self.anchor.is_none() {
            self.anchor = self.cursor;
        }
        self.cursor = Some(subject);
        self.wanted = Some(subject);
        if extend {
            requests.push(Request::Select(self.select_range(&self.rows, place)));
        } else if let Some(part) = subject.part() {
            requests.push(Request::Select(Selection::of(part)));
        }
    }

    fn unfold_or_enter(&mut self, requests: &mut Vec<Request>) {
        let Some(place) = self.cursor_place() else {
            return;
        };
        let Some(row) = self.rows.get(place).copied() else {
            return;
        };
        if row.is_folded {
            self.fold(row.subject, false);
        } else if row.children.is_some_and(|children| children > 0) {
            self.go_to(place + 1, false, requests);
        }
    }

    fn fold_or_leave(&mut self, requests: &mut Vec<Request>) {
        let Some(place) = self.cursor_place() else {
            return;
        };
        let Some(row) = self.rows.get(place).copied() else {
            return;
        };
        if row.is_child {
            let above = self.rows.get(..place).unwrap_or_default();
            if let Some(parent) = above.iter().rposition(|row| !row.is_child) {
                self.go_to(parent, false, requests);
            }
        } else if row.children.is_some_and(|children| children > 0) {
            self.fold(row.subject, true);
        }
    }

    /// Goes to the next row that starts with what is typed. Returns whether something is.
    fn type_ui(&mut self, ui: &Ui, state: &State, requests: &mut Vec<Request>) -> bool {
        let (text, now) = ui.input(|input| {
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            (texts.collect::<String>(), input.time)
        });
        if now - self.typed.at > PAUSE_S {
            self.typed.text.clear();
        }
        let goes_on = !self.typed.text.is_empty();
        if text.is_empty() || text == " " && !goes_on {
            return goes_on;
        }
        self.typed.at = now;
        self.typed.text += &text.to_lowercase();
        // A first letter looks further on, more letters where the first one led.
        let start = self
            .cursor_place()
            .map_or(0, |place| place + usize::from(!goes_on));
        let count = self.rows.len();
        let found = (0..count).map(|by| (start + by) % count).find(|place| {
            let row = self.rows.get(*place);
            row.is_some_and(|row| {
                let label = row.subject.label(state.design());
                label.to_lowercase().starts_with(&self.typed.text)
            })
        });
        if let Some(place) = found {
            self.go_to(place, false, requests);
        }
        true
    }
}
