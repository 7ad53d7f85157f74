//! Building a transaction step by step, each step seeing the ones before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::prune::{Prune, Pruned};
use super::{Change, Edit, Editable, Transaction, reassign};
use crate::base::id::Id;
use crate::model::{
    Decision, Design, Entity, Feed, Header, Operation, Reference, Relationship, Saga, Scenario,
    Service, Store, View, Zone,
};

/// Collects edits on a scratch copy of a design. What comes out is checked when it is applied.
#[derive(Debug)]
pub struct Builder {
    design: Design,
    transaction: Transaction,
}

impl Builder {
    /// Starts a transaction on this design.
    pub fn new(design: &Design, label: impl Into<String>) -> Self {
        Self {
            design: design.clone(),
            transaction: Transaction::new(label),
        }
    }

    /// The design with all steps so far.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// How many edits there are so far.
    pub(crate) fn len(&self) -> usize {
        self.transaction.edits.len()
    }

    /// Says what the user did, for those who know it only now.
    pub fn set_label(&mut self, label: impl Into<String>) {
        self.transaction.label = label.into();
    }

    /// The transaction.
    pub fn finish(self) -> Transaction {
        self.transaction
    }

    /// Sets what is said about the design itself.
    pub fn set_header(&mut self, header: Header) {
        let header = Arc::new(header);
        self.design.set_header(Arc::clone(&header));
        self.transaction.edits.push(Edit::Header(header));
    }

    /// Adds a part at the end of its list.
    pub fn insert<T: Editable>(&mut self, item: T) -> Id<T> {
        let list = T::list_mut(&mut self.design);
        let (place, id, item) = (list.len(), list.next_id(), Arc::new(item));
        list.insert(place, id, Arc::clone(&item));
        self.transaction
            .edits
            .push(T::edit(Change::Insert { place, id, item }));
        id
    }

    /// Changes a part, if it is there and `update` makes a difference.
    pub fn update<T: Editable>(&mut self, id: Id<T>, update: impl FnOnce(&mut T)) {
        let Some(old) = T::list(&self.design).shared(id) else {
            return;
        };
        let mut item = T::clone(old);
        update(&mut item);
        if item == **old {
            return;
        }
        let item = Arc::new(item);
        T::list_mut(&mut self.design).replace(id, Arc::clone(&item));
        self.transaction
            .edits
            .push(T::edit(Change::Replace { id, item }));
    }

    /// Moves a part to another place of the user's order.
    pub fn reorder<T: Editable>(&mut self, id: Id<T>, place: usize) {
        if T::list_mut(&mut self.design).move_to(id, place).is_some() {
            self.transaction
                .edits
                .push(T::edit(Change::Move { id, place }));
        }
    }

    /// Takes parts out, and with them what makes no sense without them: relationships of an entity, accesses, positions,
    /// decisions. Entities of a service stay, without a service, under a name that is free there.
    pub fn remove(&mut self, parts: impl IntoIterator<Item = Reference>) {
        for part in parts {
            match part {
                Reference::Service(id) => {
                    self.release_entities(id);
                    self.take::<Service>(id);
                }
                Reference::Store(id) => self.take::<Store>(id),
                Reference::Zone(id) => self.take::<Zone>(id),
                Reference::Entity(id) => self.take::<Entity>(id),
                Reference::Field(path) => self.update(path.entity, |entity: &mut Entity| {
                    entity.fields.retain(|field| field.id != path.field);
                }),
                Reference::Relationship(id) => self.take::<Relationship>(id),
                Reference::Operation(id) => self.take::<Operation>(id),
                Reference::Feed(id) => self.take::<Feed>(id),
                Reference::Saga(id) => self.take::<Saga>(id),
            }
        }
        self.prune();
    }

    /// Takes out a part that nothing refers to: a scenario, a decision, a view.
    pub fn take<T: Editable>(&mut self, id: Id<T>) {
        if T::list_mut(&mut self.design).remove(id).is_some() {
            self.transaction.edits.push(T::edit(Change::Remove { id }));
        }
    }

    fn release_entities(&mut self, service: Id<Service>) {
        let released: Vec<Id<Entity>> = self
            .design
            .entities()
            .iter()
            .filter(|(_, entity)| entity.service == Some(service))
            .map(|(id, _)| id)
            .collect();
        for id in released {
            reassign::entity_service(self, id, None);
        }
    }

    /// Drops references to what is gone until none is left.
    fn prune(&mut self) {
        loop {
            let mut holders = BTreeSet::new();
            let design = &self.design;
            design.visit_references(&mut |holder, reference| {
                if !design.resolves(reference) {
                    holders.insert(holder);
                }
            });
            if holders.is_empty() {
                return;
            }
            for (kind, number) in holders {
                use crate::model::Kind;
                match kind {
                    Kind::Service => self.prune_one::<Service>(number),
                    Kind::Store => self.prune_one::<Store>(number),
                    Kind::Zone => self.prune_one::<Zone>(number),
                    Kind::Entity => self.prune_one::<Entity>(number),
                    Kind::Relationship => self.prune_one::<Relationship>(number),
                    Kind::Operation => self.prune_one::<Operation>(number),
                    Kind::Feed => self.prune_one::<Feed>(number),
                    Kind::Saga => self.prune_one::<Saga>(number),
                    Kind::Scenario => self.prune_one::<Scenario>(number),
                    Kind::Decision => self.prune_one::<Decision>(number),
                    Kind::View => self.prune_one::<View>(number),
                }
            }
        }
    }

    fn prune_one<T: Editable + Prune>(&mut self, number: u32) {
        let id = Id::new(number);
        let Some(item) = T::list(&self.design).get(id) else {
            return;
        };
        let design = &self.design;
        match item.pruned(id, &|reference| design.resolves(reference)) {
            Pruned::Item(pruned) => self.update(id, |item| *item = *pruned),
            Pruned::Nothing => self.take::<T>(id),
        }
    }
}
