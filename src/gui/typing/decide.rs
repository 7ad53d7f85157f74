//! What the keys do that decide something, and where the keyboard goes on.

use eframe::egui;

use super::{At, Decision, Focus, Open, Surface};
use crate::edit::field_line::{self, Completion};
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::request::{Request, Severity};
use crate::model::EntityId;

impl App {
    /// Carries out the key that decided something, now that everything typed before it is known.
    pub(in crate::gui) fn decide_line(&mut self, ctx: &egui::Context) {
        let Some(id) = self.state.typing.open.as_ref().map(Open::id) else {
            return;
        };
        self.decide(ctx);
        if self.state.typing.open.is_none() {
            // The next key is a command again.
            ctx.memory_mut(|memory| memory.surrender_focus(id));
            self.was_typing = false;
        }
    }

    fn decide(&mut self, ctx: &egui::Context) {
        let design = self.state.document.design();
        let typing = &mut self.state.typing;
        let Some(open) = &mut typing.open else {
            return;
        };
        if !open.at.exists(design) {
            typing.open = None;
            return;
        }
        let Some(decision) = open.decision.take() else {
            let lost =
                open.focus == Focus::Has && ctx.memory(|memory| !memory.has_focus(open.id()));
            if lost {
                self.leave_line();
                ctx.request_repaint();
            }
            return;
        };
        ctx.request_repaint();
        if open.offers() {
            let count = open.completion.suggestions.len();
            match decision {
                Decision::Escape => {
                    open.dismissed = true;
                    return;
                }
                Decision::Down => {
                    open.chosen = Some(open.chosen.map_or(0, |chosen| (chosen + 1) % count));
                    return;
                }
                Decision::Up => {
                    open.chosen = Some(
                        open.chosen
                            .map_or(count, |chosen| chosen + count)
                            .saturating_sub(1)
                            % count,
                    );
                    return;
                }
                Decision::Enter | Decision::Next if open.chosen.is_some() => {
                    let choice = open.chosen.unwrap_or_default();
                    open.accept(choice);
                    self.complete_line();
                    return;
                }
                _ => {}
            }
        }
        self.carry_out(decision, ctx);
    }

    fn carry_out(&mut self, decision: Decision, ctx: &egui::Context) {
        match decision {
            Decision::Escape => self.cancel_line(),
            Decision::Finish => {
                if self.commit_line().is_some() {
                    self.close_line();
                }
            }
            Decision::Enter | Decision::AddBelow | Decision::Next => self.go_down(&decision),
            Decision::Previous | Decision::Up | Decision::Down => {
                let down = decision == Decision::Down;
                if let Some((at, surface)) = self.commit_line() {
                    let to = at.neighbor(self.state.document.design(), down);
                    match to.filter(|to| surface == Surface::Card || !matches!(to, At::Name(_))) {
                        Some(to) => self.open_line(surface, to),
                        // At an end: the line stays open.
                        None => self.open_line(surface, at),
                    }
                }
            }
            Decision::MoveUp | Decision::MoveDown => {
                if let Some((At::Field(path), surface)) = self.commit_line() {
                    let rows = if decision == Decision::MoveUp { -1 } else { 1 };
                    let transaction = field_line::move_by(self.state.document.design(), path, rows);
                    self.apply(&transaction);
                    self.open_line(surface, At::Field(path));
                }
            }
            Decision::Remove => self.remove_line(),
            Decision::Ask => {
                self.complete_line();
                if let Some(open) = &mut self.state.typing.open {
                    open.asked = true;
                }
            }
            Decision::Undo => {
                self.close_line();
                self.perform(Request::Command(Command::Undo), ctx);
            }
            Decision::Paste(text) => self.paste_lines(&text),
        }
    }

    /// Goes on below: with the next line, or with an empty one.
    fn go_down(&mut self, decision: &Decision) {
        let was_empty =
            self.state.typing.open.as_ref().is_some_and(|open| {
                matches!(open.at, At::New { .. }) && open.text.trim().is_empty()
            });
        let Some((at, surface)) = self.commit_line() else {
            return;
        };
        let design = self.state.document.design();
        let next = at.neighbor(design, true);
        let to = match (decision, at) {
            _ if was_empty => None,
            (Decision::AddBelow, _) => Some(at.below(design)),
            (Decision::Enter, At::Field(_)) => Some(at.below(design)),
            _ => next.or(Some(at.below(design))),
        };
        match to {
            Some(to) => self.open_line(surface, to),
            None => self.close_line(),
        }
    }

    pub(super) fn close_line(&mut self) {
        self.state.typing.open = None;
    }

    /// Backs out of the open line, and of an entity that was added only just now.
    fn cancel_line(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        if let At::Name(entity) = open.at
            && self.is_fresh(entity)
        {
            self.state.typing.fresh = None;
            // The step was just made.
            let _ = self.state.document.undo();
        }
    }

    pub(super) fn is_fresh(&self, entity: EntityId) -> bool {
        let state = self.state.document.history().state();
        self.state.typing.fresh == Some((entity, state))
    }

    /// Another part of the window has the keyboard now.
    fn leave_line(&mut self) {
        if self.commit_line().is_some() {
            self.close_line();
        } else if let Some(open) = &mut self.state.typing.open {
            open.focus = Focus::Parked;
            open.completion = Completion::default();
        }
    }

    /// Takes what is typed before something else is done. What cannot be read stays open.
    pub(in crate::gui) fn finish_line(&mut self) {
        if self.commit_line().is_some() {
            self.close_line();
        }
    }

    /// Keeps a line that cannot be read for when it is opened again, and says so.
    pub(super) fn put_aside(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let reason = open.fault.map(|fault| fault.text).unwrap_or_default();
        self.state.notify(
            Severity::Warning,
            format!(
                "Not taken: `{}`. It is there again when its row is edited.",
                open.text
            ),
            vec![reason],
        );
        self.state.typing.unfinished.push((open.at, open.text));
    }
}
