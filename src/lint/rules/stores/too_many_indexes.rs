//! `too-many-indexes`

use std::collections::BTreeSet;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Entity, Index, Part};

rule! {
    /// An entity that is written a lot has many indexes.
    ///
    /// # Why it hurts
    /// Every write keeps every index up to date. An index whose fields another index begins with gains nothing at all.
    ///
    /// # Example
    /// ```ron
    /// entities: [(name: "event", volume: (reads: 10, writes: 500), fields: [(name: "id", type: "bigint", key: true), (name: "a", type: "int"), (name: "b", type: "int")], indexes: [
    ///     (fields: ["a"]), (fields: ["a", "b"]), (fields: ["b"]), (fields: ["b", "a"]), (fields: ["b"], filter: "a > 0"), (fields: ["a"], filter: "b > 0"),
    /// ])],
    /// ```
    /// # Mended
    /// ```ron
    /// entities: [(name: "event", volume: (reads: 10, writes: 500), fields: [(name: "id", type: "bigint", key: true), (name: "a", type: "int"), (name: "b", type: "int")], indexes: [
    ///     (fields: ["a", "b"]), (fields: ["b", "a"]),
    /// ])],
    /// ```
    RULE = "too-many-indexes", Stores, Info, [
        "indexes": 5.0, "Indexes from which on it is looked at";
        "writes": 50.0, "Writes per second from which on it matters"
    ]
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let (many, busy) = (
        context.threshold("indexes") as usize,
        context.threshold("writes"),
    );
    for (id, entity) in context.design.entities().iter() {
        let Some(writes) = entity.volume.writes.filter(|writes| *writes >= busy) else {
            continue;
        };
        if entity.indexes.len() < many {
            continue;
        }
        let message = format!(
            "Each of the {writes} writes per second of {} changes {} indexes",
            context.entity(id),
            entity.indexes.len(),
        );
        let spare: BTreeSet<usize> = (0..entity.indexes.len())
            .filter(|place| is_spare(entity, *place))
            .collect();
        let mut finding = Finding::new(Part::Entity(id), message);
        // Dropping them must make the difference, or the button would not mend what it says.
        if entity.indexes.len() - spare.len() < many {
            let label = match spare.len() {
                1 => "Drop the index that another begins with".to_owned(),
                count => format!("Drop {count} indexes that others begin with"),
            };
            finding = finding.fix(Fix::safe(label, move |builder| {
                builder.update(id, |entity: &mut Entity| {
                    let mut place = 0;
                    entity.indexes.retain(|_| {
                        place += 1;
                        !spare.contains(&(place - 1))
                    });
                });
            }));
        } else {
            finding = finding.fix(Fix::advice("Drop those that no operation needs"));
        }
        found.push(finding);
    }
}

/// Whether another index begins with the fields of this one.
fn is_spare(entity: &Entity, place: usize) -> bool {
    let Some(index) = entity.indexes.get(place) else {
        return false;
    };
    let covers = |other: &Index| {
        other.filter == index.filter
            && other.fields.len() > index.fields.len()
            && other.fields.starts_with(&index.fields)
    };
    !index.unique && entity.indexes.iter().any(covers)
}
