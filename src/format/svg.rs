//! Scalable Vector Graphics 1.1: the same bytes for the same scene on every machine.
//!
//! Text stays text, so that it can be selected and searched; the font comes along.

use std::fmt::Write as _;

use super::xml;
use crate::base::geometry::{Point, Rect, point};
use crate::scene::palette::Rgba;
use crate::scene::text::Weight;
use crate::scene::{Anchor, Group, Layer, Level, Scene, Shape, ShapeKind, Stroke, Text, What};

/// Space around the picture.
const MARGIN: f32 = 24.0;

/// Families to fall back on, for characters that the bundled font does not have.
const FAMILIES: &str =
    "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";

/// The parts of the font that Latin text needs, for embedding.
const EMBEDDED: [(u16, &[u8]); 2] = [
    (
        400,
        include_bytes!("../../assets/fonts/Inter-Regular-latin.woff2"),
    ),
    (
        600,
        include_bytes!("../../assets/fonts/Inter-SemiBold-latin.woff2"),
    ),
];

/// Writes a scene.
pub fn write(scene: &Scene) -> String {
    let page = page(scene);
    let (width, height) = (page.width(), page.height());
    let shapes: usize = scene.groups.iter().map(|group| group.shapes.len()).sum();
    let mut out = Svg(String::with_capacity(4096 + shapes * 110));
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
    out.number("width", width).number("height", height);
    out.raw(" viewBox=\"")
        .list([page.min.x, page.min.y, width, height])
        .raw("\"");
    out.raw(" font-family=\"").raw(FAMILIES).raw("\">\n");
    if !scene.name.is_empty() {
        out.title(&scene.name);
    }
    out.font_faces();
    out.raw("<rect")
        .rect(page)
        .fill(Some(scene.background))
        .raw("/>\n");
    for group in &scene.groups {
        out.group(group);
    }
    out.raw("</svg>\n");
    out.0
}

/// The picture's edges: around everything, in whole units.
fn page(scene: &Scene) -> Rect {
    let around = scene.bounds.expand(MARGIN);
    Rect {
        min: point(around.min.x.floor(), around.min.y.floor()),
        max: point(around.max.x.ceil(), around.max.y.ceil()),
    }
}

struct Svg(String);

impl Svg {
    fn raw(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Text with what has a meaning in XML escaped, and what XML forbids replaced.
    fn escaped(&mut self, text: &str) -> &mut Self {
        xml::escape(text, &mut self.0);
        self
    }

    /// A number with at most two decimals, written the same everywhere.
    fn decimal(&mut self, number: f32) -> &mut Self {
        let hundredths = if number.is_finite() {
            (f64::from(number) * 100.0).round() as i64
        } else {
            0
        };
        if hundredths < 0 {
            self.0.push('-');
        }
        let (whole, rest) = (
            hundredths.unsigned_abs() / 100,
            hundredths.unsigned_abs() % 100,
        );
        self.digits(whole);
        if rest > 0 {
            self.0.push('.');
            self.digits(rest / 10);
            if !rest.is_multiple_of(10) {
                self.digits(rest % 10);
            }
        }
        self
    }

    /// Files have hundreds of thousands of numbers, most of them short.
    fn digits(&mut self, number: u64) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.0.push(char::from(b'0' + (number % 10) as u8));
    }

    fn list<const N: usize>(&mut self, numbers: [f32; N]) -> &mut Self {
        for (index, number) in numbers.into_iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.decimal(number);
        }
        self
    }

    fn number(&mut self, name: &str, number: f32) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").decimal(number).raw("\"")
    }

    fn title(&mut self, text: &str) -> &mut Self {
        self.raw("<title>").escaped(text).raw("</title>\n")
    }

    fn rect(&mut self, rect: Rect) -> &mut Self {
        self.number("x", rect.min.x)
            .number("y", rect.min.y)
            .number("width", rect.width())
            .number("height", rect.height())
    }

    fn color(&mut self, name: &str, color: Rgba) -> &mut Self {
        let Rgba { r, g, b, a } = color;
        let _ = write!(self.0, " {name}=\"#{r:02x}{g:02x}{b:02x}\"");
        if a < 255 {
            let _ = write!(self.0, " {name}-opacity=\"");
            self.decimal(f32::from(a) / 255.0).raw("\"");
        }
        self
    }

    fn fill(&mut self, fill: Option<Rgba>) -> &mut Self {
        match fill {
            Some(color) => self.color("fill", color),
            None => self.raw(" fill=\"none\""),
        }
    }

    fn stroke(&mut self, stroke: Option<Stroke>) -> &mut Self {
        let Some(stroke) = stroke else {
            return self;
        };
        self.color("stroke", stroke.color);
        if stroke.width != 1.0 {
            self.number("stroke-width", stroke.width);
        }
        if let Some((dash, gap)) = stroke.pattern() {
            self.raw(" stroke-dasharray=\"").list([dash, gap]).raw("\"");
        }
        self
    }

    fn font_faces(&mut self) {
        self.raw("<style>\n");
        for (weight, file) in EMBEDDED {
            let _ = write!(
                self.0,
                "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,"
            );
            base64(&mut self.0, file);
            self.raw(")}\n");
        }
        self.raw("</style>\n");
    }

    fn group(&mut self, group: &Group) {
        self.raw("<g id=\"").raw(&id_of(group)).raw("\">\n");
        if !group.title.is_empty() {
            self.title(&group.title);
        }
        for shape in group
            .shapes
            .iter()
            .filter(|shape| shape.shows_at(Level::Row))
        {
            self.shape(shape);
        }
        self.raw("</g>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        match &shape.kind {
            ShapeKind::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => {
                if radius.0 == radius.1 {
                    self.raw("<rect").rect(*rect);
                    if radius.0 > 0.0 {
                        self.number("rx", radius.0);
                    }
                } else {
                    self.raw("<path d=\"").rounded(*rect, *radius).raw("\"");
                }
                self.fill(*fill).stroke(*stroke).raw("/>\n");
            }
            ShapeKind::Text(text) => self.text(text),
            ShapeKind::Polyline {
                points,
                stroke,
                radius,
            } => {
                self.raw("<path d=\"")
                    .path(points, *radius)
                    .raw("\" fill=\"none\"");
                self.stroke(Some(*stroke));
                if points.len() > 2 {
                    self.raw(" stroke-linejoin=\"round\"");
                }
                self.raw("/>\n");
            }
            ShapeKind::Polygon { points, fill } => {
                self.raw("<path d=\"")
                    .path(points, 0.0)
                    .raw("Z\"")
                    .fill(Some(*fill))
                    .raw("/>\n");
            }
            ShapeKind::Circle {
                center,
                radius,
                fill,
                stroke,
            } => {
                self.raw("<circle")
                    .number("cx", center.x)
                    .number("cy", center.y)
                    .number("r", *radius);
                self.fill(*fill).stroke(*stroke).raw("/>\n");
            }
        }
    }

    fn text(&mut self, text: &Text) {
        self.raw("<text")
            .number("x", text.at.x)
            .number("y", text.at.y);
        self.number("font-size", text.size).fill(Some(text.color));
        if text.weight == Weight::SemiBold {
            self.raw(" font-weight=\"600\"");
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => _ = self.raw(" text-anchor=\"middle\""),
            Anchor::End => _ = self.raw(" text-anchor=\"end\""),
        }
        if text.strike {
            self.raw(" text-decoration=\"line-through\"");
        }
        if text.text.contains("  ") || text.text.trim() != text.text {
            self.raw(" xml:space=\"preserve\"");
        }
        self.raw(">");
        if let Some(full) = &text.full {
            self.raw("<title>").escaped(full).raw("</title>");
        }
        self.escaped(&text.text).raw("</text>\n");
    }

    fn at(&mut self, command: &str, at: Point) -> &mut Self {
        self.raw(command).list([at.x, at.y])
    }

    /// A path through points, with its corners rounded.
    fn path(&mut self, points: &[Point], radius: f32) -> &mut Self {
        for (index, &here) in points.iter().enumerate() {
            let neighbors = index
                .checked_sub(1)
                .and_then(|i| points.get(i))
                .zip(points.get(index + 1));
            match neighbors {
                Some((&before, &after)) if radius > 0.0 => {
                    self.at("L", toward(here, before, radius));
                    self.at("Q", here).at(" ", toward(here, after, radius));
                }
                _ => _ = self.at(if index == 0 { "M" } else { "L" }, here),
            }
        }
        self
    }

    /// A rectangle whose upper corners are rounded unlike its lower ones.
    fn rounded(&mut self, rect: Rect, radius: (f32, f32)) -> &mut Self {
        let Rect { min, max } = rect;
        let (upper, lower) = radius;
        self.at("M", point(min.x, min.y + upper));
        self.arc(upper, point(min.x + upper, min.y));
        self.at("L", point(max.x - upper, min.y));
        self.arc(upper, point(max.x, min.y + upper));
        self.at("L", point(max.x, max.y - lower));
        self.arc(lower, point(max.x - lower, max.y));
        self.at("L", point(min.x + lower, max.y));
        self.arc(lower, point(min.x, max.y - lower));
        self.raw("Z")
    }

    fn arc(&mut self, radius: f32, to: Point) {
        if radius > 0.0 {
            self.raw("A").list([radius, radius]).at(" 0 0 1 ", to);
        }
    }
}

/// So far from one point toward another, but not beyond the middle.
fn toward(from: Point, to: Point, distance: f32) -> Point {
    let way = to - from;
    // Segments run along an axis, so that one part is the length.
    let length = way.x.abs().max(way.y.abs());
    if length > 0.0 {
        from + way * (distance / length).min(0.5)
    } else {
        from
    }
}

/// Made of what a part is and its number, never of its name.
fn id_of(group: &Group) -> String {
    let suffix = if group.layer == Layer::Label {
        "-label"
    } else {
        ""
    };
    match group.what {
        What::Service(id) => format!("service-{}", id.number()),
        What::Relationship(id) => format!("relationship-{}{suffix}", id.number()),
        What::Feed(id) => format!("feed-{}{suffix}", id.number()),
        What::Entity(id) => format!("entity-{}{suffix}", id.number()),
        What::Note(place) => format!("note-{place}"),
        What::Legend => "legend".into(),
        What::Title => "title".into(),
    }
}

/// RFC 4648, section 4.
fn base64(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let three = [0, 1, 2].map(|i| u32::from(chunk.get(i).copied().unwrap_or(0)));
        let bits = three[0] << 16 | three[1] << 8 | three[2];
        for digit in 0..4 {
            out.push(if digit <= chunk.len() {
                char::from(DIGITS[(bits >> (18 - 6 * digit)) as usize & 63])
            } else {
                '='
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.001, "0"),
            (1.5, "1.5"),
            (-12.345, "-12.35"),
            (0.05, "0.05"),
            (100.0, "100"),
            (99.999, "100"),
            (1e7, "10000000"),
            (f32::NAN, "0"),
        ] {
            assert_eq!(Svg(String::new()).decimal(number).0, text);
        }
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = String::new();
            base64(&mut out, bytes.as_bytes());
            assert_eq!(out, text);
        }
    }

    #[test]
    fn corners_are_rounded_by_no_more_than_the_segments_have() {
        let points = [
            point(0.0, 0.0),
            point(10.0, 0.0),
            point(10.0, 4.0),
            point(30.0, 4.0),
        ];
        let path = Svg(String::new()).path(&points, 5.0).0.clone();
        assert_eq!(path, "M0 0L5 0Q10 0 10 2L10 2Q10 4 15 4L30 4");
    }
}
