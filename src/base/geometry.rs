//! Geometry in diagram units: one unit is one logical pixel at 100 % zoom, x to the right, y down.

use std::ops::{Add, Mul, Neg, Sub};

/// A position in a diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Units to the right of the origin.
    pub x: f32,
    /// Units below the origin.
    pub y: f32,
}

/// A displacement in a diagram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vector {
    /// Units to the right.
    pub x: f32,
    /// Units down.
    pub y: f32,
}

/// An axis-parallel rectangle; `min` is its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Upper left corner.
    pub min: Point,
    /// Lower right corner.
    pub max: Point,
}

/// The point at `x`, `y`.
pub const fn point(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// The displacement by `x`, `y`.
pub const fn vector(x: f32, y: f32) -> Vector {
    Vector { x, y }
}

impl Point {
    /// Square of the distance to `other`.
    pub fn distance_squared(self, other: Self) -> f32 {
        let d = self - other;
        d.x * d.x + d.y * d.y
    }
}

impl Rect {
    /// The rectangle with its upper left corner at `x`, `y`, of the given size.
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            min: point(x, y),
            max: point(x + width, y + height),
        }
    }

    /// The smallest rectangle that has both points in it, whichever corner each is.
    pub fn from_corners(a: Point, b: Point) -> Self {
        Self {
            min: point(a.x.min(b.x), a.y.min(b.y)),
            max: point(a.x.max(b.x), a.y.max(b.y)),
        }
    }

    /// The smallest rectangle around all of `points`; none without points.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points
            .into_iter()
            .map(|p| Self { min: p, max: p })
            .reduce(Self::union)
    }

    /// Extent along x.
    pub fn width(self) -> f32 {
        self.max.x - self.min.x
    }

    /// Extent along y.
    pub fn height(self) -> f32 {
        self.max.y - self.min.y
    }

    /// The middle.
    pub fn center(self) -> Point {
        point(
            f32::midpoint(self.min.x, self.max.x),
            f32::midpoint(self.min.y, self.max.y),
        )
    }

    /// Whether `p` is inside or on the edge.
    pub fn contains(self, p: Point) -> bool {
        self.min.x <= p.x && p.x <= self.max.x && self.min.y <= p.y && p.y <= self.max.y
    }

    /// Whether `other` is inside, edges allowed to touch.
    pub fn contains_rect(self, other: Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether the interiors meet; rectangles that only touch do not.
    pub fn overlaps(self, other: Self) -> bool {
        self.min.x < other.max.x
            && other.min.x < self.max.x
            && self.min.y < other.max.y
            && other.min.y < self.max.y
    }

    /// The smallest rectangle that has both in it.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: point(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: point(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// Grown by `margin` on every side.
    #[must_use]
    pub fn expand(self, margin: f32) -> Self {
        Self {
            min: self.min - vector(margin, margin),
            max: self.max + vector(margin, margin),
        }
    }

    /// Moved by `by`.
    #[must_use]
    pub fn translate(self, by: Vector) -> Self {
        Self {
            min: self.min + by,
            max: self.max + by,
        }
    }
}

impl Add<Vector> for Point {
    type Output = Self;
    fn add(self, v: Vector) -> Self {
        point(self.x + v.x, self.y + v.y)
    }
}

impl Sub<Vector> for Point {
    type Output = Self;
    fn sub(self, v: Vector) -> Self {
        point(self.x - v.x, self.y - v.y)
    }
}

impl Sub for Point {
    type Output = Vector;
    fn sub(self, other: Self) -> Vector {
        vector(self.x - other.x, self.y - other.y)
    }
}

impl Add for Vector {
    type Output = Self;
    fn add(self, v: Self) -> Self {
        vector(self.x + v.x, self.y + v.y)
    }
}

impl Mul<f32> for Vector {
    type Output = Self;
    fn mul(self, by: f32) -> Self {
        vector(self.x * by, self.y * by)
    }
}

impl Neg for Vector {
    type Output = Self;
    fn neg(self) -> Self {
        vector(-self.x, -self.y)
    }
}
