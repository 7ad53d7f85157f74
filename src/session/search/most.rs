//! How well a name could fit at most, seen from its first letter: what cannot be among the best is not rated.

use nucleo_matcher::Utf32Str;
use nucleo_matcher::pattern::Pattern;

use super::catalog::Name;

/// What the matcher gives for a letter that fits.
const LETTER: u32 = 16;

/// What it gives besides for a letter, at most, and for one behind punctuation. The first letter that was typed counts
/// twice.
const AT_START: u32 = 10;
const IN_NAME: u32 = 8;

/// How well any name could fit what was typed.
pub(super) struct Most {
    /// For each word its first letter, if a name with the same letter at its start can be told, and how many it has.
    words: Vec<(Option<char>, u32)>,
}

impl Most {
    pub fn of(pattern: &Pattern) -> Self {
        let words = pattern.atoms.iter().map(|atom| {
            let word = atom.needle_text();
            let is_plain = is_plain(word);
            let first = word.chars().next().filter(|_| is_plain);
            (first, word.len() as u32)
        });
        Self {
            words: words.collect(),
        }
    }

    /// For any name.
    pub fn any(&self) -> u32 {
        let words = self.words.iter();
        words.map(|(_, letters)| full(*letters, AT_START)).sum()
    }

    /// For this name.
    pub fn with(&self, name: &Name) -> u32 {
        let text = name.text.slice(..);
        let start = text
            .chars()
            .next()
            .map(|letter| letter.to_ascii_lowercase());
        if !is_plain(text) {
            return self.any();
        }
        let words = self.words.iter().map(|(first, letters)| {
            let starts = first.is_none_or(|first| Some(first.to_ascii_lowercase()) == start);
            full(*letters, if starts { AT_START } else { IN_NAME })
        });
        words.sum()
    }
}

fn full(letters: u32, bonus: u32) -> u32 {
    letters * LETTER + (letters + 1) * bonus
}

/// Whether nothing inside counts for more than punctuation: the matcher prefers what stands behind blanks and separators.
fn is_plain(text: Utf32Str<'_>) -> bool {
    match text {
        Utf32Str::Ascii(letters) => !letters
            .iter()
            .any(|letter| letter.is_ascii_whitespace() || b"/,:;|".contains(letter)),
        Utf32Str::Unicode(_) => false,
    }
}
