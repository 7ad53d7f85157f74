//! How well a name could fit at most, seen from its first letter: what cannot be among the best is not rated.

use nucleo_matcher::Utf32Str;
use nucleo_matcher::pattern::Pattern;

use super::catalog::Name;

/// What the matcher gives for a letter that fits.
const LETTER: u32 = 16;

/// What it gives besides for a letter, at most: at the start and behind a blank, and for one behind punctuation. The first
/// letter that was typed counts twice.
const AT_START: u32 = 10;
const IN_NAME: u32 = 8;

/// What it takes away for a letter that is left out, and for each further one.
const GAP: (u32, u32) = (3, 1);

/// How well any name could fit what was typed.
pub(super) struct Most {
    words: Vec<Word>,
}

struct Word {
    /// In small letters; none if it cannot be told from them what counts.
    letters: Option<Vec<u8>>,
    count: u32,
}

impl Most {
    pub fn of(pattern: &Pattern) -> Self {
        let words = pattern.atoms.iter().map(|atom| match atom.needle_text() {
            Utf32Str::Ascii(letters) if is_plain(Utf32Str::Ascii(letters)) => Word {
                letters: Some(letters.to_ascii_lowercase()),
                count: letters.len() as u32,
            },
            word => Word {
                letters: None,
                count: word.len() as u32,
            },
        });
        Self {
            words: words.collect(),
        }
    }

    /// For any name.
    pub fn any(&self) -> u32 {
        let words = self.words.iter();
        words.map(|word| full(word.count, AT_START)).sum()
    }

    /// For this name, seen from its first letter.
    pub fn with(&self, name: &Name) -> u32 {
        let Some(text) = Letters::of(name) else {
            return self.any();
        };
        let words = self.words.iter();
        words.map(|word| full(word.count, word.bonus(text))).sum()
    }

    /// For this name, seen from how near its letters are to each other; none if it does not fit.
    pub fn closely(&self, name: &Name) -> Option<u32> {
        let Some(text) = Letters::of(name) else {
            return Some(self.any());
        };
        self.words.iter().map(|word| word.closely(text)).sum()
    }
}

impl Word {
    /// What its first letter may count for besides.
    fn bonus(&self, text: Letters) -> u32 {
        let Some(first) = self.letters.as_ref().and_then(|letters| letters.first()) else {
            return AT_START;
        };
        match text.letters.first() {
            Some(start) if start.eq_ignore_ascii_case(first) => AT_START,
            _ => text.inside,
        }
    }

    fn closely(&self, text: Letters) -> Option<u32> {
        let mut bonus = self.bonus(text);
        let Some(letters) = &self.letters else {
            return Some(full(self.count, bonus));
        };
        let mut most = LETTER + 2 * bonus;
        for pair in letters.windows(2) {
            let left_out = gap(text.letters, pair[0], pair[1])?;
            if left_out > 0 {
                most = most.saturating_sub(GAP.0 + (left_out - 1) * GAP.1);
                // What follows does not stand at the start any more.
                bonus = text.inside;
            }
            most += LETTER + bonus;
        }
        Some(most)
    }
}

/// How many letters are between the first and the second where they are nearest; none if the second is nowhere behind.
fn gap(text: &[u8], first: u8, second: u8) -> Option<u32> {
    // Plain numbers, since this is done for each of many names.
    const NOWHERE: i32 = -1_000_000;
    let (mut last, mut least) = (NOWHERE, -NOWHERE);
    for (letter, at) in text.iter().map(u8::to_ascii_lowercase).zip(0_i32..) {
        if letter == second {
            least = least.min(at - last);
        }
        if letter == first {
            last = at;
        }
    }
    (least < -NOWHERE).then(|| least as u32 - 1)
}

fn full(letters: u32, bonus: u32) -> u32 {
    letters * LETTER + (letters + 1) * bonus
}

/// The letters of a name of which it can be told what counts.
#[derive(Clone, Copy)]
struct Letters<'a> {
    letters: &'a [u8],
    /// What a letter that is not the first counts for besides, at most.
    inside: u32,
}

impl<'a> Letters<'a> {
    fn of(name: &'a Name) -> Option<Self> {
        match name.text.slice(..) {
            Utf32Str::Ascii(letters) => Some(Self {
                letters,
                inside: if name.is_plain { IN_NAME } else { AT_START },
            }),
            Utf32Str::Unicode(_) => None,
        }
    }
}

/// Whether nothing inside counts for more than punctuation: the matcher prefers what stands behind blanks and separators.
pub(super) fn is_plain(text: Utf32Str<'_>) -> bool {
    match text {
        Utf32Str::Ascii(letters) => !letters
            .iter()
            .any(|letter| letter.is_ascii_whitespace() || b"/,:;|".contains(letter)),
        Utf32Str::Unicode(_) => false,
    }
}
