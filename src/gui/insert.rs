//! Adding parts to the design, each with a name that is edited next.

use crate::base::geometry::{Rect, point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Transaction, unique_name};
use crate::model::{EntityId, Reference, Service, ServiceId, Store, Zone};
use crate::session::Selection;
use crate::session::drawing::{NEW_CARD, Sheet, add_entity};
use crate::session::free_place::free_place;
use crate::session::text_slot::TextSlot;

use super::app::App;
use super::typing::{At, Surface};

/// Space between the selected card and one that is added beside it, in diagram units.
const BESIDE: f32 = 60.0;
/// Room for a card with the fields that it is about to get.
const GROWN: (f32, f32) = (NEW_CARD.0 + 40.0, NEW_CARD.1 + 120.0);
/// From the corner of a service's boundary to the first card in it.
const INSIDE: (f32, f32) = (20.0, 44.0);

impl App {
    pub(super) fn selected_entity(&self) -> Option<EntityId> {
        match self.state.document.selection.single()? {
            Reference::Entity(id) => Some(id),
            Reference::Field(path) => Some(path.entity),
            _ => None,
        }
    }

    pub(super) fn selected_service(&self) -> Option<ServiceId> {
        let design = self.state.document.design();
        match self.state.document.selection.single()? {
            Reference::Service(id) => Some(id),
            Reference::Entity(id) => design.get(id)?.service,
            _ => None,
        }
    }

    /// Adds an entity beside what is selected, or in the middle of the canvas, where nothing else stands; its name is typed
    /// on its card.
    pub(super) fn insert_entity(&mut self) {
        let service = self.selected_service();
        let beside = self.selected_entity().and_then(|id| {
            let bounds = self.state.picture.bounds_of(Reference::Entity(id))?;
            Some(point(bounds.max.x + BESIDE, bounds.min.y))
        });
        let inside = service
            .and_then(|service| self.state.picture.boundary(service))
            .map(|boundary| boundary.min + vector(INSIDE.0, INSIDE.1));
        let wanted = beside
            .or(inside)
            .filter(|_| self.command_at.is_none())
            .unwrap_or_else(|| self.canvas_middle_of_diagram());
        let diagram = self.state.picture.diagram();
        let cards = diagram.cards.iter().map(|card| card.rect);
        // In the boundary of another service it would seem to be one of its entities.
        let others = diagram.boundaries.iter();
        let others = others.filter(|boundary| Some(boundary.service) != service);
        let taken: Vec<Rect> = cards.chain(others.map(|boundary| boundary.rect)).collect();
        let at = free_place(&taken, GROWN, wanted);
        let current = self.state.picture.all_positions();
        let boundaries: Vec<_> = self.state.picture.boundaries().collect();
        let sheet = Sheet {
            design: self.state.document.design(),
            view: self.state.document.view,
            current: &current,
            boundaries: &boundaries,
        };
        let (transaction, id) = add_entity(sheet, at, service);
        self.apply(&transaction);
        if self.state.document.design().entities().contains(id) {
            self.entity_added(id);
            self.open_line(Surface::Card, At::Name(id));
        }
    }

    /// An entity was added by the last step: naming it is part of that.
    pub(super) fn entity_added(&mut self, id: EntityId) {
        let state = self.state.document.history().state();
        self.state.typing.added(id, state);
    }

    pub(super) fn insert_named<T: crate::edit::Editable + NameSlot>(
        &mut self,
        wanted: &str,
        make: impl FnOnce(String) -> T,
    ) {
        let design = self.state.document.design();
        let taken = design
            .list::<T>()
            .iter()
            .filter_map(|(_, item)| item.name());
        let name = unique_name(wanted, taken);
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = builder.insert(make(name));
        let transaction = builder.finish();
        self.insert(&transaction, T::reference(id), T::slot(id));
    }

    pub(super) fn insert(&mut self, transaction: &Transaction, part: Reference, slot: TextSlot) {
        self.apply(transaction);
        if self.state.document.design().resolves(part) {
            self.state.document.selection = Selection::of(part);
            self.state.settings.inspector = true;
            self.edit(slot);
        }
    }
}

/// Parts with a name that commands insert.
pub(super) trait NameSlot: Sized {
    fn slot(id: Id<Self>) -> TextSlot;
    fn reference(id: Id<Self>) -> Reference;
}

macro_rules! name_slot {
    ($($type:ident $slot:ident),*) => {
        $(impl NameSlot for $type {
            fn slot(id: Id<Self>) -> TextSlot {
                TextSlot::$slot(id)
            }
            fn reference(id: Id<Self>) -> Reference {
                Reference::$type(id)
            }
        })*
    };
}
name_slot!(Service ServiceName, Store StoreName, Zone ZoneName);
