//! Dragging entities to another service, store or zone.

use eframe::egui::{Rect, Ui};

use super::row::{drag_cursor, pointer_label};
use super::{Outline, ROW};
use crate::edit::assign::{Home, assign};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme;
use crate::model::{Design, EntityId, Reference};
use crate::session::outline::Subject;

/// How near to an edge of the list the pointer scrolls it, and how fast.
const EDGE: f32 = 22.0;
const SPEED: f32 = 7.0;

/// Entities on their way.
#[derive(Debug)]
pub(super) struct Drag {
    entities: Vec<EntityId>,
    /// The row that takes them, and where that puts them.
    target: Option<(Subject, Home)>,
}

impl Drag {
    /// Whether they would go to this row.
    pub(super) fn is_over(&self, subject: Subject) -> bool {
        self.target.is_some_and(|(target, _)| target == subject)
    }
}

impl Outline {
    /// Starts to drag an entity, and with it all that are selected if it is.
    pub(super) fn start_drag(&mut self, state: &State, part: Reference) {
        let selection = &state.document.selection;
        let entity = |part: Reference| match part {
            Reference::Entity(id) => Some(id),
            _ => None,
        };
        let entities = if selection.contains(part) {
            selection.iter().filter_map(entity).collect()
        } else {
            entity(part).into_iter().collect()
        };
        self.drag = Some(Drag {
            entities,
            target: None,
        });
    }

    /// Lights up where the entities would go, and puts them there when the button comes up.
    pub(super) fn drag_ui(
        &mut self,
        ui: &Ui,
        state: &State,
        list: Rect,
        requests: &mut Vec<Request>,
    ) {
        let offset = self.seen.0;
        let Some(drag) = &mut self.drag else {
            return;
        };
        let design = state.document.design();
        let pointer = ui.ctx().pointer_latest_pos();
        let inside = pointer.filter(|at| list.contains(*at));
        let row = inside.and_then(|at| {
            let place = (at.y - list.top() + offset) / ROW;
            self.rows.get(place.max(0.0) as usize)
        });
        let target = row.and_then(|row| {
            let home = row.subject.home(design)?;
            Some((lit(design, row.subject), home))
        });
        if drag.target.map(|t| t.0) != target.map(|t| t.0) {
            ui.ctx().request_repaint();
        }
        drag.target = target;
        let transaction = target.map(|(_, home)| assign(design, &drag.entities, home));
        let change = transaction.filter(|transaction| !transaction.is_empty());
        if ui.input(|input| !input.pointer.primary_down()) {
            requests.extend(change.map(Request::Apply));
            self.drag = None;
            return;
        }
        drag_cursor(ui, change.is_some());
        let text = match (&change, drag.entities.as_slice()) {
            (Some(change), _) => change.label.clone(),
            (None, [one]) => design
                .get(*one)
                .map_or_else(String::new, |e| e.name.clone()),
            (None, several) => format!("{} entities", several.len()),
        };
        pointer_label(ui, &text, &theme::chrome(ui.ctx()));
    }

    /// How far to scroll while the pointer is at an edge with something in hand.
    pub(super) fn drag_scroll(&self, ui: &Ui, list: Rect) -> Option<f32> {
        self.drag.as_ref()?;
        let at = ui.ctx().pointer_latest_pos()?;
        let by = if at.y < list.top() + EDGE {
            -SPEED
        } else if at.y > list.bottom() - EDGE {
            SPEED
        } else {
            return None;
        };
        ui.ctx().request_repaint();
        Some(by)
    }
}

/// The row that lights up: an entity stands for its service.
fn lit(design: &Design, subject: Subject) -> Subject {
    match subject {
        Subject::Part(part @ Reference::Entity(_)) => {
            crate::session::outline::parent(design, part).unwrap_or(subject)
        }
        subject => subject,
    }
}
