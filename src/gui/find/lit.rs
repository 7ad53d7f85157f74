//! What was found, lit on the canvas.

use std::collections::BTreeMap;

use eframe::egui::{Painter, Rect, Stroke, StrokeKind};

use crate::base::geometry;
use crate::gui::canvas::to_window;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::model::{EntityId, FieldId, Reference};
use crate::scene::Level;
use crate::scene::card::Card;
use crate::scene::diagram::BOUNDARY_HEADER;
use crate::session::NotePath;
use crate::session::search::Found;

/// What stands out on the canvas.
#[derive(Default)]
pub struct Lit {
    cards: BTreeMap<EntityId, LitCard>,
    /// Services, relationships and feeds.
    others: Vec<Reference>,
    notes: Vec<NotePath>,
}

#[derive(Default)]
struct LitCard {
    whole: bool,
    rows: Vec<FieldId>,
}

impl Lit {
    /// Something else stands out.
    pub fn add(&mut self, what: Found) {
        match what {
            Found::Part(Reference::Entity(id)) => {
                self.cards.entry(id).or_default().whole = true;
            }
            Found::Part(Reference::Field(path)) => {
                let card = self.cards.entry(path.entity).or_default();
                card.rows.push(path.field);
            }
            Found::Part(other) => self.others.push(other),
            Found::Note(note) => self.notes.push(note),
        }
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
        for (entity, lit) in &self.cards {
            let Some(card) = state.picture.diagram().card(*entity) else {
                continue;
            };
            let Some(rect) = on_screen(card.rect) else {
                continue;
            };
            if lit.whole || !rows_are_seen {
                ring(rect, 6.0);
            }
            if !rows_are_seen {
                continue;
            }
            for field in &lit.rows {
                match card.card.row_of(*field) {
                    Some(row) => {
                        let row =
                            to_window(canvas.min, state.camera, Card::row_rect(card.rect, row));
                        painter.rect_filled(row, 2, hue.gamma_multiply(0.28));
                    }
                    None if !lit.whole => ring(rect, 6.0),
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
