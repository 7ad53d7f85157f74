//! Changing a design: [`Edit`] → [`Transaction`] → [`History`].
//!
//! [`Design::apply`] is the only thing that changes a design. It takes a whole transaction or nothing of it, checks that
//! the result is valid, and returns the transaction that takes it back.
//!
//! Invariant: nothing here decides what the user wants; callers build transactions, mostly with [`Builder`].

mod apply;
pub mod assign;
mod builder;
pub mod field_line;
pub mod fresh;
mod history;
pub mod link;
mod prune;
pub mod reassign;
pub mod relate;
mod spot;
mod tally;

use std::sync::Arc;

use thiserror::Error;

use crate::base::id::Id;
use crate::model::validate::{Checked, Invalid};
use crate::model::{
    Decision, Design, Entity, Feed, Header, Item, Operation, Relationship, Saga, Scenario, Service,
    Store, View, Zone,
};

pub use builder::Builder;
pub use history::{History, Step};
pub use spot::{
    Accesses, Consumers, ContractOf, Expectations, Indexes, Listed, Notes, Nth, OfDesign, Spot,
    Steps, Trials, Versions,
};
pub use tally::Tally;

/// A change that is done as a whole, and undone as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transaction {
    /// What the user did, as the history lists it: "Move order".
    pub label: String,
    /// The changes in order.
    pub edits: Vec<Edit>,
}

/// The smallest change of a design.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets what is said about the design itself.
    Header(Arc<Header>),
    /// Changes the services.
    Service(Change<Service>),
    /// Changes the stores.
    Store(Change<Store>),
    /// Changes the zones.
    Zone(Change<Zone>),
    /// Changes the entities.
    Entity(Change<Entity>),
    /// Changes the relationships.
    Relationship(Change<Relationship>),
    /// Changes the operations.
    Operation(Change<Operation>),
    /// Changes the feeds.
    Feed(Change<Feed>),
    /// Changes the sagas.
    Saga(Change<Saga>),
    /// Changes the scenarios.
    Scenario(Change<Scenario>),
    /// Changes the decisions.
    Decision(Change<Decision>),
    /// Changes the views.
    View(Change<View>),
}

/// The smallest change of a list of parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<T> {
    /// Puts a new part at a place of the user's order.
    Insert {
        /// Where; past the end means at the end.
        place: usize,
        /// Its id, which no part has: from `List::next_id`.
        id: Id<T>,
        /// The part.
        item: Arc<T>,
    },
    /// Takes a part out.
    Remove {
        /// Which.
        id: Id<T>,
    },
    /// Puts a part in the place of what it was.
    Replace {
        /// Which.
        id: Id<T>,
        /// What it is from now on.
        item: Arc<T>,
    },
    /// Moves a part to another place of the user's order.
    Move {
        /// Which.
        id: Id<T>,
        /// Where to; past the end means to the end.
        place: usize,
    },
}

/// Why a transaction is refused. The design is as it was.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum EditError {
    /// An edit is about a part that is not there.
    #[error("the {0} is not in the design any more")]
    Gone(&'static str),
    /// An edit inserts a part under the id of another.
    #[error("the {0} is in the design already")]
    Taken(&'static str),
    /// The result would not be valid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// A part that edits can be about.
#[expect(private_bounds, reason = "validity is the model's own business")]
pub trait Editable: Item + Checked {
    /// The edit that makes this change.
    fn edit(change: Change<Self>) -> Edit;
}

macro_rules! editable {
    ($($type:ident),*) => {
        $(impl Editable for $type {
            fn edit(change: Change<Self>) -> Edit {
                Edit::$type(change)
            }
        })*
    };
}
editable!(
    Service,
    Store,
    Zone,
    Entity,
    Relationship,
    Operation,
    Feed,
    Saga,
    Scenario,
    Decision,
    View
);

impl Transaction {
    /// A transaction without edits so far.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            edits: Vec::new(),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// A name like `wanted` that no other part of the scope has: `order`, `order_2`, `order_3`, …
pub fn unique_name<'a>(wanted: &str, taken: impl IntoIterator<Item = &'a str>) -> String {
    let taken: std::collections::BTreeSet<&str> = taken.into_iter().collect();
    let mut name = wanted.to_owned();
    let mut number = 2;
    while taken.contains(name.as_str()) {
        name = format!("{wanted}_{number}");
        number += 1;
    }
    name
}

/// The names of the entities in the scope of a service, or of none.
pub fn entity_names(design: &Design, service: Option<Id<Service>>) -> impl Iterator<Item = &str> {
    design
        .entities()
        .iter()
        .filter(move |(_, entity)| entity.service == service)
        .map(|(_, entity)| entity.name.as_str())
}
