//! Ranking names by how well they fit what was typed, letters left out included.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};

use super::most::{Most, is_plain};
use super::{parts, title};
use crate::model::{Design, Reference};

/// What is typed for an arrow. Names are looked through faster without any letter that is not on every keyboard.
const ARROW: &str = "->";

/// The names of all parts of one state of a design, to be ranked.
#[derive(Debug, Default)]
pub struct Catalog {
    /// Those with more of a head start first.
    names: Vec<Name>,
}

/// The name of a part.
#[derive(Debug)]
pub(super) struct Name {
    part: Reference,
    pub text: Utf32String,
    /// No letter inside counts for more than one behind punctuation.
    pub is_plain: bool,
    /// What it is worth besides how well it fits.
    head_start: u32,
    /// Where it stands in the order of the design.
    place: u32,
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
                &typed.replace('→', ARROW),
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
        let names = parts(design).zip(0..).map(|(part, place)| {
            let text = Utf32String::from(title(design, part).replace('→', ARROW));
            // A field's own name does not start its title, and a short name is the better fit.
            let longer = (text.len() as u32).min(60) / 4;
            let kind = match part {
                Reference::Entity(_) => 24,
                Reference::Field(_) => 4,
                Reference::Relationship(_) | Reference::Feed(_) => 0,
                _ => 20,
            };
            Name {
                part,
                is_plain: is_plain(text.slice(..)),
                text,
                head_start: 16 + kind - longer,
                place,
            }
        });
        let mut names: Vec<Name> = names.collect();
        names.sort_by_key(|name| Reverse(name.head_start));
        Self { names }
    }

    /// The parts whose names fit best, at most so many, the best first. Of equals the one whose kind people look for more.
    pub fn best(&self, fuzzy: &mut Fuzzy, most: usize) -> Vec<Match> {
        if fuzzy.pattern.atoms.is_empty() || most == 0 {
            return Vec::new();
        }
        let bound = Most::of(&fuzzy.pattern);
        // The worst of those kept so far on top.
        let mut kept: BinaryHeap<Reverse<(u32, Reverse<u32>, Reference)>> = BinaryHeap::new();
        for name in &self.names {
            // What cannot come in any more need not be rated, and that is nearly everything where few letters are typed.
            if kept.len() == most
                && let Some(Reverse((worst, place, _))) = kept.peek()
            {
                if name.head_start + bound.any() < *worst {
                    break;
                }
                let comes_in =
                    |most: u32| (name.head_start + most, Reverse(name.place)) >= (*worst, *place);
                if !comes_in(bound.with(name)) || !bound.closely(name).is_some_and(comes_in) {
                    continue;
                }
            }
            let score = fuzzy.pattern.score(name.text.slice(..), &mut fuzzy.matcher);
            if let Some(score) = score {
                let score = score + name.head_start;
                kept.push(Reverse((score, Reverse(name.place), name.part)));
                if kept.len() > most {
                    kept.pop();
                }
            }
        }
        let best = kept.into_sorted_vec().into_iter();
        best.map(|Reverse((score, _, part))| Match { part, score })
            .collect()
    }
}
