//! Taking parts out of a design.

use std::collections::{BTreeMap, BTreeSet};

use super::COPIED;
use crate::edit::Builder;
use crate::format::native::{Syntax, write};
use crate::model::{
    Decision, Design, Entity, EntityId, EntityKind, Feed, FieldId, FieldPath, Header, Note, Pairs,
    Reference, Relationship, Role, Scenario, Shows, View, ViewId,
};
use crate::session::Selection;
use crate::session::picture::Picture;
use crate::session::positions::{movable, whole_point};

/// The selected parts as text: entities with their fields, those of selected services, what ties them together, and the
/// operations, sagas, stores, zones and notes that are selected. None if nothing of that is selected.
pub fn copy(design: &Design, selection: &Selection, picture: &Picture) -> Option<String> {
    let copied: BTreeSet<EntityId> = movable(design, selection.iter()).into_iter().collect();
    let chosen = |part: Reference| selection.contains(part);
    let notes: Vec<Note> = selection
        .notes()
        .filter_map(|note| design.get(note.view)?.notes.get(note.place).cloned())
        .collect();
    let is_anything = !copied.is_empty()
        || !notes.is_empty()
        || selection.iter().any(|part| {
            matches!(
                part,
                Reference::Service(_)
                    | Reference::Store(_)
                    | Reference::Zone(_)
                    | Reference::Operation(_)
                    | Reference::Saga(_)
            )
        });
    if !is_anything {
        return None;
    }
    let mut builder = Builder::new(design, "");
    builder.set_header(Header::default());
    for id in design.views().ids() {
        builder.take::<View>(id);
    }
    for id in design.scenarios().ids() {
        builder.take::<Scenario>(id);
    }
    for id in design.decisions().ids() {
        builder.take::<Decision>(id);
    }

    // Fields of others that the copied refer to.
    let referred = referred(design, &copied);
    let mut gone: Vec<Reference> = Vec::new();
    for (id, relationship) in design.relationships().iter() {
        if !copied.contains(&relationship.from.entity) {
            builder.take::<Relationship>(id);
        }
    }
    for (id, feed) in design.feeds().iter() {
        if !copied.contains(&feed.to) {
            builder.take::<Feed>(id);
        }
    }
    for (id, item) in design.operations().iter() {
        let with_service = item.service.is_some_and(|s| chosen(Reference::Service(s)));
        if !chosen(Reference::Operation(id)) && !with_service {
            gone.push(Reference::Operation(id));
        }
    }
    let sagas = design.sagas().ids().map(Reference::Saga);
    gone.extend(sagas.filter(|part| !chosen(*part)));
    let entities = design.entities().ids();
    gone.extend(
        entities
            .filter(|id| !copied.contains(id) && !referred.contains_key(id))
            .map(Reference::Entity),
    );
    for (id, fields) in &referred {
        builder.update(*id, |entity: &mut Entity| outline(entity, fields));
    }
    builder.remove(gone);

    // Of services, stores and zones what is left is used, or selected itself; stores use services.
    let stores: Vec<Reference> = design.stores().ids().map(Reference::Store).collect();
    let others = design.services().ids().map(Reference::Service);
    let others = others.chain(design.zones().ids().map(Reference::Zone));
    for parts in [stores, others.collect()] {
        let mut used = BTreeSet::new();
        builder.design().visit_references(&mut |_, reference| {
            used.insert(reference);
        });
        builder.remove(
            parts
                .into_iter()
                .filter(|part| !used.contains(part) && !chosen(*part)),
        );
    }

    let at = picture
        .positions()
        .filter(|(id, _)| copied.contains(id))
        .map(|(id, at)| (id, whole_point(at)));
    let at = at.collect();
    builder.insert(View {
        name: COPIED.to_owned(),
        shows: Shows::Only(copied.into_iter().collect()),
        at: Pairs(at),
        notes,
        ..View::default()
    });
    Some(write(builder.design(), Syntax::Ron))
}

/// A view that draws the selected entities alone, where they stand.
pub fn drawn(
    design: &Design,
    view: Option<ViewId>,
    selection: &Selection,
    picture: &Picture,
) -> View {
    let shown: BTreeSet<EntityId> = movable(design, selection.iter()).into_iter().collect();
    let mut only = view
        .and_then(|id| design.get(id))
        .cloned()
        .unwrap_or_default();
    let at = picture.positions().filter(|(id, _)| shown.contains(id));
    only.at = Pairs(at.map(|(id, at)| (id, whole_point(at))).collect());
    only.shows = Shows::Only(shown.into_iter().collect());
    only.hidden.clear();
    only.boundaries.0.clear();
    only.notes.clear();
    only
}

/// For each entity that is not copied, the fields that the copied refer to.
fn referred(design: &Design, copied: &BTreeSet<EntityId>) -> BTreeMap<EntityId, BTreeSet<FieldId>> {
    let mut referred: BTreeMap<EntityId, BTreeSet<FieldId>> = BTreeMap::new();
    let mut refer = |entity: EntityId, fields: &mut dyn Iterator<Item = FieldId>| {
        if !copied.contains(&entity) {
            referred.entry(entity).or_default().extend(fields);
        }
    };
    for (_, relationship) in design.relationships().iter() {
        if copied.contains(&relationship.from.entity) {
            let to = &relationship.to;
            refer(to.entity, &mut to.fields.iter().copied());
        }
    }
    for (_, feed) in design.feeds().iter() {
        if copied.contains(&feed.to) {
            let fields = feed.fields.iter().map(|(from, _)| *from);
            refer(feed.from, &mut fields.chain(feed.ordered_by));
        }
    }
    for id in copied {
        let fields = design.get(*id).into_iter().flat_map(|e| &e.fields);
        for FieldPath { entity, field } in
            fields.flat_map(|f| f.roles.iter()).filter_map(Role::source)
        {
            refer(*entity, &mut std::iter::once(*field));
        }
    }
    referred
}

/// Leaves of an entity what it takes to find it again.
fn outline(entity: &mut Entity, fields: &BTreeSet<FieldId>) {
    *entity = Entity {
        name: std::mem::take(&mut entity.name),
        service: entity.service,
        kind: EntityKind::default(),
        fields: std::mem::take(&mut entity.fields)
            .into_iter()
            .filter(|field| fields.contains(&field.id))
            .map(|field| crate::model::Field {
                id: field.id,
                name: field.name,
                data_type: field.data_type,
                ..crate::model::Field::default()
            })
            .collect(),
        ..Entity::default()
    };
}
