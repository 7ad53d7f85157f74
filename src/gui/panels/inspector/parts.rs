//! Editors that take another part: picked from a list with a filter, made anew, or gone to.

use eframe::egui::{
    Align2, Color32, Context, Id, Response, Sense, Ui, WidgetInfo, WidgetType, vec2,
};
use egui_phosphor::regular as icon;

use super::pickable::Pickable;
use super::sheet::{Attribute, Panel, SEVERAL, Shared, Sheet};
use crate::edit::{Builder, Spot};
use crate::gui::request::Request;
use crate::gui::theme;
use crate::gui::widgets::focus_ring;
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{Design, EntityId, FieldId, FieldPath, Id as PartId, Item, Reference};
use crate::session::Selection;

/// What adds to a list, at the end of its heading.
pub(super) fn adder<V: Clone + PartialEq>(
    ui: &mut Ui,
    id: Id,
    name: &str,
    fresh: Option<&'static str>,
    choices: impl FnOnce(&str) -> Vec<Choice<V>>,
) -> (Response, Option<Picked<V>>) {
    let picker = Picker {
        id,
        name,
        shown: "+ Add",
        muted: false,
        mark: None,
        width: 46.0,
        plain: true,
        fresh,
    };
    pick(ui, &picker, None, choices)
}

/// All parts of a kind, to choose from.
pub(super) fn choices<T: Pickable>(design: &Design, ctx: &Context) -> Vec<Choice<PartId<T>>> {
    let parts = design.list::<T>().iter();
    let choices = parts.map(|(id, part)| Choice {
        detail: part.detail(design),
        mark: part.mark(design, id, ctx),
        ..Choice::new(part.name().unwrap_or_default(), id)
    });
    choices.collect()
}

/// What a part is called; empty if it is gone.
pub(super) fn name_of<T: Item>(design: &Design, id: PartId<T>) -> String {
    let name = design.get(id).and_then(Item::name);
    name.unwrap_or_default().to_owned()
}

/// What a picker of parts shows.
pub(super) struct Chosen<'a> {
    /// In words.
    pub shown: &'a str,
    /// Its dot.
    pub mark: Option<Color32>,
    /// The part that an arrow behind it goes to.
    pub part: Option<Reference>,
}

impl<S: Spot> Sheet<'_, S> {
    /// A picker with an arrow to what is chosen. Returns what was picked, if that is something else.
    pub fn pick_part<V: Clone + PartialEq>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        chosen: &Chosen<'_>,
        now: Option<&V>,
        fresh: Option<&'static str>,
        choices: impl FnOnce(&str) -> Vec<Choice<V>>,
    ) -> Option<Picked<V>> {
        let name = self.name(attribute);
        let picked = super::sheet::labeled(ui, attribute, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let jump = if chosen.part.is_some() { JUMP } else { 0.0 };
                let picker = Picker {
                    id: Id::new(("pick", self.key(attribute))),
                    name: &name,
                    shown: chosen.shown,
                    muted: chosen.part.is_none(),
                    mark: chosen.mark,
                    width: ui.available_width() - jump,
                    plain: false,
                    fresh,
                };
                let (response, picked) = pick(ui, &picker, now, choices);
                super::sheet::describe(&response, attribute);
                if let Some(part) = chosen.part {
                    go_to(ui, self.panel, part, &name);
                }
                picked
            })
            .inner
        });
        picked.filter(
            |picked| !matches!((picked, now), (Picked::Value(new), Some(now)) if new == now),
        )
    }

    /// A part, or none, which `none` describes.
    pub fn part<T: Pickable>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        none: Option<&str>,
        get: impl Fn(&S::Item) -> Option<PartId<T>>,
        set: impl Fn(&mut S::Item, Option<PartId<T>>),
    ) {
        self.part_by(ui, attribute, none, get, |builder, spot, part| {
            spot.update(builder, |item| set(item, part));
        });
    }

    /// Like [`Self::part`], where more than an attribute changes.
    pub fn part_by<T: Pickable>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        none: Option<&str>,
        get: impl Fn(&S::Item) -> Option<PartId<T>>,
        set: impl Fn(&mut Builder, S, Option<PartId<T>>),
    ) {
        let design = self.panel.design;
        let now = self.shared(get);
        let part = now.same().copied().flatten();
        let found = part.and_then(|id| Some((id, design.get(id)?)));
        let shown = match (&now, &found) {
            (Shared::Several, _) => SEVERAL.to_owned(),
            (_, Some((_, part))) => {
                let name = part.name().unwrap_or_default();
                match part.detail(design) {
                    detail if detail.is_empty() || !T::SAYS_DETAIL => name.to_owned(),
                    detail => format!("{name} · {detail}"),
                }
            }
            (_, None) => none.unwrap_or("Choose…").to_owned(),
        };
        let ctx = ui.ctx().clone();
        let chosen = Chosen {
            shown: &shown,
            mark: found.and_then(|(id, part)| part.mark(design, id, &ctx)),
            part: found.map(|(id, _)| T::reference(id)),
        };
        let picked = self.pick_part(ui, attribute, &chosen, now.same(), T::FRESH, |_| {
            let none = none.map(|none| Choice::new(none, None));
            let parts = choices::<T>(design, &ctx).into_iter();
            none.into_iter()
                .chain(parts.map(|choice| choice.map(Some)))
                .collect()
        });
        match picked {
            Some(Picked::Value(value)) => {
                let step = self.build(attribute.label, |builder, spot| set(builder, spot, value));
                self.panel.apply(step);
            }
            Some(Picked::Fresh(name)) => self.fresh(attribute, &name, set),
            _ => {}
        }
    }

    /// Makes a part and puts it into the attribute. Without a name, the name is asked for next.
    fn fresh<T: Pickable>(
        &self,
        attribute: Attribute,
        name: &str,
        set: impl Fn(&mut Builder, S, Option<PartId<T>>),
    ) {
        let wanted = if name.is_empty() {
            T::KIND.label()
        } else {
            name
        };
        let label = format!("Add {wanted} as {} of {}", attribute.label, self.what);
        let mut builder = Builder::new(self.panel.design, label);
        let id = T::make(&mut builder, wanted);
        for spot in &self.spots {
            set(&mut builder, *spot, Some(id));
        }
        self.panel.apply(builder.finish());
        if name.is_empty() {
            self.panel
                .push(Request::Select(Selection::of(T::reference(id))));
            self.panel.push(Request::Edit(T::slot(id)));
        }
    }

    /// A field of an entity, or none, which `none` describes.
    pub fn own_field(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        entity: EntityId,
        none: Option<&str>,
        get: impl Fn(&S::Item) -> Option<FieldId>,
        set: impl Fn(&mut S::Item, Option<FieldId>),
    ) {
        let design = self.panel.design;
        let now = self.shared(get);
        let field = now.same().copied().flatten();
        let shown = match field {
            Some(field) => field_name(design, entity, field),
            None => none.unwrap_or("Choose…").to_owned(),
        };
        let picked = self.pick(ui, attribute, &shown, field.is_none(), now.same(), || {
            let none = none.map(|none| Choice::new(none, None));
            let fields = own_fields(design, entity).into_iter();
            let fields = fields.map(|choice| choice.map(Some));
            none.into_iter().chain(fields).collect()
        });
        if let Some(field) = picked {
            self.change(attribute.label, |item| set(item, field));
        }
    }

    /// A field of any entity, or none, which `none` describes.
    pub fn any_field(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        none: Option<&str>,
        now: Option<FieldPath>,
        set: impl Fn(&mut S::Item, Option<FieldPath>),
    ) {
        let design = self.panel.design;
        let shown = now.map_or_else(
            || none.unwrap_or("Choose…").to_owned(),
            |path| path_name(design, path),
        );
        let chosen = Chosen {
            shown: &shown,
            mark: None,
            part: now.map(Reference::Field),
        };
        let picked = self.pick_part(ui, attribute, &chosen, Some(&now), None, |filter| {
            let none = none.map(|none| Choice::new(none, None));
            let fields = all_fields(design, filter).into_iter();
            none.into_iter()
                .chain(fields.map(|choice| choice.map(Some)))
                .collect()
        });
        if let Some(Picked::Value(value)) = picked {
            self.change(attribute.label, |item| set(item, value));
        }
    }
}

/// Width of the button that leads to a part, with the space before it.
const JUMP: f32 = 20.0;

/// A button that leads to a part.
fn go_to(ui: &mut Ui, panel: &Panel<'_>, part: Reference, of: &str) {
    let name = format!("Go to {}", of.to_lowercase());
    let chrome = theme::chrome(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(JUMP - 2.0, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Link, ui.is_enabled(), &name));
    let color = if response.hovered() {
        chrome.accent
    } else {
        chrome.faint
    };
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        icon::ARROW_RIGHT,
        theme::icons(12.0),
        color,
    );
    focus_ring(ui, &response, rect);
    if response.clicked() {
        panel.push(Request::Reveal(part));
    }
    response.on_hover_text(name);
}

/// The fields of an entity, to choose from.
pub(super) fn own_fields(design: &Design, entity: EntityId) -> Vec<Choice<FieldId>> {
    let Some(entity) = design.get(entity) else {
        return Vec::new();
    };
    let fields = entity.fields.iter().map(|field| Choice {
        detail: field.data_type.clone(),
        ..Choice::new(&field.name, field.id)
    });
    fields.collect()
}

/// Fields of all entities whose names hold a text; no more than anyone would read.
pub(super) fn all_fields(design: &Design, filter: &str) -> Vec<Choice<FieldPath>> {
    const MOST: usize = 300;
    let entities = design.entities().iter();
    let fields = entities.flat_map(|(id, entity)| {
        entity.fields.iter().map(move |field| {
            let path = FieldPath {
                entity: id,
                field: field.id,
            };
            Choice {
                detail: entity.detail(design),
                ..Choice::new(format!("{}.{}", entity.name, field.name), path)
            }
        })
    });
    fields
        .filter(|choice| {
            filter.is_empty()
                || choice.label.to_lowercase().contains(filter)
                || choice.detail.to_lowercase().contains(filter)
        })
        .take(MOST)
        .collect()
}

/// What a field is called inside its entity.
pub(super) fn field_name(design: &Design, entity: EntityId, field: FieldId) -> String {
    let found = design.get(entity).and_then(|entity| entity.field(field));
    found.map_or(String::new(), |field| field.name.clone())
}

/// What a field is called together with its entity.
pub(super) fn path_name(design: &Design, path: FieldPath) -> String {
    let entity = name_of(design, path.entity);
    format!("{entity}.{}", field_name(design, path.entity, path.field))
}
