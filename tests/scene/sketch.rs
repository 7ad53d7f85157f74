//! Designs that tests draw.

use erdwall::edit::Builder;
use erdwall::model::*;

/// Builds a design with few words.
pub struct Sketch(pub Builder);

impl Sketch {
    pub fn new(name: &str, description: &str) -> Self {
        let mut builder = Builder::new(&Design::default(), "");
        builder.set_header(Header {
            name: name.into(),
            description: description.into(),
            ..Header::default()
        });
        Self(builder)
    }

    pub fn design(&self) -> Design {
        self.0.design().clone()
    }

    pub fn service(&mut self, name: &str) -> ServiceId {
        self.0.insert(Service {
            name: name.into(),
            instances: 1,
            ..Service::default()
        })
    }

    pub fn store(&mut self, name: &str, engine: Engine, owner: ServiceId) -> StoreId {
        self.0.insert(Store {
            name: name.into(),
            engine,
            owner: Some(owner),
            shards: 1,
            ..Store::default()
        })
    }

    pub fn zone(&mut self, name: &str, consistency: Consistency) -> ZoneId {
        self.0.insert(Zone {
            name: name.into(),
            consistency,
        })
    }

    /// Fields as `name type`, `*` before the name for the primary key, `?` after the type where it may be missing.
    pub fn entity(
        &mut self,
        name: &str,
        service: Option<ServiceId>,
        zone: Option<ZoneId>,
        fields: &[&str],
    ) -> EntityId {
        let fields = fields.iter().enumerate().map(|(number, line)| {
            let (name, data_type) = line.split_once(' ').unwrap_or((line, ""));
            Field {
                id: FieldId::new(number as u32),
                name: name.trim_start_matches('*').into(),
                data_type: data_type.trim_end_matches('?').into(),
                key: name.starts_with('*'),
                null: data_type.ends_with('?'),
                unique: false,
                default_value: None,
                roles: Vec::new(),
                inferred: false,
                lifecycle: Lifecycle::Active,
                formerly: Vec::new(),
                flag: String::new(),
                comment: String::new(),
            }
        });
        let fields = fields.collect();
        self.0.insert(Entity {
            name: name.into(),
            service,
            zone,
            fields,
            ..Entity::default()
        })
    }

    pub fn role(&mut self, entity: EntityId, field: &str, role: Role<FieldPath>) {
        self.field(entity, field, |f| f.roles.push(role));
    }

    pub fn field(&mut self, entity: EntityId, name: &str, update: impl FnOnce(&mut Field)) {
        self.0.update(entity, |e| {
            if let Some(f) = e.fields.iter_mut().find(|f| f.name == name) {
                update(f);
            }
        });
    }

    pub fn path(&self, entity: EntityId, field: &str) -> FieldPath {
        let field = self
            .0
            .design()
            .get(entity)
            .and_then(|e| e.field_named(field))
            .expect("field")
            .id;
        FieldPath { entity, field }
    }

    pub fn end(&self, entity: EntityId, fields: &[&str]) -> Endpoint {
        Endpoint {
            entity,
            fields: fields.iter().map(|f| self.path(entity, f).field).collect(),
        }
    }

    pub fn relate(
        &mut self,
        from: (EntityId, &str),
        to: (EntityId, &str),
        integrity: Integrity,
    ) -> RelationshipId {
        let relationship = Relationship {
            integrity,
            ..Relationship::enforced(self.end(from.0, &[from.1]), self.end(to.0, &[to.1]))
        };
        self.0.insert(relationship)
    }
}

pub const CHECKED: Integrity = Integrity::Checked {
    fail: Fail::Closed,
    timeout_ms: None,
};

/// The shop of the tour: five services with what goes wrong between them.
pub fn shop() -> Design {
    let mut s = Sketch::new(
        "Shop",
        "Orders, payments and stock over five services, with two couplings that let an outage of one service stop another.",
    );
    let orders = s.service("Orders");
    let payments = s.service("Payments");
    let customers = s.service("Customers");
    let inventory = s.service("Inventory");
    let search = s.service("Search");
    s.store("orders", Engine::PostgreSql, orders);
    s.store("payments", Engine::PostgreSql, payments);
    s.store("crm", Engine::MySql, customers);
    s.store("stock", Engine::Cassandra, inventory);
    s.store("search", Engine::OpenSearch, search);
    let strong = s.zone("Checkout", Consistency::Strong);
    let crm = s.zone("Profile", Consistency::ReadYourWrites);
    let eventual = s.zone("Views", Consistency::Eventual);
    let order = s.entity(
        "order",
        Some(orders),
        Some(strong),
        &[
            "*id uuid",
            "customer_id uuid",
            "status text",
            "total money",
            "deleted_at timestamp?",
            "version int",
            "correlation_id uuid",
        ],
    );
    s.role(order, "status", Role::Status);
    s.role(order, "deleted_at", Role::SoftDelete);
    s.role(order, "version", Role::RowVersion);
    s.role(order, "correlation_id", Role::CorrelationId);
    let line = s.entity(
        "order_line",
        Some(orders),
        Some(strong),
        &["*id uuid", "order_id uuid", "sku text", "qty int"],
    );
    let saga = s.entity(
        "order_saga",
        Some(orders),
        Some(eventual),
        &["*order_id uuid", "step int", "state text"],
    );
    s.role(saga, "state", Role::Status);
    let payment = s.entity(
        "payment",
        Some(payments),
        Some(strong),
        &[
            "*id uuid",
            "order_id uuid",
            "amount money",
            "state text",
            "version int",
        ],
    );
    s.role(payment, "state", Role::Status);
    s.role(payment, "version", Role::RowVersion);
    let ledger = s.entity(
        "ledger_entry",
        Some(payments),
        Some(strong),
        &[
            "*payment_id uuid",
            "*line int",
            "account text",
            "amount money",
        ],
    );
    let customer = s.entity(
        "customer",
        Some(customers),
        Some(crm),
        &[
            "*id uuid",
            "name text",
            "email text",
            "phone text?",
            "deleted_at timestamp?",
        ],
    );
    s.role(customer, "deleted_at", Role::SoftDelete);
    s.role(customer, "email", Role::Sensitive);
    s.field(customer, "phone", |f| {
        f.lifecycle = Lifecycle::Deprecated {
            since: jiff::civil::date(2026, 1, 31),
            remove_after: None,
            replaced_by: None,
        }
    });
    let address = s.entity(
        "address",
        Some(customers),
        Some(crm),
        &[
            "*id uuid",
            "customer_id uuid",
            "street text",
            "city text",
            "country char(2)",
        ],
    );
    let stock = s.entity(
        "stock_level",
        Some(inventory),
        Some(strong),
        &["*sku text", "on_hand int", "reserved int", "version int"],
    );
    s.role(stock, "version", Role::RowVersion);
    let reservation = s.entity(
        "reservation",
        Some(inventory),
        Some(eventual),
        &[
            "*id uuid",
            "sku text",
            "order_id uuid?",
            "expires_at timestamp",
        ],
    );
    let view = s.entity(
        "order_search_view",
        Some(search),
        Some(eventual),
        &["*order_id uuid", "customer_name text", "total money"],
    );
    s.0.update(view, |e| e.kind = EntityKind::Projection);
    for (field, source) in [
        ("order_id", s.path(order, "id")),
        ("customer_name", s.path(customer, "name")),
        ("total", s.path(order, "total")),
    ] {
        s.role(view, field, Role::CopyOf(source));
    }
    let own = s.relate((line, "order_id"), (order, "id"), Integrity::Enforced);
    s.0.update(own, |r| {
        r.identifying = true;
        r.ends.0 = Cardinality::OneOrMany;
    });
    let one = s.relate((saga, "order_id"), (order, "id"), Integrity::Enforced);
    s.0.update(one, |r| r.ends = (Cardinality::ZeroOrOne, Cardinality::One));
    s.relate((payment, "order_id"), (order, "id"), Integrity::Enforced);
    s.relate((order, "customer_id"), (customer, "id"), CHECKED);
    let entry = s.relate((ledger, "payment_id"), (payment, "id"), Integrity::Enforced);
    s.0.update(entry, |r| r.label = "books".into());
    s.relate(
        (address, "customer_id"),
        (customer, "id"),
        Integrity::Enforced,
    );
    s.relate(
        (line, "sku"),
        (stock, "sku"),
        Integrity::Checked {
            fail: Fail::Open,
            timeout_ms: Some(300),
        },
    );
    s.relate((reservation, "sku"), (stock, "sku"), Integrity::Enforced);
    let res = s.relate(
        (reservation, "order_id"),
        (order, "id"),
        Integrity::Eventual {
            cleanup: "nightly".into(),
        },
    );
    s.0.update(res, |r| r.ends.1 = Cardinality::ZeroOrOne);
    let (from, to) = (s.path(order, "id").field, s.path(view, "order_id").field);
    s.0.insert(Feed {
        from: order,
        to: view,
        fields: vec![(from, to)],
        mechanism: Mechanism::LogCapture,
        broker: None,
        lag_s: Some(5.0),
        ordered_by: None,
        idempotent: true,
        rebuildable: true,
    });
    s.design()
}

/// What real schemas bring: long names, wide tables, empty ones, composite and self references, every kind and life cycle.
#[expect(
    clippy::many_single_char_names,
    reason = "entities of a sketch that needs no other names"
)]
pub fn odd() -> Design {
    let mut s = Sketch::new(
        "Odd <cases> & \"others\"",
        "Long names, empty entities, every kind.",
    );
    let a = s.service("A service with quite a long name for what it does");
    let b = s.service("B");
    s.service("Nothing in it");
    let pg = s.store("primary", Engine::PostgreSql, a);
    s.store("cache", Engine::Redis, a);
    s.0.update(b, |x| x.kind = ServiceKind::External);
    let bounded = s.zone("z1", Consistency::Bounded { seconds: 5.0 });
    let causal = s.zone("z2", Consistency::Causal);
    let empty = s.entity("empty", Some(a), None, &[]);
    let long = s.entity(
        "a_very_long_entity_name_that_nobody_would_ever_give_but_generators_do",
        Some(a),
        Some(bounded),
        &[
            "*id bigint",
            "a_field_with_a_name_that_goes_on_and_on_and_on_and_on_without_end varchar(20)",
            "kind enum('one','two','three','four','five','six','seven')?",
            "created timestamp with time zone",
            "名前 text",
            "parent_id bigint?",
        ],
    );
    s.0.update(long, |e| e.store = Some(pg));
    for role in [
        Role::CorrelationId,
        Role::Tenant,
        Role::IdempotencyKey,
        Role::Sensitive,
    ] {
        s.role(long, "名前", role);
    }
    s.role(long, "created", Role::CreatedAt);
    s.field(long, "created", |f| f.inferred = true);
    let r = s.relate((long, "parent_id"), (long, "id"), Integrity::Enforced);
    s.0.update(r, |r| {
        r.ends = (Cardinality::Many, Cardinality::ZeroOrOne);
        r.label = "belongs to".into();
    });
    let pair = s.entity(
        "composite",
        Some(a),
        Some(causal),
        &["*tenant uuid", "*number int", "body jsonb"],
    );
    let child = s.entity(
        "composite_child",
        Some(a),
        Some(causal),
        &["*tenant uuid", "*number int", "*line int", "note text?"],
    );
    let rel = Relationship {
        identifying: true,
        ends: (Cardinality::OneOrMany, Cardinality::One),
        ..Relationship::enforced(
            s.end(child, &["tenant", "number"]),
            s.end(pair, &["tenant", "number"]),
        )
    };
    s.0.insert(rel);
    let kinds = [
        EntityKind::Document,
        EntityKind::EventLog,
        EntityKind::Cache,
        EntityKind::ReferenceData,
        EntityKind::External,
    ];
    let mut last = empty;
    for kind in kinds {
        let name = format!("{kind:?}");
        let e = s.entity(&name, Some(b), None, &["*id uuid", "value text"]);
        s.0.update(e, |e| e.kind = kind);
        let rel = Relationship {
            label: "whole".into(),
            integrity: Integrity::None,
            ..Relationship::enforced(s.end(e, &[]), s.end(last, &[]))
        };
        s.0.insert(rel);
        last = e;
    }
    let old = s.entity("old_thing", None, Some(causal), &["*id int", "fresh int"]);
    s.field(old, "fresh", |f| f.lifecycle = Lifecycle::Proposed);
    s.0.update(old, |e| {
        e.lifecycle = Lifecycle::Deprecated {
            since: jiff::civil::date(2026, 1, 31),
            remove_after: None,
            replaced_by: None,
        }
    });
    let new = s.entity("new_thing", None, Some(causal), &["*id int", "old_id int"]);
    s.0.update(new, |e| e.lifecycle = Lifecycle::Proposed);
    let r = s.relate((new, "old_id"), (old, "id"), Integrity::Enforced);
    s.0.update(r, |r| r.lifecycle = Lifecycle::Proposed);
    s.entity(
        "<script>&\"'",
        None,
        None,
        &["*<b>&\"' text", "tab\there text"],
    );
    s.0.insert(View { name: "main".into(), collapsed: Pairs(vec![(pair, Collapse::Keys)]), notes: vec![Note { text: "A note about this design, which is long enough to take two lines.\n\nAnd a paragraph.".into(), at: (-320, 20), width: None }], ..View::default() });
    s.design()
}
