//! Any design, simulated: the work is bounded, whatever the numbers say.

use proptest::prelude::*;

use super::designs::designs;
use crate::analysis::facts::Facts;
use crate::model::names::Names;
use crate::simulate::{Options, Progress, Simulation};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_scenario_of_any_design_is_played_within_its_budget(design in designs(), seed: u64) {
        let (facts, names) = (Facts::new(&design), Names::new(&design));
        let simulation = Simulation::new(&design, &facts, &names);
        let options = Options { seed, budget: 2_000, ..Options::default() };
        for (_, scenario) in design.scenarios().iter() {
            let run = simulation.run(scenario, &options, &Progress::default());
            let run = run.expect("nobody cancels it");
            prop_assert!(run.simulated <= 2_000);
            prop_assert!(run.operations.iter().all(|one| one.fine.len() == run.columns));
        }
    }
}
