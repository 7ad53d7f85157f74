//! Portable Document Format: one page with the drawing of the SVG, text selectable, fonts embedded.

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::usvg;

use super::png;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The SVG behind it could not be read back.
    #[error("the drawing could not be converted: {0}")]
    Svg(#[from] usvg::Error),
    /// The document could not be written.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// Points of 1/72 inch per diagram unit, of which 96 make an inch on screen.
const POINTS_PER_UNIT: f32 = 0.75;
/// The longest side of a page that all readers take, in points: 200 inches.
const LONGEST_SIDE: f32 = 14_400.0;

/// Writes a drawing as a page of its size, or of the greatest size there is.
pub fn from_svg(svg: &str) -> Result<Vec<u8>, Error> {
    let tree = png::tree(svg)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = POINTS_PER_UNIT.min(LONGEST_SIDE / width.max(height));
    let impossible = || {
        Error::Write(format!(
            "a page of {width} × {height} units is not possible"
        ))
    };
    let page = PageSettings::from_wh(width * scale, height * scale).ok_or_else(impossible)?;
    let size = Size::from_wh(width * scale, height * scale).ok_or_else(impossible)?;

    let mut document = Document::new();
    document.set_metadata(Metadata::new().creator("Erdwall".into()));
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    let settings = SvgSettings {
        embed_text: true,
        ..SvgSettings::default()
    };
    surface
        .draw_svg(&tree, size, settings)
        .ok_or_else(impossible)?;
    surface.finish();
    page.finish();
    document
        .finish()
        .map_err(|error| Error::Write(format!("{error:?}")))
}
