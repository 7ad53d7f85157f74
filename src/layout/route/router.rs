//! Lines that follow while cards are dragged on a sheet at the origin.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Cancel, Line, Placement, Request};
use super::board::{Board, CLEARANCE};
use super::drawn::{Drawn, runs_through};
use super::ends::{STUB, Stop};
use super::graph::Graph;
use super::routing::{Others, Piece, Routing, Task};
use super::search::{Search, Way};
use super::wires::simplify;
use super::{WAYS, board, few, stops};
use crate::base::geometry::{Point, Rect, Vector, point};

/// So many cards moved at once are a few: their lines look for new ways. The lines of more are only stretched.
const FEW: usize = 8;

/// So many lines look for new ways at once; of a hub that has more, others do the next time.
const SLICE: usize = 16;

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
        let disturbed = changed.iter().filter(|l| self.detours.contains_key(l));
        let mut among: Vec<usize> = disturbed.take(SLICE).copied().collect();
        among.extend(self.slice(&own));
        among.extend(self.blind.iter().take(SLICE));
        among.sort_unstable();
        among.dedup();
        self.draw(&among, cancel);
        changed.into_iter().collect()
    }

    /// Takes the lines of moved cards along without looking for new ways. Returns them, rising.
    fn carry(&mut self, old: &BTreeMap<usize, Rect>) -> Vec<usize> {
        let moved = old.keys();
        let lines = moved.filter_map(|&card| self.lines_of.get(card)).flatten();
        let mut lines: Vec<usize> = lines.copied().collect();
        lines.sort_unstable();
        lines.dedup();
        for &l in &lines {
            let Some(mut stops) = self.stops[l] else {
                continue;
            };
            let by = stops.map(|stop| {
                let was = old.get(&stop.card);
                was.map_or(Vector::default(), |was| {
                    self.board.cards[stop.card].min - was.min
                })
            });
            for (stop, by) in stops.iter_mut().zip(by) {
                stop.y += by.y;
            }
            let path = if by[0] == by[1] {
                let path = self.drawn.paths()[l].iter();
                path.map(|&corner| corner + by[0]).collect()
            } else {
                self.stretched(l, stops, old)
            };
            self.drawn.set_unindexed(l, path);
            self.stops[l] = Some(stops);
        }
        lines
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

    /// Cards and titles that stand elsewhere than when the graph was made, cards with their number.
    fn strayed(&self) -> Vec<(Option<usize>, Rect)> {
        let [cards, containers] = &self.strayed;
        let cards = cards.iter().map(|&c| (Some(c), self.board.cards[c]));
        let titles = containers.iter().filter_map(|&c| self.board.title(c));
        cards.chain(titles.map(|title| (None, title))).collect()
    }

    /// Lines that lie on something that strayed; such that did and need not any more take their old ways again. Returns all
    /// that change.
    fn give_way(&mut self) -> BTreeSet<usize> {
        let strayed = self.strayed();
        let lines = &self.request.lines;
        let is_own = |l: usize, card: Option<usize>| {
            card.is_some_and(|card| lines[l].from.card == card || lines[l].to.card == card)
        };
        let lies_on = |l: usize, path: &[Point]| {
            let mut foreign = strayed.iter().filter(|(card, _)| !is_own(l, *card));
            foreign.any(|(_, rect)| runs_through(path, rect.expand(CLEARANCE - 0.5)))
        };
        let back: Vec<usize> = self
            .detours
            .iter()
            .filter(|(l, path)| !lies_on(**l, path))
            .map(|(&l, _)| l)
            .collect();
        let mut changed = BTreeSet::new();
        for l in back {
            if let Some(path) = self.detours.remove(&l) {
                self.drawn.set(l, path);
                changed.insert(l);
            }
        }
        let mut disturbed = BTreeSet::new();
        for &(card, rect) in &strayed {
            let through = self.drawn.through(rect.expand(CLEARANCE - 0.5));
            let foreign = through.into_iter().filter(|&l| !is_own(l, card));
            disturbed.extend(foreign.filter(|&l| lines[l].via.is_empty()));
        }
        for &l in &disturbed {
            let path = &self.drawn.paths()[l];
            self.detours.entry(l).or_insert_with(|| path.clone());
        }
        changed.extend(disturbed);
        changed
    }

    /// A line with its ends pulled to where they are to be now.
    fn stretched(&self, l: usize, stops: [Stop; 2], old: &BTreeMap<usize, Rect>) -> Vec<Point> {
        let mut path = self.drawn.paths()[l].clone();
        // The second end first, then, turned around, the first one.
        for stop in [stops[1], stops[0]] {
            path.reverse();
            let is = self.board.cards[stop.card];
            let was = old.get(&stop.card).copied().unwrap_or(is);
            pull(&mut path, was, is, stop.y);
        }
        path
    }

    /// The lines whose turn it is.
    fn slice(&mut self, lines: &[usize]) -> Vec<usize> {
        let start = if lines.len() > SLICE {
            self.turn % lines.len()
        } else {
            0
        };
        self.turn = self.turn.wrapping_add(SLICE);
        let from_start = lines.iter().cycle().skip(start);
        from_start.take(SLICE.min(lines.len())).copied().collect()
    }

    /// Finds new ways for lines.
    fn draw(&mut self, among: &[usize], cancel: &Cancel) {
        if among.is_empty() {
            return;
        }
        for &l in among {
            if let (true, Some(way), Some(stops)) =
                (self.alone[l], self.ways[l].take(), self.stops[l])
            {
                self.graph.vacate(&way, stops.map(|stop| stop.y));
            }
        }
        let solids = self.strayed();
        self.graph.patch(&self.board, &solids);
        self.search.fit(&self.graph);
        let lines: Vec<Line> = among
            .iter()
            .map(|&l| self.request.lines[l].clone())
            .collect();
        let stops: Vec<_> = among.iter().map(|&l| self.stops[l]).collect();
        let buses: Vec<u32> = among.iter().map(|&l| self.buses[l]).collect();
        let others = Rest {
            drawn: &self.drawn,
            lines: &self.request.lines,
            buses: &self.buses,
            without: among,
        };
        let task = Task {
            board: &self.board,
            lines: &lines,
            stops: &stops,
            buses: &buses,
            others: Some(&others),
        };
        let mut routing = Routing::new(task, &mut self.graph, &mut self.search, cancel);
        let paths = routing.draw(false, cancel);
        let ways = routing.into_ways();
        self.graph.unpatch();
        for (&l, way) in among.iter().zip(ways) {
            if way.is_none() && self.request.lines[l].via.is_empty() {
                self.blind.insert(l);
            } else {
                self.blind.remove(&l);
            }
        }
        for (&l, path) in among.iter().zip(paths) {
            self.drawn.set(l, path);
        }
    }
}

/// All lines but some.
struct Rest<'a> {
    drawn: &'a Drawn,
    lines: &'a [Line],
    buses: &'a [u32],
    /// Rising.
    without: &'a [usize],
}

impl Others for Rest<'_> {
    fn pieces(&self, rect: Rect) -> Vec<Piece> {
        self.drawn
            .pieces(rect)
            .filter(|(line, _)| self.without.binary_search(line).is_err())
            .map(|(line, ends)| Piece {
                ends,
                bus: self.buses[line],
                cards: [self.lines[line].from.card, self.lines[line].to.card],
            })
            .collect()
    }
}

/// Pulls the start of a line to where its card is now.
fn pull(path: &mut Vec<Point>, was: Rect, is: Rect, y: f32) {
    // A first piece that turns back on itself is one.
    while path.len() > 2 && path[1].y == path[2].y {
        path.remove(1);
    }
    let [start, next, ..] = path[..] else { return };
    let right = (start.x - was.max.x).abs() < (start.x - was.min.x).abs();
    let port = point(if right { is.max.x } else { is.min.x }, y);
    if port == start {
        return;
    }
    let beyond = if right {
        next.x >= port.x + STUB
    } else {
        next.x <= port.x - STUB
    };
    // How the line goes on when its first piece, which is level, has been replaced.
    let turn = if beyond {
        next.x
    } else if right {
        port.x + STUB
    } else {
        port.x - STUB
    };
    let first_corner = if path.len() == 2 {
        // There was no corner: the far end stays.
        let turn = if beyond {
            f32::midpoint(port.x, next.x)
        } else {
            turn
        };
        vec![port, point(turn, port.y), point(turn, next.y), next]
    } else if beyond {
        vec![port, point(turn, port.y)]
    } else {
        let after = path[2];
        vec![port, point(turn, port.y), point(turn, after.y), after]
    };
    let replaced = match (path.len(), beyond) {
        (2, _) | (_, true) => 2,
        _ => 3,
    };
    path.splice(..replaced, first_corner);
    simplify(path);
}
