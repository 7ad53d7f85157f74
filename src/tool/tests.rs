//! Gestures in the words of a person: `down order; move +40,0; up`.

use super::*;
use crate::base::geometry::{point, vector};
use crate::edit::{Builder, History};
use crate::model::{Entity, EntityId, Service};

const CARD: (f32, f32) = (100.0, 60.0);

/// A small world: `order` and `line` of the service Orders, `customer` of none, in one row.
struct World {
    design: Design,
    pending: Option<Transaction>,
    history: History,
    selection: Selection,
    pan: Vector,
    machine: Machine,
    at: Point,
}

struct Cards(Vec<(EntityId, Point)>);

impl Surface for Cards {
    fn touching(&self, rect: Rect) -> Vec<Reference> {
        self.0
            .iter()
            .filter(|(_, at)| Rect::new(at.x, at.y, CARD.0, CARD.1).overlaps(rect))
            .map(|(id, _)| Reference::Entity(*id))
            .collect()
    }

    fn positions(&self) -> Positions {
        Positions {
            cards: self.0.clone(),
            boundaries: Vec::new(),
        }
    }
}

impl World {
    fn new() -> Self {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let service = builder.insert(Service {
            name: "Orders".into(),
            instances: 1,
            ..Service::default()
        });
        for (name, service) in [
            ("order", Some(service)),
            ("line", Some(service)),
            ("customer", None),
        ] {
            builder.insert(Entity {
                name: name.into(),
                service,
                ..Entity::default()
            });
        }
        design.apply(&builder.finish()).unwrap();
        Self {
            design,
            pending: None,
            history: History::default(),
            selection: Selection::default(),
            pan: vector(0.0, 0.0),
            machine: Machine::default(),
            at: point(0.0, 0.0),
        }
    }

    fn entity(&self, name: &str) -> EntityId {
        let found = self.design.entities().iter().find(|(_, e)| e.name == name);
        found.unwrap_or_else(|| panic!("no entity {name}")).0
    }

    fn pointer(&self, hit: Option<Reference>, extend: bool, pan: bool) -> Pointer {
        Pointer {
            at: self.at,
            hit,
            keys: Keys { extend, pan },
        }
    }

    fn send(&mut self, event: Event) {
        let cards = cards(&self.design);
        let context = Context {
            design: &self.design,
            view: self.design.views().ids().next(),
            selection: &self.selection,
            surface: &cards,
            slop: 4.0,
        };
        for effect in self.machine.handle(event, &context) {
            match effect {
                Effect::Select(selection) => self.selection = selection,
                Effect::Hover(_) => {}
                Effect::Pan(by) => {
                    self.pan = self.pan + by;
                    // What was under the pointer is there again.
                    self.at = self.at + by;
                }
                Effect::Pend(transaction) => self.pending = Some(transaction),
                Effect::RollBack => self.pending = None,
                Effect::Commit => {
                    let transaction = self.pending.take().expect("something to commit");
                    self.history.apply(&mut self.design, &transaction).unwrap();
                }
            }
        }
    }

    /// `[shift|space|middle] down NAME|X,Y`, `move +X,Y`, `up`, `escape`, separated by `;`.
    fn gesture(&mut self, gesture: &str) {
        for word in gesture.split(';') {
            let words: Vec<&str> = word.split_whitespace().collect();
            let number = |text: &str| text.parse::<f32>().expect("a number");
            match words.as_slice() {
                [held @ .., "down", what] => {
                    let part = if let Some((x, y)) = what.split_once(',') {
                        self.at = point(number(x), number(y));
                        None
                    } else if let Some((id, _)) =
                        self.design.services().iter().find(|(_, s)| s.name == *what)
                    {
                        self.at = point(0.0, -20.0);
                        Some(Reference::Service(id))
                    } else {
                        let id = self.entity(what);
                        let cards = cards(&self.design);
                        let card = cards.0.iter().find(|(card, _)| *card == id).unwrap();
                        self.at = card.1 + vector(50.0, 30.0);
                        Some(Reference::Entity(id))
                    };
                    let button = if held.contains(&"middle") {
                        Button::Middle
                    } else {
                        Button::Primary
                    };
                    let pointer =
                        self.pointer(part, held.contains(&"shift"), held.contains(&"space"));
                    self.send(Event::Down(pointer, button));
                }
                ["move", by] => {
                    let (x, y) = by.trim_start_matches('+').split_once(',').unwrap();
                    self.at = self.at + vector(number(x), number(y));
                    self.send(Event::Move(self.pointer(None, false, false)));
                }
                ["up"] => self.send(Event::Up(self.pointer(None, false, false))),
                ["escape"] => self.send(Event::Cancel),
                other => panic!("not a gesture: {other:?}"),
            }
        }
    }

    fn state(&self) -> String {
        let names = |part| match part {
            Reference::Entity(id) => self.design.get(id).map(|e| e.name.clone()),
            Reference::Service(id) => self.design.get(id).map(|s| s.name.clone()),
            _ => None,
        };
        let selected: Vec<String> = self.selection.iter().filter_map(names).collect();
        let cards = cards(&self.design);
        let at: Vec<String> = cards
            .0
            .iter()
            .map(|(id, at)| format!("{}@{},{}", self.design.get(*id).unwrap().name, at.x, at.y))
            .collect();
        format!("{} | {}", selected.join("+"), at.join(" "))
    }
}

/// Does the gestures one after the other and compares what is selected and where the cards are; afterwards one undo per
/// step must lead back to the start.
#[track_caller]
fn check_gesture(gestures: &str, expected: &str, steps: usize) {
    let mut world = World::new();
    let before = world.design.clone();
    world.gesture(gestures);
    assert_eq!(world.state(), expected, "after {gestures}");
    assert!(
        !world.machine.is_busy() && world.pending.is_none(),
        "{gestures} leaves nothing open"
    );
    assert_eq!(
        world.history.undo_steps().count(),
        steps,
        "steps of {gestures}"
    );
    while world.history.undo(&mut world.design).unwrap().is_some() {}
    assert_eq!(world.design, before, "undo of {gestures}");
}

const START: &str = "order@0,0 line@150,0 customer@300,0";

#[test]
fn a_click_selects_and_a_click_on_nothing_selects_nothing() {
    check_gesture("down order; up", &format!("order | {START}"), 0);
    check_gesture(
        "down order; up; down line; up",
        &format!("line | {START}"),
        0,
    );
    check_gesture(
        "down order; up; down 500,500; up",
        &format!(" | {START}"),
        0,
    );
    check_gesture("down order; move +1,1; up", &format!("order | {START}"), 0);
}

#[test]
fn shift_adds_and_takes_away() {
    check_gesture(
        "down order; up; shift down line; up",
        &format!("order+line | {START}"),
        0,
    );
    let toggled = "down order; up; shift down line; up; shift down order; up";
    check_gesture(toggled, &format!("line | {START}"), 0);
    // A plain click on one of several selected leaves only that one.
    let one = "down order; up; shift down line; up; down order; up";
    check_gesture(one, &format!("order | {START}"), 0);
}

#[test]
fn a_drag_is_one_step_however_often_the_pointer_moves() {
    check_gesture(
        "down order; move +10,0; move +20,5; move +10,-5; up",
        "order | order@40,0 line@150,0 customer@300,0",
        1,
    );
}

#[test]
fn a_drag_of_several_moves_all_of_them() {
    check_gesture(
        "down order; up; shift down customer; up; down order; move +0,50; up",
        "order+customer | order@0,50 line@150,0 customer@300,50",
        1,
    );
    check_gesture(
        "down Orders; move +7,0; up",
        "Orders | order@7,0 line@157,0 customer@300,0",
        1,
    );
}

#[test]
fn escape_puts_everything_back() {
    check_gesture(
        "down order; move +40,0; escape",
        &format!("order | {START}"),
        0,
    );
    check_gesture(
        "down order; move +40,0; escape; up",
        &format!("order | {START}"),
        0,
    );
    let marquee = "down order; up; down 140,-10; move +400,200; escape";
    check_gesture(marquee, &format!("order | {START}"), 0);
}

#[test]
fn a_marquee_selects_what_it_touches() {
    check_gesture(
        "down 90,-10; move +80,20; up",
        &format!("order+line | {START}"),
        0,
    );
    check_gesture("down 110,-10; move +20,100; up", &format!(" | {START}"), 0);
    let added = "down customer; up; shift down 90,-10; move +20,20; up";
    check_gesture(added, &format!("order+customer | {START}"), 0);
    // Drawn backwards, and made smaller again.
    let back = "down 470,100; move -200,-90; move +100,0; up";
    check_gesture(back, &format!("customer | {START}"), 0);
}

#[test]
fn space_and_the_middle_button_move_the_view_and_nothing_else() {
    for held in ["space", "middle"] {
        let mut world = World::new();
        world.gesture(&format!("{held} down order; move +30,10; move +10,0; up"));
        assert_eq!(world.pan, vector(-40.0, -10.0), "{held}");
        assert_eq!(world.state(), format!(" | {START}"), "{held}");
    }
}

#[test]
fn the_hand_tool_moves_the_view_with_the_plain_button() {
    let mut world = World::new();
    let cards = cards(&world.design);
    let context = Context {
        design: &world.design,
        view: None,
        selection: &world.selection,
        surface: &cards,
        slop: 4.0,
    };
    world.machine.pick(Tool::Hand, &context);
    assert_eq!(world.machine.cursor(Keys::default()), Cursor::Grab);
    world.gesture("down order; move +5,5; up");
    assert_eq!(world.pan, vector(-5.0, -5.0));
    assert!(world.selection.is_empty());
}

/// Where the cards are: in a row, unless the view says otherwise.
fn cards(design: &Design) -> Cards {
    let view = design.views().iter().next().map(|(_, view)| view);
    Cards(
        design
            .entities()
            .ids()
            .enumerate()
            .map(|(place, id)| {
                let placed = view.and_then(|view| view.at.get(&id));
                let at = placed.map_or(point(150.0 * place as f32, 0.0), |(x, y)| {
                    point(*x as f32, *y as f32)
                });
                (id, at)
            })
            .collect(),
    )
}
