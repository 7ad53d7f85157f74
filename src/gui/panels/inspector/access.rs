//! What an operation needs on its way, and how it is protected from each.

use eframe::egui::{Id, Ui};

use super::layout::{list, remark, section_with};
use super::operation::new_operation;
use super::parts::{self, Chosen};
use super::service::clamped;
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet, attribute};
use super::words::Words as _;
use crate::base::quantity::Unit;
use crate::edit::{Accesses, Builder, Nth, Spot as _};
use crate::gui::request::Request;
use crate::gui::widgets::pick::{Choice, Picked};
use crate::model::{
    Access, AccessTarget, Design, EntityId, Fallback, Operation, OperationId, Reference, Via,
};

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

/// What an operation needs, in order.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: OperationId, operation: &Operation) {
    let design = panel.design;
    let add = |ui: &mut Ui| {
        let (_, picked) = parts::adder(
            ui,
            Id::new(("add access", id.number())),
            "Add an access",
            Some("operation"),
            |filter| targets(design, filter),
        );
        if let Some(picked) = picked {
            let label = format!("Add an access to {}", operation.name);
            let mut builder = Builder::new(design, label);
            let target = match picked {
                Picked::Value(target) => target,
                Picked::Fresh(name) => AccessTarget::Call(new_operation(&mut builder, &name)),
            };
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
    let chosen = Chosen {
        shown: &super::sheet::capital(&target_name(design, &access.target)),
        mark: None,
        part: Some(reference(&access.target)),
    };
    let now = Some(&access.target);
    let picked = sheet.pick_part(ui, READ, &chosen, now, None, |filter| {
        targets(design, filter)
    });
    if let Some(Picked::Value(target)) = picked {
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
