//! A way through a design, step by step: what an operation or a saga touches, in order. Plain data: the canvas paints it, and
//! whoever finds another kind of way, such as that of a failure, gives the same.

use std::collections::BTreeSet;

use crate::model::{
    Access, AccessTarget, Design, EntityId, Operation, OperationId, Reference, Saga, ServiceId,
    StepAction, Via,
};

/// A way through a design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// What it is the way of.
    pub name: String,
    /// The service that it starts from.
    pub origin: Option<ServiceId>,
    /// Its steps, each after the one before; those that a call leads to come right after the call.
    pub steps: Vec<Step>,
}

/// A step from one part to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number: `2`, or `2.1` for the first step of what the second calls.
    pub number: String,
    /// What it does.
    pub kind: StepKind,
    /// The service or entity that it starts from; none: not a part of the design.
    pub from: Option<Reference>,
    /// The service or entity that it leads to; none: an operation that no service offers.
    pub to: Option<Reference>,
    /// The answer is waited for.
    pub waits: bool,
    /// The way goes on without it.
    pub optional: bool,
    /// From here on it only goes forward.
    pub pivot: bool,
    /// What it does, in words.
    pub text: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// Reads an entity.
    Read,
    /// Writes an entity.
    Write,
    /// Calls a service.
    Call,
    /// Takes an earlier step back.
    Compensation,
}

impl Path {
    /// The entities on the way.
    pub fn entities(&self) -> BTreeSet<EntityId> {
        self.stops()
            .filter_map(|part| match part {
                Reference::Entity(id) => Some(id),
                _ => None,
            })
            .collect()
    }

    /// The services on the way.
    pub fn services(&self) -> BTreeSet<ServiceId> {
        self.stops()
            .filter_map(|part| match part {
                Reference::Service(id) => Some(id),
                _ => None,
            })
            .chain(self.origin)
            .collect()
    }

    /// The kinds of steps that occur.
    pub fn kinds(&self) -> BTreeSet<StepKind> {
        self.steps.iter().map(|step| step.kind).collect()
    }

    fn stops(&self) -> impl Iterator<Item = Reference> + '_ {
        self.steps
            .iter()
            .flat_map(|step| [step.from, step.to])
            .flatten()
    }
}

impl StepKind {
    /// What a step of this kind does, in a word or two.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Call => "calls",
            Self::Compensation => "takes back",
        }
    }
}

impl Step {
    /// How many calls deep it is.
    pub fn depth(&self) -> usize {
        self.number.matches('.').count()
    }
}

/// The way of an operation or a saga; none for other parts. Operations that it calls are followed, those that these call are not.
pub fn path_of(design: &Design, part: Reference) -> Option<Path> {
    match part {
        Reference::Operation(id) => Some(of_operation(design, design.get(id)?)),
        Reference::Saga(id) => Some(of_saga(design, design.get(id)?)),
        _ => None,
    }
}

fn of_operation(design: &Design, operation: &Operation) -> Path {
    let mut path = Path {
        name: operation.name.clone(),
        origin: operation.service,
        steps: Vec::new(),
    };
    for (place, access) in operation.accesses.iter().enumerate() {
        let number = (place + 1).to_string();
        let (step, called) = access_step(design, operation, access, number.clone());
        path.steps.push(step);
        if let Some(called) = called {
            follow(design, called, &number, &mut path.steps);
        }
    }
    path
}

fn of_saga(design: &Design, saga: &Saga) -> Path {
    let coordinator = saga.coordinator.map(Reference::Service);
    let mut path = Path {
        name: saga.name.clone(),
        origin: saga.coordinator,
        steps: Vec::new(),
    };
    // Without a coordinator each step follows the event of the one before.
    let mut before: Option<Reference> = None;
    for (place, step) in saga.steps.iter().enumerate() {
        let number = (place + 1).to_string();
        let from = coordinator.or(before);
        let (to, text, called) = action(design, &step.action);
        let notes = [
            (step.pivot, "pivot"),
            (step.retriable, "retriable"),
            (step.idempotent, "idempotent"),
        ];
        path.steps.push(Step {
            number: number.clone(),
            kind: match step.action {
                StepAction::Call(_) => StepKind::Call,
                StepAction::Write(_) => StepKind::Write,
            },
            from,
            to,
            waits: coordinator.is_some(),
            optional: false,
            pivot: step.pivot,
            text: with_notes(
                text,
                notes.into_iter().filter(|n| n.0).map(|n| n.1.to_owned()),
            ),
        });
        if let Some(called) = called {
            follow(design, called, &number, &mut path.steps);
        }
        if let Some(compensation) = &step.compensation {
            let (back, text, _) = action(design, &compensation.action);
            let note = if compensation.idempotent {
                "idempotent"
            } else {
                "not idempotent"
            };
            path.steps.push(Step {
                number: format!("{number}′"),
                kind: StepKind::Compensation,
                from,
                to: back,
                waits: coordinator.is_some(),
                optional: false,
                pivot: false,
                text: with_notes(format!("taken back: {text}"), [note.to_owned()]),
            });
        }
        before = to.or(before);
    }
    path
}

/// The steps of an operation that is called, without those that it calls in turn.
fn follow(design: &Design, called: OperationId, number: &str, steps: &mut Vec<Step>) {
    let Some(operation) = design.get(called) else {
        return;
    };
    for (place, access) in operation.accesses.iter().enumerate() {
        let number = format!("{number}.{}", place + 1);
        steps.push(access_step(design, operation, access, number).0);
    }
}

fn access_step(
    design: &Design,
    operation: &Operation,
    access: &Access,
    number: String,
) -> (Step, Option<OperationId>) {
    let (kind, to, what, called) = match access.target {
        AccessTarget::Read(id) => (
            StepKind::Read,
            Some(Reference::Entity(id)),
            format!("read {}", name(design, Reference::Entity(id))),
            None,
        ),
        AccessTarget::Write(id) => (
            StepKind::Write,
            Some(Reference::Entity(id)),
            format!("write {}", name(design, Reference::Entity(id))),
            None,
        ),
        AccessTarget::Call(id) => (
            StepKind::Call,
            design
                .get(id)
                .and_then(|o| o.service)
                .map(Reference::Service),
            format!("call {}", name(design, Reference::Operation(id))),
            Some(id),
        ),
        AccessTarget::CallService(id) => (
            StepKind::Call,
            Some(Reference::Service(id)),
            format!("call {}", name(design, Reference::Service(id))),
            None,
        ),
    };
    let mut notes = Vec::new();
    match access.via {
        None | Some(Via::OwnStore) => {}
        Some(Via::Call) if kind == StepKind::Call => {}
        Some(Via::Call) => notes.push("by a call".to_owned()),
        Some(Via::Event) => notes.push("by an event".to_owned()),
        Some(Via::LocalCopy) => notes.push("from a local copy".to_owned()),
    }
    if access.optional {
        notes.push("optional".to_owned());
    }
    if let Some(timeout) = access.timeout_ms {
        notes.push(format!("{timeout} ms"));
    }
    if access.attempts > 1 {
        notes.push(format!("{} attempts", access.attempts));
    }
    let step = Step {
        number,
        kind,
        from: operation.service.map(Reference::Service),
        to,
        waits: !matches!(access.via, Some(Via::Event | Via::LocalCopy)),
        optional: access.optional,
        pivot: false,
        text: with_notes(what, notes),
    };
    (step, called)
}

/// Where an action leads, what it is in words, and the operation that it calls.
fn action(
    design: &Design,
    action: &StepAction,
) -> (Option<Reference>, String, Option<OperationId>) {
    match action {
        StepAction::Call(id) => (
            design
                .get(*id)
                .and_then(|o| o.service)
                .map(Reference::Service),
            format!("call {}", name(design, Reference::Operation(*id))),
            Some(*id),
        ),
        StepAction::Write(id) => (
            Some(Reference::Entity(*id)),
            format!("write {}", name(design, Reference::Entity(*id))),
            None,
        ),
    }
}

fn name(design: &Design, part: Reference) -> &str {
    let name = match part {
        Reference::Entity(id) => design.get(id).map(|e| e.name.as_str()),
        Reference::Service(id) => design.get(id).map(|s| s.name.as_str()),
        Reference::Operation(id) => design.get(id).map(|o| o.name.as_str()),
        _ => None,
    };
    name.unwrap_or_default()
}

fn with_notes(text: String, notes: impl IntoIterator<Item = String>) -> String {
    let notes: Vec<String> = notes.into_iter().collect();
    if notes.is_empty() {
        return text;
    }
    format!("{text} ({})", notes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native;

    fn design() -> Design {
        let text = r#"Design(
            format: 1,
            services: [(name: "Orders"), (name: "Stock")],
            entities: [
                (name: "order", service: "Orders"),
                (name: "level", service: "Stock"),
            ],
            operations: [
                (name: "place", service: "Orders", accesses: [
                    (write: "order"),
                    (call: "reserve", timeout_ms: 800, attempts: 2),
                    (read: "level", via: LocalCopy, optional: true),
                ]),
                (name: "reserve", service: "Stock", accesses: [
                    (write: "level"),
                    (call: "place"),
                ]),
                (name: "release", service: "Stock", accesses: [(write: "level")]),
            ],
            sagas: [
                (name: "checkout", coordinator: "Orders", steps: [
                    (action: Call("reserve"), compensation: (action: Call("release"))),
                    (action: Write("order"), pivot: true),
                ]),
                (name: "by events", steps: [
                    (action: Write("order")),
                    (action: Call("reserve")),
                ]),
            ],
        )"#;
        native::read(text.as_bytes(), native::Syntax::Ron)
            .unwrap()
            .design
    }

    /// Number, from, to and words of each step.
    fn steps(path: &Path, design: &Design) -> Vec<String> {
        let stop = |part: Option<Reference>| part.map_or("-", |part| name(design, part)).to_owned();
        let steps = path.steps.iter();
        steps
            .map(|s| format!("{} {} > {}: {}", s.number, stop(s.from), stop(s.to), s.text))
            .collect()
    }

    #[test]
    fn an_operation_leads_to_what_it_accesses_and_one_call_further() {
        let design = design();
        let id = design.operations().ids().next().unwrap();
        let path = path_of(&design, Reference::Operation(id)).unwrap();
        assert_eq!(path.name, "place");
        assert_eq!(
            steps(&path, &design),
            [
                "1 Orders > order: write order",
                "2 Orders > Stock: call reserve (800 ms, 2 attempts)",
                "2.1 Stock > level: write level",
                "2.2 Stock > Orders: call place",
                "3 Orders > level: read level (from a local copy, optional)",
            ]
        );
        assert_eq!(path.entities().len(), 2);
        assert_eq!(path.services().len(), 2);
        assert!(!path.steps[4].waits && path.steps[0].waits);
    }

    #[test]
    fn a_saga_leads_through_its_steps_and_what_takes_them_back() {
        let design = design();
        let sagas: Vec<Path> = design
            .sagas()
            .ids()
            .filter_map(|id| path_of(&design, Reference::Saga(id)))
            .collect();
        assert_eq!(
            steps(&sagas[0], &design),
            [
                "1 Orders > Stock: call reserve",
                "1.1 Stock > level: write level",
                "1.2 Stock > Orders: call place",
                "1′ Orders > Stock: taken back: call release (not idempotent)",
                "2 Orders > order: write order (pivot)",
            ]
        );
        assert_eq!(sagas[0].steps[3].kind, StepKind::Compensation);
        assert_eq!(
            steps(&sagas[1], &design)[1],
            "2 order > Stock: call reserve"
        );
    }
}
