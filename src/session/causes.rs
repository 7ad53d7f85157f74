//! Everything that can happen by itself, with what it takes down: what is worth looking at first.

use crate::analysis::dependencies::{Atom, Cause, Place, State};
use crate::analysis::failure::Cancelled;
use crate::base::cancel::Cancel;
use crate::model::{Part, Reference, Trial};

use super::consequences::Inquiry;
use super::failures::happening;

/// Something that can happen by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// What is so then, in words: “crm is down”.
    pub words: String,
    /// What kind of thing happens.
    pub kind: Kind,
    /// What is so then.
    pub atoms: Vec<Atom>,
    /// The trial in which it happens, if there is one.
    pub trial: Option<Trial>,
    /// The part that it happens to.
    pub part: Option<Reference>,
    /// The share of time in which it is so; none where the design does not say.
    pub probability: Option<f64>,
    /// The share of all operations, weighted by tier, that it takes down.
    pub blast_radius: f64,
    /// How many operations it takes down.
    pub down: usize,
    /// To how many others it does something.
    pub worse: usize,
}

/// A kind of thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A whole service, store or failure domain is gone.
    Whole,
    /// One of several instances or nodes is gone.
    One,
    /// Something answers late.
    Slow,
    /// Two parts cannot reach each other.
    Link,
    /// A contract is broken.
    Contract,
}

/// Lists what can happen, what takes most down first. Of single instances, slow parts, links and contracts only those to which
/// some operation comes to harm.
pub fn causes(inquiry: &Inquiry, cancel: &Cancel) -> Result<Vec<Listed>, Cancelled> {
    let dependencies = inquiry.dependencies();
    let mut found = Vec::new();
    for (at, known) in dependencies.causes().iter().enumerate() {
        if cancel.is_cancelled() {
            return Err(Cancelled);
        }
        let alone = inquiry.listed(kind_of(&known.cause), vec![Atom::Cause(at)], &known.cause);
        match &known.cause {
            Cause::Instance(_, 0) | Cause::Node(_, 0) => {
                let part = match known.cause {
                    Cause::Instance(id, _) => Part::Service(id),
                    Cause::Node(id, _) => Part::Store(id),
                    _ => continue,
                };
                let all = dependencies.failure_of(&part).unwrap_or_default();
                // What has one instance is gone with it.
                if all.len() > 1 {
                    found.extend(alone.does_harm().then_some(alone));
                }
                found.push(inquiry.listed(Kind::Whole, all, &known.cause));
            }
            Cause::Domain(_) => found.push(alone),
            _ => found.extend(alone.does_harm().then_some(alone)),
        }
    }
    found.sort_by(|a, b| {
        let harm = b.blast_radius.total_cmp(&a.blast_radius);
        let more = harm.then(b.worse.cmp(&a.worse)).then(a.kind.cmp(&b.kind));
        more.then_with(|| a.words.cmp(&b.words))
    });
    Ok(found)
}

fn kind_of(cause: &Cause) -> Kind {
    match cause {
        Cause::Instance(..) | Cause::Node(..) => Kind::One,
        Cause::Domain(_) => Kind::Whole,
        Cause::Slow(_) => Kind::Slow,
        Cause::Link(..) => Kind::Link,
        Cause::Contract(..) => Kind::Contract,
    }
}

impl Listed {
    fn does_harm(&self) -> bool {
        self.down + self.worse > 0
    }
}

impl Inquiry<'_> {
    fn listed(&self, kind: Kind, atoms: Vec<Atom>, cause: &Cause) -> Listed {
        let dependencies = self.dependencies();
        let spread = self.spreading().spread(&atoms);
        let states = dependencies
            .operations()
            .iter()
            .filter_map(|operation| spread.state(operation.subject));
        let (mut down, mut worse) = (0, 0);
        for state in states {
            if state == State::Down {
                down += 1;
            } else {
                worse += 1;
            }
        }
        let words = match (kind, cause) {
            (Kind::Whole, Cause::Instance(id, _)) => self.place_is_down(Place::Service(*id)),
            (Kind::Whole, Cause::Node(id, _)) => self.place_is_down(Place::Store(*id)),
            _ => {
                let words = atoms.iter().map(|atom| self.words().atom(*atom));
                words.collect::<Vec<_>>().join(", ")
            }
        };
        let probabilities = atoms.iter().map(|atom| match atom {
            Atom::Cause(at) => dependencies.causes().get(*at)?.probability,
            Atom::Is(_) => None,
        });
        Listed {
            words,
            kind,
            trial: happening(cause).filter(|_| kind != Kind::One),
            part: cause.parts().iter().find_map(Part::reference),
            probability: probabilities.product(),
            blast_radius: spread.blast_radius(),
            down,
            worse,
            atoms,
        }
    }

    fn place_is_down(&self, place: Place) -> String {
        format!("{} is down", self.words().place(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::dependencies::{Dependencies, Subject};
    use crate::analysis::facts::Facts;
    use crate::analysis::failure::Limits;
    use crate::format::native::{self, Syntax};
    use crate::model::Design;
    use crate::session::stopping::{Stopping, stopping};

    const SHOP: &str = r#"Design(
        format: 1,
        services: [
            (name: "Orders", instances: 2, availability: Share(0.99)),
            (name: "Customers", availability: Share(0.999)),
        ],
        stores: [
            (name: "orders", owner: "Orders", replication: Async(replicas: 1), availability: Share(0.998)),
            (name: "crm", owner: "Customers"),
        ],
        entities: [
            (name: "order", service: "Orders", store: "orders"),
            (name: "customer", service: "Customers", store: "crm"),
        ],
        operations: [
            (name: "place order", service: "Orders", tier: Critical, accesses: [
                (read: "customer", via: Call, timeout_ms: 300, fallback: Cache),
                (write: "order"),
            ]),
            (name: "show customer", service: "Customers", accesses: [(read: "customer")]),
        ],
    )"#;

    fn shop() -> (Design, Dependencies) {
        let design = native::read(SHOP.as_bytes(), Syntax::Ron).unwrap().design;
        let dependencies = Dependencies::new(&Facts::new(&design));
        (design, dependencies)
    }

    #[test]
    fn causes_are_listed_by_what_they_take_down_and_single_ones_only_where_they_do_harm() {
        let (design, dependencies) = shop();
        let listed = Inquiry::once(&design, &dependencies, |inquiry| {
            causes(inquiry, &Cancel::default()).unwrap()
        });
        let told: Vec<String> = listed
            .iter()
            .filter(|it| matches!(it.kind, Kind::Whole | Kind::One))
            .map(|it| {
                let probability = it.probability.map_or("?".to_owned(), |p| format!("{p:.6}"));
                let share = it.blast_radius * 100.0;
                format!(
                    "{}: {share:.0} %, {} worse, {probability}",
                    it.words, it.worse
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "Orders is down: 75 %, 0 worse, 0.000100",
                "orders is down: 75 %, 0 worse, 0.000004",
                "orders node 1 is down: 75 %, 0 worse, 0.002000",
                "Customers is down: 25 %, 1 worse, 0.001000",
                "crm is down: 25 %, 1 worse, ?",
            ]
        );
        let slow = listed.iter().find(|it| it.words == "Customers is slow");
        assert_eq!(slow.map(|it| it.worse), Some(2), "it is limited there");
    }

    fn stopping_of(name: &str) -> Stopping {
        let (design, dependencies) = shop();
        let mut operations = design.operations().iter();
        let id = operations.find(|(_, it)| it.name == name).unwrap().0;
        Inquiry::once(&design, &dependencies, |inquiry| {
            let found = stopping(inquiry, Subject::Operation(id), &Limits::default());
            found.unwrap().unwrap()
        })
    }

    fn count(trial: &Trial) -> Option<u32> {
        match trial {
            Trial::Down { count, .. } => *count,
            _ => panic!("{trial:?}"),
        }
    }

    #[test]
    fn an_operation_has_its_smallest_cut_sets_with_what_tries_them() {
        let found = stopping_of("place order");
        let sets: Vec<(String, bool)> = found
            .sets
            .iter()
            .map(|set| (set.names.join(" + "), set.is_rounded))
            .collect();
        assert_eq!(
            sets,
            [
                ("orders node 1".to_owned(), false),
                ("Orders instance 1 + Orders instance 2".to_owned(), false),
            ]
        );
        let counts: Vec<Vec<Option<u32>>> = (found.sets.iter())
            .map(|set| set.trials.iter().map(count).collect())
            .collect();
        assert_eq!(
            counts,
            [[Some(1)], [None]],
            "one node of two; all instances"
        );
        assert_eq!(found.by_order, [0, 1, 1]);
        let terms: Vec<String> = found
            .terms
            .iter()
            .map(|term| format!("{}: {}", term.words, term.because))
            .collect();
        assert!(
            terms.contains(&"Orders is down: it runs in Orders".to_owned()),
            "{terms:?}"
        );
        assert!(found.terms.iter().all(|term| term.attribute.is_some()));
    }

    #[test]
    fn what_is_counted_as_always_up_is_named() {
        assert_eq!(stopping_of("show customer").unknown, ["crm"]);
    }
}
