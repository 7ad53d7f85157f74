//! Text in which some letters are marked: those that were looked for.

use std::ops::Range;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontId, Galley, Pos2, Rect, Ui};

use super::theme::{self, semi_bold};

/// How a line of text looks.
pub struct Look {
    /// Its font; marked letters are semi-bold of the same size.
    pub font: FontId,
    /// Its color.
    pub color: Color32,
    /// Behind marked letters; transparent for none, then their color tells.
    pub ground: Color32,
}

/// Lays out a line, cut where it does not fit. Marks are in bytes; those that do not fall on letters are left out.
pub fn line(
    ui: &Ui,
    text: &str,
    marks: &[Range<usize>],
    look: &Look,
    width: f32,
) -> std::sync::Arc<Galley> {
    let accent = theme::chrome(ui.ctx()).accent;
    let plain = TextFormat::simple(look.font.clone(), look.color);
    let marked = TextFormat {
        background: look.ground,
        ..TextFormat::simple(
            semi_bold(look.font.size),
            if look.ground == Color32::TRANSPARENT {
                accent
            } else {
                look.color
            },
        )
    };
    let mut job = LayoutJob::default();
    let mut from = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(from..mark.start), text.get(mark.clone()))
        else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        job.append(inside, 0.0, marked.clone());
        from = mark.end;
    }
    job.append(text.get(from..).unwrap_or_default(), 0.0, plain);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints a line in the middle of a rectangle's height, from its left edge. Returns where it ends.
pub fn paint(ui: &Ui, rect: Rect, text: &str, marks: &[Range<usize>], look: &Look) -> f32 {
    let galley = line(ui, text, marks, look, rect.width());
    let at = Pos2::new(rect.left(), rect.center().y - galley.size().y / 2.0);
    let end = at.x + galley.size().x;
    ui.painter().galley(at, galley, look.color);
    end
}
