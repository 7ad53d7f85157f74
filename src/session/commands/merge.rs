//! Making one entity of several that describe the same thing: one row of one for one row of the others.
//!
//! The first in the design's order stays. It takes over the fields of the others, and all that referred to them refers to it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::{Obstacle, Outcome, Situation, called};
use crate::edit::{Builder, Editable, unique_name};
use crate::model::{
    ById, Decision, DeletePolicy, Design, Endpoint, Entity, EntityId, Feed, FeedId, Field, FieldId,
    FieldPath, Id, Index, Operation, OperationId, Reference, Relationship, RelationshipId, Relink,
    Saga, SagaId, Scenario, ServiceId, Shows, StoreId, Versioning, View, Volume, ZoneId,
};
use crate::session::Selection;

pub(super) fn obstacle(situation: &Situation) -> Option<Obstacle> {
    (chosen(situation).len() < 2).then_some("Select two or more entities")
}

/// Not those of selected services: making one of all of them is not what anyone means.
fn chosen(situation: &Situation) -> Vec<EntityId> {
    let entities = situation.design.entities().ids();
    entities
        .filter(|id| situation.selection.contains(Reference::Entity(*id)))
        .collect()
}

pub(super) fn run(situation: &Situation) -> Outcome {
    let design = situation.design;
    let entities = chosen(situation);
    let Some((target, others)) = entities.split_first() else {
        return Outcome::default();
    };
    let label = format!(
        "Merge {} into {}",
        called(design, others),
        called(design, &[*target])
    );
    let mut builder = Builder::new(design, label);
    let mut notes = Vec::new();
    let mut merged = Merged {
        target: *target,
        others: others.to_vec(),
        fields: BTreeMap::new(),
    };
    for other in others {
        take_over(&mut builder, &mut merged, *other, &mut notes);
    }
    let between =
        |a: EntityId, b: EntityId| a != b && entities.contains(&a) && entities.contains(&b);
    for (id, relationship) in design.relationships().iter() {
        if between(relationship.from.entity, relationship.to.entity) {
            builder.take::<Relationship>(id);
        }
    }
    for (id, feed) in design.feeds().iter() {
        if between(feed.from, feed.to) {
            builder.take::<Feed>(id);
        }
    }
    merged.follow(&mut builder);
    builder.remove(others.iter().copied().map(Reference::Entity));
    Outcome {
        select: Some(Selection::of(Reference::Entity(*target))),
        notes,
        ..Outcome::of(builder)
    }
}

/// Gives the target what the other entity has.
fn take_over(builder: &mut Builder, merged: &mut Merged, other: EntityId, notes: &mut Vec<String>) {
    let design = builder.design();
    let (Some(kept), Some(gone)) = (design.get(merged.target), design.get(other)) else {
        return;
    };
    let mut whole = kept.clone();
    let gone = gone.clone();
    let same = same_fields(design, merged.target, other, notes);
    let mut now: BTreeMap<FieldId, FieldId> = BTreeMap::new();
    for field in &gone.fields {
        let known = same.get(&field.id).copied().or_else(|| {
            // Where rows go together by other fields, a key of its own is something else than the key.
            if field.key && !same.is_empty() {
                return None;
            }
            let namesake = kept.field_named(&field.name)?;
            let fits = namesake.data_type.eq_ignore_ascii_case(&field.data_type);
            fits.then_some(namesake.id)
        });
        let id = match known {
            Some(id) => {
                if let Some(kept) = whole.fields.iter_mut().find(|kept| kept.id == id) {
                    let new = field.roles.iter().filter(|role| !kept.roles.contains(role));
                    let new: Vec<_> = new.cloned().collect();
                    kept.roles.extend(new);
                }
                id
            }
            None => add_field(&mut whole, &gone, field, notes),
        };
        now.insert(field.id, id);
    }
    let mapped = |fields: &[FieldId]| -> Vec<FieldId> {
        fields.iter().filter_map(|f| now.get(f).copied()).collect()
    };
    for index in &gone.indexes {
        let fields = mapped(&index.fields);
        let known = |known: &Index| known.fields == fields && known.filter == index.filter;
        if !whole.indexes.iter().any(known) {
            whole.indexes.push(Index {
                fields,
                ..index.clone()
            });
        }
    }
    if whole.deletes == DeletePolicy::Hard {
        whole.deletes = match &gone.deletes {
            DeletePolicy::Soft(field) => match now.get(field) {
                Some(field) => DeletePolicy::Soft(*field),
                None => DeletePolicy::Hard,
            },
            other => other.clone(),
        };
    }
    if whole.versioning == Versioning::None {
        whole.versioning = match &gone.versioning {
            Versioning::Optimistic(field) => match now.get(field) {
                Some(field) => Versioning::Optimistic(*field),
                None => Versioning::None,
            },
            other => other.clone(),
        };
    }
    if whole.shard_key.is_empty() {
        whole.shard_key = mapped(&gone.shard_key);
    }
    if whole.volume == Volume::default() {
        whole.volume = gone.volume;
    }
    if whole.comment.is_empty() {
        whole.comment.clone_from(&gone.comment);
    }
    whole.tier = whole.tier.or(gone.tier);
    whole.retention_days = whole.retention_days.or(gone.retention_days);
    whole.contract = whole.contract.or_else(|| gone.contract.clone());
    whole.formerly.push(gone.name.clone());
    notes.extend(moves(design, &whole, &gone));
    whole.service = whole.service.or(gone.service);
    whole.store = whole.store.or(gone.store);
    whole.zone = whole.zone.or(gone.zone);
    for (from, to) in now {
        let from = FieldPath {
            entity: other,
            field: from,
        };
        merged.fields.insert(from, to);
    }
    builder.update(merged.target, |entity: &mut Entity| *entity = whole);
}

/// Which fields of the other entity are fields of the target: those by which one refers to the other, or else their keys.
fn same_fields(
    design: &Design,
    target: EntityId,
    other: EntityId,
    notes: &mut Vec<String>,
) -> BTreeMap<FieldId, FieldId> {
    let mut same = BTreeMap::new();
    for (_, relationship) in design.relationships().iter() {
        let (from, to) = (&relationship.from, &relationship.to);
        let (ours, theirs) = match (from.entity, to.entity) {
            (a, b) if a == target && b == other => (from, to),
            (a, b) if a == other && b == target => (to, from),
            _ => continue,
        };
        same.extend(
            theirs
                .fields
                .iter()
                .copied()
                .zip(ours.fields.iter().copied()),
        );
        if relationship.ends.0.is_many() {
            let [one, many] = [to, from].map(|end| called(design, &[end.entity]));
            notes.push(format!(
                "One {one} had several of {many}: there is room for one of them only"
            ));
        }
    }
    if let (true, Some(ours), Some(theirs)) =
        (same.is_empty(), design.get(target), design.get(other))
    {
        let [ours, theirs] =
            [ours, theirs].map(|e| e.primary_key().map(|field| field.id).collect::<Vec<_>>());
        if ours.len() == theirs.len() {
            same.extend(theirs.into_iter().zip(ours));
        }
    }
    same
}

/// Adds a field that the target does not have, under a name that is free there.
fn add_field(whole: &mut Entity, gone: &Entity, field: &Field, notes: &mut Vec<String>) -> FieldId {
    let id = whole.next_field_id();
    let mut name = field.name.clone();
    if whole.field_named(&name).is_some() {
        let wanted = format!("{}_{name}", gone.name);
        let free = unique_name(&wanted, whole.fields.iter().map(|f| f.name.as_str()));
        notes.push(format!(
            "{name} of {} is not what {name} of {} is: it is called {free} now",
            gone.name, whole.name
        ));
        name = free;
    }
    // A key of its own would make the key that all others refer to a longer one.
    let has_key = whole.primary_key().next().is_some();
    whole.fields.push(Field {
        id,
        name,
        key: field.key && !has_key,
        ..field.clone()
    });
    id
}

/// Where data goes that was kept or promised otherwise.
fn moves(design: &Design, whole: &Entity, gone: &Entity) -> Vec<String> {
    let name = |part: Option<&str>| part.unwrap_or_default().to_owned();
    let service = |e: &Entity| e.service.map(|id| name(design.get(id).map(|s| &*s.name)));
    let store = |e: &Entity| e.store.map(|id| name(design.get(id).map(|s| &*s.name)));
    let zone = |e: &Entity| e.zone.map(|id| name(design.get(id).map(|z| &*z.name)));
    [
        ("service", service(whole), service(gone)),
        ("store", store(whole), store(gone)),
        ("zone", zone(whole), zone(gone)),
    ]
    .into_iter()
    .filter_map(|(what, to, from)| match (to, from) {
        (Some(to), Some(from)) if to != from => Some(format!(
            "What {} had moves from {what} {from} to {to}",
            gone.name
        )),
        _ => None,
    })
    .collect()
}

/// What became of the entities that are gone.
struct Merged {
    target: EntityId,
    others: Vec<EntityId>,
    /// Their fields, as fields of the target.
    fields: BTreeMap<FieldPath, FieldId>,
}

impl Merged {
    /// Lets everything that refers to the others refer to the target.
    fn follow(&self, builder: &mut Builder) {
        let views: Vec<Id<View>> = builder.design().views().ids().collect();
        for id in views {
            builder.update(id, |view: &mut View| self.follow_in_view(view));
        }
        self.each::<Entity>(builder, |e, link| e.relink(link));
        self.each::<Relationship>(builder, |r, link| r.relink(link));
        self.each::<Feed>(builder, |f, link| f.relink(link));
        self.each::<Operation>(builder, |o, link| {
            let mut operation: Operation = o.relink(link)?;
            let mut seen = Vec::new();
            operation.accesses.retain(|access| {
                let is_new = !seen.contains(access);
                seen.push(access.clone());
                is_new
            });
            Ok(operation)
        });
        self.each::<Saga>(builder, |s, link| s.relink(link));
        self.each::<Scenario>(builder, |s, link| s.relink(link));
        self.each::<Decision>(builder, |d, link| d.relink(link));
        // Two that said the same of two entities say it twice of one.
        let mut seen: Vec<(Endpoint, Endpoint)> = Vec::new();
        let mut twice = Vec::new();
        for (id, relationship) in builder.design().relationships().iter() {
            let ends = (relationship.from.clone(), relationship.to.clone());
            if ends.0.entity != self.target && ends.1.entity != self.target {
                continue;
            }
            if seen.contains(&ends) {
                twice.push(id);
            }
            seen.push(ends);
        }
        for id in twice {
            builder.take::<Relationship>(id);
        }
    }

    fn each<T: Editable>(
        &self,
        builder: &mut Builder,
        relink: impl Fn(&T, &mut &Self) -> Result<T, Infallible>,
    ) {
        let ids: Vec<Id<T>> = builder.design().list::<T>().ids().collect();
        for id in ids {
            builder.update(id, |item: &mut T| {
                let Ok(relinked) = relink(item, &mut &*self);
                *item = relinked;
            });
        }
    }

    /// The card of the target takes the place of one that is gone, where it has none itself.
    fn follow_in_view(&self, view: &mut View) {
        for other in &self.others {
            let at = view.at.0.iter().find(|(id, _)| id == other).map(|p| p.1);
            let placed = view.at.0.iter().any(|(id, _)| *id == self.target);
            if let Some(at) = at.filter(|_| !placed) {
                view.at.set(self.target, at);
            }
            view.at.remove(other);
            view.collapsed.remove(other);
            view.hidden.retain(|hidden| hidden != other);
            match &mut view.shows {
                Shows::Only(shown) if shown.contains(&self.target) => {
                    shown.retain(|shown| shown != other);
                }
                Shows::Only(shown) => {
                    for shown in shown.iter_mut().filter(|shown| *shown == other) {
                        *shown = self.target;
                    }
                }
                Shows::Near { entity, .. } if entity == other => *entity = self.target,
                _ => {}
            }
        }
    }

    fn entity_now(&self, entity: EntityId) -> EntityId {
        if self.others.contains(&entity) {
            self.target
        } else {
            entity
        }
    }

    fn field_now(&self, entity: EntityId, field: FieldId) -> FieldId {
        let path = FieldPath { entity, field };
        self.fields.get(&path).copied().unwrap_or(field)
    }
}

impl Relink<ById, ById> for &Merged {
    type Error = Infallible;

    fn service(&mut self, from: &ServiceId) -> Result<ServiceId, Infallible> {
        Ok(*from)
    }
    fn store(&mut self, from: &StoreId) -> Result<StoreId, Infallible> {
        Ok(*from)
    }
    fn zone(&mut self, from: &ZoneId) -> Result<ZoneId, Infallible> {
        Ok(*from)
    }
    fn entity(&mut self, from: &EntityId) -> Result<EntityId, Infallible> {
        Ok(self.entity_now(*from))
    }
    fn own_field(&mut self, from: &FieldId) -> Result<FieldId, Infallible> {
        Ok(*from)
    }
    fn field_key(&mut self, from: &FieldId, _place: usize) -> FieldId {
        *from
    }
    fn field_of(&mut self, entity: &EntityId, from: &FieldId) -> Result<FieldId, Infallible> {
        Ok(self.field_now(*entity, *from))
    }
    fn field_path(&mut self, from: &FieldPath) -> Result<FieldPath, Infallible> {
        Ok(FieldPath {
            entity: self.entity_now(from.entity),
            field: self.field_now(from.entity, from.field),
        })
    }
    fn endpoint(&mut self, from: &Endpoint) -> Result<Endpoint, Infallible> {
        let fields = from.fields.iter();
        Ok(Endpoint {
            entity: self.entity_now(from.entity),
            fields: fields
                .map(|field| self.field_now(from.entity, *field))
                .collect(),
        })
    }
    fn relationship(&mut self, from: &RelationshipId) -> Result<RelationshipId, Infallible> {
        Ok(*from)
    }
    fn operation(&mut self, from: &OperationId) -> Result<OperationId, Infallible> {
        Ok(*from)
    }
    fn feed(&mut self, from: &FeedId) -> Result<FeedId, Infallible> {
        Ok(*from)
    }
    fn saga(&mut self, from: &SagaId) -> Result<SagaId, Infallible> {
        Ok(*from)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const CUSTOMER: &str = r#"
        services: [(name: "Accounts"), (name: "Mail")],
        entities: [
            (name: "customer", service: "Accounts", fields: [
                (name: "id", type: "uuid", key: true),
                (name: "name", type: "text"),
                (name: "state", type: "text"),
            ]),
            (name: "profile", service: "Mail", fields: [
                (name: "customer_id", type: "uuid", key: true),
                (name: "name", type: "TEXT"),
                (name: "state", type: "int"),
                (name: "bio", type: "text"),
            ], indexes: [(fields: ["bio"])]),
            (name: "search", fields: [(name: "id", type: "uuid"), (name: "bio", type: "text", roles: [CopyOf("Mail.profile.bio")])]),
        ],
        relationships: [
            (from: "profile.customer_id", to: "customer.id", ends: (ZeroOrOne, One), integrity: Enforced),
            (from: "search.id", to: "profile.customer_id", ends: (Many, One), integrity: None),
        ],
        operations: [(name: "show", accesses: [(read: "profile")])],
        views: [(name: "Some", shows: Only(["profile", "search"]), at: {"profile": (10, 20)})],
    "#;

    #[test]
    fn one_entity_has_the_fields_of_both_and_all_that_referred_to_either_refers_to_it() {
        let outcome = check(
            CUSTOMER,
            "customer, profile",
            DesignCommand::MergeEntities,
            r#"
            -name: "customer", service: "Accounts",
            +name: "customer", service: "Accounts", formerly: ["profile"],
            -],
            -),
            -(
            -name: "profile", service: "Mail",
            -fields: [
            -(name: "customer_id", type: "uuid", key: true),
            -(name: "name", type: "TEXT"),
            -(name: "state", type: "int"),
            +(name: "profile_state", type: "int"),
            -(name: "bio", type: "text", roles: [CopyOf("profile.bio")]),
            +(name: "bio", type: "text", roles: [CopyOf("customer.bio")]),
            -(from: "profile.customer_id", to: "customer.id", ends: (ZeroOrOne, One), integrity: Enforced),
            -(from: "search.id", to: "profile.customer_id", ends: (Many, One), integrity: None),
            +(from: "search.id", to: "customer.id", ends: (Many, One), integrity: None),
            -(read: "profile"),
            +(read: "customer"),
            -name: "Some", shows: Only(["profile", "search"]),
            +name: "Some", shows: Only(["customer", "search"]),
            -"profile": (10, 20),
            +"customer": (10, 20),
            "#,
        );
        assert_eq!(
            outcome.notes,
            [
                "state of profile is not what state of customer is: it is called profile_state now",
                "What profile had moves from service Mail to Accounts",
            ]
        );
        assert_eq!(outcome.transaction.label, "Merge profile into customer");
    }

    #[test]
    fn rows_that_have_no_room_are_spoken_of() {
        let orders = r#"
            entities: [
                (name: "order", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "line", fields: [
                    (name: "id", type: "uuid", key: true),
                    (name: "order_id", type: "uuid"),
                ]),
            ],
            relationships: [
                (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
            ],
        "#;
        let outcome = check(
            orders,
            "order, line",
            DesignCommand::MergeEntities,
            r#"
            -name: "order",
            -fields: [
            -(name: "id", type: "uuid", key: true),
            -],
            -),
            -(
            -name: "line",
            +name: "order", formerly: ["line"],
            -(name: "order_id", type: "uuid"),
            +(name: "line_id", type: "uuid"),
            -relationships: [
            -(from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced),
            -],
            "#,
        );
        assert_eq!(
            outcome.notes,
            [
                "One order had several of line: there is room for one of them only",
                "id of line is not what id of order is: it is called line_id now",
            ]
        );
    }

    #[test]
    fn one_entity_is_not_enough() {
        let merge = DesignCommand::MergeEntities;
        let which = "Select two or more entities";
        refuses(CUSTOMER, "customer", merge, which);
        refuses(CUSTOMER, "service Accounts, service Mail", merge, which);
    }
}
