//! A line that is typed on a card: the card makes room for it, and its field lies over the row.

use eframe::egui::{Area, CornerRadius, Id, Order, Painter, Rect, Ui, pos2, vec2};

use super::paint;
use super::to_window;
use crate::base::geometry;
use crate::gui::app::App;
use crate::gui::line_field::line_field;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, regular, semi_bold};
use crate::gui::typing::{At, Open, Surface};
use crate::model::{EntityId, Reference};
use crate::scene::card::{Card, HEADER, NAME_SIZE, PADDING, ROW, TITLE_SIZE, row_top};
use crate::scene::diagram::PlacedCard;
use crate::scene::{Group, Layer, Level, ShapeKind, What};

/// Text that is typed is at least so large, in logical pixels, however small the card is.
const LEAST_SIZE: f32 = 12.5;
/// Room for a line of ordinary length.
const LEAST_WIDTH: f32 = 240.0;

impl App {
    /// Moves the view no farther than it takes to see the row of the open line.
    pub(in crate::gui) fn show_line(&mut self) {
        let state = &mut self.state;
        let (Some(open), Some((width, height))) = (&state.typing.open, state.canvas_size) else {
            return;
        };
        let Some(row) = row_in_diagram(state, open) else {
            return;
        };
        let zoom = state.camera.zoom;
        let seen = state.camera.visible(width, height);
        // Room for the list of suggestions below.
        let margin = 12.0 / zoom;
        let below = (140.0 / zoom).min(seen.height() / 3.0);
        let mut by = geometry::vector(0.0, 0.0);
        if row.max.y + below > seen.max.y {
            by.y = row.max.y + below - seen.max.y;
        }
        if row.min.y - by.y < seen.min.y + margin {
            by.y = row.min.y - margin - seen.min.y;
        }
        if row.max.x > seen.max.x - margin {
            by.x = row.max.x - seen.max.x + margin;
        }
        if row.min.x - by.x < seen.min.x + margin {
            by.x = row.min.x - margin - seen.min.x;
        }
        state.camera.pan(by);
    }
}

impl State {
    /// Where the card of an entity stands that is not in the picture yet.
    fn place_of(&self, entity: EntityId) -> Option<geometry::Point> {
        let design = self.document.design();
        let view = self.document.view.and_then(|view| design.get(view))?;
        let (x, y) = view.at.get(&entity)?;
        Some(geometry::point(*x as f32, *y as f32))
    }
}

/// Shows the line that is typed on a card.
pub(super) fn ui(ui: &mut Ui, canvas: Rect, state: &State, requests: &mut Vec<Request>) {
    let row = state
        .typing
        .open
        .as_ref()
        .filter(|open| open.surface == Surface::Card)
        .and_then(|open| Some((open, row_in_diagram(state, open)?)));
    // There from the start: an area cannot take the keyboard in its first frame.
    let area = Area::new(Id::new("line on a card"))
        .order(Order::Middle)
        .constrain(false)
        .fade_in(false);
    match row {
        Some((open, row)) => line_ui(ui, area, canvas, state, (open, row), requests),
        None => {
            area.fixed_pos(canvas.min)
                .interactable(false)
                .show(ui.ctx(), |_| {});
        }
    }
}

fn line_ui(
    ui: &mut Ui,
    area: Area,
    canvas: Rect,
    state: &State,
    (open, row): (&Open, geometry::Rect),
    requests: &mut Vec<Request>,
) {
    let zoom = state.camera.zoom;
    if let (At::New { entity, .. }, Some(card)) =
        (open.at, state.picture.diagram().card(open.at.entity()))
        && Level::at_zoom(zoom) == Level::Row
    {
        let painter = ui.painter_at(canvas);
        gap_ui(&painter, canvas, state, entity, card, row.min.y);
    }
    let row = to_window(canvas.min, state.camera, row);
    let size = match open.at {
        At::Name(_) => TITLE_SIZE,
        _ => NAME_SIZE,
    };
    let size = (size * zoom).clamp(LEAST_SIZE, 30.0);
    let font = match open.at {
        At::Name(_) => semi_bold(size),
        _ => regular(size),
    };
    let margin = (PADDING * zoom).clamp(6.0, 20.0).round();
    let ink = theme::chrome(ui.ctx()).ink;
    let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(open.text.clone(), font, ink));
    let text = galley.size().x;
    let least = match open.at {
        At::Name(_) => 120.0,
        _ => LEAST_WIDTH * (size / NAME_SIZE),
    };
    let width = (text + 2.0 * margin + 12.0)
        .max(row.width())
        .max(least)
        .min(canvas.width() - 8.0);
    let height = row.height().max(size * 1.75).round();
    let left = row
        .left()
        .min(canvas.right() - width - 4.0)
        .max(canvas.left() + 4.0);
    let rect = Rect::from_min_size(
        pos2(left.round(), (row.center().y - height / 2.0).round()),
        vec2(width, height),
    );
    area.fixed_pos(rect.min).show(ui.ctx(), |ui| {
        ui.set_clip_rect(canvas);
        ui.allocate_rect(rect, eframe::egui::Sense::hover());
        let shadow = ui.visuals().popup_shadow;
        ui.painter()
            .add(shadow.as_shape(rect, CornerRadius::same(4)));
        line_field(ui, rect, state, size, margin, requests);
    });
}

/// Where the row of a line is, or will be.
fn row_in_diagram(state: &State, open: &Open) -> Option<geometry::Rect> {
    let entity = open.at.entity();
    let (rect, card) = match state.picture.diagram().card(entity) {
        Some(placed) => (placed.rect, Some(&placed.card)),
        // It was added just now; the picture will show it in a moment.
        None => {
            let at = state.place_of(entity)?;
            let size = crate::session::drawing::NEW_CARD;
            (geometry::Rect::new(at.x, at.y, size.0, size.1), None)
        }
    };
    if let At::Name(_) = open.at {
        return Some(geometry::Rect::new(
            rect.min.x,
            rect.min.y,
            rect.width(),
            HEADER,
        ));
    }
    let index = card.map_or(0, |card| row_index(card, open.at));
    Some(Card::row_rect(rect, index))
}

/// Which row of the card a line is in; a field that the card does not show has one below the others.
fn row_index(card: &Card, at: At) -> usize {
    match at {
        At::Name(_) => 0,
        At::Field(path) => card.row_of(path.field).unwrap_or(card.rows.len()),
        At::New { place, .. } => card.rows.iter().filter(|row| row.place < place).count(),
    }
}

/// Paints the card with an empty row at a height, so that nothing is hidden below the line.
fn gap_ui(
    painter: &Painter,
    canvas: Rect,
    state: &State,
    entity: EntityId,
    card: &PlacedCard,
    top: f32,
) {
    let scene = state.picture.scene();
    let is_card = |group: &&Group| group.what == What::Entity(entity) && group.layer == Layer::Card;
    let Some(group) = scene.groups.iter().find(is_card) else {
        return;
    };
    let room = if card.card.rows.is_empty() {
        ROW + row_top(0) - HEADER
    } else {
        ROW
    };
    let group = with_gap(group, top, room);
    paint::in_place(painter, canvas, state.camera, &group);
    let selected = state.document.selection.contains(Reference::Entity(entity));
    if selected {
        let mut rect = card.rect;
        rect.max.y += room;
        super::marks::outline_around(
            painter,
            to_window(canvas.min, state.camera, rect),
            6.0,
            state,
        );
    }
}

/// A group with everything below a height moved down, and what reaches over it made longer.
fn with_gap(group: &Group, top: f32, room: f32) -> Group {
    // Rows touch: what ends here is above.
    let edge = top - 0.75;
    let down = |y: &mut f32| {
        if *y > edge {
            *y += room;
        }
    };
    let mut group = group.clone();
    for shape in &mut group.shapes {
        match &mut shape.kind {
            ShapeKind::Rect { rect, .. } => {
                if rect.max.y > top + 0.75 {
                    down(&mut rect.min.y);
                    rect.max.y += room;
                }
            }
            ShapeKind::Text(text) => down(&mut text.at.y),
            ShapeKind::Polyline { points, .. } => points.iter_mut().for_each(|p| down(&mut p.y)),
            ShapeKind::Polygon { points, .. } => points.iter_mut().for_each(|p| down(&mut p.y)),
            ShapeKind::Circle { center, .. } => down(&mut center.y),
        }
    }
    group.bounds.max.y += room;
    group
}
