//! Portable Network Graphics, rasterized from the SVG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, fontdb};

use super::svg;
use crate::scene::text::{Fonts, REGULAR, SEMI_BOLD};
use crate::scene::{Scene, ShapeKind};

/// How a picture is rasterized.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Pixels per diagram unit.
    pub scale: f32,
    /// Where names have characters that the bundled font lacks, take them from the fonts of this machine. The picture
    /// then depends on the machine; without it such characters are missing.
    pub system_fonts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scale: 2.0,
            system_fonts: true,
        }
    }
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It would not fit into memory, nor be opened by other programs.
    #[error(
        "the picture would have {width} × {height} pixels, and {MOST_PIXELS} are the most; \
         use a scale of {largest_scale} or less, or export SVG"
    )]
    TooLarge {
        /// Pixels from left to right.
        width: u64,
        /// Pixels from top to bottom.
        height: u64,
        /// The largest scale that works.
        largest_scale: f32,
    },
    /// The scale is not a positive number.
    #[error("a scale of {0} gives no picture; use a number above 0")]
    Scale(f32),
    /// The SVG behind it could not be read back.
    #[error("the drawing could not be rasterized: {0}")]
    Svg(#[from] usvg::Error),
    /// The pixels could not be written.
    #[error("the picture could not be encoded: {0}")]
    Encode(String),
}

/// Pixels of the largest picture; each takes four bytes of memory.
pub const MOST_PIXELS: u64 = 100_000_000;
/// Programs that open pictures often go no further.
const LONGEST_SIDE: f64 = 32_000.0;

/// Rasterizes a scene.
pub fn write(scene: &Scene, options: Options) -> Result<Vec<u8>, Error> {
    let (width, height) = svg::size(scene);
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = f64::from(options.scale);
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(Error::Scale(options.scale));
    }
    let (across, down) = ((width * scale).ceil(), (height * scale).ceil());
    if across * down > MOST_PIXELS as f64 || across.max(down) > LONGEST_SIDE {
        let by_area = (MOST_PIXELS as f64 / (width * height)).sqrt();
        let largest = by_area.min(LONGEST_SIDE / width.max(height));
        return Err(Error::TooLarge {
            width: across as u64,
            height: down as u64,
            largest_scale: ((largest * 1000.0).floor() / 1000.0) as f32,
        });
    }
    let tree = tree(scene, options.system_fonts)?;
    let mut pixels = Pixmap::new((across as u32).max(1), (down as u32).max(1))
        .ok_or_else(|| Error::Encode("there is not enough memory".into()))?;
    let transform = Transform::from_scale(options.scale, options.scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| Error::Encode(error.to_string()))
}

/// The SVG of a scene, read back with the bundled font.
pub(super) fn tree(scene: &Scene, system_fonts: bool) -> Result<Tree, usvg::Error> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    if system_fonts && !bundled_font_covers(scene) {
        fonts.load_system_fonts();
    }
    let options = usvg::Options {
        font_family: "Inter".into(),
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    let text = svg::write(scene, svg::Options { embed_font: false });
    Tree::from_str(&text, &options)
}

fn bundled_font_covers(scene: &Scene) -> bool {
    let shapes = scene.groups.iter().flat_map(|group| &group.shapes);
    shapes
        .filter_map(|shape| match &shape.kind {
            ShapeKind::Text(text) => Some(&text.text),
            _ => None,
        })
        .all(|text| Fonts::bundled().covers(text))
}
