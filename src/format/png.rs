//! Portable Network Graphics, rasterized from the SVG with the bundled font.
//!
//! Where a name has characters that the bundled font lacks, the fonts of this machine help out; only then does the picture
//! depend on the machine.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, Tree, fontdb};

use crate::scene::text::{Fonts, REGULAR, SEMI_BOLD};

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

/// A picture as plain pixels.
#[derive(Clone, Debug)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue and opacity of each pixel, the colors multiplied by the opacity.
    pub rgba: Vec<u8>,
}

/// Rasterizes a drawing with so many pixels per unit.
pub fn from_svg(svg: &str, scale: f32) -> Result<Vec<u8>, Error> {
    render(svg, scale)?
        .encode_png()
        .map_err(|error| Error::Encode(error.to_string()))
}

/// Rasterizes a drawing with so many pixels per unit, as plain pixels.
pub fn pixels(svg: &str, scale: f32) -> Result<Pixels, Error> {
    let pixels = render(svg, scale)?;
    Ok(Pixels {
        width: pixels.width(),
        height: pixels.height(),
        rgba: pixels.take(),
    })
}

fn render(svg: &str, scale: f32) -> Result<Pixmap, Error> {
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(Error::Scale(scale));
    }
    let tree = tree(svg)?;
    let (width, height) = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    let (across, down) = (
        (width * f64::from(scale)).ceil(),
        (height * f64::from(scale)).ceil(),
    );
    if across * down > MOST_PIXELS as f64 || across.max(down) > LONGEST_SIDE {
        let by_area = (MOST_PIXELS as f64 / (width * height)).sqrt();
        let largest = by_area.min(LONGEST_SIDE / width.max(height));
        return Err(Error::TooLarge {
            width: across as u64,
            height: down as u64,
            largest_scale: ((largest * 1000.0).floor() / 1000.0) as f32,
        });
    }
    let mut pixels = Pixmap::new((across as u32).max(1), (down as u32).max(1))
        .ok_or_else(|| Error::Encode("there is not enough memory".into()))?;
    let transform = Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    Ok(pixels)
}

/// A drawing with its text laid out.
pub(super) fn tree(svg: &str) -> Result<Tree, usvg::Error> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    if !Fonts::bundled().covers(svg) {
        fonts.load_system_fonts();
    }
    let options = usvg::Options {
        font_family: "Inter".into(),
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    Tree::from_str(svg, &options)
}
