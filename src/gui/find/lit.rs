//! What was found, lit on the canvas.

use eframe::egui::{Painter, Rect, Stroke, StrokeKind};

use crate::base::geometry;
use crate::gui::canvas::to_window;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::model::{EntityId, FieldPath, Reference};
use crate::scene::Level;
use crate::scene::card::Card;
use crate::scene::diagram::BOUNDARY_HEADER;
use crate::session::NotePath;
use crate::session::search::Found;

/// What stands out on the canvas.
#[derive(Default)]
pub struct Lit {
    /// Rising.
    entities: Vec<EntityId>,
    /// Rising.
    fields: Vec<FieldPath>,
    /// Services, relationships and feeds.
    others: Vec<Reference>,
    notes: Vec<NotePath>,
}

impl Lit {
    /// Something else stands out.
    pub fn add(&mut self, what: Found) {
        match what {
            Found::Part(Reference::Entity(id)) => self.entities.push(id),
            Found::Part(Reference::Field(path)) => self.fields.push(path),
            Found::Part(other) => self.others.push(other),
            Found::Note(note) => self.notes.push(note),
        }
    }

    /// All has been added.
    pub fn settle(&mut self) {
        self.entities.sort_unstable();
        self.fields.sort_unstable();
    }

    fn fields_of(&self, entity: EntityId) -> &[FieldPath] {
        let from = self.fields.partition_point(|path| path.entity < entity);
        let rest = self.fields.get(from..).unwrap_or_default();
        let count = rest.partition_point(|path| path.entity == entity);
        rest.get(..count).unwrap_or_default()
    }

    /// Lights it.
    pub fn paint(&self, painter: &Painter, canvas: Rect, state: &State) {
        let hue = color(theme::palette(painter.ctx()).warning);
        let seen = canvas.expand(4.0);
        let on_screen = |rect| {
            let rect = to_window(canvas.min, state.camera, rect);
            seen.intersects(rect).then_some(rect)
        };
        let ring = |rect: Rect, radius: f32| {
            let radius = (radius * state.camera.zoom).round().clamp(2.0, 20.0) as u8;
            let gap = (2.0 * state.camera.zoom).clamp(1.0, 3.0);
            painter.rect(
                rect.expand(gap),
                radius,
                hue.gamma_multiply(0.12),
                Stroke::new(2.0, hue),
                StrokeKind::Outside,
            );
        };
        let rows_are_seen = Level::at_zoom(state.camera.zoom) == Level::Row;
        for card in &state.picture.diagram().cards {
            let Some(rect) = on_screen(card.rect) else {
                continue;
            };
            let whole = self.entities.binary_search(&card.entity).is_ok();
            let rows = self.fields_of(card.entity);
            if whole || !rows_are_seen && !rows.is_empty() {
                ring(rect, 6.0);
            }
            if !rows_are_seen {
                continue;
            }
            for path in rows {
                match card.card.row_of(path.field) {
                    Some(row) => {
                        let row =
                            to_window(canvas.min, state.camera, Card::row_rect(card.rect, row));
                        painter.rect_filled(row, 2, hue.gamma_multiply(0.28));
                    }
                    None if !whole => ring(rect, 6.0),
                    None => {}
                }
            }
        }
        let shown = self.notes.iter();
        for note in shown.filter(|note| state.document.view == Some(note.view)) {
            if let Some(rect) = state.picture.note(note.place).and_then(on_screen) {
                ring(rect, 4.0);
            }
        }
        for part in &self.others {
            if let Reference::Service(_) = part {
                let title = state.picture.bounds_of(*part).map(|rect| geometry::Rect {
                    max: geometry::point(rect.max.x, rect.min.y + BOUNDARY_HEADER),
                    ..rect
                });
                if let Some(rect) = title.and_then(on_screen) {
                    ring(rect, 10.0);
                }
            } else if let Some(points) = state.picture.line_points(*part) {
                let points = points.iter().map(|p| {
                    let p = geometry::Rect { min: *p, max: *p };
                    to_window(canvas.min, state.camera, p).min
                });
                painter.line(points.collect(), Stroke::new(5.0, hue.gamma_multiply(0.5)));
            }
        }
    }
}
