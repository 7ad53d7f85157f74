//! The way of an operation or a saga over the canvas: numbered badges at what it touches, and arrows that say how.
//!
//! Badges and arrows keep their size at every zoom: they are read from across the room.

use std::collections::BTreeMap;

use eframe::egui::epaint::PathStroke;
use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Id, Painter, Pos2, Rect, Sense, Shape, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::paint::text_places;
use super::to_window;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, regular, semi_bold};
use crate::model::Reference;
use crate::scene::palette::Palette;
use crate::scene::{Level, What};
use crate::session::path::{Path, Step, StepKind, path_of};

/// Height of a badge, and space between two.
const BADGE: f32 = 19.0;
const GAP: f32 = 4.0;
/// Where the first badge of a card or a boundary is, from its upper left corner. What goes down from a boundary's passes by its
/// title, outside of it.
const INSET: f32 = 10.0;
const BOUNDARY_INSET: f32 = -11.0;
/// How far a badge reaches into a card at 100 %: it must not hide a name. A boundary's is above it.
const OVERLAP: f32 = 4.0;
const ABOVE: f32 = 3.0;
/// Far out a name is in the middle of its card, and the title of the boundary is close above.
const FAR_OVERLAP: f32 = 14.0;
/// Width at the right of a card that the count of its problems has.
const COUNT: f32 = 18.0;
/// Length of an arrow's head.
const HEAD: f32 = 9.0;

/// The way that is shown: of the operation or saga under the pointer in a list, or else of the one that is selected.
pub(super) fn shown(state: &State) -> Option<Reference> {
    let has_path = |part: &Reference| matches!(part, Reference::Operation(_) | Reference::Saga(_));
    match state.hovered_in_list {
        Some(part) => Some(part).filter(has_path),
        None => state.document.selection.single().filter(has_path),
    }
}

/// Paints the way that is shown, and its legend in the lower left corner. Whether there is one.
pub(super) fn ui(ui: &Ui, canvas: Rect, state: &State, obstacles: &[Rect]) -> bool {
    let shown = shown(state).filter(|_| !state.unpictured);
    let Some(path) = shown.and_then(|part| path_of(state.design(), part)) else {
        return false;
    };
    let places = Places::of(ui, canvas, state, &path);
    let painter = ui.painter_at(canvas);
    let palette = theme::palette(ui.ctx());
    let chrome = theme::chrome(ui.ctx());
    let mut behind = titles(&painter, canvas, state);
    behind.extend(obstacles);
    for (step, badge) in path.steps.iter().zip(&places.badges) {
        if let Some(end) = badge {
            let start = places.start(&path, step);
            arrow(&painter, palette, step, start, *end, &behind);
        }
    }
    if let Some(rect) = places.chip {
        chip(&painter, rect, &path.name, &chrome);
    }
    for (step, badge) in path.steps.iter().zip(&places.badges) {
        let Some(rect) = *badge else { continue };
        badge_ui(ui, &painter, rect, step, palette);
    }
    let unseen = places.badges.iter().filter(|badge| badge.is_none()).count();
    legend_ui(&painter, canvas, &path, unseen, &chrome, palette);
    true
}

/// Where the titles of boundaries are in the window: arrows pass behind them.
fn titles(painter: &Painter, canvas: Rect, state: &State) -> Vec<Rect> {
    let groups = state.picture.scene().groups.iter();
    let boundaries = groups.filter(|group| matches!(group.what, What::Service(_)));
    boundaries
        .filter(|group| canvas.intersects(to_window(canvas.min, state.camera, group.bounds)))
        .flat_map(|group| text_places(painter, canvas, state.camera, group))
        .map(|text| text.expand2(vec2(3.0, 1.0)))
        .collect()
}

/// Where the badges of a way are in the window.
struct Places {
    /// The name of the way, where it starts.
    chip: Option<Rect>,
    /// One for each step; none where the view does not show what the step leads to.
    badges: Vec<Option<Rect>>,
}

impl Places {
    fn of(ui: &Ui, canvas: Rect, state: &State, path: &Path) -> Self {
        let width = |text: &str, font: FontId| {
            let layout = |f: &mut eframe::egui::epaint::text::FontsView<'_>| {
                f.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER)
            };
            ui.fonts_mut(layout).size().x
        };
        let frame = |part: Reference| {
            let bounds = state.picture.bounds_of(part)?;
            Some(to_window(canvas.min, state.camera, bounds))
        };
        let far = Level::at_zoom(state.camera.zoom) != Level::Row;
        // How far the badges of each card and boundary reach, and in how many rows they stand.
        let mut taken: BTreeMap<Reference, (f32, usize)> = BTreeMap::new();
        let mut put = |part: Reference, width: f32| {
            let frame = frame(part)?;
            let (first, over, end) = match part {
                Reference::Service(_) => (BOUNDARY_INSET, -ABOVE, 0.0),
                _ if far => (INSET, FAR_OVERLAP, COUNT),
                _ => (INSET, OVERLAP * state.camera.zoom.min(1.0), COUNT),
            };
            let (reach, row) = taken.entry(part).or_insert((first, 0));
            if *reach > first && *reach + width > (frame.width() - end).max(60.0) {
                (*reach, *row) = (first, *row + 1);
            }
            let at = frame.min + vec2(*reach, over - BADGE - *row as f32 * (BADGE + 2.0));
            *reach += width + GAP;
            Some(Rect::from_min_size(round(at), vec2(width, BADGE)))
        };
        let chip_width = width(&path.name, semi_bold(12.0)) + 20.0;
        let chip = path
            .origin
            .and_then(|service| put(Reference::Service(service), chip_width));
        let badges: Vec<Option<Rect>> = path
            .steps
            .iter()
            .map(|step| {
                put(
                    step.to?,
                    width(&step.number, semi_bold(11.0)).max(7.0) + 12.0,
                )
            })
            .collect();
        // Without a service the way starts above and to the left of where it leads.
        let chip = chip.or_else(|| {
            let around = badges.iter().flatten().copied().reduce(Rect::union)?;
            let at = around.min - vec2(0.0, 2.5 * BADGE);
            Some(Rect::from_min_size(round(at), vec2(chip_width, BADGE)))
        });
        Self { chip, badges }
    }

    /// Where the arrow of a step starts: at the call that led to it, at the step before, or where the way starts.
    fn start(&self, path: &Path, step: &Step) -> Option<Rect> {
        let badge_of = |is: &dyn Fn(&Step) -> bool| {
            let before = path.steps.iter().zip(&self.badges);
            let before = before.take_while(|(other, _)| other.number != step.number);
            let found = before.filter(|(other, _)| is(other)).last();
            found.and_then(|(_, badge)| *badge)
        };
        if let Some((call, _)) = step.number.rsplit_once('.') {
            return badge_of(&|other| other.number == call).or(self.chip);
        }
        let is_start = step.from == path.origin.map(Reference::Service);
        if !is_start && step.from.is_some() {
            let before = badge_of(&|other| other.depth() == 0 && other.to == step.from);
            return before.or(self.chip);
        }
        self.chip
    }
}

/// On whole points, so that text is sharp.
fn round(at: Pos2) -> Pos2 {
    pos2(at.x.round(), at.y.round())
}

/// The color, width and dashes of a kind of step.
fn look(palette: &Palette, kind: StepKind, waits: bool) -> (Color32, f32, Option<(f32, f32)>) {
    let (hue, width, dash) = match kind {
        StepKind::Read => (palette.info, 1.5, None),
        StepKind::Write => (palette.info, 2.8, None),
        StepKind::Call => (palette.ink, 1.8, Some((7.0, 4.0))),
        StepKind::Compensation => (palette.warning, 1.8, Some((4.0, 3.0))),
    };
    let dash = if waits { dash } else { Some((2.0, 4.0)) };
    (color(hue), width, dash)
}

fn arrow(
    painter: &Painter,
    palette: &Palette,
    step: &Step,
    start: Option<Rect>,
    end: Rect,
    behind: &[Rect],
) {
    let Some(start) = start else {
        return;
    };
    let to_service = matches!(step.to, Some(Reference::Service(_)));
    let is_back = step.kind == StepKind::Compensation;
    let points = curve(start, end, to_service, is_back, painter.clip_rect().top());
    let (Some(&tip), true) = (points.last(), points.len() > 2) else {
        return;
    };
    let (hue, width, dash) = look(palette, step.kind, step.waits);
    let casing = Stroke::new(width + 3.5, color(palette.canvas).gamma_multiply(0.85));
    let is_free = |at: &Pos2| !behind.iter().any(|rect| rect.contains(*at));
    for run in runs(&points, is_free) {
        painter.add(Shape::line(run, PathStroke::from(casing)));
    }
    let stroke = Stroke::new(width, hue);
    head(painter, &points, tip, stroke, step.kind == StepKind::Read);
    // The line ends inside the head.
    let is_line = |at: &Pos2| at.distance(tip) > HEAD * 0.8 || step.kind == StepKind::Read;
    for run in runs(&points, |at| is_line(at) && is_free(at)) {
        match dash {
            None => {
                painter.add(Shape::line(run, PathStroke::from(stroke)));
            }
            Some((dash, gap)) => {
                painter.extend(Shape::dashed_line(&run, stroke, dash, gap));
            }
        }
    }
}

/// The parts of a line whose points are all wanted.
fn runs(points: &[Pos2], is_wanted: impl Fn(&Pos2) -> bool) -> Vec<Vec<Pos2>> {
    points
        .split(|at| !is_wanted(at))
        .filter(|run| run.len() > 1)
        .map(<[Pos2]>::to_vec)
        .collect()
}

/// From one badge to another: to a service in an arc above, below `top` if there is room, to a card from its left, where no
/// text is.
fn curve(start: Rect, end: Rect, to_service: bool, is_back: bool, top: f32) -> Vec<Pos2> {
    const STEPS: usize = 96;
    let across = end.center() - start.center();
    if across.length() < BADGE {
        return Vec::new();
    }
    let [from, out, into, to] = if to_service && across.x.abs() >= across.y.abs() {
        // What takes a step back does not lie on the step.
        let more = if is_back { 1.6 } else { 1.0 };
        // An arc is three quarters as high as its controls.
        let room = (start.top().min(end.top()) - top - 3.0) / 0.75;
        let rise = more * (0.12 * across.x.abs()).clamp(22.0, 70.0);
        let rise = vec2(0.0, if room > 8.0 { rise.min(room) } else { rise });
        let (from, to) = (start.center_top(), end.center_top() - vec2(0.0, 3.0));
        [from, from - rise, to - rise, to]
    } else {
        let to = end.left_center() - vec2(3.0, 0.0);
        let is_right = to.x > start.right() + 60.0;
        let is_below = to.y > start.bottom();
        // Down along the edge of the boundary, left of its title.
        let x = (to.x - 14.0).clamp(start.left() + 4.0, start.left() + 6.0);
        let (from, out) = if is_right {
            (
                start.right_center(),
                vec2(0.35 * (to.x - start.right()), 0.0),
            )
        } else if is_below {
            let from = pos2(x, start.bottom());
            (from, vec2(0.0, 0.7 * (to.y - from.y)))
        } else {
            let from = pos2(x, start.top());
            (from, vec2(0.0, 0.7 * (to.y - from.y).min(-20.0)))
        };
        let reach = (0.3 * (to - from).length()).clamp(14.0, 60.0);
        [from, from + out, to - vec2(reach, 0.0), to]
    };
    let at = |t: f32| {
        let (a, b, c) = (from.lerp(out, t), out.lerp(into, t), into.lerp(to, t));
        a.lerp(b, t).lerp(b.lerp(c, t), t)
    };
    (0..=STEPS)
        .map(|step| at(step as f32 / STEPS as f32))
        .collect()
}

fn head(painter: &Painter, points: &[Pos2], tip: Pos2, stroke: Stroke, is_open: bool) {
    let behind = points.iter().rev().find(|at| at.distance(tip) >= HEAD);
    let Some(&behind) = behind else {
        return;
    };
    let back = (behind - tip).normalized() * HEAD;
    let side: Vec2 = back.rot90() * 0.48;
    let wings = [tip + back + side, tip + back - side];
    if is_open {
        for wing in wings {
            painter.line_segment(
                [tip, wing],
                Stroke::new(stroke.width.max(1.6), stroke.color),
            );
        }
    } else {
        let [left, right] = wings;
        painter.add(Shape::convex_polygon(
            vec![tip, left, right],
            stroke.color,
            Stroke::NONE,
        ));
    }
}

fn chip(painter: &Painter, rect: Rect, name: &str, chrome: &Chrome) {
    painter.rect(
        rect,
        CornerRadius::same(5),
        chrome.ink,
        Stroke::new(1.5, chrome.panel),
        StrokeKind::Outside,
    );
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        name,
        semi_bold(12.0),
        chrome.panel,
    );
}

fn badge_ui(ui: &Ui, painter: &Painter, rect: Rect, step: &Step, palette: &Palette) {
    paint_badge(painter, rect, &step.number, step.kind, palette);
    if step.pivot {
        let ring = Stroke::new(1.5, color(palette.ink));
        let round = CornerRadius::same((BADGE / 2.0) as u8 + 3);
        painter.rect_stroke(rect.expand(3.0), round, ring, StrokeKind::Middle);
    }
    let id = Id::new(("path", &step.number));
    let response = ui.interact(rect, id, Sense::hover());
    let text = format!("Step {}: {}", step.number, step.text);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
    response.on_hover_text(text);
}

fn paint_badge(painter: &Painter, rect: Rect, number: &str, kind: StepKind, palette: &Palette) {
    let (fill, text) = match kind {
        StepKind::Read | StepKind::Write => (palette.info, palette.info.text_on()),
        StepKind::Call => (palette.ink, palette.card),
        StepKind::Compensation => (palette.card, palette.readable(palette.warning)),
    };
    let edge = if kind == StepKind::Compensation {
        palette.warning
    } else {
        palette.card
    };
    let round = CornerRadius::same((BADGE / 2.0) as u8);
    let stroke = Stroke::new(1.5, color(edge));
    painter.rect(rect, round, color(fill), stroke, StrokeKind::Outside);
    painter.text(
        rect.center(),
        Align2::CENTER_CENTER,
        number,
        semi_bold(11.0),
        color(text),
    );
}

/// What the arrows mean that are there.
fn legend_ui(
    painter: &Painter,
    canvas: Rect,
    path: &Path,
    unseen: usize,
    chrome: &Chrome,
    palette: &Palette,
) {
    const SAMPLE: f32 = 30.0;
    let mut entries: Vec<(Option<(StepKind, bool)>, String)> = path
        .kinds()
        .into_iter()
        .map(|kind| (Some((kind, true)), kind.label().to_owned()))
        .collect();
    if path.steps.iter().any(|step| !step.waits) {
        let kind = path.steps.iter().find(|step| !step.waits);
        let kind = kind.map_or(StepKind::Call, |step| step.kind);
        entries.push((Some((kind, false)), "nobody waits".to_owned()));
    }
    if path.steps.iter().any(|step| step.pivot) {
        entries.push((None, "ring: no way back from here".to_owned()));
    }
    if unseen > 0 {
        let steps = if unseen == 1 {
            "step leads"
        } else {
            "steps lead"
        };
        entries.push((None, format!("{unseen} {steps} to what is not shown")));
    }
    if path.steps.is_empty() {
        entries.push((None, format!("{} has no steps yet", path.name)));
    }
    let texts: Vec<_> = entries
        .into_iter()
        .map(|(sample, text)| {
            let galley = painter.layout_no_wrap(text, regular(11.0), chrome.text);
            (sample, galley)
        })
        .collect();
    let width: f32 = texts
        .iter()
        .map(|(sample, galley)| {
            let sample = if sample.is_some() { SAMPLE + 6.0 } else { 0.0 };
            sample + galley.size().x + 16.0
        })
        .sum::<f32>()
        + 8.0;
    let bottom = canvas.bottom() - 12.0;
    let frame = Rect::from_min_size(pos2(canvas.left() + 12.0, bottom - 26.0), vec2(width, 26.0));
    painter.rect(
        frame,
        CornerRadius::same(10),
        chrome.panel,
        Stroke::new(1.0, chrome.line),
        StrokeKind::Inside,
    );
    let mut x = frame.left() + 12.0;
    for (sample, galley) in texts {
        if let Some((kind, waits)) = sample {
            let (hue, line, dash) = look(palette, kind, waits);
            let stroke = Stroke::new(line, hue);
            let points: Vec<Pos2> = (0..=SAMPLE as usize)
                .map(|step| pos2(x + step as f32, frame.center().y))
                .collect();
            let tip = pos2(x + SAMPLE, frame.center().y);
            head(painter, &points, tip, stroke, kind == StepKind::Read);
            let line = [points[0], pos2(x + SAMPLE - HEAD * 0.8, frame.center().y)];
            match dash {
                None => {
                    painter.line_segment(line, stroke);
                }
                Some((dash, gap)) => {
                    painter.extend(Shape::dashed_line(&line, stroke, dash, gap));
                }
            }
            x += SAMPLE + 6.0;
        }
        let at = pos2(x, frame.center().y - galley.size().y / 2.0);
        x += galley.size().x + 16.0;
        painter.galley(at, galley, chrome.text);
    }
}
