//! What a failure does to the parts that pictures and lists show: plain data, which the canvas, the outline and the service
//! map color by.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::dependencies::{Action, Atom, Because, Cause, State, Subject};
use crate::analysis::spread::Spread;
use crate::model::{Design, Reference};

/// What a failure does to parts of a design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    parts: BTreeMap<Reference, Effect>,
    faults: BTreeMap<Reference, Fault>,
}

/// What a failure does to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The worst that comes of it on any axis.
    pub state: State,
    /// How many steps that can be seen lie before it; 0 where it begins.
    pub hop: u32,
    /// Where not all of it is down: the one thing that cannot be done with it.
    pub only: Option<Action>,
}

/// What was done to a part to see what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It is gone, or some of its instances or nodes are.
    Down,
    /// It answers late.
    Slow,
    /// It does not reach something.
    CutOff,
    /// It reads something in a form that is gone.
    Contract,
}

impl Effect {
    /// The state in a word or two.
    pub fn label(self) -> &'static str {
        match self.only {
            Some(Action::Read) => "no reads",
            Some(Action::Write) => "no writes",
            Some(Action::Delete) => "no deletes",
            None => self.state.label(),
        }
    }
}

impl Fault {
    /// What is so of the part, in a word or two.
    pub fn label(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Slow => "slow",
            Self::CutOff => "cut off",
            Self::Contract => "reads an old form",
        }
    }
}

impl Effects {
    /// What a failure comes to at each part of the design that its equations are of.
    pub fn of(design: &Design, spread: &Spread) -> Self {
        let mut made = Making::default();
        made.subjects(design, spread);
        made.data(design);
        made.lines(spread);
        Self {
            parts: closed_up(made.parts),
            faults: faults(spread),
        }
    }

    /// Only what lies on a way: these parts, and lines and other parts that let it through, step by step.
    #[must_use]
    pub fn along(&self, steps: &[Vec<Reference>]) -> Self {
        let mut parts = BTreeMap::new();
        for (hop, step) in steps.iter().enumerate() {
            for part in step {
                if let Some(effect) = self.parts.get(part) {
                    let hop = hop as u32;
                    parts.entry(*part).or_insert(Effect { hop, ..*effect });
                }
            }
        }
        let on_way = |part: &Reference| steps.iter().flatten().any(|other| other == part);
        let faults = self.faults.iter().filter(|(part, _)| on_way(part));
        Self {
            parts: closed_up(parts),
            faults: faults.map(|(part, fault)| (*part, *fault)).collect(),
        }
    }

    /// Parts in states that are known from somewhere else, all at once.
    pub fn of_states(states: impl IntoIterator<Item = (Reference, State)>) -> Self {
        let mut made = Making::default();
        for (part, state) in states {
            made.note(part, state, 0);
        }
        Self {
            parts: made.parts,
            faults: BTreeMap::new(),
        }
    }

    /// What it does to a part; none if it goes on as ever.
    pub fn get(&self, part: Reference) -> Option<Effect> {
        self.parts.get(&part).copied()
    }

    /// The parts to which it does something.
    pub fn iter(&self) -> impl Iterator<Item = (Reference, Effect)> {
        self.parts.iter().map(|(part, effect)| (*part, *effect))
    }

    /// What was done to a part; none for what only suffers.
    pub fn fault(&self, part: Reference) -> Option<Fault> {
        self.faults.get(&part).copied()
    }

    /// The parts to which something was done.
    pub fn faults(&self) -> impl Iterator<Item = (Reference, Fault)> {
        self.faults.iter().map(|(part, fault)| (*part, *fault))
    }

    /// How many steps it takes until all has come about.
    pub fn last_hop(&self) -> u32 {
        let hops = self.parts.values().map(|effect| effect.hop);
        hops.max().unwrap_or(0)
    }

    /// Whether nothing happens at all.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.faults.is_empty()
    }
}

/// Counts only the hops at which something comes about that is shown.
fn closed_up(mut parts: BTreeMap<Reference, Effect>) -> BTreeMap<Reference, Effect> {
    let hops: BTreeSet<u32> = parts.values().map(|effect| effect.hop).collect();
    for effect in parts.values_mut() {
        effect.hop = hops.range(..effect.hop).count() as u32;
    }
    parts
}

/// The parts that something was done to.
fn faults(spread: &Spread) -> BTreeMap<Reference, Fault> {
    let dependencies = spread.dependencies();
    let mut faults: BTreeMap<Reference, Fault> = BTreeMap::new();
    let mut note = |part: Option<Reference>, fault: Fault| {
        let Some(part) = part else { return };
        let known = faults.entry(part).or_insert(fault);
        *known = fault.min(*known);
    };
    for atom in spread.start() {
        match atom {
            Atom::Is(variable) => {
                let (subject, state) = dependencies.subject(*variable);
                let fault = match state {
                    State::Slow => Fault::Slow,
                    _ => Fault::Down,
                };
                note(subject.part().reference(), fault);
            }
            Atom::Cause(at) => {
                let Some(known) = dependencies.causes().get(*at) else {
                    continue;
                };
                let fault = match known.cause {
                    Cause::Instance(..) | Cause::Node(..) | Cause::Domain(_) => Fault::Down,
                    Cause::Slow(_) => Fault::Slow,
                    Cause::Link(..) => Fault::CutOff,
                    Cause::Contract(..) => Fault::Contract,
                };
                for part in known.cause.parts() {
                    note(part.reference(), fault);
                }
            }
        }
    }
    faults
}

/// Effects in the making.
#[derive(Default)]
struct Making {
    parts: BTreeMap<Reference, Effect>,
    /// What entities and stores cannot do: they are down when they can do nothing.
    actions: BTreeMap<(Reference, Action), u32>,
}

impl Making {
    /// The worst counts, and how soon it comes about.
    fn note(&mut self, part: Reference, state: State, hop: u32) {
        let effect = Effect {
            state,
            hop,
            only: None,
        };
        let known = self.parts.entry(part).or_insert(effect);
        if (state, hop) < (known.state, known.hop) {
            *known = effect;
        }
    }

    fn subjects(&mut self, design: &Design, spread: &Spread) {
        for (subject, state, hop) in spread.reached() {
            // A service is as bad as its operations, as soon as they are.
            let service = match subject {
                Subject::Operation(id) => design.get(id).and_then(|operation| operation.service),
                Subject::Implied(id, _) => design.get(id).and_then(|entity| entity.service),
                _ => None,
            };
            if let Some(service) = service {
                let state = state.max(State::Degraded);
                self.note(Reference::Service(service), state, hop);
            }
            let Some(part) = subject.part().reference() else {
                continue;
            };
            match (subject, state) {
                (
                    Subject::Implied(_, action)
                    | Subject::Data(_, action)
                    | Subject::Store(_, action),
                    State::Down,
                ) => {
                    let known = self.actions.entry((part, action)).or_insert(hop);
                    *known = hop.min(*known);
                }
                // Where something is down, that it is worse than usual is no news.
                (Subject::Implied(..), State::Degraded)
                    if spread.reaches(subject, State::Down) => {}
                (Subject::Service(_), State::Down) => {
                    self.note(part, state, hop.saturating_sub(1));
                }
                (Subject::Service(_), _) => {}
                _ => self.note(part, state, hop),
            }
        }
    }

    /// Entities and stores: down when they can neither be read nor written. Those of a service that does not answer are, too.
    fn data(&mut self, design: &Design) {
        let actions = std::mem::take(&mut self.actions);
        let hop = |part: Reference, action: Action| actions.get(&(part, action)).copied();
        for (part, first) in actions.keys() {
            match (hop(*part, Action::Read), hop(*part, Action::Write)) {
                (Some(read), Some(write)) => self.note(*part, State::Down, read.max(write)),
                (None, Some(at)) => self.only(*part, Action::Write, at),
                (Some(at), None) => self.only(*part, Action::Read, at),
                (None, None) => self.only(*part, *first, hop(*part, *first).unwrap_or(0)),
            }
        }
        for (id, entity) in design.entities().iter() {
            let service = entity.service.map(Reference::Service);
            let owner = service.and_then(|part| self.parts.get(&part).copied());
            if let Some(owner) = owner.filter(|owner| owner.state == State::Down) {
                self.note(Reference::Entity(id), State::Down, owner.hop);
            }
        }
    }

    fn only(&mut self, part: Reference, action: Action, hop: u32) {
        self.note(part, State::Degraded, hop);
        if let Some(effect) = self.parts.get_mut(&part)
            && effect.state == State::Degraded
        {
            effect.only = Some(action);
        }
    }

    /// Lines along which it spreads: whatever else does the same, they would.
    fn lines(&mut self, spread: &Spread) {
        let dependencies = spread.dependencies();
        let mut hops = vec![0; dependencies.variable_count()];
        for (subject, state, hop) in spread.reached() {
            if let Some(slot) = hops.get_mut(dependencies.variable(subject, state).index()) {
                *slot = hop;
            }
        }
        for (subject, state, _) in spread.reached() {
            for clause in dependencies.clauses(dependencies.variable(subject, state)) {
                let line = match clause.because {
                    Because::Integrity(id) | Because::PoolOfCheck(id) => {
                        Reference::Relationship(id)
                    }
                    Because::Feed(id) => Reference::Feed(id),
                    _ => continue,
                };
                let so = clause.of.iter().filter(|atom| spread.is(**atom));
                if so.clone().count() < clause.at_least {
                    continue;
                }
                let before = so.map(|atom| match atom {
                    Atom::Cause(_) => 0,
                    Atom::Is(variable) => hops.get(variable.index()).copied().unwrap_or(0),
                });
                self.note(line, state, before.max().unwrap_or(0) + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::dependencies::Dependencies;
    use crate::analysis::facts::Facts;
    use crate::analysis::spread::Spreading;
    use crate::format::native::{self, Syntax};
    use crate::model::{Part, StoreId};

    const SHOP: &str = r#"Design(
        format: 1,
        services: [(name: "Orders"), (name: "Customers"), (name: "Search")],
        stores: [
            (name: "orders", owner: "Orders", replication: Async(replicas: 1)),
            (name: "crm", owner: "Customers"),
            (name: "index", owner: "Search"),
        ],
        entities: [
            (name: "order", service: "Orders", store: "orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
            (name: "customer", service: "Customers", store: "crm", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "view", service: "Search", store: "index", kind: Projection),
        ],
        relationships: [
            (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed)),
        ],
        operations: [
            (name: "place order", service: "Orders", accesses: [(write: "order")]),
            (name: "show order", service: "Orders", accesses: [(read: "order")]),
            (name: "find orders", service: "Search", accesses: [(read: "view")]),
        ],
        feeds: [(from: "order", to: "view", mechanism: LogCapture)],
    )"#;

    fn named(design: &Design, part: Reference) -> String {
        crate::lint::part_name(
            design,
            &crate::model::names::Names::new(design),
            &match part {
                Reference::Service(id) => Part::Service(id),
                Reference::Store(id) => Part::Store(id),
                Reference::Entity(id) => Part::Entity(id),
                Reference::Relationship(id) => Part::Relationship(id),
                Reference::Operation(id) => Part::Operation(id),
                Reference::Feed(id) => Part::Feed(id),
                _ => Part::Design,
            },
        )
    }

    /// What each part comes to, as `name: state at hop`, and what was done.
    fn told(start: impl Fn(&Design, &Dependencies) -> Vec<Atom>) -> (Vec<String>, Vec<String>) {
        let design = native::read(SHOP.as_bytes(), Syntax::Ron).unwrap().design;
        let dependencies = Dependencies::new(&Facts::new(&design));
        let spreading = Spreading::new(&dependencies);
        let start = start(&design, &dependencies);
        let effects = Effects::of(&design, &spreading.spread(&start));
        let parts = effects.iter().map(|(part, effect)| {
            let name = named(&design, part);
            format!("{name}: {} at {}", effect.label(), effect.hop)
        });
        let faults = effects
            .faults()
            .map(|(part, fault)| format!("{}: {}", named(&design, part), fault.label()));
        (parts.collect(), faults.collect())
    }

    fn store(design: &Design, name: &str) -> StoreId {
        let mut stores = design.stores().iter();
        stores.find(|(_, store)| store.name == name).unwrap().0
    }

    #[test]
    fn each_part_takes_the_worst_that_comes_to_it_and_says_when() {
        let (parts, faults) = told(|design, dependencies| {
            let part = Part::Store(store(design, "crm"));
            dependencies.failure_of(&part).unwrap()
        });
        assert_eq!(
            parts,
            [
                "Orders: degraded at 3",
                "Customers: down at 2",
                "crm: down at 0",
                "order: no writes at 2",
                "customer: down at 1",
                "order.customer_id → customer.id: down at 2",
                "place order: down at 3",
            ]
        );
        assert_eq!(faults, ["crm: down"]);
    }

    #[test]
    fn a_store_that_still_answers_reads_only_takes_no_writes() {
        let (parts, _) = told(|design, dependencies| {
            let id = store(design, "orders");
            dependencies.causes_where(|cause| *cause == Cause::Node(id, 0))
        });
        let has = |text: &str| parts.iter().any(|part| part.starts_with(text));
        assert!(has("orders: no writes at 0"), "{parts:?}");
        assert!(has("order: no writes at 1"), "{parts:?}");
        assert!(has("show order: stale"), "{parts:?}");
        assert!(has("place order: down"), "{parts:?}");
    }

    #[test]
    fn what_is_cut_off_is_marked_though_it_works() {
        let (parts, faults) =
            told(|_, all| all.causes_where(|cause| matches!(cause, Cause::Link(..))));
        assert!(!parts.is_empty());
        assert!(faults.iter().all(|fault| fault.ends_with("cut off")));
    }
}
