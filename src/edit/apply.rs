//! Applying a transaction: all of it or nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Change, Edit, EditError, Transaction};
use crate::base::id::Id;
use crate::model::validate::{Checked, Invalid, check_items};
use crate::model::{
    Decision, Design, Entity, Feed, Item, Kind, Operation, Relationship, Saga, Scenario, Service,
    Store, View, Zone,
};

impl Design {
    /// Changes the design and returns the transaction that takes the change back. On an error the design is as it was.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<Transaction, EditError> {
        let before = self.clone();
        let mut touched = Touched::default();
        let inverse = self.apply_edits(transaction, &mut touched);
        let inverse = inverse.and_then(|inverse| {
            touched.check(self)?;
            Ok(inverse)
        });
        if inverse.is_err() {
            *self = before;
        }
        inverse
    }

    /// The same for a transaction that leads to a state in which the design was before, and which was found valid then: looking
    /// at it again takes longer than getting there.
    pub(super) fn restore(&mut self, transaction: &Transaction) -> Result<Transaction, EditError> {
        let before = self.clone();
        let inverse = self.apply_edits(transaction, &mut Touched::default());
        if inverse.is_err() {
            *self = before;
        }
        inverse
    }

    fn apply_edits(
        &mut self,
        transaction: &Transaction,
        touched: &mut Touched,
    ) -> Result<Transaction, EditError> {
        let mut inverse = Transaction::new(transaction.label.clone());
        for edit in &transaction.edits {
            inverse.edits.push(apply_edit(self, edit, touched)?);
        }
        inverse.edits.reverse();
        Ok(inverse)
    }
}

/// What a transaction has touched: only that can have become invalid.
#[derive(Default)]
struct Touched {
    services: BTreeSet<Id<Service>>,
    stores: BTreeSet<Id<Store>>,
    zones: BTreeSet<Id<Zone>>,
    entities: BTreeSet<Id<Entity>>,
    relationships: BTreeSet<Id<Relationship>>,
    operations: BTreeSet<Id<Operation>>,
    feeds: BTreeSet<Id<Feed>>,
    sagas: BTreeSet<Id<Saga>>,
    scenarios: BTreeSet<Id<Scenario>>,
    decisions: BTreeSet<Id<Decision>>,
    views: BTreeSet<Id<View>>,
    /// Something is gone that others may refer to; nothing refers to views, scenarios and decisions.
    lost: bool,
}

impl Touched {
    fn check(&self, design: &Design) -> Result<(), Invalid> {
        check_items(design, &self.services)?;
        check_items(design, &self.stores)?;
        check_items(design, &self.zones)?;
        check_items(design, &self.entities)?;
        check_items(design, &self.relationships)?;
        check_items(design, &self.operations)?;
        check_items(design, &self.feeds)?;
        check_items(design, &self.sagas)?;
        check_items(design, &self.scenarios)?;
        check_items(design, &self.decisions)?;
        check_items(design, &self.views)?;
        let mut dangling = None;
        if self.lost {
            design.visit_references(&mut |(kind, _), reference| {
                if dangling.is_none() && !design.resolves(reference) {
                    dangling = Some(Invalid::Dangling(format!("a {}", kind.label()), reference));
                }
            });
        }
        dangling.map_or(Ok(()), Err)
    }
}

fn apply_edit(design: &mut Design, edit: &Edit, touched: &mut Touched) -> Result<Edit, EditError> {
    Ok(match edit {
        Edit::Header(header) => Edit::Header(design.set_header(Arc::clone(header))),
        Edit::Service(c) => {
            Edit::Service(change(design, c, &mut touched.services, &mut touched.lost)?)
        }
        Edit::Store(c) => Edit::Store(change(design, c, &mut touched.stores, &mut touched.lost)?),
        Edit::Zone(c) => Edit::Zone(change(design, c, &mut touched.zones, &mut touched.lost)?),
        Edit::Entity(c) => {
            if let Change::Replace { id, item } = c {
                touched.lost |= loses_fields(design, *id, item);
            }
            Edit::Entity(change(design, c, &mut touched.entities, &mut touched.lost)?)
        }
        Edit::Relationship(c) => Edit::Relationship(change(
            design,
            c,
            &mut touched.relationships,
            &mut touched.lost,
        )?),
        Edit::Operation(c) => Edit::Operation(change(
            design,
            c,
            &mut touched.operations,
            &mut touched.lost,
        )?),
        Edit::Feed(c) => Edit::Feed(change(design, c, &mut touched.feeds, &mut touched.lost)?),
        Edit::Saga(c) => Edit::Saga(change(design, c, &mut touched.sagas, &mut touched.lost)?),
        Edit::Scenario(c) => Edit::Scenario(change(
            design,
            c,
            &mut touched.scenarios,
            &mut touched.lost,
        )?),
        Edit::Decision(c) => Edit::Decision(change(
            design,
            c,
            &mut touched.decisions,
            &mut touched.lost,
        )?),
        Edit::View(c) => Edit::View(change(design, c, &mut touched.views, &mut touched.lost)?),
    })
}

fn loses_fields(design: &Design, id: Id<Entity>, new: &Entity) -> bool {
    design
        .get(id)
        .is_some_and(|old| old.fields.iter().any(|field| new.field(field.id).is_none()))
}

/// Makes one change and returns the one that takes it back.
fn change<T: Checked>(
    design: &mut Design,
    change: &Change<T>,
    touched: &mut BTreeSet<Id<T>>,
    lost: &mut bool,
) -> Result<Change<T>, EditError> {
    let list = T::list_mut(design);
    let gone = || EditError::Gone(<T as Item>::KIND.label());
    match change {
        Change::Insert { place, id, item } => {
            if list.contains(*id) {
                return Err(EditError::Taken(<T as Item>::KIND.label()));
            }
            list.insert(*place, *id, Arc::clone(item));
            touched.insert(*id);
            Ok(Change::Remove { id: *id })
        }
        Change::Remove { id } => {
            let (place, item) = list.remove(*id).ok_or_else(gone)?;
            *lost |= !matches!(T::KIND, Kind::View | Kind::Scenario | Kind::Decision);
            Ok(Change::Insert {
                place,
                id: *id,
                item,
            })
        }
        Change::Replace { id, item } => {
            let item = list.replace(*id, Arc::clone(item)).ok_or_else(gone)?;
            touched.insert(*id);
            Ok(Change::Replace { id: *id, item })
        }
        Change::Move { id, place } => {
            let place = list.move_to(*id, *place).ok_or_else(gone)?;
            Ok(Change::Move { id: *id, place })
        }
    }
}
