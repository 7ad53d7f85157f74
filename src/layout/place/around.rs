//! New cards among those a person placed: nothing that was placed moves.
//!
//! Whatever is new goes beside something that stands already, at the free place with the shortest lines.
//! New containers, and groups of new cards that stand free, are laid out on their own first and then put
//! down as one.

use super::super::origin::{moved, origin};
use super::super::{Cancel, Request};
use super::blocks::{Block, blocks};
use super::nearby::{beside, outside, overlap, part};
use super::sheet::{Gaps, least_width, size};
use super::{Placement, whole};
use crate::base::geometry::{Point, Rect, point, vector};

/// How many of the nearest things are tried as neighbours.
const NEIGHBOURS: usize = 40;

/// Cost of each unit by which a container grows on a side.
const GROWTH: f32 = 0.6;

/// The share of the work that it takes new cards to join containers; the rest is for new containers and cards that stand free.
const JOINED: f32 = 0.7;

struct Table<'a> {
    request: &'a Request,
    gaps: Gaps,
    cards: Vec<Option<Rect>>,
    containers: Vec<Option<Rect>>,
    related: Vec<Vec<usize>>,
}

/// Places what is not placed yet.
pub(crate) fn place_around(request: &Request, cancel: &Cancel) -> Placement {
    let by_hand = (0..request.cards.len()).filter_map(|card| fixed(request, card));
    let frames = request.containers.iter().filter_map(|c| c.rect);
    let origin = origin(by_hand.chain(frames), request);
    place_near(&moved(request, -origin), cancel).translate(origin)
}

/// Places what is not placed yet on a sheet at the origin.
fn place_near(request: &Request, cancel: &Cancel) -> Placement {
    let mut table = Table::new(request);
    table.surround_fixed();
    let newcomers = table.newcomers(cancel);
    for (i, &card) in newcomers.iter().enumerate() {
        cancel.advance(JOINED * i as f32 / newcomers.len() as f32);
        table.settle(card, cancel);
    }
    // The cards need their room more than the titles.
    for container in 0..request.containers.len() {
        table.make_room_for_title(container);
    }
    let blocks = blocks(request);
    let share = (1.0 - JOINED) / blocks.len() as f32;
    for (i, block) in blocks.iter().enumerate() {
        let from = JOINED + i as f32 * share;
        table.put_down(block, &cancel.part(from, from + share));
    }
    Placement {
        cards: table.cards.iter().map(|r| r.unwrap_or_default()).collect(),
        containers: table
            .containers
            .iter()
            .map(|r| r.unwrap_or_default())
            .collect(),
    }
}

/// The frame of a container once `card` is in it, with room for its header and padding. Cards placed by hand may touch the
/// frame.
pub(crate) fn framed(frame: Option<Rect>, card: Rect, (header, padding): (f32, f32)) -> Rect {
    let header = header.clamp(0.0, 1000.0);
    let around = card.expand(padding);
    let around = Rect {
        min: around.min - vector(0.0, header),
        max: around.max,
    };
    match frame {
        Some(frame) => {
            let inner = Rect {
                min: frame.min + vector(0.0, header),
                max: frame.max,
            };
            if inner.contains_rect(card) {
                frame
            } else {
                frame.union(around)
            }
        }
        None => around,
    }
}

/// A card where a person put it.
fn fixed(request: &Request, card: usize) -> Option<Rect> {
    let (width, height) = size(request, card);
    let at = request.cards[card].at;
    let at = at.filter(|p| p.x.is_finite() && p.y.is_finite())?;
    Some(Rect::new(at.x, at.y, width, height))
}

impl<'a> Table<'a> {
    fn new(request: &'a Request) -> Self {
        let count = request.cards.len();
        let mut related = vec![Vec::new(); count];
        for line in &request.lines {
            let (a, b) = (line.from.card, line.to.card);
            if a != b && a < count && b < count {
                related[a].push(b);
                related[b].push(a);
            }
        }
        let cards = (0..count).map(|c| fixed(request, c)).collect();
        Self {
            request,
            gaps: Gaps::new(request),
            cards,
            containers: vec![None; request.containers.len()],
            related,
        }
    }

    /// Frames for all containers that a person placed, or some of whose cards a person placed.
    fn surround_fixed(&mut self) {
        for c in 0..self.containers.len() {
            self.containers[c] = self.request.containers[c]
                .rect
                .filter(|r| {
                    [r.min.x, r.min.y, r.max.x, r.max.y]
                        .iter()
                        .all(|v| v.is_finite())
                })
                .map(|r| Rect::from_corners(r.min, r.max));
        }
        for card in 0..self.cards.len() {
            if let (Some(c), Some(rect)) = (self.request.container_of(card), self.cards[card]) {
                self.containers[c] = Some(self.grown(c, rect));
            }
        }
    }

    /// Widens a frame to the right for its title, as far as nothing else is in the way.
    fn make_room_for_title(&mut self, container: usize) {
        let Some(frame) = self.containers[container] else {
            return;
        };
        let wanted = frame.min.x + least_width(self.request, container);
        let nearest = self
            .obstacles(Some(container))
            .filter(|o| o.min.y < frame.max.y && o.max.y > frame.min.y && o.min.x >= frame.max.x)
            .map(|o| o.min.x - self.gaps.row * 0.5)
            .fold(f32::INFINITY, f32::min);
        let frame = Rect {
            max: point(frame.max.x.max(wanted.min(nearest)), frame.max.y),
            ..frame
        };
        self.containers[container] = Some(frame);
    }

    /// The frame of a container once `card` is in it.
    fn grown(&self, container: usize, card: Rect) -> Rect {
        let header = self.request.header_of(container);
        framed(
            self.containers[container],
            card,
            (header, self.gaps.padding),
        )
    }

    /// New cards of containers that have a place, those first that are related to what stands.
    fn newcomers(&self, cancel: &Cancel) -> Vec<usize> {
        let mut left: Vec<usize> = (0..self.cards.len())
            .filter(|&c| {
                self.cards[c].is_none()
                    && self
                        .request
                        .container_of(c)
                        .is_some_and(|c| self.containers[c].is_some())
            })
            .collect();
        let mut known: Vec<bool> = self.cards.iter().map(Option::is_some).collect();
        let mut order = Vec::with_capacity(left.len());
        while !left.is_empty() && !cancel.is_cancelled() {
            let ties = |c: usize| self.related[c].iter().filter(|&&r| known[r]).count();
            let best = (0..left.len())
                .max_by_key(|&i| {
                    (
                        ties(left[i]),
                        self.related[left[i]].len(),
                        std::cmp::Reverse(i),
                    )
                })
                .unwrap_or(0);
            let card = left.remove(best);
            known[card] = true;
            order.push(card);
        }
        order.extend(left);
        order
    }

    /// Finds a place for a card in a container that has one.
    fn settle(&mut self, card: usize, cancel: &Cancel) {
        let Some(container) = self.request.container_of(card) else {
            return;
        };
        let Some(frame) = self.containers[container] else {
            return;
        };
        let (width, height) = size(self.request, card);
        let header = self.request.header_of(container);
        let neighbours: Vec<Rect> = self.cards_of(container).collect();
        let inside = Rect {
            min: frame.min + vector(self.gaps.padding, self.gaps.padding + header),
            max: frame.max,
        };
        let mut candidates = Vec::new();
        if !cancel.is_cancelled() {
            candidates.push(inside.min);
            let gaps = (self.gaps.column, self.gaps.row);
            candidates.extend(beside(&neighbours, (width, height), gaps));
        }
        // Where all else fails: under everything, then right of everything.
        candidates.push(point(inside.min.x, frame.max.y));
        candidates.push(point(frame.max.x, inside.min.y));
        if let Some(all) = self.obstacles(None).reduce(Rect::union) {
            candidates.push(point(all.max.x + self.gaps.block, inside.min.y));
        }
        let margin = self.gaps.row * 0.75;
        let rate = |at: Point| {
            let rect = Rect::new(at.x, at.y, width, height);
            let grown = self.grown(container, rect);
            let collides = self
                .cards
                .iter()
                .flatten()
                .any(|n| n.expand(margin).overlaps(rect));
            let title = Rect {
                min: grown.min,
                max: point(grown.max.x, grown.min.y + header),
            };
            let invades = self.overlap_with_others(container, grown);
            let bad =
                f32::from(u8::from(collides || title.overlaps(rect))) * 1.0e9 + invades * 1.0e4;
            let growth = grown.width() - frame.width() + grown.height() - frame.height();
            let shift = (grown.min.x - frame.min.x).abs() + (grown.min.y - frame.min.y).abs();
            let cost = self.pull(&[card], rect, frame.center()) + (growth + shift) * GROWTH;
            (bad, bad + cost, rect, grown)
        };
        let best_of = |places: &mut dyn Iterator<Item = Point>| {
            places.map(rate).min_by(|a, b| a.1.total_cmp(&b.1))
        };
        let mut best = best_of(&mut candidates.iter().copied());
        if best.is_some_and(|best| best.0 > 0.0) && !cancel.is_cancelled() {
            let (x, y) = self.lines_beside(container, frame, (width, height), &candidates);
            let mut all = x.iter().flat_map(|&x| y.iter().map(move |&y| point(x, y)));
            best = best_of(&mut all.by_ref().chain(candidates.iter().copied()));
        }
        if let Some((_, _, rect, grown)) = best {
            self.cards[card] = Some(rect);
            self.containers[container] = Some(grown);
        }
    }

    /// Where a card of a hemmed-in container could be: in line with one thing and beside another, each coordinate on its own.
    fn lines_beside(
        &self,
        container: usize,
        frame: Rect,
        (width, height): (f32, f32),
        candidates: &[Point],
    ) -> (Vec<f32>, Vec<f32>) {
        // As near to what stands around as the frame may come.
        let room = self.gaps.row * 0.5 + self.gaps.padding;
        let header = self.request.header_of(container);
        let mut around: Vec<Rect> = self.obstacles(Some(container)).collect();
        around.sort_by(|a, b| outside(*a, frame.center()).total_cmp(&outside(*b, frame.center())));
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for o in around.iter().take(NEIGHBOURS / 4) {
            x.extend([o.max.x + room, o.min.x - room - width]);
            y.extend([o.max.y + room + header, o.min.y - room - height]);
        }
        for at in candidates {
            x.push(at.x);
            y.push(at.y);
        }
        for places in [&mut x, &mut y] {
            let mut kept: Vec<f32> = Vec::new();
            for at in places.drain(..) {
                if kept.len() < NEIGHBOURS && !kept.contains(&at) {
                    kept.push(at);
                }
            }
            *places = kept;
        }
        (x, y)
    }

    fn cards_of(&self, container: usize) -> impl Iterator<Item = Rect> + '_ {
        (0..self.cards.len())
            .filter(move |&c| self.request.container_of(c) == Some(container))
            .filter_map(|c| self.cards[c])
    }

    /// How far a frame reaches into other containers and into cards that stand free.
    fn overlap_with_others(&self, container: usize, grown: Rect) -> f32 {
        let before = self.containers[container];
        self.obstacles(Some(container))
            .map(|o| {
                let o = o.expand(self.gaps.row * 0.5);
                // What a person let overlap already is none of our business.
                (overlap(o, grown) - before.map_or(0.0, |b| overlap(o, b))).max(0.0)
            })
            .sum()
    }

    /// Containers and free cards that stand, without one of the containers.
    fn obstacles(&self, without: Option<usize>) -> impl Iterator<Item = Rect> + '_ {
        let free = (0..self.cards.len())
            .filter(|&c| self.request.container_of(c).is_none())
            .filter_map(|c| self.cards[c]);
        let containers = self.containers.iter().enumerate();
        containers
            .filter(move |(c, _)| Some(*c) != without)
            .filter_map(|(_, r)| *r)
            .chain(free)
    }

    /// Length of the lines from cards that come to stand in `rect`; without any, the distance to `home`.
    fn pull(&self, cards: &[usize], rect: Rect, home: Point) -> f32 {
        let to = |p: Point| (p.x - rect.center().x).abs() + (p.y - rect.center().y).abs();
        let lines = cards
            .iter()
            .flat_map(|&c| &self.related[c])
            .filter_map(|&r| self.cards[r]);
        let (sum, count) = lines.fold((0.0, 0), |(s, n), r| (s + to(r.center()), n + 1));
        if count == 0 {
            to(home) * 0.5
        } else {
            sum + to(home) * 0.02
        }
    }

    /// Lays out what is new of a block and finds a place for it.
    fn put_down(&mut self, block: &Block, cancel: &Cancel) {
        let new: Vec<usize> = block
            .cards
            .iter()
            .copied()
            .filter(|&c| self.cards[c].is_none())
            .collect();
        let waits = block
            .container
            .is_some_and(|c| self.containers[c].is_none());
        if new.is_empty() && !waits {
            return;
        }
        let part = part(self.request, &new, block.container);
        let placement = whole(&part, cancel);
        let rects = placement.cards.iter().chain(&placement.containers).copied();
        let Some(extent) = rects.reduce(Rect::union) else {
            return;
        };
        let by = self.free_place(&new, extent, cancel) - extent.min;
        for (&card, rect) in new.iter().zip(&placement.cards) {
            self.cards[card] = Some(rect.translate(by));
        }
        if let (Some(c), Some(rect)) = (block.container, placement.containers.first()) {
            self.containers[c] = Some(rect.translate(by));
        }
    }

    /// Where a rectangle fits beside something, near what its cards are related to.
    fn free_place(&self, cards: &[usize], extent: Rect, cancel: &Cancel) -> Point {
        let mut obstacles: Vec<Rect> = self.obstacles(None).collect();
        let Some(all) = obstacles.iter().copied().reduce(Rect::union) else {
            return point(0.0, 0.0);
        };
        let gap = self.gaps.block;
        let right = point(all.max.x + gap, all.min.y);
        if cancel.is_cancelled() {
            return right;
        }
        let lines = cards
            .iter()
            .flat_map(|&c| &self.related[c])
            .filter_map(|&r| self.cards[r]);
        let (sum, count) = lines
            .map(Rect::center)
            .fold((vector(0.0, 0.0), 0.0_f32), |(s, n), p| {
                (s + vector(p.x, p.y), n + 1.0)
            });
        let target = if count > 0.0 {
            point(sum.x / count, sum.y / count)
        } else {
            all.center()
        };
        obstacles.sort_by(|a, b| {
            let distance = |r: &Rect| outside(*r, target);
            distance(a).total_cmp(&distance(b))
        });
        let (width, height) = (extent.width(), extent.height());
        let mut candidates = beside(
            &obstacles[..obstacles.len().min(NEIGHBOURS)],
            (width, height),
            (gap, gap),
        );
        // Outside of everything there is always room.
        let x = |x: f32| x - width * 0.5;
        let y = |y: f32| y - height * 0.5;
        candidates.extend([
            point(x(target.x), all.max.y + gap),
            point(x(target.x), all.min.y - gap - height),
            point(all.max.x + gap, y(target.y)),
            point(all.min.x - gap - width, y(target.y)),
        ]);
        let aspect = self.request.options.aspect;
        let aspect = if aspect.is_finite() {
            aspect.clamp(0.1, 10.0)
        } else {
            1.6
        };
        candidates
            .into_iter()
            .filter(|&at| {
                let rect = Rect::new(at.x, at.y, width, height).expand(gap * 0.9);
                !obstacles.iter().any(|o| o.overlaps(rect))
            })
            .map(|at| {
                let rect = Rect::new(at.x, at.y, width, height);
                let grown = all.union(rect);
                // A larger sheet costs more along the direction in which it is too large already.
                let growth =
                    (grown.width() - all.width()) + (grown.height() - all.height()) * aspect;
                (self.pull(cards, rect, all.center()) + growth * GROWTH, at)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(right, |best| best.1)
    }
}
