//! Lines that follow while cards are dragged on a sheet at the origin.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Cancel, Placement, Request};
use super::board::Board;
use super::drawn::Drawn;
use super::ends::Stop;
use super::graph::Graph;
use super::routing::{Routing, Task};
use super::search::{Search, Way};
use super::{WAYS, board, few, stops};
use crate::base::geometry::{Point, Rect};

mod redraw;
mod stretch;

/// So many cards moved at once are a few: their lines look for new ways. The lines of more are only stretched.
const FEW: usize = 8;

/// So many cards may stand elsewhere than when the graph was made.
const PATCHES: usize = 16;

/// All lines of a sheet, kept up while cards move.
pub(crate) struct Router {
    request: Request,
    placement: Placement,
    board: Board,
    /// Of the cards where they stood when it was made.
    graph: Graph,
    search: Search,
    /// The ways of lines that are counted in the graph.
    ways: Vec<Option<Way>>,
    stops: Vec<Option<[Stop; 2]>>,
    buses: Vec<u32>,
    /// The lines of each bus that has only one are counted apart from others.
    alone: Vec<bool>,
    lines_of: Vec<Vec<usize>>,
    drawn: Drawn,
    /// Where everything stood when the graph was made.
    home: Placement,
    /// Cards and containers that stand elsewhere now.
    strayed: [BTreeSet<usize>; 2],
    /// Lines that went out of the way of a card, and how they ran before.
    detours: BTreeMap<usize, Vec<Point>>,
    /// Lines for which there was no free way when they were drawn last.
    blind: BTreeSet<usize>,
    /// More moved than the graph and the index of what is drawn kept up with.
    behind: bool,
    /// Counts how often lines looked for new ways.
    turn: usize,
}

impl Router {
    /// Draws all lines.
    pub fn new(request: Request, placement: Placement, cancel: &Cancel) -> Self {
        let board = board(&request, &placement);
        let stops = stops::stops(&board, &request.lines);
        let buses = stops::buses(&request.lines);
        let mut graph = Graph::new(&board, cancel);
        let mut search = Search::new(&graph);
        let task = Task {
            board: &board,
            lines: &request.lines,
            stops: &stops,
            buses: &buses,
            others: None,
        };
        let mut routing = Routing::new(task, &mut graph, &mut search, &cancel.part(0.0, WAYS));
        let thorough = few(&request.lines);
        if thorough {
            routing.improve(cancel);
        }
        let drawn = Drawn::new(routing.draw(thorough, &cancel.part(WAYS, 1.0)));
        cancel.advance(1.0);
        let ways = routing.into_ways();
        let mut lines_of = vec![Vec::new(); request.cards.len()];
        let mut riders: BTreeMap<u32, u32> = BTreeMap::new();
        for (l, line) in request.lines.iter().enumerate() {
            for card in BTreeSet::from([line.from.card, line.to.card]) {
                if let Some(lines) = lines_of.get_mut(card) {
                    lines.push(l);
                }
            }
            *riders.entry(buses[l]).or_default() += 1;
        }
        let alone = buses
            .iter()
            .map(|bus| riders.get(bus) == Some(&1))
            .collect();
        Self {
            home: placement.clone(),
            request,
            placement,
            board,
            graph,
            search,
            ways,
            stops,
            buses,
            alone,
            lines_of,
            drawn,
            strayed: [BTreeSet::new(), BTreeSet::new()],
            detours: BTreeMap::new(),
            blind: BTreeSet::new(),
            // What was canceled is made up for when it is needed.
            behind: cancel.is_cancelled(),
            turn: 0,
        }
    }

    /// The corners of every line, in the order of the request.
    pub fn paths(&self) -> &[Vec<Point>] {
        self.drawn.paths()
    }

    /// Moves cards and containers, each named by its index, and says which lines were drawn anew, rising.
    pub fn update(
        &mut self,
        cards: &[(usize, Rect)],
        containers: &[(usize, Rect)],
        cancel: &Cancel,
    ) -> Vec<usize> {
        let few = cards.len() <= FEW;
        if few && (self.behind || self.strayed[0].len() + cards.len() > PATCHES) {
            self.catch_up();
        }
        let old = self.take(cards, containers);
        if !few {
            self.behind = true;
            return self.carry(&old);
        }
        let moved: Vec<usize> = old.keys().copied().collect();
        let new = stops::stops_again(
            &self.board,
            &self.request.lines,
            &self.lines_of,
            &moved,
            &self.stops,
        );
        let mut changed: BTreeSet<usize> = new.keys().copied().collect();
        let own: Vec<usize> = new.keys().copied().collect();
        changed.extend(self.give_way());
        for (l, stops) in new {
            // It has no way to go back to.
            self.detours.remove(&l);
            let path = self.stretched(l, stops, &old);
            self.drawn.set(l, path);
            self.stops[l] = Some(stops);
        }
        changed.extend(&self.blind);
        self.redraw(&own, &changed, cancel);
        changed.into_iter().collect()
    }

    /// Puts everything where it is now. Returns where the moved cards were.
    fn take(
        &mut self,
        cards: &[(usize, Rect)],
        containers: &[(usize, Rect)],
    ) -> BTreeMap<usize, Rect> {
        let mut old = BTreeMap::new();
        for &(card, to) in cards {
            if let Some(rect) = self.placement.cards.get_mut(card) {
                old.insert(card, self.board.cards[card]);
                *rect = to;
                self.board.move_card(card, to);
                if self.home.cards[card] == to {
                    self.strayed[0].remove(&card);
                } else {
                    self.strayed[0].insert(card);
                }
            }
        }
        for &(container, to) in containers {
            if let Some(rect) = self.placement.containers.get_mut(container) {
                *rect = to;
                self.board.move_frame(container, to);
                if self.home.containers[container] == to {
                    self.strayed[1].remove(&container);
                } else {
                    self.strayed[1].insert(container);
                }
            }
        }
        old
    }

    /// Makes the graph anew for where everything stands now. What lines cost is not known to it then.
    fn catch_up(&mut self) {
        self.graph = Graph::new(&self.board, &Cancel::default());
        self.search = Search::new(&self.graph);
        self.ways.fill(None);
        self.home.clone_from(&self.placement);
        self.strayed = [BTreeSet::new(), BTreeSet::new()];
        self.detours.clear();
        self.drawn = Drawn::new(self.drawn.paths().to_vec());
        self.behind = false;
    }
}
