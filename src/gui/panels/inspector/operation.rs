//! Operations.

use eframe::egui::Ui;

use super::service::clamped;
use super::sheet::{Attribute, Panel, Shared, Sheet, attribute};
use super::{access, figures, words::Words as _};
use crate::analysis::dependencies::Subject;
use crate::base::quantity::Unit;
use crate::edit::{Builder, fresh};
use crate::model::{AccessTarget, Operation, OperationId, Reference};
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

/// Makes an operation that something calls; whose it is, is still to be said.
pub(super) fn new_operation(builder: &mut Builder, name: &str) -> OperationId {
    let wanted = if name.is_empty() { "operation" } else { name };
    fresh::operation(builder, wanted, None, &[])
}

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
    figures::ui(ui, panel, Subject::Operation(id), operation.target);
    access::ui(ui, panel, id, operation);
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
