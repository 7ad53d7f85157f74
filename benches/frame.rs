//! How long a frame takes on a large design, without a graphics card: the window's pass and the tessellation of what it painted.
//!
//! The design has 2,000 entities, 20,000 fields and 3,000 relationships; the window is 1440 × 900.

#![allow(clippy::disallowed_methods, reason = "a benchmark makes its own files")]

mod common;

use std::cell::RefCell;

use divan::Bencher;
use eframe::egui::{
    Context, Event, Id, Key, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2,
    pos2, vec2,
};
use erdwall::edit::{Builder, Transaction};
use erdwall::format::native::{Syntax, write};
use erdwall::gui::{App, Start};
use erdwall::model::{Consistency, Design, Entity, EntityId, Reference, View, Zone};
use erdwall::session::views::view_or_first;

fn main() {
    divan::main();
}

const ENTITIES: usize = 2000;

/// Everything is seen, nothing moves.
#[divan::bench]
fn all_visible(bencher: Bencher) {
    frames(bencher, usize::MAX, |_| Vec::new());
}

/// Everything is seen, and the view moves.
#[divan::bench]
fn all_visible_panning(bencher: Bencher) {
    frames(bencher, usize::MAX, |frame| vec![scroll(frame)]);
}

/// Some 30 cards are seen with all of their rows, nothing moves.
#[divan::bench]
fn thirty_cards(bencher: Bencher) {
    frames(bencher, 30, |_| Vec::new());
}

/// Some 30 cards are seen with all of their rows, and the view moves.
#[divan::bench]
fn thirty_cards_panning(bencher: Bencher) {
    frames(bencher, 30, |frame| vec![scroll(frame)]);
}

/// Some 30 cards are seen with all of their rows, and each frame zooms: every text is laid out anew.
#[divan::bench]
fn thirty_cards_zooming(bencher: Bencher) {
    frames(bencher, 30, |frame| vec![zoom(frame)]);
}

/// Some 300 cards are seen with their names, and the view moves.
#[divan::bench]
fn names_panning(bencher: Bencher) {
    frames(bencher, 300, |frame| vec![scroll(frame)]);
}

/// One card with ten lines across the sheet follows the pointer.
#[divan::bench]
fn dragging_a_card_with_10_lines(bencher: Bencher) {
    dragging(bencher, 10);
}

/// One card with two lines follows the pointer.
#[divan::bench]
fn dragging_a_card_with_2_lines(bencher: Bencher) {
    dragging(bencher, 2);
}

fn dragging(bencher: Bencher, lines: usize) {
    let mut window = Window::open(ENTITIES);
    let at = window.show_card_with(lines);
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, true)]);
    each_frame(bencher, window, |frame| {
        let by = (frame % 40) as f32;
        vec![Event::PointerMoved(at + vec2(10.0 + by, by))]
    });
}

/// A rectangle is drawn over some 500 cards, and grows and shrinks.
#[divan::bench]
fn marquee_over_500_cards(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    let (from, to) = window.marquee_over(500);
    window.frame(vec![Event::PointerMoved(from)]);
    window.frame(vec![button(from, true)]);
    window.frame(vec![Event::PointerMoved(to)]);
    each_frame(bencher, window, |frame| {
        let by = (frame % 20) as f32;
        vec![Event::PointerMoved(to - vec2(by, by))]
    });
}

/// 500 selected cards follow the pointer.
#[divan::bench]
fn dragging_500_cards(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    let at = window.select_500();
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, true)]);
    each_frame(bencher, window, |frame| {
        let by = (frame % 40) as f32;
        vec![Event::PointerMoved(at + vec2(10.0 + by, by))]
    });
}

/// The move of 500 cards is taken back and done again.
#[divan::bench(sample_count = 20)]
fn undoing_the_move_of_500_cards(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    let at = window.select_500();
    let to = at + vec2(40.0, 20.0);
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, true)]);
    window.frame(vec![Event::PointerMoved(to)]);
    window.frame(vec![button(to, false)]);
    undoing(bencher, window);
}

/// Another zone for 500 entities is taken back and given again.
#[divan::bench(sample_count = 20)]
fn undoing_the_zone_of_500_entities(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    window.change(|design| {
        let mut builder = Builder::new(design, "Set the zone of 500 entities");
        let zone = builder.insert(Zone {
            name: "other".into(),
            consistency: Consistency::Eventual,
        });
        let some: Vec<_> = design.entities().ids().take(500).collect();
        for id in some {
            builder.update(id, |entity: &mut Entity| entity.zone = Some(zone));
        }
        builder.finish()
    });
    undoing(bencher, window);
}

/// Undo and redo in turn, each after everything has settled.
fn undoing(bencher: Bencher, window: Window) {
    let window = RefCell::new(window);
    let frame = RefCell::new(0);
    bencher
        .with_inputs(|| window.borrow_mut().settle())
        .bench_local_values(|()| {
            *frame.borrow_mut() += 1;
            window.borrow_mut().frame(undo_or_redo(*frame.borrow()))
        });
}

/// All cards, in heaps before, glide to their places.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn tidied_cards_gliding(bencher: Bencher) {
    let window = RefCell::new(Window::open(ENTITIES));
    let is_gliding = |window: &Window| {
        let app = window.app.as_ref().expect("the window is open");
        let last = app.document().history().undo_steps().next();
        last.is_some_and(|step| step.label() == "Tidy the view")
    };
    let start_again = || {
        let mut window = window.borrow_mut();
        window.change(|design| {
            let mut builder = Builder::new(design, "Heap everything");
            let view = view_or_first(&mut builder, None);
            let heap =
                |(n, id): (usize, EntityId)| (id, ((n % 40) as i32 * 90, (n / 40) as i32 * 70));
            let places = design.entities().ids().enumerate().map(heap).collect();
            builder.update(view, |view: &mut View| view.at.0 = places);
            builder.finish()
        });
        window.settle();
        window.press(Key::T, Modifiers::COMMAND);
        while !is_gliding(&window) {
            std::thread::yield_now();
            window.frame(Vec::new());
        }
    };
    bencher
        .with_inputs(start_again)
        .bench_local_values(|()| window.borrow_mut().frame(Vec::new()));
}

/// Everything is selected and moved by an arrow key.
#[divan::bench]
fn nudging_everything(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    window.frame(vec![key(Key::A, Modifiers::COMMAND)]);
    window.modifiers = Modifiers::NONE;
    window.frame(Vec::new());
    each_frame(bencher, window, |frame| {
        let arrow = if frame.is_multiple_of(2) {
            Key::ArrowLeft
        } else {
            Key::ArrowRight
        };
        vec![key(arrow, Modifiers::NONE)]
    });
}

/// The pointer passes over cards, which light up what they are tied to.
#[divan::bench]
fn hovering(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    let middle = pos2(700.0, 450.0);
    each_frame(bencher, window, |frame| {
        let by = (frame % 60) as f32 * 5.0;
        vec![Event::PointerMoved(middle + vec2(by, by * 0.6))]
    });
}

/// The name of an entity is typed.
#[divan::bench]
fn typing_a_name(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    let at = window.show_card_with(2);
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, true)]);
    window.frame(vec![button(at, false)]);
    window.frame(vec![key(Key::F2, Modifiers::NONE)]);
    window.frame(Vec::new());
    each_frame(bencher, window, |frame| {
        vec![if frame.is_multiple_of(8) {
            key(Key::Backspace, Modifiers::NONE)
        } else {
            Event::Text("n".into())
        }]
    });
}

/// What is typed into Find and into the palette: few letters fit nearly everything, many nearly nothing.
const TYPED: [&str; 7] = [
    "e",
    "en",
    "field",
    "entity_0420",
    "enfi",
    "e42 fi7",
    "nothing like it",
];

/// The last letter of a text is typed into the palette.
#[divan::bench(args = TYPED, sample_count = 20)]
fn typing_in_the_palette(bencher: Bencher, typed: &str) {
    typing_in(bencher, typed, Key::K);
}

/// The last letter of a text is typed into Find, with what it finds lit on some 30 cards.
#[divan::bench(args = TYPED, sample_count = 20)]
fn typing_in_find(bencher: Bencher, typed: &str) {
    typing_in(bencher, typed, Key::F);
}

/// The palette opens.
#[divan::bench(sample_count = 20)]
fn opening_the_palette(bencher: Bencher) {
    opening(bencher, Key::K);
}

/// Find opens, and what it looked for before is looked for again.
#[divan::bench(sample_count = 20)]
fn opening_find(bencher: Bencher) {
    opening(bencher, Key::F);
}

fn typing_in(bencher: Bencher, typed: &str, opens: Key) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    window.press(opens, Modifiers::COMMAND);
    let last = typed.char_indices().last().map_or(0, |(at, _)| at);
    let (before, letter) = typed.split_at(last);
    let window = RefCell::new(window);
    let type_in = |text: &str| window.borrow_mut().frame(vec![Event::Text(text.into())]);
    bencher
        .with_inputs(|| {
            let mut window = window.borrow_mut();
            window.press(Key::A, Modifiers::COMMAND);
            window.press(Key::Backspace, Modifiers::NONE);
            drop(window);
            if !before.is_empty() {
                type_in(before);
            }
        })
        .bench_local_values(|()| type_in(letter));
}

fn opening(bencher: Bencher, opens: Key) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    let window = RefCell::new(window);
    bencher
        .with_inputs(|| {
            let mut window = window.borrow_mut();
            window.press(Key::Escape, Modifiers::NONE);
            window.frame(Vec::new());
        })
        .bench_local_values(|()| {
            let open = vec![key(opens, Modifiers::COMMAND)];
            window.borrow_mut().frame(open)
        });
}

/// From the file's name to the first frame that shows all of a design of 1,400 tables: read, place, route, draw.
#[divan::bench(sample_count = 5)]
fn first_frame_of_1400(bencher: Bencher) {
    bencher.bench_local(|| Window::open(1400));
}

fn frames(bencher: Bencher, cards: usize, events: impl Fn(usize) -> Vec<Event>) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(cards);
    each_frame(bencher, window, events);
}

fn each_frame(bencher: Bencher, window: Window, events: impl Fn(usize) -> Vec<Event>) {
    let window = RefCell::new(window);
    let frame = RefCell::new(0);
    bencher.bench_local(|| {
        *frame.borrow_mut() += 1;
        window.borrow_mut().frame(events(*frame.borrow()))
    });
}

fn undo_or_redo(frame: usize) -> Vec<Event> {
    vec![if frame.is_multiple_of(2) {
        key(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT)
    } else {
        key(Key::Z, Modifiers::COMMAND)
    }]
}

/// Back and forth.
fn scroll(frame: usize) -> Event {
    wheel(
        if (frame / 20).is_multiple_of(2) {
            7.0
        } else {
            -7.0
        },
        Modifiers::NONE,
    )
}

/// In and out.
fn zoom(frame: usize) -> Event {
    wheel(
        if (frame / 4).is_multiple_of(2) {
            9.0
        } else {
            -9.0
        },
        Modifiers::COMMAND,
    )
}

fn wheel(y: f32, modifiers: Modifiers) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, y),
        phase: TouchPhase::Move,
        modifiers,
    }
}

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: eframe::egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

/// A window without a screen.
struct Window {
    ctx: Context,
    app: Option<App>,
    start: Start,
    time: f64,
    modifiers: Modifiers,
}

impl Window {
    fn open(entities: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the design");
        let file = folder.path().join("large.erd.ron");
        let text = write(&common::large(entities), Syntax::Ron);
        std::fs::write(&file, text).expect("the design is written");
        let mut window = Self {
            ctx: Context::default(),
            app: None,
            start: Start {
                file: Some(file),
                ..Start::default()
            },
            time: 0.0,
            modifiers: Modifiers::NONE,
        };
        window.ctx.enable_accesskit();
        window.frame(vec![Event::PointerMoved(pos2(700.0, 450.0))]);
        while window.cards_in_sight().next().is_none() {
            std::thread::yield_now();
            window.frame(Vec::new());
        }
        for _ in 0..4 {
            window.frame(vec![Event::PointerMoved(pos2(700.0, 450.0))]);
        }
        window
    }

    /// Waits for what goes on besides.
    fn settle(&mut self) {
        for _ in 0..20 {
            std::thread::sleep(std::time::Duration::from_millis(50));
            self.frame(Vec::new());
        }
    }

    /// Changes the design as a command would.
    fn change(&mut self, make: impl FnOnce(&Design) -> Transaction) {
        let app = self.app.as_mut().expect("the window is open");
        let transaction = make(app.document().design());
        app.change(&transaction);
    }

    /// Zooms in to some 30 cards around one at which so many lines end. Returns where it is.
    fn show_card_with(&mut self, lines: usize) -> Pos2 {
        let app = self.app.as_ref().expect("the window is open");
        let design = app.document().design();
        let count = |id: EntityId| {
            let relationships = design.relationships().iter();
            let ends = relationships.flat_map(|(_, r)| [r.from.entity, r.to.entity]);
            ends.filter(|end| *end == id).count()
        };
        let middle = pos2(700.0, 450.0);
        let ids = design.entities().ids();
        let id = ids
            .min_by_key(|id| count(*id).abs_diff(lines))
            .expect("there are cards");
        let at = |window: &Self| {
            let app = window.app.as_ref().expect("the window is open");
            let rect = app.place_in_window(Reference::Entity(id));
            rect.expect("the card is in the picture").center()
        };
        loop {
            for _ in 0..60 {
                let by = middle - at(self);
                if by.length() < 8.0 {
                    break;
                }
                self.frame(vec![Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta: by * 0.5,
                    phase: TouchPhase::Move,
                    modifiers: Modifiers::NONE,
                }]);
            }
            if self.cards_in_sight().count() <= 30 {
                break;
            }
            self.frame(vec![key(Key::Plus, Modifiers::COMMAND)]);
            self.modifiers = Modifiers::NONE;
            self.frame(Vec::new());
        }
        for _ in 0..30 {
            self.frame(vec![Event::PointerMoved(middle)]);
        }
        at(self)
    }

    /// Two corners of a rectangle that begins on empty canvas and touches so many cards.
    fn marquee_over(&mut self, cards: usize) -> (Pos2, Pos2) {
        self.press(Key::Num1, Modifiers::SHIFT);
        self.settle();
        let app = self.app.as_ref().expect("the window is open");
        let services = app.document().design().services().ids();
        let boundaries = services.filter_map(|id| app.place_in_window(Reference::Service(id)));
        let around = self.cards_in_sight().chain(boundaries).reduce(Rect::union);
        let around = around.expect("there are cards").expand(14.0);
        let touched = |to: Pos2| {
            let marquee = Rect::from_min_max(around.min, to);
            self.cards_in_sight()
                .filter(|card| card.intersects(marquee))
                .count()
        };
        let diagonal = around.max - around.min;
        let to = (1..400)
            .map(|step| around.min + diagonal * (step as f32 / 400.0))
            .find(|to| touched(*to) >= cards);
        (around.min, to.expect("there are so many cards"))
    }

    /// Selects some 500 cards by a marquee. Returns the middle of one of them.
    fn select_500(&mut self) -> Pos2 {
        let (from, to) = self.marquee_over(500);
        self.frame(vec![Event::PointerMoved(from)]);
        self.frame(vec![button(from, true)]);
        self.frame(vec![Event::PointerMoved(to)]);
        self.frame(vec![button(to, false)]);
        let app = self.app.as_ref().expect("the window is open");
        let count = app.document().selection.len();
        assert!(count >= 450, "the rectangle selected {count} parts");
        let selected = Rect::from_min_max(from, to);
        let mut cards = self.cards_in_sight();
        cards
            .find(|card| selected.contains_rect(*card))
            .expect("there are cards in the rectangle")
            .center()
    }

    /// Runs a frame and turns what it painted into triangles. Returns how many there are.
    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.time += 1.0 / 60.0;
        for event in &events {
            if let Event::MouseWheel { modifiers, .. } | Event::Key { modifiers, .. } = event {
                self.modifiers = *modifiers;
            }
        }
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            time: Some(self.time),
            events: std::iter::once(Event::ModifiersChanged(self.modifiers))
                .chain(events)
                .collect(),
            ..RawInput::default()
        };
        let (app, start) = (&mut self.app, &self.start);
        let mut output = self.ctx.run_ui(input, |ui| match app {
            Some(app) => app.frame(ui),
            None => *app = Some(App::new(ui.ctx(), start.clone())),
        });
        // There is no graphics card to take them to.
        output.textures_delta.clear();
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        primitives
            .iter()
            .map(|primitive| match &primitive.primitive {
                eframe::egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
                eframe::egui::epaint::Primitive::Callback(_) => 0,
            })
            .sum()
    }

    /// Presses a key and lets go of what was held with it.
    fn press(&mut self, pressed: Key, modifiers: Modifiers) {
        self.frame(vec![key(pressed, modifiers)]);
        self.modifiers = Modifiers::NONE;
        self.frame(Vec::new());
    }

    /// Zooms in until at most so many cards are seen.
    fn zoom_in(&mut self, cards: usize) {
        while self.cards_in_sight().count() > cards {
            self.frame(vec![key(Key::Plus, Modifiers::COMMAND)]);
            self.modifiers = Modifiers::NONE;
            self.frame(Vec::new());
        }
        // Until nothing fades in any more.
        for _ in 0..30 {
            self.frame(vec![Event::PointerMoved(pos2(700.0, 450.0))]);
        }
    }

    /// Where the cards are that can be seen.
    fn cards_in_sight(&self) -> impl Iterator<Item = Rect> + '_ {
        let app = self.app.as_ref().expect("the window is open");
        let canvas = self.ctx.read_response(Id::new("canvas"));
        let canvas = canvas.map_or(Rect::NOTHING, |canvas| canvas.rect);
        let cards = app.document().design().entities().ids();
        cards
            .filter_map(|id| app.place_in_window(Reference::Entity(id)))
            .filter(move |rect| rect.intersects(canvas))
    }
}
