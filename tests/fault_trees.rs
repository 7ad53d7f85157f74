//! Analyzes fault trees and compares what comes out with what is known about them.
//!
//! `ERDWALL_FAULT_TREES` names a folder with `*.xml` in the Open-PSA format and `expected.json`: for each file its
//! probability and its minimal cut sets by order. Without it the project's own small fixtures are read.
//!
//! `cargo test --release --test fault_trees -- --nocapture` prints a line per tree.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens; its table is what it is for"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use erdwall::analysis::failure::{FaultTree, Limits, Operator, Probability, Solution, Term};
use erdwall::format::open_psa;
use oxidd::bdd::{BDDFunction, new_manager};
use oxidd::util::SatCountCache;
use oxidd::util::num::F64;
use oxidd::{BooleanFunction as _, Manager as _, ManagerRef as _};
use serde_json::Value;

#[test]
fn published_fault_trees_are_solved_exactly() {
    let folder = std::env::var_os("ERDWALL_FAULT_TREES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fault-trees"),
        PathBuf::from,
    );
    let expected: Value =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    println!("tree          events  gates  probability       ms  cut sets           ms");
    let mut faults = Vec::new();
    for (name, expected) in expected.as_object().unwrap() {
        let bytes = std::fs::read(folder.join(format!("{name}.xml"))).unwrap();
        let model = open_psa::read(&bytes).unwrap();
        let [(top_name, top)] = &model.tops[..] else {
            panic!("{name}: {:?}", model.tops);
        };
        let start = Instant::now();
        let solution = Solution::new(&model.tree, *top, &Limits::default()).unwrap();
        let for_probability = start.elapsed();
        let start = Instant::now();
        let sets = solution.cut_sets(&Limits::default()).unwrap();
        let for_sets = start.elapsed();
        println!(
            "{name:<12}  {:>6}  {:>5}  {:<14.8e}  {:>6.1}  {:<12}  {:>6.1}",
            model.tree.events().len(),
            expected["gates"],
            solution.probability().low(),
            for_probability.as_secs_f64() * 1e3,
            sets.count(),
            for_sets.as_secs_f64() * 1e3,
        );
        let mut check = |what: &str, found: String, wanted: String| {
            if found != wanted {
                faults.push(format!("{name}: {what} is {found}, not {wanted}"));
            }
        };
        check("the top", top_name.clone(), text(&expected["top"]));
        check(
            "the number of events",
            model.tree.events().len().to_string(),
            text(&expected["events"]),
        );
        let Probability::Exact(found) = solution.probability() else {
            panic!("{name}: only bounds");
        };
        let wanted = expected["probability"].as_f64().unwrap();
        // What was published is rounded itself; half a unit of the tenth digit is the most that they may differ.
        if (found - wanted).abs() > 5e-10 * 10_f64.powf(wanted.log10().floor()) {
            check("the probability", ten_digits(found), ten_digits(wanted));
        }
        check(
            "the number of cut sets",
            sets.count().to_string(),
            text(&expected["minimal_cut_sets"]),
        );
        let wanted: Vec<u128> = expected["by_order"]
            .as_array()
            .unwrap()
            .iter()
            .map(|count| u128::from(count.as_u64().unwrap()))
            .collect();
        check(
            "the number by order",
            format!("{:?}", sets.by_order()),
            format!("{wanted:?}"),
        );
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn ten_digits(probability: f64) -> String {
    format!("{probability:.9e}")
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), String::from)
}

/// Larger trees than can be enumerated: another library's diagram counts the states in which the top holds.
#[test]
fn random_trees_agree_with_another_decision_diagram() {
    let mut numbers = Numbers(0x5eed);
    for events in [10, 16, 24, 32, 40, 48] {
        for _ in 0..20 {
            let (tree, top) = random(&mut numbers, events);
            let solution = Solution::new(&tree, top, &Limits::default()).unwrap();
            let Probability::Exact(found) = solution.probability() else {
                panic!("only bounds for {events} events");
            };
            let expected = share_of_states(&tree, top);
            assert!(
                (found - expected).abs() <= 1e-12,
                "{found}, the other library says {expected}, of {tree:#?}"
            );
        }
    }
}

/// In how large a share of all states the top holds, by the gates as they are and the variables in their order.
fn share_of_states(tree: &FaultTree, top: Term) -> f64 {
    let count = tree.events().len() as u32;
    let manager = new_manager(1 << 20, 1 << 18, 1);
    let variables: Vec<BDDFunction> = manager.with_manager_exclusive(|manager| {
        manager
            .add_vars(count)
            .map(|at| BDDFunction::var(manager, at).unwrap())
            .collect()
    });
    let (never, always) =
        manager.with_manager_shared(|manager| (BDDFunction::f(manager), BDDFunction::t(manager)));
    let mut gates: Vec<BDDFunction> = Vec::new();
    let of = |gates: &[BDDFunction], term: Term| match term {
        Term::Constant(false) => never.clone(),
        Term::Constant(true) => always.clone(),
        Term::Event(event) => variables[event].clone(),
        Term::Gate(gate) => gates[gate].clone(),
    };
    for gate in tree.gates() {
        let inputs = gate.inputs.iter().map(|&input| of(&gates, input));
        let any = |a: BDDFunction, b: BDDFunction| a.or(&b).unwrap();
        gates.push(match gate.operator {
            Operator::And => inputs.fold(always.clone(), |a, b| a.and(&b).unwrap()),
            Operator::Or => inputs.fold(never.clone(), any),
            Operator::Xor => inputs.fold(never.clone(), |a, b| a.xor(&b).unwrap()),
            Operator::Not => inputs.fold(never.clone(), any).not().unwrap(),
            Operator::AtLeast(minimum) => {
                let mut so_many = vec![never.clone(); minimum + 1];
                so_many[0] = always.clone();
                for input in inputs {
                    for wanted in (1..=minimum).rev() {
                        let with = input.and(&so_many[wanted - 1]).unwrap();
                        so_many[wanted] = so_many[wanted].or(&with).unwrap();
                    }
                }
                so_many[minimum].clone()
            }
        });
    }
    let mut cache = SatCountCache::<F64, std::hash::RandomState>::default();
    let states = of(&gates, top).sat_count(count, &mut cache);
    states.0 / f64::from(count).exp2()
}

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// A tree whose events are all as likely as not.
fn random(numbers: &mut Numbers, events: usize) -> (FaultTree, Term) {
    let mut tree = FaultTree::default();
    let mut terms: Vec<Term> = (0..events)
        .map(|at| tree.event(format!("e{at}"), 0.5))
        .collect();
    for _ in 0..events {
        let inputs: Vec<Term> = (0..2 + numbers.below(4))
            .map(|_| {
                let back = numbers.below(terms.len()).min(numbers.below(terms.len()));
                terms[terms.len() - 1 - back]
            })
            .collect();
        let operator = match numbers.below(10) {
            0..=3 => Operator::And,
            4..=7 => Operator::Or,
            8 => Operator::AtLeast(2),
            _ => Operator::Xor,
        };
        terms.push(tree.gate("", operator, inputs));
    }
    let tail: Vec<Term> = terms[terms.len() - 6..].to_vec();
    let top = tree.or(tail);
    (tree, top)
}

/// The names of a folder's trees are unique, so a file that is in it and is not expected stands out.
#[test]
fn every_fixture_has_its_numbers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fault-trees");
    let expected: HashMap<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(stem == "expected" || expected.contains_key(&stem), "{stem}");
    }
}
