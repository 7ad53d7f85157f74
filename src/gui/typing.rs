//! Typing names and fields as lines, on cards and in lists: what is open, where the keyboard goes on, and what becomes of it.
//!
//! A line is one step of the history. Text that cannot be read stays where it was typed, with the reason beside it.

use std::ops::Range;

use eframe::egui::{self, Event, Id, Key, Modifiers};
use jiff::civil::Date;

use crate::edit::field_line::{
    self, Completion, LineError, Place, Suggestion, Vocabulary, complete,
};
use crate::edit::{Builder, Transaction};
use crate::model::{Design, EntityId, FieldPath, Reference};
use crate::session::Selection;
use crate::session::text_slot::TextSlot;

use super::app::App;
use super::command::Command;
use super::perform::capitalized;
use super::request::{Request, Severity};

/// Typing of lines.
#[derive(Default)]
pub struct Typing {
    /// The line that is open.
    pub open: Option<Open>,
    /// Keys that were pressed behind one that decides something; they wait for the next frame.
    queue: Vec<Event>,
    /// Lines that could not be read when something else was opened.
    unfinished: Vec<(At, String)>,
    /// Words of the design at a revision.
    vocabulary: Option<(u64, Vocabulary)>,
    /// The entity that was just added, and the state of the history since then: naming it is part of adding it.
    fresh: Option<(EntityId, u64)>,
    serial: u64,
}

/// Where a line is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// On the card.
    Card,
    /// In the inspector.
    List,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The name of an entity.
    Name(EntityId),
    /// A field.
    Field(FieldPath),
    /// A field that is not there yet.
    New {
        /// Of this entity.
        entity: EntityId,
        /// At this place among its fields.
        place: usize,
    },
}

/// A line that is open.
pub struct Open {
    /// Where it is typed.
    pub surface: Surface,
    /// What it is about.
    pub at: At,
    /// What stands there now.
    pub text: String,
    /// What stood there when it was opened.
    before: String,
    /// Where the cursor is, in bytes.
    cursor: usize,
    /// What is to be selected, in bytes.
    pub select: Option<Range<usize>>,
    /// Whether it has the keyboard.
    pub focus: Focus,
    /// What could stand at the cursor.
    pub completion: Completion,
    /// Which of it a key would take.
    pub chosen: Option<usize>,
    asked: bool,
    dismissed: bool,
    /// Why it was not taken.
    pub fault: Option<Fault>,
    decision: Option<Decision>,
    serial: u64,
}

/// Whether a line has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// It is to get it.
    Wanted,
    /// It has it.
    Has,
    /// It waits, with what could not be read.
    Parked,
}

/// Why a line was not taken.
pub struct Fault {
    /// What of it is wrong, in bytes.
    pub range: Range<usize>,
    /// What to do.
    pub text: String,
}

/// What the field of a line reports.
#[derive(Clone, Debug)]
pub enum LineEvent {
    /// Open this.
    Open(Surface, At),
    /// Open this with a part of the text selected.
    OpenPart(Surface, At, Part),
    /// It has the keyboard, and the selection that was wanted.
    Focused,
    /// The text and the cursor, in bytes, are these now.
    Typed(String, usize),
    /// This suggestion was clicked.
    Accept(usize),
}

/// A part of the line of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its name.
    Name,
    /// Its type.
    Type,
}

/// A key that does more than change the text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Decision {
    Enter,
    Finish,
    AddBelow,
    Next,
    Previous,
    Escape,
    Up,
    Down,
    MoveUp,
    MoveDown,
    Remove,
    Ask,
    Undo,
    Paste(String),
}

impl At {
    /// The entity that it is about.
    pub fn entity(self) -> EntityId {
        match self {
            Self::Name(entity) | Self::New { entity, .. } => entity,
            Self::Field(path) => path.entity,
        }
    }

    fn exists(self, design: &Design) -> bool {
        match self {
            Self::Field(path) => design.resolves(Reference::Field(path)),
            _ => design.entities().contains(self.entity()),
        }
    }

    /// The line below, or above; none where there is none.
    fn neighbor(self, design: &Design, down: bool) -> Option<Self> {
        let entity = self.entity();
        let fields = &design.get(entity)?.fields;
        let row = |place: usize| {
            fields.get(place).map(|field| {
                Self::Field(FieldPath {
                    entity,
                    field: field.id,
                })
            })
        };
        let place = match self {
            Self::Name(_) if down => return row(0),
            Self::Name(_) => return None,
            Self::New { place, .. } if down => return row(place),
            Self::New { place, .. } => place,
            Self::Field(path) => {
                let place = fields.iter().position(|field| field.id == path.field)?;
                if down {
                    return row(place + 1);
                }
                place
            }
        };
        Some(match place.checked_sub(1) {
            Some(above) => row(above)?,
            None => Self::Name(entity),
        })
    }

    /// An empty line below.
    fn below(self, design: &Design) -> Self {
        let entity = self.entity();
        let fields = design.get(entity).map_or(&[][..], |entity| &entity.fields);
        let place = match self {
            Self::Name(_) => 0,
            Self::New { place, .. } => place,
            Self::Field(path) => fields
                .iter()
                .position(|field| field.id == path.field)
                .map_or(fields.len(), |place| place + 1),
        };
        Self::New { entity, place }
    }
}

impl Open {
    /// The id of its field.
    pub fn id(&self) -> Id {
        Id::new(("line", self.serial))
    }

    /// Whether what could stand at the cursor is shown.
    pub fn offers(&self) -> bool {
        self.focus != Focus::Parked
            && !self.dismissed
            && !self.completion.suggestions.is_empty()
            && (self.completion.is_wanted || self.asked)
    }

    fn accept(&mut self, choice: usize) {
        let Some(suggestion) = self.completion.suggestions.get(choice) else {
            return;
        };
        let range = self.completion.range.clone();
        if self.text.get(range.clone()).is_none() {
            return;
        }
        let mut taken = suggestion.text.clone();
        let at_end = range.end == self.text.len();
        // Words that something follows.
        let goes_on = matches!(
            taken.as_str(),
            "fk" | "="
                | "copy"
                | "aggregate"
                | "replaced-by"
                | "remove-after"
                | "formerly"
                | "flag"
        );
        if at_end && goes_on {
            taken.push(' ');
        }
        self.text.replace_range(range.clone(), &taken);
        self.cursor = range.start + taken.len();
        self.select = Some(self.cursor..self.cursor);
        self.focus = Focus::Wanted;
        self.fault = None;
    }
}

impl Typing {
    /// Whether keys go to the open line.
    pub fn has_keyboard(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.focus != Focus::Parked)
    }

    /// The line that is open there.
    pub fn open_at(&self, surface: Surface, at: At) -> Option<&Open> {
        let open = self.open.as_ref()?;
        (open.surface == surface && open.at == at).then_some(open)
    }

    /// Remembers that an entity was added by the last step of the history.
    pub fn added(&mut self, entity: EntityId, state: u64) {
        self.fresh = Some((entity, state));
    }
}

/// Today by the clock of the system, in UTC.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    jiff::Timestamp::from_second(seconds as i64)
        .map(|now| now.to_zoned(jiff::tz::TimeZone::UTC).date())
        .unwrap_or_default()
}

/// What a key does to a line besides changing its text.
fn decision(event: &Event, open: &Open) -> Option<Decision> {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return match event {
            Event::Paste(text)
                if text.trim().lines().count() > 1 && !matches!(open.at, At::Name(_)) =>
            {
                Some(Decision::Paste(text.clone()))
            }
            _ => None,
        };
    };
    let with = |wanted: Modifiers| modifiers.matches_exact(wanted);
    let plain = with(Modifiers::NONE);
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    Some(match key {
        Key::Enter if plain || with(Modifiers::SHIFT) => Decision::Enter,
        Key::Enter if with(Modifiers::COMMAND) => Decision::Finish,
        Key::Enter if with(Modifiers::ALT) => Decision::AddBelow,
        Key::Tab if plain => Decision::Next,
        Key::Tab if with(Modifiers::SHIFT) => Decision::Previous,
        Key::Escape if plain => Decision::Escape,
        Key::ArrowUp if plain => Decision::Up,
        Key::ArrowDown if plain => Decision::Down,
        Key::ArrowUp if with(Modifiers::ALT) => Decision::MoveUp,
        Key::ArrowDown if with(Modifiers::ALT) => Decision::MoveDown,
        Key::Backspace if with(both) => Decision::Remove,
        Key::Space if with(Modifiers::COMMAND) || with(Modifiers::CTRL) => Decision::Ask,
        Key::Z if with(Modifiers::COMMAND) && open.text == open.before => Decision::Undo,
        _ => return None,
    })
}

/// Keys that may open a line from outside of one.
fn may_open(event: &Event) -> bool {
    matches!(
        event,
        Event::Key {
            key: Key::E | Key::F2 | Key::Enter,
            pressed: true,
            modifiers,
            ..
        } if !modifiers.command
    )
}

fn is_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Copy
            | Event::Cut
            | Event::Ime(_)
    )
}

impl App {
    /// Sees to it that keys take effect in the order in which they were pressed, however many come in one frame: those
    /// behind one that decides something wait for the next.
    pub(super) fn order_keys(&mut self, ctx: &egui::Context) {
        let typing = &mut self.state.typing;
        let waiting = std::mem::take(&mut typing.queue);
        let has_focus = |id: Id| ctx.memory(|memory| memory.has_focus(id));
        let open = typing
            .open
            .as_mut()
            .filter(|open| open.focus == Focus::Wanted || has_focus(open.id()));
        let free = open.is_none() && !ctx.text_edit_focused() && self.state.modal.is_none();
        let queue = ctx.input_mut(|input| {
            let events = &mut input.events;
            events.splice(0..0, waiting);
            let rest = if let Some(open) = open {
                let Some(place) = events.iter().position(|e| decision(e, open).is_some()) else {
                    return Vec::new();
                };
                open.decision = decision(&events.remove(place), open);
                events.split_off(place)
            } else if free && let Some(place) = events.iter().position(may_open) {
                let mut rest = events.split_off(place + 1);
                // What the key itself would type.
                if matches!(rest.first(), Some(Event::Text(_))) {
                    rest.remove(0);
                }
                rest
            } else {
                return Vec::new();
            };
            let (keys, others) = rest.into_iter().partition(is_keyboard);
            events.extend::<Vec<Event>>(others);
            keys
        });
        if queue
            .iter()
            .any(|event| !matches!(event, Event::Key { pressed: false, .. }))
        {
            ctx.request_repaint();
        }
        self.state.typing.queue = queue;
    }

    /// Carries out what the field of a line reports.
    pub(super) fn take_line(&mut self, event: LineEvent) {
        match event {
            LineEvent::Open(surface, at) => self.open_line(surface, at),
            LineEvent::OpenPart(surface, at, part) => {
                self.open_line(surface, at);
                self.select_part(part);
            }
            LineEvent::Focused => {
                if let Some(open) = &mut self.state.typing.open {
                    open.focus = Focus::Has;
                    open.select = None;
                }
            }
            LineEvent::Typed(text, cursor) => {
                if let Some(open) = &mut self.state.typing.open {
                    if open.text != text {
                        open.fault = None;
                    }
                    open.text = text;
                    open.cursor = cursor;
                    self.complete_line();
                }
            }
            LineEvent::Accept(choice) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.accept(choice);
                    self.complete_line();
                }
            }
        }
    }

    /// Opens a line; what was open is taken or put aside.
    pub(super) fn open_line(&mut self, surface: Surface, at: At) {
        self.finish_edit();
        self.put_aside();
        let design = self.state.document.design();
        if !at.exists(design) {
            return;
        }
        let before = match at {
            At::Name(entity) => design
                .get(entity)
                .map(|e| e.name.clone())
                .unwrap_or_default(),
            At::Field(path) => field_line::print(design, path),
            At::New { .. } => String::new(),
        };
        let typing = &mut self.state.typing;
        let left = typing.unfinished.iter().position(|(other, _)| *other == at);
        let text = left.map_or_else(|| before.clone(), |left| typing.unfinished.remove(left).1);
        typing.serial += 1;
        typing.open = Some(Open {
            surface,
            at,
            cursor: text.len(),
            select: Some(0..text.len()),
            text,
            before,
            focus: Focus::Wanted,
            completion: Completion::default(),
            chosen: None,
            asked: false,
            dismissed: false,
            fault: None,
            decision: None,
            serial: typing.serial,
        });
        self.state.document.selection = Selection::of(Reference::Entity(at.entity()));
        if surface == Surface::Card {
            self.show_line();
        }
    }

    /// Opens a text of the canvas: names and fields on their card, others where the inspector shows them.
    pub(super) fn type_on_canvas(&mut self, slot: TextSlot) {
        let (at, part) = match slot {
            TextSlot::EntityName(id) => (At::Name(id), None),
            TextSlot::FieldName(path) => (At::Field(path), Some(Part::Name)),
            TextSlot::FieldType(path) => (At::Field(path), Some(Part::Type)),
            _ => {
                self.state.settings.inspector = true;
                self.edit(slot);
                return;
            }
        };
        if self.is_on_canvas(at.entity()) {
            self.open_line(Surface::Card, at);
        } else {
            self.state.settings.inspector = true;
            if let At::Name(_) = at {
                self.edit(slot);
                return;
            }
            self.open_line(Surface::List, at);
        }
        if let Some(part) = part {
            self.select_part(part);
        }
    }

    /// Opens an empty line below the selected field, or below all.
    pub(super) fn type_new_field(&mut self) {
        let Some(entity) = self.selected_entity() else {
            return;
        };
        let design = self.state.document.design();
        let at = match self.state.document.selection.single() {
            Some(Reference::Field(path)) => At::Field(path).below(design),
            _ => At::New {
                entity,
                place: design.get(entity).map_or(0, |entity| entity.fields.len()),
            },
        };
        let surface = if self.is_on_canvas(entity) {
            Surface::Card
        } else {
            self.state.settings.inspector = true;
            Surface::List
        };
        self.open_line(surface, at);
    }

    fn is_on_canvas(&self, entity: EntityId) -> bool {
        // One that was just added may not be in the picture yet.
        let is_new = self
            .state
            .typing
            .fresh
            .is_some_and(|(new, _)| new == entity);
        let bounds = self.state.picture.bounds_of(Reference::Entity(entity));
        let (Some(bounds), Some((width, height))) = (bounds, self.state.canvas_size) else {
            return is_new;
        };
        is_new || self.state.camera.visible(width, height).overlaps(bounds)
    }

    fn select_part(&mut self, part: Part) {
        let Some(open) = &mut self.state.typing.open else {
            return;
        };
        if let Some(range) = field_line::part(&open.text, part == Part::Type) {
            open.cursor = range.end;
            open.select = Some(range);
        }
    }

    /// What could stand at the cursor of the open line.
    fn complete_line(&mut self) {
        let revision = self.state.document.revision();
        let design = self.state.document.design();
        let typing = &mut self.state.typing;
        let Some(open) = &mut typing.open else {
            return;
        };
        if let At::Name(_) = open.at {
            return;
        }
        if typing
            .vocabulary
            .as_ref()
            .is_none_or(|(of, _)| *of != revision)
        {
            typing.vocabulary = Some((revision, Vocabulary::of(design)));
        }
        let Some((_, vocabulary)) = &typing.vocabulary else {
            return;
        };
        open.completion = complete(&open.text, open.cursor, vocabulary, place(design, open.at));
        open.chosen = open.completion.is_likely.then_some(0);
        open.dismissed = false;
        open.asked = false;
    }

    /// Carries out the key that decided something, now that everything typed before it is known.
    pub(super) fn decide_line(&mut self, ctx: &egui::Context) {
        let Some(id) = self.state.typing.open.as_ref().map(Open::id) else {
            return;
        };
        self.decide(ctx);
        if self.state.typing.open.is_none() {
            // The next key is a command again.
            ctx.memory_mut(|memory| memory.surrender_focus(id));
            self.was_typing = false;
        }
    }

    fn decide(&mut self, ctx: &egui::Context) {
        let design = self.state.document.design();
        let typing = &mut self.state.typing;
        let Some(open) = &mut typing.open else {
            return;
        };
        if !open.at.exists(design) {
            typing.open = None;
            return;
        }
        let Some(decision) = open.decision.take() else {
            let lost =
                open.focus == Focus::Has && ctx.memory(|memory| !memory.has_focus(open.id()));
            if lost {
                self.leave_line();
                ctx.request_repaint();
            }
            return;
        };
        ctx.request_repaint();
        if open.offers() {
            let count = open.completion.suggestions.len();
            match decision {
                Decision::Escape => {
                    open.dismissed = true;
                    return;
                }
                Decision::Down => {
                    open.chosen = Some(open.chosen.map_or(0, |chosen| (chosen + 1) % count));
                    return;
                }
                Decision::Up => {
                    open.chosen = Some(
                        open.chosen
                            .map_or(count, |chosen| chosen + count)
                            .saturating_sub(1)
                            % count,
                    );
                    return;
                }
                Decision::Enter | Decision::Next if open.chosen.is_some() => {
                    let choice = open.chosen.unwrap_or_default();
                    open.accept(choice);
                    self.complete_line();
                    return;
                }
                _ => {}
            }
        }
        self.carry_out(decision, ctx);
    }

    fn carry_out(&mut self, decision: Decision, ctx: &egui::Context) {
        match decision {
            Decision::Escape => self.cancel_line(),
            Decision::Finish => {
                if self.commit_line().is_some() {
                    self.close_line();
                }
            }
            Decision::Enter | Decision::AddBelow | Decision::Next => self.go_down(&decision),
            Decision::Previous | Decision::Up | Decision::Down => {
                let down = decision == Decision::Down;
                if let Some((at, surface)) = self.commit_line() {
                    let to = at.neighbor(self.state.document.design(), down);
                    match to.filter(|to| surface == Surface::Card || !matches!(to, At::Name(_))) {
                        Some(to) => self.open_line(surface, to),
                        // At an end: the line stays open.
                        None => self.open_line(surface, at),
                    }
                }
            }
            Decision::MoveUp | Decision::MoveDown => {
                if let Some((At::Field(path), surface)) = self.commit_line() {
                    let rows = if decision == Decision::MoveUp { -1 } else { 1 };
                    let transaction = field_line::move_by(self.state.document.design(), path, rows);
                    self.apply(&transaction);
                    self.open_line(surface, At::Field(path));
                }
            }
            Decision::Remove => self.remove_line(),
            Decision::Ask => {
                self.complete_line();
                if let Some(open) = &mut self.state.typing.open {
                    open.asked = true;
                }
            }
            Decision::Undo => {
                self.close_line();
                self.perform(Request::Command(Command::Undo), ctx);
            }
            Decision::Paste(text) => self.paste_lines(&text),
        }
    }

    /// Goes on below: with the next line, or with an empty one.
    fn go_down(&mut self, decision: &Decision) {
        let was_empty =
            self.state.typing.open.as_ref().is_some_and(|open| {
                matches!(open.at, At::New { .. }) && open.text.trim().is_empty()
            });
        let Some((at, surface)) = self.commit_line() else {
            return;
        };
        let design = self.state.document.design();
        let next = at.neighbor(design, true);
        let to = match (decision, at) {
            _ if was_empty => None,
            (Decision::AddBelow, _) => Some(at.below(design)),
            (Decision::Enter, At::Field(_)) => Some(at.below(design)),
            _ => next.or(Some(at.below(design))),
        };
        match to {
            Some(to) => self.open_line(surface, to),
            None => self.close_line(),
        }
    }

    fn close_line(&mut self) {
        self.state.typing.open = None;
    }

    /// Backs out of the open line, and of an entity that was added only just now.
    fn cancel_line(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        if let At::Name(entity) = open.at
            && self.is_fresh(entity)
        {
            self.state.typing.fresh = None;
            // The step was just made.
            let _ = self.state.document.undo();
        }
    }

    fn is_fresh(&self, entity: EntityId) -> bool {
        let state = self.state.document.history().state();
        self.state.typing.fresh == Some((entity, state))
    }

    /// Another part of the window has the keyboard now.
    fn leave_line(&mut self) {
        if self.commit_line().is_some() {
            self.close_line();
        } else if let Some(open) = &mut self.state.typing.open {
            open.focus = Focus::Parked;
            open.completion = Completion::default();
        }
    }

    /// Takes what is typed before something else is done. What cannot be read stays open.
    pub(super) fn finish_line(&mut self) {
        if self.commit_line().is_some() {
            self.close_line();
        }
    }

    /// Keeps a line that cannot be read for when it is opened again, and says so.
    fn put_aside(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let reason = open.fault.map(|fault| fault.text).unwrap_or_default();
        self.state.notify(
            Severity::Warning,
            format!(
                "Not taken: `{}`. It is there again when its row is edited.",
                open.text
            ),
            vec![reason],
        );
        self.state.typing.unfinished.push((open.at, open.text));
    }

    /// Makes the design what the open line says. Returns what the line is about then; none if it cannot be.
    fn commit_line(&mut self) -> Option<(At, Surface)> {
        let open = self.state.typing.open.as_ref()?;
        let (at, surface) = (open.at, open.surface);
        let text = open.text.trim();
        let unchanged = text == open.before.trim();
        if unchanged {
            return Some((at, surface));
        }
        let design = self.state.document.design();
        let done = match at {
            At::Name(id) => {
                let mut rename = TextSlot::EntityName(id).replace(design, text);
                if self.is_fresh(id) {
                    rename.label = format!("Add {text}");
                    let done = self.state.document.amend(&rename);
                    let state = self.state.document.history().state();
                    self.state.typing.fresh = Some((id, state));
                    done.map_err(|error| error.to_string())
                } else {
                    self.apply_line(&rename)
                }
                .map(|()| at)
            }
            At::Field(_) | At::New { .. } => {
                let text = text.to_owned();
                match self.read_line(at, &text) {
                    Ok((transaction, at)) => self.apply_line(&transaction).map(|()| at),
                    Err(error) => {
                        self.blame(error);
                        return None;
                    }
                }
            }
        };
        match done {
            Ok(at) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.before = open.text.trim().to_owned();
                    open.at = at;
                }
                Some((at, surface))
            }
            Err(message) => {
                if let Some(open) = &mut self.state.typing.open {
                    open.fault = Some(Fault {
                        range: 0..open.text.len(),
                        text: capitalized(&message),
                    });
                }
                None
            }
        }
    }

    fn apply_line(&mut self, transaction: &Transaction) -> Result<(), String> {
        let done = self.state.document.apply(transaction);
        done.map_err(|error| error.to_string())
    }

    /// The transaction of a line, and what the line is about then.
    fn read_line(&self, at: At, text: &str) -> Result<(Transaction, At), LineError> {
        let design = self.state.document.design();
        let line = field_line::parse(text, place(design, at))?;
        Ok(match at {
            At::Field(path) => {
                let label = field_line::change_label(design, path, &line);
                let mut builder = Builder::new(design, label);
                field_line::replace(&mut builder, path, &line);
                (builder.finish(), at)
            }
            At::Name(entity) | At::New { entity, .. } => {
                let row = match at {
                    At::New { place, .. } => place,
                    _ => 0,
                };
                let owner = design.get(entity).map_or("", |entity| &entity.name);
                let label = format!("Add {owner}.{}", line.field.name);
                let mut builder = Builder::new(design, label);
                let path = field_line::insert(&mut builder, entity, row, &line);
                (builder.finish(), At::Field(path))
            }
        })
    }

    /// Shows why a line was not taken, and what was probably meant.
    fn blame(&mut self, error: LineError) {
        let Some(open) = &mut self.state.typing.open else {
            return;
        };
        // The line was read without the space around it.
        let shift = open.text.len() - open.text.trim_start().len();
        let range = error.range.start + shift..error.range.end + shift;
        open.completion = Completion {
            range: range.clone(),
            suggestions: error
                .nearest
                .map(|text| Suggestion {
                    text,
                    says: "probably meant".to_owned(),
                })
                .into_iter()
                .collect(),
            is_likely: true,
            is_wanted: true,
        };
        open.chosen = Some(0);
        open.dismissed = false;
        open.fault = Some(Fault {
            range,
            text: capitalized(&error.message),
        });
    }

    fn remove_line(&mut self) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let design = self.state.document.design();
        let next = open
            .at
            .neighbor(design, true)
            .or_else(|| open.at.neighbor(design, false))
            .filter(|to| open.surface == Surface::Card || !matches!(to, At::Name(_)));
        match open.at {
            At::Field(path) => {
                let transaction = field_line::remove(design, path);
                self.apply(&transaction);
            }
            At::New { .. } => {}
            At::Name(_) => {
                self.state.typing.open = Some(open);
                return;
            }
        }
        if let Some(next) = next {
            self.open_line(open.surface, next);
        }
    }

    /// Several lines make several fields, in one step.
    fn paste_lines(&mut self, pasted: &str) {
        let Some(open) = self.state.typing.open.take() else {
            return;
        };
        let design = self.state.document.design();
        let entity = open.at.entity();
        let mut text = open.text.clone();
        let cursor = open.cursor.min(text.len());
        if open.text != open.before || matches!(open.at, At::New { .. }) {
            if text.is_char_boundary(cursor) {
                text.insert_str(cursor, pasted);
            }
        } else {
            pasted.clone_into(&mut text);
        }
        let At::New { place, .. } = open.at.below(design) else {
            return;
        };
        let mut builder = Builder::new(design, String::new());
        let added = field_line::insert_all(&mut builder, entity, place, &text, today());
        let owner = design.get(entity).map_or("", |entity| &entity.name);
        let mut transaction = builder.finish();
        transaction.label = match added.fields.len() {
            1 => format!("Add a field to {owner}"),
            count => format!("Add {count} fields to {owner}"),
        };
        if let Some((number, _, error)) = added.refused.first() {
            let count = added.refused.len();
            let lines = if count == 1 { "line was" } else { "lines were" };
            let details = added
                .refused
                .iter()
                .map(|(number, line, error)| format!("Line {number}, `{line}`: {error}"));
            let details: Vec<String> = details.collect();
            self.state.notify(
                Severity::Warning,
                format!(
                    "{count} pasted {lines} not taken, the first because of line {number}: {error}"
                ),
                details,
            );
        }
        let after = place + added.fields.len();
        self.apply(&transaction);
        let to = At::New {
            entity,
            place: after,
        };
        self.open_line(open.surface, to);
    }
}

fn place(design: &Design, at: At) -> Place<'_> {
    Place {
        design,
        entity: at.entity(),
        field: match at {
            At::Field(path) => Some(path.field),
            _ => None,
        },
        today: today(),
    }
}
