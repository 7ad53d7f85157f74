//! Colors: roles for both themes, hues for services, and whether text on a color can be read.

use std::sync::LazyLock;

use crate::analysis::dependencies::State;
use crate::model::{Color, Consistency};

/// An sRGB color with opacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgba {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 for none of what is behind.
    pub a: u8,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// Dark on light, with lines and text that stand out.
    LightContrast,
    /// Light on dark, with lines and text that stand out.
    DarkContrast,
}

impl Theme {
    /// Whether it is light on dark.
    pub const fn is_dark(self) -> bool {
        matches!(self, Self::Dark | Self::DarkContrast)
    }

    /// The theme of the same darkness, with high contrast or without.
    #[must_use]
    pub const fn with_contrast(self, high: bool) -> Self {
        match (self.is_dark(), high) {
            (false, false) => Self::Light,
            (false, true) => Self::LightContrast,
            (true, false) => Self::Dark,
            (true, true) => Self::DarkContrast,
        }
    }
}

/// The colors of a theme by what they mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Every read sees the latest write.
    pub strong: Rgba,
    /// A read is at most so old.
    pub bounded: Rgba,
    /// A user sees what the same user wrote.
    pub read_your_writes: Rgba,
    /// Effects are never seen before causes.
    pub causal: Rgba,
    /// Reads catch up some time.
    pub eventual: Rgba,
    /// Nobody has said.
    pub unset: Rgba,
    /// Faults, and lines that let failure through.
    pub error: Rgba,
    /// Risks.
    pub warning: Rgba,
    /// Remarks.
    pub info: Rgba,
    /// What does not answer.
    pub down: Rgba,
    /// What answers worse.
    pub degraded: Rgba,
    /// What answers with what is old.
    pub stale: Rgba,
    /// What answers late.
    pub slow: Rgba,
    /// What may lose what was written last.
    pub lossy: Rgba,
    /// Text.
    pub ink: Rgba,
    /// Text that stays back.
    pub muted: Rgba,
    /// Text and marks that stay farther back.
    pub faint: Rgba,
    /// Thin lines that part things.
    pub line: Rgba,
    /// Outlines of cards.
    pub outline: Rgba,
    /// What everything lies on.
    pub canvas: Rgba,
    /// Cards and panels.
    pub card: Rgba,
    /// Every other row.
    pub stripe: Rgba,
    /// Lines between cards.
    pub relationship: Rgba,
    /// What carries changes to copies.
    pub feed: Rgba,
    /// Around what is selected.
    pub selection: Rgba,
    /// Behind what is selected, in lists.
    pub selection_fill: Rgba,
    /// Notes.
    pub note: Rgba,
    /// Marks of deletion.
    pub role_delete: Rgba,
    /// Marks of versions.
    pub role_version: Rgba,
    /// Marks of identity over services.
    pub role_identity: Rgba,
    /// Marks of state and time.
    pub role_state: Rgba,
    /// Marks of copies and aggregates.
    pub role_copy: Rgba,
    /// Marks of what must not be seen by everyone.
    pub role_sensitive: Rgba,
    /// Opacity of a hue that fills a boundary.
    pub tint: f32,
    /// For services, in turn.
    pub hues: [Rgba; 10],
}

const LIGHT: Palette = Palette {
    strong: Rgba::hex(0x0072B2),
    bounded: Rgba::hex(0x56B4E9),
    read_your_writes: Rgba::hex(0xCC79A7),
    causal: Rgba::hex(0x009E73),
    eventual: Rgba::hex(0xE69F00),
    unset: Rgba::hex(0x8A94A0),
    error: Rgba::hex(0xD55E00),
    warning: Rgba::hex(0xB07A00),
    info: Rgba::hex(0x3B6FB5),
    down: Rgba::hex(0xC03A06),
    degraded: Rgba::hex(0xA87200),
    stale: Rgba::hex(0x1F78B4),
    slow: Rgba::hex(0x8452A8),
    lossy: Rgba::hex(0xB24A85),
    ink: Rgba::hex(0x1F2933),
    muted: Rgba::hex(0x6B7785),
    faint: Rgba::hex(0x98A2AD),
    line: Rgba::hex(0xD5DAE0),
    outline: Rgba::hex(0xC5CCD4),
    canvas: Rgba::hex(0xFBFCFD),
    card: Rgba::hex(0xFFFFFF),
    stripe: Rgba::hex(0xF7F9FA),
    relationship: Rgba::hex(0x5C6670),
    feed: Rgba::hex(0xD08F00),
    selection: Rgba::hex(0x2B7DE9),
    selection_fill: Rgba::hex(0xE6EEF7),
    note: Rgba::hex(0xFFF9E5),
    role_delete: Rgba::hex(0x7B4EA3),
    role_version: Rgba::hex(0x0F766E),
    role_identity: Rgba::hex(0x3B6FB5),
    role_state: Rgba::hex(0x5C6670),
    role_copy: Rgba::hex(0x8A6100),
    role_sensitive: Rgba::hex(0xA83A2A),
    tint: 0.055,
    hues: [
        Rgba::hex(0x2F6F4F),
        Rgba::hex(0x8A3B5F),
        Rgba::hex(0x3B5B92),
        Rgba::hex(0x7A5A1E),
        Rgba::hex(0x4B4B8F),
        Rgba::hex(0x1F6B78),
        Rgba::hex(0x9A4A2F),
        Rgba::hex(0x5E6B1F),
        Rgba::hex(0x74478C),
        Rgba::hex(0x4A5866),
    ],
};

const DARK: Palette = Palette {
    strong: Rgba::hex(0x0F78B8),
    bounded: Rgba::hex(0x56B4E9),
    read_your_writes: Rgba::hex(0xCC79A7),
    causal: Rgba::hex(0x1FA67E),
    eventual: Rgba::hex(0xDB9A0E),
    unset: Rgba::hex(0x7B8794),
    error: Rgba::hex(0xF27A24),
    warning: Rgba::hex(0xD9A522),
    info: Rgba::hex(0x78A6E3),
    down: Rgba::hex(0xFF7A57),
    degraded: Rgba::hex(0xE5B02E),
    stale: Rgba::hex(0x6FB7EE),
    slow: Rgba::hex(0xBF98DE),
    lossy: Rgba::hex(0xE890C0),
    ink: Rgba::hex(0xE4E9EE),
    muted: Rgba::hex(0x9AA7B4),
    faint: Rgba::hex(0x6F7C8A),
    line: Rgba::hex(0x343D47),
    outline: Rgba::hex(0x434E5A),
    canvas: Rgba::hex(0x14191F),
    card: Rgba::hex(0x1D242C),
    stripe: Rgba::hex(0x222A33),
    relationship: Rgba::hex(0x93A0AD),
    feed: Rgba::hex(0xDB9A0E),
    selection: Rgba::hex(0x5AA2FF),
    selection_fill: Rgba::hex(0x24364C),
    note: Rgba::hex(0x2E2A1C),
    role_delete: Rgba::hex(0xB793DB),
    role_version: Rgba::hex(0x4FBDB2),
    role_identity: Rgba::hex(0x78A6E3),
    role_state: Rgba::hex(0x9AA7B4),
    role_copy: Rgba::hex(0xD9A522),
    role_sensitive: Rgba::hex(0xE58A7B),
    tint: 0.085,
    hues: [
        Rgba::hex(0x68B08B),
        Rgba::hex(0xCF85A6),
        Rgba::hex(0x7FA3DC),
        Rgba::hex(0xC29D57),
        Rgba::hex(0x9C9CE0),
        Rgba::hex(0x5FB3C0),
        Rgba::hex(0xDB8E70),
        Rgba::hex(0xA5B35A),
        Rgba::hex(0xBC90D6),
        Rgba::hex(0x9BABBB),
    ],
};

const LIGHT_CONTRAST: Palette = Palette {
    strong: Rgba::hex(0x005C94),
    causal: Rgba::hex(0x00694D),
    unset: Rgba::hex(0x47515C),
    error: Rgba::hex(0xA83400),
    warning: Rgba::hex(0x7A5200),
    info: Rgba::hex(0x0B4A9E),
    down: Rgba::hex(0x9C1F00),
    degraded: Rgba::hex(0x704B00),
    stale: Rgba::hex(0x004E8C),
    slow: Rgba::hex(0x5A2A86),
    lossy: Rgba::hex(0x8A1C60),
    ink: Rgba::hex(0x000000),
    muted: Rgba::hex(0x333B44),
    faint: Rgba::hex(0x4F5963),
    line: Rgba::hex(0x6B7785),
    outline: Rgba::hex(0x1F2933),
    canvas: Rgba::hex(0xFFFFFF),
    card: Rgba::hex(0xFFFFFF),
    stripe: Rgba::hex(0xF0F2F4),
    relationship: Rgba::hex(0x000000),
    feed: Rgba::hex(0x8A5A00),
    selection: Rgba::hex(0x0047C2),
    selection_fill: Rgba::hex(0xCCE0FF),
    note: Rgba::hex(0xFFF1B8),
    role_delete: Rgba::hex(0x5A2A86),
    role_version: Rgba::hex(0x005249),
    role_identity: Rgba::hex(0x0B4A9E),
    role_state: Rgba::hex(0x333B44),
    role_copy: Rgba::hex(0x664700),
    role_sensitive: Rgba::hex(0x8A1C0E),
    tint: 0.09,
    ..LIGHT
};

const DARK_CONTRAST: Palette = Palette {
    unset: Rgba::hex(0xA9B4C0),
    error: Rgba::hex(0xFF9A52),
    warning: Rgba::hex(0xFFCB47),
    info: Rgba::hex(0xA6C8FF),
    down: Rgba::hex(0xFF9475),
    degraded: Rgba::hex(0xFFCB47),
    stale: Rgba::hex(0x9AD0FF),
    slow: Rgba::hex(0xD9BDF5),
    lossy: Rgba::hex(0xFFB0DA),
    ink: Rgba::hex(0xFFFFFF),
    muted: Rgba::hex(0xD5DCE4),
    faint: Rgba::hex(0xB4BEC9),
    line: Rgba::hex(0x7D8996),
    outline: Rgba::hex(0xD5DCE4),
    canvas: Rgba::hex(0x000000),
    card: Rgba::hex(0x0B0E11),
    stripe: Rgba::hex(0x171C21),
    relationship: Rgba::hex(0xFFFFFF),
    feed: Rgba::hex(0xFFC24A),
    selection: Rgba::hex(0x82BAFF),
    selection_fill: Rgba::hex(0x153A6B),
    note: Rgba::hex(0x3A3212),
    role_delete: Rgba::hex(0xD9BDF5),
    role_version: Rgba::hex(0x7FE3D8),
    role_identity: Rgba::hex(0xA6C8FF),
    role_state: Rgba::hex(0xD5DCE4),
    role_copy: Rgba::hex(0xFFCB47),
    role_sensitive: Rgba::hex(0xFFB3A6),
    tint: 0.16,
    ..DARK
};

/// As dark as text on a color must be, so that it or white can be read on any color at all.
const INK_ON_COLOR: Rgba = Rgba::hex(0x040608);
const WHITE: Rgba = Rgba::hex(0xFFFFFF);

/// The least contrast at which small text can be read (WCAG 2, level AA).
pub const READABLE: f32 = 4.5;

impl Rgba {
    /// The opaque color of a `0xRRGGBB` number.
    pub const fn hex(rgb: u32) -> Self {
        Self {
            r: (rgb >> 16) as u8,
            g: (rgb >> 8) as u8,
            b: rgb as u8,
            a: 255,
        }
    }

    /// The same color with this opacity, from 0 to 1.
    #[must_use]
    pub fn with_opacity(self, opacity: f32) -> Self {
        Self {
            a: (opacity.clamp(0.0, 1.0) * 255.0 + 0.5) as u8,
            ..self
        }
    }

    /// This color with a share of another, from 0 to 1.
    #[must_use]
    pub fn mix(self, other: Self, share: f32) -> Self {
        let part = |a: u8, b: u8| {
            let (a, b) = (f32::from(a), f32::from(b));
            (a + (b - a) * share.clamp(0.0, 1.0) + 0.5) as u8
        };
        Self {
            r: part(self.r, other.r),
            g: part(self.g, other.g),
            b: part(self.b, other.b),
            a: part(self.a, other.a),
        }
    }

    /// Relative luminance as WCAG 2 defines it, from 0 to 1.
    pub fn luminance(self) -> f32 {
        let linear = |part: u8| LINEAR[usize::from(part)];
        (0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)) as f32
    }

    /// Contrast of two colors as WCAG 2 defines it, from 1 to 21.
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The color for text on this one.
    #[must_use]
    pub fn text_on(self) -> Self {
        if self.contrast(WHITE) >= READABLE {
            WHITE
        } else {
            INK_ON_COLOR
        }
    }
}

/// The light of each value of a part of a color. Labels ask for it many times in a frame.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|value| {
        let part = value as f64 / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            let base = (part + 0.055) / 1.055;
            base * base * fifth_root(base * base)
        }
    })
});

/// By Newton's method: `powf` differs from machine to machine, and with it the colors of a file would.
fn fifth_root(of: f64) -> f64 {
    (0..40).fold(1.0, |root: f64, _| {
        let square = root * root;
        (4.0 * root + of / (square * square)) / 5.0
    })
}

impl From<Color> for Rgba {
    fn from(color: Color) -> Self {
        Self {
            r: color.red,
            g: color.green,
            b: color.blue,
            a: 255,
        }
    }
}

impl Palette {
    /// The colors of a theme.
    pub const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
            Theme::LightContrast => &LIGHT_CONTRAST,
            Theme::DarkContrast => &DARK_CONTRAST,
        }
    }

    /// The color of a promise of consistency.
    pub fn consistency(&self, consistency: Option<Consistency>) -> Rgba {
        match consistency {
            Some(Consistency::Strong) => self.strong,
            Some(Consistency::Bounded { .. }) => self.bounded,
            Some(Consistency::ReadYourWrites) => self.read_your_writes,
            Some(Consistency::Causal) => self.causal,
            Some(Consistency::Eventual) => self.eventual,
            None => self.unset,
        }
    }

    /// The color of what a failure comes to.
    pub const fn state(&self, state: State) -> Rgba {
        match state {
            State::Down => self.down,
            State::Degraded => self.degraded,
            State::Stale => self.stale,
            State::Slow => self.slow,
            State::Lossy => self.lossy,
        }
    }

    /// The hue of the service or store at this place of the design.
    pub fn hue(&self, place: usize) -> Rgba {
        self.hues[place % self.hues.len()]
    }

    /// This color, or as little nearer to the ink as it takes to read it as text on the canvas and on cards.
    #[must_use]
    pub fn readable(&self, color: Rgba) -> Rgba {
        (0..=20)
            .map(|step| color.mix(self.ink, step as f32 / 20.0))
            .find(|c| c.contrast(self.canvas).min(c.contrast(self.card)) >= READABLE)
            .unwrap_or(self.ink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 4] = [
        Theme::Light,
        Theme::Dark,
        Theme::LightContrast,
        Theme::DarkContrast,
    ];

    #[test]
    fn text_on_any_header_can_be_read() {
        for theme in THEMES {
            let p = Palette::of(theme);
            let zones = [
                p.strong,
                p.bounded,
                p.read_your_writes,
                p.causal,
                p.eventual,
                p.unset,
            ];
            for color in zones.into_iter().chain(p.hues) {
                let contrast = color.contrast(color.text_on());
                assert!(contrast >= READABLE, "{theme:?} {color:?} {contrast}");
            }
        }
        // Colors that people choose.
        for gray in 0..=255u32 {
            let color = Rgba::hex(gray * 0x01_0101);
            let contrast = color.contrast(color.text_on());
            assert!(contrast >= READABLE, "{color:?} {contrast}");
        }
    }

    #[test]
    fn text_on_canvas_and_cards_can_be_read() {
        for theme in THEMES {
            let p = Palette::of(theme);
            for surface in [p.canvas, p.card, p.stripe] {
                for (color, least) in [
                    (p.ink, READABLE),
                    (p.role_delete, READABLE),
                    (p.role_version, READABLE),
                    (p.role_identity, READABLE),
                    (p.role_state, READABLE),
                    (p.role_copy, READABLE),
                    (p.role_sensitive, READABLE),
                    (p.muted, 4.2),
                    // Lines and marks are larger than text.
                    (p.relationship, 3.0),
                    (p.error, 3.0),
                    (p.warning, 3.0),
                    (p.feed, 2.5),
                    (p.down, 3.0),
                    (p.degraded, 3.0),
                    (p.stale, 3.0),
                    (p.slow, 3.0),
                    (p.lossy, 3.0),
                ] {
                    let contrast = color.contrast(surface);
                    assert!(
                        contrast >= least,
                        "{theme:?} {color:?} on {surface:?}: {contrast}"
                    );
                }
            }
            for hue in p.hues {
                assert!(p.readable(hue).contrast(p.canvas) >= READABLE);
            }
            assert!(p.readable(Rgba::hex(0xFF_FF00)).contrast(p.canvas) >= READABLE);
            assert!(p.readable(Rgba::hex(0x000033)).contrast(p.canvas) >= READABLE);
        }
    }

    #[test]
    fn high_contrast_is_higher_than_what_large_text_needs_and_more_than_without() {
        for (theme, high) in [
            (Theme::Light, Theme::LightContrast),
            (Theme::Dark, Theme::DarkContrast),
        ] {
            assert_eq!(theme.with_contrast(true), high);
            assert_eq!(high.with_contrast(false), theme);
            let (plain, high) = (Palette::of(theme), Palette::of(high));
            for of in [
                |p: &Palette| p.ink,
                |p: &Palette| p.muted,
                |p: &Palette| p.line,
                |p: &Palette| p.outline,
                |p: &Palette| p.relationship,
            ] {
                let contrast = of(high).contrast(high.card);
                assert!(contrast >= 3.0, "{contrast}");
                assert!(contrast > of(plain).contrast(plain.card));
            }
            assert!(high.muted.contrast(high.card) >= 7.0);
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Rgba::hex(0).contrast(WHITE) - 21.0).abs() < 0.01);
        assert!((Rgba::hex(0x777777).contrast(WHITE) - 4.48).abs() < 0.01);
    }
}
