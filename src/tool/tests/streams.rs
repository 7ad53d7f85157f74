//! Random events: whatever a hand does, the design stays valid and nothing is left half done.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::SHOP;
use super::world::World;
use crate::base::geometry::point;
use crate::tool::{Button, Event, Kind, Tool};

/// How many streams are tried: as many as that where checks run for everyone, fewer at a desk.
const STREAMS: (u32, u32) = (10_000, 1_000);
/// Where the pointer goes: over cards, rows, handles, titles, edges, lines, notes and empty canvas.
const PLACES: &[&str] = &[
    "order",
    "order.customer_id",
    "order>",
    "<order.id",
    "line.order_id",
    "customer",
    "customer.id",
    "tag>",
    "Orders",
    "Orders/right",
    "Customers/bottom-right",
    "Customers",
    "note:0",
    "note:0>",
    "600,500",
    "20,20",
];

#[derive(Clone, Debug)]
enum Action {
    Goto(usize),
    Shift(i16, i16),
    Down(Button),
    Up,
    Double,
    Leave,
    Cancel,
    Pick(Tool),
    Key(u8),
    Snap(bool, bool),
    Undo,
}

fn action() -> impl Strategy<Value = Action> {
    let tool = prop_oneof![
        Just(Tool::Select),
        Just(Tool::Hand),
        Just(Tool::Entity),
        Just(Tool::Relationship),
        Just(Tool::Area(Kind::Service)),
        Just(Tool::Area(Kind::Zone)),
        Just(Tool::Area(Kind::Store)),
        Just(Tool::Note),
    ];
    let button = prop_oneof![
        8 => Just(Button::Primary),
        1 => Just(Button::Middle),
        1 => Just(Button::Secondary),
    ];
    prop_oneof![
        6 => (0..PLACES.len()).prop_map(Action::Goto),
        5 => (-90..90_i16, -60..60_i16).prop_map(|(x, y)| Action::Shift(x, y)),
        6 => button.prop_map(Action::Down),
        6 => Just(Action::Up),
        1 => Just(Action::Double),
        1 => Just(Action::Leave),
        1 => Just(Action::Cancel),
        2 => tool.prop_map(Action::Pick),
        1 => (0..5_u8).prop_map(Action::Key),
        1 => any::<(bool, bool)>().prop_map(|(guides, grid)| Action::Snap(guides, grid)),
        1 => Just(Action::Undo),
    ]
}

/// What stood before the gesture that is going on.
struct Before {
    design: crate::model::Design,
    steps: usize,
}

fn steps(world: &World) -> usize {
    world.document.history().undo_steps().count()
}

fn act(world: &mut World, action: &Action) {
    match *action {
        Action::Goto(place) => {
            // What was there may be gone by now.
            if let Some(at) = world.find(PLACES[place]) {
                world.at = at;
                world.send(Event::Move(world.pointer()));
            }
        }
        Action::Shift(x, y) => {
            world.at = point(world.at.x + f32::from(x), world.at.y + f32::from(y));
            world.send(Event::Move(world.pointer()));
        }
        Action::Down(button) => world.send(Event::Down(world.pointer(), button)),
        Action::Up => world.send(Event::Up(world.pointer())),
        Action::Double => world.send(Event::Double(world.pointer())),
        Action::Leave => world.send(Event::Leave),
        Action::Cancel => world.send(Event::Cancel),
        Action::Pick(tool) => world.pick(tool),
        Action::Key(key) => {
            world.keys = crate::tool::Keys {
                shift: key == 1,
                ctrl: key == 2,
                alt: key == 3,
                space: key == 4,
            };
        }
        Action::Snap(guides, grid) => world.snap = crate::tool::Snap { guides, grid },
        Action::Undo => {
            if !world.machine.is_busy() {
                world.undo();
            }
        }
    }
}

/// Plays a stream and holds what must hold after every event.
fn play(actions: &[Action]) {
    let mut world = World::new(SHOP);
    let start = world.design().clone();
    let mut before: Option<Before> = None;
    for action in actions {
        let (design, count) = (world.design().clone(), steps(&world));
        let was_busy = world.machine.is_busy();
        act(&mut world, action);
        world.check();
        if world.machine.is_busy() && before.is_none() {
            before = Some(Before {
                design,
                steps: count,
            });
        }
        if world.machine.is_busy() {
            let begun = before.as_ref().map_or(0, |before| before.steps);
            assert_eq!(steps(&world), begun, "nothing is done before the end");
            continue;
        }
        assert!(
            world.pending.is_none(),
            "{action:?} leaves something pending"
        );
        if let Some(before) = before.take() {
            assert!(steps(&world) <= before.steps + 1, "a gesture is one step");
            if matches!(action, Action::Cancel | Action::Pick(_)) && was_busy {
                assert_eq!(*world.design(), before.design, "backing out restores");
                assert_eq!(steps(&world), before.steps);
            }
        }
    }
    world.send(Event::Cancel);
    world.check();
    assert!(world.pending.is_none() && !world.machine.is_busy());
    while world.document.undo().unwrap().is_some() {}
    assert_eq!(
        *world.design(),
        start,
        "all steps taken back lead to the start"
    );
}

#[test]
fn random_events_leave_a_valid_design_and_nothing_half_done() {
    let (many, few) = STREAMS;
    let config = Config {
        cases: std::env::var_os("CI").map_or(few, |_| many),
        failure_persistence: None,
        ..Config::default()
    };
    // The same streams every time: a failure is a failure for everyone.
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let streams = prop::collection::vec(action(), 1..24);
    let result = runner.run(&streams, |actions| {
        play(&actions);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
