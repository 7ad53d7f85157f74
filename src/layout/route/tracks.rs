//! Gives parallel segments that share a channel a track each.
//!
//! First an order across the channel for every two that would lie on each other, chosen so that the fewest
//! lines cross where they turn; then positions from that order, by longest paths from both sides. The
//! middle between the two keeps every distance, because both keep it.

use std::cmp::Reverse;

use super::super::Cancel;
use super::super::parallel::both;
use super::super::span::Span;
use super::graph::NONE;
use super::order::preference;
use super::search::TRACK;
use super::spacing;
use super::wires::Wires;

/// One or, on a bus, several segments at one coordinate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    pub room: Span,
    /// Extent along the channel.
    pub span: Span,
    /// Extent it may come to have when what it is joined to moves.
    pub reach: Span,
    pub at: f32,
    /// How much wider the channel would have to be for this track to keep its distances.
    pub lacking: f32,
    pub bus: u32,
    pub segments: Vec<u32>,
    pub turns: Vec<Turn>,
}

/// Where a line leaves a track.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Position along the track.
    pub at: f32,
    /// Whether it turns to the lower coordinates across.
    pub low: bool,
    /// Whether it lies at the end of the segment with the lower coordinates along.
    pub first: bool,
    /// Whether what follows cannot move.
    pub fixed: bool,
    pub segment: u32,
}

/// An order between two tracks and their distance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Apart {
    pub low: u32,
    pub high: u32,
    pub distance: f32,
    /// How many crossings the order saves.
    pub weight: i32,
}

/// From so many orders on, two halves are spaced at a time.
const MANY: usize = 2000;

/// Tracks that have nothing to do with others.
struct Part {
    members: Vec<u32>,
    tracks: Vec<Track>,
    pairs: Vec<Apart>,
}

/// Moves all upright, or all level, segments of `wires` apart. What comes back tells where they are
/// squeezed, if the caller cares. If this is canceled, some stay where they are.
pub(crate) fn assign(wires: &mut Wires, upright: bool, sheet: Span, cancel: &Cancel) -> Vec<Track> {
    let mut tracks = tracks(wires, upright);
    pull_in_from_the_edge(&mut tracks, sheet);
    let mut pairs = conflicts(&tracks, cancel);
    for pair in &mut pairs {
        if cancel.is_cancelled() {
            return tracks;
        }
        let weight = preference(
            wires,
            &tracks,
            pair.low as usize,
            pair.high as usize,
            upright,
        );
        if weight < 0 {
            std::mem::swap(&mut pair.low, &mut pair.high);
        }
        pair.weight = weight.abs();
    }
    let worth = pairs.len() > MANY;
    let parts = components(tracks.len(), &pairs).into_iter();
    let mut parts: Vec<Part> = parts
        .map(|(members, pairs)| Part {
            tracks: members
                .iter()
                .map(|&t| std::mem::take(&mut tracks[t as usize]))
                .collect(),
            members,
            pairs,
        })
        .collect();
    // The largest first, every other one in each half.
    parts.sort_by_key(|part| Reverse(part.pairs.len()));
    let (mut even, mut odd): (Vec<_>, Vec<_>) =
        parts.iter_mut().enumerate().partition(|(i, _)| i % 2 == 0);
    let space = |half: &mut Vec<(usize, &mut Part)>| {
        for (_, part) in half {
            spacing::space(&mut part.tracks, &mut part.pairs, cancel);
        }
    };
    both(worth, || space(&mut even), || space(&mut odd));
    for part in parts {
        for (t, track) in part.members.into_iter().zip(part.tracks) {
            tracks[t as usize] = track;
        }
    }
    for track in &tracks {
        for &s in &track.segments {
            wires.segments[s as usize].at = track.at;
        }
    }
    tracks
}

/// The tracks: segments of one bus in one channel that touch are one.
fn tracks(wires: &Wires, upright: bool) -> Vec<Track> {
    let mut tracks: Vec<Track> = Vec::new();
    let mut order: Vec<u32> = (0..wires.segments.len() as u32)
        .filter(|&s| wires.segments[s as usize].upright == upright)
        .collect();
    let spans: Vec<Span> = (0..wires.segments.len())
        .map(|s| {
            let [a, b] = wires.ends(s);
            Span::between(a, b)
        })
        .collect();
    let key = |s: u32| {
        let segment = &wires.segments[s as usize];
        (segment.bus, segment.channel, spans[s as usize].lo)
    };
    order.sort_by(|&a, &b| {
        let (a, b) = (key(a), key(b));
        (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2))
    });
    for s in order {
        let segment = &wires.segments[s as usize];
        let span = spans[s as usize];
        let reach = reach(wires, s as usize).union(span);
        let turns = turns(wires, s as usize);
        let joined = tracks
            .iter_mut()
            .rev()
            .take_while(|t| t.bus == segment.bus)
            .find(|t| {
                let other = &wires.segments[t.segments[0] as usize];
                let room = t.room.intersect(segment.room);
                other.channel == segment.channel
                    && span.lo <= t.span.hi
                    && t.span.lo <= span.hi
                    && room.lo <= room.hi
            });
        match joined {
            Some(track) => {
                track.room = track.room.intersect(segment.room);
                track.span = track.span.union(span);
                track.reach = track.reach.union(reach);
                track.at = track.room.nearest(track.at);
                track.segments.push(s);
                track.turns.extend(turns);
            }
            None => tracks.push(Track {
                room: segment.room,
                span,
                reach,
                at: segment.at,
                lacking: 0.0,
                bus: segment.bus,
                segments: vec![s],
                turns,
            }),
        }
    }
    for track in &mut tracks {
        track
            .turns
            .sort_by(|a, b| a.at.total_cmp(&b.at).then(a.low.cmp(&b.low)));
        track
            .turns
            .dedup_by(|a, b| a.at == b.at && a.low == b.low && a.first == b.first);
    }
    tracks
}

/// The extent of a segment if its neighbours move as far as is likely.
fn reach(wires: &Wires, s: usize) -> Span {
    let near = |next: Option<usize>, at: f32| match next {
        // Upright segments are placed first; when it is the turn of the level ones, they no longer move.
        Some(n) if wires.segments[s].upright => wires.segments[n]
            .room
            .intersect(Span::new(at - TRACK * 2.0, at + TRACK * 2.0)),
        _ => Span::new(at, at),
    };
    let [start, end] = wires.ends(s);
    near(wires.before(s), start).union(near(wires.after(s), end))
}

fn turns(wires: &Wires, s: usize) -> Vec<Turn> {
    let [start, end] = wires.ends(s);
    let at = wires.segments[s].at;
    let sides = [
        (wires.before(s), start, 0, start <= end),
        (wires.after(s), end, 1, end < start),
    ];
    let mut turns = Vec::with_capacity(2);
    for (next, position, far, first) in sides {
        if let Some(next) = next {
            let fixed = wires.segments[next].room.length() <= 0.0;
            let low = wires.ends(next)[far] < at;
            turns.push(Turn {
                at: position,
                low,
                first,
                fixed,
                segment: s as u32,
            });
        }
    }
    turns
}

/// In a channel along the edge of the sheet, keeps lines near the cards rather than in the middle.
fn pull_in_from_the_edge(tracks: &mut [Track], sheet: Span) {
    let inner = sheet.shrink(TRACK);
    let mut outside = [0_u16; 2];
    for track in tracks.iter() {
        outside[0] += u16::from(track.room.lo < inner.lo);
        outside[1] += u16::from(track.room.hi > inner.hi);
    }
    for track in tracks.iter_mut() {
        if track.room.lo < inner.lo && track.room.hi <= inner.hi {
            track.room.lo = track
                .room
                .lo
                .max(track.room.hi - TRACK * 0.8 * f32::from(outside[0]));
        } else if track.room.hi > inner.hi && track.room.lo >= inner.lo {
            track.room.hi = track
                .room
                .hi
                .min(track.room.lo + TRACK * 0.8 * f32::from(outside[1]));
        }
    }
}

/// All pairs of tracks that could come to lie on each other.
fn conflicts(tracks: &[Track], cancel: &Cancel) -> Vec<Apart> {
    let mut order: Vec<u32> = (0..tracks.len() as u32).collect();
    let start = |t: u32| tracks[t as usize].room.lo;
    order.sort_by(|&a, &b| start(a).total_cmp(&start(b)).then(a.cmp(&b)));
    let mut pairs = Vec::new();
    // Rooms are narrow and tracks long, so few are active across at a time.
    let mut active: Vec<u32> = Vec::new();
    for &t in order.iter().take_while(|_| !cancel.is_cancelled()) {
        let track = &tracks[t as usize];
        active.retain(|&a| tracks[a as usize].room.hi + TRACK > track.room.lo);
        // End to end they would look like one line: they have to keep a distance along as well.
        let reach = track.reach.expand(TRACK * 0.7);
        for &a in &active {
            let other = &tracks[a as usize];
            // Neither could give way to the other.
            let both_stay = track.room.length() <= 0.0 && other.room.length() <= 0.0;
            if !both_stay && other.reach.overlaps(reach) {
                let distance = if other.bus == track.bus {
                    TRACK * 0.6
                } else {
                    TRACK
                };
                pairs.push(Apart {
                    low: a.min(t),
                    high: a.max(t),
                    distance,
                    weight: 0,
                });
            }
        }
        active.push(t);
    }
    pairs
}

/// Tracks that have to do with each other, rising, with the pairs among them in numbers of that part alone.
fn components(count: usize, pairs: &[Apart]) -> Vec<(Vec<u32>, Vec<Apart>)> {
    let mut root: Vec<u32> = (0..count as u32).collect();
    let find = |root: &mut Vec<u32>, mut t: u32| {
        while root[t as usize] != t {
            root[t as usize] = root[root[t as usize] as usize];
            t = root[t as usize];
        }
        t
    };
    for p in pairs {
        let (a, b) = (find(&mut root, p.low), find(&mut root, p.high));
        root[a.max(b) as usize] = a.min(b);
    }
    let mut parts: Vec<(Vec<u32>, Vec<Apart>)> = Vec::new();
    // Part and number in it of each track; a root has the lowest number of its part.
    let mut place = vec![(0_u32, 0_u32); count];
    for t in 0..count as u32 {
        let r = find(&mut root, t);
        let part = if r == t {
            parts.push((Vec::new(), Vec::new()));
            parts.len() as u32 - 1
        } else {
            place[r as usize].0
        };
        let members = &mut parts[part as usize].0;
        place[t as usize] = (part, members.len() as u32);
        members.push(t);
    }
    for p in pairs {
        let ((part, low), (_, high)) = (place[p.low as usize], place[p.high as usize]);
        parts[part as usize].1.push(Apart { low, high, ..*p });
    }
    parts
}

/// Whether a segment can run on the same track as others of its bus and channel.
pub(crate) fn same_channel(wires: &Wires, a: usize, b: usize) -> bool {
    let (a, b) = (&wires.segments[a], &wires.segments[b]);
    a.upright == b.upright
        && if a.channel == NONE {
            a.at == b.at
        } else {
            a.channel == b.channel
        }
}
