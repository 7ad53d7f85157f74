//! What a failure does, over the picture: cards, boundaries and lines take the color of the state that they come to, with its
//! word at their upper left, and the rest steps back. Nothing moves.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{
    CornerRadius, Galley, Id, Painter, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::paint::overlay_groups;
use super::to_window;
use crate::analysis::dependencies::State as Bad;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, icons, regular, semi_bold};
use crate::model::Reference;
use crate::scene::palette::{Palette, Rgba};
use crate::scene::text::Fonts;
use crate::scene::{self, Group, Layer, Level, ShapeKind, What};
use crate::session::effects::{Effect, Effects, Fault};

/// How far the rest steps back.
const VEIL: f32 = 0.62;
/// Width of a line along which a failure spreads, in diagram units.
const LINE: f32 = 2.6;
/// Height of a mark, and how far from the left edge it is.
const MARK: f32 = 18.0;
const INSET: f32 = 8.0;

/// The sign of a state: it says the same as the color.
pub(in crate::gui) fn symbol(state: Bad) -> &'static str {
    match state {
        Bad::Down => icon::X_CIRCLE,
        Bad::Degraded => icon::WARNING,
        Bad::Stale => icon::CLOCK_COUNTER_CLOCKWISE,
        Bad::Slow => icon::HOURGLASS_MEDIUM,
        Bad::Lossy => icon::DROP_HALF_BOTTOM,
    }
}

/// The sign of what was done to a part.
fn fault_symbol(fault: Fault) -> &'static str {
    match fault {
        Fault::Down | Fault::Contract => icon::LIGHTNING,
        Fault::Slow => icon::HOURGLASS_MEDIUM,
        Fault::CutOff => icon::LINK_BREAK,
    }
}

/// A part as it is marked.
struct Marked {
    part: Reference,
    state: Option<Bad>,
    fault: Option<Fault>,
    label: &'static str,
}

impl Marked {
    fn hue(&self, palette: &Palette) -> Rgba {
        let of_fault = match self.fault {
            Some(Fault::Slow) => palette.slow,
            Some(Fault::CutOff) => palette.ink,
            _ => palette.down,
        };
        self.state.map_or(of_fault, |state| palette.state(state))
    }
}

/// Paints what a failure does, as far as it has come by `hop`. Returns where the marks are in the window.
pub(super) fn ui(ui: &Ui, canvas: Rect, state: &State, effects: &Effects, hop: u32) -> Vec<Rect> {
    let painter = ui.painter_at(canvas);
    let palette = theme::palette(ui.ctx());
    painter.rect_filled(canvas, 0.0, color(palette.canvas).gamma_multiply(VEIL));
    let marked = marked(state, effects, hop);
    let (groups, stroked) = overlays(state, &marked, palette);
    overlay_groups(&painter, canvas, state.camera, &groups);
    let level = Level::at_zoom(state.camera.zoom);
    for (bounds, radius, hue, is_fault) in stroked {
        let rect = to_window(canvas.min, state.camera, bounds);
        if !rect.expand(6.0).intersects(canvas) {
            continue;
        }
        let round = (radius * state.camera.zoom).round().clamp(1.0, 40.0) as u8;
        let width = if is_fault { 3.0 } else { 1.8 };
        let stroke = Stroke::new(width, color(hue));
        painter.rect_stroke(rect, round, stroke, StrokeKind::Outside);
    }
    let mut places = Vec::new();
    if level != Level::Block {
        for mark in &marked {
            places.extend(mark_ui(ui, &painter, canvas, state, mark, palette));
        }
    }
    places
}

/// The parts of the picture that are marked: first boundaries, then lines, then cards.
fn marked(state: &State, effects: &Effects, hop: u32) -> Vec<Marked> {
    let reached = |effect: &Effect| effect.hop <= hop;
    let mut parts: BTreeSet<Reference> = effects.faults().map(|(part, _)| part).collect();
    let come = effects.iter().filter(|(_, effect)| reached(effect));
    parts.extend(come.map(|(part, _)| part));
    let mut marked: Vec<Marked> = Vec::new();
    for part in parts {
        let effect = effects.get(part).filter(reached);
        let fault = effects.fault(part);
        let label = match (effect, fault) {
            (Some(effect), _) => effect.label(),
            (None, Some(fault)) => fault.label(),
            (None, None) => continue,
        };
        if state.picture.bounds_of(part).is_some() && layer(part).is_some() {
            marked.push(Marked {
                part,
                state: effect.map(|effect| effect.state),
                fault,
                label,
            });
        }
    }
    marked.sort_by_key(|mark| layer(mark.part));
    marked
}

fn layer(part: Reference) -> Option<Layer> {
    match part {
        Reference::Service(_) => Some(Layer::Boundary),
        Reference::Relationship(_) | Reference::Feed(_) => Some(Layer::Line),
        Reference::Entity(_) => Some(Layer::Card),
        // They have no place of their own: what is in a store or zone, and what an operation touches, is marked.
        _ => None,
    }
}

/// What is drawn around a part: bounds, radius, color, and whether it is what failed.
type Outline = (crate::base::geometry::Rect, f32, Rgba, bool);

/// The marked parts in the colors of their states, and their outlines.
fn overlays(state: &State, marked: &[Marked], palette: &Palette) -> (Vec<Group>, Vec<Outline>) {
    let subject = state.picture.subject();
    let drawn = scene::painter::Painter::new(&subject.design, &subject.options, Fonts::bundled());
    let diagram = state.picture.diagram();
    let (width, height) = state.canvas_size.unwrap_or_default();
    let seen = state.camera.visible(width, height);
    let (mut groups, mut outlines) = (Vec::new(), Vec::new());
    for mark in marked {
        let hue = mark.hue(palette);
        let Some(bounds) = state.picture.bounds_of(mark.part) else {
            continue;
        };
        if !bounds.expand(10.0).overlaps(seen) {
            continue;
        }
        match mark.part {
            Reference::Service(id) => {
                let boundary = diagram.boundaries.iter().find(|b| b.service == id);
                groups.extend(boundary.map(|boundary| drawn.boundary_in(boundary, hue)));
                outlines.push((bounds, 12.0, hue, mark.fault.is_some()));
            }
            Reference::Entity(id) => {
                groups.extend(diagram.card(id).map(|card| drawn.card_in(card, hue)));
                outlines.push((bounds, 6.0, hue, mark.fault.is_some()));
            }
            part => groups.extend(lines(state, part, hue)),
        }
    }
    (groups, outlines)
}

fn is_of(group: &Group, part: Reference) -> bool {
    match (group.what, part) {
        (What::Entity(one), Reference::Entity(other)) => one == other,
        (What::Service(one), Reference::Service(other)) => one == other,
        (What::Relationship(one), Reference::Relationship(other)) => one == other,
        (What::Feed(one), Reference::Feed(other)) => one == other,
        _ => false,
    }
}

/// The line of a part and its label in a color.
fn lines(state: &State, part: Reference, hue: Rgba) -> Vec<Group> {
    let places = state.picture.groups_of(&[part]);
    let all = &state.picture.scene().groups;
    let own = places.into_iter().filter_map(|place| all.get(place));
    own.filter(|group| is_of(group, part))
        .map(|group| recolored(group, hue))
        .collect()
}

/// A group with its strokes and texts in a color.
fn recolored(group: &Group, hue: Rgba) -> Group {
    let mut group = group.clone();
    let tone = |own: Rgba| Rgba { a: own.a, ..hue };
    for shape in &mut group.shapes {
        match &mut shape.kind {
            ShapeKind::Text(text) => text.color = hue,
            ShapeKind::Polygon { fill, .. } => *fill = tone(*fill),
            ShapeKind::Polyline { stroke, .. } => {
                stroke.color = tone(stroke.color);
                stroke.width = stroke.width.max(LINE);
            }
            ShapeKind::Rect { stroke, .. } | ShapeKind::Circle { stroke, .. } => {
                if let Some(stroke) = stroke {
                    stroke.color = tone(stroke.color);
                }
            }
        }
    }
    group
}

/// The word of a state at the upper left of a card or boundary. What failed by itself has it on a ground of its color.
fn mark_ui(
    ui: &Ui,
    painter: &Painter,
    canvas: Rect,
    state: &State,
    mark: &Marked,
    palette: &Palette,
) -> Option<Rect> {
    if layer(mark.part) == Some(Layer::Line) {
        return None;
    }
    let bounds = to_window(
        canvas.min,
        state.camera,
        state.picture.bounds_of(mark.part)?,
    );
    if !bounds.expand(MARK).intersects(canvas) {
        return None;
    }
    let hue = mark.hue(palette);
    let far = Level::at_zoom(state.camera.zoom) != Level::Row;
    let is_solid = mark.fault.is_some();
    let ink = if is_solid {
        hue.text_on()
    } else {
        palette.readable(hue)
    };
    let sign = match (mark.fault, mark.state) {
        (Some(fault), _) => fault_symbol(fault),
        (None, Some(state)) => symbol(state),
        (None, None) => return None,
    };
    let sign = painter.layout_no_wrap(sign.to_owned(), icons(11.5), color(ink));
    let word = painter.layout_no_wrap(mark.label.to_owned(), semi_bold(11.0), color(ink));
    let full = sign.size().x + 4.0 + word.size().x + 12.0;
    // Far out there is only room for the sign.
    let is_short = full > bounds.width() - 2.0 * INSET || far;
    let width = if is_short { MARK } else { full };
    let at = pos2(
        (bounds.left() + INSET.min(bounds.width() / 2.0 - MARK / 2.0)).round(),
        (bounds.top() - MARK / 2.0 - 2.0).round(),
    );
    let rect = Rect::from_min_size(at, vec2(width, MARK));
    let round = CornerRadius::same((MARK / 2.0) as u8);
    let ground = if is_solid { hue } else { palette.card };
    painter.rect(
        rect,
        round,
        color(ground),
        Stroke::new(1.4, color(hue)),
        StrokeKind::Middle,
    );
    let middle = rect.center().y;
    let put = |galley: Arc<Galley>, x: f32| {
        let at = pos2(x, middle - galley.size().y / 2.0);
        painter.galley(at, galley, color(ink));
    };
    if is_short {
        let x = rect.center().x - sign.size().x / 2.0;
        put(sign, x);
    } else {
        let x = rect.left() + 6.0;
        let next = x + sign.size().x + 4.0;
        put(sign, x);
        put(word, next);
    }
    told_ui(ui, rect, state, mark);
    Some(rect)
}

/// The mark for those who cannot see it, and under the pointer.
fn told_ui(ui: &Ui, rect: Rect, state: &State, mark: &Marked) {
    let design = state.design();
    let name = match mark.part {
        Reference::Entity(id) => design.get(id).map_or("", |entity| &entity.name),
        Reference::Service(id) => design.get(id).map_or("", |service| &service.name),
        _ => "",
    };
    let text = if mark.fault.is_some() {
        format!("{name} was made to fail: {}", mark.label)
    } else {
        format!("{name}: {}", mark.label)
    };
    let id = Id::new(("effect", crate::gui::panels::outline::part_key(mark.part)));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
    response.on_hover_text(text);
}

/// What the colors mean that are there, in the lower left corner.
pub(super) fn legend_ui(ui: &Ui, canvas: Rect, effects: &Effects) -> Rect {
    const HEIGHT: f32 = 26.0;
    let painter = ui.painter_at(canvas);
    let chrome: Chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let states: BTreeSet<Bad> = effects.iter().map(|(_, effect)| effect.state).collect();
    let text = |text: &str| painter.layout_no_wrap(text.to_owned(), regular(11.0), chrome.text);
    let mut entries: Vec<(&str, Rgba, Arc<Galley>)> = Vec::new();
    if effects.faults().next().is_some() {
        entries.push((icon::LIGHTNING, palette.ink, text("made to fail")));
    }
    for state in states {
        let entry = (symbol(state), palette.state(state), text(state.label()));
        entries.push(entry);
    }
    entries.push((icon::CIRCLE_DASHED, palette.faint, text("as ever")));
    let width: f32 = entries.iter().map(|(_, _, g)| g.size().x + 34.0).sum();
    let at = pos2(canvas.left() + 12.0, canvas.bottom() - 12.0 - HEIGHT);
    let frame = Rect::from_min_size(at, vec2(width + 10.0, HEIGHT));
    painter.rect(
        frame,
        CornerRadius::same(10),
        chrome.panel,
        Stroke::new(1.0, chrome.line),
        StrokeKind::Inside,
    );
    let middle = frame.center().y;
    let mut x = frame.left() + 12.0;
    for (symbol, hue, galley) in entries {
        let at: Pos2 = pos2(x + 6.0, middle);
        let hue = color(palette.readable(hue));
        painter.text(
            at,
            eframe::egui::Align2::CENTER_CENTER,
            symbol,
            icons(12.5),
            hue,
        );
        let at = pos2(x + 17.0, middle - galley.size().y / 2.0);
        x += galley.size().x + 34.0;
        painter.galley(at, galley, chrome.text);
    }
    frame
}
