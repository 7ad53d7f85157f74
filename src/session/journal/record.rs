//! Records: transactions as a journal holds them.
//!
//! Parts stand as they do in a file, with numbers of ids for names. A view, which holds a position for every card, stands
//! as what is different in it: moving a card writes the one position.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::number::{Identified, NoReference, Numbered, id};
use crate::base::id::Id;
use crate::edit::{Change, Edit, Transaction};
use crate::model::{
    ByName, Decision, Design, Entity, Feed, Header, Item, List, Operation, Pairs, Relationship,
    Saga, Scenario, Service, Store, View, Zone,
};

/// A transaction.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TransactionRecord {
    label: String,
    edits: Vec<EditRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[expect(
    clippy::large_enum_variant,
    reason = "records live for a moment, one after the other"
)]
enum EditRecord {
    Header { name: String, description: String },
    Service(ChangeRecord<Service>),
    Store(ChangeRecord<Store<ByName>>),
    Zone(ChangeRecord<Zone>),
    Entity(ChangeRecord<Entity<ByName>>),
    Relationship(ChangeRecord<Relationship<ByName>>),
    Operation(ChangeRecord<Operation<ByName>>),
    Feed(ChangeRecord<Feed<ByName>>),
    Saga(ChangeRecord<Saga<ByName>>),
    Scenario(ChangeRecord<Scenario<ByName>>),
    Decision(ChangeRecord<Decision<ByName>>),
    View(ChangeRecord<View<ByName>>),
}

#[derive(Debug, Serialize, Deserialize)]
enum ChangeRecord<T> {
    Insert(usize, u32, T, Vec<u32>),
    Remove(u32),
    Replace(u32, T, Vec<u32>),
    Move(u32, usize),
    /// Changes what the view of that id was before the transaction: takes out keys, then sets what the view here has.
    Patch(u32, T, Box<Gone>),
}

/// Keys that are not in the maps of a view any more.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Gone {
    at: Vec<u32>,
    collapsed: Vec<u32>,
    boundaries: Vec<u32>,
    bends: Vec<u32>,
}

/// A part and how it stands in a journal.
trait Recorded: Item {
    type Form;
    fn form(&self, numbers: &mut Numbered) -> Self::Form;
    fn of_form(form: &Self::Form, ids: &mut Identified) -> Result<Self, NoReference>;
}

macro_rules! relinked {
    ($($type:ident),*) => {
        $(impl Recorded for $type {
            type Form = $type<ByName>;
            fn form(&self, numbers: &mut Numbered) -> Self::Form {
                always(self.relink(numbers))
            }
            fn of_form(form: &Self::Form, ids: &mut Identified) -> Result<Self, NoReference> {
                form.relink(ids)
            }
        })*
    };
}
relinked!(
    Store,
    Entity,
    Relationship,
    Operation,
    Feed,
    Saga,
    Scenario,
    Decision,
    View
);

macro_rules! copied {
    ($($type:ident),*) => {
        $(impl Recorded for $type {
            type Form = Self;
            fn form(&self, _: &mut Numbered) -> Self {
                self.clone()
            }
            fn of_form(form: &Self, _: &mut Identified) -> Result<Self, NoReference> {
                Ok(form.clone())
            }
        })*
    };
}
copied!(Service, Zone);

impl TransactionRecord {
    /// `before` is the design that the transaction changes.
    pub fn new(before: &Design, transaction: &Transaction) -> Self {
        Self {
            label: transaction.label.clone(),
            edits: (transaction.edits.iter())
                .map(|edit| record_of(before, edit))
                .collect(),
        }
    }

    /// The transaction, for the same design as it was made of.
    pub fn transaction(&self, before: &Design) -> Result<Transaction, NoReference> {
        Ok(Transaction {
            label: self.label.clone(),
            edits: (self.edits.iter())
                .map(|record| edit_of(before, record))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The transaction that makes a design of nothing, under the same ids.
pub(super) fn whole(design: &Design) -> Transaction {
    fn inserts<T: Item>(list: &List<T>, edit: fn(Change<T>) -> Edit, edits: &mut Vec<Edit>) {
        edits.extend(list.ids().enumerate().filter_map(|(place, id)| {
            let item = Arc::clone(list.shared(id)?);
            Some(edit(Change::Insert { place, id, item }))
        }));
    }
    let mut edits = vec![Edit::Header(Arc::new(design.header().clone()))];
    inserts(design.services(), Edit::Service, &mut edits);
    inserts(design.stores(), Edit::Store, &mut edits);
    inserts(design.zones(), Edit::Zone, &mut edits);
    inserts(design.entities(), Edit::Entity, &mut edits);
    inserts(design.relationships(), Edit::Relationship, &mut edits);
    inserts(design.operations(), Edit::Operation, &mut edits);
    inserts(design.feeds(), Edit::Feed, &mut edits);
    inserts(design.sagas(), Edit::Saga, &mut edits);
    inserts(design.scenarios(), Edit::Scenario, &mut edits);
    inserts(design.decisions(), Edit::Decision, &mut edits);
    inserts(design.views(), Edit::View, &mut edits);
    Transaction {
        label: String::new(),
        edits,
    }
}

fn record_of(before: &Design, edit: &Edit) -> EditRecord {
    match edit {
        Edit::Header(header) => EditRecord::Header {
            name: header.name.clone(),
            description: header.description.clone(),
        },
        Edit::Service(change) => EditRecord::Service(change_record(change)),
        Edit::Store(change) => EditRecord::Store(change_record(change)),
        Edit::Zone(change) => EditRecord::Zone(change_record(change)),
        Edit::Entity(change) => EditRecord::Entity(change_record(change)),
        Edit::Relationship(change) => EditRecord::Relationship(change_record(change)),
        Edit::Operation(change) => EditRecord::Operation(change_record(change)),
        Edit::Feed(change) => EditRecord::Feed(change_record(change)),
        Edit::Saga(change) => EditRecord::Saga(change_record(change)),
        Edit::Scenario(change) => EditRecord::Scenario(change_record(change)),
        Edit::Decision(change) => EditRecord::Decision(change_record(change)),
        Edit::View(change) => EditRecord::View(match change {
            Change::Replace { id, item } => match before.get(*id) {
                Some(old) => patch(*id, old, item),
                None => change_record(change),
            },
            other => change_record(other),
        }),
    }
}

fn edit_of(before: &Design, record: &EditRecord) -> Result<Edit, NoReference> {
    Ok(match record {
        EditRecord::Header { name, description } => Edit::Header(Arc::new(Header {
            name: name.clone(),
            description: description.clone(),
        })),
        EditRecord::Service(record) => Edit::Service(change_of(record)?),
        EditRecord::Store(record) => Edit::Store(change_of(record)?),
        EditRecord::Zone(record) => Edit::Zone(change_of(record)?),
        EditRecord::Entity(record) => Edit::Entity(change_of(record)?),
        EditRecord::Relationship(record) => Edit::Relationship(change_of(record)?),
        EditRecord::Operation(record) => Edit::Operation(change_of(record)?),
        EditRecord::Feed(record) => Edit::Feed(change_of(record)?),
        EditRecord::Saga(record) => Edit::Saga(change_of(record)?),
        EditRecord::Scenario(record) => Edit::Scenario(change_of(record)?),
        EditRecord::Decision(record) => Edit::Decision(change_of(record)?),
        EditRecord::View(record) => Edit::View(match record {
            ChangeRecord::Patch(number, form, gone) => {
                let id: Id<View> = id(*number)?;
                let old = before.get(id).ok_or(NoReference)?;
                let new = View::of_form(form, &mut Identified::with_keys(&[]))?;
                Change::Replace {
                    id,
                    item: Arc::new(patched(old, new, gone)),
                }
            }
            other => change_of(other)?,
        }),
    })
}

fn change_record<T: Recorded>(change: &Change<T>) -> ChangeRecord<T::Form> {
    let form = |item: &T| {
        let mut numbers = Numbered::default();
        (item.form(&mut numbers), numbers.keys)
    };
    match change {
        Change::Insert { place, id, item } => {
            let (form, keys) = form(item);
            ChangeRecord::Insert(*place, id.number(), form, keys)
        }
        Change::Remove { id } => ChangeRecord::Remove(id.number()),
        Change::Replace { id, item } => {
            let (form, keys) = form(item);
            ChangeRecord::Replace(id.number(), form, keys)
        }
        Change::Move { id, place } => ChangeRecord::Move(id.number(), *place),
    }
}

fn change_of<T: Recorded>(record: &ChangeRecord<T::Form>) -> Result<Change<T>, NoReference> {
    let item = |form: &T::Form, keys: &[u32]| {
        let mut ids = Identified::with_keys(keys);
        let item = T::of_form(form, &mut ids)?;
        if ids.short_of_keys {
            return Err(NoReference);
        }
        Ok(Arc::new(item))
    };
    Ok(match record {
        ChangeRecord::Insert(place, number, form, keys) => Change::Insert {
            place: *place,
            id: id(*number)?,
            item: item(form, keys)?,
        },
        ChangeRecord::Remove(number) => Change::Remove { id: id(*number)? },
        ChangeRecord::Replace(number, form, keys) => Change::Replace {
            id: id(*number)?,
            item: item(form, keys)?,
        },
        ChangeRecord::Move(number, place) => Change::Move {
            id: id(*number)?,
            place: *place,
        },
        // Only views have them.
        ChangeRecord::Patch(..) => return Err(NoReference),
    })
}

/// What is different between two versions of a view.
fn patch(id: Id<View>, old: &View, new: &View) -> ChangeRecord<View<ByName>> {
    let (at, at_gone) = difference(&old.at, &new.at);
    let (collapsed, collapsed_gone) = difference(&old.collapsed, &new.collapsed);
    let (boundaries, boundaries_gone) = difference(&old.boundaries, &new.boundaries);
    let (bends, bends_gone) = difference(&old.bends, &new.bends);
    let changed = View {
        at,
        collapsed,
        boundaries,
        bends,
        ..new.clone()
    };
    let gone = Gone {
        at: at_gone,
        collapsed: collapsed_gone,
        boundaries: boundaries_gone,
        bends: bends_gone,
    };
    let form = changed.form(&mut Numbered::default());
    ChangeRecord::Patch(id.number(), form, Box::new(gone))
}

fn patched(old: &View, new: View, gone: &Gone) -> View {
    View {
        at: merged(&old.at, new.at, &gone.at),
        collapsed: merged(&old.collapsed, new.collapsed, &gone.collapsed),
        boundaries: merged(&old.boundaries, new.boundaries, &gone.boundaries),
        bends: merged(&old.bends, new.bends, &gone.bends),
        ..new
    }
}

/// What to set and what to take out to get from one map to the other, its order included.
fn difference<T, V: Clone + PartialEq>(
    old: &Pairs<Id<T>, V>,
    new: &Pairs<Id<T>, V>,
) -> (Pairs<Id<T>, V>, Vec<u32>) {
    let mut set = Pairs::new();
    let mut gone = Vec::new();
    let mut rest = old.0.iter();
    for (key, value) in &new.0 {
        // What stands between is gone, or stands farther behind and is added there again.
        loop {
            match rest.next() {
                Some((old_key, old_value)) if old_key == key => {
                    if old_value != value {
                        set.0.push((*key, value.clone()));
                    }
                    break;
                }
                Some((old_key, _)) => gone.push(old_key.number()),
                None => {
                    set.0.push((*key, value.clone()));
                    break;
                }
            }
        }
    }
    gone.extend(rest.map(|(key, _)| key.number()));
    (set, gone)
}

fn merged<T, V: Clone>(
    old: &Pairs<Id<T>, V>,
    set: Pairs<Id<T>, V>,
    gone: &[u32],
) -> Pairs<Id<T>, V> {
    let gone: BTreeSet<u32> = gone.iter().copied().collect();
    let kept = (old.0.iter()).filter(|(key, _)| !gone.contains(&key.number()));
    let mut pairs: Vec<(Id<T>, V)> = kept.cloned().collect();
    let places: BTreeMap<Id<T>, usize> = (pairs.iter().enumerate())
        .map(|(place, (key, _))| (*key, place))
        .collect();
    for (key, value) in set.0 {
        match places.get(&key).and_then(|place| pairs.get_mut(*place)) {
            Some(pair) => pair.1 = value,
            None => pairs.push((key, value)),
        }
    }
    Pairs(pairs)
}

fn always<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
