//! The picture of a document: its diagram and display list, where things are in it, and how little of it an edit redraws.
//!
//! Making one anew is heavy for a large design and is done off the UI thread. [`Picture::follow`] redraws only the parts
//! that differ, fast enough for every frame of a drag.

mod base;
mod find;
mod follow;
mod follow_stubs;
mod hit;
mod index;
mod redraw;
mod stubs;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::layout::route::Router;
use crate::layout::{Cancel, place};
use crate::model::{Design, EntityId, ServiceId, Shows, Stubs, View, ViewId};
use crate::scene::card::ForeignKeys;
use crate::scene::diagram::{Diagram, LineOf, shown};
use crate::scene::text::Fonts;
use crate::scene::{Layer, Options, Scene, What};
use crate::session::positions::{whole_point, whole_rect};

pub use base::{Base, Bases};
pub use hit::{Handle, Hit, Piece, Sides};
use index::Index;
use stubs::Opened;
pub use stubs::Ways;

/// What a picture is made from. Cheap to clone and to send to another thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// The design.
    pub design: Design,
    /// The view of it; none: everything.
    pub view: Option<ViewId>,
    /// Where parts stand that the view does not place.
    pub base: Arc<Base>,
    /// Colors.
    pub options: Options,
    /// Of what the view shows, these entities alone, for a while.
    pub only: Option<Arc<BTreeSet<EntityId>>>,
}

/// A display list with an index of what is where.
#[derive(Default)]
pub struct Picture {
    subject: Subject,
    diagram: Diagram,
    scene: Scene,
    /// Draws lines anew while cards are moved.
    router: Option<Router>,
    /// The lines of the diagram that it draws, in its order.
    routed: Vec<usize>,
    /// Stubs that are shown in full.
    opened: Opened,
    /// Something was drawn well enough for a gesture only.
    rough: bool,
    index: Index,
    groups: HashMap<(Layer, What), usize>,
    lines: BTreeMap<LineOf, usize>,
    /// For each group a number that changes when it is drawn anew, so that caches know.
    stamps: Vec<u64>,
    last_stamp: u64,
    /// Those of the design, once they were needed.
    foreign_keys: Option<ForeignKeys>,
    /// Parts that look different by now, but have not been seen since.
    stale: BTreeSet<What>,
    /// The one of them whose turn is next, where there was no time for all that are seen.
    next_fresh: Option<What>,
    /// A number that changes when anything else than positions does.
    look: u64,
}

/// How well a picture shows another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// As a new picture would.
    Exactly,
    /// Well enough for now: a new one would have better lines.
    Roughly,
    /// It still shows the state before; a new one has to be made.
    NotAtAll,
}

impl Subject {
    /// The view as the design has it.
    fn own_view(&self) -> Arc<View> {
        let view = self.view.and_then(|id| self.design.views().shared(id));
        view.map(Arc::clone).unwrap_or_default()
    }

    /// The view with a place for every card that has one.
    pub(in crate::session) fn pinned_view(&self) -> View {
        let mut view = self
            .view
            .and_then(|id| self.design.get(id))
            .cloned()
            .unwrap_or_default();
        let placed: BTreeSet<EntityId> = view.at.0.iter().map(|(id, _)| *id).collect();
        let entities = self.design.entities();
        for ((id, service), at) in &self.base.cards {
            let stands = entities
                .get(*id)
                .is_some_and(|entity| entity.service == *service);
            if !placed.contains(id) && stands {
                view.at.0.push((*id, whole_point(*at)));
            }
        }
        if !self.base.boundaries.is_empty() {
            let peopled: BTreeSet<ServiceId> = entities
                .iter()
                .filter_map(|(_, entity)| entity.service)
                .collect();
            for (id, rect) in &self.base.boundaries {
                let known = self.design.services().contains(*id);
                if known && !peopled.contains(id) && view.boundaries.get(id).is_none() {
                    view.boundaries.set(*id, whole_rect(*rect));
                }
            }
        }
        if let Some(only) = &self.only {
            let shown = shown(&self.design, Some(&view));
            view.shows = Shows::Only(shown.intersection(only).copied().collect());
        }
        view
    }

    /// Which entities it shows; none: all of the design.
    fn shown(&self) -> Option<BTreeSet<EntityId>> {
        let view = self.view.and_then(|id| self.design.get(id));
        let everything = view.is_none_or(|view| view.shows == Shows::All && view.hidden.is_empty());
        if everything && self.only.is_none() {
            return None;
        }
        let mut shown = shown(&self.design, view);
        if let Some(only) = &self.only {
            shown.retain(|id| only.contains(id));
        }
        Some(shown)
    }

    /// Whether another subject is of the same view, or one of them is of none and the other's view only says where cards are.
    fn is_same_view(&self, other: &Self) -> bool {
        let view = |subject: &Self| {
            let view = subject.view.and_then(|id| subject.design.get(id));
            view.is_some_and(|view| !view.notes.is_empty() || !view.bends.is_empty())
        };
        self.view == other.view || self.view.is_none() || other.view.is_none() && !view(self)
    }

    /// Whether another subject with the same entities, in the same services, shows the same of them.
    fn shows_as_many(&self, other: &Self) -> bool {
        let filter = |subject: &Self| {
            let view = subject.view.and_then(|id| subject.design.get(id));
            view.map(|view| (view.shows.clone(), view.hidden.clone()))
                .unwrap_or_default()
        };
        let (own, others) = (filter(self), filter(other));
        let near = matches!(own.0, Shows::Near { .. })
            && self.design.relationships() != other.design.relationships();
        own == others && self.only == other.only && !near || self.shown() == other.shown()
    }

    /// Which lines are stubs: as the view says, and those that a person bent are none.
    fn stubs(&self) -> Stubs {
        let view = self.view.and_then(|id| self.design.get(id));
        view.map(|view| view.stubs).unwrap_or_default()
    }

    /// Whether services without entities are shown.
    fn shows_empty_services(&self) -> bool {
        let view = self.view.and_then(|id| self.design.get(id));
        self.only.is_none() && view.is_none_or(|view| view.shows == Shows::All)
    }
}

impl Picture {
    /// Places, routes and draws everything.
    pub fn new(subject: Subject, cancel: &Cancel) -> Self {
        let fonts = Fonts::bundled();
        let view = subject.pinned_view();
        let mut diagram = Diagram::unplaced(&subject.design, Some(&view), fonts);
        let request = diagram.request(&subject.design, Some(&view));
        let placement = diagram.place_cards(&subject.design, &request, cancel, |request| {
            place(request, &cancel.part(0.0, 0.5))
        });
        let router = Router::new(request, placement, &cancel.part(0.5, 1.0));
        diagram.put(router.placement(), router.paths().to_vec());
        diagram.draw_stubs(&subject.design, None);
        let mut picture = Self {
            subject,
            router: Some(router),
            routed: diagram.routed().collect(),
            lines: diagram
                .lines
                .iter()
                .enumerate()
                .map(|(place, line)| (line.what, place))
                .collect(),
            diagram,
            ..Self::default()
        };
        picture.forget_ways();
        picture.draw_all();
        picture.look = next_stamp();
        picture
    }

    /// What it is made from.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The diagram that it shows.
    pub fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// The display list. Parts that were taken out since it was made are groups without shapes; see [`Self::freshen`].
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// A number for each group of the scene that changes when the group is drawn anew.
    pub fn stamps(&self) -> &[u64] {
        &self.stamps
    }

    /// A number that changes with every change of the picture, and that no other picture has.
    pub fn stamp(&self) -> u64 {
        self.last_stamp
    }

    /// A number that changes when there is more to it than that something moved, and that no other picture has.
    pub fn look(&self) -> u64 {
        self.look
    }
}

/// Unique in the process, so that what is kept for one picture is never taken for another's.
fn next_stamp() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
/// The entities at both ends of a line.
fn entities_at(design: &Design, line: LineOf) -> Option<[EntityId; 2]> {
    match line {
        LineOf::Relationship(id) => design.get(id).map(|r| [r.from.entity, r.to.entity]),
        LineOf::Feed(id) => design.get(id).map(|f| [f.from, f.to]),
    }
}
