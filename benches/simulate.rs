//! Playing scenarios over time.

use divan::{Bencher, black_box};
use erdwall::format::native::{Syntax, read};
use erdwall::model::Design;
use erdwall::simulate::{Options, Progress, try_once};

fn main() {
    divan::main();
}

/// A retry storm on one store, which takes a search for the load below which it ends.
const STORM: &str = r#"Design(
    format: 1,
    name: "storm",
    services: [(name: "Shop")],
    stores: [(name: "orders", owner: "Shop", capacity: 300)],
    entities: [(name: "order", service: "Shop", fields: [(name: "id", type: "uuid", key: true)])],
    operations: [(name: "place order", service: "Shop", rate: 200, accesses: [
        (write: "order", timeout_ms: 1000, attempts: 2, backoff_ms: 0),
    ])],
    scenarios: [(name: "away", trials: [Down(part: Store("orders"), for_s: 10)])],
)
"#;

fn design(text: &str) -> Design {
    read(text.as_bytes(), Syntax::Ron)
        .expect("the design is valid")
        .design
}

fn play(bencher: Bencher<'_, '_>, design: &Design, name: &str) {
    let scenarios = design.scenarios();
    let scenario = scenarios.iter().find(|(_, scenario)| scenario.name == name);
    let (_, scenario) = scenario.expect("the scenario is there");
    let (options, progress) = (Options::default(), Progress::default());
    bencher.bench(|| try_once(black_box(design), scenario, &options, &progress));
}

#[divan::bench]
fn retry_storm_with_search(bencher: Bencher<'_, '_>) {
    play(bencher, &design(STORM), "away");
}

#[divan::bench]
fn sale_of_the_example(bencher: Bencher<'_, '_>) {
    let shop = include_str!("../examples/shop.erd.ron");
    play(bencher, &design(shop), "A sale");
}
