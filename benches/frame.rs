//! How long a frame takes on a large design, without a graphics card: the window's pass and the tessellation of what it painted.
//!
//! The design has 2,000 entities, 20,000 fields and 3,000 relationships; the window is 1440 × 900.

#![allow(clippy::disallowed_methods, reason = "a benchmark makes its own files")]

mod common;

use std::cell::RefCell;

use divan::Bencher;
use eframe::egui::{
    Context, Event, Key, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2, pos2,
    vec2,
};
use erdwall::format::native::{Syntax, write};
use erdwall::gui::{App, Start};
use erdwall::model::Reference;

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

/// One card with its lines follows the pointer.
#[divan::bench]
fn dragging_a_card(bencher: Bencher) {
    let mut window = Window::open(ENTITIES);
    window.zoom_in(30);
    let at = window.card_in_sight();
    window.frame(vec![Event::PointerMoved(at)]);
    window.frame(vec![button(at, true)]);
    let window = RefCell::new(window);
    let frame = RefCell::new(0);
    bencher.bench_local(|| {
        *frame.borrow_mut() += 1;
        let by = (*frame.borrow() % 40) as f32;
        window
            .borrow_mut()
            .frame(vec![Event::PointerMoved(at + vec2(10.0 + by, by))])
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
    let window = RefCell::new(window);
    let frame = RefCell::new(0);
    bencher.bench_local(|| {
        *frame.borrow_mut() += 1;
        window.borrow_mut().frame(events(*frame.borrow()))
    });
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
                at_once: true,
                ..Start::default()
            },
            time: 0.0,
            modifiers: Modifiers::NONE,
        };
        window.ctx.enable_accesskit();
        for _ in 0..4 {
            window.frame(vec![Event::PointerMoved(pos2(700.0, 450.0))]);
        }
        window
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

    /// Zooms in until at most so many cards are seen.
    fn zoom_in(&mut self, cards: usize) {
        while self.cards_in_sight().count() > cards {
            self.frame(vec![Event::Key {
                key: Key::Plus,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::COMMAND,
            }]);
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
        // Between the outline and the inspector.
        let canvas = Rect::from_min_max(pos2(265.0, 41.0), pos2(1140.0, 875.0));
        let cards = app.document().design().entities().ids();
        cards
            .filter_map(|id| app.place_in_window(Reference::Entity(id)))
            .filter(move |rect| rect.intersects(canvas))
    }

    /// The middle of a card near the middle of the window.
    fn card_in_sight(&self) -> Pos2 {
        let middle = pos2(700.0, 450.0);
        self.cards_in_sight()
            .map(|rect| rect.center())
            .min_by(|a, b| a.distance(middle).total_cmp(&b.distance(middle)))
            .expect("there are cards")
    }
}
