//! Where the services stand: pushed apart by each other, pulled together by what they need.
//!
//! The forces are those of `egui_graphs`. Its view is not used: it asks for another frame after every frame, for as long as it is
//! shown, and neither the keyboard nor screen readers know its nodes.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};
use egui_graphs::{
    ForceAlgorithm as _, FruchtermanReingoldWithCenterGravity,
    FruchtermanReingoldWithCenterGravityState, Graph,
};
use petgraph::stable_graph::NodeIndex;

use crate::model::ServiceId;
use crate::session::service_map::ServiceMap;

/// How far apart services stand that have nothing to do with each other, in units of the map.
const ROOM: f32 = 190.0;
/// Windows are wider than high, and so are names.
const WIDER: f32 = 1.2;
/// Services come to rest within so many steps, or nearly.
const MOST_STEPS: u32 = 1500;
/// How many pairs of services a frame may push apart: a few milliseconds.
const MOST_PAIRS: usize = 400_000;
/// Moving less than this in a step is rest.
const REST: f32 = 0.02;
/// How often services that overlap are moved apart.
const PASSES: usize = 60;

/// Where the services stand.
pub(super) struct Layout {
    graph: Graph<ServiceId, ()>,
    algorithm: FruchtermanReingoldWithCenterGravity,
    nodes: Vec<(ServiceId, NodeIndex)>,
    steps: u32,
    /// Once all are at rest.
    places: BTreeMap<ServiceId, Pos2>,
}

impl Layout {
    /// Everybody on a circle; who stood somewhere before starts from there.
    pub fn new(map: &ServiceMap, before: Option<&Self>) -> Self {
        let mut graph: Graph<ServiceId, ()> = Graph::new();
        let count = map.services.len().max(1) as f32;
        let radius = ROOM * count.sqrt() / 2.0;
        let nodes: Vec<(ServiceId, NodeIndex)> = map
            .services
            .iter()
            .enumerate()
            .map(|(at, id)| {
                let angle = std::f32::consts::TAU * at as f32 / count;
                let start = (radius * Vec2::angled(angle)).to_pos2();
                let old = before.and_then(|before| before.place(*id));
                let old = old.map(|place| pos2(place.x / WIDER, place.y));
                (*id, graph.add_node_with_location(*id, old.unwrap_or(start)))
            })
            .collect();
        let index: BTreeMap<ServiceId, NodeIndex> = nodes.iter().copied().collect();
        // Two services pull at each other once, however much they need of each other.
        let pairs: BTreeSet<_> = map
            .lines
            .iter()
            .map(|line| (line.from.min(line.to), line.from.max(line.to)))
            .collect();
        for (from, to) in pairs {
            if let (Some(from), Some(to)) = (index.get(&from), index.get(&to)) {
                graph.add_edge(*from, *to, ());
            }
        }
        let state = FruchtermanReingoldWithCenterGravityState::default();
        Self {
            graph,
            algorithm: FruchtermanReingoldWithCenterGravity::from_state(state),
            nodes,
            steps: 0,
            places: BTreeMap::new(),
        }
    }

    /// Goes on until all are at rest, or as far as a frame has time for. The way there is always the same. `size` is how much
    /// room a service takes. Whether all are at rest.
    pub fn settle(&mut self, size: impl Fn(ServiceId) -> Vec2) -> bool {
        if self.is_settled() {
            return true;
        }
        let count = self.nodes.len() as f32;
        let view = Rect::from_center_size(Pos2::ZERO, Vec2::splat(ROOM * count.sqrt()));
        let pairs = self.nodes.len() * self.nodes.len() / 2;
        let most = self.steps + (MOST_PAIRS / pairs.max(1)).max(1) as u32;
        while self.steps < MOST_STEPS {
            self.algorithm.step(&mut self.graph, view);
            self.steps += 1;
            let moved = self.algorithm.state().base.last_avg_displacement;
            if moved.is_none_or(|moved| moved < REST) {
                break;
            }
            if self.steps >= most {
                return false;
            }
        }
        let nodes = self.nodes.iter();
        self.places = nodes
            .filter_map(|(id, node)| {
                let at = self.graph.node(*node)?.location();
                Some((*id, pos2(at.x * WIDER, at.y)))
            })
            .collect();
        self.part(&size);
        true
    }

    /// Whether all are at rest.
    pub fn is_settled(&self) -> bool {
        self.places.len() == self.nodes.len()
    }

    /// Where the middle of a service is.
    pub fn place(&self, id: ServiceId) -> Option<Pos2> {
        self.places.get(&id).copied()
    }

    /// Puts a service somewhere else.
    pub fn drag(&mut self, id: ServiceId, by: Vec2) {
        if let Some(place) = self.places.get_mut(&id) {
            *place += by;
        }
    }

    /// Moves services apart that overlap, each by half of the least way.
    fn part(&mut self, size: &impl Fn(ServiceId) -> Vec2) {
        let ids: Vec<ServiceId> = self.places.keys().copied().collect();
        for _ in 0..PASSES {
            let mut is_free = true;
            for (at, one) in ids.iter().enumerate() {
                for other in &ids[at + 1..] {
                    let (Some(a), Some(b)) = (self.place(*one), self.place(*other)) else {
                        continue;
                    };
                    let room = (size(*one) + size(*other)) / 2.0;
                    let apart = b - a;
                    let over = room - apart.abs();
                    if over.x <= 0.0 || over.y <= 0.0 {
                        continue;
                    }
                    is_free = false;
                    let by = if over.x < over.y {
                        vec2(over.x.copysign(apart.x), 0.0)
                    } else {
                        vec2(0.0, over.y.copysign(apart.y))
                    };
                    self.drag(*one, -by / 2.0);
                    self.drag(*other, by / 2.0);
                }
            }
            if is_free {
                break;
            }
        }
    }
}
