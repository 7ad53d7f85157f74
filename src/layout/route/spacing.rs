//! Positions for tracks from the order they should have.
//!
//! Longest paths from both sides give the range of each track; the middle between the two keeps every
//! distance, because both ends keep it. Where an order asks for more room than there is, it gives way.

use std::collections::BTreeSet;
use std::iter::successors;

use super::super::Cancel;
use super::order::{MUST, sequence};
use super::search::TRACK;
use super::tracks::{Apart, Track};

/// The part of the wanted distance below which an order gives way.
const SQUEEZED: f32 = 0.35;

/// The part of the wanted distance that is hardly one.
const LEAST: f32 = 0.12;

/// What it costs a track to lie on another where that is out of the question.
const TAKEN: i32 = i32::MAX / 2;

/// What it costs where there is no room for all tracks.
const CROWDED: i32 = 100_000;

/// Sorts the pairs so that each track comes after all that belong on its lower side.
fn sort(tracks: &[Track], pairs: &mut [Apart]) {
    for pair in pairs.iter_mut().filter(|p| p.weight < 0) {
        std::mem::swap(&mut pair.low, &mut pair.high);
        pair.weight = -pair.weight;
    }
    let position = sequence(tracks, pairs);
    for pair in pairs.iter_mut() {
        if position[pair.low as usize] > position[pair.high as usize] {
            std::mem::swap(&mut pair.low, &mut pair.high);
            pair.weight = -pair.weight;
        }
    }
    pairs.sort_by_key(|p| (position[p.low as usize], position[p.high as usize]));
}

/// The weakest order in each row of tracks that begins above the room of its last, if orders keep this share of their
/// distance.
fn weakest(tracks: &[Track], pairs: &[Apart], share: f32) -> BTreeSet<u32> {
    let mut low: Vec<f32> = tracks.iter().map(|t| t.room.lo).collect();
    let mut because: Vec<Option<u32>> = vec![None; tracks.len()];
    for (i, p) in pairs.iter().enumerate() {
        let at = low[p.low as usize] + p.distance * share;
        if at > low[p.high as usize] {
            low[p.high as usize] = at;
            because[p.high as usize] = Some(i as u32);
        }
    }
    let impossible = (0..tracks.len()).filter(|&t| low[t] > tracks[t].room.hi + 0.01);
    impossible
        .filter_map(|t| {
            let chain = successors(because[t], |&p| because[pairs[p as usize].low as usize]);
            chain.min_by_key(|&p| pairs[p as usize].weight)
        })
        .collect()
}

/// Reverses orders that no distance could make possible. Whether there were any.
fn untangle(tracks: &[Track], pairs: &mut [Apart], share: f32) -> bool {
    let weakest = weakest(tracks, pairs, share);
    for &i in &weakest {
        let pair = &mut pairs[i as usize];
        if pair.weight < MUST * 4 {
            std::mem::swap(&mut pair.low, &mut pair.high);
            pair.weight = MUST * 4;
        } else if share < 0.1 {
            // Neither order is possible: these two may lie on each other, but should not squeeze others.
            pair.distance = f32::MIN;
        }
    }
    !weakest.is_empty()
}

/// Gives up the orders that leave no distance at all: what lies on each other then should not squeeze others.
fn give_up(tracks: &[Track], pairs: &mut [Apart]) {
    for _ in 0..16 {
        let weakest = weakest(tracks, pairs, LEAST);
        for &i in &weakest {
            pairs[i as usize].distance = f32::MIN;
        }
        if weakest.is_empty() {
            break;
        }
    }
}

/// The range of positions of each track if all orders keep this share of their distance.
fn ranges(tracks: &[Track], pairs: &[Apart], share: f32) -> (Vec<f32>, Vec<f32>) {
    let mut low: Vec<f32> = tracks.iter().map(|t| t.room.lo).collect();
    let mut high: Vec<f32> = tracks.iter().map(|t| t.room.hi).collect();
    for p in pairs {
        low[p.high as usize] = low[p.high as usize].max(low[p.low as usize] + p.distance * share);
    }
    for p in pairs.iter().rev() {
        high[p.low as usize] = high[p.low as usize].min(high[p.high as usize] - p.distance * share);
    }
    (low, high)
}

/// Where rows of tracks are longer than there is room for, gives up orders that save little for one that
/// needs the fewest tracks: interval coloring, each track on the free place with the fewest crossings.
fn recolor(tracks: &[Track], pairs: &mut [Apart]) -> bool {
    let (low, high) = ranges(tracks, pairs, SQUEEZED);
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); tracks.len()];
    let mut squeezed: BTreeSet<u32> = BTreeSet::new();
    for p in pairs.iter().filter(|p| p.distance > 0.0) {
        if low[p.low as usize] + p.distance * SQUEEZED > high[p.high as usize] + 0.01 {
            squeezed.extend([p.low, p.high]);
        }
    }
    for (i, p) in pairs.iter().enumerate().filter(|(_, p)| p.distance > 0.0) {
        if squeezed.contains(&p.low) && squeezed.contains(&p.high) {
            near[p.low as usize].push(i as u32);
            near[p.high as usize].push(i as u32);
        }
    }
    let mut left = squeezed.clone();
    while let Some(start) = left.pop_first() {
        let mut cluster = vec![start];
        let mut next = 0;
        while let Some(&t) = cluster.get(next) {
            next += 1;
            for &p in &near[t as usize] {
                let other = pairs[p as usize].low ^ pairs[p as usize].high ^ t;
                if left.remove(&other) {
                    cluster.push(other);
                }
            }
        }
        cluster.sort_by(|&a, &b| {
            let lo = |t: u32| tracks[t as usize].span.lo;
            lo(a).total_cmp(&lo(b)).then(a.cmp(&b))
        });
        let places = [1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.15, 0.12]
            .iter()
            .find_map(|share| color(tracks, pairs, &near, &cluster, (TRACK * share, TAKEN)))
            .or_else(|| color(tracks, pairs, &near, &cluster, (TRACK * 0.2, CROWDED)));
        let Some(places) = places else { continue };
        for &t in &cluster {
            for &p in &near[t as usize] {
                let pair = &mut pairs[p as usize];
                if places[pair.low as usize] > places[pair.high as usize] {
                    std::mem::swap(&mut pair.low, &mut pair.high);
                }
                pair.weight = MUST * 8;
                if places[pair.low as usize] == places[pair.high as usize] {
                    // There is no room for both: these two lie on each other, but should not squeeze others.
                    pair.distance = f32::MIN;
                }
            }
        }
    }
    !squeezed.is_empty()
}

/// A place at multiples of `step` for each track of a cluster; what it costs to take one that is taken says whether any may
/// lie on another.
fn color(
    tracks: &[Track],
    pairs: &[Apart],
    near: &[Vec<u32>],
    cluster: &[u32],
    (step, taken): (f32, i32),
) -> Option<Vec<i32>> {
    const FREE: i32 = i32::MIN;
    let mut places = vec![FREE; tracks.len()];
    let origin = cluster
        .iter()
        .map(|&t| tracks[t as usize].room.lo)
        .fold(f32::INFINITY, f32::min);
    let mut costs: Vec<i32> = Vec::new();
    for &t in cluster {
        let room = tracks[t as usize].room;
        let mut first = ((room.lo - origin) / step).ceil() as i32;
        let mut last = ((room.hi - origin) / step) as i32;
        if last < first {
            // It has hardly any room to move in.
            first = ((room.middle() - origin) / step).round() as i32;
            last = first;
        }
        costs.clear();
        costs.resize((last - first + 1) as usize, 0);
        for &p in &near[t as usize] {
            let pair = &pairs[p as usize];
            let is_low = pair.low == t;
            let other = places[(if is_low { pair.high } else { pair.low }) as usize];
            if other == FREE {
                continue;
            }
            for (cost, place) in costs.iter_mut().zip(first..) {
                if place == other {
                    *cost = cost.saturating_add(taken);
                } else if *cost < TAKEN {
                    let kept = (place < other) == is_low;
                    *cost += if kept {
                        (-pair.weight).max(0)
                    } else {
                        pair.weight.max(0)
                    };
                }
            }
        }
        let (best, &cost) = costs.iter().enumerate().min_by_key(|(_, cost)| **cost)?;
        if cost >= TAKEN {
            return None;
        }
        places[t as usize] = first + best as i32;
    }
    Some(places)
}

/// Positions for the tracks; distances shrink only where there is too little room. If this is canceled, the tracks stay where
/// they are.
pub(crate) fn space(tracks: &mut [Track], pairs: &mut [Apart], cancel: &Cancel) {
    // First, orders that leave hardly any distance give way; then, those that leave none.
    for (rounds, share) in [(8, 0.3), (4, 0.02)] {
        for _ in 0..rounds {
            if cancel.is_cancelled() {
                return;
            }
            sort(tracks, pairs);
            if !untangle(tracks, pairs, share) {
                break;
            }
        }
    }
    for _ in 0..3 {
        if cancel.is_cancelled() {
            return;
        }
        sort(tracks, pairs);
        if !recolor(tracks, pairs) {
            break;
        }
    }
    sort(tracks, pairs);
    give_up(tracks, pairs);
    let mut low: Vec<f32> = Vec::new();
    let mut high: Vec<f32> = Vec::new();
    for round in 0..16 {
        low = tracks.iter().map(|t| t.room.lo).collect();
        high = tracks.iter().map(|t| t.room.hi).collect();
        for p in pairs.iter() {
            low[p.high as usize] = low[p.high as usize].max(low[p.low as usize] + p.distance);
        }
        for p in pairs.iter().rev() {
            high[p.low as usize] = high[p.low as usize].min(high[p.high as usize] - p.distance);
        }
        if round == 0 {
            for (track, low) in tracks.iter_mut().zip(&low) {
                track.lacking = (low - track.room.hi).max(0.0);
            }
        }
        let mut fits = true;
        for p in pairs.iter_mut() {
            if p.distance > 0.0 && low[p.low as usize] + p.distance > high[p.high as usize] + 0.01 {
                fits = false;
                p.distance = if round < 12 { p.distance * 0.75 } else { 0.0 };
            }
        }
        if fits {
            break;
        }
    }
    for (i, track) in tracks.iter_mut().enumerate() {
        track.at = track.room.nearest(f32::midpoint(low[i], high[i]));
    }
}
