//! Operations and what they need on their way.

use eframe::egui::{Id, Ui};

use super::layout::{list, remark, section_with};
use super::parts;
use super::service::clamped;
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet, attribute};
use super::words::Words as _;
use crate::base::quantity::Unit;
use crate::edit::{Accesses, Builder, Nth, Spot as _};
use crate::gui::request::Request;
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{
    Access, AccessTarget, Design, EntityId, Fallback, Operation, OperationId, Reference, Via,
};
use crate::session::text_slot::TextSlot;

const SERVICE: Attribute = attribute(
    "Operation.service",
    "Service",
    "The service that offers it. It is down when this service is.",
);
const KIND: Attribute = attribute(
    "Operation.kind",
    "Kind",
    "Whether it changes data, and for whom it reads.",
);
const TIER: Attribute = attribute(
    "Operation.tier",
    "Criticality",
    "How much its failure matters. Without a word of its own it matters as much as its service.",
);
const RATE: Attribute = attribute(
    "Operation.rate",
    "Rate",
    "How often it is called. Load of stores and pools, and the cost of an outage, follow from it.",
);
const LATENCY: Attribute = attribute(
    "Operation.latency_ms",
    "Latency",
    "Time in which it must answer. Timeouts and attempts of its accesses have to fit into it.",
);
const TARGET: Attribute = attribute(
    "Operation.target",
    "Target",
    "Share of calls that must succeed. It is held against what the dependencies together can offer.",
);
const READ: Attribute = attribute(
    "Access.read",
    "Target",
    "What it reads, writes or calls. Without it, and without a fallback, the operation fails.",
);
const VIA: Attribute = attribute(
    "Access.via",
    "How",
    "How the target is reached. A call makes this operation fail together with the other service; an event or a copy does not.",
);
const OPTIONAL: Attribute = attribute(
    "Access.optional",
    "Optional",
    "The operation goes on without it, so that an outage of the target degrades it and no more.",
);
const TIMEOUT: Attribute = attribute(
    "Access.timeout_ms",
    "Timeout",
    "How long it waits. Without one, a slow target holds threads and connections until this service is gone too.",
);
const ATTEMPTS: Attribute = attribute(
    "Access.attempts",
    "Attempts",
    "How often it tries, the first time included. Trying again multiplies the load on a target that is already failing.",
);
const BACKOFF: Attribute = attribute(
    "Access.backoff_ms",
    "Backoff",
    "Time between attempts. Without one, all callers hammer a target that comes up again.",
);
const FALLBACK: Attribute = attribute(
    "Access.fallback",
    "Fallback",
    "What it uses when there is no answer.",
);
const FALLBACK_COPY: Attribute = attribute(
    "Fallback.Copy",
    "Copy",
    "The entity that holds a copy of the data, in this service's own store.",
);
const BREAKER: Attribute = attribute(
    "Access.circuit_breaker",
    "Circuit breaker",
    "Stops calling a target that keeps failing, so that it can recover and callers fail fast.",
);
const BULKHEAD: Attribute = attribute(
    "Access.bulkhead",
    "Bulkhead",
    "Calls that may wait at once; further ones fail at once. A slow target then cannot use up everything.",
);
const RATE_LIMIT: Attribute = attribute(
    "Access.rate_limit",
    "Rate limit",
    "Calls a second that it lets through, so that a burst here does not take the target down.",
);

/// One operation.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: OperationId) {
    let Some(operation) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &operation.name) else {
        return;
    };
    super::head(ui, panel, "Operation", TextSlot::OperationName(id), "Name");
    super::about(
        ui,
        panel,
        TextSlot::OperationDescription(id),
        "Add a description",
    );
    attributes(ui, &sheet);
    accesses(ui, panel, id, operation);
    callers(ui, panel, id);
}

/// What one or several operations have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, OperationId>) {
    let design = sheet.panel.design;
    sheet.part(
        ui,
        SERVICE,
        Some("None"),
        |o| o.service,
        |o, service| o.service = service,
    );
    sheet.choice(ui, KIND, |o| o.kind, |o, kind| o.kind = kind);
    let inherited = sheet.shared(|o| o.service.and_then(|id| design.get(id)).map(|s| s.tier));
    let none = match inherited {
        Shared::Same(Some(tier)) => format!("As its service · {}", tier.label().to_lowercase()),
        _ => "As its service".to_owned(),
    };
    sheet.optional(ui, TIER, &none, |o| o.tier, |o, tier| o.tier = tier);
    sheet.number(
        ui,
        RATE,
        Unit::PerSecond,
        "not known, as 20/s",
        |o| o.rate,
        |o, rate| o.rate = rate,
    );
    sheet.whole(
        ui,
        LATENCY,
        (Unit::Milliseconds, 0),
        "no budget, as 300 ms",
        |o| o.latency_ms.map(u64::from),
        |o, ms| o.latency_ms = ms.map(clamped),
    );
    sheet.number(
        ui,
        TARGET,
        Unit::Share,
        "none, as 99.9 %",
        |o| o.target,
        |o, share| o.target = share,
    );
}

fn accesses(ui: &mut Ui, panel: &Panel<'_>, id: OperationId, operation: &Operation) {
    let design = panel.design;
    let add = |ui: &mut Ui| {
        let picker = Picker {
            id: Id::new(("add access", id.number())),
            name: "Add an access",
            shown: "+ Add",
            muted: false,
            mark: None,
            width: 46.0,
            plain: true,
            fresh: None,
        };
        let (_, picked) = pick(ui, &picker, None, |filter| targets(design, filter));
        if let Some(Picked::Value(target)) = picked {
            let label = format!("Add an access to {}", operation.name);
            let mut builder = Builder::new(design, label);
            builder.update(id, |operation: &mut Operation| {
                operation.accesses.push(Access::new(target));
            });
            panel.apply(builder.finish());
            let place = operation.accesses.len();
            let key = Nth::<Accesses> { parent: id, place }.key();
            panel.push(Request::Unfold(key, true));
        }
    };
    let help =
        "What it reads, writes and calls on its way, in order, and how it is protected from each";
    section_with(ui, panel, "Accesses", help, add, |ui| {
        if operation.accesses.is_empty() {
            remark(
                ui,
                "None so far: the analysis cannot tell what it depends on",
            );
        }
        let head = |access: &Access| (target_name(design, &access.target), protections(access));
        list::<Accesses>(ui, panel, id, &operation.name, head, |ui, spot, name| {
            let what = format!("{name} in {}", operation.name);
            let Some(sheet) = Sheet::new(panel, [spot], what) else {
                return;
            };
            let sheet = sheet.suffix(format!(" of {name}"));
            access_ui(ui, &sheet);
        });
    });
}

fn access_ui(ui: &mut Ui, sheet: &Sheet<'_, Nth<Accesses>>) {
    let Some((_, access)) = sheet.first() else {
        return;
    };
    let design = sheet.panel.design;
    let shown = super::sheet::capital(&target_name(design, &access.target));
    let name = sheet.name(READ);
    let target = super::sheet::labeled(ui, READ, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let picker = Picker {
                id: Id::new(("pick", sheet.key(READ))),
                name: &name,
                shown: &shown,
                muted: false,
                mark: None,
                width: ui.available_width() - parts::JUMP,
                plain: false,
                fresh: None,
            };
            let (response, picked) = pick(ui, &picker, Some(&access.target), |filter| {
                targets(design, filter)
            });
            super::sheet::describe(&response, READ);
            parts::go_to(ui, sheet.panel, reference(&access.target), &name);
            picked
        })
        .inner
    });
    if let Some(Picked::Value(target)) = target
        && target != access.target
    {
        sheet.change("target", |access| access.target = target.clone());
    }
    let none = match access.target {
        AccessTarget::Read(_) | AccessTarget::Write(_) => "Own store or call · default",
        AccessTarget::Call(_) | AccessTarget::CallService(_) => "Synchronous call · default",
    };
    sheet.optional::<Via>(ui, VIA, none, |a| a.via, |a, via| a.via = via);
    sheet.toggle(
        ui,
        OPTIONAL,
        |a| a.optional,
        |a, optional| a.optional = optional,
    );
    sheet.whole(
        ui,
        TIMEOUT,
        (Unit::Milliseconds, 0),
        "none: waits forever",
        |a| a.timeout_ms.map(u64::from),
        |a, ms| a.timeout_ms = ms.map(clamped),
    );
    sheet.whole(
        ui,
        ATTEMPTS,
        (Unit::Count, 1),
        "1 · default",
        |a| (a.attempts != 1).then_some(u64::from(a.attempts)),
        |a, n| a.attempts = n.map_or(1, clamped),
    );
    sheet.whole(
        ui,
        BACKOFF,
        (Unit::Milliseconds, 0),
        "none: at once",
        |a| a.backoff_ms.map(u64::from),
        |a, ms| a.backoff_ms = ms.map(clamped),
    );
    fallback(ui, sheet);
    sheet.toggle(
        ui,
        BREAKER,
        |a| a.circuit_breaker,
        |a, on| a.circuit_breaker = on,
    );
    sheet.whole(
        ui,
        BULKHEAD,
        (Unit::Count, 0),
        "no limit",
        |a| a.bulkhead.map(u64::from),
        |a, n| a.bulkhead = n.map(clamped),
    );
    sheet.number(
        ui,
        RATE_LIMIT,
        Unit::PerSecond,
        "no limit",
        |a| a.rate_limit,
        |a, rate| a.rate_limit = rate,
    );
}

fn fallback(ui: &mut Ui, sheet: &Sheet<'_, Nth<Accesses>>) {
    const WORDS: [(&str, &str); 5] = [
        ("Not decided", "Nobody has said what happens then"),
        ("None, on purpose", "The operation fails, and that is meant"),
        (
            "A fixed value",
            "It goes on with a value that is always the same",
        ),
        ("The last answer", "It goes on with what it was told before"),
        ("A copy", "It goes on with a copy that the service keeps"),
    ];
    let place = sheet.shared(|a| match a.fallback {
        Fallback::Unstated => 0_usize,
        Fallback::None => 1,
        Fallback::DefaultValue => 2,
        Fallback::Cache => 3,
        Fallback::Copy(_) => 4,
    });
    let shown = match &place {
        Shared::Same(place) => WORDS.get(*place).map_or("", |(label, _)| label),
        Shared::Several => SEVERAL,
    };
    let design = sheet.panel.design;
    let entities = !design.entities().is_empty();
    let muted = matches!(place, Shared::Same(0) | Shared::Several);
    let picked = sheet.pick(ui, FALLBACK, shown, muted, place.same(), || {
        let words = WORDS.into_iter().enumerate();
        words
            .filter(|(place, _)| *place < 4 || entities)
            .map(|(place, (label, help))| Choice {
                help,
                ..Choice::new(label, place)
            })
            .collect()
    });
    if let Some(place) = picked {
        let copy = design.entities().ids().next();
        sheet.change(FALLBACK.label, |a| {
            a.fallback = match (place, entity_of(&a.target).or(copy)) {
                (1, _) => Fallback::None,
                (2, _) => Fallback::DefaultValue,
                (3, _) => Fallback::Cache,
                (4, Some(copy)) => Fallback::Copy(copy),
                _ => Fallback::Unstated,
            };
        });
    }
    if place == Shared::Same(4) {
        sheet.part(
            ui,
            FALLBACK_COPY,
            None,
            |a| match a.fallback {
                Fallback::Copy(entity) => Some(entity),
                _ => None,
            },
            |a, entity: Option<EntityId>| {
                if let Some(entity) = entity {
                    a.fallback = Fallback::Copy(entity);
                }
            },
        );
    }
}

/// The operations that call it, and the sagas that it is a step of.
fn callers(ui: &mut Ui, panel: &Panel<'_>, id: OperationId) {
    let calls = |operation: &Operation| {
        let mut accesses = operation.accesses.iter();
        accesses.any(|access| access.target == AccessTarget::Call(id))
    };
    let callers: Vec<_> = panel
        .design
        .operations()
        .iter()
        .filter(|(_, o)| calls(o))
        .collect();
    let sagas: Vec<_> = panel
        .design
        .sagas()
        .iter()
        .filter(|(_, saga)| super::saga::calls(saga, id))
        .collect();
    if callers.is_empty() && sagas.is_empty() {
        return;
    }
    super::layout::section(ui, panel, "Called by", "What fails with it", |ui| {
        for (caller, operation) in callers {
            super::operation_link(ui, panel, caller, operation);
        }
        for (saga_id, saga) in sagas {
            let mark = crate::gui::theme::color(crate::gui::theme::palette(ui.ctx()).muted);
            super::link(
                ui,
                panel,
                mark,
                &saga.name,
                "saga",
                Reference::Saga(saga_id),
            );
        }
    });
}

/// Everything that an access can be about.
fn targets(design: &Design, filter: &str) -> Vec<Choice<AccessTarget>> {
    const MOST: usize = 400;
    let choice = |target: AccessTarget, detail: String| Choice {
        detail,
        ..Choice::new(super::sheet::capital(&target_name(design, &target)), target)
    };
    let service = |id: Option<crate::model::ServiceId>| {
        id.map_or(String::new(), |id| parts::name_of(design, id))
    };
    let entities = design.entities().iter().flat_map(|(id, entity)| {
        [AccessTarget::Read(id), AccessTarget::Write(id)]
            .map(|target| choice(target, service(entity.service)))
    });
    let operations = design
        .operations()
        .iter()
        .map(|(id, operation)| choice(AccessTarget::Call(id), service(operation.service)));
    let services = design
        .services()
        .ids()
        .map(|id| choice(AccessTarget::CallService(id), "service".to_owned()));
    entities
        .chain(operations)
        .chain(services)
        .filter(|choice| filter.is_empty() || choice.label.to_lowercase().contains(filter))
        .take(MOST)
        .collect()
}

/// What an access is about, in words: "read customer".
pub(super) fn target_name(design: &Design, target: &AccessTarget) -> String {
    match target {
        AccessTarget::Read(id) => format!("read {}", parts::name_of(design, *id)),
        AccessTarget::Write(id) => format!("write {}", parts::name_of(design, *id)),
        AccessTarget::Call(id) => format!("call {}", parts::name_of(design, *id)),
        AccessTarget::CallService(id) => format!("call {}", parts::name_of(design, *id)),
    }
}

/// The entity that an access is about.
pub(super) fn entity_of(target: &AccessTarget) -> Option<EntityId> {
    match target {
        AccessTarget::Read(id) | AccessTarget::Write(id) => Some(*id),
        AccessTarget::Call(_) | AccessTarget::CallService(_) => None,
    }
}

fn reference(target: &AccessTarget) -> Reference {
    match target {
        AccessTarget::Read(id) | AccessTarget::Write(id) => Reference::Entity(*id),
        AccessTarget::Call(id) => Reference::Operation(*id),
        AccessTarget::CallService(id) => Reference::Service(*id),
    }
}

/// How an access is reached and protected, in short.
fn protections(access: &Access) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(via) = access.via {
        words.push(via.label().to_lowercase());
    }
    if access.optional {
        words.push("optional".into());
    }
    if let Some(ms) = access.timeout_ms {
        words.push(Unit::Milliseconds.format(f64::from(ms)));
    }
    if access.attempts > 1 {
        words.push(format!("{} attempts", access.attempts));
    }
    words.join(" · ")
}
