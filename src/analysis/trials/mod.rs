//! Scenarios: what comes of their trials, and whether that is what they expect.

mod contract;
mod places;
mod start;

use crate::analysis::dependencies::{Atom, Cause, Dependencies, Place, State, Subject, Words};
use crate::analysis::spread::{Hop, Spread, Spreading};
use crate::base::quantity::Unit;
use crate::model::names::Names;
use crate::model::{Design, Expectation, Part, Scenario, Trial};

pub use places::{members, places};
pub use start::Beginning;

/// What came of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What was expected.
    pub expectation: Expectation,
    /// The same in words: “place order stays up”.
    pub words: String,
    /// Whether it is so.
    pub verdict: Verdict,
    /// Only time tells: the verdict is that of [`crate::simulate`], and not known here.
    pub takes_time: bool,
}

/// Whether an expectation is met.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Missed {
        /// What is so instead.
        instead: String,
        /// How it comes about, from the cause on; empty where there is no path.
        path: Vec<Way>,
    },
    /// Nobody knows: it was not tried.
    NotRun {
        /// Why.
        why: String,
    },
}

/// A step of the way from a cause to what suffers.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The part that it reaches.
    pub part: Part,
    /// What is so there, and the attribute that lets it through.
    pub words: String,
}

/// Runs scenarios of one design.
#[derive(Debug)]
pub struct Trials<'a> {
    design: &'a Design,
    spreading: &'a Spreading<'a>,
    words: Words<'a>,
    names: &'a Names<'a>,
}

/// What a scenario begins with.
#[derive(Default)]
struct Start {
    atoms: Vec<Atom>,
    /// The trials in words.
    words: Vec<String>,
    /// Why it cannot be run.
    obstacle: Option<String>,
    /// What breaks contracts.
    broken: Vec<String>,
    has_load: bool,
}

/// Why an expectation is not decided here.
const TAKES_TIME: &str = "only a simulation of time tells";

impl<'a> Trials<'a> {
    /// For the design that the equations come from.
    pub fn new(design: &'a Design, names: &'a Names<'a>, spreading: &'a Spreading<'a>) -> Self {
        Self {
            design,
            spreading,
            words: Words::new(design, names, spreading.dependencies()),
            names,
        }
    }

    /// What comes of each expectation of a scenario.
    pub fn run(&self, scenario: &Scenario) -> Vec<Outcome> {
        let mut start = Start::default();
        for trial in &scenario.trials {
            self.begin(trial, &mut start);
        }
        let spread = self.spreading.spread(&start.atoms);
        let expectations = scenario.expectations.iter();
        expectations
            .map(|expectation| {
                let verdict = match &start.obstacle {
                    Some(why) => Verdict::NotRun { why: why.clone() },
                    None => self.verdict(expectation, &start, &spread),
                };
                let is_dynamic = start.has_load
                    && !matches!(
                        expectation,
                        Expectation::MayFail(_) | Expectation::Compatible
                    )
                    || matches!(expectation, Expectation::RecoversWithin { .. });
                // What a failure takes down by itself stays down whatever else happens.
                let takes_time = is_dynamic && verdict == Verdict::Met;
                Outcome {
                    expectation: expectation.clone(),
                    words: self.expectation(expectation),
                    verdict: if takes_time {
                        Verdict::NotRun {
                            why: TAKES_TIME.to_owned(),
                        }
                    } else {
                        verdict
                    },
                    takes_time,
                }
            })
            .collect()
    }

    fn dependencies(&self) -> &'a Dependencies {
        self.spreading.dependencies()
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Entity(id) => self.names.entity(*id),
            Part::Zone(id) => self
                .design
                .get(*id)
                .map_or_else(String::new, |z| z.name.clone()),
            Part::Domain(name) => name.clone(),
            Part::Service(id) => self.words.subject(Subject::Service(*id)),
            Part::Store(id) => self
                .design
                .get(*id)
                .map_or_else(String::new, |s| s.name.clone()),
            Part::Operation(id) => self.words.subject(Subject::Operation(*id)),
            Part::Feed(id) => self.words.subject(Subject::Feed(*id)),
            Part::Saga(id) => self.words.subject(Subject::Saga(*id)),
            Part::Design => "the design".to_owned(),
            Part::Field(path) => self.names.field_path(*path),
            Part::Relationship(id) => self
                .design
                .get(*id)
                .map_or_else(String::new, |r| self.names.endpoint(&r.from)),
        }
    }

    fn begin(&self, trial: &Trial, start: &mut Start) {
        match trial {
            Trial::Down { part, count, .. } => {
                start.words.push(self.down(part, *count));
                match self.gone(part, *count) {
                    Some(atoms) => start.atoms.extend(atoms),
                    None => start.cannot(format!(
                        "{} cannot be down by itself; name a service, a store or a failure domain",
                        self.part(part)
                    )),
                }
            }
            Trial::Slow { part, .. } => {
                start.words.push(format!("{} is slow", self.part(part)));
                let (services, stores) = places(self.design, part);
                if services.is_empty() && stores.is_empty() {
                    start.cannot(format!(
                        "{} cannot be slow by itself; name a service, a store or a failure domain",
                        self.part(part)
                    ));
                }
                let slow = self.dependencies().slowness_of(&services, &stores);
                start.atoms.extend(slow);
            }
            Trial::CutOff { part, from, .. } => {
                start.words.push(format!(
                    "{} is cut off from {}",
                    self.part(part),
                    self.part(from)
                ));
                let (one, other) = (members(self.design, part), members(self.design, from));
                if one.is_empty() || other.is_empty() {
                    let wrong = if one.is_empty() { part } else { from };
                    start.cannot(format!(
                        "{} cannot be cut off; name a service, a store or a failure domain",
                        self.part(wrong)
                    ));
                }
                let cut = |a: &Place, b: &Place| one.contains(a) && other.contains(b);
                start.atoms.extend(self.dependencies().causes_where(
                    |cause| matches!(cause, Cause::Link(a, b) if cut(a, b) || cut(b, a)),
                ));
            }
            Trial::Load {
                operation, factor, ..
            } => {
                start.has_load = true;
                start.words.push(format!(
                    "{} is called {} as often",
                    self.words.subject(Subject::Operation(*operation)),
                    Unit::Factor.format(*factor)
                ));
            }
            Trial::Contract {
                consumer,
                entity,
                version,
            } => self.begin_contract(*consumer, *entity, version, start),
        }
    }

    fn down(&self, part: &Part, count: Option<u32>) -> String {
        let of = match (part, count) {
            (Part::Service(_), Some(1)) => "1 instance of ".to_owned(),
            (Part::Service(_), Some(count)) => format!("{count} instances of "),
            (Part::Store(_), Some(1)) => "1 node of ".to_owned(),
            (Part::Store(_), Some(count)) => format!("{count} nodes of "),
            _ => String::new(),
        };
        let verb = if of.is_empty() || count == Some(1) {
            "is"
        } else {
            "are"
        };
        format!("{of}{} {verb} down", self.part(part))
    }

    fn gone(&self, part: &Part, count: Option<u32>) -> Option<Vec<Atom>> {
        if let (Some(count), Part::Service(_) | Part::Store(_)) = (count, part) {
            // The leader is the first.
            return Some(self.dependencies().causes_where(|cause| match cause {
                Cause::Instance(id, at) => *part == Part::Service(*id) && *at < count,
                Cause::Node(id, at) => *part == Part::Store(*id) && *at < count,
                _ => false,
            }));
        }
        let Part::Zone(zone) = part else {
            return self
                .dependencies()
                .failure_of(part)
                .filter(|atoms| !atoms.is_empty());
        };
        let entities = self.design.entities().iter();
        let of_zone = entities.filter(|(_, entity)| entity.zone == Some(*zone));
        let atoms = of_zone
            .filter_map(|(id, _)| self.dependencies().failure_of(&Part::Entity(id)))
            .flatten();
        Some(atoms.collect())
    }

    fn verdict(&self, expectation: &Expectation, start: &Start, spread: &Spread) -> Verdict {
        match expectation {
            Expectation::StaysUp(id) => {
                let bad = [State::Down, State::Degraded, State::Stale, State::Slow];
                self.none_of(Subject::Operation(*id), &bad, start, spread)
            }
            Expectation::MayDegrade(id) => {
                self.none_of(Subject::Operation(*id), &[State::Down], start, spread)
            }
            Expectation::MayFail(_) | Expectation::RecoversWithin { .. } => Verdict::Met,
            Expectation::BlastRadiusAtMost(share) => {
                let found = spread.blast_radius();
                // What is written has few digits, what is found has all of them.
                if found <= share + 1e-9 {
                    return Verdict::Met;
                }
                let down: Vec<String> = self
                    .dependencies()
                    .operations()
                    .iter()
                    .filter(|operation| spread.reaches(operation.subject, State::Down))
                    .map(|operation| self.words.subject(operation.subject))
                    .collect();
                Verdict::Missed {
                    instead: format!("{:.1} % is down: {}", found * 100.0, down.join(", ")),
                    path: Vec::new(),
                }
            }
            Expectation::Compatible => {
                if start.broken.is_empty() {
                    Verdict::Met
                } else {
                    Verdict::Missed {
                        instead: start.broken.join("; "),
                        path: Vec::new(),
                    }
                }
            }
        }
    }

    fn none_of(
        &self,
        subject: Subject,
        states: &[State],
        start: &Start,
        spread: &Spread,
    ) -> Verdict {
        let Some(state) = states.iter().find(|state| spread.reaches(subject, **state)) else {
            return Verdict::Met;
        };
        let mut path: Vec<Way> = Vec::new();
        let hops = spread.path(subject, *state);
        let began = hops
            .first()
            .map_or(subject, |hop| self.dependencies().subject(hop.to).0);
        path.push(Way {
            part: began.part(),
            words: start.words.join(", "),
        });
        path.extend(hops.iter().filter(|hop| self.is_shown(hop)).map(|hop| {
            let because = self.words.because(hop.because);
            let mut words = self.words.variable(hop.to);
            if !because.is_empty() {
                words += ": ";
                words += &because;
            }
            Way {
                part: self.dependencies().subject(hop.to).0.part(),
                words,
            }
        }));
        Verdict::Missed {
            instead: self
                .words
                .variable(self.dependencies().variable(subject, *state)),
            path,
        }
    }

    /// That a service is down whose instances are is what the trial says already.
    fn is_shown(&self, hop: &Hop) -> bool {
        let (subject, _) = self.dependencies().subject(hop.to);
        let from_causes = hop.from.iter().all(|atom| matches!(atom, Atom::Cause(_)));
        !(from_causes && matches!(subject, Subject::Process(_)))
    }

    fn expectation(&self, expectation: &Expectation) -> String {
        let name = |id: &crate::model::OperationId| self.words.subject(Subject::Operation(*id));
        match expectation {
            Expectation::StaysUp(id) => format!("{} stays up", name(id)),
            Expectation::MayDegrade(id) => format!("{} answers, may be worse", name(id)),
            Expectation::MayFail(id) => format!("{} may fail", name(id)),
            Expectation::BlastRadiusAtMost(share) => {
                format!("at most {} % of the operations are down", share * 100.0)
            }
            Expectation::RecoversWithin { operation, seconds } => {
                format!("{} recovers within {seconds} s", name(operation))
            }
            Expectation::Compatible => "contracts are kept".to_owned(),
        }
    }
}

impl Start {
    fn cannot(&mut self, why: String) {
        self.obstacle.get_or_insert(why);
    }
}
