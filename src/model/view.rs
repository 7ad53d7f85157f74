//! Views: pictures of a design. They say where things stand, never what they are.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use crate::model::is_default;

/// A picture of the design, or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "View")]
pub struct View<R: Refs = ById> {
    /// Unique among the views of the design.
    pub name: String,
    /// What it shows.
    #[serde(default, skip_serializing_if = "shows_all")]
    pub shows: Shows<R>,
    /// What the cards' colors tell.
    #[serde(default, skip_serializing_if = "is_default")]
    pub color_by: ColorBy,
    /// Which lines into hubs are drawn as stubs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stubs: Stubs,
    /// Entities that it does not show.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: Vec<R::Entity>,
    /// Upper left corners of the cards, in whole diagram units.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub at: Pairs<R::Entity, (i32, i32)>,
    /// Cards that are drawn without all of their rows.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub collapsed: Pairs<R::Entity, Collapse>,
    /// Hand-made boundaries: x, y, width, height in whole diagram units.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub boundaries: Pairs<R::Service, (i32, i32, u32, u32)>,
    /// Hand-placed corners of lines, in whole diagram units.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub bends: Pairs<R::Relationship, Vec<(i32, i32)>>,
    /// Text on the canvas.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: Vec<Note>,
}

/// What a view shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Shows")]
pub enum Shows<R: Refs = ById> {
    /// Everything.
    #[default]
    All,
    /// These entities.
    Only(Vec<R::Entity>),
    /// One entity and those around it.
    Near {
        /// The one in the middle.
        entity: R::Entity,
        /// How many relationships away.
        depth: u32,
    },
    /// The entities of one service.
    Service(R::Service),
}

/// What the cards' colors tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ColorBy {
    /// The consistency of the zone.
    #[default]
    Zone,
    /// The service.
    Service,
    /// The store.
    Store,
    /// What a failing service does to the entity.
    Risk,
}

/// Which lines into hubs are drawn as stubs: short pieces with the hub's name, in place of lines across the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Stubs {
    /// None: every line is drawn in full.
    Never,
    /// Those into entities that more than so many relationships lead to. Lines bent by hand are drawn in full.
    Above(u32),
}

impl Default for Stubs {
    fn default() -> Self {
        // So many lines into one row can hardly be followed, and fill the ways of all others.
        Self::Above(25)
    }
}

/// How much of a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Collapse {
    /// Its name.
    Name,
    /// Its name and the fields of its keys.
    Keys,
}

/// Text on the canvas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it says; may have several lines.
    pub text: String,
    /// Upper left corner, in whole diagram units.
    pub at: (i32, i32),
    /// Width, in whole diagram units; none: as wide as the text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub width: Option<u32>,
}

/// A map that keeps the order of the file. Looked up rarely, and then through an index made for the occasion.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs<K, V>(pub Vec<(K, V)>);

impl<K, V> Pairs<K, V> {
    /// No pairs.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value under a key.
    pub fn get(&self, key: &K) -> Option<&V>
    where
        K: PartialEq,
    {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// All values by their keys, for looking up many.
    pub fn index(&self) -> BTreeMap<&K, &V>
    where
        K: Ord,
    {
        self.0.iter().map(|(key, value)| (key, value)).collect()
    }

    /// Puts a value under a key: in the place of the old one, or at the end.
    pub fn set(&mut self, key: K, value: V)
    where
        K: PartialEq,
    {
        match self.0.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Takes a key and its value out.
    pub fn remove(&mut self, key: &K)
    where
        K: PartialEq,
    {
        self.0.retain(|(k, _)| k != key);
    }

    fn relink<L, E>(&self, mut link: impl FnMut(&K) -> Result<L, E>) -> Result<Pairs<L, V>, E>
    where
        V: Clone,
    {
        self.0
            .iter()
            .map(|(key, value)| Ok((link(key)?, value.clone())))
            .collect::<Result<_, E>>()
            .map(Pairs)
    }
}

impl<K, V> Default for Pairs<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Pairs<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Pairs<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for InOrder<K, V> {
            type Value = Pairs<K, V>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

impl<K, V: JsonSchema> JsonSchema for Pairs<K, V> {
    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, V>::json_schema(generator)
    }
}

fn shows_all<R: Refs>(shows: &Shows<R>) -> bool {
    matches!(shows, Shows::All)
}

impl<R: Refs> View<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<View<T>, L::Error> {
        Ok(View {
            name: self.name.clone(),
            shows: match &self.shows {
                Shows::All => Shows::All,
                Shows::Only(entities) => Shows::Only(
                    entities
                        .iter()
                        .map(|e| link.entity(e))
                        .collect::<Result<_, _>>()?,
                ),
                Shows::Near { entity, depth } => Shows::Near {
                    entity: link.entity(entity)?,
                    depth: *depth,
                },
                Shows::Service(service) => Shows::Service(link.service(service)?),
            },
            color_by: self.color_by,
            stubs: self.stubs,
            hidden: self
                .hidden
                .iter()
                .map(|e| link.entity(e))
                .collect::<Result<_, _>>()?,
            at: self.at.relink(|e| link.entity(e))?,
            collapsed: self.collapsed.relink(|e| link.entity(e))?,
            boundaries: self.boundaries.relink(|s| link.service(s))?,
            bends: self.bends.relink(|r| link.relationship(r))?,
            notes: self.notes.clone(),
        })
    }
}

impl View {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        match &self.shows {
            Shows::All => {}
            Shows::Only(entities) => entities.iter().for_each(|e| see(Reference::Entity(*e))),
            Shows::Near { entity, .. } => see(Reference::Entity(*entity)),
            Shows::Service(service) => see(Reference::Service(*service)),
        }
        let placed = self.at.0.iter().map(|(e, _)| e);
        let collapsed = self.collapsed.0.iter().map(|(e, _)| e);
        for entity in self.hidden.iter().chain(placed).chain(collapsed) {
            see(Reference::Entity(*entity));
        }
        for (service, _) in &self.boundaries.0 {
            see(Reference::Service(*service));
        }
        for (relationship, _) in &self.bends.0 {
            see(Reference::Relationship(*relationship));
        }
    }
}
