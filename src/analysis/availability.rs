//! How often each operation is down, through which causes, and which of them matter most: exact, or stated bounds.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use crate::analysis::dependencies::{
    Atom, Clause, Dependencies, KnownCause, State, Subject, Variable,
};
use crate::analysis::failure::{
    Cancelled, FaultTree, Fixpoint, Formula, Importance, Limits, Probability, Solution, Term,
    solve_equations,
};

/// Minutes of a month, of which downtime is a share.
pub const MINUTES_PER_MONTH: f64 = 43_800.0;

/// How many minimal cut sets are listed of each operation.
const LISTED: usize = 200;
/// Of how many causes the listed ones are at most.
const LISTED_ORDER: usize = 3;

/// The availability of everything that a design answers for.
#[derive(Clone, Debug)]
pub struct Availabilities {
    tree: FaultTree,
    causes: Vec<KnownCause>,
    tops: BTreeMap<Subject, Term>,
    shapes: Shapes,
    solved: HashMap<Shape, Arc<Outage>>,
}

/// When something is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    /// The share of time in which it is down.
    pub down: Probability,
    /// How many minimal cut sets there are of each number of causes, from none on.
    pub by_order: Vec<u128>,
    /// Where only sets of so many causes were looked for, because all of them take more work than allowed.
    pub complete_to: Option<usize>,
    /// The smallest minimal cut sets, as indices of causes, those of one cause first; of up to three causes.
    pub smallest: Vec<Vec<usize>>,
    /// Causes that matter for it and whose probability nobody has given: they count as never happening.
    pub unknown: Vec<usize>,
}

impl Outage {
    /// The causes each of which is enough alone: single points of failure.
    pub fn single_points(&self) -> impl Iterator<Item = usize> {
        self.smallest.iter().filter_map(|set| match set[..] {
            [only] => Some(only),
            _ => None,
        })
    }

    /// Whether the figure is exact.
    pub fn is_exact(&self) -> bool {
        matches!(self.down, Probability::Exact(_))
    }
}

/// Expected downtime in minutes per month.
pub fn downtime(down: Probability) -> Probability {
    match down {
        Probability::Exact(exact) => Probability::Exact(exact * MINUTES_PER_MONTH),
        Probability::Between { low, high } => Probability::Between {
            low: low * MINUTES_PER_MONTH,
            high: high * MINUTES_PER_MONTH,
        },
    }
}

impl Availabilities {
    /// Solves the equations for every operation, service and saga.
    pub fn new(dependencies: &Dependencies, limits: &Limits) -> Result<Self, Cancelled> {
        Self::after(None, dependencies, limits)
    }

    /// The same after a change of the design: what is as it was is taken from the answers before.
    pub fn after(
        before: Option<&Self>,
        dependencies: &Dependencies,
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        let mut subjects: Vec<Subject> = dependencies
            .operations()
            .iter()
            .map(|operation| operation.subject)
            .collect();
        for (variable, _) in dependencies.equations() {
            if let (subject @ (Subject::Service(_) | Subject::Saga(_)), State::Down) =
                dependencies.subject(variable)
            {
                subjects.push(subject);
            }
        }
        Self::solve(before, dependencies, &subjects, limits)
    }

    /// Solves the equations for some subjects.
    pub fn of(
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        Self::solve(None, dependencies, subjects, limits)
    }

    fn solve(
        before: Option<&Self>,
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Self, Cancelled> {
        let (tree, terms) = fault_tree(dependencies, subjects, Fixpoint::Least, &|_| String::new());
        let causes = dependencies.causes();
        let shapes = Shapes::new(&tree, causes);
        // Causes are told apart by their indices, so these must be the same.
        let before = before.filter(|before| before.causes == causes);
        let mut solved: HashMap<Shape, Arc<Outage>> = HashMap::new();
        for term in &terms {
            // Operations that need the same things are down at the same times.
            let shape = shapes.of(*term);
            if solved.contains_key(&shape) {
                continue;
            }
            let known = before.and_then(|before| before.solved.get(&shape));
            let outage = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(outage(&tree, *term, causes, limits)?),
            };
            solved.insert(shape, outage);
        }
        Ok(Self {
            tree,
            causes: causes.to_vec(),
            tops: subjects.iter().copied().zip(terms).collect(),
            shapes,
            solved,
        })
    }

    /// When a subject is down, if it was asked for.
    pub fn get(&self, subject: Subject) -> Option<&Outage> {
        let shape = self.shapes.of(*self.tops.get(&subject)?);
        self.solved.get(&shape).map(Arc::as_ref)
    }

    /// All subjects that were asked for.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, &Outage)> {
        let all = self.tops.keys();
        all.filter_map(|subject| Some((*subject, self.get(*subject)?)))
    }

    /// How much each cause matters for a subject, by index of the cause; none where its figure is a bound.
    pub fn importance(
        &self,
        subject: Subject,
        limits: &Limits,
    ) -> Result<Option<Vec<Importance>>, Cancelled> {
        match self.tops.get(&subject) {
            Some(term) => Ok(Solution::new(&self.tree, *term, limits)?.importance()),
            None => Ok(None),
        }
    }
}

fn outage(
    tree: &FaultTree,
    top: Term,
    causes: &[KnownCause],
    limits: &Limits,
) -> Result<Outage, Cancelled> {
    let solution = Solution::new(tree, top, limits)?;
    let sets = solution.cut_sets(limits)?;
    let unknown = events_of(tree, top)
        .into_iter()
        .filter(|event| causes.get(*event).is_some_and(|c| c.probability.is_none()))
        .collect();
    Ok(Outage {
        down: solution.probability(),
        by_order: sets.by_order(),
        complete_to: sets.complete_to(),
        smallest: sets.list(LISTED_ORDER, LISTED),
        unknown,
    })
}

/// The events that a term depends on.
fn events_of(tree: &FaultTree, top: Term) -> Vec<usize> {
    let mut seen = vec![false; tree.gates().len()];
    let mut events = Vec::new();
    let mut open = vec![top];
    while let Some(term) = open.pop() {
        match term {
            Term::Constant(_) => {}
            Term::Event(event) => events.push(event),
            Term::Gate(gate) => {
                if !std::mem::replace(&mut seen[gate], true) {
                    open.extend(&tree.gates()[gate].inputs);
                }
            }
        }
    }
    events.sort_unstable();
    events.dedup();
    events
}

/// Names of causes and of what is down, for a tree that people read.
pub type NameOf<'a> = &'a dyn Fn(Named<'_>) -> String;

/// What of a tree has a name.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A basic event.
    Cause(&'a KnownCause),
    /// A gate.
    Down(Subject),
}

/// The fault tree of some subjects being down, and the term of each. A cause is the event of the same index; those that are not
/// counted never happen.
pub fn fault_tree(
    dependencies: &Dependencies,
    subjects: &[Subject],
    fixpoint: Fixpoint,
    name_of: NameOf,
) -> (FaultTree, Vec<Term>) {
    let mut tree = FaultTree::default();
    for known in dependencies.causes() {
        tree.event(
            name_of(Named::Cause(known)),
            known.probability.unwrap_or(0.0),
        );
    }
    // Only what the subjects depend on is solved.
    let mut number = vec![u32::MAX; dependencies.variable_count()];
    let mut needed: Vec<Variable> = Vec::new();
    let mut need = |variable: Variable, needed: &mut Vec<Variable>| {
        let slot = &mut number[variable.index()];
        if *slot == u32::MAX {
            *slot = needed.len() as u32;
            needed.push(variable);
        }
        *slot as usize
    };
    let tops: Vec<usize> = subjects
        .iter()
        .map(|subject| need(dependencies.variable(*subject, State::Down), &mut needed))
        .collect();
    let mut equations = Vec::new();
    let mut next = 0;
    while let Some(variable) = needed.get(next).copied() {
        next += 1;
        let clauses = dependencies.clauses(variable);
        let mut formula = |clause: &Clause| {
            let mut inputs: Vec<Formula> = clause
                .of
                .iter()
                .map(|atom| match atom {
                    Atom::Cause(at) => {
                        let counted = dependencies.causes()[*at].cause.is_counted();
                        if counted {
                            Formula::Event(*at)
                        } else {
                            Formula::Constant(false)
                        }
                    }
                    Atom::Is(on) => Formula::Variable(need(*on, &mut needed)),
                })
                .collect();
            match inputs.len() {
                1 if clause.at_least == 1 => inputs.swap_remove(0),
                count if clause.at_least == count => Formula::All(inputs),
                _ => Formula::AtLeast(clause.at_least, inputs),
            }
        };
        equations.push(Formula::Any(clauses.iter().map(&mut formula).collect()));
    }
    let terms = solve_equations(&mut tree, &equations, fixpoint, |at| {
        name_of(Named::Down(dependencies.subject(needed[at]).0))
    });
    let terms = tops.into_iter().map(|top| terms[top]).collect();
    (tree, terms)
}

/// Figures of fault trees that were solved before, by their shape: most changes of a design leave most of them as they were.
#[derive(Debug, Default)]
pub struct Memo {
    known: Mutex<HashMap<Shape, Probability>>,
}

impl Memo {
    /// How likely each subject is down.
    pub fn probabilities(
        &self,
        dependencies: &Dependencies,
        subjects: &[Subject],
        limits: &Limits,
    ) -> Result<Vec<Probability>, Cancelled> {
        let (tree, terms) = fault_tree(dependencies, subjects, Fixpoint::Least, &|_| String::new());
        let shapes = Shapes::new(&tree, dependencies.causes());
        terms
            .into_iter()
            .map(|term| {
                let shape = shapes.of(term);
                let known = self
                    .known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(&shape)
                    .copied();
                if let Some(known) = known {
                    return Ok(known);
                }
                let found = Solution::new(&tree, term, limits)?.probability();
                self.known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(shape, found);
                Ok(found)
            })
            .collect()
    }
}

/// A number that is the same for the same gates over the same causes.
type Shape = (u64, u64);

/// The shape of each event and gate of a tree.
#[derive(Clone, Debug)]
struct Shapes {
    events: Vec<Shape>,
    gates: Vec<Shape>,
}

impl Shapes {
    fn new(tree: &FaultTree, causes: &[KnownCause]) -> Self {
        let hash = |feed: &dyn Fn(&mut DefaultHasher)| {
            // Two numbers of 64 bits: one alone would sooner or later be the same for different trees.
            let [one, other] = [1_u64, 2].map(|seed| {
                let mut hasher = DefaultHasher::new();
                seed.hash(&mut hasher);
                feed(&mut hasher);
                hasher.finish()
            });
            (one, other)
        };
        let events = causes
            .iter()
            .map(|known| {
                hash(&|hasher| {
                    known.cause.hash(hasher);
                    known.probability.map(f64::to_bits).hash(hasher);
                })
            })
            .collect();
        let mut shapes = Self {
            events,
            gates: Vec::with_capacity(tree.gates().len()),
        };
        for gate in tree.gates() {
            let mut inputs: Vec<Shape> =
                gate.inputs.iter().map(|input| shapes.of(*input)).collect();
            inputs.sort_unstable();
            let shape = hash(&|hasher| {
                gate.operator.hash(hasher);
                inputs.hash(hasher);
            });
            shapes.gates.push(shape);
        }
        shapes
    }

    fn of(&self, term: Term) -> Shape {
        match term {
            Term::Constant(value) => (u64::from(value), 0),
            Term::Event(event) => self.events[event],
            Term::Gate(gate) => self.gates[gate],
        }
    }
}
