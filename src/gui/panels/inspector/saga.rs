//! Sagas and their steps.

use eframe::egui::{Id, Ui};

use super::layout::{list, remark, section_with};
use super::operation::new_operation;
use super::parts::{self, Chosen};
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::edit::{Builder, Nth, Spot as _, Steps, fresh};
use crate::gui::request::Request;
use crate::gui::widgets::pick::{Choice, Picked};
use crate::model::{Compensation, Design, OperationId, Reference, Saga, SagaId, Step, StepAction};
use crate::session::text_slot::TextSlot;

const COORDINATOR: Attribute = attribute(
    "Saga.coordinator",
    "Coordinator",
    "The service that leads it and knows how far it got. Without one it is a choreography: each step follows the event of the one before.",
);
const ACTION: Attribute = attribute(
    "Step.action",
    "Does",
    "The operation that it calls, or the entity that it writes, as a transaction of its own.",
);
const COMPENSATION: Attribute = attribute(
    "Step.compensation",
    "Taken back by",
    "What undoes the step when a later one fails. A step before the pivot without one leaves half-done work.",
);
const COMPENSATION_IDEMPOTENT: Attribute = attribute(
    "Compensation.idempotent",
    "Idempotent undo",
    "Taking the step back twice is taking it back once: it will be tried again until it works.",
);
const RETRIABLE: Attribute = attribute(
    "Step.retriable",
    "Retriable",
    "It can be tried until it succeeds. Steps after the pivot have to be.",
);
const IDEMPOTENT: Attribute = attribute(
    "Step.idempotent",
    "Idempotent",
    "Doing it twice is doing it once, so that trying again is safe.",
);
const PIVOT: Attribute = attribute(
    "Step.pivot",
    "Pivot",
    "Once it is done the saga can only go forward: steps before it can be taken back, steps after it cannot fail.",
);

/// One saga.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: SagaId) {
    let Some(saga) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &saga.name) else {
        return;
    };
    super::head(ui, panel, "Saga", TextSlot::SagaName(id), "Name");
    super::about(
        ui,
        panel,
        TextSlot::SagaDescription(id),
        "Add a description",
    );
    attributes(ui, &sheet);
    steps(ui, panel, id, saga);
}

/// What one or several sagas have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, SagaId>) {
    sheet.part(
        ui,
        COORDINATOR,
        Some("None: choreography"),
        |s| s.coordinator,
        |s, service| s.coordinator = service,
    );
}

fn steps(ui: &mut Ui, panel: &Panel<'_>, id: SagaId, saga: &Saga) {
    let design = panel.design;
    let add = |ui: &mut Ui| {
        let (_, picked) = parts::adder(
            ui,
            Id::new(("add step", id.number())),
            "Add a step",
            Some("operation"),
            |filter| actions(design, filter),
        );
        if let Some(picked) = picked {
            let mut builder = Builder::new(design, format!("Add a step to {}", saga.name));
            let action = match picked {
                Picked::Value(action) => action,
                Picked::Fresh(name) => StepAction::Call(new_operation(&mut builder, &name)),
            };
            builder.update(id, |saga: &mut Saga| saga.steps.push(fresh::step(action)));
            panel.apply(builder.finish());
            let place = saga.steps.len();
            let key = Nth::<Steps> { parent: id, place }.key();
            panel.push(Request::Unfold(key, true));
        }
    };
    let help =
        "Local transactions in order. When one fails, those before it are taken back, last first.";
    section_with(ui, panel, "Steps", help, add, |ui| {
        if saga.steps.is_empty() {
            remark(
                ui,
                "None so far: add the operations that it calls, in order",
            );
        }
        let head = |step: &Step| {
            let mut words = Vec::new();
            if step.pivot {
                words.push("pivot".to_owned());
            }
            if step.retriable {
                words.push("retriable".to_owned());
            }
            if let Some(compensation) = &step.compensation {
                words.push(format!("↩ {}", action_name(design, &compensation.action)));
            }
            (action_name(design, &step.action), words.join(" · "))
        };
        list::<Steps>(ui, panel, id, &saga.name, head, |ui, spot, name| {
            let what = format!("the step {name} of {}", saga.name);
            let Some(sheet) = Sheet::new(panel, [spot], what) else {
                return;
            };
            let sheet = sheet.suffix(format!(" of step {name}"));
            step_ui(ui, &sheet);
        });
    });
}

fn step_ui(ui: &mut Ui, sheet: &Sheet<'_, Nth<Steps>>) {
    let Some((_, step)) = sheet.first() else {
        return;
    };
    let set =
        |attribute: Attribute, change: Change, put: &dyn Fn(&mut Step, Option<StepAction>)| {
            let label = format!(
                "Change {} of {}",
                attribute.label.to_lowercase(),
                sheet.what
            );
            let mut builder = Builder::new(sheet.panel.design, label);
            let action = match change {
                Change::To(action) => action,
                Change::New(name) => Some(StepAction::Call(new_operation(&mut builder, &name))),
            };
            for spot in &sheet.spots {
                spot.update(&mut builder, |step| put(step, action.clone()));
            }
            sheet.panel.apply(builder.finish());
        };
    if let Some(change) = action_row(ui, sheet, ACTION, None, Some(&step.action)) {
        set(ACTION, change, &|step, action| {
            if let Some(action) = action {
                step.action = action;
            }
        });
    }
    let now = step.compensation.as_ref().map(|c| &c.action);
    if let Some(change) = action_row(ui, sheet, COMPENSATION, Some("Nothing"), now) {
        set(COMPENSATION, change, &|step, action| {
            let idempotent = step.compensation.as_ref().is_some_and(|c| c.idempotent);
            step.compensation = action.map(|action| Compensation { action, idempotent });
        });
    }
    if step.compensation.is_some() {
        sheet.toggle(
            ui,
            COMPENSATION_IDEMPOTENT,
            |s| s.compensation.as_ref().is_some_and(|c| c.idempotent),
            |s, on| {
                if let Some(compensation) = &mut s.compensation {
                    compensation.idempotent = on;
                }
            },
        );
    }
    sheet.toggle(ui, RETRIABLE, |s| s.retriable, |s, on| s.retriable = on);
    sheet.toggle(ui, IDEMPOTENT, |s| s.idempotent, |s, on| s.idempotent = on);
    sheet.toggle(ui, PIVOT, |s| s.pivot, |s, on| s.pivot = on);
}

/// What is done instead.
enum Change {
    /// This; none: nothing.
    To(Option<StepAction>),
    /// A new operation with this name.
    New(String),
}

/// An operation to call or an entity to write. Returns what was picked, if that is something else.
fn action_row(
    ui: &mut Ui,
    sheet: &Sheet<'_, Nth<Steps>>,
    attribute: Attribute,
    none: Option<&str>,
    now: Option<&StepAction>,
) -> Option<Change> {
    let design = sheet.panel.design;
    let shown = match now {
        Some(action) => super::sheet::capital(&action_name(design, action)),
        None => none.unwrap_or_default().to_owned(),
    };
    let chosen = Chosen {
        shown: &shown,
        mark: None,
        part: now.map(reference),
    };
    let fresh = Some("operation");
    let picked = sheet.pick_part(
        ui,
        attribute,
        &chosen,
        Some(&now.cloned()),
        fresh,
        |filter| {
            let none = none.map(|none| Choice::new(none, None));
            let actions = actions(design, filter).into_iter();
            none.into_iter()
                .chain(actions.map(|choice| choice.map(Some)))
                .collect()
        },
    );
    match picked? {
        Picked::Value(action) => Some(Change::To(action)),
        Picked::Fresh(name) => Some(Change::New(name)),
    }
}

/// Everything that a step can do.
fn actions(design: &Design, filter: &str) -> Vec<Choice<StepAction>> {
    const MOST: usize = 400;
    let service = |id: Option<crate::model::ServiceId>| {
        id.map_or(String::new(), |id| parts::name_of(design, id))
    };
    let operations = design
        .operations()
        .iter()
        .map(|(id, operation)| (StepAction::Call(id), service(operation.service)));
    let entities = design
        .entities()
        .iter()
        .map(|(id, entity)| (StepAction::Write(id), service(entity.service)));
    operations
        .chain(entities)
        .map(|(action, detail)| Choice {
            detail,
            ..Choice::new(super::sheet::capital(&action_name(design, &action)), action)
        })
        .filter(|choice| filter.is_empty() || choice.label.to_lowercase().contains(filter))
        .take(MOST)
        .collect()
}

fn action_name(design: &Design, action: &StepAction) -> String {
    match action {
        StepAction::Call(id) => parts::name_of(design, *id),
        StepAction::Write(id) => format!("write {}", parts::name_of(design, *id)),
    }
}

fn reference(action: &StepAction) -> Reference {
    match action {
        StepAction::Call(id) => Reference::Operation(*id),
        StepAction::Write(id) => Reference::Entity(*id),
    }
}

/// Whether an operation is a step of a saga, or takes one back.
pub(super) fn calls(saga: &Saga, operation: OperationId) -> bool {
    let call = StepAction::Call(operation);
    saga.steps.iter().any(|step| {
        step.action == call || step.compensation.as_ref().is_some_and(|c| c.action == call)
    })
}
