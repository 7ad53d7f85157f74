//! Random small designs: the exact answers against an enumeration of everything that can happen, and what must hold whatever
//! the design.

use erdwall::analysis::availability::{Availabilities, Memo};
use erdwall::analysis::dependencies::{Atom, Dependencies, State, Subject};
use erdwall::analysis::failure::Limits;
use erdwall::analysis::spread::Spreading;
use erdwall::model::Design;

use super::{dependencies, design, exact};

/// A fixed sequence of numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// How many designs each test looks at: many where a machine has the time for it.
fn count() -> usize {
    let is_quick = !cfg!(debug_assertions);
    if is_quick && std::env::var_os("CI").is_some() {
        10_000
    } else {
        300
    }
}

/// A design as text, in pieces that tests change.
#[derive(Clone)]
struct Sketch {
    domains: Vec<(String, f64)>,
    services: Vec<(f64, usize, usize)>,
    stores: Vec<(String, usize, f64, usize)>,
    /// By service and store.
    entities: Vec<(usize, usize)>,
    relationships: Vec<(usize, usize, String)>,
    /// The service, and for each access what it is and how it is protected.
    operations: Vec<(usize, Vec<(String, String)>)>,
    feeds: Vec<(usize, usize, String)>,
    /// What names begin with.
    prefix: &'static str,
}

const PROTECTIONS: [&str; 7] = [
    "",
    "timeout_ms: 100",
    "optional: true",
    "fallback: DefaultValue",
    "fallback: Cache, timeout_ms: 50",
    "bulkhead: 5",
    "fallback: None",
];

impl Sketch {
    fn random(numbers: &mut Numbers) -> Self {
        let share = |numbers: &mut Numbers| 1.0 - (1 + numbers.below(300)) as f64 / 1000.0;
        let domains: Vec<_> = (0..2)
            .map(|at| (format!("d{at}"), share(numbers)))
            .collect();
        let services: Vec<_> = (0..2 + numbers.below(3))
            .map(|_| (share(numbers), 1 + numbers.below(2), numbers.below(3)))
            .collect();
        let mut left = 9 - services.iter().map(|(_, count, _)| count).sum::<usize>();
        let mut stores = Vec::new();
        for _ in 0..=numbers.below(3) {
            let (replication, nodes) = match numbers.below(5) {
                0 => ("Async(replicas: 1)", 2),
                1 => ("Sync(replicas: 1, failover: Automatic)", 2),
                2 => ("Quorum(nodes: 3, w: 2, r: 2)", 3),
                _ => ("None", 1),
            };
            if nodes > left {
                break;
            }
            left -= nodes;
            let owner = numbers.below(services.len());
            stores.push((
                replication.to_owned(),
                owner,
                share(numbers),
                numbers.below(3),
            ));
        }
        let entities: Vec<_> = (0..2 + numbers.below(4))
            .map(|_| {
                (
                    numbers.below(services.len()),
                    numbers.below(stores.len().max(1)),
                )
            })
            .collect();
        let relationships = (0..numbers.below(4))
            .map(|_| {
                let integrity = numbers.one(&[
                    "Enforced",
                    "Checked(fail: Closed)",
                    "Checked(fail: Open, timeout_ms: 50)",
                    "Eventual()",
                ]);
                (
                    numbers.below(entities.len()),
                    numbers.below(entities.len()),
                    integrity.to_owned(),
                )
            })
            .collect();
        let feeds = (0..numbers.below(3))
            .map(|_| {
                let mechanism = numbers.one(&["Outbox", "LogCapture", "DualWrite"]);
                (
                    numbers.below(entities.len()),
                    numbers.below(entities.len()),
                    mechanism.to_owned(),
                )
            })
            .filter(|(from, to, _)| from != to)
            .collect();
        let mut sketch = Self {
            domains,
            services,
            stores,
            entities,
            relationships,
            operations: Vec::new(),
            feeds,
            prefix: "",
        };
        let operations = 2 + numbers.below(4);
        for _ in 0..operations {
            let accesses = (0..numbers.below(4))
                .map(|_| {
                    let target = sketch.target(numbers, operations);
                    let protection = match numbers.below(9) {
                        0 => format!(
                            "timeout_ms: 90, fallback: Copy(\"Pe{}\")",
                            numbers.below(sketch.entities.len())
                        ),
                        _ => numbers.one(&PROTECTIONS).to_owned(),
                    };
                    (target, protection)
                })
                .collect();
            sketch
                .operations
                .push((numbers.below(sketch.services.len()), accesses));
        }
        sketch
    }

    /// What an access is about. Calls may go round in circles.
    fn target(&self, numbers: &mut Numbers, operations: usize) -> String {
        match numbers.below(5) {
            0 => format!("read: \"Pe{}\"", numbers.below(self.entities.len())),
            1 => format!(
                "read: \"Pe{}\", via: Call",
                numbers.below(self.entities.len())
            ),
            2 => format!("write: \"Pe{}\"", numbers.below(self.entities.len())),
            3 => format!("call_service: \"Ps{}\"", numbers.below(self.services.len())),
            _ => format!("call: \"Po{}\"", numbers.below(operations)),
        }
    }

    fn design(&self) -> Design {
        let list = |items: Vec<String>| items.join(", ");
        let of = |domain: usize| self.domains.get(domain).map_or("", |d| d.0.as_str());
        let mut domains: Vec<String> = self
            .domains
            .iter()
            .map(|(name, share)| format!("\"{name}\": Share({share})"))
            .collect();
        domains.dedup();
        let services = self.services.iter().enumerate().map(|(at, (share, count, domain))| {
            format!("(name: \"Ps{at}\", instances: {count}, availability: Share({share}), domain: \"{}\")", of(*domain))
        });
        let stores = self.stores.iter().enumerate().map(|(at, (replication, owner, share, domain))| {
            format!("(name: \"Pt{at}\", owner: \"Ps{owner}\", replication: {replication}, availability: Share({share}), domain: \"{}\")", of(*domain))
        });
        let entities = self.entities.iter().enumerate().map(|(at, (service, store))| {
            let store = if self.stores.is_empty() {
                String::new()
            } else {
                format!(", store: \"Pt{store}\"")
            };
            format!("(name: \"Pe{at}\", service: \"Ps{service}\"{store}, fields: [(name: \"f\", type: \"int\")])")
        });
        let relationships = self.relationships.iter().map(|(from, to, integrity)| {
            format!("(from: \"Pe{from}.f\", to: \"Pe{to}.f\", ends: (Many, One), integrity: {integrity})")
        });
        let operations = self
            .operations
            .iter()
            .enumerate()
            .map(|(at, (service, accesses))| {
                let accesses = accesses.iter().map(|(target, protection)| {
                    format!("({target}, {protection})").replace(", )", ")")
                });
                format!(
                    "(name: \"Po{at}\", service: \"Ps{service}\", accesses: [{}])",
                    list(accesses.collect())
                )
            });
        let feeds = self.feeds.iter().map(|(from, to, mechanism)| {
            format!("(from: \"Pe{from}\", to: \"Pe{to}\", mechanism: {mechanism})")
        });
        let text = format!(
            "domains: {{{}}}, services: [{}], stores: [{}], entities: [{}], relationships: [{}], operations: [{}], feeds: [{}],",
            list(domains),
            list(services.collect()),
            list(stores.collect()),
            list(entities.collect()),
            list(relationships.collect()),
            list(operations.collect()),
            list(feeds.collect())
        );
        design(&text.replace("\"P", &format!("\"{}", self.prefix)))
    }

    /// How often each operation of the design is down, those that it implies left out.
    fn downtimes(&self) -> Vec<f64> {
        let design = self.design();
        let dependencies = dependencies(&design);
        let found = Availabilities::new(&dependencies, &Limits::default()).unwrap();
        let operations = design.operations().ids();
        operations
            .map(|id| exact(found.get(Subject::Operation(id)).unwrap()))
            .collect()
    }
}

/// Which causes are so, as bits.
fn atoms(bits: usize, counted: &[usize]) -> Vec<Atom> {
    let set = counted
        .iter()
        .enumerate()
        .filter(|(bit, _)| bits >> bit & 1 == 1);
    set.map(|(_, cause)| Atom::Cause(*cause)).collect()
}

fn counted(dependencies: &Dependencies) -> Vec<usize> {
    let causes = dependencies.causes().iter().enumerate();
    causes
        .filter(|(_, known)| known.cause.is_counted())
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn the_exact_answers_are_those_of_an_enumeration() {
    let mut numbers = Numbers(0x00e5_eed5);
    for round in 0..count() {
        let design = Sketch::random(&mut numbers).design();
        let dependencies = dependencies(&design);
        let counted = counted(&dependencies);
        assert!(counted.len() <= 16, "{}", counted.len());
        let spreading = Spreading::new(&dependencies);
        let found = Availabilities::new(&dependencies, &Limits::default()).unwrap();
        let subjects: Vec<Subject> = found.iter().map(|(subject, _)| subject).collect();
        let mut likely = vec![0.0; subjects.len()];
        let states = 1_usize << counted.len();
        let mut down = vec![false; states * subjects.len()];
        for bits in 0..states {
            let share: f64 = counted
                .iter()
                .enumerate()
                .map(|(bit, cause)| {
                    let q = dependencies.causes()[*cause].probability.unwrap_or(0.0);
                    if bits >> bit & 1 == 1 { q } else { 1.0 - q }
                })
                .product();
            let spread = spreading.spread(&atoms(bits, &counted));
            for (at, subject) in subjects.iter().enumerate() {
                if spread.reaches(*subject, State::Down) {
                    likely[at] += share;
                    down[at * states + bits] = true;
                }
            }
        }
        let memo = Memo::default();
        let again = memo
            .probabilities(&dependencies, &subjects, &Limits::default())
            .unwrap();
        for (at, subject) in subjects.iter().enumerate() {
            let outage = found.get(*subject).unwrap();
            assert!(
                (exact(outage) - likely[at]).abs() < 1e-12,
                "{round}: {subject:?}: {} and not {}",
                exact(outage),
                likely[at]
            );
            assert_eq!(again[at], outage.down);
            // Minimal: down, and up without any of them.
            let down = &down[at * states..][..states];
            let minimal = (0..states).filter(|bits| {
                down[*bits]
                    && (0..counted.len())
                        .all(|bit| bits >> bit & 1 == 0 || !down[bits & !(1 << bit)])
            });
            let mut by_order = Vec::new();
            for bits in minimal {
                let order = bits.count_ones() as usize;
                if by_order.len() <= order {
                    by_order.resize(order + 1, 0_u128);
                }
                by_order[order] += 1;
            }
            let mut listed = outage.by_order.clone();
            while listed.last() == Some(&0) {
                listed.pop();
            }
            assert_eq!(listed, by_order, "{round}: {subject:?}");
        }
    }
}

#[track_caller]
fn never(rises: bool, before: &[f64], after: &[f64], what: &str) {
    for (at, (before, after)) in before.iter().zip(after).enumerate() {
        let fine = if rises {
            *after <= before + 1e-12
        } else {
            *after >= before - 1e-12
        };
        assert!(
            fine,
            "{what}: operation {at} was down {before} of the time, now {after}"
        );
    }
}

#[test]
fn a_fallback_never_raises_downtime() {
    let mut numbers = Numbers(0xfa11_bacc);
    for _ in 0..count() {
        let sketch = Sketch::random(&mut numbers);
        let before = sketch.downtimes();
        for (at, (_, accesses)) in sketch.operations.iter().enumerate() {
            for (place, (_, protection)) in accesses.iter().enumerate() {
                if protection.contains("fallback") {
                    continue;
                }
                let mut with = sketch.clone();
                let fallback = numbers.one(&["DefaultValue", "Cache", "Copy(\"Pe0\")"]);
                let protection = &mut with.operations[at].1[place].1;
                *protection = if protection.is_empty() {
                    format!("fallback: {fallback}")
                } else {
                    format!("{protection}, fallback: {fallback}")
                };
                never(true, &before, &with.downtimes(), "fallback");
            }
        }
    }
}

#[test]
fn a_required_access_never_lowers_downtime() {
    let mut numbers = Numbers(0xacce_5500);
    for _ in 0..count() {
        let mut sketch = Sketch::random(&mut numbers);
        let before = sketch.downtimes();
        let count = sketch.operations.len();
        let target = sketch.target(&mut numbers, count);
        let at = numbers.below(count);
        sketch.operations[at].1.push((target, String::new()));
        never(false, &before, &sketch.downtimes(), "access");
    }
}

#[test]
fn merging_two_failure_domains_never_raises_availability() {
    let mut numbers = Numbers(0xd0_d0);
    for _ in 0..count() {
        let mut sketch = Sketch::random(&mut numbers);
        let before = sketch.downtimes();
        // What was two places is one: it is gone when either of them would be.
        let share = sketch.domains[0].1 * sketch.domains[1].1;
        sketch.domains = vec![("both".to_owned(), share); 2];
        never(false, &before, &sketch.downtimes(), "merged");
    }
}

#[test]
fn renaming_changes_nothing() {
    let mut numbers = Numbers(0x11a3);
    for _ in 0..count() {
        let mut sketch = Sketch::random(&mut numbers);
        let before = sketch.downtimes();
        sketch.prefix = "Ärger_";
        assert_eq!(before, sketch.downtimes());
    }
}

#[test]
fn answers_after_a_change_are_those_of_a_new_analysis() {
    let mut numbers = Numbers(0xaf7e);
    for _ in 0..count() {
        let mut sketch = Sketch::random(&mut numbers);
        let limits = Limits::default();
        let before = Availabilities::new(&dependencies(&sketch.design()), &limits).unwrap();
        let count = sketch.operations.len();
        let target = sketch.target(&mut numbers, count);
        sketch.operations[numbers.below(count)]
            .1
            .push((target, String::new()));
        let dependencies = dependencies(&sketch.design());
        let after = Availabilities::after(Some(&before), &dependencies, &limits).unwrap();
        let anew = Availabilities::new(&dependencies, &limits).unwrap();
        assert_eq!(after.iter().count(), anew.iter().count());
        for ((subject, after), (same, anew)) in after.iter().zip(anew.iter()) {
            assert_eq!(subject, same);
            assert_eq!(after.smallest, anew.smallest);
            assert_eq!(after.by_order, anew.by_order);
            assert!((exact(after) - exact(anew)).abs() < 1e-14);
        }
    }
}
