//! Entities as `CREATE TABLE` statements, which [`super::read`] reads back.
//!
//! Keys that no database enforces are comments: a statement would promise what nobody keeps.

use std::collections::BTreeSet;

use crate::model::{
    Design, Endpoint, Entity, EntityId, Field, FieldId, Integrity, OnDelete, Relationship,
};

/// The entities as statements, in the order given.
pub fn write(design: &Design, entities: &[EntityId]) -> String {
    let writer = Writer {
        design,
        twins: twins(design, entities),
    };
    let mut text = String::new();
    for id in entities {
        if let Some(entity) = design.get(*id) {
            if !text.is_empty() {
                text.push('\n');
            }
            writer.table(*id, entity, &mut text);
        }
    }
    text
}

struct Writer<'d> {
    design: &'d Design,
    /// Names that several of the entities have: they are told apart by their services.
    twins: BTreeSet<&'d str>,
}

fn twins<'d>(design: &'d Design, entities: &[EntityId]) -> BTreeSet<&'d str> {
    let mut seen = BTreeSet::new();
    entities
        .iter()
        .filter_map(|id| design.get(*id))
        .map(|entity| entity.name.as_str())
        .filter(|name| !seen.insert(*name))
        .collect()
}

impl Writer<'_> {
    fn table(&self, id: EntityId, entity: &Entity, text: &mut String) {
        let key: Vec<FieldId> = entity.primary_key().map(|field| field.id).collect();
        let mut lines: Vec<String> = (entity.fields.iter())
            .map(|field| column(field, key.len() == 1))
            .collect();
        if key.len() > 1 {
            lines.push(format!("PRIMARY KEY ({})", names(entity, &key)));
        }
        let mut remarks = Vec::new();
        for (_, relationship) in self.design.relationships().iter() {
            if relationship.from.entity != id || relationship.from.fields.is_empty() {
                continue;
            }
            match relationship.integrity {
                Integrity::Enforced => lines.extend(self.foreign_key(entity, relationship)),
                _ => remarks.extend(self.remark(entity, relationship)),
            }
        }
        let name = self.table_name(entity);
        for remark in remarks {
            text.push_str(&format!("-- {remark}\n"));
        }
        if lines.is_empty() {
            text.push_str(&format!("CREATE TABLE {name} ();\n"));
        } else {
            text.push_str(&format!("CREATE TABLE {name} (\n    "));
            text.push_str(&lines.join(",\n    "));
            text.push_str("\n);\n");
        }
        for index in &entity.indexes {
            let columns = names(entity, &index.fields);
            let index_name = if index.name.is_empty() {
                let fields = fields(entity, &index.fields).map(|field| field.name.as_str());
                let fields: Vec<&str> = fields.collect();
                format!("{}_{}_index", entity.name, fields.join("_"))
            } else {
                index.name.clone()
            };
            let unique = if index.unique { "UNIQUE " } else { "" };
            let filter = if index.filter.is_empty() {
                String::new()
            } else {
                format!(" WHERE {}", index.filter)
            };
            text.push_str(&format!(
                "CREATE {unique}INDEX {} ON {name} ({columns}){filter};\n",
                quoted(&index_name)
            ));
        }
        if !entity.comment.is_empty() {
            let comment = literal(&entity.comment);
            text.push_str(&format!("COMMENT ON TABLE {name} IS {comment};\n"));
        }
        for field in entity.fields.iter().filter(|f| !f.comment.is_empty()) {
            let (column, comment) = (quoted(&field.name), literal(&field.comment));
            text.push_str(&format!(
                "COMMENT ON COLUMN {name}.{column} IS {comment};\n"
            ));
        }
    }

    fn table_name(&self, entity: &Entity) -> String {
        let name = quoted(&entity.name);
        let service = entity
            .service
            .filter(|_| self.twins.contains(entity.name.as_str()))
            .and_then(|id| self.design.get(id));
        match service {
            Some(service) => format!("{}.{name}", quoted(&service.name)),
            None => name,
        }
    }

    fn foreign_key(&self, child: &Entity, relationship: &Relationship) -> Option<String> {
        let Endpoint { entity, fields } = &relationship.to;
        let parent = self.design.get(*entity)?;
        let mut line = format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            names(child, &relationship.from.fields),
            self.table_name(parent),
            names(parent, fields)
        );
        line.push_str(match relationship.on_delete {
            OnDelete::NoAction | OnDelete::ByEvent => "",
            OnDelete::Restrict => " ON DELETE RESTRICT",
            OnDelete::Cascade => " ON DELETE CASCADE",
            OnDelete::SetNull => " ON DELETE SET NULL",
            OnDelete::SetDefault => " ON DELETE SET DEFAULT",
        });
        Some(line)
    }

    fn remark(&self, child: &Entity, relationship: &Relationship) -> Option<String> {
        let parent = self.design.get(relationship.to.entity)?;
        let how = match relationship.integrity {
            Integrity::Checked { .. } => "checked by the application",
            Integrity::Eventual { .. } => "repaired later",
            Integrity::None | Integrity::Enforced => "kept by nothing",
        };
        let [from, to] = [
            (child, &relationship.from.fields),
            (parent, &relationship.to.fields),
        ]
        .map(|(entity, fields)| format!("{} ({})", entity.name, names(entity, fields)));
        Some(format!("{from} refers to {to}: {how}").replace('\n', " "))
    }
}

fn column(field: &Field, is_only_key: bool) -> String {
    let mut line = quoted(&field.name);
    if !field.data_type.is_empty() {
        line.push(' ');
        line.push_str(&field.data_type);
    }
    if let Some(default) = &field.default_value {
        line.push_str(" DEFAULT ");
        line.push_str(default);
    }
    if field.key && is_only_key {
        line.push_str(" PRIMARY KEY");
    } else {
        if !field.null {
            line.push_str(" NOT NULL");
        }
        if field.unique {
            line.push_str(" UNIQUE");
        }
    }
    line
}

fn fields<'e>(entity: &'e Entity, ids: &'e [FieldId]) -> impl Iterator<Item = &'e Field> {
    ids.iter().filter_map(|id| entity.field(*id))
}

fn names(entity: &Entity, ids: &[FieldId]) -> String {
    let names: Vec<String> = fields(entity, ids).map(|f| quoted(&f.name)).collect();
    names.join(", ")
}

/// A name in double quotes, unless every engine takes it as it is.
fn quoted(name: &str) -> String {
    let mut letters = name.chars();
    let starts = letters
        .next()
        .is_some_and(|c| c.is_ascii_lowercase() || c == '_');
    let goes_on = letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if starts && goes_on && !RESERVED.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Words that some engine does not take for a name, in order.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "check",
    "column",
    "constraint",
    "create",
    "cross",
    "current",
    "default",
    "delete",
    "desc",
    "distinct",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "key",
    "left",
    "level",
    "like",
    "limit",
    "not",
    "null",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "primary",
    "range",
    "references",
    "right",
    "row",
    "rows",
    "select",
    "session",
    "set",
    "size",
    "table",
    "then",
    "to",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "view",
    "when",
    "where",
    "with",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native::{Syntax, read as read_native};
    use crate::format::sql::{DesignOptions, read, to_design};

    fn design(lists: &str) -> Design {
        let text = format!("Design(format: 1, name: \"test\", {lists})");
        read_native(text.as_bytes(), Syntax::Ron).unwrap().design
    }

    /// What a round trip through SQL keeps of a design.
    fn shape(design: &Design) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, entity) in design.entities().iter() {
            lines.push(format!("table {} {}", entity.name, entity.comment));
            for f in &entity.fields {
                lines.push(format!(
                    "  {} {} key {} null {} unique {} default {:?} {}",
                    f.name, f.data_type, f.key, f.null, f.unique, f.default_value, f.comment
                ));
            }
            for index in &entity.indexes {
                let columns = names(entity, &index.fields);
                lines.push(format!(
                    "  index ({columns}) {} {}",
                    index.unique, index.filter
                ));
            }
            for (_, r) in design
                .relationships()
                .iter()
                .filter(|(_, r)| r.from.entity == id)
            {
                let parent = design.get(r.to.entity).unwrap();
                lines.push(format!(
                    "  {} -> {}.{} {:?}",
                    names(entity, &r.from.fields),
                    parent.name,
                    names(parent, &r.to.fields),
                    r.on_delete
                ));
            }
        }
        lines
    }

    #[track_caller]
    fn round_trip(design: &Design) {
        let ids: Vec<EntityId> = design.entities().ids().collect();
        let text = write(design, &ids);
        let again = read(text.as_bytes(), None).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let (again, _) = to_design(&again.schema, again.dialect, &DesignOptions::default());
        assert_eq!(shape(&again), shape(design), "\n{text}");
    }

    #[test]
    fn entities_become_tables() {
        let design = design(
            r#"
            entities: [
                (name: "order", comment: "What's ordered", fields: [
                    (name: "id", type: "uuid", key: true),
                    (name: "customer_id", type: "uuid", null: true),
                    (name: "Total", type: "numeric(12, 2)", default: "0", unique: true, comment: "In euros"),
                ], indexes: [(fields: ["customer_id"])]),
                (name: "customer", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "line", fields: [
                    (name: "order_id", type: "uuid", key: true),
                    (name: "number", type: "int", key: true),
                ]),
            ],
            relationships: [
                (from: "order.customer_id", to: "customer.id", ends: (Many, ZeroOrOne), integrity: Enforced, on_delete: SetNull),
                (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Checked(fail: Closed)),
            ],
            "#,
        );
        let ids: Vec<EntityId> = design.entities().ids().collect();
        assert_eq!(
            write(&design, &ids),
            r#"CREATE TABLE "order" (
    id uuid PRIMARY KEY,
    customer_id uuid,
    "Total" numeric(12, 2) DEFAULT 0 NOT NULL UNIQUE,
    FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE SET NULL
);
CREATE INDEX order_customer_id_index ON "order" (customer_id);
COMMENT ON TABLE "order" IS 'What''s ordered';
COMMENT ON COLUMN "order"."Total" IS 'In euros';

CREATE TABLE customer (
    id uuid PRIMARY KEY
);

-- line (order_id) refers to order (id): checked by the application
CREATE TABLE line (
    order_id uuid NOT NULL,
    number int NOT NULL,
    PRIMARY KEY (order_id, number)
);
"#
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        round_trip(&design(
            r#"
            entities: [
                (name: "order", comment: "It's\nhere", fields: [
                    (name: "id", type: "bigint", key: true),
                    (name: "Customer No", type: "varchar(20)", null: true),
                    (name: "select", type: "timestamp with time zone", default: "now()"),
                ], indexes: [(fields: ["select", "id"], unique: true), (fields: ["Customer No"], filter: "id > 3")]),
                (name: "a \"b\"", fields: [(name: "id", type: "uuid", key: true)]),
                (name: "line", fields: [
                    (name: "order_id", type: "bigint", key: true),
                    (name: "line", type: "int", key: true),
                    (name: "parent", type: "int", null: true),
                    (name: "parent_order", type: "bigint", null: true),
                ]),
            ],
            relationships: [
                (from: "line.order_id", to: "order.id", ends: (Many, One), integrity: Enforced, on_delete: Cascade),
                (from: "line.(parent_order, parent)", to: "line.(order_id, line)", ends: (Many, ZeroOrOne), integrity: Enforced),
            ],
            "#,
        ));
    }
}
