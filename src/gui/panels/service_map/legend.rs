//! What sizes, lines and colors of the service map mean.

use eframe::egui::{
    CornerRadius, Id, Painter, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    WidgetType, pos2, vec2,
};

use super::look;
use crate::analysis::needs::DependencyKind;
use crate::gui::theme::{self, color, regular};
use crate::session::service_map::ServiceMap;

/// Room that the legend takes at the bottom, as a rule.
pub(super) const HEIGHT: f32 = 72.0;
const ROW: f32 = 24.0;
const MARGIN: f32 = 12.0;
/// Width of a sample, and space around it.
const SAMPLE: f32 = 30.0;
const GAP: f32 = 7.0;
const BETWEEN: f32 = 16.0;

/// An entry: what is painted, and its words.
enum Entry {
    Size,
    Alarm,
    Kind(DependencyKind),
}

impl Entry {
    fn words(&self) -> &'static str {
        match self {
            Self::Size => "as large as what it takes down alone",
            Self::Alarm => "lets failure through",
            Self::Kind(kind) => kind.label(),
        }
    }
}

/// Shows the entries that the map needs, in as many rows as it takes.
pub(super) fn ui(ui: &Ui, canvas: Rect, map: &ServiceMap) {
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let font = regular(11.5);
    let mut entries = vec![Entry::Size];
    if map.lines.iter().any(|line| line.lets_through) {
        entries.push(Entry::Alarm);
    }
    for kind in DependencyKind::ALL {
        let mut first = map.lines.iter().filter_map(|line| line.kinds.first());
        if first.any(|(first, _)| *first == kind) {
            entries.push(Entry::Kind(kind));
        }
    }
    let painter = ui.painter_at(canvas);
    let width = |entry: &Entry| {
        let text = entry.words().to_owned();
        let galley = painter.layout_no_wrap(text, font.clone(), chrome.text);
        SAMPLE + GAP + galley.size().x + BETWEEN
    };
    let most = canvas.width() - 2.0 * MARGIN - BETWEEN;
    let mut places: Vec<Vec2> = Vec::new();
    let mut next = Vec2::ZERO;
    let mut size = Vec2::ZERO;
    for entry in &entries {
        let width = width(entry);
        if next.x > 0.0 && next.x + width > most {
            next = vec2(0.0, next.y + ROW);
        }
        places.push(next);
        next.x += width;
        size = size.max(vec2(next.x + BETWEEN, next.y + ROW));
    }
    let corner = pos2(
        canvas.left() + MARGIN,
        canvas.bottom() - MARGIN - size.y - 4.0,
    );
    let rect = Rect::from_min_size(corner, size + vec2(0.0, 4.0));
    let round = CornerRadius::same(13);
    let stroke = Stroke::new(1.0, chrome.line);
    painter.rect(rect, round, chrome.panel, stroke, StrokeKind::Inside);
    for (entry, place) in entries.iter().zip(places) {
        let a = corner + place + vec2(BETWEEN, ROW / 2.0 + 2.0);
        let b = a + vec2(SAMPLE, 0.0);
        match entry {
            Entry::Size => circles(&painter, a, Stroke::new(1.5, chrome.muted)),
            Entry::Alarm => {
                let hue = color(palette.error);
                look::stroke(&painter, [a, b], None, Stroke::new(2.6, hue));
            }
            Entry::Kind(kind) => {
                let hue = color(look::line_hue(palette, *kind, false));
                look::stroke(&painter, [a, b], Some(*kind), Stroke::new(1.6, hue));
            }
        }
        let text = entry.words().to_owned();
        let galley = painter.layout_no_wrap(text, font.clone(), chrome.text);
        let at = pos2(b.x + GAP, a.y - galley.size().y / 2.0);
        painter.galley(at, galley, chrome.text);
    }
    let words: Vec<&str> = entries.iter().map(Entry::words).collect();
    let response = ui.interact(rect, Id::new("service map legend"), Sense::hover());
    let label = format!("Legend: {}", words.join(", "));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &label));
}

fn circles(painter: &Painter, at: Pos2, stroke: Stroke) {
    painter.circle_stroke(at + vec2(5.0, 0.0), 4.0, stroke);
    painter.circle_stroke(at + vec2(21.0, 0.0), 9.0, stroke);
}
