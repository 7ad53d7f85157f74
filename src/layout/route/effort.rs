//! How hard a sheet is to read, as a number to compare layouts by.

use std::collections::BTreeSet;

use super::super::place::oblong;
use super::super::{Cancel, Placement, Request};
use super::draw;
use crate::base::geometry::{Point, Rect};

/// What a bend costs, in units of length.
const BEND: f32 = 50.0;

/// What a crossing costs.
const CROSSING: f32 = 1000.0;

/// What the sheet costs per unit of its circumference.
const SHEET: f32 = 1.0;

/// What it costs more, per unit, by how much it is not like a page.
const OBLONG: f32 = 20.0;

/// Length of all lines, with a price on bends and crossings and on the size of the sheet.
pub(crate) fn effort(request: &Request, placement: &Placement, cancel: &Cancel) -> f32 {
    let paths = draw(request, placement, false, cancel);
    let length: f32 = pieces(&paths).map(|r| r.width() + r.height()).sum();
    let bends: usize = paths.iter().map(|p| p.len().saturating_sub(2)).sum();
    let rects = placement.cards.iter().chain(&placement.containers).copied();
    let sheet = rects.reduce(Rect::union).unwrap_or_default();
    // The larger of the two differences from the wanted shape decides.
    let height = sheet.height().max(1.0) * request.options.aspect.clamp(0.1, 10.0);
    let size = sheet.width().max(height) * (SHEET + OBLONG * oblong(sheet.width() / height));
    length + bends as f32 * BEND + crossings(&paths) as f32 * CROSSING + size
}

fn pieces(paths: &[Vec<Point>]) -> impl Iterator<Item = Rect> + '_ {
    paths
        .iter()
        .flat_map(|p| p.windows(2).map(|w| Rect::from_corners(w[0], w[1])))
}

/// Places where lines cross; where lines run together, they cross others once.
fn crossings(paths: &[Vec<Point>]) -> usize {
    let (upright, level): (Vec<Rect>, Vec<Rect>) = pieces(paths).partition(|r| r.width() == 0.0);
    let mut found = BTreeSet::new();
    for v in &upright {
        for h in &level {
            let (x, y) = (v.min.x, h.min.y);
            if h.min.x + 0.5 < x && x < h.max.x - 0.5 && v.min.y + 0.5 < y && y < v.max.y - 0.5 {
                found.insert((x as i32, y as i32));
            }
        }
    }
    found.len()
}
