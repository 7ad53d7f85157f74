//! The outline: services with their entities, stores and zones, with a filter.

use eframe::egui::{CornerRadius, Id, Rect, ScrollArea, Ui, WidgetInfo, WidgetType, pos2, vec2};

use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, Chrome, color, regular, semi_bold};
use crate::gui::widgets::{filter_field, list_row, paint_text};
use crate::model::{Design, EntityId, Reference, ServiceId, StoreId, ZoneId};
use crate::scene::palette::{Palette, Rgba};
use crate::session::Selection;

const ROW: f32 = 21.0;

/// A row of the outline.
#[derive(Clone, Copy)]
enum Row {
    /// A heading above stores or zones, or above entities of no service.
    Heading(&'static str),
    Service(ServiceId),
    Entity(EntityId),
    Store(StoreId),
    Zone(ZoneId),
}

impl Row {
    fn part(self) -> Option<Reference> {
        match self {
            Self::Heading(_) => None,
            Self::Service(id) => Some(Reference::Service(id)),
            Self::Entity(id) => Some(Reference::Entity(id)),
            Self::Store(id) => Some(Reference::Store(id)),
            Self::Zone(id) => Some(Reference::Zone(id)),
        }
    }
}

/// Shows the outline. Returns the part under the pointer.
pub(super) fn ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) -> Option<Reference> {
    let chrome = theme::chrome(ui.ctx());
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        ui.label(
            eframe::egui::RichText::new("OUTLINE")
                .font(semi_bold(10.5))
                .color(chrome.muted),
        );
    });
    ui.add_space(7.0);
    let mut filter = state.filter.clone();
    let field = filter_field(ui, &mut filter, "Filter…");
    field.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, "Filter the outline");
        info.current_text_value = Some(filter.clone());
        info
    });
    if field.changed() {
        requests.push(Request::Filter(filter.clone()));
    }
    ui.add_space(7.0);
    let design = state.design();
    let rows = rows(design, &filter);
    if rows.is_empty() {
        ui.add_space(4.0);
        let text = if filter.trim().is_empty() {
            "Nothing in the design yet"
        } else {
            "Nothing has this in its name"
        };
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(
                eframe::egui::RichText::new(text)
                    .font(regular(12.0))
                    .color(chrome.muted),
            );
        });
    }
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if state.outline_follows
        && let Some(part) = state.document.selection.single()
        && let Some(place) = rows.iter().position(|row| row.part() == Some(part))
    {
        let top = place as f32 * ROW;
        area = area.vertical_scroll_offset((top - ui.available_height() / 2.0).max(0.0));
    }
    let mut hovered = None;
    area.show_rows(ui, ROW, rows.len(), |ui, shown| {
        for row in rows.get(shown).unwrap_or_default() {
            if row_ui(ui, state, *row, &chrome, requests) {
                hovered = row.part();
            }
        }
    });
    hovered
}

/// The rows that the filter lets through; a service stays when one of its entities does.
fn rows(design: &Design, filter: &str) -> Vec<Row> {
    let filter = filter.trim().to_lowercase();
    let fits = |name: &str| filter.is_empty() || name.to_lowercase().contains(&filter);
    // One pass over the entities, however many services there are.
    let mut members: Vec<Vec<EntityId>> = vec![Vec::new(); design.services().len() + 1];
    for (id, entity) in design.entities().iter() {
        let place = entity
            .service
            .and_then(|service| design.services().place(service));
        let place = place.unwrap_or(design.services().len());
        if let Some(list) = members.get_mut(place) {
            list.push(id);
        }
    }
    let mut rows = Vec::new();
    for ((id, service), entities) in design.services().iter().zip(&members) {
        let all = fits(&service.name);
        let shown: Vec<EntityId> = entities
            .iter()
            .copied()
            .filter(|id| all || design.get(*id).is_some_and(|entity| fits(&entity.name)))
            .collect();
        if all || !shown.is_empty() {
            rows.push(Row::Service(id));
            rows.extend(shown.into_iter().map(Row::Entity));
        }
    }
    let free = members.pop().unwrap_or_default();
    let mut list = |heading: &'static str, items: Vec<Row>| {
        if !items.is_empty() {
            if !rows.is_empty() || heading != NO_SERVICE || !design.services().is_empty() {
                rows.push(Row::Heading(heading));
            }
            rows.extend(items);
        }
    };
    let named = free
        .into_iter()
        .filter(|id| design.get(*id).is_some_and(|entity| fits(&entity.name)));
    list(NO_SERVICE, named.map(Row::Entity).collect());
    let stores = design
        .stores()
        .iter()
        .filter(|(_, store)| fits(&store.name));
    list("Stores", stores.map(|(id, _)| Row::Store(id)).collect());
    let zones = design.zones().iter().filter(|(_, zone)| fits(&zone.name));
    list("Zones", zones.map(|(id, _)| Row::Zone(id)).collect());
    rows
}

const NO_SERVICE: &str = "No service";

/// Shows a row. Returns whether the pointer is over it.
fn row_ui(
    ui: &mut Ui,
    state: &State,
    row: Row,
    chrome: &Chrome,
    requests: &mut Vec<Request>,
) -> bool {
    let design = state.design();
    let palette = theme::palette(ui.ctx());
    let Some(part) = row.part() else {
        let (rect, _) = ui.allocate_exact_size(
            vec2(ui.available_width(), ROW),
            eframe::egui::Sense::hover(),
        );
        if let Row::Heading(text) = row {
            let inner = inset(rect, 8.0);
            let inner = Rect::from_min_max(inner.min + vec2(0.0, 4.0), inner.max);
            paint_text(
                ui,
                inner,
                &text.to_uppercase(),
                &semi_bold(10.5),
                chrome.muted,
            );
        }
        return false;
    };
    let selected = state.document.selection.contains(part);
    let (response, rect) = list_row(
        ui,
        Id::new(("outline", part_key(part))),
        ROW,
        selected,
        chrome,
    );
    let name = match row {
        Row::Service(id) => {
            let name = design
                .get(id)
                .map(|service| service.name.as_str())
                .unwrap_or_default();
            square(ui, rect, service_color(design, palette, id));
            paint_text(ui, inset(rect, 24.0), name, &semi_bold(12.5), chrome.ink);
            name
        }
        Row::Entity(id) => {
            let entity = design.get(id);
            let zone = entity
                .and_then(|entity| entity.zone)
                .and_then(|zone| design.get(zone));
            dot(
                ui,
                rect,
                30.0,
                palette.consistency(zone.map(|zone| zone.consistency)),
            );
            let name = entity
                .map(|entity| entity.name.as_str())
                .unwrap_or_default();
            let ink = if selected { chrome.ink } else { chrome.text };
            paint_text(ui, inset(rect, 42.0), name, &regular(12.0), ink);
            name
        }
        Row::Store(id) => {
            let store = design.get(id);
            let name = store.map(|store| store.name.as_str()).unwrap_or_default();
            let end = paint_text(ui, inset(rect, 24.0), name, &regular(12.0), chrome.text);
            square(ui, rect, palette.unset);
            if let Some(store) = store {
                let rest = Rect::from_min_max(pos2(end + 8.0, rect.top()), inset(rect, 8.0).max);
                if rest.width() > 30.0 {
                    paint_text(ui, rest, store.engine.label(), &regular(11.0), chrome.faint);
                }
            }
            name
        }
        Row::Zone(id) => {
            let zone = design.get(id);
            let name = zone.map(|zone| zone.name.as_str()).unwrap_or_default();
            dot(
                ui,
                rect,
                14.0,
                palette.consistency(zone.map(|zone| zone.consistency)),
            );
            let end = paint_text(ui, inset(rect, 24.0), name, &regular(12.0), chrome.text);
            if let Some(zone) = zone {
                let rest = Rect::from_min_max(pos2(end + 8.0, rect.top()), inset(rect, 8.0).max);
                if rest.width() > 30.0 {
                    paint_text(
                        ui,
                        rest,
                        zone.consistency.label(),
                        &regular(11.0),
                        chrome.faint,
                    );
                }
            }
            name
        }
        Row::Heading(_) => "",
    };
    response
        .widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, selected, name));
    if response.double_clicked() {
        requests.push(Request::Reveal(part));
    } else if response.clicked() {
        let extend = ui.input(|input| input.modifiers.shift || input.modifiers.command);
        let mut selection = state.document.selection.clone();
        if extend {
            selection.toggle(part);
        } else {
            selection = Selection::of(part);
        }
        requests.push(Request::Select(selection));
    }
    response.hovered()
}

fn inset(rect: Rect, left: f32) -> Rect {
    Rect::from_min_max(
        pos2(rect.left() + left, rect.top()),
        pos2(rect.right() - 6.0, rect.bottom()),
    )
}

fn square(ui: &Ui, rect: Rect, fill: Rgba) {
    let square =
        Rect::from_center_size(pos2(rect.left() + 14.0, rect.center().y), vec2(10.0, 10.0));
    ui.painter()
        .rect_filled(square, CornerRadius::same(2), color(fill));
}

fn dot(ui: &Ui, rect: Rect, x: f32, fill: Rgba) {
    ui.painter()
        .circle_filled(pos2(rect.left() + x, rect.center().y), 4.0, color(fill));
}

/// The hue of a service, as its boundary has it.
pub(super) fn service_color(design: &Design, palette: &Palette, id: ServiceId) -> Rgba {
    let chosen = design
        .get(id)
        .and_then(|service| service.color)
        .map(Rgba::from);
    chosen.unwrap_or_else(|| palette.hue(design.services().place(id).unwrap_or_default()))
}

/// Tells rows apart through renames.
pub(super) fn part_key(part: Reference) -> (&'static str, u32) {
    match part {
        Reference::Service(id) => ("service", id.number()),
        Reference::Store(id) => ("store", id.number()),
        Reference::Zone(id) => ("zone", id.number()),
        Reference::Entity(id) => ("entity", id.number()),
        Reference::Field(path) => ("field", path.field.number()),
        Reference::Relationship(id) => ("relationship", id.number()),
        Reference::Operation(id) => ("operation", id.number()),
        Reference::Feed(id) => ("feed", id.number()),
        Reference::Saga(id) => ("saga", id.number()),
    }
}
