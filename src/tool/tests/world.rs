//! A document without a window: its picture, its history, and a pointer.

use std::collections::BTreeMap;

use crate::base::geometry::{Point, Rect, Vector, point, vector};
use crate::edit::Transaction;
use crate::format::native::{self, Syntax};
use crate::layout::Cancel;
use crate::model::{Design, EntityId, FieldPath, Reference, RelationshipId, validate};
use crate::scene::Level;
use crate::session::picture::{Followed, Handle, Hit, Picture, Subject};
use crate::session::text_slot::TextSlot;
use crate::session::{Document, Selection};
use crate::tool::{
    Button, Context, Effect, Event, Keys, Kind, Machine, MenuAt, Pointer, Snap, Tool,
};

/// How far from a line a click still hits it.
const REACH: f32 = 5.0;

pub(super) struct World {
    pub document: Document,
    pub picture: Picture,
    pub machine: Machine,
    pub pending: Option<(Transaction, Design)>,
    pub at: Point,
    pub keys: Keys,
    pub snap: Snap,
    pub pan: Vector,
    pub hovered: Option<Reference>,
    pub editing: Option<TextSlot>,
    pub menu: Option<MenuAt>,
}

impl World {
    pub fn new(text: &str) -> Self {
        let loaded = native::read(text.as_bytes(), Syntax::Ron).expect("a valid design");
        let document = Document::new(loaded.design);
        let picture = Picture::new(subject(&document, document.design()), &Cancel::default());
        Self {
            document,
            picture,
            machine: Machine::default(),
            pending: None,
            at: point(0.0, 0.0),
            keys: Keys::default(),
            snap: Snap::default(),
            pan: vector(0.0, 0.0),
            hovered: None,
            editing: None,
            menu: None,
        }
    }

    pub fn design(&self) -> &Design {
        self.document.design()
    }

    pub fn text(&self) -> String {
        native::write(self.design(), Syntax::Ron)
    }

    pub fn pointer(&self) -> Pointer {
        Pointer {
            at: self.at,
            hit: self.picture.hit(self.at, REACH, Level::Row),
            keys: self.keys,
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            design: self.document.design(),
            view: self.document.view,
            selection: &self.document.selection,
            picture: &self.picture,
            seen: Rect::new(-2000.0, -2000.0, 6000.0, 6000.0),
            pixel: 1.0,
            snap: self.snap,
        }
    }

    pub fn send(&mut self, event: Event) {
        let mut machine = std::mem::take(&mut self.machine);
        let effects = machine.handle(event, &self.context());
        self.machine = machine;
        self.take(effects);
    }

    pub fn pick(&mut self, tool: Tool) {
        let mut machine = std::mem::take(&mut self.machine);
        let effects = machine.pick(tool, &self.context());
        self.machine = machine;
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        let before = self.document.revision();
        let pending = self.pending.clone();
        for effect in effects {
            match effect {
                Effect::Select(selection) => self.document.selection = selection,
                Effect::Hover(part) => self.hovered = part,
                Effect::Pan(by) => {
                    self.pan = self.pan + by;
                    // What was under the pointer is there again.
                    self.at = self.at + by;
                }
                Effect::Pend(transaction) => {
                    let mut design = self.design().clone();
                    design
                        .apply(&transaction)
                        .expect("what gestures do is valid");
                    self.pending = Some((transaction, design));
                }
                Effect::RollBack => self.pending = None,
                Effect::Commit => {
                    let (transaction, _) = self.pending.take().expect("something to commit");
                    self.document.apply(&transaction).unwrap();
                }
                Effect::Edit(slot) => {
                    assert!(slot.text(self.design()).is_some(), "{slot:?} is there");
                    self.editing = Some(slot);
                }
                Effect::Reveal(part) => {
                    assert!(self.picture.bounds_of(part).is_some(), "{part:?} is there");
                }
                Effect::Menu(at) => self.menu = Some(at),
            }
        }
        if before != self.document.revision() || pending != self.pending {
            self.show();
        }
    }

    /// Brings the picture up to date.
    fn show(&mut self) {
        let design = match &self.pending {
            Some((_, design)) => design.clone(),
            None => self.design().clone(),
        };
        let subject = subject(&self.document, &design);
        let followed = self.picture.follow(subject.clone());
        if followed != Followed::Exactly && self.pending.is_none() {
            self.picture = Picture::new(subject, &Cancel::default());
        }
    }

    /// Events in words, separated by `;`: `[right|middle] down WHERE`, `move WHERE`, `up`, `click WHERE`, `double WHERE`,
    /// `key shift|ctrl|alt|space|none`, `tool LETTER`, `grid`, `guides`, `cancel`, `leave`.
    ///
    /// WHERE is a place `300,80`, a distance `+10,-5`, a card `order`, a row `order.id`, a handle at the right `order>` or at
    /// the left `<order.id`, a title `Orders`, a side or corner of a boundary `Orders/right` `Orders/bottom-right`, the middle
    /// of a segment of a line `line~order:0`, a bend of it `line~order@1`, a note `note:0`, its edge `note:0>`.
    #[track_caller]
    pub fn script(&mut self, script: &str) {
        for step in script.split(';') {
            let words: Vec<&str> = step.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                ["down", place] => self.press(place, Button::Primary),
                ["right", "down", place] => self.press(place, Button::Secondary),
                ["middle", "down", place] => self.press(place, Button::Middle),
                ["click", place] => {
                    self.press(place, Button::Primary);
                    self.send(Event::Up(self.pointer()));
                }
                ["double", place] => {
                    for _ in 0..2 {
                        self.press(place, Button::Primary);
                        self.send(Event::Up(self.pointer()));
                    }
                    self.send(Event::Double(self.pointer()));
                }
                ["move", place] => {
                    self.at = self.place(place);
                    self.send(Event::Move(self.pointer()));
                }
                ["up"] => self.send(Event::Up(self.pointer())),
                ["cancel"] => self.send(Event::Cancel),
                ["leave"] => self.send(Event::Leave),
                ["grid"] => self.snap.grid = true,
                ["guides"] => self.snap.guides = true,
                ["tool", letter] => self.pick(tool(letter)),
                ["key", key] => {
                    match *key {
                        "shift" => self.keys.shift = true,
                        "ctrl" => self.keys.ctrl = true,
                        "alt" => self.keys.alt = true,
                        "space" => self.keys.space = true,
                        "none" => self.keys = Keys::default(),
                        other => panic!("no key {other}"),
                    }
                    self.send(Event::Move(self.pointer()));
                }
                other => panic!("not a gesture: {other:?}"),
            }
        }
    }

    #[track_caller]
    fn press(&mut self, place: &str, button: Button) {
        self.at = self.place(place);
        self.send(Event::Move(self.pointer()));
        self.send(Event::Down(self.pointer(), button));
    }

    #[track_caller]
    pub fn place(&self, place: &str) -> Point {
        self.find(place).unwrap_or_else(|| panic!("no {place}"))
    }

    /// Where something is, if it is there.
    pub fn find(&self, place: &str) -> Option<Point> {
        if let Some(by) = place.strip_prefix('+') {
            let (x, y) = numbers(by)?;
            return Some(self.at + vector(x, y));
        }
        if let Some((x, y)) = numbers(place) {
            return Some(point(x, y));
        }
        if let Some(note) = place.strip_prefix("note:") {
            let rect = self
                .picture
                .note(note.trim_end_matches('>').parse().ok()?)?;
            return Some(if note.ends_with('>') {
                point(rect.max.x, rect.center().y)
            } else {
                rect.center()
            });
        }
        if let Some((service, side)) = place.split_once('/') {
            return Some(side_of(self.boundary_named(service)?, side));
        }
        if let Some((from, to)) = place.split_once('~') {
            return self.on_line(from, to);
        }
        let name = place.trim_matches(['<', '>']);
        let handle = (name != place).then_some(place.ends_with('>'));
        let (entity, field) = match name.split_once('.') {
            Some((entity, field)) => (entity, Some(field)),
            None => (name, None),
        };
        let Some(entity) = self.entity(entity) else {
            return Some(self.boundary_named(name)?.min + vector(30.0, 13.0));
        };
        let field = match field {
            Some(name) => {
                let mut fields = self.design().get(entity)?.fields.iter();
                Some(fields.find(|field| field.name == name)?.id)
            }
            None => None,
        };
        if let Some(right) = handle {
            return self.picture.handle(Handle {
                entity,
                field,
                right,
            });
        }
        Some(match field {
            Some(field) => self.picture.row(FieldPath { entity, field })?.center(),
            None => {
                let rect = self.picture.bounds_of(Reference::Entity(entity))?;
                rect.min + vector(rect.width() / 2.0, 14.0)
            }
        })
    }

    fn on_line(&self, from: &str, to: &str) -> Option<Point> {
        let (to, piece) = to.split_at(to.find([':', '@'])?);
        let number: usize = piece[1..].parse().ok()?;
        let points = self.line(self.entity(from)?, self.entity(to)?).1;
        let a = *points.get(number)?;
        if piece.starts_with('@') {
            return Some(a);
        }
        let b = *points.get(number + 1)?;
        Some(point(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y)))
    }

    pub fn line(&self, from: EntityId, to: EntityId) -> (RelationshipId, &[Point]) {
        let design = self.design();
        let mut lines = design.relationships().iter();
        let id = lines
            .find(|(_, r)| r.from.entity == from && r.to.entity == to)
            .expect("a relationship")
            .0;
        let points = self.picture.line_points(Reference::Relationship(id));
        (id, points.expect("it is drawn"))
    }

    pub fn entity(&self, name: &str) -> Option<EntityId> {
        let mut entities = self.design().entities().iter();
        entities.find(|(_, e)| e.name == name).map(|(id, _)| id)
    }

    fn boundary_named(&self, name: &str) -> Option<Rect> {
        let mut services = self.design().services().iter();
        let (id, _) = services.find(|(_, s)| s.name == name)?;
        self.picture.boundary(id)
    }

    /// Takes the last step back, as the window does.
    pub fn undo(&mut self) {
        self.document.undo().unwrap();
        self.show();
    }

    /// What is selected, by name.
    pub fn selected(&self) -> String {
        let design = self.design();
        let selection = &self.document.selection;
        let parts = selection.iter().map(|part| match part {
            Reference::Field(path) => {
                let entity = design.get(path.entity).unwrap();
                format!("{}.{}", entity.name, entity.field(path.field).unwrap().name)
            }
            Reference::Relationship(id) => {
                let relationship = design.get(id).unwrap();
                let ends = [relationship.from.entity, relationship.to.entity];
                ends.map(|end| design.get(end).unwrap().name.clone())
                    .join("~")
            }
            part => {
                let slot = TextSlot::name_of(part).expect("a part with a name");
                slot.text(design).unwrap().to_owned()
            }
        });
        let notes = selection.notes().map(|note| format!("note:{}", note.place));
        parts.chain(notes).collect::<Vec<_>>().join(" ")
    }

    /// All that must hold whatever happens.
    #[track_caller]
    pub fn check(&self) {
        assert_eq!(
            validate::check(self.design()),
            Ok(()),
            "the design is valid"
        );
        if let Some((_, design)) = &self.pending {
            assert_eq!(validate::check(design), Ok(()), "what is pending is valid");
            assert!(
                self.machine.is_busy(),
                "what is pending belongs to a gesture"
            );
        }
        for part in self.document.selection.iter() {
            assert!(
                self.design().resolves(part),
                "{part:?} is selected and there"
            );
        }
    }
}

/// Does the gestures one after the other. What comes of them, a line each: the steps of the history in order, what is
/// selected, and the lines of the file that came (`+`) and went (`-`). Afterwards one undo per step must lead back.
#[track_caller]
pub(super) fn check_gesture(before: &str, script: &str, after: &str) {
    let mut world = World::new(before);
    let (design, text) = (world.design().clone(), world.text());
    world.script(script);
    world.check();
    assert!(
        !world.machine.is_busy() && world.pending.is_none(),
        "{script} leaves nothing open"
    );
    let history = world.document.history();
    let mut lines: Vec<String> = history.undo_steps().map(|s| s.label().to_owned()).collect();
    lines.reverse();
    let selected = world.selected();
    if !selected.is_empty() {
        lines.push(format!("selected {selected}"));
    }
    lines.extend(difference(&text, &world.text()));
    let expected: Vec<&str> = after
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    assert_eq!(lines, expected, "after {script}:\n{}", lines.join("\n"));
    while world.document.undo().unwrap().is_some() {}
    assert_eq!(*world.design(), design, "undo of {script}");
}

/// The lines that one text has more of than the other, without the space around them.
fn difference(before: &str, after: &str) -> Vec<String> {
    let mut count: BTreeMap<&str, i32> = BTreeMap::new();
    for (text, by) in [(before, -1), (after, 1)] {
        for line in text.lines() {
            *count.entry(line.trim()).or_default() += by;
        }
    }
    let mut lines = Vec::new();
    // From the end: what is new stands behind what is like it.
    for (text, sign, mark) in [(after, 1, '+'), (before, -1, '-')] {
        for line in text.lines().rev().map(str::trim) {
            // Brackets alone say nothing.
            if !line.contains('"') {
                continue;
            }
            let left = count.entry(line).or_default();
            if left.signum() == sign {
                *left -= sign;
                lines.push(format!("{mark} {line}"));
            }
        }
    }
    lines.reverse();
    lines
}

fn subject(document: &Document, design: &Design) -> Subject {
    Subject {
        design: design.clone(),
        view: document.view.or_else(|| design.views().ids().next()),
        ..Subject::default()
    }
}

fn numbers(text: &str) -> Option<(f32, f32)> {
    let (x, y) = text.split_once(',')?;
    Some((x.trim().parse().ok()?, y.trim().parse().ok()?))
}

fn side_of(rect: Rect, side: &str) -> Point {
    let center = rect.center();
    let x = if side.contains("left") {
        rect.min.x
    } else if side.contains("right") {
        rect.max.x
    } else {
        center.x
    };
    let y = if side.contains("top") {
        rect.min.y
    } else if side.contains("bottom") {
        rect.max.y
    } else {
        center.y
    };
    point(x, y)
}

fn tool(letter: &str) -> Tool {
    match letter {
        "V" => Tool::Select,
        "H" => Tool::Hand,
        "E" => Tool::Entity,
        "R" => Tool::Relationship,
        "S" => Tool::Area(Kind::Service),
        "Z" => Tool::Area(Kind::Zone),
        "D" => Tool::Area(Kind::Store),
        "N" => Tool::Note,
        other => panic!("no tool {other}"),
    }
}

/// For tests that look at what the pointer is over.
pub(super) fn hit(world: &World) -> Hit {
    world.pointer().hit
}

/// The selection of an entity, by name.
pub(super) fn selection(world: &World, name: &str) -> Selection {
    Selection::of(Reference::Entity(world.entity(name).unwrap()))
}
