//! Facts about a system → a design that says these facts and nothing else.

use std::collections::BTreeMap;

use erdwall::edit::Builder;
use erdwall::model::{
    Access, AccessTarget, Compensation, Design, Endpoint, Engine, Entity, EntityId, EntityKind,
    Feed, Field, FieldId, Integrity, Lifecycle, Mechanism, Operation, OperationId, OperationKind,
    Relationship, Saga, Service, ServiceId, Step, StepAction, Store, StoreId, Via,
};
use serde_json::Value;

use super::{list, text};

/// The design of a system, and what it is called in the facts.
pub struct Read {
    /// The design.
    pub design: Design,
    /// By name.
    pub services: BTreeMap<String, ServiceId>,
    /// Server and database of each store.
    pub databases: BTreeMap<StoreId, String>,
    /// Pairs of which one knows the address of the other and does not call it.
    pub only_configured: Vec<(ServiceId, ServiceId)>,
}

/// Makes a design of facts.
pub fn design(facts: &Value) -> Read {
    let mut maker = Maker {
        builder: Builder::new(&Design::default(), ""),
        services: BTreeMap::new(),
        databases: BTreeMap::new(),
        entities: BTreeMap::new(),
        operations: BTreeMap::new(),
    };
    maker.services(facts);
    maker.stores(facts);
    maker.entities(facts);
    maker.keys(facts);
    maker.calls(facts);
    maker.sagas(facts);
    let configured = list(&facts["configuration_references"]).iter();
    let only_configured = configured
        .map(|it| (maker.service(&it["from"]), maker.service(&it["to"])))
        .collect();
    let databases = maker.databases.iter();
    Read {
        databases: databases
            .map(|((server, name), id)| (*id, format!("{server}/{name}")))
            .collect(),
        design: maker.builder.design().clone(),
        services: maker.services,
        only_configured,
    }
}

struct Maker {
    builder: Builder,
    services: BTreeMap<String, ServiceId>,
    /// By server and name.
    databases: BTreeMap<(String, String), StoreId>,
    /// By service and name.
    entities: BTreeMap<(String, String), EntityId>,
    operations: BTreeMap<String, OperationId>,
}

impl Maker {
    fn service(&self, name: &Value) -> ServiceId {
        self.services[text(name)]
    }

    fn services(&mut self, facts: &Value) {
        for it in list(&facts["services"]) {
            let name = text(&it["name"]).to_owned();
            let id = self.builder.insert(Service {
                name: name.clone(),
                instances: 1,
                ..Service::default()
            });
            self.services.insert(name, id);
        }
    }

    /// A database is its server and its name: neither alone is one. It belongs to the first service that keeps entities.
    fn stores(&mut self, facts: &Value) {
        let mut services: Vec<&Value> = list(&facts["services"]).iter().collect();
        services.sort_by_key(|it| list(&it["entities"]).is_empty());
        for service in services {
            let id = self.service(&service["name"]);
            for store in list(&service["stores"]) {
                let server = text(&store["server"]);
                let key = (server.to_owned(), text(&store["name"]).to_owned());
                if let Some(known) = self.databases.get(&key) {
                    self.builder
                        .update(*known, |store: &mut Store| store.connects.push(id));
                    continue;
                }
                let namesake = self.databases.keys().any(|(_, name)| *name == key.1);
                let own = self.builder.insert(Store {
                    name: if namesake {
                        format!("{} on {server}", key.1)
                    } else {
                        key.1.clone()
                    },
                    engine: engine(text(&store["engine"])),
                    owner: Some(id),
                    shards: 1,
                    domain: server.to_owned(),
                    ..Store::default()
                });
                self.databases.insert(key, own);
            }
        }
    }

    fn entities(&mut self, facts: &Value) {
        for service in list(&facts["services"]) {
            let owner = self.service(&service["name"]);
            let store = list(&service["stores"]).first().map(|store| {
                let server = text(&store["server"]).to_owned();
                self.databases[&(server, text(&store["name"]).to_owned())]
            });
            for it in list(&service["entities"]) {
                let fields = list(&it["fields"]).iter().enumerate();
                let id = self.builder.insert(Entity {
                    name: text(&it["name"]).to_owned(),
                    service: Some(owner),
                    store,
                    kind: if it["replica_of"].is_object() {
                        EntityKind::Projection
                    } else {
                        EntityKind::Table
                    },
                    fields: fields.map(|(at, it)| field(at as u32, it)).collect(),
                    ..Entity::default()
                });
                let key = (text(&service["name"]).to_owned(), plain(text(&it["name"])));
                self.entities.insert(key, id);
            }
        }
    }

    fn entity(&self, service: &Value, name: &Value) -> Option<EntityId> {
        let key = (text(service).to_owned(), plain(text(name)));
        self.entities.get(&key).copied()
    }

    fn keys(&mut self, facts: &Value) {
        for service in list(&facts["services"]) {
            for it in list(&service["entities"]) {
                let child = self.entity(&service["name"], &it["name"]).unwrap();
                for (at, field) in list(&it["fields"]).iter().enumerate() {
                    let key = &field["fk"];
                    let of = if key["service"].is_string() {
                        &key["service"]
                    } else {
                        &service["name"]
                    };
                    let Some(parent) = self.entity(of, &key["entity"]) else {
                        assert!(key.is_null() || !is_hard(key), "{key}");
                        continue;
                    };
                    let fields = &self.builder.design().get(parent).unwrap().fields;
                    let column = fields.iter().find(|it| match key["column"].as_str() {
                        Some(name) => it.name == name,
                        None => it.key,
                    });
                    let end = |entity, field: Option<FieldId>| Endpoint {
                        entity,
                        fields: field.into_iter().collect(),
                    };
                    let to = end(parent, column.map(|it| it.id));
                    let mut relationship =
                        Relationship::enforced(end(child, Some(FieldId::new(at as u32))), to);
                    if !is_hard(key) {
                        relationship.integrity = Integrity::None;
                    }
                    self.builder.insert(relationship);
                }
                let source = &it["replica_of"];
                if let Some(from) = self.entity(&source["service"], &source["entity"]) {
                    self.builder.insert(Feed {
                        from,
                        to: child,
                        fields: Vec::new(),
                        mechanism: Mechanism::Outbox,
                        broker: None,
                        lag_s: None,
                        ordered_by: None,
                        idempotent: false,
                        rebuildable: false,
                    });
                }
            }
            for read in list(&service["reads_foreign_entities"]) {
                let entity = self.entity(&read["owner"], &read["entity"]).unwrap();
                let target = access(AccessTarget::Read(entity), Some(Via::OwnStore));
                self.operation(
                    &service["name"],
                    &format!("reads {}", text(&read["entity"])),
                    OperationKind::Query,
                    Some(target),
                );
            }
        }
    }

    /// Some entity of a service.
    fn entity_of(&self, service: &str) -> Option<EntityId> {
        let mut entities = self.entities.iter();
        entities
            .find(|((owner, _), _)| owner == service)
            .map(|(_, id)| *id)
    }

    fn operation(
        &mut self,
        service: &Value,
        name: &str,
        kind: OperationKind,
        access: Option<Access>,
    ) -> OperationId {
        let name = format!("{}: {name}", text(service));
        if let Some(known) = self.operations.get(&name).copied() {
            self.builder.update(known, |operation: &mut Operation| {
                operation.accesses.extend(access);
            });
            return known;
        }
        let mut accesses: Vec<Access> = access.into_iter().collect();
        // What publishes an event or is a step of a saga changes data of its own.
        let is_remote = |access: &Access| access.via == Some(Via::Event);
        if accesses.iter().all(is_remote)
            && let Some(own) = self.entity_of(text(service))
        {
            accesses.push(self::access(AccessTarget::Write(own), None));
        }
        let id = self.builder.insert(Operation {
            name: name.clone(),
            service: Some(self.service(service)),
            kind,
            accesses,
            ..Operation::default()
        });
        self.operations.insert(name, id);
        id
    }

    /// Which operation of the callee is meant is not known, so the calls name services.
    fn calls(&mut self, facts: &Value) {
        for call in list(&facts["sync_calls"]) {
            if call["dead_code"] == true {
                continue;
            }
            let to = self.service(&call["to"]);
            let access = access(AccessTarget::CallService(to), None);
            let why = format!("{} ({})", text(&call["why"]), text(&call["to"]));
            self.operation(&call["from"], &why, OperationKind::Command, Some(access));
        }
        for event in list(&facts["events"]) {
            for subscriber in list(&event["subscribers"]) {
                if event["publisher"].is_string() {
                    let to = self.service(subscriber);
                    let access = access(AccessTarget::CallService(to), Some(Via::Event));
                    let name = text(&event["topic"]);
                    self.operation(
                        &event["publisher"],
                        name,
                        OperationKind::Command,
                        Some(access),
                    );
                }
            }
        }
    }

    fn sagas(&mut self, facts: &Value) {
        for saga in list(&facts["sagas"]) {
            if !saga["orchestrator"].is_string() {
                continue;
            }
            let mut steps = Vec::new();
            for step in list(&saga["steps"]) {
                let does = |maker: &mut Self, what: &Value| {
                    let name = what.as_str().unwrap_or("starts");
                    let participant = &step["participant"];
                    let id = maker.operation(participant, name, OperationKind::Command, None);
                    StepAction::Call(id)
                };
                steps.push(Step {
                    action: does(self, &step["command"]),
                    compensation: step["compensation"].is_string().then(|| Compensation {
                        action: does(self, &step["compensation"]),
                        idempotent: false,
                    }),
                    retriable: step["retriable"] == true,
                    idempotent: false,
                    pivot: step["pivot"] == true,
                });
            }
            let saga = Saga {
                name: text(&saga["name"]).to_owned(),
                coordinator: Some(self.service(&saga["orchestrator"])),
                steps,
                ..Saga::default()
            };
            self.builder.insert(saga);
        }
    }
}

fn is_hard(key: &Value) -> bool {
    text(&key["kind"]).to_lowercase().starts_with("hard")
}

/// A name without what tells one spelling of it from another.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace([' ', '_'], "");
    name.strip_suffix('s').unwrap_or(&name).to_owned()
}

fn engine(name: &str) -> Engine {
    let named = Engine::NAMED.into_iter();
    named
        .clone()
        .find(|engine| name.starts_with(engine.label()))
        .unwrap_or_else(|| Engine::Other(name.to_owned()))
}

fn field(at: u32, it: &Value) -> Field {
    Field {
        id: FieldId::new(at),
        name: text(&it["name"]).to_owned(),
        data_type: text(&it["type"]).to_owned(),
        key: it["pk"] == true,
        null: it["nullable"] == true,
        unique: false,
        default_value: None,
        roles: Vec::new(),
        inferred: false,
        lifecycle: Lifecycle::Active,
        formerly: Vec::new(),
        flag: String::new(),
        comment: String::new(),
    }
}

fn access(target: AccessTarget, via: Option<Via>) -> Access {
    Access {
        via,
        ..Access::new(target)
    }
}
