//! Sample designs.
use crate::edit::Builder;
use crate::model::*;
/// shop
pub fn shop() -> Design {
    let mut d = Design::default();
    let mut b = Builder::new(&d, "sample");
    b.set_header(Header { name: "shop".into(), description: String::new() });
    let svc: Vec<ServiceId> = ["Orders", "Payments", "Customers", "Inventory", "Search"].iter().map(|n| b.insert(Service { name: (*n).into(), instances: 1, tier: if *n == "Orders" || *n == "Payments" { Tier::Critical } else { Tier::Standard }, ..Service::default() })).collect();
    let engines = [Engine::PostgreSql, Engine::PostgreSql, Engine::MySql, Engine::Cassandra, Engine::OpenSearch];
    let st: Vec<StoreId> = ["orders", "payments", "crm", "stock", "search"].iter().enumerate().map(|(i, n)| b.insert(Store { name: (*n).into(), engine: engines[i].clone(), owner: Some(svc[i]), shards: 1, ..Store::default() })).collect();
    let checkout = b.insert(Zone { name: "Checkout".into(), consistency: Consistency::Strong });
    let profile = b.insert(Zone { name: "Profile".into(), consistency: Consistency::ReadYourWrites });
    let views = b.insert(Zone { name: "Search".into(), consistency: Consistency::Eventual });
    let mut ent = |name: &str, s: usize, z: ZoneId, kind: EntityKind, fields: &str| {
        let fields = fields.split_whitespace().enumerate().map(|(i, f)| {
            let mut p = f.split(':');
            let name = p.next().unwrap_or("");
            let ty = p.next().unwrap_or("").replace('_', " ");
            let mut field = Field { id: crate::base::id::Id::new(i as u32), name: name.into(), data_type: ty, ..Field::default() };
            for m in p { match m { "pk" => field.key = true, "null" => field.null = true, "del" => field.roles.push(Role::SoftDelete), "ver" => field.roles.push(Role::RowVersion), "id" => field.roles.push(Role::CorrelationId), "st" => { field.roles.push(Role::Status); field.inferred = true; }, "dep" => field.lifecycle = Lifecycle::Deprecated { since: jiff::civil::date(2025, 3, 1), remove_after: None, replaced_by: None }, _ => {} } }
            field
        }).collect::<Vec<_>>();
        let del = fields.iter().find(|f| f.roles.contains(&Role::SoftDelete)).map(|f| f.id);
        let ver = fields.iter().find(|f| f.roles.contains(&Role::RowVersion)).map(|f| f.id);
        b.insert(Entity { name: name.into(), service: Some(svc[s]), store: Some(st[s]), zone: Some(z), kind, fields,
            deletes: del.map_or(DeletePolicy::Hard, DeletePolicy::Soft), versioning: ver.map_or(Versioning::None, Versioning::Optimistic), ..Entity::default() })
    };
    let order = ent("order", 0, checkout, EntityKind::Table, "id:uuid:pk customer_id:uuid status:text:st total:money deleted_at:timestamp:del:null version:int:ver correlation_id:uuid:id");
    let line = ent("order_line", 0, checkout, EntityKind::Table, "id:uuid:pk order_id:uuid sku:text qty:int");
    let payment = ent("payment", 1, checkout, EntityKind::Table, "id:uuid:pk order_id:uuid amount:money state:text:st version:int:ver");
    let ledger = ent("ledger_entry", 1, checkout, EntityKind::EventLog, "id:uuid:pk payment_id:uuid amount:money created_at:timestamp");
    let customer = ent("customer", 2, profile, EntityKind::Table, "id:uuid:pk name:text email:text phone:text:dep deleted_at:timestamp:del:null");
    let address = ent("address", 2, profile, EntityKind::Table, "id:uuid:pk customer_id:uuid street:text city:text zip:text:null");
    let stock = ent("stock_level", 3, checkout, EntityKind::Table, "sku:text:pk on_hand:int reserved:int version:int:ver");
    let search = ent("order_search_view", 4, views, EntityKind::Projection, "order_id:uuid:pk customer_name:text total:money");
    let f = |n: u32| crate::base::id::Id::new(n);
    let mut rel = |a: EntityId, fa: u32, c: EntityId, fc: u32, i: Integrity| { let mut r = Relationship::enforced(Endpoint { entity: a, fields: vec![f(fa)] }, Endpoint { entity: c, fields: vec![f(fc)] }); r.integrity = i; b.insert(r); };
    rel(line, 1, order, 0, Integrity::Enforced);
    rel(order, 1, customer, 0, Integrity::Checked { fail: Fail::Closed, timeout_ms: None });
    rel(payment, 1, order, 0, Integrity::Enforced);
    rel(ledger, 1, payment, 0, Integrity::Enforced);
    rel(address, 1, customer, 0, Integrity::Enforced);
    rel(line, 2, stock, 0, Integrity::Eventual { cleanup: String::new() });
    b.insert(Feed { from: order, to: search, fields: vec![(f(0), f(0)), (f(3), f(2))], mechanism: Mechanism::LogCapture, broker: None, lag_s: Some(5.0), ordered_by: None, idempotent: true, rebuildable: true });
    let t = b.finish();
    d.apply(&t).expect("valid");
    d
}
/// many
pub fn generated(count: usize) -> Design {
    let mut d = Design::default();
    let mut b = Builder::new(&d, "sample");
    let n = (count / 40).max(1);
    let svc: Vec<ServiceId> = (0..n).map(|i| b.insert(Service { name: format!("Service {i}"), instances: 1, ..Service::default() })).collect();
    let zones: Vec<ZoneId> = [Consistency::Strong, Consistency::ReadYourWrites, Consistency::Eventual].iter().map(|c| b.insert(Zone { name: c.label().into(), consistency: *c })).collect();
    let ids: Vec<EntityId> = (0..count).map(|i| {
        let fields = (0..10u32).map(|k| Field { id: crate::base::id::Id::new(k), name: ["id", "parent_id", "owner_id", "status", "amount", "created_at", "updated_at", "version", "note", "reference"][k as usize].into(), data_type: ["uuid", "uuid", "uuid", "text", "numeric(10,2)", "timestamptz", "timestamptz", "int", "text", "varchar(40)"][k as usize].into(), key: k == 0, ..Field::default() }).collect();
        b.insert(Entity { name: format!("entity_{i}"), service: Some(svc[i * n / count]), zone: Some(zones[i % 3]), fields, ..Entity::default() })
    }).collect();
    let mut x = 12345u64;
    let mut next = |m: usize| { x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); ((x >> 33) as usize) % m };
    for i in 0..count * 3 / 2 {
        let a = next(count); let near = next(10) < 9;
        let c = if near { (a / 40 * 40 + next(40)).min(count - 1) } else { next(count) };
        b.insert(Relationship::enforced(Endpoint { entity: ids[a], fields: vec![crate::base::id::Id::new(1 + (i % 2) as u32)] }, Endpoint { entity: ids[c], fields: vec![crate::base::id::Id::new(0)] }));
    }
    let t = b.finish();
    d.apply(&t).expect("valid");
    d
}
