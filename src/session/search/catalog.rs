//! Ranking names by how well they fit what was typed, letters left out included.

use std::ops::Range;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};

use super::{parts, title};
use crate::model::{Design, Reference};

/// The names of all parts of one state of a design, to be ranked.
#[derive(Debug, Default)]
pub struct Catalog {
    names: Vec<(Reference, Utf32String)>,
}

/// A part whose name fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which part.
    pub part: Reference,
    /// How well; more is better.
    pub score: u32,
}

/// Rates how well names fit what was typed. Words may come in any order, letters may be left out.
pub struct Fuzzy {
    matcher: Matcher,
    pattern: Pattern,
    letters: Vec<char>,
}

impl Fuzzy {
    /// For what was typed.
    pub fn new(typed: &str) -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            pattern: Pattern::new(
                typed,
                CaseMatching::Ignore,
                Normalization::Smart,
                nucleo_matcher::pattern::AtomKind::Fuzzy,
            ),
            letters: Vec::new(),
        }
    }

    /// How well a text fits; none if it does not.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        let text = Utf32Str::new(text, &mut self.letters);
        self.pattern.score(text, &mut self.matcher)
    }

    /// Which bytes of a text are those that were typed.
    pub fn marks(&mut self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let letters = Utf32Str::new(text, &mut self.letters);
        // A letter with its accents counts as one there; such a text is shown without marks.
        let plain = letters.len() == text.chars().count();
        if !plain
            || self
                .pattern
                .indices(letters, &mut self.matcher, &mut places)
                .is_none()
        {
            return Vec::new();
        }
        places.sort_unstable();
        places.dedup();
        let mut marks: Vec<Range<usize>> = Vec::new();
        let mut places = places.into_iter().peekable();
        for (number, (at, letter)) in text.char_indices().enumerate() {
            if places.next_if_eq(&(number as u32)).is_some() {
                let end = at + letter.len_utf8();
                match marks.last_mut() {
                    Some(last) if last.end == at => last.end = end,
                    _ => marks.push(at..end),
                }
            }
        }
        marks
    }
}

impl Catalog {
    /// Takes the names of a design.
    pub fn new(design: &Design) -> Self {
        let names = parts(design).map(|part| (part, Utf32String::from(title(design, part))));
        Self {
            names: names.collect(),
        }
    }

    /// The parts whose names fit best, at most so many, the best first. Of equals the one whose kind people look for more.
    pub fn best(&self, fuzzy: &mut Fuzzy, most: usize) -> Vec<Match> {
        if fuzzy.pattern.atoms.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (place, (part, name)) in self.names.iter().enumerate() {
            if let Some(score) = fuzzy.pattern.score(name.slice(..), &mut fuzzy.matcher) {
                // A field's own name does not start its title, and a short name is the better fit.
                let longer = (name.len() as u32).min(60) / 4;
                let kind = match part {
                    Reference::Entity(_) => 24,
                    Reference::Field(_) => 4,
                    Reference::Relationship(_) | Reference::Feed(_) => 0,
                    _ => 20,
                };
                found.push(((score + 16 + kind).saturating_sub(longer), place));
            }
        }
        let better = |(a, i): &(u32, usize), (b, j): &(u32, usize)| b.cmp(a).then(i.cmp(j));
        if found.len() > most {
            found.select_nth_unstable_by(most, better);
            found.truncate(most);
        }
        found.sort_unstable_by(better);
        found
            .into_iter()
            .filter_map(|(score, place)| {
                let part = self.names.get(place)?.0;
                Some(Match { part, score })
            })
            .collect()
    }
}
