//! Parts that are made to fail to see what follows: which trials stand for which parts, and the scenario that keeps them.

use crate::analysis::dependencies::{Cause, State, Subject};
use crate::edit::{Builder, Transaction, fresh};
use crate::model::{
    Design, Expectation, Integrity, OperationId, Part, Reference, Scenario, ScenarioId, Tier, Trial,
};

use super::consequences::Consequences;

/// How many times its usual time a slow part takes, where nobody has said.
const SLOW_FACTOR: f64 = 10.0;

/// The trial in which a part fails, or why it cannot. What lies between two places fails when they cannot reach each other.
pub fn failing(design: &Design, part: Reference) -> Result<Trial, String> {
    let down = |part| {
        Ok(Trial::Down {
            part,
            count: None,
            for_s: None,
        })
    };
    match part {
        Reference::Service(id) => down(Part::Service(id)),
        Reference::Store(id) => down(Part::Store(id)),
        Reference::Zone(id) => down(Part::Zone(id)),
        Reference::Entity(id) => down(Part::Entity(id)),
        Reference::Field(path) => down(Part::Entity(path.entity)),
        Reference::Operation(id) => down(Part::Operation(id)),
        Reference::Feed(id) => down(Part::Feed(id)),
        Reference::Saga(id) => down(Part::Saga(id)),
        Reference::Relationship(id) => {
            let one_place = || {
                "Both ends are in one store of one service: nothing can come between them"
                    .to_owned()
            };
            let relationship = design.get(id).ok_or_else(one_place)?;
            let ends = [&relationship.from, &relationship.to].map(|end| design.get(end.entity));
            let [Some(child), Some(parent)] = ends else {
                return Err(one_place());
            };
            let apart = |one: Option<Part>, other: Option<Part>| match (one, other) {
                (Some(part), Some(from)) if part != from => Some((part, from)),
                _ => None,
            };
            let stores = apart(child.store.map(Part::Store), parent.store.map(Part::Store));
            let services = apart(
                child.service.map(Part::Service),
                parent.service.map(Part::Service),
            );
            let by_database = relationship.integrity == Integrity::Enforced;
            let between = if by_database {
                stores.or(services)
            } else {
                services.or(stores)
            };
            let (part, from) = between.ok_or_else(one_place)?;
            Ok(cutting_off(part, from))
        }
    }
}

/// The trial in which a part answers late; none for parts that do not answer.
pub fn slowing(part: Reference) -> Option<Trial> {
    let part = place(part)?;
    Some(Trial::Slow {
        part,
        factor: SLOW_FACTOR,
        for_s: None,
    })
}

/// The trial in which two parts cannot reach each other.
pub fn cutting_off(part: Part, from: Part) -> Trial {
    Trial::CutOff {
        part,
        from,
        for_s: None,
    }
}

/// The part as something that runs somewhere and can be slow or cut off.
pub fn place(part: Reference) -> Option<Part> {
    Some(match part {
        Reference::Service(id) => Part::Service(id),
        Reference::Store(id) => Part::Store(id),
        Reference::Zone(id) => Part::Zone(id),
        Reference::Entity(id) => Part::Entity(id),
        Reference::Field(path) => Part::Entity(path.entity),
        Reference::Operation(id) => Part::Operation(id),
        Reference::Relationship(_) | Reference::Feed(_) | Reference::Saga(_) => return None,
    })
}

/// The trial in which a cause happens; a single instance or node stands for all of them, since trials know no smaller part.
pub fn happening(cause: &Cause) -> Option<Trial> {
    let down = |part| {
        Some(Trial::Down {
            part,
            count: None,
            for_s: None,
        })
    };
    match cause {
        Cause::Instance(id, _) => down(Part::Service(*id)),
        Cause::Node(id, _) => down(Part::Store(*id)),
        Cause::Domain(name) => down(Part::Domain(name.clone())),
        Cause::Slow(place) => place.part().reference().and_then(slowing),
        Cause::Link(one, other) => Some(cutting_off(one.part(), other.part())),
        Cause::Contract(..) => None,
    }
}

/// Whether a trial is about a part.
pub fn is_about(trial: &Trial, part: &Part) -> bool {
    match trial {
        Trial::Down { part: own, .. } | Trial::Slow { part: own, .. } => own == part,
        Trial::CutOff {
            part: own, from, ..
        } => own == part || from == part,
        Trial::Load { .. } | Trial::Contract { .. } => false,
    }
}

/// Whether all that a trial names is in the design.
pub fn is_there(design: &Design, trial: &Trial) -> bool {
    let mut all = true;
    let one = Scenario {
        trials: vec![trial.clone()],
        ..Scenario::default()
    };
    one.visit(&mut |part| all &= design.resolves(part));
    all
}

/// Keeps trials as a scenario. What works while they go on has to go on working; a critical operation that is down has to
/// answer, so that the scenario fails until it does.
pub fn scenario(
    design: &Design,
    trials: Vec<Trial>,
    follows: &Consequences,
) -> (Transaction, ScenarioId) {
    let mut builder = Builder::new(design, "");
    let id = fresh::scenario(&mut builder, &follows.words.join(", "));
    let mut expectations = expectations(follows);
    if expectations.is_empty() {
        // Written with as few digits as say it, and none less.
        let share = (follows.blast_radius * 100.0).ceil() / 100.0;
        expectations.push(Expectation::BlastRadiusAtMost(share));
    }
    builder.update(id, |scenario: &mut Scenario| {
        scenario.trials = trials;
        scenario.expectations = expectations;
    });
    let name = builder.design().get(id).map(|s| s.name.clone());
    builder.set_label(format!("Add scenario {}", name.unwrap_or_default()));
    (builder.finish(), id)
}

/// What critical operations have to do; where none is critical, all.
fn expectations(follows: &Consequences) -> Vec<Expectation> {
    let of = |wanted: &dyn Fn(Tier) -> bool| -> Vec<Expectation> {
        let all = follows.states.iter().filter(|(_, tier, _)| wanted(*tier));
        all.filter_map(|(subject, _, state)| match subject {
            Subject::Operation(id) => Some(expectation(*id, *state)),
            _ => None,
        })
        .collect()
    };
    let critical = of(&|tier| tier == Tier::Critical);
    if critical.is_empty() {
        of(&|_| true)
    } else {
        critical
    }
}

fn expectation(id: OperationId, state: Option<State>) -> Expectation {
    match state {
        None | Some(State::Lossy) => Expectation::StaysUp(id),
        Some(_) => Expectation::MayDegrade(id),
    }
}
