//! Looking for a text in everything that a design says.

use memchr::memmem;

use super::{comment, data_type, fold, name, parts};
use crate::model::{Design, Reference};

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
    part: Reference,
    aspect: Aspect,
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

/// A part that has the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which part.
    pub part: Reference,
    /// Where in it; the name, if the text is there and elsewhere.
    pub aspect: Aspect,
}

impl Aspect {
    /// The text itself.
    pub fn text(self, design: &Design, part: Reference) -> &str {
        match self {
            Self::Name => name(design, part),
            Self::Type => data_type(design, part),
            Self::Comment => comment(design, part),
        }
    }
}

impl Find {
    /// Takes the texts of a design.
    pub fn new(design: &Design) -> Self {
        let mut find = Self::default();
        for part in parts(design) {
            for aspect in [Aspect::Name, Aspect::Type, Aspect::Comment] {
                let text = aspect.text(design, part);
                if text.is_empty() {
                    continue;
                }
                find.folded.push('\n');
                find.texts.push(Text {
                    start: find.folded.len() as u32,
                    part,
                    aspect,
                });
                let letters = text.chars().map(|letter| match letter {
                    '\n' => ' ',
                    other => fold(other),
                });
                find.folded.extend(letters);
            }
        }
        find
    }

    /// The parts that have the text: those of a kind together, and of these the best first: the name is the text, starts
    /// with it, has it; then types and comments.
    pub fn find(&self, wanted: &str) -> Vec<Hit> {
        let wanted: String = wanted.trim().chars().map(fold).collect();
        if wanted.is_empty() || wanted.contains('\n') {
            return Vec::new();
        }
        // Kind, rank and place in one number, which sorts fast.
        let mut hits: Vec<u64> = Vec::new();
        let mut last: Option<Reference> = None;
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
            if last == Some(text.part) {
                continue;
            }
            last = Some(text.part);
            let starts = at == text.start as usize;
            let rank = match text.aspect {
                Aspect::Name if starts && at + wanted.len() == end => 0,
                Aspect::Name if starts => 1,
                Aspect::Name => 2,
                Aspect::Type => 3,
                Aspect::Comment => 4,
            };
            hits.push(kind_rank(text.part) << 40 | rank << 32 | place as u64);
        }
        hits.sort_unstable();
        hits.iter()
            .filter_map(|hit| self.texts.get(*hit as u32 as usize))
            .map(|text| Hit {
                part: text.part,
                aspect: text.aspect,
            })
            .collect()
    }
}

/// The order of the kinds in a list of hits: that of [`parts`].
fn kind_rank(part: Reference) -> u64 {
    match part {
        Reference::Entity(_) => 0,
        Reference::Field(_) => 1,
        Reference::Service(_) => 2,
        Reference::Store(_) => 3,
        Reference::Zone(_) => 4,
        Reference::Operation(_) => 5,
        Reference::Saga(_) => 6,
        Reference::Feed(_) => 7,
        Reference::Relationship(_) => 8,
    }
}
