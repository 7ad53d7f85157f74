//! What services and lines of the map look like.

use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2,
    pos2, vec2,
};

use crate::analysis::needs::DependencyKind;
use crate::gui::theme::{color, icons, regular, semi_bold};
use crate::scene::palette::{Palette, Rgba};
use crate::session::service_map::Line;

/// Radius of a service that takes nothing down, and how much more one has that takes everything down.
const LEAST: f32 = 14.0;
const MORE: f32 = 34.0;
/// Height of the name and the figure below a service.
pub(super) const TEXT: f32 = 36.0;
/// From this zoom on lines say what they are.
const WORDS: f32 = 0.55;

/// The radius of a service by its blast radius: the area tells the share.
pub(super) fn radius(blast: f64) -> f32 {
    LEAST + MORE * (blast.clamp(0.0, 1.0) as f32).sqrt()
}

/// How far from its middle a line leaves a service in a direction: outside of its circle, and of the text below it.
pub(super) fn clearance(radius: f32, direction: Vec2) -> f32 {
    const HALF: f32 = 50.0;
    let least = radius + 3.0;
    let (aside, down) = (direction.x.abs(), direction.y);
    // Where the line is as low as the text begins, it is beside it or within.
    if down <= 0.0 || least / down * aside > HALF {
        return least;
    }
    let below = (radius + TEXT) / down;
    let beside = HALF / aside.max(0.01);
    least.max(below.min(beside))
}

/// How a line of a kind is broken: lengths of dash and gap; none for an unbroken one.
pub(super) fn dash(kind: DependencyKind) -> Option<(f32, f32)> {
    match kind {
        DependencyKind::Key => None,
        DependencyKind::Store => Some((14.0, 4.0)),
        DependencyKind::Call => Some((8.0, 4.0)),
        DependencyKind::Check => Some((4.0, 3.0)),
        DependencyKind::Saga | DependencyKind::Contract | DependencyKind::Event => Some((1.5, 4.0)),
        DependencyKind::Reference => Some((1.5, 7.0)),
    }
}

/// A kind in a word.
fn word(kind: DependencyKind, count: usize) -> String {
    let one = match kind {
        DependencyKind::Key => "key",
        DependencyKind::Store => "store",
        DependencyKind::Call => "call",
        DependencyKind::Check => "check",
        DependencyKind::Saga => "saga",
        DependencyKind::Contract => "contract",
        DependencyKind::Event => "feed",
        DependencyKind::Reference => "reference",
    };
    match count {
        1 => one.to_owned(),
        count => format!("{count} {one}s"),
    }
}

/// What a line is in words.
pub(super) fn words(line: &Line) -> String {
    let kinds = line.kinds.iter();
    let words: Vec<String> = kinds.map(|(kind, count)| word(*kind, *count)).collect();
    words.join(", ")
}

/// The color of a line: of alarm where failures come through.
pub(super) fn line_hue(palette: &Palette, kind: DependencyKind, lets_through: bool) -> Rgba {
    match kind {
        _ if lets_through => palette.error,
        DependencyKind::Event => palette.feed,
        _ => palette.relationship,
    }
}

/// A line from one point to another, without its ends.
pub(super) fn stroke(
    painter: &Painter,
    [from, to]: [Pos2; 2],
    kind: Option<DependencyKind>,
    stroke: Stroke,
) {
    match kind.and_then(dash) {
        None => {
            painter.line_segment([from, to], stroke);
        }
        Some((length, gap)) => {
            painter.extend(Shape::dashed_line(&[from, to], stroke, length, gap));
        }
    }
}

/// The tip of an arrow that ends here.
pub(super) fn tip(painter: &Painter, at: Pos2, direction: Vec2, size: f32, hue: Color32) {
    let back = at - direction * size;
    let side = direction.rot90() * (size * 0.42);
    let points = vec![at, back + side, back - side];
    painter.add(Shape::convex_polygon(points, hue, Stroke::NONE));
}

/// The words on a line, in a pill where nothing is taken yet, if there is such a place; where it is shown small, a dot. Returns
/// where they are.
pub(super) fn pill(
    painter: &Painter,
    [from, to]: [Pos2; 2],
    taken: &[Rect],
    text: &str,
    zoom: f32,
    hue: Color32,
    ground: Color32,
) -> Rect {
    let at = from.lerp(to, 0.5);
    if zoom < WORDS {
        painter.circle_filled(at, 3.5, hue);
        return Rect::from_center_size(at, Vec2::splat(12.0));
    }
    let font = regular((11.0 * zoom).clamp(9.5, 12.0));
    let galley = painter.layout_no_wrap(text.to_owned(), font, hue);
    let size = galley.size() + vec2(10.0, 3.0);
    let place = |share| Rect::from_center_size(from.lerp(to, share), size);
    let mut places = [0.5, 0.38, 0.62, 0.27, 0.73].map(place).into_iter();
    let is_free = |rect: &Rect| !taken.iter().any(|other| other.intersects(*rect));
    let rect = places.find(is_free).unwrap_or_else(|| place(0.5));
    let round = CornerRadius::same(7);
    painter.rect(
        rect,
        round,
        ground,
        Stroke::new(1.0, hue),
        StrokeKind::Inside,
    );
    painter.galley(rect.center() - galley.size() / 2.0, galley, hue);
    rect
}

/// A service as it is painted.
pub(super) struct Node<'a> {
    pub center: Pos2,
    pub radius: f32,
    pub zoom: f32,
    pub hue: Color32,
    pub fill: Color32,
    pub ink: Color32,
    pub muted: Color32,
    pub ground: Color32,
    pub is_external: bool,
    pub name: &'a str,
    pub below: &'a str,
    /// The sign and the color of what a failure comes to.
    pub sign: Option<(&'static str, Color32)>,
}

/// Paints a service.
pub(super) fn node(painter: &Painter, node: &Node<'_>) {
    let (center, radius) = (node.center, node.radius);
    let hue = node.sign.map_or(node.hue, |(_, hue)| hue);
    painter.circle_filled(center, radius, node.fill);
    let width = if node.sign.is_some() { 3.5 } else { 2.0 };
    let stroke = Stroke::new(width, hue);
    if node.is_external {
        // Run by others: broken, as its boundary in the diagram.
        let points: Vec<Pos2> = (0..=48)
            .map(|at| center + radius * Vec2::angled(std::f32::consts::TAU * at as f32 / 48.0))
            .collect();
        painter.extend(Shape::dashed_line(&points, stroke, 5.0, 4.0));
    } else {
        painter.circle_stroke(center, radius, stroke);
    }
    if let Some((symbol, hue)) = node.sign {
        let font = icons((radius * 0.9).clamp(11.0, 26.0));
        painter.text(center, Align2::CENTER_CENTER, symbol, font, hue);
    }
    let size = (13.0 * node.zoom.sqrt()).clamp(9.5, 15.0);
    let top = pos2(center.x, center.y + radius + 3.0);
    let bottom = text(
        painter,
        top,
        node.name,
        semi_bold(size),
        node.ink,
        node.ground,
    );
    if node.zoom >= WORDS && !node.below.is_empty() {
        let at = pos2(center.x, bottom + 1.0);
        let hue = node.sign.map_or(node.muted, |(_, hue)| hue);
        text(
            painter,
            at,
            node.below,
            regular(size - 2.0),
            hue,
            node.ground,
        );
    }
}

/// A text below a point, on a ground that parts it from lines behind it. Returns where it ends.
fn text(
    painter: &Painter,
    top: Pos2,
    text: &str,
    font: FontId,
    hue: Color32,
    ground: Color32,
) -> f32 {
    let galley = painter.layout_no_wrap(text.to_owned(), font, hue);
    let rect = Align2::CENTER_TOP.anchor_size(top, galley.size());
    let around = rect.expand2(vec2(2.0, 0.0));
    painter.rect_filled(around, 3, ground.gamma_multiply(0.82));
    painter.galley(rect.min, galley, hue);
    rect.bottom()
}

/// A color of the palette that stays behind others.
pub(super) fn faded(palette: &Palette, hue: Rgba, is_behind: bool) -> Color32 {
    color(if is_behind {
        hue.mix(palette.canvas, 0.7)
    } else {
        hue
    })
}
