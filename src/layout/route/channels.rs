//! Channels: the free strips between cards in which lines may run.
//!
//! A sweep finds every pair of edges that see each other over a gap; the gap, prolonged both ways until
//! something stands in it, is a channel. There are as many of them as cards, not as pairs of cards
//! (Hegemann and Wolff, "A simple pipeline for orthogonal graph drawing", 2023).
//!
//! Everything here is written for one direction: `along` is the direction a line runs in, `across` the
//! other. The caller swaps x and y for the second direction.

use super::super::span::Span;
use super::buckets::Buckets;

/// Distance kept between a line and the edge of a card it passes.
pub(crate) const CLEARANCE: f32 = 6.0;

/// The narrowest gap a line may use.
pub(crate) const NARROWEST: f32 = 3.0;

/// A strip that has this part of the width of a shorter one makes it superfluous.
const ALIKE: f32 = 0.6;

/// So does a strip of this width. Strips wider than long are superfluous beside any that runs through them.
const AMPLE: f32 = 160.0;

/// Something no line runs through; without width across, a wall that lines cross but do not run on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub across: Span,
    pub along: Span,
}

/// A free strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Channel {
    /// Where a line may run, already clear of what bounds the strip.
    pub across: Span,
    /// How far the strip reaches.
    pub along: Span,
    /// Where a line runs as long as nobody else does.
    pub at: f32,
}

/// The channels between `blocks`, inside a sheet of the given extent, sorted by position across.
///
/// A channel may lead out of a frame it lies in, but none leads into another.
pub(crate) fn channels(
    blocks: &[Block],
    frames: &[Block],
    sheet_across: Span,
    sheet_along: Span,
) -> Vec<Channel> {
    // Beyond the sheet there is nothing to know.
    let clipped = |b: &Block| Block {
        across: b.across.intersect(sheet_across),
        along: b.along.intersect(sheet_along),
    };
    let blocks: Vec<Block> = blocks
        .iter()
        .map(clipped)
        .filter(|b| b.across.length() >= 0.0 && b.along.length() > 0.0)
        .collect();
    let buckets = Buckets::new(blocks.iter().map(|b| b.across), sheet_across);
    let mut strips = visible_strips(&blocks, sheet_across, sheet_along);
    for strip in &mut strips {
        let within = prolong(frames.iter(), strip, sheet_along);
        strip.along = prolong(
            buckets.over(strip.across).map(|b| &blocks[b]),
            strip,
            within,
        );
    }
    strips.sort_by(|a, b| {
        let key = |s: &Block| [s.across.lo, s.across.hi, s.along.lo, s.along.hi];
        key(a)
            .partial_cmp(&key(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    strips.dedup();
    let mut channels: Vec<Channel> = without_dominated(&strips, sheet_across)
        .into_iter()
        .map(|s| {
            let across = s.across.shrink(CLEARANCE.min(s.across.length() * 0.3));
            Channel {
                across,
                along: s.along.shrink(CLEARANCE),
                at: across.middle(),
            }
        })
        .collect();
    channels.sort_by(|a, b| {
        a.at.total_cmp(&b.at)
            .then(a.along.lo.total_cmp(&b.along.lo))
    });
    channels
}

/// The strips between edges that see each other, only as long as they do.
fn visible_strips(blocks: &[Block], sheet_across: Span, sheet_along: Span) -> Vec<Block> {
    let mut starts: Vec<usize> = (0..blocks.len()).collect();
    let mut ends = starts.clone();
    starts.sort_by(|&a, &b| {
        blocks[a]
            .along
            .lo
            .total_cmp(&blocks[b].along.lo)
            .then(a.cmp(&b))
    });
    ends.sort_by(|&a, &b| {
        blocks[a]
            .along
            .hi
            .total_cmp(&blocks[b].along.hi)
            .then(a.cmp(&b))
    });
    let (mut next_start, mut next_end) = (0, 0);
    let mut active: Vec<usize> = Vec::new();
    // Gaps open at the line of the sweep, sorted, each with the place where it opened.
    let mut open: Vec<(Span, f32)> = vec![(sheet_across, sheet_along.lo)];
    let mut gaps: Vec<(Span, f32)> = Vec::new();
    let mut strips = Vec::new();
    while next_end < ends.len() {
        let mut here = blocks[ends[next_end]].along.hi;
        if let Some(&s) = starts.get(next_start) {
            here = here.min(blocks[s].along.lo);
        }
        while let Some(&e) = ends.get(next_end).filter(|&&e| blocks[e].along.hi <= here) {
            next_end += 1;
            active.retain(|&a| a != e);
        }
        while let Some(&s) = starts
            .get(next_start)
            .filter(|&&s| blocks[s].along.lo <= here)
        {
            next_start += 1;
            if blocks[s].along.hi > here {
                let at = active
                    .partition_point(|&a| (blocks[a].across.lo, a) < (blocks[s].across.lo, s));
                active.insert(at, s);
            }
        }
        gaps.clear();
        let mut reach = sheet_across.lo;
        for &a in &active {
            if blocks[a].across.lo - reach >= NARROWEST {
                gaps.push((Span::new(reach, blocks[a].across.lo), here));
            }
            reach = reach.max(blocks[a].across.hi);
        }
        if sheet_across.hi - reach >= NARROWEST {
            gaps.push((Span::new(reach, sheet_across.hi), here));
        }
        close_gaps(&mut open, &mut gaps, here, &mut strips);
    }
    for &(across, since) in &open {
        strips.push(Block {
            across,
            along: Span::new(since, sheet_along.hi),
        });
    }
    strips.retain(|s| s.along.length() > 0.0);
    strips
}

/// Makes strips of the gaps in `open` that are not in `gaps`, then lets `gaps` become `open`.
fn close_gaps(
    open: &mut Vec<(Span, f32)>,
    gaps: &mut Vec<(Span, f32)>,
    here: f32,
    strips: &mut Vec<Block>,
) {
    let mut next = 0;
    for &(across, since) in open.iter() {
        while gaps.get(next).is_some_and(|g| g.0.lo < across.lo) {
            next += 1;
        }
        match gaps.get_mut(next) {
            Some(gap) if gap.0 == across => gap.1 = since,
            _ => strips.push(Block {
                across,
                along: Span::new(since, here),
            }),
        }
    }
    std::mem::swap(open, gaps);
}

/// How far the strip can be prolonged in both directions until `blocks` stand in its way.
fn prolong<'a>(blocks: impl Iterator<Item = &'a Block>, strip: &Block, sheet_along: Span) -> Span {
    let mut along = sheet_along;
    for block in blocks.filter(|b| b.across.overlaps(strip.across)) {
        if block.along.hi <= strip.along.lo {
            along.lo = along.lo.max(block.along.hi);
        } else if block.along.lo >= strip.along.hi {
            along.hi = along.hi.min(block.along.lo);
        }
    }
    along
}

/// The strips without those that are as wide as another or wider, and no longer: they offer nothing more.
fn without_dominated(strips: &[Block], sheet_across: Span) -> Vec<Block> {
    // Where a narrower strip can lie is inside the wider one: look only there.
    let middles = strips
        .iter()
        .map(|s| Span::new(s.across.middle(), s.across.middle()));
    let narrow = Buckets::new(middles, sheet_across);
    let mut kept = Vec::with_capacity(strips.len());
    for (i, strip) in strips.iter().enumerate() {
        let squat = strip.across.length() > strip.along.length();
        let dominated = narrow.over(strip.across).any(|j| {
            let other = &strips[j];
            let width = other.across.length();
            let as_good = squat || width > AMPLE || width > strip.across.length() * ALIKE;
            let covers = strip.across.covers(other.across) && other.along.covers(strip.along);
            j != i && covers && as_good
        });
        if !dominated {
            kept.push(*strip);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(x0: f32, x1: f32, y0: f32, y1: f32) -> Block {
        Block {
            across: Span::new(x0, x1),
            along: Span::new(y0, y1),
        }
    }

    #[test]
    fn one_channel_between_two_cards_and_one_on_either_side() {
        let cards = [block(0.0, 100.0, 0.0, 80.0), block(160.0, 260.0, 0.0, 80.0)];
        let found = channels(
            &cards,
            &[],
            Span::new(-50.0, 310.0),
            Span::new(-50.0, 130.0),
        );
        let at: Vec<f32> = found.iter().map(|c| c.at).collect();
        assert_eq!(at, [-25.0, 130.0, 285.0]);
        assert_eq!(found[1].across, Span::new(106.0, 154.0));
        assert_eq!(
            found[1].along,
            Span::new(-44.0, 124.0),
            "prolonged to the sheet's ends"
        );
    }

    #[test]
    fn a_card_in_the_way_ends_a_channel() {
        let cards = [
            block(0.0, 100.0, 0.0, 80.0),
            block(160.0, 260.0, 0.0, 80.0),
            block(0.0, 260.0, 120.0, 200.0),
        ];
        let found = channels(
            &cards,
            &[],
            Span::new(-50.0, 310.0),
            Span::new(-50.0, 250.0),
        );
        let between = found.iter().find(|c| c.at == 130.0).unwrap();
        assert_eq!(between.along.hi, 114.0);
    }

    #[test]
    fn overlapping_cards_leave_no_channel_between_them() {
        let cards = [block(0.0, 100.0, 0.0, 80.0), block(50.0, 150.0, 20.0, 60.0)];
        let found = channels(
            &cards,
            &[],
            Span::new(-50.0, 200.0),
            Span::new(-50.0, 130.0),
        );
        assert!(
            found
                .iter()
                .all(|c| c.at < 0.0 || c.at > 150.0 || c.along.length() < 80.0),
            "{found:?}"
        );
        assert!(found.iter().all(|c| {
            cards
                .iter()
                .all(|b| !(b.across.overlaps(c.across) && b.along.overlaps(c.along)))
        }));
    }
}
