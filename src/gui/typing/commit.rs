//! Making the design what a line says, and saying why it cannot be.

use super::{At, Fault, Surface, place, today};
use crate::edit::field_line::{self, Completion, LineError, Suggestion};
use crate::edit::{Builder, Transaction};
use crate::gui::app::App;
use crate::gui::perform::capitalized;
use crate::gui::request::Severity;
use crate::session::text_slot::TextSlot;

impl App {
    /// Makes the design what the open line says. Returns what the line is about then; none if it cannot be.
    pub(super) fn commit_line(&mut self) -> Option<(At, Surface)> {
        let open = self.state.typing.open.as_ref()?;
        let (at, surface) = (open.at, open.surface);
        let text = open.text.trim();
        let unchanged = text == open.before.trim();
        if unchanged {
            return Some((at, surface));
        }
        let design = self.state.document.design();
        let done = match at {
            At::Name(id) => {
                let mut rename = TextSlot::EntityName(id).replace(design, text);
                if self.is_fresh(id) {
                    rename.label = format!("Add {text}");
                    let done = self.state.document.amend(&rename);
                    let state = self.state.document.history().state();
                    self.state.typing.fresh = Some((id, state));
                    done.map_err(|error| error.to_string())
                } else {
                    self.apply_line(&rename)
                }
                .map(|()| at)
            }
            At::Field(_) | At::New { .. } => {
                let text = text.to_owned();
                match self.read_line(at, &text) {
                    Ok((transaction, at)) => self.apply_line(&transaction).map(|()| at),
                    Err(error) => {
                        self.blame(error);
                        return None;
                    }
                }
            }
        };
        match done {
            Ok(at) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.before = open.text.trim().to_owned();
                    open.at = at;
                }
                Some((at, surface))
            }
            Err(message) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.fault = Some(Fault {
                        range: 0..open.text.len(),
                        text: capitalized(&message),
                    });
                }
                None
            }
        }
    }

    fn apply_line(&mut self, transaction: &Transaction) -> Result<(), String> {
        let done = self.state.document.apply(transaction);
        done.map_err(|error| error.to_string())
    }

    /// The transaction of a line, and what the line is about then.
    fn read_line(&self, at: At, text: &str) -> Result<(Transaction, At), LineError> {
        let design = self.state.document.design();
        let line = field_line::parse(text, place(design, at))?;
        Ok(match at {
            At::Field(path) => {
                let label = field_line::change_label(design, path, &line);
                let mut builder = Builder::new(design, label);
                field_line::replace(&mut builder, path, &line);
                (builder.finish(), at)
            }
            At::Name(entity) | At::New { entity, .. } => {
                let row = match at {
                    At::New { place, .. } => place,
                    _ => 0,
                };
                let owner = design.get(entity).map_or("", |entity| &entity.name);
                let label = format!("Add {owner}.{}", line.field.name);
                let mut builder = Builder::new(design, label);
                let path = field_line::insert(&mut builder, entity, row, &line);
                (builder.finish(), At::Field(path))
            }
        })
    }

    /// Shows why a line was not taken, and what was probably meant.
    fn blame(&mut self, error: LineError) {
        let Some(open) = &mut self.state.typing.open else {
            return;
        };
        // The line was read without the space around it.
        let shift = open.text.len() - open.text.trim_start().len();
        let range = error.range.start + shift..error.range.end + shift;
        open.completion = Completion {
            range: range.clone(),
            suggestions: error
                .nearest
                .map(|text| Suggestion {
                    text,
                    says: "probably meant".to_owned(),
                })
                .into_iter()
                .collect(),
            is_likely: true,
            is_wanted: true,
        };
        open.chosen = Some(0);
        open.dismissed = false;
        open.fault = Some(Fault {
            range,
            text: capitalized(&error.message),
        });
    }

    pub(super) fn remove_line(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let design = self.state.document.design();
        let next = open
            .at
            .neighbor(design, true)
            .or_else(|| open.at.neighbor(design, false))
            .filter(|to| open.surface == Surface::Card || !matches!(to, At::Name(_)));
        match open.at {
            At::Field(path) => {
                let transaction = field_line::remove(design, path);
                self.apply(&transaction);
            }
            At::New { .. } => {}
            At::Name(_) => {
                self.state.typing.open = Some(open);
                return;
            }
        }
        if let Some(next) = next {
            self.open_line(open.surface, next);
        }
    }

    /// Several lines make several fields, in one step.
    pub(super) fn paste_lines(&mut self, pasted: &str) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let design = self.state.document.design();
        let entity = open.at.entity();
        let mut text = open.text.clone();
        let cursor = open.cursor.min(text.len());
        if open.text != open.before || matches!(open.at, At::New { .. }) {
            if text.is_char_boundary(cursor) {
                text.insert_str(cursor, pasted);
            }
        } else {
            pasted.clone_into(&mut text);
        }
        let At::New { place, .. } = open.at.below(design) else {
            return;
        };
        let mut builder = Builder::new(design, String::new());
        let added = field_line::insert_all(&mut builder, entity, place, &text, today());
        let owner = design.get(entity).map_or("", |entity| &entity.name);
        let mut transaction = builder.finish();
        transaction.label = match added.fields.len() {
            1 => format!("Add a field to {owner}"),
            count => format!("Add {count} fields to {owner}"),
        };
        if let Some((number, _, error)) = added.refused.first() {
            let count = added.refused.len();
            let lines = if count == 1 { "line was" } else { "lines were" };
            let details = added
                .refused
                .iter()
                .map(|(number, line, error)| format!("Line {number}, `{line}`: {error}"));
            let details: Vec<String> = details.collect();
            self.state.notify(
                Severity::Warning,
                format!(
                    "{count} pasted {lines} not taken, the first because of line {number}: {error}"
                ),
                details,
            );
        }
        let after = place + added.fields.len();
        self.apply(&transaction);
        let to = At::New {
            entity,
            place: after,
        };
        self.open_line(open.surface, to);
    }
}
