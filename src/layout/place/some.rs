//! Some cards placed anew, all others stay.
//!
//! What is placed of a container, or of the cards that stand free, is laid out as one group in the order in which it stands,
//! with an eye on the lines to what stays, and put down at the free place nearest to where it was. A container of which all
//! cards are placed keeps its upper left corner as long as it gets by there without overlapping others.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Cancel, Request};
use super::Placement;
use super::around::framed;
use super::blocks::Block;
use super::keep::read;
use super::mend::mend;
use super::nearby::{beside, outside, part};
use super::sheet::{Gaps, Sheet};
use super::straighten::straighten;
use super::widen::widen;
use crate::base::geometry::{Point, Rect, point, vector};

/// So many of the nearest things are tried as neighbors.
const NEIGHBORS: usize = 60;

/// Things may stand so close to each other if a person put them there.
const TOUCH: f32 = 4.0;

/// Places the cards of these indices anew. `before` says where everything stands; where a container has a rectangle in the
/// request, its frame does not get smaller than that.
pub fn place_some(
    request: &Request,
    chosen: &[usize],
    before: &Placement,
    cancel: &Cancel,
) -> Placement {
    let is_of = before.cards.len() == request.cards.len()
        && before.containers.len() == request.containers.len();
    let mut table = Table {
        request,
        gaps: Gaps::new(request),
        placed: before.clone(),
    };
    let mut groups: BTreeMap<Option<usize>, BTreeSet<usize>> = BTreeMap::new();
    for &card in chosen
        .iter()
        .filter(|&&card| is_of && card < request.cards.len())
    {
        groups
            .entry(request.container_of(card))
            .or_default()
            .insert(card);
    }
    for (container, cards) in groups {
        let members =
            (0..request.cards.len()).filter(|&card| request.container_of(card) == container);
        let is_whole = members.count() == cards.len();
        let cards: Vec<usize> = cards.into_iter().collect();
        match container.filter(|_| is_whole) {
            Some(container) => table.put_container(container, &cards, cancel),
            None => table.put_group(container, &cards, cancel),
        }
    }
    table.placed
}

struct Table<'a> {
    request: &'a Request,
    gaps: Gaps,
    placed: Placement,
}

/// A group laid out, its upper left corner at the origin.
struct Laid {
    cards: Vec<Rect>,
    size: (f32, f32),
}

impl Table<'_> {
    fn put_container(&mut self, container: usize, cards: &[usize], cancel: &Cancel) {
        let frame = self.placed.containers[container];
        let drawn = self.request.containers[container].rect;
        let obstacles: Vec<Rect> = self.others(Some(container), cards).collect();
        let is_free = |rect: Rect| !obstacles.iter().any(|o| o.expand(TOUCH).overlaps(rect));
        let lay = |columns| {
            let mut laid = self.lay_out(cards, Some(container), columns, cancel);
            if let Some(drawn) = drawn {
                laid.size.0 = laid.size.0.max(drawn.width());
                laid.size.1 = laid.size.1.max(drawn.height());
            }
            laid
        };
        let rect = |at: Point, laid: &Laid| Rect::new(at.x, at.y, laid.size.0, laid.size.1);
        let natural = lay(None);
        // Where it does not fit, another shape may.
        let shapes = (1..=cards.len().min(12)).map(|columns| lay(Some(columns)));
        let fitting = std::iter::once(natural).chain(shapes);
        let mut natural = None;
        let mut found = None;
        for laid in fitting {
            if is_free(rect(frame.min, &laid)) {
                found = Some((frame.min, laid));
                break;
            }
            natural.get_or_insert(laid);
            if cancel.is_cancelled() {
                break;
            }
        }
        let found = found.or_else(|| {
            let laid = natural?;
            let at = self.free_place(laid.size, frame.min, &obstacles, self.gaps.block, &is_free);
            Some((at, laid))
        });
        if let Some((at, laid)) = found {
            self.put_down(cards, &laid, at);
            self.placed.containers[container] = rect(at, &laid);
        }
    }

    fn put_group(&mut self, container: Option<usize>, cards: &[usize], cancel: &Cancel) {
        let rects = cards.iter().map(|&card| self.placed.cards[card]);
        let Some(around) = rects.reduce(Rect::union) else {
            return;
        };
        let laid = self.lay_out(cards, None, None, cancel);
        let (width, height) = laid.size;
        let own: BTreeSet<usize> = cards.iter().copied().collect();
        let beside: Vec<Rect> = (0..self.request.cards.len())
            .filter(|card| !own.contains(card) && self.request.container_of(*card) == container)
            .map(|card| self.placed.cards[card])
            .collect();
        let foreign: Vec<Rect> = self.others(container, cards).collect();
        let frame = container.map(|container| self.placed.containers[container]);
        let header = container.map_or(0.0, |c| self.request.containers[c].header);
        let room = (header, self.gaps.padding);
        let margin = self.gaps.row - TOUCH;
        let is_free = |rect: Rect| {
            let grown = frame.map_or(rect.expand(margin), |frame| framed(Some(frame), rect, room));
            let title = Rect {
                min: grown.min,
                max: point(grown.max.x, grown.min.y + header),
            };
            let hits_title = |card: Rect| frame.is_some() && title.overlaps(card);
            // What overlapped already is none of our business.
            let invades = |other: &Rect| {
                other.overlaps(grown) && !frame.is_some_and(|frame| frame.overlaps(*other))
            };
            !beside
                .iter()
                .any(|card| card.expand(margin).overlaps(rect) || hits_title(*card))
                && !hits_title(rect)
                && !foreign.iter().any(invades)
        };
        let wanted = around.center() - vector(width * 0.5, height * 0.5);
        let wanted = point(wanted.x.round(), wanted.y.round());
        let obstacles: Vec<Rect> = beside.iter().chain(&foreign).copied().collect();
        let at = self.free_place(laid.size, wanted, &obstacles, self.gaps.row, &is_free);
        self.put_down(cards, &laid, at);
        if let (Some(container), Some(frame)) = (container, frame) {
            let grown = cards.iter().fold(frame, |frame, &card| {
                framed(Some(frame), self.placed.cards[card], room)
            });
            self.placed.containers[container] = grown;
        }
    }

    /// Lays a group out on its own, with its frame if a container is given; in so many columns if that is said.
    fn lay_out(
        &self,
        cards: &[usize],
        container: Option<usize>,
        columns: Option<usize>,
        cancel: &Cancel,
    ) -> Laid {
        let inner = part(self.request, cards, container);
        let (request, anchors) = self.with_relatives(cards, container);
        let before = Placement {
            cards: cards.iter().map(|&card| self.placed.cards[card]).collect(),
            containers: Vec::new(),
        };
        let block = Block {
            container: container.map(|_| 0),
            cards: (0..cards.len()).collect(),
        };
        let mut sheet = Sheet::new(&inner, vec![block]);
        sheet.shelves = vec![vec![vec![0]]];
        let prices = read(&mut sheet, &inner, &before);
        if let Some(columns) = columns {
            refill(&mut sheet, columns, &inner);
        }
        if prices.is_some() || columns.is_some() {
            let mut prices = prices.unwrap_or_default();
            prices.resize(request.cards.len(), 0.0);
            mend(&mut sheet, &request, &prices, &anchors, cancel);
        }
        sheet.reset_gaps();
        widen(&mut sheet, &inner, cancel);
        straighten(&mut sheet, &inner);
        let placement = sheet.placement(&inner);
        let rects = placement.cards.iter().chain(&placement.containers);
        let extent = rects.copied().reduce(Rect::union).unwrap_or_default();
        let home = point(0.0, 0.0) - extent.min;
        Laid {
            cards: placement
                .cards
                .iter()
                .map(|rect| rect.translate(home))
                .collect(),
            size: (extent.width(), extent.height()),
        }
    }

    /// The cards with those they are related to, which stay where they are as seen from the group.
    fn with_relatives(
        &self,
        cards: &[usize],
        container: Option<usize>,
    ) -> (Request, Vec<(usize, Rect)>) {
        let own: BTreeSet<usize> = cards.iter().copied().collect();
        let ends = self
            .request
            .lines
            .iter()
            .map(|line| [line.from.card, line.to.card]);
        let relatives: BTreeSet<usize> = ends
            .filter(|ends| ends.iter().any(|end| own.contains(end)))
            .flatten()
            .filter(|end| !own.contains(end) && *end < self.request.cards.len())
            .collect();
        let all: Vec<usize> = cards.iter().chain(&relatives).copied().collect();
        let mut request = part(self.request, &all, container);
        let count = cards.len();
        request
            .lines
            .retain(|line| line.from.card < count || line.to.card < count);
        for card in &mut request.cards[count..] {
            card.container = None;
        }
        let rects = cards.iter().map(|&card| self.placed.cards[card]);
        let corner = rects.reduce(Rect::union).unwrap_or_default().min;
        let home = point(self.gaps.padding, self.gaps.padding) - corner;
        let anchors = relatives.iter().enumerate().map(|(place, &card)| {
            let rect = self.placed.cards[card];
            (count + place, rect.translate(home))
        });
        (request, anchors.collect())
    }

    /// Other containers, and cards that stand free and are not of the group.
    fn others<'a>(
        &'a self,
        without: Option<usize>,
        cards: &'a [usize],
    ) -> impl Iterator<Item = Rect> + 'a {
        let containers = self.placed.containers.iter().enumerate();
        let containers = containers.filter(move |(c, _)| Some(*c) != without);
        let free = (0..self.request.cards.len()).filter(move |card| {
            // Free cards stand beside a group of such.
            without.is_some() && self.request.container_of(*card).is_none() && !cards.contains(card)
        });
        let free = free.map(|card| self.placed.cards[card]);
        containers.map(|(_, rect)| *rect).chain(free)
    }

    /// The place nearest to the wanted one where something of a size can be.
    fn free_place(
        &self,
        (width, height): (f32, f32),
        wanted: Point,
        obstacles: &[Rect],
        gap: f32,
        is_free: &dyn Fn(Rect) -> bool,
    ) -> Point {
        let rect = |at: Point| Rect::new(at.x, at.y, width, height);
        if is_free(rect(wanted)) {
            return wanted;
        }
        let middle = rect(wanted).center();
        let mut near = obstacles.to_vec();
        near.sort_by(|a, b| outside(*a, middle).total_cmp(&outside(*b, middle)));
        near.truncate(NEIGHBORS);
        // Right beside what is in the way, along one axis or both.
        let mut candidates = beside(&near, (width, height), (gap, gap));
        let xs = near
            .iter()
            .flat_map(|r| [r.max.x + gap, r.min.x - gap - width]);
        let ys = near
            .iter()
            .flat_map(|r| [r.max.y + gap, r.min.y - gap - height]);
        let (xs, ys): (Vec<f32>, Vec<f32>) = (xs.collect(), ys.collect());
        candidates.extend(xs.iter().map(|&x| point(x, wanted.y)));
        candidates.extend(ys.iter().map(|&y| point(wanted.x, y)));
        let best = candidates
            .into_iter()
            .map(|at| point(at.x.round(), at.y.round()))
            .filter(|&at| is_free(rect(at)))
            .min_by(|a, b| {
                let far = |at: &Point| at.distance_squared(wanted);
                far(a).total_cmp(&far(b))
            });
        best.unwrap_or_else(|| {
            // Below everything there is always room.
            let all = self.placed.cards.iter().chain(&self.placed.containers);
            let bottom = all.map(|rect| rect.max.y).fold(wanted.y, f32::max);
            point(wanted.x, (bottom + self.gaps.block).round())
        })
    }

    fn put_down(&mut self, cards: &[usize], laid: &Laid, at: Point) {
        let by = at - point(0.0, 0.0);
        for (&card, rect) in cards.iter().zip(&laid.cards) {
            self.placed.cards[card] = rect.translate(by);
        }
    }
}

/// Puts the cards of the only block, in their order, into so many columns of about one height.
fn refill(sheet: &mut Sheet, count: usize, request: &Request) {
    let gap = sheet.gaps.row;
    let stand = &mut sheet.stands[0];
    let cards: Vec<usize> = stand.columns.concat();
    let height = |card: usize| super::sheet::size(request, card).1 + gap;
    let total: f32 = cards.iter().map(|&card| height(card)).sum();
    let mut columns = vec![Vec::new(); count];
    let mut used = 0.0;
    for card in cards {
        let at = ((used + height(card) * 0.5) / total.max(1.0) * count as f32) as usize;
        columns[at.min(count - 1)].push(card);
        used += height(card);
    }
    columns.retain(|column: &Vec<usize>| !column.is_empty());
    stand.height = total / count as f32 * 1.15;
    stand.columns = columns;
}
