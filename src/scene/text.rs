//! How wide text is, measured on the bundled font without shaping: the same on every machine.

use std::sync::LazyLock;

use ttf_parser::Face;

/// Measures text.
pub trait Measure: Sync {
    /// Width of one line of text at this size of the font.
    fn width(&self, text: &str, size: f32, weight: Weight) -> f32;
}

/// Weight of the font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// 400
    #[default]
    Regular,
    /// 600
    SemiBold,
}

/// The bundled font, Inter.
pub struct Fonts {
    regular: Advances,
    semi_bold: Advances,
}

/// The bundled font file of regular weight.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
/// The bundled font file of semi-bold weight.
pub const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

/// Widths of glyphs in units of the font.
struct Advances {
    face: Option<Face<'static>>,
    per_em: u16,
    latin: [u16; LATIN],
}

/// Characters below this one are looked up in a table.
const LATIN: usize = 0x250;

impl Fonts {
    /// The bundled font, read once.
    pub fn bundled() -> &'static Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts {
            regular: Advances::new(REGULAR),
            semi_bold: Advances::new(SEMI_BOLD),
        });
        &FONTS
    }

    /// Whether the bundled font has a glyph for every character of the text.
    pub fn covers(&self, text: &str) -> bool {
        text.chars()
            .all(|c| c.is_whitespace() || self.regular.glyph(c).is_some())
    }
}

impl Measure for Fonts {
    fn width(&self, text: &str, size: f32, weight: Weight) -> f32 {
        let advances = match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        };
        // Summed in whole units, so that no order of additions makes a difference.
        let units: u32 = text.chars().map(|c| u32::from(advances.of(c))).sum();
        units as f32 * size / f32::from(advances.per_em)
    }
}

impl Advances {
    fn new(file: &'static [u8]) -> Self {
        let face = Face::parse(file, 0).ok();
        let mut advances = Self {
            per_em: face.as_ref().map_or(1000, Face::units_per_em),
            face,
            latin: [0; LATIN],
        };
        for code in 0..LATIN {
            let c = char::from_u32(code as u32).unwrap_or(' ');
            advances.latin[code] = advances.look_up(c);
        }
        advances
    }

    fn of(&self, c: char) -> u16 {
        self.latin
            .get(c as usize)
            .copied()
            .unwrap_or_else(|| self.look_up(c))
    }

    fn glyph(&self, c: char) -> Option<u16> {
        let face = self.face.as_ref()?;
        face.glyph_hor_advance(face.glyph_index(c)?)
    }

    fn look_up(&self, c: char) -> u16 {
        self.glyph(c).unwrap_or_else(|| {
            (u32::from(self.per_em) * u32::from(tenths_of_missing(c)) / 10) as u16
        })
    }
}

/// Width of a character that the font does not have, in tenths of the font's size: what other fonts make it.
fn tenths_of_missing(c: char) -> u16 {
    match c as u32 {
        // Controls, and marks that sit on the character before.
        0..0x20
        | 0x7f..0xa0
        | 0x300..0x370
        | 0x200b..0x2010
        | 0xfe00..0xfe10
        | 0xe0100..0xe01f0 => 0,
        // Hangul, ideographs, kana, full-width forms, pictographs.
        0x1100..0x1160
        | 0x2e80..0xa4d0
        | 0xac00..0xd7a4
        | 0xf900..0xfb00
        | 0xfe30..0xfe70
        | 0xff01..0xff61
        | 0xffe0..0xffe7
        | 0x1f300..0x1fb00
        | 0x20000..0x3fffe => 10,
        _ => 6,
    }
}

/// As much of the text as fits into the width, with an ellipsis where it was cut; none if all of it fits.
pub fn shortened(
    measure: &dyn Measure,
    text: &str,
    size: f32,
    weight: Weight,
    width: f32,
) -> Option<String> {
    if measure.width(text, size, weight) <= width {
        return None;
    }
    let room = width - measure.width("…", size, weight);
    let mut buffer = [0; 4];
    let mut used = 0.0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        used += measure.width(c.encode_utf8(&mut buffer), size, weight);
        if used > room {
            break;
        }
        end = at + c.len_utf8();
    }
    Some(format!("{}…", text[..end].trim_end()))
}

/// The text in lines that are at most so wide: broken at spaces, and inside words that are wider than a line.
pub fn wrapped(
    measure: &dyn Measure,
    text: &str,
    size: f32,
    weight: Weight,
    width: f32,
) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if measure.width(&joined, size, weight) <= width {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if measure.width(&line, size, weight) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.into()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_latin_by_the_font_and_what_it_lacks_by_habit() {
        let fonts = Fonts::bundled();
        let width = |text| fonts.width(text, 10.0, Weight::Regular);
        assert!(width("i") < width("m"));
        assert!((width("order_id") - (width("order") + width("_id"))).abs() < 0.001);
        assert_eq!(width("注文"), 20.0);
        assert!(fonts.width("id", 10.0, Weight::SemiBold) > width("id"));
        assert!(fonts.covers("é ≤ → Ж") && !fonts.covers("注"));
    }

    #[test]
    fn shortens_to_the_width_and_not_more() {
        let fonts = Fonts::bundled();
        assert_eq!(shortened(fonts, "id", 12.0, Weight::Regular, 40.0), None);
        let name = "customer_shipping_address_line";
        let short = shortened(fonts, name, 12.0, Weight::Regular, 90.0).expect("too long");
        assert!(short.ends_with('…') && name.starts_with(short.trim_end_matches('…')));
        assert!(
            (70.0..=90.0).contains(&fonts.width(&short, 12.0, Weight::Regular)),
            "{short}"
        );
    }

    #[test]
    fn wraps_at_spaces_and_breaks_only_endless_words() {
        let fonts = Fonts::bundled();
        let lines = wrapped(
            fonts,
            "one two\n\nabcdefghijklmnop",
            10.0,
            Weight::Regular,
            40.0,
        );
        assert_eq!(lines[..2], ["one two", ""]);
        assert_eq!(lines[2..].concat(), "abcdefghijklmnop");
        for line in &lines {
            assert!(fonts.width(line, 10.0, Weight::Regular) <= 40.0, "{line}");
        }
    }
}
