//! Text beside the diagram: notes, and the title above it.

use super::Painter;
use super::brush::{Brush, Font};
use crate::base::geometry::{Rect, point};
use crate::model::Note;
use crate::scene::text::{Weight, wrapped};
use crate::scene::{Anchor, Group, Layer, Level, Stroke, What};

const NOTE_SIZE: f32 = 12.0;
const NOTE_PADDING: f32 = 10.0;
const LINE_HEIGHT: f32 = 17.0;
/// A note without a width of its own is at most so wide.
const NOTE_WIDTH: f32 = 260.0;

const TITLE_SIZE: f32 = 20.0;
const DESCRIPTION_SIZE: f32 = 12.5;
/// Longer lines are hard to read.
const DESCRIPTION_WIDTH: f32 = 720.0;
const TITLE_GAP: f32 = 20.0;

impl Painter<'_> {
    /// A note of the view.
    pub fn note(&self, place: usize, note: &Note) -> Group {
        let font = Font::new(NOTE_SIZE, Weight::Regular, self.palette.ink);
        let inner = note.width.map_or(NOTE_WIDTH, |width| {
            (width as f32 - 2.0 * NOTE_PADDING).max(40.0)
        });
        let lines = wrapped(self.measure, &note.text, font.size, font.weight, inner);
        let widest = lines
            .iter()
            .map(|line| self.measure.width(line, font.size, font.weight))
            .fold(24.0, f32::max);
        let width = note.width.map_or(widest.ceil(), |_| inner) + 2.0 * NOTE_PADDING;
        let height = lines.len().max(1) as f32 * LINE_HEIGHT + 2.0 * NOTE_PADDING - 3.0;
        let rect = Rect::new(note.at.0 as f32, note.at.1 as f32, width, height);

        let mut brush = Brush::new(self.measure);
        let accent = self.palette.eventual.mix(self.palette.note, 0.45);
        brush.rect(
            rect,
            (4.0, 4.0),
            Some(self.palette.note),
            Some(Stroke::solid(1.0, accent)),
        );
        brush.at(Level::Row, Level::Row);
        for (index, line) in lines.into_iter().enumerate() {
            let middle = rect.min.y + NOTE_PADDING + 7.0 + index as f32 * LINE_HEIGHT;
            brush.text(
                point(rect.min.x + NOTE_PADDING, font.baseline(middle)),
                Anchor::Start,
                font,
                line,
            );
        }
        brush.finish(
            What::Note(place),
            Layer::Overlay,
            rect.expand(1.0),
            String::new(),
        )
    }

    /// Name and description of the design, above the upper left corner of `below`.
    pub fn title(&self, below: Rect) -> Option<Group> {
        let header = self.design.header();
        if header.name.is_empty() && header.description.is_empty() {
            return None;
        }
        let name = Font::new(TITLE_SIZE, Weight::SemiBold, self.palette.ink);
        let text = Font::new(DESCRIPTION_SIZE, Weight::Regular, self.palette.muted);
        let room = below.width().clamp(320.0, DESCRIPTION_WIDTH);
        let lines = match header.description.trim() {
            "" => Vec::new(),
            description => wrapped(self.measure, description, text.size, text.weight, room),
        };
        let name_height = if header.name.is_empty() { 0.0 } else { 26.0 };
        let height = name_height + lines.len() as f32 * LINE_HEIGHT;
        let top = below.min.y - TITLE_GAP - height;
        let left = below.min.x;

        let mut brush = Brush::new(self.measure);
        let name_room = below.width().max(DESCRIPTION_WIDTH);
        brush.text_within(
            point(left, top + 18.0),
            Anchor::Start,
            name,
            &header.name,
            name_room,
        );
        let mut widest = self
            .measure
            .width(&header.name, name.size, name.weight)
            .min(name_room);
        for (index, line) in lines.into_iter().enumerate() {
            widest = widest.max(self.measure.width(&line, text.size, text.weight));
            let baseline = top + name_height + 12.0 + index as f32 * LINE_HEIGHT;
            brush.text(point(left, baseline), Anchor::Start, text, line);
        }
        Some(brush.finish(
            What::Title,
            Layer::Overlay,
            Rect::new(left, top, widest, height),
            String::new(),
        ))
    }
}
