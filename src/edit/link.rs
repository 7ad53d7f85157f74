//! Relating what a person points at: which of two is the child, which fields take part, and what goes without saying.

use super::{Builder, relate, unique_name};
use crate::model::{
    Design, Endpoint, Entity, EntityId, Field, FieldId, FieldPath, RelationshipId, TypeFamily,
};

/// An end of a relationship, as a person points at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// The entity as a whole.
    Entity(EntityId),
    /// One of its fields.
    Field(FieldPath),
}

/// What relating two ends would come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Who holds the foreign key.
    pub child: EntityId,
    /// Whom it points at.
    pub parent: EntityId,
    /// The fields of the child, none for one to be added, each with the field of the parent that it refers to. Empty where
    /// the parent has no key yet.
    pub pairs: Vec<(Option<FieldId>, FieldId)>,
}

/// Two fields that cannot hold the same values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The child's field with its type: `order.total money`.
    pub child: String,
    /// The parent's: `customer.id uuid`.
    pub parent: String,
}

impl Pointed {
    /// The entity.
    pub fn entity(self) -> EntityId {
        match self {
            Self::Entity(id) => id,
            Self::Field(path) => path.entity,
        }
    }
}

/// What relating `source` to `target` comes to: the source refers to the target, unless only the source is a key, which
/// others refer to. None where it makes no sense, as between a field and itself.
pub fn plan(design: &Design, source: Pointed, target: Pointed) -> Option<Plan> {
    use Pointed::{Entity, Field};
    match (source, target) {
        (Entity(child), Entity(parent)) => Some(to_key(design, child, parent)),
        (Field(key), Entity(child)) if is_free_key(design, key) => {
            Some(by_new_field(design, child, key))
        }
        (Field(field), Entity(parent)) => from_field(design, field, parent),
        (Entity(child), Field(key)) if identifies(design, key) => {
            Some(by_new_field(design, child, key))
        }
        (Entity(parent), Field(field)) => from_field(design, field, parent),
        (Field(one), Field(other)) if one == other => None,
        (Field(key), Field(field)) if identifies(design, key) && !identifies(design, field) => {
            Some(pair(field, key))
        }
        (Field(field), Field(key)) => Some(pair(field, key)),
    }
}

impl Plan {
    /// The fields that cannot hold the same values, if there are such.
    pub fn mismatch(&self, design: &Design) -> Option<Mismatch> {
        let (child, parent) = (design.get(self.child)?, design.get(self.parent)?);
        self.pairs.iter().find_map(|&(from, to)| {
            let (from, to) = (child.field(from?)?, parent.field(to)?);
            let describe = |entity: &Entity, field: &Field| {
                format!("{}.{} {}", entity.name, field.name, field.data_type)
            };
            TypeFamily::never_equal(&from.data_type, &to.data_type).then(|| Mismatch {
                child: describe(child, from),
                parent: describe(parent, to),
            })
        })
    }

    /// The relationship that is there already and does the same.
    pub fn existing(&self, design: &Design) -> Option<RelationshipId> {
        let from: Option<Vec<FieldId>> = self.pairs.iter().map(|pair| pair.0).collect();
        let to: Vec<FieldId> = self.pairs.iter().map(|pair| pair.1).collect();
        let from = from.filter(|from| !from.is_empty())?;
        let mut all = design.relationships().iter();
        all.find(|(_, r)| {
            (r.from.entity, r.to.entity) == (self.child, self.parent)
                && r.from.fields == from
                && r.to.fields == to
        })
        .map(|(id, _)| id)
    }

    /// The names of the fields that would be added to the child.
    pub fn added(&self, design: &Design) -> Vec<String> {
        let (Some(child), Some(parent)) = (design.get(self.child), design.get(self.parent)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = Vec::new();
        for &(from, to) in &self.pairs {
            if let (None, Some(to)) = (from, parent.field(to)) {
                let wanted = self.key_name(parent, to);
                let taken = child.fields.iter().map(|field| field.name.as_str());
                let name = unique_name(&wanted, taken.chain(names.iter().map(String::as_str)));
                names.push(name);
            }
        }
        names
    }

    /// Draws the relationship, adding the fields that the child lacks.
    pub fn draw(&self, builder: &mut Builder) -> RelationshipId {
        let mut names = self.added(builder.design()).into_iter();
        let parent = builder.design().get(self.parent).cloned();
        let mut from = Vec::new();
        for &(field, to) in &self.pairs {
            let field = field.or_else(|| {
                let to = parent.as_ref()?.field(to)?;
                let (name, null) = (names.next()?, self.child == self.parent);
                Some(add_field(builder, self.child, &name, to, null))
            });
            from.extend(field);
        }
        let from = Endpoint {
            entity: self.child,
            fields: from,
        };
        let to = Endpoint {
            entity: self.parent,
            fields: self.pairs.iter().map(|pair| pair.1).collect(),
        };
        relate::insert(builder, from, to)
    }

    fn key_name(&self, parent: &Entity, key: &Field) -> String {
        key_name(self.child == self.parent, parent, key)
    }
}

fn pair(from: FieldPath, to: FieldPath) -> Plan {
    Plan {
        child: from.entity,
        parent: to.entity,
        pairs: vec![(Some(from.field), to.field)],
    }
}

/// The child refers to the parent's key by fields that it has, where their names say so, or by new ones.
fn to_key(design: &Design, child: EntityId, parent: EntityId) -> Plan {
    let key: Vec<FieldId> = design
        .get(parent)
        .into_iter()
        .flat_map(|parent| parent.primary_key().map(|field| field.id))
        .collect();
    Plan {
        child,
        parent,
        pairs: key
            .into_iter()
            .map(|to| (field_for(design, child, (parent, to)), to))
            .collect(),
    }
}

fn by_new_field(design: &Design, child: EntityId, key: FieldPath) -> Plan {
    let field = field_for(design, child, (key.entity, key.field));
    Plan {
        child,
        parent: key.entity,
        pairs: vec![(field, key.field)],
    }
}

/// The field refers to the parent's key; of a composite one to the field that it fits best, and others to the rest.
fn from_field(design: &Design, field: FieldPath, parent: EntityId) -> Option<Plan> {
    let mut plan = to_key(design, field.entity, parent);
    let (child, key_of) = (design.get(field.entity)?, design.get(parent)?);
    let own = child.field(field.field)?;
    let own_reference = (field.entity, field.field);
    plan.pairs.retain(|pair| (parent, pair.1) != own_reference);
    let score = |to: FieldId| {
        let Some(to) = key_of.field(to) else { return 0 };
        let named = own.name == key_name(false, key_of, to) || own.name == to.name;
        let (own, to) = (own.data_type.trim(), to.data_type.trim());
        let same = !own.is_empty() && own.eq_ignore_ascii_case(to);
        4 * u8::from(named) + 2 * u8::from(same) + u8::from(!TypeFamily::never_equal(own, to))
    };
    let mut best: Option<(u8, usize)> = None;
    for (place, pair) in plan.pairs.iter().enumerate() {
        let score = score(pair.1);
        if best.is_none_or(|best| score > best.0) {
            best = Some((score, place));
        }
    }
    for pair in &mut plan.pairs {
        pair.0 = pair.0.filter(|id| *id != field.field);
    }
    if let Some(pair) = best.and_then(|(_, place)| plan.pairs.get_mut(place)) {
        pair.0 = Some(field.field);
    }
    // Without a key to refer to, the entity as a whole is the parent, and the key is decided later.
    Some(plan)
}

/// The field of the child that is named for a key and refers to nothing yet.
fn field_for(
    design: &Design,
    child: EntityId,
    (parent, key): (EntityId, FieldId),
) -> Option<FieldId> {
    let parent_entity = design.get(parent)?;
    let key = parent_entity.field(key)?;
    let name = key_name(child == parent, parent_entity, key);
    let field = design.get(child)?.fields.iter().find(|field| {
        field.name == name && !TypeFamily::never_equal(&field.data_type, &key.data_type)
    })?;
    (!is_foreign(design, child, field.id)).then_some(field.id)
}

fn is_foreign(design: &Design, entity: EntityId, field: FieldId) -> bool {
    let mut all = design.relationships().iter();
    all.any(|(_, r)| r.from.entity == entity && r.from.fields.contains(&field))
}

/// What a foreign key is called: `customer_id`; `parent_id` where an entity refers to itself.
fn key_name(is_self: bool, parent: &Entity, key: &Field) -> String {
    let owner = if is_self {
        "parent"
    } else {
        parent.name.trim()
    };
    if !is_self && key.name.starts_with(&format!("{owner}_")) {
        return key.name.clone();
    }
    format!("{owner}_{}", key.name)
}

/// Whether rows are told apart by the field, alone or with others.
fn identifies(design: &Design, path: FieldPath) -> bool {
    let entity = design.get(path.entity);
    entity
        .and_then(|entity| entity.field(path.field))
        .is_some_and(|field| field.key || field.unique)
}

/// Whether the field is a key of its own that refers to nothing: what a person drags from it leads to a child.
fn is_free_key(design: &Design, path: FieldPath) -> bool {
    let entity = design.get(path.entity);
    entity.is_some_and(|entity| entity.is_unique(&[path.field]))
        && !is_foreign(design, path.entity, path.field)
}

fn add_field(
    builder: &mut Builder,
    child: EntityId,
    name: &str,
    key: &Field,
    null: bool,
) -> FieldId {
    let mut added = FieldId::default();
    builder.update(child, |entity: &mut Entity| {
        added = entity.next_field_id();
        entity.fields.push(Field {
            id: added,
            name: name.to_owned(),
            data_type: referring_type(&key.data_type),
            null,
            ..Field::default()
        });
    });
    added
}

/// The type of a field that refers to one of this type: numbers that count by themselves do so on one side only.
fn referring_type(data_type: &str) -> String {
    match data_type.trim().to_ascii_lowercase().as_str() {
        "serial" | "serial4" => "integer".into(),
        "bigserial" | "serial8" => "bigint".into(),
        "smallserial" | "serial2" => "smallint".into(),
        _ => data_type.to_owned(),
    }
}
