//! The fields of an entity: names and types in place, keys and marks in a menu at the end of the row.

use eframe::egui::{
    self, Align2, Id, Rect, RichText, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as icon;

use super::field_menu;
use crate::edit::Builder;
use crate::gui::line_field::line_field;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::gui::typing::{At, Focus, LineEvent, Part, Surface};
use crate::gui::widgets::{TextLook, text_that_opens};
use crate::model::{Design, Entity, EntityId, Field, FieldPath, Role};
use crate::scene::palette::{Palette, Rgba};
use crate::session::text_slot::TextSlot;

const ROW: f32 = 24.0;

pub(super) fn ui(
    ui: &mut Ui,
    state: &State,
    id: EntityId,
    entity: &Entity,
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new("FIELDS")
                .font(semi_bold(10.5))
                .color(chrome.muted),
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let add = RichText::new("+ Add")
                .font(semi_bold(12.0))
                .color(chrome.accent);
            let add = ui.add(egui::Button::new(add).frame(false));
            add.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, "Add a field"));
            if add.clicked() {
                let place = entity.fields.len();
                let at = At::New { entity: id, place };
                requests.push(Request::Line(LineEvent::Open(Surface::List, at)));
            }
        });
    });
    guesses_ui(ui, state.document.design(), id, entity, requests);
    let foreign = foreign_fields(state.design(), id);
    ui.spacing_mut().item_spacing.y = 0.0;
    for (place, field) in entity.fields.iter().enumerate() {
        let path = FieldPath {
            entity: id,
            field: field.id,
        };
        new_line_ui(ui, state, id, place, requests);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        // Out of sight, out of the frame: an entity may have hundreds of fields.
        if ui.is_rect_visible(rect) {
            row_ui(
                ui,
                rect,
                state,
                path,
                field,
                place,
                foreign.contains(&field.id),
                requests,
            );
        }
    }
    new_line_ui(ui, state, id, entity.fields.len(), requests);
    ui.spacing_mut().item_spacing.y = 3.0;
}

/// The line of a field that is not there yet, if it is typed at this place.
fn new_line_ui(
    ui: &mut Ui,
    state: &State,
    entity: EntityId,
    place: usize,
    requests: &mut Vec<Request>,
) {
    let at = At::New { entity, place };
    if state.typing.open_at(Surface::List, at).is_some() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        line_ui(ui, rect, state, requests);
    }
}

fn line_ui(ui: &mut Ui, rect: Rect, state: &State, requests: &mut Vec<Request>) {
    let rect = rect.expand2(vec2(6.0, 0.0));
    if let Some(response) = line_field(ui, rect, state, 12.0, 6.0, requests)
        && state
            .typing
            .open
            .as_ref()
            .is_some_and(|open| open.focus == Focus::Wanted)
    {
        response.scroll_to_me(None);
    }
}

/// The fields at the child's end of a relationship.
fn foreign_fields(design: &Design, id: EntityId) -> Vec<crate::model::FieldId> {
    let relationships = design.relationships().iter();
    relationships
        .filter(|(_, r)| r.from.entity == id)
        .flat_map(|(_, r)| r.from.fields.iter().copied())
        .collect()
}

/// Says that marks were guessed, and asks whether to keep them.
fn guesses_ui(
    ui: &mut Ui,
    design: &Design,
    id: EntityId,
    entity: &Entity,
    requests: &mut Vec<Request>,
) {
    let guessed = entity
        .fields
        .iter()
        .filter(|field| field.inferred && !field.roles.is_empty())
        .count();
    if guessed == 0 {
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    ui.horizontal(|ui| {
        let text = match guessed {
            1 => "1 mark was guessed from the name".to_owned(),
            many => format!("{many} marks were guessed from names"),
        };
        ui.label(RichText::new(text).font(regular(11.5)).color(chrome.muted));
        let keep = RichText::new("Keep all")
            .font(regular(11.5))
            .color(chrome.accent);
        if ui.add(egui::Button::new(keep).frame(false)).clicked() {
            let mut builder = Builder::new(design, format!("Keep the marks of {}", entity.name));
            builder.update(id, |entity: &mut Entity| {
                for field in &mut entity.fields {
                    field.inferred = false;
                }
            });
            requests.push(Request::Apply(builder.finish()));
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "one row, drawn in one place")]
fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    path: FieldPath,
    field: &Field,
    place: usize,
    foreign: bool,
    requests: &mut Vec<Request>,
) {
    if state
        .typing
        .open_at(Surface::List, At::Field(path))
        .is_some()
    {
        line_ui(ui, rect, state, requests);
        return;
    }
    let chrome = theme::chrome(ui.ctx());
    let palette = theme::palette(ui.ctx());
    let stripe = rect.expand2(vec2(6.0, 0.0));
    if place.is_multiple_of(2) {
        ui.painter().rect_filled(stripe, 4, color(palette.stripe));
    }
    let marks = marks(field, foreign, palette);
    let marks_width = (rect.width() * 0.3).max(60.0);
    let type_width = (rect.width() - marks_width) * 0.42;
    let name_width = rect.width() - marks_width - type_width;
    let strike = field.lifecycle.is_deprecated();
    let name = TextLook {
        font: if field.key {
            semi_bold(12.0)
        } else {
            regular(12.0)
        },
        color: if strike { chrome.muted } else { chrome.ink },
        hint: "name",
        width: name_width - 12.0,
        height: ROW - 2.0,
        strike,
        wrap: false,
    };
    let data_type = TextLook {
        font: regular(11.0),
        color: chrome.muted,
        hint: "type",
        width: type_width - 12.0,
        height: ROW - 2.0,
        strike: false,
        wrap: false,
    };
    let mut cell = |x: f32, slot, part, look: &TextLook| {
        let at = Rect::from_min_size(pos2(x, rect.top() + 1.0), vec2(look.width, look.height));
        ui.scope_builder(egui::UiBuilder::new().max_rect(at), |ui| {
            if text_that_opens(ui, state, slot, look) {
                let open = LineEvent::OpenPart(Surface::List, At::Field(path), part);
                requests.push(Request::Line(open));
            }
        });
    };
    cell(rect.left(), TextSlot::FieldName(path), Part::Name, &name);
    cell(
        rect.left() + name_width,
        TextSlot::FieldType(path),
        Part::Type,
        &data_type,
    );
    let end = Rect::from_min_max(pos2(rect.right() - marks_width, rect.top()), rect.max);
    marks_ui(ui, end, state, path, field, &marks, requests);
}

/// What a field is, in short, and in which color.
fn marks(field: &Field, foreign: bool, palette: &Palette) -> Vec<(String, Rgba)> {
    let mut marks = Vec::new();
    if field.key {
        marks.push(("PK".to_owned(), palette.muted));
    }
    if foreign {
        marks.push(("FK".to_owned(), palette.muted));
    }
    if field.unique && !field.key {
        marks.push(("unique".to_owned(), palette.muted));
    }
    for role in &field.roles {
        let mark = if field.inferred {
            format!("{}?", role.label())
        } else {
            role.label().to_owned()
        };
        marks.push((mark, role_color(role, palette)));
    }
    if field.null {
        marks.push(("null".to_owned(), palette.faint));
    }
    marks
}

fn role_color<P>(role: &Role<P>, palette: &Palette) -> Rgba {
    match role {
        Role::SoftDelete => palette.role_delete,
        Role::RowVersion | Role::SchemaVersion => palette.role_version,
        Role::CorrelationId | Role::Tenant | Role::IdempotencyKey => palette.role_identity,
        Role::Status | Role::CreatedAt | Role::UpdatedAt => palette.role_state,
        Role::CopyOf(_) | Role::AggregateOf(_) => palette.role_copy,
        Role::Sensitive => palette.role_sensitive,
    }
}

/// The marks at the end of a row; clicking them opens the menu of the field.
fn marks_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    path: FieldPath,
    field: &Field,
    marks: &[(String, Rgba)],
    requests: &mut Vec<Request>,
) {
    let chrome = theme::chrome(ui.ctx());
    let id = Id::new(("field marks", path.entity.number(), path.field.number()));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Button, true, format!("Marks of {}", field.name))
    });
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect.shrink2(vec2(0.0, 2.0)), 4, chrome.hover);
    }
    let mut x = rect.right() - 4.0;
    if marks.is_empty() && response.hovered() {
        ui.painter().text(
            pos2(x, rect.center().y),
            Align2::RIGHT_CENTER,
            icon::DOTS_THREE,
            theme::icons(14.0),
            chrome.muted,
        );
    }
    // The most telling ones are last, next to the edge; those without room are in the menu.
    for (place, (text, hue)) in marks.iter().enumerate().rev() {
        let galley = ui.fonts_mut(|f| f.layout_no_wrap(text.clone(), regular(10.5), color(*hue)));
        if x - galley.size().x < rect.left() {
            if place + 1 == marks.len() {
                let cut =
                    Rect::from_min_max(pos2(rect.left() + 2.0, rect.top()), pos2(x, rect.bottom()));
                crate::gui::widgets::paint_text(ui, cut, text, &regular(10.5), color(*hue));
            }
            break;
        }
        x -= galley.size().x;
        let at = pos2(x, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color(*hue));
        x -= 6.0;
    }
    let hover = marks
        .iter()
        .map(|(text, _)| text.as_str())
        .collect::<Vec<_>>()
        .join(" · ");
    let response = if hover.is_empty() {
        response
    } else {
        response.on_hover_text(hover)
    };
    egui::Popup::menu(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        // With the frames of its check boxes, which menus leave out.
        .style(egui::style::StyleModifier::default())
        .show(|ui| field_menu::ui(ui, state.document.design(), path, requests));
}
