//! Lines drawn as stubs, shown in full while they are looked at. Their ways are found apart from all others, off the UI thread.

use std::collections::{BTreeMap, BTreeSet};

use super::{Picture, next_stamp};
use crate::base::geometry::{Point, Rect, point};
use crate::layout::{self, Cancel, Placement, Request, route};
use crate::model::{EntityId, Reference, RelationshipId};
use crate::scene::diagram::{BOUNDARY_HEADER, Line, LineOf};
use crate::scene::{Layer, What};

/// Half the height of what stands for a row of a card while a way is found.
const ROW: f32 = 4.0;

/// Which stubs of a picture are shown in full, and the ways that are known.
#[derive(Default)]
pub(super) struct Opened {
    wanted: BTreeSet<LineOf>,
    ways: BTreeMap<LineOf, Vec<Point>>,
    /// Another one whenever cards or lines may be elsewhere.
    places: u64,
}

/// Ways of stubs that are to be found.
#[derive(Clone, Debug)]
pub struct Ways {
    places: u64,
    lines: Vec<LineOf>,
    request: Request,
    placement: Placement,
    found: Vec<Vec<Point>>,
}

impl Ways {
    /// Finds them: for a sheet of thousands of lines it takes about as long as a frame.
    #[must_use]
    pub fn find(mut self, cancel: &Cancel) -> Self {
        self.found = route(&self.request, &self.placement, cancel);
        self
    }
}

impl Picture {
    /// Whether lines of it are drawn as stubs.
    pub fn has_stubs(&self) -> bool {
        self.diagram.has_stubs()
    }

    /// The hub that a relationship leads to if it is drawn as a stub.
    pub fn hub_of(&self, id: RelationshipId) -> Option<EntityId> {
        let place = *self.lines.get(&LineOf::Relationship(id))?;
        self.diagram.lines.get(place)?.stub.as_ref()?;
        Some(self.subject.design.get(id)?.to.entity)
    }

    /// The stubs that are shown in full while these parts are looked at.
    pub fn stubs_of(&self, parts: impl IntoIterator<Item = Reference>) -> BTreeSet<LineOf> {
        let mut stubs = BTreeSet::new();
        if !self.has_stubs() {
            return stubs;
        }
        for part in parts {
            stubs.extend(self.lines_lit_by(part));
        }
        stubs.retain(|line| self.is_stub(*line));
        stubs
    }

    /// Shows these stubs in full and no others. Gives back what has to be found for that.
    pub fn open_stubs(&mut self, wanted: BTreeSet<LineOf>) -> Option<Ways> {
        if wanted == self.opened.wanted {
            return None;
        }
        let closed: Vec<LineOf> = self.opened.wanted.difference(&wanted).copied().collect();
        let mut changed = BTreeSet::new();
        for line in closed {
            if self.close(line) {
                changed.insert(What::from(line));
            }
        }
        self.opened.wanted = wanted;
        changed.extend(self.open_known());
        self.draw_opened(&changed);
        let known = &self.opened.ways;
        let missing = self
            .opened
            .wanted
            .iter()
            .filter(|line| !known.contains_key(line));
        let missing: Vec<LineOf> = missing.copied().collect();
        (!missing.is_empty()).then(|| self.ways_to_find(missing))
    }

    /// Takes over ways that were found, if everything is still where it was.
    pub fn take_ways(&mut self, ways: Ways) {
        if ways.places != self.opened.places {
            return;
        }
        self.opened
            .ways
            .extend(ways.lines.into_iter().zip(ways.found));
        let changed = self.open_known();
        self.draw_opened(&changed);
    }

    /// The groups of what is shown in full, and of the badges at it.
    pub fn opened_groups(&self) -> Vec<usize> {
        let open = self
            .opened
            .wanted
            .iter()
            .filter(|line| self.is_open(**line));
        let mut keys: BTreeSet<(Layer, What)> = BTreeSet::new();
        for line in open {
            for layer in [Layer::Line, Layer::AlarmLine, Layer::Label] {
                keys.insert((layer, What::from(*line)));
            }
            if let LineOf::Relationship(id) = line
                && let Some(hub) = self.hub_of(*id)
            {
                keys.insert((Layer::Label, What::Entity(hub)));
            }
        }
        let groups = keys.iter().filter_map(|key| self.groups.get(key).copied());
        groups.collect()
    }

    /// Those of them that are badges.
    pub fn opened_badges(&self) -> Vec<usize> {
        let mut groups = self.opened_groups();
        groups.retain(|place| self.scene.groups[*place].layer == Layer::Label);
        groups
    }

    /// Something is elsewhere: known ways are of no use any more, and only stubs are drawn until there are others.
    pub(super) fn forget_ways(&mut self) -> BTreeSet<What> {
        let wanted = std::mem::take(&mut self.opened.wanted);
        self.opened.ways.clear();
        self.opened.places = next_stamp();
        let closed = wanted.into_iter().filter(|line| self.close(*line));
        closed.map(What::from).collect()
    }

    fn is_stub(&self, line: LineOf) -> bool {
        self.line_of(line).is_some_and(|line| line.stub.is_some())
    }

    /// Whether only a stub of a line is drawn now.
    pub(super) fn is_short(&self, line: LineOf) -> bool {
        self.line_of(line).is_some_and(Line::is_short)
    }

    fn is_open(&self, line: LineOf) -> bool {
        let stub = self.line_of(line).and_then(|line| line.stub.as_ref());
        stub.is_some_and(|stub| stub.is_open)
    }

    pub(super) fn line_of(&self, line: LineOf) -> Option<&Line> {
        self.diagram.lines.get(*self.lines.get(&line)?)
    }

    fn close(&mut self, line: LineOf) -> bool {
        let line = self.lines.get(&line).copied();
        let line = line.and_then(|place| self.diagram.lines.get_mut(place));
        line.is_some_and(Line::close)
    }

    /// Opens what is wanted, as far as its way is known. Says what looks different now.
    fn open_known(&mut self) -> BTreeSet<What> {
        let mut changed = BTreeSet::new();
        for what in &self.opened.wanted {
            let (Some(way), Some(&place)) = (self.opened.ways.get(what), self.lines.get(what))
            else {
                continue;
            };
            let line = &mut self.diagram.lines[place];
            if let Some(stub) = &mut line.stub
                && !stub.is_open
                && way.len() > 1
            {
                stub.is_open = true;
                line.points.clone_from(way);
                changed.insert(What::from(*what));
            }
        }
        changed
    }

    fn draw_opened(&mut self, changed: &BTreeSet<What>) {
        if !changed.is_empty() {
            // What is seen of everything stays as it is while lines come and go.
            let bounds = self.scene.bounds;
            self.draw_again(changed, []);
            self.scene.bounds = bounds;
        }
    }

    fn ways_to_find(&self, lines: Vec<LineOf>) -> Ways {
        let design = &self.subject.design;
        let containers: BTreeMap<_, usize> = self
            .diagram
            .boundaries
            .iter()
            .enumerate()
            .map(|(place, boundary)| (boundary.service, place))
            .collect();
        let mut placement = self.diagram.placement();
        let card = |entity: EntityId, rect: Rect| layout::Card {
            size: (rect.width(), rect.height()),
            container: design
                .get(entity)
                .and_then(|entity| containers.get(&entity.service?).copied()),
            at: Some(rect.min),
        };
        let mut cards: Vec<layout::Card> = self
            .diagram
            .cards
            .iter()
            .map(|placed| card(placed.entity, placed.rect))
            .collect();
        let mut ways = Vec::new();
        for what in &lines {
            let line = self.line_of(*what).and_then(|line| line.stub.as_ref());
            let (Some(stub), Some([from, to])) = (line, self.diagram.ends(design, *what)) else {
                ways.push(layout::Line::default());
                continue;
            };
            // The way starts where the stub does, at that side of the card: a part of the row stands for the card.
            let placed = &self.diagram.cards[from.card];
            let start = stub.points.first().copied().unwrap_or(placed.rect.min);
            let right = start.x > placed.rect.center().x;
            let inner = if right { start.x - ROW } else { start.x + ROW };
            let row =
                Rect::from_corners(point(inner, start.y - ROW), point(start.x, start.y + ROW));
            ways.push(layout::Line {
                from: layout::End {
                    card: cards.len(),
                    row: Some(ROW),
                },
                to,
                via: Vec::new(),
            });
            cards.push(card(placed.entity, row));
            placement.cards.push(row);
        }
        let container = |rect: &Rect| layout::Container {
            header: BOUNDARY_HEADER,
            least_width: 0.0,
            rect: Some(*rect),
        };
        Ways {
            places: self.opened.places,
            request: Request {
                cards,
                containers: placement.containers.iter().map(container).collect(),
                lines: ways,
                options: layout::Options::default(),
            },
            placement,
            lines,
            found: Vec::new(),
        }
    }
}
