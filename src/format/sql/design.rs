//! A schema → a design: entities, relationships, one store, perhaps services.
//!
//! What a design cannot say (an index on an expression, a key that leads out of the file) becomes
//! a warning, never an error.

mod marks;
pub mod services;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use super::dialect::Dialect;
use super::schema::{self, QualifiedName, ReferentialAction, Schema, Table, TableKind};
use crate::model::{
    Cardinality, DeletePolicy, Design, Endpoint, Engine, Entity, EntityId, EntityKind, Field,
    FieldId, Header, Index, Item, Lifecycle, OnDelete, Relationship, Role, Service, ServiceId,
    Store, StoreId, Versioning,
};
use services::{Assigner, Services};

/// What a design is made of besides the schema.
#[derive(Clone, Debug, Default)]
pub struct DesignOptions {
    /// Name of the design and of the store: the file's name without its extension.
    pub name: String,
    /// Which service owns which table.
    pub services: Services,
}

/// Something the user should know about a design made from a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line of the statement it is about, from 1; none if it is about the whole.
    pub line: Option<u32>,
    /// What is missing or different, and why.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Makes a design of a schema that was read in `dialect`.
pub fn to_design(
    schema: &Schema,
    dialect: Dialect,
    options: &DesignOptions,
) -> (Design, Vec<Warning>) {
    let mut maker = Maker::new(schema, dialect, options);
    for table in &schema.tables {
        maker.entity(table);
    }
    for table in &schema.tables {
        for key in &table.foreign_keys {
            maker.relationship(table, key);
        }
    }
    maker.finish()
}

struct Maker<'a> {
    design: Design,
    warnings: Vec<Warning>,
    assigner: Assigner<'a>,
    services: BTreeMap<String, ServiceId>,
    store: StoreId,
    enums: HashMap<String, &'a [String]>,
    entities: HashMap<&'a QualifiedName, EntityId>,
    /// How many tables share a bare name, by that name.
    bare_names: HashMap<&'a str, usize>,
    taken: BTreeSet<(Option<ServiceId>, String)>,
    dialect: Dialect,
}

/// For building: an open design changes by edits.
fn push<T: Item>(design: &mut Design, item: T) -> crate::base::id::Id<T> {
    T::list_mut(design).push(item)
}

impl<'a> Maker<'a> {
    fn new(schema: &'a Schema, dialect: Dialect, options: &'a DesignOptions) -> Self {
        let mut design = Design::default();
        let name = if options.name.trim().is_empty() {
            "database".to_owned()
        } else {
            options.name.clone()
        };
        design.set_header(std::sync::Arc::new(Header {
            name: name.clone(),
            ..Header::default()
        }));
        let store = push(
            &mut design,
            Store {
                name,
                engine: engine(dialect),
                shards: 1,
                ..Store::default()
            },
        );
        let mut bare_names: HashMap<&str, usize> = HashMap::new();
        for table in &schema.tables {
            *bare_names.entry(&table.name.name).or_default() += 1;
        }
        let mut enums = HashMap::new();
        for found in &schema.enums {
            enums.insert(found.name.to_string(), found.values.as_slice());
            enums.insert(found.name.name.clone(), found.values.as_slice());
        }
        Self {
            design,
            warnings: Vec::new(),
            assigner: Assigner::new(&options.services),
            services: BTreeMap::new(),
            store,
            enums,
            entities: HashMap::new(),
            bare_names,
            taken: BTreeSet::new(),
            dialect,
        }
    }

    fn warn(&mut self, line: u32, message: String) {
        self.warnings.push(Warning {
            line: Some(line),
            message,
        });
    }

    fn service(&mut self, table: &Table) -> Option<ServiceId> {
        let name = self.assigner.service_of(&table.name)?;
        if let Some(&id) = self.services.get(&name) {
            return Some(id);
        }
        let service = Service {
            name: name.clone(),
            instances: 1,
            ..Service::default()
        };
        let id = push(&mut self.design, service);
        self.services.insert(name, id);
        Some(id)
    }

    /// A name that no entity of the service has: with the schema where the bare one is not enough.
    fn entity_name(&mut self, table: &Table, service: Option<ServiceId>) -> String {
        let bare = table.name.name.clone();
        let shared = self.bare_names.get(bare.as_str()).copied().unwrap_or(0) > 1;
        let by_schema = matches!(self.assigner.services(), Services::Schema);
        let mut name = match &table.name.schema {
            Some(schema) if shared && !by_schema => format!("{schema}.{bare}"),
            _ => bare,
        };
        if name.trim().is_empty() {
            "unnamed".clone_into(&mut name);
        }
        let base = name.clone();
        let mut number = 2;
        while !self.taken.insert((service, name.clone())) {
            name = format!("{base}_{number}");
            number += 1;
        }
        name
    }

    fn entity(&mut self, table: &'a Table) {
        let service = self.service(table);
        let mut entity = Entity {
            name: self.entity_name(table, service),
            service,
            store: Some(self.store),
            kind: match table.kind {
                TableKind::Table => EntityKind::Table,
                TableKind::View | TableKind::MaterializedView => EntityKind::Projection,
            },
            comment: table.comment.clone().unwrap_or_default(),
            ..Entity::default()
        };
        self.fields(table, &mut entity);
        self.indexes(table, &mut entity);
        checks(table, &mut entity);
        marks::infer(&mut entity, self.dialect);
        let id = push(&mut self.design, entity);
        self.entities.insert(&table.name, id);
    }

    fn fields(&mut self, table: &Table, entity: &mut Entity) {
        let mut names = BTreeSet::new();
        for column in &table.columns {
            if column.name.trim().is_empty() || !names.insert(&column.name) {
                self.warn(
                    table.line,
                    format!(
                        "{}: column `{}` is left out: its name is empty or taken",
                        table.name, column.name
                    ),
                );
                continue;
            }
            let in_key = |key: &schema::Key| key.columns.contains(&column.name);
            let key = table.primary_key.as_ref().is_some_and(in_key);
            let mut comment = column.comment.clone().unwrap_or_default();
            let bare_type = column.data_type.trim_end_matches("[]");
            if let Some(values) = self.enums.get(bare_type) {
                add_line(&mut comment, &format!("one of {}", values.join(", ")));
            }
            if let Some(expression) = &column.generated {
                add_line(&mut comment, &format!("computed: {expression}"));
            }
            let numbered = column.identity && !column.data_type.to_lowercase().contains("serial");
            entity.fields.push(Field {
                id: FieldId::new(entity.fields.len() as u32),
                name: column.name.clone(),
                data_type: column.data_type.clone(),
                key,
                null: column.nullable && !key,
                unique: table
                    .uniques
                    .iter()
                    .any(|key| matches!(key.columns.as_slice(), [only] if *only == column.name)),
                default_value: column
                    .default
                    .clone()
                    .or_else(|| numbered.then(|| "identity".to_owned())),
                roles: Vec::new(),
                inferred: false,
                lifecycle: Lifecycle::Active,
                formerly: Vec::new(),
                flag: String::new(),
                comment,
            });
        }
    }

    fn indexes(&mut self, table: &Table, entity: &mut Entity) {
        let composite = table.uniques.iter().filter(|key| key.columns.len() > 1);
        let uniques = composite.map(|key| schema::Index {
            name: key.name.clone(),
            columns: key.columns.clone(),
            unique: true,
            filter: None,
        });
        for index in uniques.chain(table.indexes.iter().cloned()) {
            let name = index.name.unwrap_or_default();
            match fields_of(entity, &index.columns) {
                Some(fields) if !fields.is_empty() => entity.indexes.push(Index {
                    name,
                    fields,
                    unique: index.unique,
                    filter: index.filter.unwrap_or_default(),
                }),
                _ => self.warn(
                    table.line,
                    format!(
                        "{}: index {name} is left out: it is on an expression, ({})",
                        table.name,
                        index.columns.join(", ")
                    ),
                ),
            }
        }
    }

    fn relationship(&mut self, table: &'a Table, key: &schema::ForeignKey) {
        let columns = key.columns.join(", ");
        let Some((&child, &parent)) = self
            .entities
            .get(&table.name)
            .zip(self.entities.get(&key.target))
        else {
            let message = format!(
                "{} ({columns}) refers to {}, which the file does not create",
                table.name, key.target
            );
            return self.warn(table.line, message);
        };
        let (Some(from), Some(to)) = (self.design.get(child), self.design.get(parent)) else {
            return;
        };
        let Some(fields) = fields_of(from, &key.columns) else {
            let message = format!(
                "{} has a foreign key on ({columns}), not all its columns",
                table.name
            );
            return self.warn(table.line, message);
        };
        let target_fields = fields_of(to, &key.target_columns)
            .filter(|target| target.len() == fields.len())
            .unwrap_or_default();
        let nullable = fields
            .iter()
            .any(|&field| from.field(field).is_some_and(|field| field.null));
        let identifying = !fields.is_empty()
            && fields
                .iter()
                .all(|&field| from.field(field).is_some_and(|field| field.key));
        let child_end = if from.is_unique(&fields) {
            Cardinality::ZeroOrOne
        } else {
            Cardinality::Many
        };
        let parent_end = if nullable {
            Cardinality::ZeroOrOne
        } else {
            Cardinality::One
        };
        let undecided = target_fields.is_empty();
        let relationship = Relationship {
            ends: (child_end, parent_end),
            on_delete: on_delete(key.on_delete),
            identifying,
            ..Relationship::enforced(
                Endpoint {
                    entity: child,
                    fields,
                },
                Endpoint {
                    entity: parent,
                    fields: target_fields,
                },
            )
        };
        push(&mut self.design, relationship);
        if undecided {
            let message = format!(
                "{} ({columns}) refers to {}, but to which of its columns is not known",
                table.name, key.target
            );
            self.warn(table.line, message);
        }
    }

    fn finish(mut self) -> (Design, Vec<Warning>) {
        let mut connected: Vec<ServiceId> = self.services.values().copied().collect();
        connected.sort_unstable();
        let all_owned = self
            .design
            .entities()
            .iter()
            .all(|(_, entity)| entity.service.is_some());
        if let Some(store) = self.design.get(self.store) {
            let mut store = store.clone();
            match connected.as_slice() {
                [only] if all_owned => store.owner = Some(*only),
                _ => store.connects = connected,
            }
            Store::list_mut(&mut self.design).replace(self.store, std::sync::Arc::new(store));
        }
        let messages = self.assigner.finish().into_iter();
        self.warnings.extend(messages.map(|message| Warning {
            line: None,
            message,
        }));
        (self.design, self.warnings)
    }
}

fn fields_of(entity: &Entity, names: &[String]) -> Option<Vec<FieldId>> {
    names
        .iter()
        .map(|name| entity.field_named(name).map(|field| field.id))
        .collect()
}

fn add_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A check of one column is said at the field, any other at the entity.
fn checks(table: &Table, entity: &mut Entity) {
    for check in &table.checks {
        let line = format!("check: {}", check.condition);
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let words: BTreeSet<&str> = check.condition.split(|c| !is_part(c)).collect();
        let mut fields = entity
            .fields
            .iter_mut()
            .filter(|field| words.contains(field.name.as_str()));
        match (fields.next(), fields.next()) {
            (Some(field), None) => add_line(&mut field.comment, &line),
            _ => add_line(&mut entity.comment, &line),
        }
    }
}

fn on_delete(action: Option<ReferentialAction>) -> OnDelete {
    match action {
        None | Some(ReferentialAction::NoAction) => OnDelete::NoAction,
        Some(ReferentialAction::Restrict) => OnDelete::Restrict,
        Some(ReferentialAction::Cascade) => OnDelete::Cascade,
        Some(ReferentialAction::SetNull) => OnDelete::SetNull,
        Some(ReferentialAction::SetDefault) => OnDelete::SetDefault,
    }
}

fn engine(dialect: Dialect) -> Engine {
    let other = |name: &str| Engine::Other(name.to_owned());
    match dialect {
        Dialect::PostgreSql => Engine::PostgreSql,
        Dialect::MySql => Engine::MySql,
        Dialect::Sqlite => Engine::Sqlite,
        Dialect::SqlServer => Engine::SqlServer,
        Dialect::Oracle => Engine::Oracle,
        Dialect::Cassandra => Engine::Cassandra,
        Dialect::Ansi => other("SQL"),
        Dialect::CockroachDb => other("CockroachDB"),
        Dialect::Redshift => other("Redshift"),
        Dialect::Sybase => other("Sybase ASE"),
        Dialect::Db2 => other("Db2"),
        Dialect::H2 => other("H2"),
        Dialect::HsqlDb => other("HSQLDB"),
        Dialect::Derby => other("Derby"),
        Dialect::Firebird => other("Firebird"),
        Dialect::Informix => other("Informix"),
        Dialect::BigQuery => other("BigQuery"),
        Dialect::Phoenix => other("Phoenix"),
    }
}

/// Sets the policies of an entity that the roles of its fields imply.
fn imply_policies(entity: &mut Entity) {
    for field in &entity.fields {
        if field.roles.contains(&Role::SoftDelete) && entity.deletes == DeletePolicy::Hard {
            entity.deletes = DeletePolicy::Soft(field.id);
        }
        if field.roles.contains(&Role::RowVersion) && entity.versioning == Versioning::None {
            entity.versioning = Versioning::Optimistic(field.id);
        }
    }
}
