//! Stores.

use eframe::egui::Ui;

use super::layout::{remark, section};
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet, attribute};
use super::{availability, entity, service::clamped};
use crate::base::quantity::Unit;
use crate::edit::reassign;
use crate::gui::widgets::pick::Choice;
use crate::model::{Engine, EngineFamily, Failover, Replication, StoreId};
use crate::session::text_slot::TextSlot;

const ENGINE: Attribute = attribute(
    "Store.engine",
    "Engine",
    "The product. From it follows what the store is good at: transactions, lookups by key, search, events.",
);
const OTHER: Attribute = attribute(
    "Engine.Other",
    "Product",
    "What it is called. The analysis takes it for a relational database.",
);
const OWNER: Attribute = attribute(
    "Store.owner",
    "Owner",
    "The service that it belongs to. A change of its schema should be this team's alone.",
);
const CONNECTS: Attribute = attribute(
    "Store.connects",
    "Connected",
    "Further services that connect to it. A shared database couples them: they fail and change together.",
);
const REPLICATION: Attribute = attribute(
    "Store.replication",
    "Replication",
    "How copies are kept. It decides whether a lost node loses writes, and whether a slow one delays them.",
);
const SYNC_REPLICAS: Attribute = attribute(
    "Replication.Sync.replicas",
    "Replicas",
    "Copies besides the leader. A write waits for all of them.",
);
const ASYNC_REPLICAS: Attribute = attribute(
    "Replication.Async.replicas",
    "Replicas",
    "Copies besides the leader, which follow a little later.",
);
const SYNC_FAILOVER: Attribute = attribute(
    "Replication.Sync.failover",
    "Failover",
    "Who promotes a replica when the leader is lost; it decides how long an outage lasts.",
);
const ASYNC_FAILOVER: Attribute = attribute(
    "Replication.Async.failover",
    "Failover",
    "Who promotes a replica when the leader is lost. The last writes may be lost with it.",
);
const NODES: Attribute = attribute(
    "Replication.Quorum.nodes",
    "Nodes",
    "All nodes that hold the data.",
);
const WRITE_QUORUM: Attribute = attribute(
    "Replication.Quorum.w",
    "Write quorum",
    "Nodes that confirm a write. With write and read quorum together above the number of nodes, a read sees the last write.",
);
const READ_QUORUM: Attribute = attribute(
    "Replication.Quorum.r",
    "Read quorum",
    "Nodes that a read asks.",
);
const TOPOLOGY: Attribute = attribute(
    "Store.topology",
    "Writes go to",
    "Which nodes take writes. With several, two of them may accept writes that contradict each other.",
);
const SHARDS: Attribute = attribute(
    "Store.shards",
    "Shards",
    "Parts that the data is spread over, by the shard key of each entity. Joins across them are slow.",
);
const POOL: Attribute = attribute(
    "Store.pool",
    "Pool",
    "Connections that one instance of a service may hold. With rate and time per request it tells whether they run out.",
);
const CAPACITY: Attribute = attribute(
    "Store.capacity",
    "Capacity",
    "Requests that it serves in a second. The load of the operations is held against it.",
);
const AVAILABILITY: Attribute = attribute(
    "Store.availability",
    "Availability",
    "How often a single node works; replicas are taken into account by the analysis.",
);
const DOMAIN: Attribute = attribute(
    "Store.domain",
    "Failure domain",
    "Where it runs, widest first, as in eu/eu-1a/host-7. What shares a domain goes down together with it.",
);

/// One store.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: StoreId) {
    let Some(store) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &store.name) else {
        return;
    };
    super::head(ui, panel, "Store", TextSlot::StoreName(id), "Name");
    super::about(
        ui,
        panel,
        TextSlot::StoreDescription(id),
        "Add a description",
    );
    attributes(ui, &sheet);
    let members = entity::members(panel.design, |e| e.store == Some(id));
    section(ui, panel, "Entities", "What is kept in it", |ui| {
        entity::links(ui, panel, &members);
    });
}

/// What one or several stores have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, StoreId>) {
    engine(ui, sheet);
    sheet.part_by(ui, OWNER, Some("None"), |s| s.owner, reassign::store_owner);
    sheet.parts(
        ui,
        CONNECTS,
        "Add a service",
        |s| &s.connects,
        |s| &mut s.connects,
    );
    section(
        ui,
        sheet.panel,
        "Replication",
        "Copies of the data, and what happens when a node is lost",
        |ui| {
            replication(ui, sheet);
            sheet.choice(
                ui,
                TOPOLOGY,
                |s| s.topology,
                |s, topology| s.topology = topology,
            );
            sheet.whole(
                ui,
                SHARDS,
                (Unit::Count, 1),
                "1 · default",
                |s| (s.shards != 1).then_some(u64::from(s.shards)),
                |s, shards| s.shards = shards.map_or(1, clamped),
            );
        },
    );
    section(
        ui,
        sheet.panel,
        "Capacity and failures",
        "What it can take, and how often it is gone",
        |ui| {
            sheet.whole(
                ui,
                POOL,
                (Unit::Count, 0),
                "no limit known",
                |s| s.pool.map(u64::from),
                |s, pool| s.pool = pool.map(clamped),
            );
            sheet.number(
                ui,
                CAPACITY,
                Unit::PerSecond,
                "not known, as 600/s",
                |s| s.capacity,
                |s, capacity| s.capacity = capacity,
            );
            availability::ui(
                ui,
                sheet,
                AVAILABILITY,
                |s| s.availability,
                |s, a| s.availability = a,
            );
            sheet.text(
                ui,
                DOMAIN,
                "not set, as eu/eu-1a",
                |s| s.domain.clone(),
                |s, d| s.domain = d,
            );
        },
    );
}

fn engine(ui: &mut Ui, sheet: &Sheet<'_, StoreId>) {
    let now = sheet.shared(|s| s.engine.clone());
    let shown = match &now {
        Shared::Same(Engine::Other(_)) => "Another",
        Shared::Same(engine) => engine.label(),
        Shared::Several => SEVERAL,
    };
    let muted = !matches!(&now, Shared::Same(engine) if *engine != Engine::default());
    let picked = sheet.pick(ui, ENGINE, shown, muted, now.same(), || {
        let other = match now.same() {
            Some(Engine::Other(name)) => Engine::Other(name.clone()),
            _ => Engine::Other("another engine".into()),
        };
        let named = Engine::NAMED.into_iter().map(|engine| Choice {
            detail: family(engine.family()).to_owned(),
            ..Choice::new(engine.label().to_owned(), engine)
        });
        named.chain([Choice::new("Another", other)]).collect()
    });
    if let Some(engine) = picked {
        sheet.change(ENGINE.label, |s| s.engine = engine.clone());
    }
    if matches!(now, Shared::Same(Engine::Other(_))) {
        sheet.text(
            ui,
            OTHER,
            "its name",
            |s| s.engine.label().to_owned(),
            |s, name| {
                if !name.is_empty() {
                    s.engine = Engine::Other(name);
                }
            },
        );
    }
}

fn family(family: EngineFamily) -> &'static str {
    match family {
        EngineFamily::Relational => "relational",
        EngineFamily::Document => "document",
        EngineFamily::KeyValue => "key-value",
        EngineFamily::WideColumn => "wide-column",
        EngineFamily::Graph => "graph",
        EngineFamily::Search => "search",
        EngineFamily::EventLog => "event log",
        EngineFamily::Cache => "cache",
        EngineFamily::Object => "object",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Sync,
    Async,
    Quorum,
}

fn replication(ui: &mut Ui, sheet: &Sheet<'_, StoreId>) {
    let now = sheet.shared(|s| s.replication);
    let form = sheet.shared(|s| form_of(s.replication));
    let label = |form| match form {
        Form::None => "None",
        Form::Sync => "Synchronous",
        Form::Async => "Asynchronous",
        Form::Quorum => "Quorum",
    };
    let shown = form.same().map_or(SEVERAL, |form| label(*form));
    let muted = matches!(form, Shared::Same(Form::None) | Shared::Several);
    let picked = sheet.pick(ui, REPLICATION, shown, muted, form.same(), || {
        [
            (
                Form::None,
                "One node: when it is gone, so is the data since the last backup",
            ),
            (
                Form::Sync,
                "A write waits for every replica: nothing is lost, and a slow replica delays it",
            ),
            (
                Form::Async,
                "Replicas follow later: a failover may lose the last writes",
            ),
            (
                Form::Quorum,
                "A write waits for some nodes, a read asks some",
            ),
        ]
        .into_iter()
        .map(|(form, help)| Choice {
            help,
            ..Choice::new(label(form), form)
        })
        .collect()
    });
    if let Some(form) = picked {
        sheet.change(REPLICATION.label, |s| {
            s.replication = with_form(s.replication, form);
        });
    }
    let replicas = |replication| match replication {
        Replication::Sync { replicas, .. } | Replication::Async { replicas, .. } => replicas,
        _ => 1,
    };
    let failover = |replication| match replication {
        Replication::Sync { failover, .. } | Replication::Async { failover, .. } => failover,
        _ => Failover::Manual,
    };
    match form.same() {
        Some(form @ (Form::Sync | Form::Async)) => {
            let (copies, takeover) = if *form == Form::Sync {
                (SYNC_REPLICAS, SYNC_FAILOVER)
            } else {
                (ASYNC_REPLICAS, ASYNC_FAILOVER)
            };
            sheet.whole(
                ui,
                copies,
                (Unit::Count, 0),
                "0",
                |s| Some(u64::from(replicas(s.replication))),
                |s, n| match &mut s.replication {
                    Replication::Sync { replicas, .. } | Replication::Async { replicas, .. } => {
                        *replicas = n.map_or(0, clamped);
                    }
                    _ => {}
                },
            );
            sheet.choice(
                ui,
                takeover,
                |s| failover(s.replication),
                |s, how| match &mut s.replication {
                    Replication::Sync { failover, .. } | Replication::Async { failover, .. } => {
                        *failover = how;
                    }
                    _ => {}
                },
            );
        }
        Some(Form::Quorum) => quorum(ui, sheet, &now),
        _ => {}
    }
}

fn quorum(ui: &mut Ui, sheet: &Sheet<'_, StoreId>, now: &Shared<Replication>) {
    let numbers = |replication| match replication {
        Replication::Quorum { nodes, w, r } => [nodes, w, r],
        _ => [0; 3],
    };
    for (place, attribute) in [NODES, WRITE_QUORUM, READ_QUORUM].into_iter().enumerate() {
        let get = |replication| u64::from(numbers(replication).get(place).copied().unwrap_or(0));
        sheet.whole(
            ui,
            attribute,
            (Unit::Count, 1),
            "1",
            |s| Some(get(s.replication)),
            |s, n| {
                if let Replication::Quorum { nodes, w, r } = &mut s.replication {
                    let n = n.map_or(1, clamped);
                    match place {
                        0 => *nodes = n,
                        1 => *w = n,
                        _ => *r = n,
                    }
                }
            },
        );
    }
    if let Shared::Same(Replication::Quorum { nodes, w, r }) = now {
        let text = if w + r > *nodes {
            "A read sees the last write"
        } else {
            "A read may miss the last write"
        };
        super::sheet::row(ui, "", "", |ui| remark(ui, text));
    }
}

fn form_of(replication: Replication) -> Form {
    match replication {
        Replication::None => Form::None,
        Replication::Sync { .. } => Form::Sync,
        Replication::Async { .. } => Form::Async,
        Replication::Quorum { .. } => Form::Quorum,
    }
}

/// Another form of replication over as many nodes.
fn with_form(old: Replication, form: Form) -> Replication {
    let (replicas, failover) = match old {
        Replication::None => (1, Failover::Manual),
        Replication::Sync { replicas, failover } | Replication::Async { replicas, failover } => {
            (replicas, failover)
        }
        Replication::Quorum { nodes, .. } => (nodes.saturating_sub(1), Failover::Automatic),
    };
    match form {
        Form::None => Replication::None,
        Form::Sync => Replication::Sync { replicas, failover },
        Form::Async => Replication::Async { replicas, failover },
        Form::Quorum => {
            let nodes = (replicas + 1).max(3);
            let majority = nodes / 2 + 1;
            Replication::Quorum {
                nodes,
                w: majority,
                r: majority,
            }
        }
    }
}
