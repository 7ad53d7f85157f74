//! DDL that is pasted: its tables come to stand beside what is there, in one step.
//!
//! Reading and arranging take long for a large schema and need nothing of the open document, so that they can be done away
//! from the window; putting the result into a design is quick.

use std::collections::BTreeMap;

use super::free_place::free_place;
use super::import::{ImportError, ImportOptions, ImportReport, import};
use super::picture::{Picture, Subject};
use super::positions::{Positions, hold, whole_point};
use crate::base::geometry::{Point, Rect, Vector, vector};
use crate::edit::relate;
use crate::edit::{Builder, Transaction, entity_names, unique_name};
use crate::format::sql::{self, schema::QualifiedName};
use crate::layout::Cancel;
use crate::model::{
    Design, Endpoint, Entity, EntityId, FieldId, Relationship, ServiceId, View, ViewId,
};

/// Tables of a text, arranged among themselves.
#[derive(Debug)]
pub struct PastedTables {
    design: Design,
    /// What was taken of the text and what was not.
    pub report: ImportReport,
    /// Keys that lead out of the text.
    outer: Vec<OuterKey>,
    cards: Vec<(EntityId, Rect)>,
}

/// A foreign key whose target the text does not create; the design may have it.
#[derive(Debug)]
struct OuterKey {
    table: String,
    columns: Vec<String>,
    target: String,
    target_columns: Vec<String>,
}

/// What came of pasted tables.
#[derive(Debug)]
pub struct Put {
    /// The step that adds them.
    pub transaction: Transaction,
    /// The entities.
    pub entities: Vec<EntityId>,
    /// Where they stand.
    pub bounds: Option<Rect>,
    /// What the user should look at, a line each.
    pub remarks: Vec<String>,
}

/// Whether a text is worth reading as DDL: it creates a table.
pub fn holds_tables(text: &str) -> bool {
    let mut before = "";
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .any(|word| {
            let modifier = ["temporary", "temp", "unlogged", "external", "or", "replace"]
                .iter()
                .any(|modifier| word.eq_ignore_ascii_case(modifier));
            let found = before.eq_ignore_ascii_case("create") && word.eq_ignore_ascii_case("table");
            if !(modifier && before.eq_ignore_ascii_case("create")) {
                before = word;
            }
            found
        })
}

/// Reads the tables of a text and arranges them.
pub fn read_tables(text: &str) -> Result<PastedTables, ImportError> {
    let options = ImportOptions::default();
    let (design, report) = import(text.as_bytes(), String::new(), &options)?;
    let outer = sql::read(text.as_bytes(), options.dialect)
        .map(|read| outer_keys(&read.schema))
        .unwrap_or_default();
    let subject = Subject {
        design: design.clone(),
        ..Subject::default()
    };
    let picture = Picture::new(subject, &Cancel::default());
    let cards = &picture.diagram().cards;
    let cards = cards.iter().map(|card| (card.entity, card.rect)).collect();
    Ok(PastedTables {
        design,
        report,
        outer,
        cards,
    })
}

fn outer_keys(schema: &sql::Schema) -> Vec<OuterKey> {
    let is_known = |name: &QualifiedName| schema.tables.iter().any(|t| t.name == *name);
    schema
        .tables
        .iter()
        .flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)))
        .filter(|(_, key)| !is_known(&key.target))
        .map(|(table, key)| OuterKey {
            table: table.name.name.clone(),
            columns: key.columns.clone(),
            target: key.target.name.clone(),
            target_columns: key.target_columns.clone(),
        })
        .collect()
}

/// Puts pasted tables into a design, around `middle` where nothing stands yet, in a service or in none. Names that are
/// taken get a number. `current` says where everything stands.
pub fn put_beside(
    design: &Design,
    view: Option<ViewId>,
    current: &[Rect],
    positions: &Positions,
    pasted: &PastedTables,
    (middle, service): (Point, Option<ServiceId>),
) -> Put {
    let count = pasted.design.entities().len();
    let label = match pasted.design.entities().iter().next() {
        Some((_, only)) if count == 1 => format!("Paste {}", only.name),
        _ => format!("Paste {count} entities"),
    };
    let mut builder = Builder::new(design, label);
    let mut remarks = Vec::new();
    let mut ids: BTreeMap<EntityId, EntityId> = BTreeMap::new();
    for (id, entity) in pasted.design.entities().iter() {
        let name = unique_name(&entity.name, entity_names(builder.design(), service));
        if name != entity.name {
            remarks.push(format!("{} is taken; it is called {name}", entity.name));
        }
        let new = builder.insert(Entity {
            name,
            service,
            store: None,
            zone: None,
            ..entity.clone()
        });
        ids.insert(id, new);
    }
    for (_, relationship) in pasted.design.relationships().iter() {
        let moved = |end: &Endpoint| {
            Some(Endpoint {
                entity: *ids.get(&end.entity)?,
                fields: end.fields.clone(),
            })
        };
        if let (Some(from), Some(to)) = (moved(&relationship.from), moved(&relationship.to)) {
            builder.insert(Relationship {
                from,
                to,
                ..relationship.clone()
            });
        }
    }
    for key in &pasted.outer {
        match joined(design, pasted, &ids, key) {
            Some((from, to)) => {
                relate::insert(&mut builder, from, to);
            }
            None => remarks.push(format!(
                "{} ({}) refers to {}, which is neither pasted nor in the design",
                key.table,
                key.columns.join(", "),
                key.target
            )),
        }
    }
    let view = hold(&mut builder, view, positions);
    let around = pasted
        .cards
        .iter()
        .map(|(_, rect)| *rect)
        .reduce(Rect::union);
    let by = around.map_or(vector(0.0, 0.0), |around| shift(around, current, middle));
    builder.update(view, |view: &mut View| {
        for (id, rect) in &pasted.cards {
            if let Some(new) = ids.get(id) {
                view.at.set(*new, whole_point(rect.min + by));
            }
        }
    });
    let of_import = pasted.report.problems();
    // Said above, with what the design knows.
    remarks.extend(of_import.filter(|line| !line.ends_with("which the file does not create")));
    Put {
        transaction: builder.finish(),
        entities: ids.into_values().collect(),
        bounds: around.map(|rect| rect.translate(by)),
        remarks,
    }
}

/// How far pasted cards are moved so that they stand around a point and cover nothing.
fn shift(around: Rect, taken: &[Rect], middle: Point) -> Vector {
    let size = (around.width(), around.height());
    let wanted = middle - vector(size.0 / 2.0, size.1 / 2.0);
    free_place(taken, size, wanted) - around.min
}

/// Both ends of a key that leads from a pasted table to an entity of the design.
fn joined(
    design: &Design,
    pasted: &PastedTables,
    ids: &BTreeMap<EntityId, EntityId>,
    key: &OuterKey,
) -> Option<(Endpoint, Endpoint)> {
    let find = |design: &Design, name: &str| {
        let mut entities = design.entities().iter();
        let exact = entities.find(|(_, entity)| entity.name == name);
        let mut entities = design.entities().iter();
        exact
            .or_else(|| entities.find(|(_, entity)| entity.name.eq_ignore_ascii_case(name)))
            .map(|(id, _)| id)
    };
    let fields = |entity: &Entity, names: &[String]| -> Option<Vec<FieldId>> {
        let by_name = |name: &String| {
            let mut fields = entity.fields.iter();
            fields
                .find(|field| field.name.eq_ignore_ascii_case(name))
                .map(|field| field.id)
        };
        names.iter().map(by_name).collect()
    };
    let child = find(&pasted.design, &key.table)?;
    let parent = find(design, &key.target)?;
    let from = fields(pasted.design.get(child)?, &key.columns)?;
    let parent_entity = design.get(parent)?;
    let to = if key.target_columns.is_empty() {
        parent_entity.primary_key().map(|field| field.id).collect()
    } else {
        fields(parent_entity, &key.target_columns)?
    };
    let to = if to.len() == from.len() {
        to
    } else {
        Vec::new()
    };
    Some((
        Endpoint {
            entity: *ids.get(&child)?,
            fields: from,
        },
        Endpoint {
            entity: parent,
            fields: to,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::geometry::point;
    use crate::edit::fresh;
    use crate::model::Reference;

    const DDL: &str = "
        CREATE TABLE customer (id int PRIMARY KEY, name text);
        CREATE TABLE invoice (
            id int PRIMARY KEY,
            customer_id int REFERENCES customer (id),
            order_id uuid NOT NULL REFERENCES orders (id),
            seller int REFERENCES sellers (id)
        );
        SELECT 1;
    ";

    #[test]
    fn only_text_that_creates_a_table_is_read() {
        for text in [
            DDL,
            "create\n table x(a int)",
            "CREATE TEMPORARY TABLE t (a int)",
            "create or replace table t (a int)",
        ] {
            assert!(holds_tables(text), "{text}");
        }
        for text in [
            "",
            "table",
            "id: uuid pk",
            "we create the table later",
            "Design()",
        ] {
            assert!(!holds_tables(text), "{text}");
        }
    }

    #[test]
    fn pasted_tables_stand_beside_and_refer_to_what_is_there() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        for name in ["customer", "orders"] {
            fresh::entity(&mut builder, name, None);
        }
        design.apply(&builder.finish()).unwrap();
        let orders = design.entities().ids().nth(1).unwrap();
        let before = design.clone();
        let pasted = read_tables(DDL).unwrap();
        let taken = [Rect::new(0.0, 0.0, 150.0, 60.0)];
        let put = put_beside(
            &design,
            None,
            &taken,
            &Positions::default(),
            &pasted,
            (point(0.0, 0.0), None),
        );
        assert_eq!(put.transaction.label, "Paste 2 entities");
        let inverse = design.apply(&put.transaction).unwrap();
        let names: Vec<&str> = put
            .entities
            .iter()
            .map(|id| design.get(*id).unwrap().name.as_str())
            .collect();
        assert_eq!(names, ["customer_2", "invoice"]);
        let parents: Vec<EntityId> = design
            .relationships()
            .iter()
            .map(|(_, relationship)| relationship.to.entity)
            .collect();
        assert_eq!(parents, [put.entities[0], orders]);
        assert_eq!(
            put.remarks,
            [
                "customer is taken; it is called customer_2",
                "invoice (seller) refers to sellers, which is neither pasted nor in the design",
            ]
        );
        let view = design.views().iter().next().unwrap().1;
        for id in &put.entities {
            let (x, y) = *view.at.get(id).unwrap();
            assert!(
                !taken[0].contains(point(x as f32, y as f32)),
                "{:?} covers what is there",
                Reference::Entity(*id)
            );
        }
        design.apply(&inverse).unwrap();
        assert_eq!(design, before);
    }
}
