//! Looking for a text in everything that a design says.

use std::borrow::Cow;

use memchr::memmem;

use super::{comment, data_type, fold, name, parts};
use crate::model::{Design, Reference};
use crate::session::selection::NotePath;

/// All texts of one state of a design, to be searched.
#[derive(Debug, Default)]
pub struct Find {
    /// All texts without their case, each behind a line break.
    folded: String,
    texts: Vec<Text>,
}

#[derive(Debug)]
struct Text {
    /// Where it starts in `folded`.
    start: u32,
    what: Found,
    aspect: Aspect,
}

/// What has a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// A part of the design.
    Part(Reference),
    /// A note of a view.
    Note(NotePath),
}

/// What of a part a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Its name, or the label of a relationship.
    Name,
    /// The type of a field, the engine of a store, the consistency of a zone, the mechanism of a feed.
    Type,
    /// What is said about it.
    Comment,
}

/// Something that has the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What has it.
    pub what: Found,
    /// Where in it; the name, if the text is there and elsewhere.
    pub aspect: Aspect,
}

impl Aspect {
    /// The text itself; a note has nothing but its text, which stands for its name.
    pub fn text(self, design: &Design, what: Found) -> &str {
        match (what, self) {
            (Found::Part(part), Self::Name) => name(design, part),
            (Found::Part(part), Self::Type) => data_type(design, part),
            (Found::Part(part), Self::Comment) => comment(design, part),
            (Found::Note(note), Self::Name) => {
                let found = design.get(note.view).and_then(|v| v.notes.get(note.place));
                found.map_or("", |note| note.text.as_str())
            }
            (Found::Note(_), _) => "",
        }
    }
}

impl Found {
    /// What its kind is called, one of them and several.
    pub fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Part(part) => super::kind(part),
            Self::Note(_) => ("Note", "Notes"),
        }
    }

    /// What it is called; a note by its text.
    pub fn title(self, design: &Design) -> String {
        match self {
            Self::Part(part) => super::title(design, part),
            Self::Note(_) => Aspect::Name.text(design, self).replace('\n', " "),
        }
    }

    /// Where it belongs, or what is said about it in a word.
    pub fn detail(self, design: &Design) -> Cow<'_, str> {
        match self {
            Self::Part(part) => super::detail(design, part),
            Self::Note(note) => {
                Cow::Borrowed(design.get(note.view).map_or("", |view| view.name.as_str()))
            }
        }
    }
}

impl Find {
    /// Takes the texts of a design.
    pub fn new(design: &Design) -> Self {
        let mut find = Self::default();
        let notes = design.views().iter().flat_map(|(view, item)| {
            (0..item.notes.len()).map(move |place| Found::Note(NotePath { view, place }))
        });
        for what in parts(design).map(Found::Part).chain(notes) {
            for aspect in [Aspect::Name, Aspect::Type, Aspect::Comment] {
                let text = aspect.text(design, what);
                if text.is_empty() {
                    continue;
                }
                find.folded.push('\n');
                find.texts.push(Text {
                    start: find.folded.len() as u32,
                    what,
                    aspect,
                });
                fold_into(&mut find.folded, text);
            }
        }
        find
    }

    /// What has the text: those of a kind together, and of these the best first: the name is the text, starts
    /// with it, has it; then types and comments.
    pub fn find(&self, wanted: &str) -> Vec<Hit> {
        let wanted: String = wanted.trim().chars().map(fold).collect();
        if wanted.is_empty() || wanted.contains('\n') {
            return Vec::new();
        }
        // Kind, rank and place in one number, which sorts fast.
        let mut hits: Vec<u64> = Vec::new();
        let mut last: Option<Found> = None;
        let finder = memmem::Finder::new(wanted.as_bytes());
        let bytes = self.folded.as_bytes();
        let (mut from, mut place) = (0, 0);
        while let Some(found) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + found;
            let starts_later = |place: usize| {
                let text = self.texts.get(place);
                text.is_none_or(|text| text.start as usize > at)
            };
            while !starts_later(place + 1) {
                place += 1;
            }
            let Some(text) = self.texts.get(place) else {
                break;
            };
            // The next text, which one hit is enough for.
            let next = self.texts.get(place + 1);
            let end = next.map_or(bytes.len(), |next| next.start as usize - 1);
            from = end;
            // The name comes first and stands for the part.
            if last == Some(text.what) {
                continue;
            }
            last = Some(text.what);
            let starts = at == text.start as usize;
            let rank = match text.aspect {
                Aspect::Name if starts && at + wanted.len() == end => 0,
                Aspect::Name if starts => 1,
                Aspect::Name => 2,
                Aspect::Type => 3,
                Aspect::Comment => 4,
            };
            hits.push(kind_rank(text.what) << 40 | rank << 32 | place as u64);
        }
        hits.sort_unstable();
        hits.iter()
            .filter_map(|hit| self.texts.get(*hit as u32 as usize))
            .map(|text| Hit {
                what: text.what,
                aspect: text.aspect,
            })
            .collect()
    }
}

/// Appends a text without its case, in one line.
fn fold_into(folded: &mut String, text: &str) {
    if text.is_ascii() && !text.contains('\n') {
        // Nearly always, and then its bytes can be taken together.
        let start = folded.len();
        folded.push_str(text);
        if let Some(own) = folded.get_mut(start..) {
            own.make_ascii_lowercase();
        }
        return;
    }
    let letters = text.chars().map(|letter| match letter {
        '\n' => ' ',
        other => fold(other),
    });
    folded.extend(letters);
}

/// The order of the kinds in a list of hits: that of [`parts`], and notes after them.
fn kind_rank(what: Found) -> u64 {
    match what {
        Found::Part(Reference::Entity(_)) => 0,
        Found::Part(Reference::Field(_)) => 1,
        Found::Part(Reference::Service(_)) => 2,
        Found::Part(Reference::Store(_)) => 3,
        Found::Part(Reference::Zone(_)) => 4,
        Found::Part(Reference::Operation(_)) => 5,
        Found::Part(Reference::Saga(_)) => 6,
        Found::Part(Reference::Feed(_)) => 7,
        Found::Part(Reference::Relationship(_)) => 8,
        Found::Note(_) => 9,
    }
}
