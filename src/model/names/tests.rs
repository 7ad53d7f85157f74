use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{NameError, NamedEntity, Names};
use crate::base::id::Id;
use crate::model::{Endpoint, FieldPath};

/// Services, entities and fields with names that are easy to mix up.
const NASTY: [&str; 17] = [
    "a",
    "b",
    "a.b",
    "b.a",
    "a.b.a",
    "`",
    "`a`",
    "``",
    "a`.`b",
    "(a, b)",
    "a, b",
    " -> ",
    "a -> b",
    "a #2",
    "a -> b #2",
    "`a`.(`b`)",
    ".",
];

type Entities = Vec<(&'static str, Option<&'static str>, Vec<&'static str>)>;

/// Entities that are unique in their service, with fields that are unique in their entity.
fn entities() -> impl Strategy<Value = Entities> {
    let name = || select(&NASTY[..]);
    let fields = prop::collection::vec(name(), 0..4);
    let entity = (name(), prop::option::of(name()), fields);
    prop::collection::vec(entity, 1..6).prop_map(|entities| {
        let mut seen = BTreeSet::new();
        let unique = entities
            .into_iter()
            .filter(|(name, service, _)| seen.insert((*service, *name)));
        unique
            .map(|(name, service, fields)| {
                let mut seen = BTreeSet::new();
                (
                    name,
                    service,
                    fields
                        .into_iter()
                        .filter(|field| seen.insert(*field))
                        .collect(),
                )
            })
            .collect()
    })
}

fn names(entities: &Entities) -> Names<'static> {
    Names::of_entities(
        entities
            .iter()
            .zip(0..)
            .map(|((name, service, fields), number)| NamedEntity {
                id: Id::new(number),
                name,
                service: *service,
                fields: fields.iter().copied().zip((0..).map(Id::new)).collect(),
            }),
    )
}

/// Every side of a relationship, of up to two fields.
fn endpoints(entities: &Entities) -> Vec<Endpoint> {
    let mut all = Vec::new();
    for ((_, _, fields), entity) in entities.iter().zip((0..).map(Id::new)) {
        let ids: Vec<_> = (0..fields.len() as u32).map(Id::new).collect();
        let pairs = ids
            .iter()
            .flat_map(|one| ids.iter().map(|other| vec![*one, *other]));
        let sides = ids
            .iter()
            .map(|one| vec![*one])
            .chain(pairs)
            .chain([vec![]]);
        all.extend(sides.map(|fields| Endpoint { entity, fields }));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_things_are_called_their_names_find_them(entities in entities()) {
        let names = names(&entities);
        for entity in (0..entities.len() as u32).map(Id::new) {
            prop_assert_eq!(names.find_entity(&names.entity(entity)), Ok(entity));
        }
        for end in endpoints(&entities) {
            let text = names.endpoint(&end);
            prop_assert_eq!(names.find_endpoint(&text), Ok(end.clone()), "{}", text);
            if let [field] = end.fields[..] {
                let path = FieldPath { entity: end.entity, field };
                prop_assert_eq!(names.find_field_path(&names.field_path(path)), Ok(path));
            }
        }
    }

    #[test]
    fn relationships_and_feeds_are_found_by_their_names(entities in entities(), picks in picks()) {
        let mut names = names(&entities);
        let ends = endpoints(&entities);
        let ids = (0..).map(Id::new).zip(&picks);
        for (id, (from, to)) in ids {
            let (from, to) = (from.get(&ends), to.get(&ends));
            names.add_relationship(id, from, to);
            names.add_feed(Id::new(id.number()), from.entity, to.entity);
        }
        for (number, (from, to)) in (0..).zip(&picks) {
            let (from, to) = (from.get(&ends), to.get(&ends));
            let text = names.relationship(Id::new(number), from, to);
            prop_assert_eq!(names.find_relationship(&text), Ok(Id::new(number)), "{}", text);
            let text = names.feed(Id::new(number), from.entity, to.entity);
            prop_assert_eq!(names.find_feed(&text), Ok(Id::new(number)), "{}", text);
        }
    }

    #[test]
    fn any_text_is_a_name_or_an_error(entities in entities(), text in "[ab.`() ,>#2-]{0,12}") {
        let names = names(&entities);
        let _ = names.find_entity(&text);
        let _ = names.find_endpoint(&text);
        let _ = names.find_field_path(&text);
        let _ = names.find_relationship(&text);
        let _ = names.find_feed(&text);
    }
}

fn picks() -> impl Strategy<Value = Vec<(Index, Index)>> {
    prop::collection::vec((any::<Index>(), any::<Index>()), 1..8)
}

fn shop() -> Names<'static> {
    names(&vec![
        ("order", Some("Orders"), vec!["id", "customer_id"]),
        ("order", Some("Search"), vec!["id", "total"]),
        ("customer", Some("Customers"), vec!["id", "tenant"]),
    ])
}

#[test]
fn names_are_as_short_as_they_can_be() {
    let names = shop();
    let end = |entity, fields: &[u32]| Endpoint {
        entity: Id::new(entity),
        fields: fields.iter().copied().map(Id::new).collect(),
    };
    assert_eq!(names.endpoint(&end(2, &[0])), "customer.id");
    assert_eq!(names.endpoint(&end(2, &[0, 1])), "customer.(id, tenant)");
    assert_eq!(names.endpoint(&end(1, &[1])), "Search.order.total");
    let odd = self::names(&vec![
        ("order", None, vec!["a, b", "c"]),
        ("order.c", None, vec![]),
    ]);
    assert_eq!(odd.endpoint(&end(0, &[0, 1])), "`order`.(`a, b`, `c`)");
    assert_eq!(odd.endpoint(&end(1, &[])), "`order.c`");
}

#[track_caller]
fn check_error<T: std::fmt::Debug>(found: Result<T, NameError>, message: &str) {
    assert_eq!(found.unwrap_err().to_string(), message);
}

#[test]
fn errors_tell_the_whole_name_and_what_was_meant() {
    let names = shop();
    check_error(
        names.find_entity("custmer"),
        "no entity is called `custmer`; did you mean `customer`?",
    );
    check_error(
        names.find_entity("order"),
        "`order` is ambiguous; write `Orders.order` or `Search.order`",
    );
    check_error(
        names.find_entity("Order.order"),
        "no entity is called `Order.order`; did you mean `Orders.order`?",
    );
    check_error(
        names.find_endpoint("customer.idd"),
        "no field is called `customer.idd`; did you mean `customer.id`?",
    );
    check_error(
        names.find_endpoint("customer.(id, tenat)"),
        "no field is called `customer.(id, tenat)`; did you mean `customer.tenant`?",
    );
    check_error(
        names.find_endpoint("custmer.id"),
        "no entity is called `custmer.id`; did you mean `customer.id`?",
    );
    check_error(
        names.find_endpoint("order.id"),
        "`order.id` is ambiguous; write `Orders.order.id` or `Search.order.id`",
    );
    check_error(
        names.find_field_path("customer"),
        "no field is called `customer`; did you mean `customer.id`?",
    );
    check_error(
        names.find_relationship("a -> b"),
        "no relationship is called `a -> b`",
    );
}
