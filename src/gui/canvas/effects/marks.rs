//! The words at what a failure does something to.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    CornerRadius, Galley, Id, Painter, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, WidgetType,
    pos2, vec2,
};

use super::{Marked, fault_symbol, layer, symbol};
use crate::gui::canvas::to_window;
use crate::gui::panels::outline::part_key;
use crate::gui::state::State;
use crate::gui::theme::{self, color, icons, semi_bold};
use crate::model::Reference;
use crate::scene::palette::{Palette, Rgba};
use crate::scene::{Layer, Level};
use crate::session::effects::Effects;

/// Height of a mark at 100 % and at least, and how far from the edge of its card it is.
const MARK: (f32, f32) = (18.0, 14.0);
const INSET: f32 = 6.0;
/// Space between two marks.
const GAP: f32 = 4.0;

/// The marks that are in the window, where they do not hide a name: of a card at its upper right, of a boundary above it. What
/// failed by itself has its mark on a ground of its color; stores and operations, which are not on the canvas, have it at the
/// boundary of their service, by name.
pub(in crate::gui::canvas) fn marks_ui(
    ui: &Ui,
    canvas: Rect,
    state: &State,
    marked: &[Marked],
    (effects, hop): (&Effects, u32),
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
        bounds
            .expand(2.0 * MARK.0)
            .intersects(canvas)
            .then_some(bounds)
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
        let most = if is_card {
            bounds.width() * 0.62
        } else {
            bounds.width() - 2.0 * INSET
        };
        let rect = if is_card {
            let width = chip.width(most);
            let at = pos2(
                bounds.right() - INSET * zoom.min(1.0) - width,
                bounds.top() - height * 0.55,
            );
            Rect::from_min_size(at.round(), vec2(width, height))
        } else {
            let width = chip.width(most);
            let at = pos2(
                bounds.left() + 12.0 * zoom.min(1.0),
                bounds.top() - height - 2.0,
            );
            reach.insert(mark.part, at.x + width + GAP);
            Rect::from_min_size(at.round(), vec2(width, height))
        };
        chip.paint(painter, rect);
        told_ui(ui, rect, &mark.told(mark.name(state)), mark.part);
    }
    for mark in hosted(effects, hop) {
        let Some((host, name)) = host(state, mark.part) else {
            continue;
        };
        let Some(bounds) = frame(host) else { continue };
        let chip = Chip::new(painter, &mark, &name, height, palette);
        let first = bounds.left() + 12.0 * zoom.min(1.0);
        let x = reach.get(&host).copied().unwrap_or(first);
        let rect = Rect::from_min_size(
            pos2(x, bounds.top() - height - 2.0).round(),
            vec2(chip.width(f32::INFINITY), height),
        );
        reach.insert(host, rect.right() + GAP);
        chip.paint(painter, rect);
        told_ui(ui, rect, &mark.told(&name), mark.part);
    }
}

/// Parts that are not on the canvas themselves: what was made to fail, and on a single way the operations that it leads over.
fn hosted(effects: &Effects, hop: u32) -> Vec<Marked> {
    let reached = |part: Reference| effects.get(part).filter(|effect| effect.hop <= hop);
    let faults = effects.faults().map(|(part, fault)| Marked {
        part,
        state: reached(part).map(|effect| effect.state),
        fault: Some(fault),
        label: fault.label(),
    });
    let come = effects.iter().filter(|(part, effect)| {
        effects.is_way() && effect.hop <= hop && effects.fault(*part).is_none()
    });
    let come = come.map(|(part, effect)| Marked {
        part,
        state: Some(effect.state),
        fault: None,
        label: effect.label(),
    });
    faults.chain(come).collect()
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
    let id = Id::new(("effect", part_key(part)));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, text));
    response.on_hover_text(text);
}
