//! Putting copied parts into a design.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::COPIED;
use crate::base::geometry::{Point, point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Editable, Transaction, entity_names, unique_name};
use crate::format::native::{ReadError, Syntax, read};
use crate::model::{
    ById, Design, Endpoint, Entity, EntityId, Feed, FeedId, FieldId, FieldPath, Item, Kind, Note,
    Operation, OperationId, Reference, RelationshipId, Relink, Saga, SagaId, Service, ServiceId,
    Shows, Store, StoreId, View, ViewId, Zone, ZoneId,
};
use crate::session::Selection;
use crate::session::positions::{Positions, hold, whole_point};
use crate::session::search::title;
use crate::session::selection::NotePath;

/// What came of pasted text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The step that adds everything.
    pub transaction: Transaction,
    /// What was added.
    pub selection: Selection,
    /// What could not be kept, a line each.
    pub notes: Vec<String>,
}

/// Why nothing is pasted.
#[derive(Debug, Error)]
pub enum PasteError {
    /// The text is something else.
    #[error("the clipboard holds no part of a design")]
    NoDesign,
    /// The text is a design with an error in it.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// There is nothing in it.
    #[error("the copied design is empty")]
    Empty,
}

/// Adds what a text holds, its middle at a point. `current` says where everything stands.
pub fn paste(
    design: &Design,
    view: Option<ViewId>,
    current: &Positions,
    text: &str,
    at: Point,
) -> Result<Pasted, PasteError> {
    if !text.trim_start().starts_with("Design(") {
        return Err(PasteError::NoDesign);
    }
    let fragment = read(text.as_bytes(), Syntax::Ron)?.design;
    let copied = copied(&fragment);
    let (fragment, mut map, notes) = resolve(design, &fragment, &copied);
    let mut builder = Builder::new(design, String::new());
    let mut selection = Selection::default();

    map.services = named::<Service>(&mut builder, &fragment, &mut selection, Reference::Service);
    map.zones = named::<Zone>(&mut builder, &fragment, &mut selection, Reference::Zone);
    map.stores = named::<Store>(&mut builder, &fragment, &mut selection, Reference::Store);
    relink_stores(&mut builder, design, &fragment, &mut map);
    let entities = add_entities(&mut builder, &fragment, &copied, &mut map);
    for (_, new) in &entities {
        selection.add(Reference::Entity(*new));
    }
    let mut added = entities.len();
    for (_, relationship) in fragment.relationships().iter() {
        if let Ok(relationship) = relationship.relink(&mut map) {
            builder.insert(relationship);
        }
    }
    for (_, feed) in fragment.feeds().iter() {
        if let Ok(feed) = feed.relink(&mut map) {
            let feed: Feed = feed;
            builder.insert(feed);
        }
    }
    for (id, operation) in fragment.operations().iter() {
        let new = builder.insert(Operation {
            name: free::<Operation>(builder.design(), &operation.name),
            ..Operation::default()
        });
        map.operations.insert(id, new);
        selection.add(Reference::Operation(new));
        added += 1;
    }
    // They may call each other.
    for (id, operation) in fragment.operations().iter() {
        if let (Some(new), Ok(relinked)) =
            (map.operations.get(&id), operation.relink(&mut map.clone()))
        {
            let mut relinked: Operation = relinked;
            builder.update(*new, |operation: &mut Operation| {
                relinked.name = std::mem::take(&mut operation.name);
                *operation = relinked;
            });
        }
    }
    for (_, saga) in fragment.sagas().iter() {
        if let Ok(mut saga) = saga.relink(&mut map) {
            saga.name = free::<Saga>(builder.design(), &saga.name);
            let new = builder.insert::<Saga>(saga);
            selection.add(Reference::Saga(new));
            added += 1;
        }
    }
    let text = first_view(&fragment).map_or(&[][..], |view| &view.notes);
    if !entities.is_empty() || !text.is_empty() {
        let view = place(&mut builder, view, current, &fragment, &entities, at);
        let notes = builder.design().get(view).map_or(0, |v| v.notes.len());
        for place in notes.saturating_sub(text.len())..notes {
            selection.add_note(NotePath { view, place });
        }
    }
    added = (added + text.len()).max(selection.len());
    if added == 0 {
        return Err(PasteError::Empty);
    }
    let label = match entities.as_slice() {
        [(_, one)] if added == 1 => format!("Paste {}", name(builder.design(), *one)),
        [] if added == 1 && !text.is_empty() => "Paste note".to_owned(),
        _ => format!("Paste {added} parts"),
    };
    builder.set_label(label);
    Ok(Pasted {
        transaction: builder.finish(),
        selection,
        notes,
    })
}

/// The entities that were copied: those of the view that says so, or all of a whole design.
fn copied(fragment: &Design) -> BTreeSet<EntityId> {
    let view = fragment
        .views()
        .iter()
        .find(|(_, view)| view.name == COPIED);
    match view.map(|(_, view)| &view.shows) {
        Some(Shows::Only(entities)) => entities.iter().copied().collect(),
        _ => fragment.entities().ids().collect(),
    }
}

/// Looks for what is only referred to, and takes out what is not found; says what went with it.
fn resolve(
    design: &Design,
    fragment: &Design,
    copied: &BTreeSet<EntityId>,
) -> (Design, Map, Vec<String>) {
    let mut map = Map::default();
    let mut gone = Vec::new();
    for (id, outline) in fragment.entities().iter() {
        if copied.contains(&id) {
            continue;
        }
        let service = outline.service.and_then(|id| fragment.get(id));
        let Some((found, entity)) = find(design, outline, service) else {
            gone.push(Reference::Entity(id));
            continue;
        };
        map.entities.insert(id, found);
        for field in &outline.fields {
            let path = FieldPath {
                entity: id,
                field: field.id,
            };
            match entity.field_named(&field.name) {
                Some(same) => {
                    map.fields.insert(path, same.id);
                }
                None => gone.push(Reference::Field(path)),
            }
        }
    }
    // Services that only those are of come along for their names alone.
    let (mut of_others, mut of_copied) = (BTreeSet::new(), BTreeSet::new());
    fragment.visit_references(&mut |(kind, number), reference| {
        let is_other = kind == Kind::Entity && !copied.contains(&Id::new(number));
        if is_other {
            of_others.insert(reference);
        } else {
            of_copied.insert(reference);
        }
    });
    let services = fragment.services().ids().map(Reference::Service);
    gone.extend(services.filter(|part| of_others.contains(part) && !of_copied.contains(part)));
    let mut builder = Builder::new(fragment, "");
    builder.remove(gone);
    let left = builder.design().clone();
    let mut notes = Vec::new();
    for (id, _) in fragment.relationships().iter() {
        if !left.relationships().contains(id) {
            let name = title(fragment, Reference::Relationship(id));
            notes.push(format!("{name}: left out, its other end is not here"));
        }
    }
    for (id, _) in fragment.feeds().iter() {
        if !left.feeds().contains(id) {
            let name = title(fragment, Reference::Feed(id));
            notes.push(format!("Feed {name}: left out, its source is not here"));
        }
    }
    for id in copied {
        let (Some(before), Some(after)) = (fragment.get(*id), left.get(*id)) else {
            continue;
        };
        for (before, after) in before.fields.iter().zip(&after.fields) {
            if before.roles.len() != after.roles.len() {
                let part = Reference::Field(FieldPath {
                    entity: *id,
                    field: before.id,
                });
                notes.push(format!(
                    "{}: no copy any more, its source is not here",
                    title(fragment, part)
                ));
            }
        }
    }
    (left, map, notes)
}

/// The entity of this name in the service of this name, or the only one of this name.
fn find<'d>(
    design: &'d Design,
    outline: &Entity,
    service: Option<&Service>,
) -> Option<(EntityId, &'d Entity)> {
    let mut same = design
        .entities()
        .iter()
        .filter(|(_, entity)| entity.name == outline.name);
    let in_service = same.clone().find(|(_, entity)| {
        let other = entity.service.and_then(|id| design.get(id));
        other.map(|other| &other.name) == service.map(|service| &service.name)
    });
    in_service.or_else(|| {
        let first = same.next()?;
        same.next().is_none().then_some(first)
    })
}

/// Parts that are there already by name are used, others are added.
fn named<T: Editable>(
    builder: &mut Builder,
    fragment: &Design,
    selection: &mut Selection,
    reference: impl Fn(Id<T>) -> Reference,
) -> BTreeMap<Id<T>, Id<T>> {
    let mut map = BTreeMap::new();
    for (id, item) in fragment.list::<T>().iter() {
        let same = builder
            .design()
            .list::<T>()
            .iter()
            .find(|(_, other)| other.name() == item.name())
            .map(|(id, _)| id);
        let new = same.unwrap_or_else(|| {
            let new = builder.insert(item.clone());
            selection.add(reference(new));
            new
        });
        map.insert(id, new);
    }
    map
}

/// New stores belong to the services of the design they are pasted into.
fn relink_stores(builder: &mut Builder, design: &Design, fragment: &Design, map: &mut Map) {
    for (id, store) in fragment.stores().iter() {
        let Some(new) = map.stores.get(&id).copied() else {
            continue;
        };
        if !design.stores().contains(new)
            && let Ok(store) = store.relink(map)
        {
            let store: Store = store;
            builder.update(new, |new: &mut Store| *new = store);
        }
    }
}

/// Adds the copied entities. Returns them with what they are now.
fn add_entities(
    builder: &mut Builder,
    fragment: &Design,
    copied: &BTreeSet<EntityId>,
    map: &mut Map,
) -> Vec<(EntityId, EntityId)> {
    let mut entities = Vec::new();
    for (id, entity) in fragment.entities().iter() {
        if !copied.contains(&id) {
            continue;
        }
        let service = entity.service.and_then(|s| map.services.get(&s).copied());
        let taken = entity_names(builder.design(), service);
        let new = builder.insert(Entity {
            name: unique_name(&entity.name, taken),
            service,
            ..Entity::default()
        });
        map.entities.insert(id, new);
        entities.push((id, new));
    }
    // All of them are there now, to be referred to.
    for (id, new) in &entities {
        let relinked = fragment.get(*id).map(|entity| entity.relink(map));
        if let Some(Ok(relinked)) = relinked {
            let mut relinked: Entity = relinked;
            builder.update(*new, |entity: &mut Entity| {
                relinked.name = std::mem::take(&mut entity.name);
                *entity = relinked;
            });
        }
    }
    entities
}

fn first_view(fragment: &Design) -> Option<&View> {
    fragment.views().iter().next().map(|(_, view)| view)
}

/// Puts the middle of what was copied at a point, with its notes. Returns the view that it is put into.
fn place(
    builder: &mut Builder,
    view: Option<ViewId>,
    current: &Positions,
    fragment: &Design,
    entities: &[(EntityId, EntityId)],
    at: Point,
) -> ViewId {
    /// About half of a card, which is where the upper left corner is from its middle.
    const HALF: (f32, f32) = (90.0, 50.0);
    /// From one to the next where nothing says where they stood.
    const STEP: (i32, i32) = (240, 200);
    let seen = first_view(fragment);
    let stood: BTreeMap<EntityId, (i32, i32)> = seen
        .map(|view| view.at.0.iter().copied().collect())
        .unwrap_or_default();
    let notes = seen.map_or(&[][..], |view| &view.notes);
    let columns = (entities.len() as f32).sqrt().ceil().max(1.0) as usize;
    let corners: Vec<(EntityId, (i32, i32))> = entities
        .iter()
        .enumerate()
        .map(|(place, (id, new))| {
            let (column, row) = ((place % columns) as i32, (place / columns) as i32);
            let grid = (column * STEP.0, row * STEP.1);
            (*new, stood.get(id).copied().unwrap_or(grid))
        })
        .collect();
    let all = || {
        corners
            .iter()
            .map(|(_, at)| *at)
            .chain(notes.iter().map(|note| note.at))
    };
    let xs = || all().map(|at| at.0);
    let ys = || all().map(|at| at.1);
    let middle = |least: Option<i32>, most: Option<i32>| {
        f32::midpoint(least.unwrap_or(0) as f32, most.unwrap_or(0) as f32)
    };
    let from = point(
        middle(xs().min(), xs().max()),
        middle(ys().min(), ys().max()),
    );
    let by = at - vector(HALF.0, HALF.1) - from;
    let view = hold(builder, view, current);
    builder.update(view, |view: &mut View| {
        for (id, corner) in &corners {
            let corner = point(corner.0 as f32, corner.1 as f32) + by;
            view.at.set(*id, whole_point(corner));
        }
        view.notes.extend(notes.iter().map(|note| Note {
            at: whole_point(point(note.at.0 as f32, note.at.1 as f32) + by),
            ..note.clone()
        }));
    });
    view
}

fn name<T: Item>(design: &Design, id: Id<T>) -> &str {
    design.get(id).and_then(Item::name).unwrap_or_default()
}

fn free<T: Item>(design: &Design, wanted: &str) -> String {
    let taken = design
        .list::<T>()
        .iter()
        .filter_map(|(_, item)| item.name());
    unique_name(wanted, taken)
}

/// What the parts of the fragment are in the design.
#[derive(Clone, Default)]
struct Map {
    services: BTreeMap<ServiceId, ServiceId>,
    stores: BTreeMap<StoreId, StoreId>,
    zones: BTreeMap<ZoneId, ZoneId>,
    entities: BTreeMap<EntityId, EntityId>,
    operations: BTreeMap<OperationId, OperationId>,
    /// Fields of entities that are only referred to; those of the copied keep their ids.
    fields: BTreeMap<FieldPath, FieldId>,
}

/// Something is referred to that does not come along.
#[derive(Debug)]
struct Missing;

fn look_up<T>(map: &BTreeMap<Id<T>, Id<T>>, id: Id<T>) -> Result<Id<T>, Missing> {
    map.get(&id).copied().ok_or(Missing)
}

impl Map {
    fn field(&self, entity: EntityId, field: FieldId) -> FieldId {
        let path = FieldPath { entity, field };
        self.fields.get(&path).copied().unwrap_or(field)
    }
}

impl Relink<ById, ById> for Map {
    type Error = Missing;

    fn service(&mut self, from: &ServiceId) -> Result<ServiceId, Missing> {
        look_up(&self.services, *from)
    }
    fn store(&mut self, from: &StoreId) -> Result<StoreId, Missing> {
        look_up(&self.stores, *from)
    }
    fn zone(&mut self, from: &ZoneId) -> Result<ZoneId, Missing> {
        look_up(&self.zones, *from)
    }
    fn entity(&mut self, from: &EntityId) -> Result<EntityId, Missing> {
        look_up(&self.entities, *from)
    }
    fn own_field(&mut self, from: &FieldId) -> Result<FieldId, Missing> {
        Ok(*from)
    }
    fn field_key(&mut self, from: &FieldId, _place: usize) -> FieldId {
        *from
    }
    fn field_of(&mut self, entity: &EntityId, from: &FieldId) -> Result<FieldId, Missing> {
        Ok(self.field(*entity, *from))
    }
    fn field_path(&mut self, from: &FieldPath) -> Result<FieldPath, Missing> {
        Ok(FieldPath {
            entity: self.entity(&from.entity)?,
            field: self.field(from.entity, from.field),
        })
    }
    fn endpoint(&mut self, from: &Endpoint) -> Result<Endpoint, Missing> {
        let fields = from.fields.iter();
        Ok(Endpoint {
            entity: self.entity(&from.entity)?,
            fields: fields
                .map(|field| self.field(from.entity, *field))
                .collect(),
        })
    }
    fn relationship(&mut self, _: &RelationshipId) -> Result<RelationshipId, Missing> {
        Err(Missing)
    }
    fn operation(&mut self, from: &OperationId) -> Result<OperationId, Missing> {
        look_up(&self.operations, *from)
    }
    fn feed(&mut self, _: &FeedId) -> Result<FeedId, Missing> {
        Err(Missing)
    }
    fn saga(&mut self, _: &SagaId) -> Result<SagaId, Missing> {
        Err(Missing)
    }
}
