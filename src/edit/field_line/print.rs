//! Writing the line of a field.

use super::lex::{Scanner, Sort, escape, quoted, spelled};
use super::target::{sole_key, spell};
use super::words;
use crate::model::names::Names;
use crate::model::{Design, Endpoint, FieldPath, Lifecycle};

/// The line of a field; empty if it is not in the design.
pub fn print(design: &Design, path: FieldPath) -> String {
    let Some(field) = design.get(path.entity).and_then(|e| e.field(path.field)) else {
        return String::new();
    };
    let foreign = foreign(design, path);
    let needs_names = !foreign.is_empty()
        || field.lifecycle.replacement().is_some()
        || field.roles.iter().any(|role| role.source().is_some());
    let names = if needs_names {
        Names::new(design)
    } else {
        Names::default()
    };
    let of_field = |path: FieldPath| spell(&names, path.entity, Some(path.field));

    let mut line = spelled(&field.name, Sort::Name);
    if !field.data_type.is_empty() || !foreign.is_empty() {
        let data_type = spelled(&field.data_type, Sort::DataType);
        if words::is_never_a_type(&Scanner::new(&data_type).word().text) {
            line += &format!(": {}", quoted(&field.data_type));
        } else {
            line += &format!(": {data_type}");
        }
    }
    let mut add = |words: &str| {
        line.push(' ');
        line.push_str(words);
    };
    if let Some(value) = &field.default_value {
        add(&format!("= {}", spelled(value, Sort::Value)));
    }
    for (on, word) in [
        (field.key, "pk"),
        (field.unique, "unique"),
        (field.null, "null"),
    ] {
        if on {
            add(word);
        }
    }
    for (entity, parent) in foreign {
        // Without a field, its key is meant.
        let parent = parent.filter(|parent| sole_key(design, entity) != Some(*parent));
        add(&format!("fk {}", spell(&names, entity, parent)));
    }
    for role in &field.roles {
        add(words::of_role(role));
        if let Some(source) = role.source() {
            add(&of_field(*source));
        }
    }
    if field.inferred {
        add("guessed");
    }
    match &field.lifecycle {
        Lifecycle::Active => {}
        Lifecycle::Proposed => add("proposed"),
        Lifecycle::Deprecated {
            since,
            remove_after,
            replaced_by,
        } => {
            add(&format!("deprecated {since}"));
            if let Some(date) = remove_after {
                add(&format!("remove-after {date}"));
            }
            if let Some(path) = replaced_by {
                add(&format!("replaced-by {}", of_field(*path)));
            }
        }
    }
    for name in &field.formerly {
        add(&format!("formerly {}", spelled(name, Sort::Value)));
    }
    if !field.flag.is_empty() {
        add(&format!("flag {}", spelled(&field.flag, Sort::Value)));
    }
    if !field.comment.is_empty() {
        add(&format!("// {}", escape(&field.comment)));
    }
    line
}

/// What the field refers to as part of foreign keys, in the order of the relationships: entities and their fields.
pub(super) fn foreign(
    design: &Design,
    path: FieldPath,
) -> Vec<(crate::model::EntityId, Option<crate::model::FieldId>)> {
    let parent_of = |from: &Endpoint, to: &Endpoint| {
        let place = from.fields.iter().position(|field| *field == path.field)?;
        (from.entity == path.entity).then(|| (to.entity, to.fields.get(place).copied()))
    };
    design
        .relationships()
        .iter()
        .filter_map(|(_, relationship)| parent_of(&relationship.from, &relationship.to))
        .collect()
}
