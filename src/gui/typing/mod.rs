//! Typing names and fields as lines, on cards and in lists: what is open, where the keyboard goes on, and what becomes of it.
//!
//! A line is one step of the history. Text that cannot be read stays where it was typed, with the reason beside it.

mod commit;
mod decide;
mod keys;
mod steps;

use std::ops::Range;

use eframe::egui::{Event, Id};
use jiff::civil::Date;

use crate::edit::field_line::{Completion, Place, Vocabulary};
use crate::model::{Design, EntityId, FieldPath, Reference};

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
