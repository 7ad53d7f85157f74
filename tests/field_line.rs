//! Fields as lines of text: what a line makes of a design, what is refused and how, and what is offered while typing.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use erdwall::edit::Builder;
use erdwall::edit::field_line::{self, Place, Vocabulary, complete, parse, print};
use erdwall::format::native::{self, Syntax};
use erdwall::model::{Design, Endpoint, EntityId, Field, FieldPath, Lifecycle, Relationship, Role};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const TODAY: Date = date(2026, 3, 1);

const SHOP: &str = r#"Design(
    format: 1,
    services: [
        (name: "Orders"),
        (name: "Customers"),
    ],
    stores: [
        (name: "orders-db", engine: MySql, owner: "Orders"),
    ],
    entities: [
        (
            name: "order", service: "Orders", store: "orders-db",
            fields: [
                (name: "id", type: "uuid", key: true),
                (name: "customer_id", type: "uuid"),
                (name: "state", type: "text", roles: [Status], inferred: true),
            ],
        ),
        (
            name: "order_line", service: "Orders",
            fields: [
                (name: "order_id", type: "uuid", key: true),
                (name: "line", type: "int", key: true),
            ],
        ),
        (
            name: "customer", service: "Customers",
            fields: [
                (name: "id", type: "bigserial", key: true),
                (name: "email", type: "citext", unique: true),
            ],
        ),
        (
            name: "draft",
        ),
        (
            name: "data product",
            fields: [
                (name: "the id", type: "mood ring", key: true),
            ],
        ),
    ],
    relationships: [
        (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),
    ],
)
"#;

fn shop() -> Design {
    native::read(SHOP.as_bytes(), Syntax::Ron).unwrap().design
}

fn entity(design: &Design, name: &str) -> EntityId {
    let mut entities = design.entities().iter();
    entities.find(|(_, entity)| entity.name == name).unwrap().0
}

fn path(design: &Design, entity_name: &str, field: &str) -> FieldPath {
    let entity = entity(design, entity_name);
    FieldPath {
        entity,
        field: design.get(entity).unwrap().field_named(field).unwrap().id,
    }
}

fn place<'a>(design: &'a Design, entity_name: &str) -> Place<'a> {
    Place {
        design,
        entity: entity(design, entity_name),
        field: None,
        today: TODAY,
    }
}

fn lines(design: &Design) -> Vec<String> {
    let text = native::write(design, Syntax::Ron);
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// The lines of the file that came, and those that went with a minus before them.
fn difference(before: &Design, after: &Design) -> Vec<String> {
    let (before, after) = (lines(before), lines(after));
    let gone = before.iter().filter(|line| !after.contains(line));
    let new = after.iter().filter(|line| !before.contains(line));
    gone.map(|line| format!("-{line}"))
        .chain(new.cloned())
        .collect()
}

/// A line typed into a new row of `order` adds these lines to the file.
#[track_caller]
fn check_new(line: &str, expected: &[&str]) {
    let mut design = shop();
    let before = design.clone();
    let read = parse(line, place(&design, "order")).unwrap();
    let mut builder = Builder::new(&design, "");
    field_line::insert(&mut builder, entity(&design, "order"), 99, &read);
    design.apply(&builder.finish()).unwrap();
    let found = difference(&before, &design);
    let found: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|line| !matches!(*line, "relationships: [" | "],"))
        .collect();
    assert_eq!(found, expected, "{line}");
}

/// A line typed over that of a field changes these lines of the file, in one step that undo takes back.
#[track_caller]
fn check_change(entity: &str, field: &str, line: &str, expected: &[&str]) {
    let mut design = shop();
    let before = design.clone();
    let path = path(&design, entity, field);
    let read = parse(
        line,
        Place {
            field: Some(path.field),
            ..place(&design, entity)
        },
    )
    .unwrap();
    let mut builder = Builder::new(&design, "");
    field_line::replace(&mut builder, path, &read);
    let inverse = design.apply(&builder.finish()).unwrap();
    assert_eq!(difference(&before, &design), expected, "{line}");
    design.apply(&inverse).unwrap();
    assert_eq!(design, before);
}

/// A line is refused with `^^^` under what is wrong, a message, and what was probably meant.
#[track_caller]
fn check_error(line: &str, marks: &str, message: &str, nearest: Option<&str>) {
    let design = shop();
    let error = parse(line, place(&design, "order")).unwrap_err();
    let found = format!(
        "{}{}",
        " ".repeat(error.range.start),
        "^".repeat(error.range.len().max(1))
    );
    assert_eq!(
        (found.as_str(), error.message.as_str()),
        (marks, message),
        "{line}"
    );
    assert_eq!(error.nearest.as_deref(), nearest);
}

#[test]
fn a_line_sets_all_that_a_field_has() {
    check_new("total", &[r#"(name: "total"),"#]);
    check_new(
        "total: numeric(12, 2) = 0 not null",
        &[r#"(name: "total", type: "numeric(12, 2)", default: "0"),"#],
    );
    check_new(
        "sent: timestamp(6) with time zone null = now() // when it left",
        &[
            r#"(name: "sent", type: "timestamp(6) with time zone", null: true, default: "now()", comment: "when it left"),"#,
        ],
    );
    check_new(
        "code: varchar(20) unique pk = 'a b'::text",
        &[
            r#"(name: "code", type: "varchar(20)", key: true, unique: true, default: "'a b'::text"),"#,
        ],
    );
    check_new(
        "phase: status status guessed",
        &[r#"(name: "phase", type: "status", roles: [Status], inferred: true),"#],
    );
    check_new(
        "v: int version schema-version tenant idempotency-key sensitive soft-delete created-at updated-at correlation-id",
        &[
            r#"(name: "v", type: "int", roles: [RowVersion, SchemaVersion, Tenant, IdempotencyKey, Sensitive, SoftDelete, CreatedAt, UpdatedAt, CorrelationId]),"#,
        ],
    );
}

#[test]
fn copies_and_aggregates_name_their_source() {
    check_new(
        "mail: citext copy customer.email",
        &[r#"(name: "mail", type: "citext", roles: [CopyOf("customer.email")]),"#],
    );
    check_new(
        "lines: int aggregate of order_line.line",
        &[r#"(name: "lines", type: "int", roles: [AggregateOf("order_line.line")]),"#],
    );
    check_new(
        "again copy of state",
        &[r#"(name: "again", roles: [CopyOf("order.state")]),"#],
    );
}

#[test]
fn life_cycles_flags_and_former_names_have_words() {
    check_new(
        "phone: text deprecated",
        &[r#"(name: "phone", type: "text", lifecycle: Deprecated(since: "2026-03-01")),"#],
    );
    check_new(
        "phone: text remove-after 2026-06-30 deprecated since 2026-01-31 replaced-by customer.email",
        &[
            r#"(name: "phone", type: "text", lifecycle: Deprecated(since: "2026-01-31", remove_after: "2026-06-30", replaced_by: "customer.email")),"#,
        ],
    );
    check_new(
        "gift: boolean proposed flag gift-cards formerly present formerly `old name`",
        &[
            r#"(name: "gift", type: "boolean", lifecycle: Proposed, formerly: ["present", "old name"], flag: "gift-cards"),"#,
        ],
    );
}

#[test]
fn sql_is_understood_too() {
    check_new(
        "note VARCHAR(20) NOT NULL DEFAULT '' UNIQUE -- a remark",
        &[
            r#"(name: "note", type: "VARCHAR(20)", unique: true, default: "''", comment: "a remark"),"#,
        ],
    );
    check_new(
        "buyer bigint references customer(id)",
        &[
            r#"(name: "buyer", type: "bigint"),"#,
            r#"(from: "order.buyer", to: "customer.id", ends: (Many, One), integrity: None),"#,
        ],
    );
    check_new(
        "nr int primary key",
        &[r#"(name: "nr", type: "int", key: true),"#],
    );
}

#[test]
fn a_foreign_key_makes_its_relationship_and_takes_the_type_of_the_key() {
    check_new(
        "parent_id: uuid null fk order",
        &[
            r#"(name: "parent_id", type: "uuid", null: true),"#,
            r#"(from: "order.parent_id", to: "order.id", ends: (Many, ZeroOrOne), integrity: Enforced),"#,
        ],
    );
    check_new(
        "payer_id: fk customer",
        &[
            r#"(name: "payer_id", type: "bigint"),"#,
            r#"(from: "order.payer_id", to: "customer.id", ends: (Many, One), integrity: None),"#,
        ],
    );
    check_new(
        "mail fk customer.email unique",
        &[
            r#"(name: "mail", type: "citext", unique: true),"#,
            r#"(from: "order.mail", to: "customer.email", ends: (ZeroOrOne, One), integrity: None),"#,
        ],
    );
    check_new(
        "draft_id fk draft",
        &[
            r#"(name: "draft_id"),"#,
            r#"(from: "order.draft_id", to: "draft", ends: (Many, One), integrity: None),"#,
        ],
    );
    check_new(
        "product fk `data product`",
        &[
            r#"(name: "product", type: "mood ring"),"#,
            r#"(from: "order.product", to: "data product.the id", ends: (Many, One), integrity: None),"#,
        ],
    );
}

#[test]
fn fields_of_a_composite_key_find_together() {
    let mut design = shop();
    let mut builder = Builder::new(&design, "");
    let order = entity(&design, "order");
    let pasted = field_line::insert_all(
        &mut builder,
        order,
        3,
        "of_order: uuid fk order_line.order_id,\n\nline: int fk order_line\n",
        TODAY,
    );
    assert!(pasted.refused.is_empty());
    design.apply(&builder.finish()).unwrap();
    let file = lines(&design).join("\n");
    assert!(
        file.contains(r#"(from: "order.(of_order, line)", to: "order_line.(order_id, line)""#),
        "{file}"
    );
    let second = pasted.fields[1];
    assert_eq!(print(&design, second), "line: int fk order_line.line");

    // Without its half, the other one stays.
    let read = parse(
        "line: int",
        Place {
            design: &design,
            entity: order,
            field: Some(second.field),
            today: TODAY,
        },
    )
    .unwrap();
    let mut builder = Builder::new(&design, "");
    field_line::replace(&mut builder, second, &read);
    design.apply(&builder.finish()).unwrap();
    let file = lines(&design).join("\n");
    assert!(
        file.contains(r#"(from: "order.of_order", to: "order_line.order_id""#),
        "{file}"
    );
}

#[test]
fn changing_a_line_keeps_moves_or_removes_its_relationship() {
    check_change(
        "order",
        "customer_id",
        "buyer_id: uuid fk customer",
        &[
            r#"-(name: "customer_id", type: "uuid"),"#,
            r#"-(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),"#,
            r#"(name: "buyer_id", type: "uuid"),"#,
            r#"(from: "order.buyer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),"#,
        ],
    );
    check_change(
        "order",
        "customer_id",
        "customer_id: uuid fk customer.email",
        &[
            r#"-(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),"#,
            r#"(from: "order.customer_id", to: "customer.email", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),"#,
        ],
    );
    check_change(
        "order",
        "customer_id",
        "customer_id: uuid",
        &[
            "-relationships: [",
            r#"-(from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed), label: "placed by"),"#,
        ],
    );
    check_change("order", "customer_id", "customer_id: uuid fk customer", &[]);
    check_change(
        "order",
        "state",
        "state: text status",
        &[
            r#"-(name: "state", type: "text", roles: [Status], inferred: true),"#,
            r#"(name: "state", type: "text", roles: [Status]),"#,
        ],
    );
}

#[test]
fn what_is_wrong_is_pointed_at_with_what_was_meant() {
    check_error("", "^", "start with the name of the field", None);
    check_error(": uuid", "^", "start with the name of the field", None);
    check_error(
        "state: text",
        "^^^^^",
        "order has a field `state` already",
        None,
    );
    check_error(
        "code: text unqiue",
        "           ^^^^^^",
        "`unqiue` is no word of a field; did you mean `unique`?",
        Some("unique"),
    );
    check_error(
        "code: geo point",
        "          ^^^^^",
        "`point` is no word of a field; put a type of several words in backticks",
        None,
    );
    check_error(
        "code = 1 plus 2",
        "         ^^^^",
        "`plus` is no word of a field; put a value of several words in backticks",
        None,
    );
    check_error(
        "buyer: fk custmer",
        "          ^^^^^^^",
        "no entity is called `custmer`; did you mean `customer`?",
        Some("customer"),
    );
    check_error(
        "buyer: fk customer.emial",
        "          ^^^^^^^^^^^^^^",
        "no field is called `customer.emial`; did you mean `customer.email`?",
        Some("customer.email"),
    );
    check_error(
        "buyer: fk order_line",
        "          ^^^^^^^^^^",
        "order_line has a key of 2 fields; write `fk order_line.order_id` or `fk order_line.line`",
        Some("order_line.order_id"),
    );
    check_error(
        "buyer fk",
        "      ^^",
        "after `fk` comes an entity, such as `fk customer`",
        None,
    );
    check_error(
        "old deprecated 2026-13-01",
        "               ^^^^^^^^^^",
        "`2026-13-01` is no date; write one as 2026-01-31",
        None,
    );
    check_error(
        "old remove-after 2026-01-01",
        "    ^^^^^^^^^^^^",
        "`remove-after` goes with `deprecated`",
        None,
    );
    check_error(
        "`a b: text",
        "^^^^^^^^^^",
        "the backtick has no end; add another one",
        None,
    );
    check_error(
        "a: int not",
        "       ^^^",
        "`not` goes with `null`",
        Some("not null"),
    );
    let design = shop();
    let error = parse("buyer: fk custmer // x", place(&design, "order")).unwrap_err();
    assert_eq!(
        error.corrected("buyer: fk custmer // x").as_deref(),
        Some("buyer: fk customer // x")
    );
}

/// What is offered at the `|` of a line typed into a new row of `order`, and what stands there with the first of it.
#[track_caller]
fn check_offered(line: &str, first: &[&str], then: &str) {
    let design = shop();
    let cursor = line.find('|').unwrap();
    let line = line.replace('|', "");
    let offered = complete(
        &line,
        cursor,
        &Vocabulary::of(&design),
        place(&design, "order"),
    );
    let texts: Vec<&str> = offered
        .suggestions
        .iter()
        .map(|suggestion| suggestion.text.as_str())
        .take(first.len().max(1))
        .collect();
    assert_eq!(texts, first, "{line}");
    if let Some(best) = offered.suggestions.first() {
        let mut whole = line.clone();
        whole.replace_range(offered.range, &best.text);
        assert_eq!(whole, then);
    }
}

#[test]
fn what_could_come_next_is_offered() {
    // Types of the design first, then those of the store's engine.
    check_offered("x: |", &["uuid", "bigserial"], "x: uuid");
    check_offered("x: uu|", &["uuid"], "x: uuid");
    check_offered("x: datet|", &["datetime"], "x: datetime");
    check_offered("x: cit| fk customer", &["citext"], "x: citext fk customer");
    // What stands there already needs no list.
    check_offered("x: uuid|", &[], "");
    check_offered("x: uuid un|", &["unique"], "x: uuid unique");
    check_offered("x: uuid soft|", &["soft-delete"], "x: uuid soft-delete");
    check_offered("x: uuid prim|", &["pk"], "x: uuid pk");
    check_offered("x: uuid fk |", &["order", "order_line"], "x: uuid fk order");
    check_offered("x: uuid fk cu|", &["customer"], "x: uuid fk customer");
    check_offered("x: fk cu|", &["customer"], "x: fk customer");
    check_offered("x: uuid fk line|", &["order_line"], "x: uuid fk order_line");
    check_offered(
        "x: uuid fk customer.|",
        &["customer.id", "customer.email"],
        "x: uuid fk customer.id",
    );
    check_offered(
        "x: uuid fk customer.em| null",
        &["customer.email"],
        "x: uuid fk customer.email null",
    );
    check_offered("x: uuid copy cu|", &["customer."], "x: uuid copy customer.");
    check_offered(
        "x: uuid fk data|",
        &["`data product`"],
        "x: uuid fk `data product`",
    );
    check_offered(
        "x: uuid fk customers.|",
        &["customer"],
        "x: uuid fk customer",
    );
    check_offered("x|", &[], "");
    check_offered("x: uuid = no|", &[], "");
    check_offered("x: uuid // sta|", &[], "");
}

#[test]
fn every_field_of_the_examples_reads_back_as_it_is() {
    let mut count = 0;
    for file in std::fs::read_dir("examples").unwrap() {
        let file = file.unwrap().path();
        let design = native::read(&std::fs::read(&file).unwrap(), Syntax::Ron)
            .unwrap()
            .design;
        for (id, entity) in design.entities().iter() {
            for field in &entity.fields {
                check_round_trip(
                    &design,
                    FieldPath {
                        entity: id,
                        field: field.id,
                    },
                );
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

/// The line of a field, read and put in its place, changes nothing.
#[track_caller]
fn check_round_trip(design: &Design, path: FieldPath) {
    let line = print(design, path);
    let place = Place {
        design,
        entity: path.entity,
        field: Some(path.field),
        today: TODAY,
    };
    let read = parse(&line, place).unwrap_or_else(|error| panic!("{line}: {error}"));
    let mut builder = Builder::new(design, "");
    field_line::replace(&mut builder, path, &read);
    let after = builder.design();
    let field = |design: &Design| {
        let entity = design.get(path.entity).unwrap();
        entity.field(path.field).unwrap().clone()
    };
    assert_eq!(field(after), field(design), "{line}");
    assert_eq!(after, design, "{line}");
}

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "b_c",
        " ",
        ":",
        "=",
        "`",
        "(",
        ")",
        "'",
        "\"",
        "//",
        "--",
        "\\",
        "n",
        "\n",
        ".",
        ",",
        "fk",
        "null",
        "pk",
        "ä",
        "注",
        "with time zone",
        "<",
        ">",
        "[]",
        "status",
        "\\n",
    ]);
    prop::collection::vec(pieces, 0..5).prop_map(|pieces| pieces.concat())
}

fn role() -> impl Strategy<Value = u8> {
    0..12_u8
}

proptest! {
    #[test]
    fn any_field_reads_back_as_it_is(
        name in text().prop_filter("names", |name| !name.trim().is_empty() && !["id", "customer_id", "state"].contains(&name.as_str())),
        data_type in text(),
        flags in prop::array::uniform4(any::<bool>()),
        default_value in prop::option::of(text()),
        roles in prop::collection::vec(role(), 0..4),
        life in 0..4_u8,
        formerly in prop::collection::vec(text().prop_filter("names", |name| !name.is_empty()), 0..3),
        flag in text(),
        comment in text(),
        keys in prop::collection::vec(0..5_usize, 0..3),
    ) {
        let mut design = shop();
        let email = path(&design, "customer", "email");
        let odd = path(&design, "data product", "the id");
        let mut all: Vec<Role<FieldPath>> = Vec::new();
        for role in roles {
            let role = [
                Role::SoftDelete, Role::RowVersion, Role::SchemaVersion, Role::CorrelationId, Role::Status,
                Role::CreatedAt, Role::UpdatedAt, Role::Tenant, Role::IdempotencyKey, Role::CopyOf(email),
                Role::AggregateOf(odd), Role::Sensitive,
            ][usize::from(role)].clone();
            if !all.contains(&role) {
                all.push(role);
            }
        }
        let order = entity(&design, "order");
        let own = FieldPath { entity: order, field: design.get(order).unwrap().next_field_id() };
        let field = Field {
            id: own.field,
            name,
            data_type,
            key: flags[0],
            null: flags[1],
            unique: flags[2],
            default_value,
            roles: all,
            inferred: flags[3],
            lifecycle: match life {
                0 => Lifecycle::Active,
                1 => Lifecycle::Proposed,
                2 => Lifecycle::Deprecated { since: date(2025, 1, 31), remove_after: None, replaced_by: Some(odd) },
                _ => Lifecycle::Deprecated { since: TODAY, remove_after: Some(date(2030, 12, 1)), replaced_by: None },
            },
            formerly,
            flag,
            comment: comment.trim().to_owned(),
        };
        let mut builder = Builder::new(&design, "");
        builder.update(order, |entity: &mut erdwall::model::Entity| entity.fields.push(field));
        for key in keys {
            let to = [
                Endpoint { entity: email.entity, fields: vec![email.field] },
                Endpoint { entity: odd.entity, fields: vec![odd.field] },
                Endpoint { entity: entity(&design, "draft"), fields: vec![] },
                Endpoint { entity: email.entity, fields: vec![] },
                Endpoint { entity: order, fields: vec![own.field] },
            ][key].clone();
            builder.insert(Relationship::enforced(Endpoint { entity: order, fields: vec![own.field] }, to));
        }
        design.apply(&builder.finish()).unwrap();
        check_round_trip(&design, own);
    }

    #[test]
    fn no_text_is_too_strange_to_be_read_or_completed(line in ".{0,60}", cursor in 0..60_usize) {
        let design = shop();
        let _ = parse(&line, place(&design, "order"));
        let cursor = line.char_indices().map(|(at, _)| at).nth(cursor).unwrap_or(line.len());
        let offered = complete(&line, cursor, &Vocabulary::of(&design), place(&design, "order"));
        prop_assert!(line.get(offered.range).is_some());
    }
}
