//! The matrix of services: a row for each that needs, a column for each that is needed, both in the order of the design.
//!
//! A design structure matrix: columns bear the numbers of the rows, so that forty services find room. Rows and columns stay
//! named while it scrolls; only the cells in sight are made.

use eframe::egui::{
    Align2, Color32, CornerRadius, CursorIcon, FontId, Rect, ScrollArea, Sense, Ui, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::{CouplingClick, kind_color, letter, service_name};
use crate::analysis::coupling::{Coupling, ServiceCoupling};
use crate::analysis::needs::{DependencyKind, Need};
use crate::gui::theme::{self, Chrome, regular, semi_bold};
use crate::gui::widgets::{focus_ring, paint_text_cut};
use crate::model::{Design, Part, ServiceId};

const ROW: f32 = 22.0;
const HEADER: f32 = 24.0;
const CELL: f32 = 34.0;
const NUMBER: f32 = 24.0;
const NAME: f32 = 112.0;
/// So many cells stay in sight at least, if there are as many.
const LEAST_CELLS: usize = 6;
type Metric = (&'static str, f32, &'static str);
/// What is known of each service, with the width of its column and what it means.
const METRICS: [Metric; 6] = [
    ("Entities", 54.0, "Entities that it owns"),
    ("Ca", 30.0, "Ca: services that need it"),
    ("Ce", 30.0, "Ce: services that it needs"),
    (
        "I",
        38.0,
        "Instability: Ce / (Ca + Ce). 0: only needed, 1: only needs",
    ),
    ("Crossing", 58.0, "Share of its relationships that leave it"),
    (
        "Depth",
        50.0,
        "Services that wait in a row behind it. Circle: one of those waits for it",
    ),
];

/// Shows the matrix. What a cell stands for is selected when it is clicked.
pub(super) fn ui(
    ui: &mut Ui,
    design: &Design,
    coupling: &Coupling,
    chosen: &mut Option<(ServiceId, ServiceId)>,
) -> Option<CouplingClick> {
    let count = coupling.services.len();
    let (metrics, sticky) = metrics_in(ui.available_width(), count);
    let size = vec2(
        sticky + count as f32 * CELL + 10.0,
        HEADER + count as f32 * ROW + 10.0,
    );
    let mut clicked = None;
    ScrollArea::both()
        .id_salt("coupling")
        .auto_shrink(false)
        .show_viewport(ui, |ui, viewport| {
            let origin = ui.max_rect().min;
            ui.allocate_exact_size(size, Sense::hover());
            let table = Table {
                design,
                coupling,
                chrome: theme::chrome(ui.ctx()),
                origin: pos2(origin.x, origin.y),
                seen: viewport.translate(origin.to_vec2()),
                metrics,
                sticky,
            };
            clicked = table.cells_ui(ui, chosen);
            clicked = clicked.take().or(table.rows_ui(ui));
            table.columns_ui(ui);
            table.corner_ui(ui);
        });
    clicked
}

/// The metrics that leave enough room for cells beside them, and the width of all that stays.
fn metrics_in(room: f32, count: usize) -> (&'static [Metric], f32) {
    let cells = count.min(LEAST_CELLS) as f32 * CELL;
    let sticky = |metrics: &[Metric]| {
        NUMBER + NAME + metrics.iter().map(|(_, width, _)| width).sum::<f32>() + 8.0
    };
    let shown = (1..=METRICS.len())
        .rev()
        .find(|shown| sticky(&METRICS[..*shown]) + cells <= room);
    let metrics = &METRICS[..shown.unwrap_or(0)];
    (metrics, sticky(metrics))
}

struct Table<'a> {
    design: &'a Design,
    coupling: &'a Coupling,
    chrome: Chrome,
    /// Where the whole table starts, most of the time out of sight.
    origin: eframe::egui::Pos2,
    /// What is in sight.
    seen: Rect,
    /// The metrics for which there is room.
    metrics: &'static [Metric],
    /// Width of the columns that stay.
    sticky: f32,
}

impl Table<'_> {
    /// What is in sight of the cells: neither the columns that stay nor the header.
    fn body(&self) -> Rect {
        Rect::from_min_max(self.seen.min + vec2(self.sticky, HEADER), self.seen.max)
    }

    fn row(&self, place: usize) -> f32 {
        self.origin.y + HEADER + place as f32 * ROW
    }

    fn column(&self, place: usize) -> f32 {
        self.origin.x + self.sticky + place as f32 * CELL
    }

    /// The places of the rows or columns in sight.
    fn places(&self, from: f32, to: f32, start: f32, step: f32) -> std::ops::Range<usize> {
        let place = |at: f32| ((at - start) / step).max(0.0);
        let count = self.coupling.services.len();
        let first = (place(from).floor() as usize).min(count);
        first..(place(to).ceil() as usize).clamp(first, count)
    }

    fn rows(&self) -> std::ops::Range<usize> {
        let body = self.body();
        self.places(body.top(), body.bottom(), self.row(0), ROW)
    }

    fn columns(&self) -> std::ops::Range<usize> {
        let body = self.body();
        self.places(body.left(), body.right(), self.column(0), CELL)
    }

    fn id(&self, place: usize) -> ServiceId {
        self.coupling.services[place].service
    }

    fn cells_ui(
        &self,
        ui: &mut Ui,
        chosen: &mut Option<(ServiceId, ServiceId)>,
    ) -> Option<CouplingClick> {
        let body = self.body();
        let painter = ui.painter_at(body);
        let mut clicked = None;
        for row in self.rows() {
            for column in self.columns() {
                let min = pos2(self.column(column), self.row(row));
                let cell = Rect::from_min_size(min, vec2(CELL, ROW)).shrink(1.0);
                if row == column {
                    painter.rect_filled(cell, CornerRadius::same(3), self.chrome.line);
                    continue;
                }
                let pair = (self.id(row), self.id(column));
                let Some(need) = self.coupling.needs.get(&pair) else {
                    painter.rect_filled(cell, CornerRadius::same(3), self.chrome.sunken);
                    continue;
                };
                let id = ui.id().with(("cell", pair.0.number(), pair.1.number()));
                let response = ui.interact(cell.intersect(body), id, Sense::click());
                let label = self.sentence(pair, need);
                response.widget_info(|| {
                    let on = *chosen == Some(pair);
                    WidgetInfo::selected(WidgetType::Button, true, on, &label)
                });
                let kind = strongest(need);
                let ink = kind_color(ui, kind);
                let strength = if response.hovered() { 0.3 } else { 0.16 };
                painter.rect_filled(cell, CornerRadius::same(3), ink.gamma_multiply(strength));
                if *chosen == Some(pair) {
                    let stroke = (1.5, self.chrome.accent);
                    let inside = eframe::egui::StrokeKind::Inside;
                    painter.rect_stroke(cell, CornerRadius::same(3), stroke, inside);
                }
                let text = format!("{}{}", letter(kind), need.dependencies.len());
                let (middle, font) = (cell.center(), semi_bold(11.5));
                painter.text(middle, Align2::CENTER_CENTER, text, font, ink);
                focus_ring(ui, &response, cell);
                if response.clicked() {
                    *chosen = Some(pair);
                    let parts = need.dependencies.iter().map(|one| one.part());
                    clicked = Some(CouplingClick::Select(parts.collect()));
                }
                response
                    .on_hover_cursor(CursorIcon::PointingHand)
                    .on_hover_text(label);
            }
        }
        clicked
    }

    /// `Orders needs Customers: 2 synchronous calls, 1 checked reference`
    fn sentence(&self, (from, to): (ServiceId, ServiceId), need: &Need) -> String {
        let kinds = need.kinds().map(|(kind, count)| counted(kind, count));
        format!(
            "{} needs {}: {}",
            service_name(self.design, from),
            service_name(self.design, to),
            kinds.collect::<Vec<_>>().join(", ")
        )
    }

    /// Numbers, names and metrics, at the left edge of what is in sight.
    fn rows_ui(&self, ui: &mut Ui) -> Option<CouplingClick> {
        let area = self.seen.with_max_x(self.seen.left() + self.sticky);
        let painter = ui.painter_at(area);
        painter.rect_filled(area, CornerRadius::ZERO, self.chrome.panel);
        let below = area.with_min_y(area.top() + HEADER);
        let mut clicked = None;
        for place in self.rows() {
            let service = &self.coupling.services[place];
            let min = pos2(area.left(), self.row(place));
            let row = Rect::from_min_size(min, vec2(self.sticky, ROW));
            let id = ui.id().with(("row", service.service.number()));
            let response = ui.interact(row.intersect(below), id, Sense::click());
            let name = service_name(self.design, service.service);
            response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
            if response.hovered() {
                painter.rect_filled(row.shrink(1.0), CornerRadius::same(3), self.chrome.hover);
            }
            let text = |rect: Rect, text: &str, font: FontId, color: Color32| {
                let at = pos2(rect.right() - 8.0, rect.center().y);
                painter.text(at, Align2::RIGHT_CENTER, text, font, color);
            };
            let number = row.with_max_x(row.left() + NUMBER);
            text(
                number,
                &(place + 1).to_string(),
                regular(11.0),
                self.chrome.muted,
            );
            let of_name = Rect::from_min_size(number.right_top(), vec2(NAME, ROW));
            let clip = ui.clip_rect();
            ui.set_clip_rect(below.intersect(clip));
            let ink = self.chrome.ink;
            let (_, is_cut) = paint_text_cut(ui, of_name, name, &regular(12.5), ink);
            ui.set_clip_rect(clip);
            let mut left = of_name.right();
            for ((_, width, _), value) in self.metrics.iter().zip(values(service)) {
                let rect = Rect::from_min_size(pos2(left, row.top()), vec2(*width, ROW));
                text(rect, &value, regular(12.0), self.chrome.text);
                left += width;
            }
            focus_ring(ui, &response, row);
            if response.clicked() {
                let part = Part::Service(service.service);
                clicked = Some(CouplingClick::Select(vec![part]));
            }
            if is_cut {
                response.on_hover_text(name);
            }
        }
        clicked
    }

    /// The numbers of the columns, at the upper edge of what is in sight.
    fn columns_ui(&self, ui: &mut Ui) {
        let area = self.seen.with_max_y(self.seen.top() + HEADER);
        let painter = ui.painter_at(area);
        painter.rect_filled(area, CornerRadius::ZERO, self.chrome.panel);
        let beside = area.with_min_x(area.left() + self.sticky);
        let in_body = ui.painter_at(beside);
        for place in self.columns() {
            let min = pos2(self.column(place), area.top());
            let cell = Rect::from_min_size(min, vec2(CELL, HEADER));
            let number = (place + 1).to_string();
            let (middle, ink) = (cell.center(), self.chrome.muted);
            in_body.text(middle, Align2::CENTER_CENTER, number, regular(11.0), ink);
            let name = service_name(self.design, self.id(place));
            let id = ui.id().with(("column", self.id(place).number()));
            let response = ui.interact(cell.intersect(beside), id, Sense::hover());
            response.widget_info(|| {
                WidgetInfo::labeled(WidgetType::Label, true, format!("Column of {name}"))
            });
            response.on_hover_text(name);
        }
        let line = area.bottom() - 0.5;
        painter.hline(area.x_range(), line, (1.0, self.chrome.line));
    }

    /// The names of the metrics, which stay in the corner.
    fn corner_ui(&self, ui: &mut Ui) {
        let corner = Rect::from_min_size(self.seen.min, Vec2::new(self.sticky, HEADER));
        let painter = ui.painter_at(corner);
        painter.rect_filled(corner, CornerRadius::ZERO, self.chrome.panel);
        let (font, ink) = (regular(11.0), self.chrome.muted);
        let name = pos2(corner.left() + NUMBER, corner.center().y);
        painter.text(name, Align2::LEFT_CENTER, "Service", font.clone(), ink);
        let mut left = corner.left() + NUMBER + NAME;
        for &(label, width, meaning) in self.metrics {
            let rect = Rect::from_min_size(pos2(left, corner.top()), vec2(width, HEADER));
            let at = pos2(rect.right() - 8.0, rect.center().y);
            painter.text(at, Align2::RIGHT_CENTER, label, font.clone(), ink);
            let response = ui.interact(rect, ui.id().with(("metric", label)), Sense::hover());
            response.on_hover_text(meaning);
            left += width;
        }
        let (right, bottom) = (corner.right() - 0.5, corner.bottom() - 0.5);
        let line = (1.0, self.chrome.line);
        painter.hline(corner.x_range(), bottom, line);
        let all = ui.painter_at(self.seen);
        all.vline(right, self.seen.y_range(), line);
    }
}

fn strongest(need: &Need) -> DependencyKind {
    let kinds = need.dependencies.iter().map(|one| one.kind());
    kinds.min().unwrap_or(DependencyKind::Reference)
}

/// `2 synchronous calls`
pub(super) fn counted(kind: DependencyKind, count: usize) -> String {
    let label = kind.label();
    match (count, kind) {
        (1, _) => format!("1 {label}"),
        (_, DependencyKind::Event) => format!("{count} feeds or events"),
        _ => format!("{count} {label}s"),
    }
}

fn values(service: &ServiceCoupling) -> [String; 6] {
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    [
        service.entities.to_string(),
        service.afferent.to_string(),
        service.efferent.to_string(),
        or_none(service.instability().map(|value| format!("{value:.2}"))),
        or_none((service.boundary.share()).map(|share| format!("{:.0} %", share * 100.0))),
        if service.in_circle {
            "circle".to_owned()
        } else {
            service.depth.to_string()
        },
    ]
}
