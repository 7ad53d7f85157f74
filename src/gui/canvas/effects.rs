//! What a failure does, over the picture: cards, boundaries and lines take the color of the state that they come to, with its
//! word at them, and the rest steps back. Nothing moves.

use std::collections::{BTreeMap, BTreeSet};
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
/// Height of a mark at 100 % and at least, and how far from the edge of its card it is.
const MARK: (f32, f32) = (18.0, 14.0);
const INSET: f32 = 6.0;
/// Space between two marks.
const GAP: f32 = 4.0;

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
pub(super) struct Marked {
    part: Reference,
    state: Option<Bad>,
    fault: Option<Fault>,
    label: &'static str,
}

impl Marked {
    /// In words.
    fn told(&self, state: &State) -> String {
        let design = state.design();
        let name = match self.part {
            Reference::Entity(id) => design.get(id).map_or("", |entity| &entity.name),
            Reference::Service(id) => design.get(id).map_or("", |service| &service.name),
            _ => "",
        };
        if self.fault.is_some() {
            format!("{name} was made to fail: {}", self.label)
        } else {
            format!("{name}: {}", self.label)
        }
    }

    fn hue(&self, palette: &Palette) -> Rgba {
        let of_fault = match self.fault {
            Some(Fault::Slow) => palette.slow,
            Some(Fault::CutOff) => palette.ink,
            _ => palette.down,
        };
        self.state.map_or(of_fault, |state| palette.state(state))
    }
}

/// Paints the parts to which a failure does something in their colors, as far as it has come by `hop`. Returns what to mark.
pub(super) fn paint(
    painter: &Painter,
    canvas: Rect,
    state: &State,
    effects: &Effects,
    hop: u32,
) -> Vec<Marked> {
    let palette = theme::palette(painter.ctx());
    painter.rect_filled(canvas, 0.0, color(palette.canvas).gamma_multiply(VEIL));
    let marked = marked(state, effects, hop);
    let (groups, outlines) = overlays(state, &marked, palette);
    overlay_groups(painter, canvas, state.camera, &groups);
    for (bounds, radius, hue, is_fault) in outlines {
        let rect = to_window(canvas.min, state.camera, bounds);
        let round = (radius * state.camera.zoom).round().clamp(1.0, 40.0) as u8;
        let width = if is_fault { 3.0 } else { 1.8 };
        let stroke = Stroke::new(width, color(hue));
        painter.rect_stroke(rect, round, stroke, StrokeKind::Outside);
    }
    marked
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

/// The marks that are in the window, where they do not hide a name: of a card at its upper right, of a boundary above it. What
/// failed by itself has its mark on a ground of its color; stores and operations, which are not on the canvas, have it at the
/// boundary of their service, by name.
pub(super) fn marks_ui(
    ui: &Ui,
    canvas: Rect,
    state: &State,
    marked: &[Marked],
    effects: &Effects,
) {
    if Level::at_zoom(state.camera.zoom) == Level::Block {
        return;
    }
    let painter = &ui.painter_at(canvas);
    let palette = theme::palette(ui.ctx());
    let zoom = state.camera.zoom;
    let height = (MARK.0 * zoom.sqrt()).clamp(MARK.1, MARK.0).round();
    let frame = |part: Reference| {
        let bounds = to_window(canvas.min, state.camera, state.picture.bounds_of(part)?);
        bounds.expand(2.0 * MARK.0).intersects(canvas).then_some(bounds)
    };
    let mut reach: BTreeMap<Reference, f32> = BTreeMap::new();
    for mark in marked {
        let (Some(bounds), Some(layer)) = (frame(mark.part), layer(mark.part)) else {
            continue;
        };
        let is_card = layer == Layer::Card;
        if layer == Layer::Line {
            continue;
        }
        let chip = Chip::new(painter, mark, mark.label, height, palette);
        let most = if is_card { bounds.width() * 0.62 } else { bounds.width() - 2.0 * INSET };
        let rect = if is_card {
            let width = chip.width(most);
            let at = pos2(bounds.right() - INSET * zoom.min(1.0) - width, bounds.top() - height * 0.55);
            Rect::from_min_size(at.round(), vec2(width, height))
        } else {
            let width = chip.width(most);
            let at = pos2(bounds.left() + 12.0 * zoom.min(1.0), bounds.top() - height - 2.0);
            reach.insert(mark.part, at.x + width + GAP);
            Rect::from_min_size(at.round(), vec2(width, height))
        };
        chip.paint(painter, rect);
        told_ui(ui, rect, &mark.told(state), mark.part);
    }
    for (part, fault) in effects.faults() {
        let Some((host, name)) = host(state, part) else {
            continue;
        };
        let Some(bounds) = frame(host) else { continue };
        let effect = effects.get(part);
        let mark = Marked {
            part,
            state: effect.map(|effect| effect.state),
            fault: Some(fault),
            label: fault.label(),
        };
        let chip = Chip::new(painter, &mark, &name, height, palette);
        let first = bounds.left() + 12.0 * zoom.min(1.0);
        let x = reach.get(&host).copied().unwrap_or(first);
        let rect = Rect::from_min_size(
            pos2(x, bounds.top() - height - 2.0).round(),
            vec2(chip.width(f32::INFINITY), height),
        );
        reach.insert(host, rect.right() + GAP);
        chip.paint(painter, rect);
        told_ui(ui, rect, &format!("{name} was made to fail: {}", mark.label), part);
    }
}

/// Where the mark of a part is that is not on the canvas itself, and its name.
fn host(state: &State, part: Reference) -> Option<(Reference, String)> {
    let design = state.design();
    let (service, name) = match part {
        Reference::Store(id) => design.get(id).map(|it| (it.owner, &it.name))?,
        Reference::Operation(id) => design.get(id).map(|it| (it.service, &it.name))?,
        Reference::Saga(id) => design.get(id).map(|it| (it.coordinator, &it.name))?,
        _ => return None,
    };
    Some((Reference::Service(service?), name.clone()))
}

/// A mark: a sign and a word.
struct Chip {
    sign: Arc<Galley>,
    word: Arc<Galley>,
    height: f32,
    hue: Rgba,
    ground: Rgba,
    ink: Rgba,
}

impl Chip {
    fn new(painter: &Painter, mark: &Marked, word: &str, height: f32, palette: &Palette) -> Self {
        let hue = mark.hue(palette);
        let is_solid = mark.fault.is_some();
        let ink = if is_solid {
            hue.text_on()
        } else {
            palette.readable(hue)
        };
        let sign = match (mark.fault, mark.state) {
            (Some(fault), _) => fault_symbol(fault),
            (None, state) => state.map_or("", symbol),
        };
        let layout = |text: &str, font| painter.layout_no_wrap(text.to_owned(), font, color(ink));
        Self {
            sign: layout(sign, icons((height * 0.66).round())),
            word: layout(word, semi_bold((height * 0.62).round())),
            height,
            hue,
            ground: if is_solid { hue } else { palette.card },
            ink,
        }
    }

    /// How wide it is where there is so much room: without that for the word, only the sign is shown.
    fn width(&self, room: f32) -> f32 {
        let full = self.sign.size().x + 3.0 + self.word.size().x + 0.7 * self.height;
        if full <= room {
            full.round()
        } else {
            self.height
        }
    }

    fn paint(self, painter: &Painter, rect: Rect) {
        let round = CornerRadius::same((self.height / 2.0) as u8);
        let stroke = Stroke::new(1.3, color(self.hue));
        painter.rect(rect, round, color(self.ground), stroke, StrokeKind::Middle);
        let ink = color(self.ink);
        let middle = rect.center().y;
        let put = |galley: Arc<Galley>, x: f32| {
            let at = pos2(x, middle - galley.size().y / 2.0);
            painter.galley(at, galley, ink);
        };
        if rect.width() <= self.height {
            let x = rect.center().x - self.sign.size().x / 2.0;
            return put(self.sign, x);
        }
        let x = rect.left() + 0.32 * self.height;
        let next = x + self.sign.size().x + 3.0;
        put(self.sign, x);
        put(self.word, next);
    }
}

/// The mark for those who cannot see it, and under the pointer.
fn told_ui(ui: &Ui, rect: Rect, text: &str, part: Reference) {
    let id = Id::new(("effect", crate::gui::panels::outline::part_key(part)));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, text));
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
