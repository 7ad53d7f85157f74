//! The design as a whole.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Availability, Decision, Entity, EntityId, Feed, List, Operation, Reference, Relationship,
    RuleSetting, Saga, Scenario, Service, Store, StoreId, View, Zone,
};
use crate::base::id::Id;

/// A design: what a document is about. Cloning takes a snapshot and costs a few pointers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Design {
    header: Arc<Header>,
    services: List<Service>,
    stores: List<Store>,
    zones: List<Zone>,
    entities: List<Entity>,
    relationships: List<Relationship>,
    operations: List<Operation>,
    feeds: List<Feed>,
    sagas: List<Saga>,
    scenarios: List<Scenario>,
    decisions: List<Decision>,
    views: List<View>,
}

/// What is said about the design itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// Its title.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// What it changes about the rules of the analysis, by the id of the rule.
    pub rules: BTreeMap<String, RuleSetting>,
    /// Availability of failure domains themselves, by their names as `eu/eu-1a`: what all that runs there shares.
    pub domains: BTreeMap<String, Availability>,
}

/// A kind of part that a design has a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// [`Service`]
    Service,
    /// [`Store`]
    Store,
    /// [`Zone`]
    Zone,
    /// [`Entity`]
    Entity,
    /// [`Relationship`]
    Relationship,
    /// [`Operation`]
    Operation,
    /// [`Feed`]
    Feed,
    /// [`Saga`]
    Saga,
    /// [`Scenario`]
    Scenario,
    /// [`Decision`]
    Decision,
    /// [`View`]
    View,
}

/// A part that a design has a list of.
pub trait Item: Clone + fmt::Debug + PartialEq + Sized + 'static {
    /// Which kind.
    const KIND: Kind;
    /// The list of a design.
    fn list(design: &Design) -> &List<Self>;
    /// The list of a design, for the edit layer and for readers of files.
    #[doc(hidden)]
    fn list_mut(design: &mut Design) -> &mut List<Self>;
    /// Its name, if things of this kind have one.
    fn name(&self) -> Option<&str>;
    /// Shows `see` every reference that it holds; `own` is its own id.
    fn visit(&self, own: Id<Self>, see: &mut dyn FnMut(Reference));
}

impl Design {
    /// What is said about the design itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    pub(crate) fn set_header(&mut self, header: Arc<Header>) -> Arc<Header> {
        std::mem::replace(&mut self.header, header)
    }

    /// The list of parts of one kind.
    pub fn list<T: Item>(&self) -> &List<T> {
        T::list(self)
    }

    /// The part with this id, if it is in the design.
    pub fn get<T: Item>(&self, id: Id<T>) -> Option<&T> {
        T::list(self).get(id)
    }

    /// Where an entity is kept: in the store that it names, or else in the only store of its service.
    pub fn store_of(&self, entity: EntityId) -> Option<StoreId> {
        let entity = self.get(entity)?;
        entity.store.or_else(|| {
            let service = entity.service?;
            let mut owned = self.stores.iter().filter(|(_, s)| s.owner == Some(service));
            let (only, _) = owned.next()?;
            owned.next().is_none().then_some(only)
        })
    }

    /// Shows `see` every reference that any part holds, with the kind and id number of the part.
    pub fn visit_references(&self, see: &mut dyn FnMut((Kind, u32), Reference)) {
        fn list<T: Item>(list: &List<T>, see: &mut dyn FnMut((Kind, u32), Reference)) {
            for (id, item) in list.iter() {
                item.visit(id, &mut |reference| see((T::KIND, id.number()), reference));
            }
        }
        list(&self.stores, see);
        list(&self.entities, see);
        list(&self.relationships, see);
        list(&self.operations, see);
        list(&self.feeds, see);
        list(&self.sagas, see);
        list(&self.scenarios, see);
        list(&self.decisions, see);
        list(&self.views, see);
    }

    /// Whether what the reference points at is in the design.
    pub fn resolves(&self, reference: Reference) -> bool {
        match reference {
            Reference::Service(id) => self.services.contains(id),
            Reference::Store(id) => self.stores.contains(id),
            Reference::Zone(id) => self.zones.contains(id),
            Reference::Entity(id) => self.entities.contains(id),
            Reference::Field(path) => self
                .entities
                .get(path.entity)
                .is_some_and(|entity| entity.field(path.field).is_some()),
            Reference::Relationship(id) => self.relationships.contains(id),
            Reference::Operation(id) => self.operations.contains(id),
            Reference::Feed(id) => self.feeds.contains(id),
            Reference::Saga(id) => self.sagas.contains(id),
        }
    }
}

impl Kind {
    /// Its name in messages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Store => "store",
            Self::Zone => "zone",
            Self::Entity => "entity",
            Self::Relationship => "relationship",
            Self::Operation => "operation",
            Self::Feed => "feed",
            Self::Saga => "saga",
            Self::Scenario => "scenario",
            Self::Decision => "decision",
            Self::View => "view",
        }
    }
}

/// Ties a type to its list. The visitor takes the item, its id and the closure that sees the references.
macro_rules! item {
    ($type:ident, $list:ident, $doc:literal, |$item:ident| $name:expr, |$own:ident, $see:ident| $visit:expr) => {
        impl Item for $type {
            const KIND: Kind = Kind::$type;
            fn list(design: &Design) -> &List<Self> {
                &design.$list
            }
            fn list_mut(design: &mut Design) -> &mut List<Self> {
                &mut design.$list
            }
            fn name(&self) -> Option<&str> {
                let $item = self;
                $name
            }
            fn visit(&self, $own: Id<Self>, $see: &mut dyn FnMut(Reference)) {
                let $item = self;
                $visit;
            }
        }
        impl Design {
            #[doc = $doc]
            pub fn $list(&self) -> &List<$type> {
                &self.$list
            }
        }
    };
}

item!(
    Service,
    services,
    "The services.",
    |s| Some(&s.name),
    |_own, _see| {
        let _ = s;
    }
);
item!(
    Store,
    stores,
    "The stores.",
    |s| Some(&s.name),
    |_own, see| s.visit(see)
);
item!(
    Zone,
    zones,
    "The zones.",
    |z| Some(&z.name),
    |_own, _see| {
        let _ = z;
    }
);
item!(
    Entity,
    entities,
    "The entities.",
    |e| Some(&e.name),
    |own, see| e.visit(own, see)
);
item!(
    Relationship,
    relationships,
    "The relationships.",
    |r| {
        let _ = r;
        None
    },
    |_own, see| r.visit(see)
);
item!(
    Operation,
    operations,
    "The operations.",
    |o| Some(&o.name),
    |_own, see| o.visit(see)
);
item!(
    Feed,
    feeds,
    "The feeds.",
    |f| {
        let _ = f;
        None
    },
    |_own, see| f.visit(see)
);
item!(Saga, sagas, "The sagas.", |s| Some(&s.name), |_own, see| s
    .visit(see));
item!(
    Scenario,
    scenarios,
    "The scenarios.",
    |s| Some(&s.name),
    |_own, see| s.visit(see)
);
item!(
    Decision,
    decisions,
    "The decisions.",
    |d| {
        let _ = d;
        None
    },
    |_own, see| d.subject.visit(see)
);
item!(View, views, "The views.", |v| Some(&v.name), |_own, see| v
    .visit(see));
