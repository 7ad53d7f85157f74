//! The picture: a design and where its parts stand become a display list, which the canvas and the exporters draw alike.
//!
//! [`diagram::arrange`] places and routes a view of a design, [`build`] draws it; a [`painter::Painter`] draws single
//! parts again, for those that a drag touches.
//!
//! Invariant: nothing here knows of windows or file formats. Everything is in diagram units, and every color is final.

pub mod card;
pub mod diagram;
mod grid;
pub mod painter;
pub mod palette;
pub mod stub;
pub mod text;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::geometry::{Point, Rect};
use crate::model::{self, ColorBy, Design, EntityId, FeedId, RelationshipId, ServiceId};

use diagram::Diagram;
use painter::Painter;
use palette::{Rgba, Theme};
use text::{Measure, Weight};

/// A picture as a list of groups, the first at the bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Name of the design.
    pub name: String,
    /// What is behind everything.
    pub background: Rgba,
    /// The parts, sorted by layer.
    pub groups: Vec<Group>,
    /// Around everything that is drawn.
    pub bounds: Rect,
}

/// What one part of the design looks like on one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The part.
    pub what: What,
    /// How far up it is drawn.
    pub layer: Layer,
    /// Around all of its shapes.
    pub bounds: Rect,
    /// Says what it is, for tooltips and for those who cannot see it.
    pub title: String,
    /// The shapes, the first at the bottom.
    pub shapes: Vec<Shape>,
}

/// What a group shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// The boundary of a service.
    Service(ServiceId),
    /// The line of a relationship, or its label.
    Relationship(RelationshipId),
    /// The line of a feed, or its label.
    Feed(FeedId),
    /// The card of an entity.
    Entity(EntityId),
    /// The note at this place of the view's notes.
    Note(usize),
    /// What colors and line styles mean.
    Legend,
    /// Name and description of the design.
    Title,
}

/// How far up a group is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Boundaries of services.
    Boundary,
    /// Lines.
    Line,
    /// Lines that let failure through.
    AlarmLine,
    /// Cards.
    Card,
    /// Labels of lines.
    Label,
    /// Notes, legend and title.
    Overlay,
}

/// How much can be made out at a zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Far out: colored blocks.
    Block,
    /// Names of entities.
    Name,
    /// Everything.
    Row,
}

/// Something to draw, and the levels from which and up to which it is worth drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What to draw.
    pub kind: ShapeKind,
    /// The level farthest out that shows it.
    pub from: Level,
    /// The level closest in that shows it. A picture at full detail, such as a file, leaves out what ends before
    /// [`Level::Row`].
    pub until: Level,
}

/// What to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeKind {
    /// A rectangle.
    Rect {
        /// Its outline.
        rect: Rect,
        /// Radius of the two upper and of the two lower corners.
        radius: (f32, f32),
        /// Inside.
        fill: Option<Rgba>,
        /// Outline, centered on the edge.
        stroke: Option<Stroke>,
    },
    /// A line of text.
    Text(Text),
    /// A line through points.
    Polyline {
        /// At least two.
        points: Vec<Point>,
        /// How it is drawn.
        stroke: Stroke,
        /// How far the corners are rounded.
        radius: f32,
    },
    /// A filled polygon.
    Polygon {
        /// Its corners, at least three.
        points: Vec<Point>,
        /// Inside.
        fill: Rgba,
    },
    /// A circle.
    Circle {
        /// The middle.
        center: Point,
        /// From the middle to the edge.
        radius: f32,
        /// Inside.
        fill: Option<Rgba>,
        /// Outline.
        stroke: Option<Stroke>,
    },
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where the baseline starts, has its middle or ends, depending on the anchor.
    pub at: Point,
    /// What is shown.
    pub text: String,
    /// The whole of it, where only a part fits.
    pub full: Option<Box<str>>,
    /// Size of the font.
    pub size: f32,
    /// Weight of the font.
    pub weight: Weight,
    /// Its color.
    pub color: Rgba,
    /// What `at` is the place of.
    pub anchor: Anchor,
    /// Struck through.
    pub strike: bool,
}

/// Which point of a line of text is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Width.
    pub width: f32,
    /// Color.
    pub color: Rgba,
    /// Whole or broken.
    pub dash: Dash,
}

/// Whole or broken lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dash {
    /// Whole.
    #[default]
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}

/// The worst that the analysis has found at each entity.
pub type Risks = BTreeMap<EntityId, model::Level>;

/// What a picture shows besides the diagram, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Light or dark.
    pub theme: Theme,
    /// What the cards' colors tell.
    pub color_by: ColorBy,
    /// What the colors of cards tell where they tell of risks; none: nothing is known of risks.
    pub risks: Option<Arc<Risks>>,
    /// Name and description of the design above the diagram.
    pub title: bool,
    /// What occurs in the diagram, explained below it.
    pub legend: bool,
}

/// Draws a diagram of a design.
pub fn build(
    design: &Design,
    diagram: &Diagram,
    options: &Options,
    measure: &dyn Measure,
) -> Scene {
    let painter = Painter::new(design, options, measure);
    let mut groups = painter.all(diagram);
    let inner = bounds_of(&groups);
    if options.legend {
        groups.extend(painter.legend(diagram, inner));
    }
    if options.title {
        groups.extend(painter.title(inner));
    }
    groups.retain(|group| !group.shapes.is_empty());
    // The sort is stable: within a layer the order of the design stays.
    groups.sort_by_key(|group| group.layer);
    Scene {
        name: design.header().name.clone(),
        background: painter.palette.canvas,
        bounds: bounds_of(&groups),
        groups,
    }
}

fn bounds_of(groups: &[Group]) -> Rect {
    groups
        .iter()
        .map(|group| group.bounds)
        .reduce(Rect::union)
        .unwrap_or_default()
}

impl Scene {
    /// Where each group stands in `groups`.
    pub fn places(&self) -> HashMap<(Layer, What), usize> {
        self.groups
            .iter()
            .enumerate()
            .map(|(place, group)| ((group.layer, group.what), place))
            .collect()
    }
}

impl Level {
    /// The level for a zoom, where 1 is 100 %.
    pub fn at_zoom(zoom: f32) -> Self {
        if zoom >= 0.45 {
            Self::Row
        } else if zoom >= 0.12 {
            Self::Name
        } else {
            Self::Block
        }
    }
}

impl Shape {
    /// Whether it is worth drawing at a level.
    pub fn shows_at(&self, level: Level) -> bool {
        self.from <= level && level <= self.until
    }
}

impl Stroke {
    /// An unbroken line.
    pub const fn solid(width: f32, color: Rgba) -> Self {
        Self {
            width,
            color,
            dash: Dash::Solid,
        }
    }

    /// The same line, whole or broken.
    #[must_use]
    pub const fn with_dash(self, dash: Dash) -> Self {
        Self { dash, ..self }
    }

    /// Lengths of dash and gap, none for an unbroken line.
    pub fn pattern(self) -> Option<(f32, f32)> {
        match self.dash {
            Dash::Solid => None,
            Dash::Dashed => Some((6.0, 4.0)),
            Dash::Dotted => Some((self.width, self.width + 2.4)),
        }
    }
}
