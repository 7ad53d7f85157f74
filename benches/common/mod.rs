//! Designs of a given size for measuring.
#![allow(dead_code, reason = "each bench uses some of it")]

use erdwall::edit::Builder;
use erdwall::model::{
    Access, AccessTarget, Cardinality, Consistency, Design, Endpoint, Entity, EntityId, Field,
    FieldId, Integrity, Lifecycle, Operation, OperationKind, Relationship, Role, Service, Store,
    Zone,
};

/// A design with so many entities of ten fields each, in services of fifty, with three relationships for every two
/// entities: most to neighbors in the same service, some to a few hubs, as in real schemas.
pub fn large(entities: usize) -> Design {
    let mut builder = Builder::new(&Design::default(), "");
    let zone = builder.insert(Zone {
        name: "main".into(),
        consistency: Consistency::Strong,
    });
    let services: Vec<_> = (0..entities.div_ceil(50))
        .map(|number| {
            builder.insert(Service {
                name: format!("service_{number:02}"),
                instances: 1,
                ..Service::default()
            })
        })
        .collect();
    let mut numbers = Numbers(1);
    let ids: Vec<EntityId> = (0..entities)
        .map(|number| {
            builder.insert(Entity {
                name: format!("entity_{number:04}"),
                service: services.get(number / 50).copied(),
                zone: Some(zone),
                fields: (0..10).map(|place| field(place, &mut numbers)).collect(),
                ..Entity::default()
            })
        })
        .collect();
    for number in 0..entities * 3 / 2 {
        let child = number % entities;
        let home = child / 50 * 50;
        let parent = match numbers.below(10) {
            0 => numbers.below(entities / 100 + 1) * 100,
            1 => numbers.below(entities),
            _ => home + numbers.below(50),
        };
        let (child, parent) = (ids[child], ids[parent % entities]);
        builder.insert(Relationship {
            ends: (Cardinality::Many, Cardinality::One),
            integrity: Integrity::Enforced,
            ..Relationship::enforced(
                Endpoint {
                    entity: child,
                    fields: vec![FieldId::new(1 + (number % 9) as u32)],
                },
                Endpoint {
                    entity: parent,
                    fields: vec![FieldId::new(0)],
                },
            )
        });
    }
    builder.design().clone()
}

/// The same with a service and a store for every 25 entities, and an operation for every five: it writes an entity of its
/// service, reads two others and calls the operation before it.
pub fn busy(entities: usize) -> Design {
    let design = large(entities);
    let mut builder = Builder::new(&design, "");
    let services: Vec<_> = (0..entities.div_ceil(25))
        .map(|number| {
            let service = builder.insert(Service {
                name: format!("busy_{number:03}"),
                instances: 2,
                ..Service::default()
            });
            let store = builder.insert(Store {
                name: format!("store_{number:03}"),
                owner: Some(service),
                shards: 1,
                pool: Some(20),
                ..Store::default()
            });
            (service, store)
        })
        .collect();
    let ids: Vec<EntityId> = design.entities().ids().collect();
    for (number, id) in ids.iter().enumerate() {
        let home = services.get(number / 25).copied();
        builder.update(*id, |entity: &mut Entity| {
            entity.service = home.map(|(service, _)| service);
            entity.store = home.map(|(_, store)| store);
        });
    }
    for id in design.services().ids() {
        builder.take::<Service>(id);
    }
    let mut numbers = Numbers(7);
    let mut before = None;
    for number in 0..entities / 5 {
        let own = ids[number * 5];
        let other = ids[numbers.below(entities)];
        let accesses = [
            Some(AccessTarget::Write(own)),
            Some(AccessTarget::Read(ids[number * 5 + 1])),
            Some(AccessTarget::Read(other)),
            before.filter(|_| number % 4 != 0).map(AccessTarget::Call),
        ];
        before = Some(builder.insert(Operation {
            name: format!("operation_{number:04}"),
            service: services.get(number * 5 / 25).map(|(service, _)| *service),
            kind: [OperationKind::Command, OperationKind::Query][number % 2],
            rate: Some(5.0),
            accesses: accesses.into_iter().flatten().map(Access::new).collect(),
            ..Operation::default()
        }));
    }
    builder.design().clone()
}

fn field(place: u32, numbers: &mut Numbers) -> Field {
    const TYPES: [&str; 5] = [
        "uuid",
        "varchar(200)",
        "timestamp with time zone",
        "int",
        "numeric(12, 2)",
    ];
    Field {
        id: FieldId::new(place),
        name: if place == 0 {
            "id".into()
        } else {
            format!("field_{place}_{}", "x".repeat(numbers.below(12)))
        },
        data_type: TYPES[numbers.below(TYPES.len())].into(),
        key: place == 0,
        null: place > 5,
        unique: false,
        default_value: None,
        roles: if place == 9 {
            vec![Role::SoftDelete]
        } else {
            Vec::new()
        },
        inferred: false,
        lifecycle: Lifecycle::Active,
        formerly: Vec::new(),
        flag: String::new(),
        comment: String::new(),
    }
}

/// A short pseudorandom sequence, the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}
