//! Where the program put parts that no view places. As long as the design is open, they stay there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Picture;
use crate::base::geometry::{Point, Rect};
use crate::layout;
use crate::model::{Design, EntityId, ServiceId, Shows, ViewId};
use crate::scene::diagram::{BOUNDARY_HEADER, Boundary};

/// Where the program put parts of one view when it arranged it for the first time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// Upper left corners of cards. In another service a card has another place.
    pub cards: BTreeMap<(EntityId, Option<ServiceId>), Point>,
    /// Where boundaries are, or come to be, with nothing in them; the others are where their cards are.
    pub boundaries: BTreeMap<ServiceId, Rect>,
}

/// The bases of all views of a document. With another filter a view is another picture, with a base of its own.
#[derive(Debug, Default)]
pub struct Bases {
    of: Vec<(Option<ViewId>, Shows, Arc<Base>)>,
}

impl Base {
    /// Keeps what a picture has placed and is not known yet.
    pub fn adopt(&mut self, picture: &Picture) {
        let design = &picture.subject().design;
        for (id, at) in picture.positions() {
            self.cards.entry((id, service_of(design, id))).or_insert(at);
        }
        let empty: BTreeMap<ServiceId, Rect> = picture.empty_boundaries().collect();
        for boundary in &picture.diagram().boundaries {
            let id = boundary.service;
            match empty.get(&id) {
                Some(rect) => {
                    self.boundaries.entry(id).or_insert(*rect);
                }
                // When the last card leaves, the boundary stays where it was.
                None => {
                    self.boundaries.insert(id, emptied(boundary));
                }
            }
        }
    }

    fn knows(&self, picture: &Picture) -> bool {
        let design = &picture.subject().design;
        let mut cards = picture.positions();
        let mut boundaries = picture.empty_boundaries();
        cards.all(|(id, _)| self.cards.contains_key(&(id, service_of(design, id))))
            && boundaries.all(|(id, _)| self.boundaries.contains_key(&id))
    }
}

impl Bases {
    /// The base of a view as it is in a design.
    pub fn of(&self, design: &Design, view: Option<ViewId>) -> Arc<Base> {
        let shows = filter(design, view);
        let find = |view: Option<ViewId>| {
            let mut all = self.of.iter();
            all.find(|(of, filter, _)| *of == view && *filter == shows)
                .map(|(.., base)| Arc::clone(base))
        };
        find(view)
            .or_else(|| {
                // The first view of a design takes over where everything stood without one.
                let is_first = view.is_some() && view == design.views().ids().next();
                is_first.then(|| find(None)).flatten()
            })
            .unwrap_or_default()
    }

    /// Keeps where a picture has put its parts.
    pub fn adopt(&mut self, picture: &Picture) {
        let subject = picture.subject();
        // As long as nothing is new it stays the same one, which tells that nothing has to be looked up in it.
        if self.of(&subject.design, subject.view).knows(picture) {
            return;
        }
        let base = self.change(&subject.design, subject.view);
        base.adopt(picture);
    }

    /// Says where an entity is to stand in a view until the view itself does.
    pub fn place(
        &mut self,
        design: &Design,
        view: Option<ViewId>,
        entity: EntityId,
        service: Option<ServiceId>,
        at: Point,
    ) {
        let base = self.change(design, view);
        base.cards.insert((entity, service), at);
    }

    /// In a copy of a view everything stands where it stands in the original.
    pub fn copy(&mut self, design: &Design, from: Option<ViewId>, to: ViewId) {
        let base = self.of(design, from);
        *self.change(design, Some(to)) = Base::clone(&base);
    }

    fn change(&mut self, design: &Design, view: Option<ViewId>) -> &mut Base {
        let shows = filter(design, view);
        let place = self
            .of
            .iter()
            .position(|(of, filter, _)| *of == view && *filter == shows);
        let place = place.unwrap_or_else(|| {
            let base = self.of(design, view);
            self.of.push((view, shows, base));
            self.of.len() - 1
        });
        Arc::make_mut(&mut self.of[place].2)
    }
}

fn filter(design: &Design, view: Option<ViewId>) -> Shows {
    let view = view.and_then(|view| design.get(view));
    view.map(|view| view.shows.clone()).unwrap_or_default()
}

/// A boundary once nothing is in it any more.
fn emptied(boundary: &Boundary) -> Rect {
    let spacing = layout::Options::default().spacing;
    Rect::new(
        boundary.rect.min.x,
        boundary.rect.min.y,
        boundary.least_width.max(layout::place::EMPTY_WIDTH),
        BOUNDARY_HEADER + 2.0 * spacing,
    )
}

/// The service of an entity, which says which of its places counts.
pub(super) fn service_of(design: &Design, entity: EntityId) -> Option<ServiceId> {
    design.get(entity).and_then(|entity| entity.service)
}
