//! The cheapest way for one line through the graph of channels.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::board::{Board, Side};
use super::ends::{Stop, direct, entries, foreign, straight};
use super::graph::{Graph, NONE, Piece};
use super::rays::Rays;
use crate::base::geometry::{Point, Rect};

/// Wanted distance between parallel lines.
pub(crate) const TRACK: f32 = 10.0;

/// What a bend costs, in units of length.
pub(crate) const BEND: f32 = 56.0;

/// What crossing another line costs.
pub(crate) const CROSSING: f32 = 26.0;

/// What one line more than fits costs per piece of a channel.
const CROWDED: f32 = 60.0;

/// The part of its length that a line pays where others to the same row run already.
const SHARED: f32 = 0.3;

/// The way of a line: a side to leave, vertical and horizontal channels in turn, a side to arrive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way {
    pub from: Side,
    pub to: Side,
    /// Begins and ends with a vertical channel; empty for a straight line.
    pub channels: Vec<u32>,
    pub cost: f32,
}

/// Reused memory of the search.
pub(crate) struct Search {
    round: u32,
    /// Per node and direction: the round in which `cost` and `parent` were written.
    seen: Vec<u32>,
    cost: Vec<f32>,
    parent: Vec<u32>,
    goal: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

/// Marks a state that was entered from an end of the line, not from another state.
const START: u32 = 1 << 31;

impl Search {
    pub fn new(graph: &Graph) -> Self {
        let mut search = Self {
            round: 0,
            seen: Vec::new(),
            cost: Vec::new(),
            parent: Vec::new(),
            goal: Vec::new(),
            queue: BinaryHeap::new(),
        };
        search.fit(graph);
        search
    }

    /// Makes room for all crossings that the graph has now.
    pub fn fit(&mut self, graph: &Graph) {
        let nodes = graph.nodes.len();
        if self.goal.len() < nodes {
            self.seen.resize(nodes * 2, 0);
            self.cost.resize(nodes * 2, 0.0);
            self.parent.resize(nodes * 2, 0);
            self.goal.resize(nodes, 0);
        }
    }

    /// The cheapest way between two stops for a line of `bus`, whose other lines so far are all in `joined`.
    pub fn find(
        &mut self,
        graph: &Graph,
        board: &Board,
        rays: &Rays,
        [from, to]: [Stop; 2],
        (bus, joined): (u32, Option<Rect>),
    ) -> Option<Way> {
        let homes = [from.home, to.home];
        if let Some(way) = straight(board, rays, [from, to], bus) {
            return Some(way);
        }
        let starts = entries(graph, board, rays, from, (homes, bus));
        let goals = entries(graph, board, rays, to, (homes, bus));
        let mut best = direct(
            graph,
            board,
            rays,
            (&starts, from.y),
            (&goals, to.y),
            (homes, bus),
        );
        self.round += 1;
        self.queue.clear();
        // (node, what remains from there, goal)
        let mut arrivals: Vec<(u32, f32, usize)> = Vec::new();
        for (i, goal) in goals.iter().enumerate() {
            let (above, below) = graph.around(goal.vertical, to.y);
            for n in [above, below].into_iter().flatten() {
                let node = &graph.nodes[n as usize];
                let piece = graph.down[above.unwrap_or(n) as usize];
                let length = (node.at.y - to.y).abs();
                arrivals.push((n, step(&piece, length, homes, bus) + BEND + goal.cost, i));
                self.goal[n as usize] = self.round;
            }
        }
        if arrivals.is_empty() {
            return best; // to look for them would lead over the whole sheet
        }
        // A line that may join others has to look around for them; any other heads for its goal. At least this many bends
        // are left: one into the row; one more where it runs sideways; two more on an upright channel that leads to no row.
        let target = board.cards[to.card];
        let remaining = |n: u32, sideways: bool| {
            let node = &graph.nodes[n as usize];
            let at = node.at;
            let dx = (target.min.x - at.x).max(at.x - target.max.x).max(0.0);
            let leads = || goals.iter().any(|goal| goal.vertical == node.vertical);
            let bends = if sideways {
                2.0
            } else if leads() {
                1.0
            } else {
                3.0
            };
            let distance = (at.y - to.y).abs() + dx;
            let alone = joined.map_or(distance, |joined| away(joined, at).min(distance));
            alone + (distance - alone) * SHARED + BEND * bends
        };
        for (i, start) in starts.iter().enumerate() {
            let (above, below) = graph.around(start.vertical, from.y);
            for n in [above, below].into_iter().flatten() {
                let piece = graph.down[above.unwrap_or(n) as usize];
                let length = (graph.nodes[n as usize].at.y - from.y).abs();
                let cost = start.cost + BEND + step(&piece, length, homes, bus);
                self.reach(n * 2, cost, START | i as u32, remaining(n, false));
            }
        }
        let mut best_cost = best.as_ref().map_or(f32::INFINITY, |b| b.cost);
        let mut last = None;
        while let Some(Reverse((estimate, state))) = self.queue.pop() {
            if f32::from_bits(estimate) >= best_cost {
                break;
            }
            let cost = self.cost[state as usize];
            let (n, sideways) = (state / 2, state % 2 == 1);
            if f32::from_bits(estimate) > cost + remaining(n, sideways) + 0.001 {
                continue; // a better way to this state was found meanwhile
            }
            if self.goal[n as usize] == self.round {
                for &(_, rest, goal) in arrivals.iter().filter(|a| a.0 == n) {
                    let total = cost + rest + if sideways { BEND } else { 0.0 };
                    if total < best_cost {
                        best_cost = total;
                        last = Some((state, goal));
                    }
                }
            }
            self.expand(graph, state, cost, homes, bus, &remaining);
        }
        if let Some((state, goal)) = last {
            let (channels, start) = self.trace(graph, state, goals[goal].vertical);
            best = Some(Way {
                from: starts[start].side,
                to: goals[goal].side,
                channels,
                cost: best_cost,
            });
        }
        best
    }

    fn expand(
        &mut self,
        graph: &Graph,
        state: u32,
        cost: f32,
        homes: [u16; 2],
        bus: u32,
        remaining: &impl Fn(u32, bool) -> f32,
    ) {
        let (n, sideways) = (state / 2, state % 2 == 1);
        let node = graph.nodes[n as usize];
        let (above, below) = (graph.above(n), graph.below(n));
        let lines =
            |pieces: &[Piece], at: Option<u32>| at.map_or(0, |at| pieces[at as usize].lines);
        let left = (node.left != NONE).then_some(node.left);
        let right = (node.right != NONE).then_some(node.right);
        // Lines that run straight over this crossing are crossed by going straight the other way.
        let here = Some(n);
        let over = lines(&graph.right, left).min(lines(&graph.right, here));
        let through = lines(&graph.down, above).min(lines(&graph.down, here));
        for (next, piece, turned) in [
            (above, above, false),
            (below, here, false),
            (left, left, true),
            (right, here, true),
        ] {
            let (Some(next), Some(piece)) = (next, piece) else {
                continue;
            };
            let pieces = if turned { &graph.right } else { &graph.down };
            let (a, b) = (node.at, graph.nodes[next as usize].at);
            let length = (a.x - b.x).abs() + (a.y - b.y).abs();
            let piece = &pieces[piece as usize];
            let bend = if turned != sideways {
                BEND
            } else if piece.bus == bus {
                0.0 // the line that it joins crosses them already
            } else {
                CROSSING * f32::from(if turned { through } else { over })
            };
            let room = if turned {
                graph.horizontal[node.horizontal as usize].across
            } else {
                graph.vertical[node.vertical as usize].across
            };
            let tracks = 1.0 + room.length() / TRACK * 1.3;
            let crowd = if piece.bus == bus {
                0.0
            } else {
                (f32::from(piece.lines) + 1.0 - tracks).max(0.0)
            };
            let cost = cost + bend + CROWDED * crowd + step(piece, length, homes, bus);
            let left = remaining(next, turned);
            self.reach(next * 2 + u32::from(turned), cost, state, left);
        }
    }

    fn reach(&mut self, state: u32, cost: f32, parent: u32, remaining: f32) {
        let s = state as usize;
        if self.seen[s] != self.round || cost < self.cost[s] {
            self.seen[s] = self.round;
            self.cost[s] = cost;
            self.parent[s] = parent;
            // Costs are not negative, so their bits sort as they do.
            self.queue
                .push(Reverse(((cost + remaining).to_bits(), state)));
        }
    }

    /// The channels on the way to `state` and on to the vertical channel `last`, and the number of its start.
    fn trace(&self, graph: &Graph, mut state: u32, last: u32) -> (Vec<u32>, usize) {
        let mut channels = vec![last];
        let mut sideways = false;
        loop {
            let node = &graph.nodes[(state / 2) as usize];
            if (state % 2 == 1) != sideways {
                sideways = !sideways;
                channels.push(if sideways {
                    node.horizontal
                } else {
                    node.vertical
                });
            }
            let parent = self.parent[state as usize];
            if parent & START != 0 {
                channels.reverse();
                return (channels, (parent & !START) as usize);
            }
            state = parent;
        }
    }
}

/// What it costs to run along a piece of a channel.
fn step(piece: &Piece, length: f32, homes: [u16; 2], bus: u32) -> f32 {
    let length = if piece.bus == bus {
        length * SHARED
    } else {
        length
    };
    length + foreign(piece.frames, homes) + CROSSING * f32::from(piece.crossed_by(bus))
}

/// How far a point is outside a rectangle, along both axes.
fn away(rect: Rect, at: Point) -> f32 {
    (rect.min.x - at.x).max(at.x - rect.max.x).max(0.0)
        + (rect.min.y - at.y).max(at.y - rect.max.y).max(0.0)
}
