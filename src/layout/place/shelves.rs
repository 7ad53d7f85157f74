//! Blocks on shelves: related ones near each other, the whole near the wanted shape.

use std::collections::BTreeMap;

use super::super::{Cancel, Request, Style};
use super::layers::depth;
use super::packing::Packing;
use super::sheet::{Sheet, column_width, size};
use crate::base::random::Random;

/// Moves of the annealing per pair of blocks, and at most per block.
const MOVES: (usize, usize) = (20, 600);

/// Width of a block divided by its height at which lines in it have the fewest bends: where columns are few and long, most
/// lines have one gap between columns to themselves.
const SLENDER: f32 = 0.4;

/// What a block of another shape costs.
const STOUT: f32 = 0.25;

/// So many blocks, and fewer, may have any shape.
const FEW: f32 = 6.0;

/// How much the sheet may be wider, and narrower, than wanted before that costs much.
const OBLONG: [f32; 2] = [1.125, 1.55];

/// A shape is worth an attempt if it costs less than this times the best.
const ALIKE: f32 = 1.25;

/// What a block needs, whatever the number of its columns.
struct Need {
    /// Height of all cards on each other, with the gaps between.
    stack: f32,
    tallest: f32,
    /// Width of a column with the gap beside it.
    pitch: f32,
    /// Title and padding.
    around: (f32, f32),
    /// Width of the title.
    least_width: f32,
    cards: usize,
    /// No fewer columns than this.
    layers: usize,
}

impl Need {
    fn columns(&self, height: f32) -> usize {
        let room = (height - self.around.1).max(self.tallest).max(1.0);
        // Cards do not fill columns exactly.
        let spare = if self.cards > 2 {
            0.35 * self.tallest
        } else {
            0.0
        };
        let columns = ((self.stack + spare.min(self.stack * 0.15)) / room).ceil() as usize;
        columns.max(self.layers).clamp(1, self.cards.max(1))
    }

    fn size(&self, columns: usize) -> (f32, f32) {
        let height = (self.stack / columns as f32).max(self.tallest);
        (
            (self.pitch * columns as f32 + self.around.0).max(self.least_width),
            height + self.around.1,
        )
    }
}

/// By how much a sheet is wider or narrower than a page may be, by how its shape relates to the wanted one.
pub(crate) fn oblong(ratio: f32) -> f32 {
    (ratio - OBLONG[0]).max(0.0) + (1.0 / ratio - OBLONG[1]).max(0.0)
}

/// Decides shelves, slots and the number of columns of each block; another attempt may look at another shape.
pub(crate) fn arrange(
    sheet: &mut Sheet,
    request: &Request,
    (seed, attempt): (u64, u64),
    cancel: &Cancel,
) {
    let needs = needs(sheet, request);
    let links = links(sheet, request);
    let aspect = request.options.aspect;
    let aspect = if aspect.is_finite() {
        aspect.clamp(0.1, 10.0)
    } else {
        1.6
    };
    let mut order = first_order(needs.len(), &links);
    let tallest = needs
        .iter()
        .map(|n| n.tallest + n.around.1)
        .fold(1.0, f32::max);
    let total: f32 = needs.iter().map(|n| n.stack + n.around.1).sum();
    let gap = sheet.gaps.block;
    // Few blocks decide the shape of the sheet; then that matters more than theirs.
    let many = (1.0 - FEW / needs.len() as f32).max(0.0);
    // The best height for each number of shelves, with its cost.
    let mut shapes: Vec<(f32, f32, usize)> = Vec::new();
    let mut height = tallest;
    let mut packing = Packing::default();
    for _ in 0..40 {
        let sizes = sizes(&needs, height);
        let stout = many * STOUT * unlike(&sizes, SLENDER);
        for shelves in 1..=needs.len().min(24) {
            packing.pack(&order, &sizes, (height, shelves), gap);
            let ratio = packing.width / packing.height.max(1.0) / aspect;
            let shape = ratio.max(1.0 / ratio) - 1.0;
            let area = packing.width * packing.height;
            let cost = area * (1.0 + 0.8 * shape + 2.0 * oblong(ratio)) * (1.0 + stout);
            match shapes.get_mut(shelves - 1) {
                Some(best) if cost < best.0 => *best = (cost, height, shelves),
                Some(_) => {}
                None => shapes.push((cost, height, shelves)),
            }
        }
        if height > total || cancel.is_cancelled() {
            break;
        }
        height *= 1.12;
    }
    shapes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    // Some attempts try the second best.
    let best = shapes.first().copied();
    let second = best.zip(shapes.get(1).copied());
    let second = second.filter(|(best, next)| attempt % 3 == 2 && next.0 < best.0 * ALIKE);
    let shape = second.map(|(_, next)| next).or(best);
    let (height, shelves) = shape.map_or((tallest, 1), |s| (s.1, s.2));
    let sizes = sizes(&needs, height);
    let shape = (height, shelves);
    anneal(&mut order, &sizes, &links, (shape, gap), seed, cancel);
    packing.pack(&order, &sizes, (height, shelves), gap);
    for (stand, need) in sheet.stands.iter_mut().zip(&needs) {
        let columns = need.columns(height);
        stand.height = need.size(columns).1 - need.around.1;
        stand.columns = vec![Vec::new(); columns.min(stand.block.cards.len())];
    }
    sheet.shelves = packing.structure(&order);
}

/// By how much blocks are on the average wider or narrower than they should be for their height; 0 if they are not.
fn unlike(sizes: &[(f32, f32)], wanted: f32) -> f32 {
    let (width, height) = sizes
        .iter()
        .fold((0.0, 0.0), |sum, size| (sum.0 + size.0, sum.1 + size.1));
    let ratio = (width / height).max(0.01) / wanted;
    if ratio.is_finite() {
        ratio.max(1.0 / ratio) - 1.0
    } else {
        0.0
    }
}

fn sizes(needs: &[Need], height: f32) -> Vec<(f32, f32)> {
    needs.iter().map(|n| n.size(n.columns(height))).collect()
}

fn needs(sheet: &Sheet, request: &Request) -> Vec<Need> {
    (0..sheet.stands.len())
        .map(|s| {
            let stand = &sheet.stands[s];
            let heights = stand.block.cards.iter().map(|&c| size(request, c).1);
            let padding = sheet.padding(s);
            let widest = column_width(&stand.block.cards, request);
            let sides = if padding > 0.0 {
                2.0 * padding - sheet.gaps.column
            } else {
                -sheet.gaps.column
            };
            Need {
                stack: heights.clone().map(|h| h + sheet.gaps.row).sum(),
                tallest: heights.fold(0.0, f32::max),
                pitch: if stand.block.cards.is_empty() {
                    180.0
                } else {
                    widest + sheet.gaps.column
                },
                around: (sides, stand.header + 2.0 * padding),
                least_width: stand.least_width,
                cards: stand.block.cards.len(),
                layers: match request.options.style {
                    Style::Organic | Style::Compact => 1,
                    Style::Layered => depth(&stand.block.cards, &request.lines),
                },
            }
        })
        .collect()
}

/// The lines between two blocks.
#[derive(Clone, Copy, Debug, Default)]
struct Link {
    blocks: (usize, usize),
    /// How many there are.
    weight: f32,
    /// How many more lead to the first than to the second, if that matters.
    lean: f32,
}

/// The lines between blocks.
fn links(sheet: &Sheet, request: &Request) -> Vec<Link> {
    let mut home = vec![0; request.cards.len()];
    for (s, stand) in sheet.stands.iter().enumerate() {
        for &card in &stand.block.cards {
            home[card] = s;
        }
    }
    let mut links: BTreeMap<(usize, usize), Link> = BTreeMap::new();
    let layered = request.options.style == Style::Layered;
    for line in &request.lines {
        if let (Some(&a), Some(&b)) = (home.get(line.from.card), home.get(line.to.card))
            && a != b
        {
            let blocks = (a.min(b), a.max(b));
            let link = links.entry(blocks).or_default();
            link.blocks = blocks;
            link.weight += 1.0;
            if layered {
                link.lean += if b < a { 1.0 } else { -1.0 };
            }
        }
    }
    links.into_values().collect()
}

/// Blocks in the order in which each is most related to those before it.
fn first_order(count: usize, links: &[Link]) -> Vec<usize> {
    let mut degree = vec![0.0_f32; count];
    for link in links {
        degree[link.blocks.0] += link.weight;
        degree[link.blocks.1] += link.weight;
    }
    let mut pull = vec![0.0_f32; count];
    let mut left: Vec<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    while !left.is_empty() {
        let best = (0..left.len())
            .max_by(|&i, &j| {
                let rank = |i: usize| (pull[left[i]], degree[left[i]]);
                let (a, b) = (rank(i), rank(j));
                a.0.total_cmp(&b.0)
                    .then(a.1.total_cmp(&b.1))
                    .then(j.cmp(&i))
            })
            .unwrap_or(0);
        let next = left.remove(best);
        for link in links {
            let (a, b) = link.blocks;
            if a == next {
                pull[b] += link.weight;
            } else if b == next {
                pull[a] += link.weight;
            }
        }
        order.push(next);
    }
    order
}

/// Reorders the blocks so that related ones come near each other.
fn anneal(
    order: &mut Vec<usize>,
    sizes: &[(f32, f32)],
    links: &[Link],
    (shape, gap): ((f32, usize), f32),
    seed: u64,
    cancel: &Cancel,
) {
    // Of two it matters only which is on the left, if that.
    let leans = links.iter().any(|link| link.lean != 0.0);
    if order.len() < 3 && !leans || links.is_empty() {
        return;
    }
    let area: f32 = sizes.iter().map(|s| s.0 * s.1).sum();
    let mut packing = Packing::default();
    let mut cost = |order: &[usize]| {
        packing.pack(order, sizes, shape, gap);
        let length: f32 = links
            .iter()
            .map(|link| {
                let (p, q) = (
                    packing.centers[link.blocks.0],
                    packing.centers[link.blocks.1],
                );
                // By how much what should be on the left is on the right.
                let wrong = ((p.0 - q.0) * link.lean).max(0.0);
                link.weight * ((p.0 - q.0).abs() + (p.1 - q.1).abs()) + 2.0 * wrong
            })
            .sum();
        // A ragged sheet costs what it is larger.
        length * (1.0 + 0.3 * (packing.width * packing.height) / (1.0 + area))
    };
    let mut random = Random::new(seed);
    let mut current = cost(order);
    let (mut best, mut best_cost) = (order.clone(), current);
    let moves = (MOVES.0 * order.len()).min(MOVES.1) * order.len();
    for step in 0..moves {
        if step % 64 == 0 {
            if cancel.is_cancelled() {
                break;
            }
            cancel.advance(step as f32 / moves as f32);
        }
        let heat = current * 0.03 * (moves - step) as f32 / moves as f32;
        let (i, j) = (random.below(order.len()), random.below(order.len()));
        if i == j {
            continue;
        }
        let swap = random.below(2) == 0;
        let shift = |order: &mut Vec<usize>, i: usize, j: usize| {
            if swap {
                order.swap(i, j);
            } else {
                let block = order.remove(i);
                order.insert(j, block);
            }
        };
        shift(order, i, j);
        let new = cost(order);
        if new < current + heat * random.unit() {
            current = new;
            if new < best_cost {
                best_cost = new;
                best.clone_from(order);
            }
        } else {
            shift(order, j, i);
        }
    }
    *order = best;
}
