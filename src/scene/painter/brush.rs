//! Collects the shapes of a group.

use crate::base::geometry::{Point, Rect, point};
use crate::scene::palette::Rgba;
use crate::scene::text::{Measure, Weight, shortened};
use crate::scene::{Anchor, Group, Layer, Level, Shape, ShapeKind, Stroke, Text, What};

/// Collects shapes for the levels it is set to.
pub(super) struct Brush<'a> {
    measure: &'a dyn Measure,
    levels: (Level, Level),
    shapes: Vec<Shape>,
}

/// How text looks.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub size: f32,
    pub weight: Weight,
    pub color: Rgba,
    pub strike: bool,
}

impl Font {
    pub const fn new(size: f32, weight: Weight, color: Rgba) -> Self {
        Self {
            size,
            weight,
            color,
            strike: false,
        }
    }

    pub const fn struck(self, strike: bool) -> Self {
        Self { strike, ..self }
    }

    /// The baseline of capitals whose middle is at `y`.
    pub fn baseline(self, y: f32) -> f32 {
        y + self.size * 0.36
    }
}

impl<'a> Brush<'a> {
    /// Draws at every level.
    pub fn new(measure: &'a dyn Measure) -> Self {
        Self {
            measure,
            levels: (Level::Block, Level::Row),
            shapes: Vec::new(),
        }
    }

    /// What follows is drawn at these levels only.
    pub fn at(&mut self, from: Level, until: Level) -> &mut Self {
        self.levels = (from, until);
        self
    }

    /// Room for so many more shapes.
    pub fn reserve(&mut self, count: usize) {
        self.shapes.reserve(count);
    }

    pub fn push(&mut self, kind: ShapeKind) {
        self.shapes.push(Shape {
            kind,
            from: self.levels.0,
            until: self.levels.1,
        });
    }

    pub fn fill(&mut self, rect: Rect, radius: (f32, f32), fill: Rgba) {
        self.rect(rect, radius, Some(fill), None);
    }

    pub fn rect(
        &mut self,
        rect: Rect,
        radius: (f32, f32),
        fill: Option<Rgba>,
        stroke: Option<Stroke>,
    ) {
        self.push(ShapeKind::Rect {
            rect,
            radius,
            fill,
            stroke,
        });
    }

    pub fn line(&mut self, points: Vec<Point>, stroke: Stroke) {
        self.push(ShapeKind::Polyline {
            points,
            stroke,
            radius: 0.0,
        });
    }

    pub fn text(&mut self, at: Point, anchor: Anchor, font: Font, text: impl Into<String>) {
        self.text_in_full(at, anchor, font, text.into(), None);
    }

    /// Text in at most so much room; what does not fit gives way to an ellipsis.
    pub fn text_within(&mut self, at: Point, anchor: Anchor, font: Font, text: &str, room: f32) {
        match shortened(self.measure, text, font.size, font.weight, room) {
            None => self.text(at, anchor, font, text),
            Some(short) => self.text_in_full(at, anchor, font, short, Some(text.into())),
        }
    }

    /// A text in a rounded frame around its middle line that ends at `right`; gives the frame.
    pub fn framed(
        &mut self,
        frame: Rect,
        radius: f32,
        fill: Option<Rgba>,
        stroke: Option<Stroke>,
        font: Font,
        text: &str,
    ) {
        self.rect(frame, (radius, radius), fill, stroke);
        let middle = frame.center();
        let at = point(middle.x, font.baseline(middle.y));
        self.text(at, Anchor::Middle, font, text);
    }

    /// Text of which only a part is shown, if `full` is all of it.
    pub fn text_in_full(
        &mut self,
        at: Point,
        anchor: Anchor,
        font: Font,
        text: String,
        full: Option<Box<str>>,
    ) {
        if text.is_empty() {
            return;
        }
        self.push(ShapeKind::Text(Text {
            at,
            text,
            full,
            size: font.size,
            weight: font.weight,
            color: font.color,
            anchor,
            strike: font.strike,
        }));
    }

    pub fn finish(self, what: What, layer: Layer, bounds: Rect, title: String) -> Group {
        Group {
            what,
            layer,
            bounds,
            title,
            shapes: self.shapes,
        }
    }
}
