//! Golden numbers, and random trees against an enumeration of all states.

use super::{FaultTree, Limits, Operator, Probability, Solution, Term};

fn exact(tree: &FaultTree, top: Term) -> f64 {
    match solve(tree, top).probability() {
        Probability::Exact(exact) => exact,
        bounds @ Probability::Between { .. } => panic!("only {bounds:?}"),
    }
}

fn solve(tree: &FaultTree, top: Term) -> Solution<'_> {
    Solution::new(tree, top, &Limits::default()).unwrap()
}

fn events(tree: &mut FaultTree, probabilities: &[f64]) -> Vec<Term> {
    probabilities
        .iter()
        .enumerate()
        .map(|(at, &q)| tree.event(format!("e{at}"), q))
        .collect()
}

/// The shop's checkout of the specification.
fn checkout() -> (FaultTree, Term) {
    let mut tree = FaultTree::default();
    let names = ["fe", "a", "h", "db1", "db2", "cust", "custdb", "c"];
    let likely = [0.001, 0.002, 0.003, 0.005, 0.005, 0.004, 0.005, 0.01];
    let [fe, a, h, db1, db2, cust, custdb, c] =
        std::array::from_fn(|at| tree.event(names[at], likely[at]));
    let stores = tree.and([db1, db2]);
    let customers = tree.or([cust, custdb, h]);
    let known = tree.and([customers, c]);
    let top = tree.or([fe, a, h, stores, known]);
    (tree, top)
}

#[test]
fn the_checkout_of_the_specification() {
    let (tree, top) = checkout();
    let solution = solve(&tree, top);
    assert_eq!(
        format!("{:.14}", solution.probability().low()),
        "0.00610311623056"
    );
    let sets = solution.cut_sets(&Limits::default()).unwrap();
    let named: Vec<Vec<&str>> = sets
        .list(usize::MAX, 100)
        .iter()
        .map(|set| {
            set.iter()
                .map(|&e| tree.events()[e].name.as_str())
                .collect()
        })
        .collect();
    assert_eq!(
        named,
        [
            vec!["fe"],
            vec!["a"],
            vec!["h"],
            vec!["db1", "db2"],
            vec!["cust", "c"],
            vec!["custdb", "c"]
        ]
    );
    assert_eq!(sets.by_order(), [0, 3, 3]);
    let importance = solution.importance().unwrap();
    assert_eq!(format!("{:.8}", importance[2].mif), "0.99688755");
    assert_eq!(format!("{:.6}", importance[7].raw), "2.447906");
}

#[test]
fn closed_forms() {
    let mut tree = FaultTree::default();
    let hundred = events(&mut tree, &[0.01; 100]);
    let any = tree.or(hundred.clone());
    assert_eq!(format!("{:.9}", exact(&tree, any)), "0.633967659");
    let mut tree = FaultTree::default();
    let five = events(&mut tree, &[0.999; 5]);
    let all = tree.and(five);
    assert_eq!(format!("{:.9}", exact(&tree, all)), "0.995009990");
    let mut tree = FaultTree::default();
    let three = events(&mut tree, &[0.99; 3]);
    let two = tree.at_least(2, three);
    assert_eq!(format!("{:.6}", exact(&tree, two)), "0.999702");
}

#[test]
fn what_is_certain_or_impossible_says_so() {
    let mut tree = FaultTree::default();
    let e = tree.event("e", 0.25);
    let not = tree.gate("", Operator::Not, vec![e]);
    let always = tree.or([e, not]);
    let never = tree.and([e, not]);
    for (top, likely, sets) in [
        (always, 1.0, vec![1]),
        (never, 0.0, vec![]),
        (e, 0.25, vec![0, 1]),
        (not, 0.75, vec![1]),
        (Term::Constant(true), 1.0, vec![1]),
        (Term::Constant(false), 0.0, vec![]),
    ] {
        let solution = solve(&tree, top);
        assert_eq!(solution.probability(), Probability::Exact(likely));
        let found = solution.cut_sets(&Limits::default()).unwrap();
        assert_eq!(found.by_order(), sets, "{top:?}");
    }
}

#[test]
fn a_count_beyond_64_bits() {
    // 40 pairs, one of each: 2⁴⁰ sets; 100 pairs: 2¹⁰⁰.
    let mut tree = FaultTree::default();
    let pairs: Vec<Term> = (0..100)
        .map(|_| {
            let pair = events(&mut tree, &[0.5; 2]);
            tree.or(pair)
        })
        .collect();
    let all = tree.and(pairs);
    let sets = solve(&tree, all).cut_sets(&Limits::default()).unwrap();
    assert_eq!(sets.count(), 1 << 100);
    assert_eq!(sets.list(100, 3).len(), 3);
    assert_eq!(sets.list(99, 3).len(), 0);
}

#[test]
fn an_event_in_every_cut_set_has_infinite_risk_reduction_worth() {
    let mut tree = FaultTree::default();
    let e = events(&mut tree, &[0.1, 0.3, 0.7, 0.2]);
    let ab = tree.and([e[0], e[1]]);
    let ac = tree.and([e[0], e[2], e[3]]);
    let either = tree.or([ab, ac]);
    let importance = solve(&tree, either).importance().unwrap();
    assert_eq!(importance[0].rrw, f64::INFINITY);
    assert!(importance[1].rrw.is_finite());
}

#[test]
fn a_cancelled_analysis_gives_nothing() {
    let (tree, top) = hard(26);
    let limits = Limits::default();
    limits.cancel.cancel();
    assert!(Solution::new(&tree, top, &limits).is_err());
}

/// Any two neighbors in a square of events: hard for every order of variables.
fn hard(side: usize) -> (FaultTree, Term) {
    let mut tree = FaultTree::default();
    let e = events(&mut tree, &vec![0.03; side * side]);
    let mut pairs = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let at = y * side + x;
            if x + 1 < side {
                pairs.push(tree.and([e[at], e[at + 1]]));
            }
            if y + 1 < side {
                pairs.push(tree.and([e[at], e[at + side]]));
            }
        }
    }
    let top = tree.or(pairs);
    (tree, top)
}

#[test]
fn past_the_budget_there_are_bounds_that_contain_the_truth() {
    let (tree, top) = hard(6);
    let truth = exact(&tree, top);
    let limits = Limits {
        nodes: 400,
        ..Limits::default()
    };
    let solution = Solution::new(&tree, top, &limits).unwrap();
    let Probability::Between { low, high } = solution.probability() else {
        panic!("exact with 400 nodes");
    };
    assert!(low <= truth && truth <= high, "{low} {truth} {high}");
    assert!(high < 0.5, "{high}");
    assert!(solution.importance().is_none());
    let sets = solution.cut_sets(&limits).unwrap();
    // The sets of few events are all there are.
    assert_eq!(sets.complete_to(), None);
    assert_eq!(sets.by_order(), [0, 0, 60]);
}

/// A fixed sequence of numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// A tree over at most `most` events. With `negations` also gates that are not monotone.
fn random(numbers: &mut Numbers, most: usize, gates: usize, negations: bool) -> (FaultTree, Term) {
    let mut tree = FaultTree::default();
    let count = 1 + numbers.below(most);
    let mut terms: Vec<Term> = (0..count)
        .map(|at| tree.event(format!("e{at}"), (1 + numbers.below(98)) as f64 / 99.0))
        .collect();
    for _ in 0..=numbers.below(gates) {
        let inputs: Vec<Term> = (0..=numbers.below(4))
            .map(|_| {
                // New gates are used more often than old terms.
                let back = numbers.below(terms.len()).min(numbers.below(terms.len()));
                terms[terms.len() - 1 - back]
            })
            .collect();
        let operator = match numbers.below(if negations { 8 } else { 6 }) {
            0..=1 => Operator::And,
            2..=4 => Operator::Or,
            5 => Operator::AtLeast(numbers.below(inputs.len() + 2)),
            6 => Operator::Not,
            _ => Operator::Xor,
        };
        terms.push(tree.gate("", operator, inputs));
    }
    let top = terms[terms.len() - 1];
    (tree, top)
}

/// The value of the top, by what the gates mean, for events given as bits.
fn holds(tree: &FaultTree, top: Term, state: usize) -> bool {
    let mut gates: Vec<bool> = Vec::with_capacity(tree.gates().len());
    let of = |gates: &[bool], term: Term| match term {
        Term::Constant(value) => value,
        Term::Event(event) => state >> event & 1 == 1,
        Term::Gate(gate) => gates[gate],
    };
    for gate in tree.gates() {
        let count = gate.inputs.iter().filter(|&&i| of(&gates, i)).count();
        gates.push(match gate.operator {
            Operator::And => count == gate.inputs.len(),
            Operator::Or => count > 0,
            Operator::AtLeast(minimum) => count >= minimum,
            Operator::Xor => count % 2 == 1,
            Operator::Not => count == 0,
        });
    }
    of(&gates, top)
}

/// All states in which the top holds.
fn states(tree: &FaultTree, top: Term) -> Vec<bool> {
    (0..1 << tree.events().len())
        .map(|state| holds(tree, top, state))
        .collect()
}

fn likely(tree: &FaultTree, states: &[bool], given: impl Fn(usize) -> Option<bool>) -> f64 {
    let of_state = |state: usize| -> f64 {
        tree.events()
            .iter()
            .enumerate()
            .map(|(event, e)| {
                let happens = state >> event & 1 == 1;
                match given(event) {
                    Some(wanted) => f64::from(u8::from(wanted == happens)),
                    None if happens => e.probability,
                    None => 1.0 - e.probability,
                }
            })
            .product()
    };
    (0..states.len()).filter(|&s| states[s]).map(of_state).sum()
}

/// The states that hold while none with fewer of their events does.
fn minimal(states: &[bool]) -> Vec<Vec<usize>> {
    // Whether a state or one below it holds.
    let mut covered = vec![false; states.len()];
    let mut found = Vec::new();
    for state in 0..states.len() {
        let bits = || (0..usize::BITS as usize).filter(move |bit| state >> bit & 1 == 1);
        let below = bits().any(|bit| covered[state & !(1 << bit)]);
        covered[state] = below || states[state];
        if states[state] && !below {
            found.push(bits().collect::<Vec<_>>());
        }
    }
    found.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    found
}

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str, tree: &FaultTree) {
    assert!(
        (found - expected).abs() <= 1e-11 * expected.abs().max(1.0),
        "{what}: {found}, by enumeration {expected}, of {tree:#?}"
    );
}

fn check_random(seed: u64, trees: usize, most: usize, negations: bool) {
    let mut numbers = Numbers(seed);
    for _ in 0..trees {
        let (tree, top) = random(&mut numbers, most, 3 + most, negations);
        let states = states(&tree, top);
        let solution = solve(&tree, top);
        let whole = likely(&tree, &states, |_| None);
        assert_close(solution.probability().low(), whole, "probability", &tree);

        let sets = solution.cut_sets(&Limits::default()).unwrap();
        let expected = minimal(&states);
        assert_eq!(sets.list(usize::MAX, usize::MAX), expected, "{tree:#?}");
        assert_eq!(sets.count(), expected.len() as u128);
        assert_eq!(sets.complete_to(), None);

        for importance in solution.importance().unwrap() {
            let event = importance.event;
            let given = |wanted| likely(&tree, &states, |e| (e == event).then_some(wanted));
            let (with, without) = (given(true), given(false));
            let q = tree.events()[event].probability;
            assert_close(importance.mif, with - without, "MIF", &tree);
            if whole > 0.0 {
                assert_close(importance.cif, q * (with - without) / whole, "CIF", &tree);
                assert_close(importance.dif, q * with / whole, "DIF", &tree);
                assert_close(importance.raw, with / whole, "RAW", &tree);
                if without > 1e-9 {
                    assert_close(importance.rrw, whole / without, "RRW", &tree);
                } else if without == 0.0 && !negations {
                    assert_eq!(importance.rrw, f64::INFINITY, "{tree:#?}");
                }
            }
        }

        // With hardly any nodes there are bounds.
        let limits = Limits {
            nodes: 4 + numbers.below(12),
            ..Limits::default()
        };
        let bound = Solution::new(&tree, top, &limits).unwrap();
        let (low, high) = (bound.probability().low(), bound.probability().high());
        assert!(
            low <= whole * (1.0 + 1e-12) && whole <= high * (1.0 + 1e-12) + 1e-15,
            "{whole} is not between {low} and {high}: {tree:#?}"
        );
        let few = bound.cut_sets(&limits).unwrap();
        if let Some(complete) = few.complete_to() {
            let expected: Vec<_> = expected
                .into_iter()
                .filter(|s| s.len() <= complete)
                .collect();
            // Orders from 1 on were looked for.
            if complete > 0 {
                assert_eq!(few.list(usize::MAX, usize::MAX), expected, "{tree:#?}");
            }
        }
    }
}

#[test]
fn random_monotone_trees_agree_with_enumeration() {
    check_random(0x5eed, 9_000, 8, false);
    check_random(0xb16_5eed, 1_000, 12, false);
    check_random(0x1a2_5eed, 60, 16, false);
}

#[test]
fn random_trees_with_negations_agree_with_enumeration() {
    check_random(0xdead_5eed, 2_000, 8, true);
}
