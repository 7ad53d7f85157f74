//! Every change of a design can be taken back and done again, and what would make a design invalid is refused whole.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::sync::Arc;

use erdwall::edit::{
    Builder, Change, Edit, EditError, Editable, History, Transaction, entity_names, unique_name,
};
use erdwall::format::native::{self, Syntax};
use erdwall::model::{
    Access, AccessTarget, Decision, DeletePolicy, Design, Endpoint, Entity, EntityId, Feed, Field,
    FieldId, FieldPath, Header, Id, Index, Lifecycle, List, Mechanism, Operation, Pairs, Part,
    Reference, Relationship, Role, Saga, Scenario, Service, Shows, Step, StepAction, Store, Trial,
    Versioning, View, Zone, validate,
};
use proptest::prelude::*;

#[test]
fn deleting_an_entity_takes_what_hangs_on_it_and_undo_brings_all_of_it_back() {
    let mut design = Design::default();
    let mut b = Builder::new(&design, "Draw a shop");
    let order = b.insert(entity("order", &["id"]));
    let payment = b.insert(entity("payment", &["id", "order_id"]));
    let end = |entity, field| Endpoint {
        entity,
        fields: vec![FieldId::new(field)],
    };
    b.insert(Relationship::enforced(end(payment, 1), end(order, 0)));
    b.insert(Operation {
        name: "pay".to_owned(),
        accesses: vec![
            Access::new(AccessTarget::Read(order)),
            Access::new(AccessTarget::Write(payment)),
        ],
        ..Operation::default()
    });
    b.insert(View {
        name: "Overview".to_owned(),
        at: Pairs(vec![(order, (0, 0)), (payment, (300, 0))]),
        ..View::default()
    });
    design.apply(&b.finish()).unwrap();
    let drawn = design.clone();

    let mut history = History::default();
    let mut b = Builder::new(&design, "Delete order");
    b.remove([Reference::Entity(order)]);
    history.apply(&mut design, &b.finish()).unwrap();

    assert_eq!(design.entities().ids().collect::<Vec<_>>(), [payment]);
    assert!(design.relationships().is_empty());
    assert_eq!(
        design.operations().iter().next().unwrap().1.accesses.len(),
        1
    );
    assert_eq!(
        design.views().iter().next().unwrap().1.at.0,
        [(payment, (300, 0))]
    );

    assert_eq!(
        history.undo(&mut design).unwrap().as_deref(),
        Some("Delete order")
    );
    assert_eq!(design, drawn);
}

#[test]
fn a_reference_to_nothing_is_refused_and_the_design_stays_as_it_was() {
    let mut design = Design::default();
    let mut b = Builder::new(&design, "Add order");
    let mut order = entity("order", &["id"]);
    order.service = Some(Id::new(7));
    b.insert(order);
    let refused = design.apply(&b.finish()).unwrap_err();
    assert!(matches!(refused, EditError::Invalid(_)), "{refused}");
    assert_eq!(design, Design::default());
}

#[test]
fn a_second_entity_of_the_same_name_is_refused_in_one_service_and_fine_in_another() {
    let mut design = Design::default();
    let mut b = Builder::new(&design, "Add services");
    let orders = b.insert(service("Orders"));
    let payments = b.insert(service("Payments"));
    for owner in [orders, payments] {
        b.insert(Entity {
            service: Some(owner),
            ..entity("outbox", &["id"])
        });
    }
    design.apply(&b.finish()).unwrap();

    let mut b = Builder::new(&design, "Add outbox");
    b.insert(Entity {
        service: Some(orders),
        ..entity("outbox", &["id"])
    });
    let refused = design.apply(&b.finish()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "another entity in Orders is called `outbox`; choose another name"
    );
}

#[test]
fn deleting_a_service_keeps_its_entities_under_names_that_are_free() {
    let mut design = Design::default();
    let mut b = Builder::new(&design, "Draw");
    let orders = b.insert(service("Orders"));
    b.insert(entity("log", &["id"]));
    b.insert(Entity {
        service: Some(orders),
        ..entity("log", &["id"])
    });
    design.apply(&b.finish()).unwrap();
    let mut b = Builder::new(&design, "Delete Orders");
    b.remove([Reference::Service(orders)]);
    design.apply(&b.finish()).unwrap();
    assert_eq!(
        entity_names(&design, None).collect::<Vec<_>>(),
        ["log", "log_2"]
    );
}

#[test]
fn a_field_cannot_go_while_a_relationship_needs_it() {
    let mut design = Design::default();
    let mut b = Builder::new(&design, "Draw");
    let a = b.insert(entity("a", &["id"]));
    let c = b.insert(entity("c", &["a_id"]));
    let end = |entity| Endpoint {
        entity,
        fields: vec![FieldId::new(0)],
    };
    b.insert(Relationship::enforced(end(c), end(a)));
    design.apply(&b.finish()).unwrap();

    let mut b = Builder::new(&design, "Empty c");
    b.update(c, |entity: &mut Entity| entity.fields.clear());
    assert!(design.apply(&b.finish()).is_err());

    let mut b = Builder::new(&design, "Delete c.a_id");
    b.remove([Reference::Field(FieldPath {
        entity: c,
        field: FieldId::new(0),
    })]);
    design.apply(&b.finish()).unwrap();
    assert!(design.relationships().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// Random edits of every kind, valid or not: undone they give back the identical design and file, redone the edited one.
    #[test]
    fn any_edits_undone_give_back_the_design_and_redone_the_edited_one(
        start in prop::collection::vec(any::<(u8, u16, u16)>(), 0..12),
        edits in prop::collection::vec(any::<(u8, u16, u16)>(), 1..16),
    ) {
        let mut design = Design::default();
        for action in start {
            let _ = design.apply(&transaction(&design, action));
        }
        let before = (design.clone(), native::write(&design, Syntax::Ron));

        let mut history = History::default();
        let mut states = vec![(history.state(), design.clone())];
        for action in edits {
            let unchanged = design.clone();
            let transaction = transaction(&design, action);
            if history.apply(&mut design, &transaction).is_err() {
                prop_assert_eq!(&design, &unchanged, "a refused edit changed the design");
            } else {
                states.push((history.state(), design.clone()));
            }
            prop_assert_eq!(validate::check(&design), Ok(()));
        }
        let after = (design.clone(), native::write(&design, Syntax::Ron));

        for (state, expected) in states.iter().rev().skip(1) {
            history.undo(&mut design).unwrap();
            prop_assert_eq!(history.state(), *state);
            prop_assert_eq!(&design, expected);
        }
        prop_assert_eq!(history.undo(&mut design).unwrap(), None);
        prop_assert_eq!(&before.0, &design);
        prop_assert_eq!(&before.1, &native::write(&design, Syntax::Ron));

        while history.redo(&mut design).unwrap().is_some() {}
        prop_assert_eq!(&after.0, &design);
        prop_assert_eq!(&after.1, &native::write(&design, Syntax::Ron));
    }
}

fn entity(name: &str, fields: &[&str]) -> Entity {
    Entity {
        name: name.to_owned(),
        fields: fields
            .iter()
            .enumerate()
            .map(|(place, name)| Field {
                id: FieldId::new(place as u32),
                name: (*name).to_owned(),
                ..Field::default()
            })
            .collect(),
        ..Entity::default()
    }
}

fn service(name: &str) -> Service {
    Service {
        name: name.to_owned(),
        instances: 1,
        ..Service::default()
    }
}

/// The part at a place of a list, counted around; an id of nothing where the list is empty.
fn pick<T>(list: &List<T>, number: u16) -> Id<T> {
    list.id_at(usize::from(number) % list.len().max(1))
        .unwrap_or(Id::new(99_999))
}

/// An endpoint at some entity: with one of its fields, or with none.
fn endpoint(design: &Design, number: u16) -> Endpoint {
    let entity = pick(design.entities(), number);
    let fields = design.get(entity).map_or(&[][..], |e| &e.fields);
    Endpoint {
        entity,
        fields: fields.iter().take(1).map(|f| f.id).collect(),
    }
}

fn field_path(design: &Design, number: u16) -> FieldPath {
    let entity = pick(design.entities(), number);
    let fields = design.get(entity).map_or(&[][..], |e| &e.fields);
    FieldPath {
        entity,
        field: fields
            .get(usize::from(number / 7) % fields.len().max(1))
            .map_or(FieldId::new(77), |f| f.id),
    }
}

/// A transaction drawn from three numbers; many of them make sense, some do not.
fn transaction(design: &Design, (what, x, y): (u8, u16, u16)) -> Transaction {
    let mut b = Builder::new(design, format!("Step {what}"));
    let name = format!("n{}", x % 6);
    let some_entity = pick(design.entities(), x);
    match what % 28 {
        0 => b.set_header(Header {
            name,
            description: y.to_string(),
            ..Header::default()
        }),
        1 => drop(b.insert(service(&name))),
        2 => drop(b.insert(Store {
            name,
            owner: design.services().id_at(usize::from(y) % 4),
            shards: u32::from(y % 3),
            ..Store::default()
        })),
        3 => drop(b.insert(Zone {
            name,
            ..Zone::default()
        })),
        4..=7 => {
            let mut new = entity(&name, &["id", "a", "b"][..usize::from(y % 4)]);
            new.service = design.services().id_at(usize::from(y) % 5);
            new.zone = design.zones().id_at(usize::from(x) % 5);
            b.insert(new);
        }
        8..=9 => drop(b.insert(Relationship::enforced(
            endpoint(design, x),
            endpoint(design, y),
        ))),
        10 => drop(b.insert(Operation {
            name,
            accesses: vec![Access::new(AccessTarget::Read(some_entity))],
            rate: Some(f64::from(y)),
            ..Operation::default()
        })),
        11 => drop(b.insert(Feed {
            from: some_entity,
            to: pick(design.entities(), y),
            fields: vec![(FieldId::new(0), FieldId::new(0))],
            mechanism: Mechanism::Outbox,
            broker: None,
            lag_s: Some(f64::from(y)),
            ordered_by: None,
            idempotent: false,
            rebuildable: true,
        })),
        12 => drop(b.insert(Saga {
            name,
            coordinator: design.services().id_at(usize::from(y) % 3),
            steps: vec![Step {
                action: StepAction::Call(pick(design.operations(), y)),
                compensation: None,
                retriable: true,
                idempotent: false,
                pivot: false,
            }],
            ..Saga::default()
        })),
        13 => drop(b.insert(Scenario {
            name,
            trials: vec![Trial::Down {
                part: Part::Store(pick(design.stores(), y)),
                count: None,
                for_s: None,
            }],
            ..Scenario::default()
        })),
        14 => drop(b.insert(Decision {
            rule: "shared-store".to_owned(),
            subject: Part::Relationship(pick(design.relationships(), y)),
            reason: name,
            author: String::new(),
            date: None,
            expires: None,
        })),
        15 => drop(b.insert(View {
            name,
            shows: Shows::Near {
                entity: some_entity,
                depth: 2,
            },
            at: Pairs(vec![(some_entity, (x.into(), y.into()))]),
            ..View::default()
        })),
        16 => b.update(some_entity, |e| e.name = format!("n{}", y % 6)),
        17 => b.update(some_entity, |e| {
            let id = e.next_field_id();
            e.fields.push(Field {
                id,
                name: format!("f{}", y % 4),
                roles: vec![Role::CopyOf(field_path(design, y))],
                ..Field::default()
            });
        }),
        18 => b.update(some_entity, |e| {
            e.fields.pop();
        }),
        19 => b.update(some_entity, |e| {
            let own = FieldId::new(u32::from(y % 3));
            e.deletes = DeletePolicy::Soft(own);
            e.versioning = Versioning::Optimistic(own);
            e.indexes.push(Index {
                fields: vec![own],
                ..Index::default()
            });
            e.lifecycle = Lifecycle::Deprecated {
                since: jiff::civil::date(2026, 1, 31),
                remove_after: None,
                replaced_by: Some(pick(design.entities(), y)),
            };
        }),
        20 => b.reorder(some_entity, usize::from(y % 8)),
        21 => b.remove([Reference::Entity(some_entity)]),
        22 => b.remove([
            Reference::Field(field_path(design, x)),
            Reference::Relationship(pick(design.relationships(), y)),
        ]),
        23 => b.remove([Reference::Service(pick(design.services(), x))]),
        24 => b.remove([
            Reference::Store(pick(design.stores(), x)),
            Reference::Zone(pick(design.zones(), y)),
            Reference::Operation(pick(design.operations(), x)),
        ]),
        // Edits that no builder would make.
        25 => return raw(Change::Remove { id: some_entity }),
        26 => {
            return raw(Change::Insert {
                place: usize::from(y),
                id: some_entity,
                item: Arc::new(entity(
                    &unique_name(&name, entity_names(design, None)),
                    &["id"],
                )),
            });
        }
        _ => {
            return raw(Change::Replace {
                id: EntityId::new(u32::from(x % 5)),
                item: Arc::new(entity(&name, &["id", "id"][..usize::from(y % 3)])),
            });
        }
    }
    b.finish()
}

fn raw(change: Change<Entity>) -> Transaction {
    Transaction {
        label: "Raw".to_owned(),
        edits: vec![
            <Entity as Editable>::edit(change),
            Edit::Header(Arc::default()),
        ],
    }
}
