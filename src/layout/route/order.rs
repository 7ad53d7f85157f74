//! Which of two parallel lines should be on which side.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::search::TRACK;
use super::tracks::{Apart, Track, Turn, same_channel};
use super::wires::Wires;

/// Closer than this, two turns are at the same place.
const SAME: f32 = 0.5;

/// Weight of an order without which two lines would lie on each other.
pub(crate) const MUST: i32 = 16;

/// How many crossings it saves to put the track `p` on the lower side of `q`; negative for the other way.
pub(crate) fn preference(
    wires: &Wires,
    tracks: &[Track],
    p: usize,
    q: usize,
    upright: bool,
) -> i32 {
    let (a, b) = (&tracks[p], &tracks[q]);
    // Sometimes there is room for one order only.
    let a_fits_low = a.room.lo + TRACK * 0.4 <= b.room.hi;
    let b_fits_low = b.room.lo + TRACK * 0.4 <= a.room.hi;
    if a_fits_low != b_fits_low {
        return if a_fits_low { 8 * MUST } else { -8 * MUST };
    }
    let mut sum = inside(a, b) - inside(b, a);
    for s in &a.turns {
        for t in &b.turns {
            let near = (s.at - t.at).abs();
            let apart = if s.fixed && t.fixed {
                TRACK * 0.6
            } else {
                SAME
            };
            if near >= apart {
                continue;
            }
            if s.low != t.low {
                let weight = match s.fixed && t.fixed {
                    true if near < 2.0 => 4 * MUST,
                    true => 2,
                    false => 1,
                };
                sum += if s.low { weight } else { -weight };
            } else if s.first == t.first {
                sum += diverge(wires, s, t, upright);
            }
        }
    }
    if sum != 0 {
        return sum;
    }
    match a
        .room
        .middle()
        .total_cmp(&b.room.middle())
        .then(a.at.total_cmp(&b.at))
    {
        Ordering::Less => 1,
        Ordering::Greater => -1,
        Ordering::Equal => i32::from(p < q),
    }
}

/// Crossings saved by `a` on the lower side, as far as turns of `a` lie within the extent of `b`.
fn inside(a: &Track, b: &Track) -> i32 {
    a.turns
        .iter()
        .filter(|t| b.span.lo + SAME < t.at && t.at < b.span.hi - SAME)
        .map(|t| if t.low { 1 } else { -1 })
        .sum()
}

/// Follows two lines that turn the same way at the same place until they part.
///
/// Positive if the line of `first` should be on the lower side on the track where they began.
fn diverge(wires: &Wires, first: &Turn, second: &Turn, upright: bool) -> i32 {
    let (mut p, mut q) = (first.segment as usize, second.segment as usize);
    // Which way along the line leads out of the turn.
    let outward = |turn: &Turn| {
        let [start, end] = wires.ends(turn.segment as usize);
        (start <= end) != turn.first
    };
    let (p_forward, q_forward) = (outward(first), outward(second));
    let next = |i: usize, forward: bool| {
        if forward {
            wires.after(i)
        } else {
            wires.before(i)
        }
    };
    let goal = |i: usize, forward: bool| wires.ends(i)[usize::from(forward)];
    // Seen in the direction of travel; x to the right and y down make "low is left" depend on it.
    let mut upright = upright;
    let mut rising = !first.first;
    let low_is_left = upright != rising;
    for _ in 0..16 {
        let (Some(pn), Some(qn)) = (next(p, p_forward), next(q, q_forward)) else {
            return 0;
        };
        if !same_channel(wires, pn, qn) {
            // They leave into different channels at the same place: the nearer goes first.
            let (pa, qa) = (wires.segments[pn].at, wires.segments[qn].at);
            let earlier = if rising { pa < qa } else { pa > qa };
            if pa == qa {
                return 0;
            }
            let to_low = goal(pn, p_forward) < wires.segments[p].at;
            let to_left = to_low == (upright != rising);
            return side(earlier == to_left, low_is_left);
        }
        // Both run in the same channel now; see where each leaves it.
        let from = f32::midpoint(wires.segments[p].at, wires.segments[q].at);
        let (pg, qg) = (goal(pn, p_forward), goal(qn, q_forward));
        upright = !upright;
        rising = pg > from;
        if (qg > from) != rising {
            return 0;
        }
        let (p_after, q_after) = (next(pn, p_forward), next(qn, q_forward));
        let left_turn = |i: Option<usize>, forward: bool, here: usize| {
            i.map(|i| (goal(i, forward) < wires.segments[here].at) == (upright != rising))
        };
        let (p_left, q_left) = (
            left_turn(p_after, p_forward, pn),
            left_turn(q_after, q_forward, qn),
        );
        if (pg - qg).abs() >= SAME {
            let p_earlier = (pg < qg) == rising;
            let left = if p_earlier {
                p_left
            } else {
                q_left.map(|l| !l)
            };
            return left.map_or(0, |left| side(left, low_is_left));
        }
        match (p_left, q_left) {
            (Some(left), Some(other)) if left != other => return side(left, low_is_left),
            (Some(_), Some(_)) => {}
            _ => return 0,
        }
        (p, q) = (pn, qn);
    }
    0
}

fn side(left: bool, low_is_left: bool) -> i32 {
    if left == low_is_left { 1 } else { -1 }
}

/// The place of a track that has none yet.
const UNPLACED: u32 = u32::MAX;

/// The place of each track in an order that keeps the pairs, or, where they form a circle, most of them.
pub(crate) fn sequence(tracks: &[Track], pairs: &[Apart]) -> Vec<u32> {
    // The pairs of each track on whose lower side it is: those from `first[t]` to `first[t + 1]`.
    let mut first = vec![0_u32; tracks.len() + 2];
    let mut waiting = vec![0_i32; tracks.len()];
    let mut blocked = vec![0_u32; tracks.len()];
    for p in pairs {
        first[p.low as usize + 2] += 1;
        waiting[p.high as usize] += p.weight;
        blocked[p.high as usize] += 1;
    }
    for t in 2..first.len() {
        first[t] += first[t - 1];
    }
    let mut after = vec![(0_u32, 0_i32); pairs.len()];
    for p in pairs {
        let next = &mut first[p.low as usize + 1];
        after[*next as usize] = (p.high, p.weight);
        *next += 1;
    }
    let mut place = vec![UNPLACED; tracks.len()];
    let mut ready: BinaryHeap<Reverse<u32>> = (0..tracks.len() as u32)
        .filter(|&t| blocked[t as usize] == 0)
        .map(Reverse)
        .collect();
    // Those that wait, by the weight of what they wait for; outdated entries are skipped.
    let mut stuck: BinaryHeap<Reverse<(i32, u32)>> = (0..tracks.len() as u32)
        .filter(|&t| blocked[t as usize] > 0)
        .map(|t| Reverse((waiting[t as usize], t)))
        .collect();
    for next in 0..tracks.len() as u32 {
        let mut chosen = ready.pop().map(|r| r.0);
        while chosen.is_none() {
            let Some(Reverse((weight, t))) = stuck.pop() else {
                return place;
            };
            let current = waiting[t as usize];
            if place[t as usize] == UNPLACED && weight == current {
                chosen = Some(t);
            }
        }
        let Some(t) = chosen else { break };
        place[t as usize] = next;
        for &(other, weight) in &after[first[t as usize] as usize..first[t as usize + 1] as usize] {
            let o = other as usize;
            waiting[o] -= weight;
            blocked[o] -= 1;
            if place[o] == UNPLACED {
                if blocked[o] == 0 {
                    ready.push(Reverse(other));
                } else if weight > 0 {
                    stuck.push(Reverse((waiting[o], other)));
                }
            }
        }
    }
    place
}
