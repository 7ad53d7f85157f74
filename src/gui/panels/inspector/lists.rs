//! Attributes that are lists: names, fields of an entity, parts.

use eframe::egui::{Id, Ui};

use super::parts;
use super::pickable::Pickable;
use super::sheet::{Attribute, SEVERAL, Sheet};
use crate::edit::Spot;
use crate::gui::request::Request;
use crate::gui::widgets::chips::chips;
use crate::gui::widgets::entry::{Entry, entry};
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{EntityId, FieldId, Id as PartId};

impl<S: Spot> Sheet<'_, S> {
    /// Names, one after the other.
    pub fn names(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        hint: &str,
        get: impl Fn(&S::Item) -> &Vec<String>,
        get_mut: impl Fn(&mut S::Item) -> &mut Vec<String>,
    ) {
        let now = self.shared(|item| get(item).clone());
        let key = format!("{} new", self.key(attribute));
        let name = self.name(attribute);
        super::sheet::labeled(ui, attribute, |ui| {
            if let Some(edit) = self.chips(ui, attribute, now.same().cloned().unwrap_or_default()) {
                self.change(attribute.label, |item| edit.apply(get_mut(item)));
            }
            let field = Entry {
                key,
                name: format!("Add to {}", name.to_lowercase()),
                text: "",
                hint: if now.same().is_none() {
                    SEVERAL.to_owned()
                } else {
                    hint.to_owned()
                },
                lines: 1,
                width: ui.available_width(),
            };
            let mut push = |request: Request| self.panel.push(request);
            let response = entry(ui, self.panel.state, field, &mut push, |text| {
                let text = text.trim().to_owned();
                Ok(self.step(attribute.label, |item| {
                    let list = get_mut(item);
                    if !text.is_empty() && !list.contains(&text) {
                        list.push(text.clone());
                    }
                }))
            });
            super::sheet::describe(&response, attribute);
        });
    }

    /// Fields of an entity, in order.
    pub fn own_fields(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        entity: EntityId,
        get: impl Fn(&S::Item) -> &Vec<FieldId>,
        get_mut: impl Fn(&mut S::Item) -> &mut Vec<FieldId>,
    ) {
        let design = self.panel.design;
        let now = self.shared(|item| get(item).clone());
        let fields = now.same().cloned().unwrap_or_default();
        let names = fields
            .iter()
            .map(|f| parts::field_name(design, entity, *f))
            .collect();
        super::sheet::labeled(ui, attribute, |ui| {
            if let Some(edit) = self.chips(ui, attribute, names) {
                self.change(attribute.label, |item| edit.apply(get_mut(item)));
            }
            let picked = self.add(ui, attribute, "Add a field", None, || {
                let mut choices = parts::own_fields(design, entity);
                choices.retain(|choice| !fields.contains(&choice.value));
                choices
            });
            if let Some(Picked::Value(field)) = picked {
                self.change(attribute.label, |item| get_mut(item).push(field));
            }
        });
    }

    /// Parts, in no particular order.
    pub fn parts<T: Pickable>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        add: &str,
        get: impl Fn(&S::Item) -> &Vec<PartId<T>>,
        get_mut: impl Fn(&mut S::Item) -> &mut Vec<PartId<T>>,
    ) {
        let get = |item: &S::Item| get(item).clone();
        self.parts_of(ui, attribute, add, get, |item, list| *get_mut(item) = list);
    }

    /// Like [`Self::parts`], where the list is not always there.
    pub fn parts_of<T: Pickable>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        add: &str,
        get: impl Fn(&S::Item) -> Vec<PartId<T>>,
        set: impl Fn(&mut S::Item, Vec<PartId<T>>),
    ) {
        let design = self.panel.design;
        let now = self.shared(&get);
        let list = now.same().cloned().unwrap_or_default();
        let names = list.iter().map(|id| parts::name_of(design, *id)).collect();
        let changed = |item: &mut S::Item, change: &dyn Fn(&mut Vec<PartId<T>>)| {
            let mut list = get(item);
            change(&mut list);
            set(item, list);
        };
        super::sheet::labeled(ui, attribute, |ui| {
            if let Some(edit) = self.chips(ui, attribute, names) {
                self.change(attribute.label, |item| {
                    changed(item, &|list| edit.apply(list));
                });
            }
            let ctx = ui.ctx().clone();
            let picked = self.add(ui, attribute, add, T::FRESH, || {
                let mut choices = parts::choices::<T>(design, &ctx);
                choices.retain(|choice| !list.contains(&choice.value));
                choices
            });
            let step = match picked {
                Some(Picked::Value(part)) => self.step(attribute.label, |item| {
                    changed(item, &|list| list.push(part));
                }),
                Some(Picked::Fresh(name)) => {
                    let wanted = if name.is_empty() {
                        T::KIND.label()
                    } else {
                        &name
                    };
                    let label = format!("Add {wanted} to {}", self.what);
                    let mut builder = crate::edit::Builder::new(design, label);
                    let part = T::make(&mut builder, wanted);
                    for spot in &self.spots {
                        spot.update(&mut builder, |item| changed(item, &|list| list.push(part)));
                    }
                    builder.finish()
                }
                None => return,
            };
            self.panel.apply(step);
        });
    }

    fn chips(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        names: Vec<String>,
    ) -> Option<crate::gui::widgets::chips::ChipEdit> {
        if names.is_empty() {
            return None;
        }
        let id = Id::new(("chips", self.key(attribute)));
        let edit = chips(
            ui,
            id,
            &self.name(attribute).to_lowercase(),
            &names,
            true,
            |_| {},
        );
        ui.add_space(1.0);
        edit
    }

    fn add<V: Clone + PartialEq>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        text: &str,
        fresh: Option<&'static str>,
        choices: impl FnOnce() -> Vec<Choice<V>>,
    ) -> Option<Picked<V>> {
        let name = format!("{text}: {}", self.name(attribute).to_lowercase());
        let picker = Picker {
            id: Id::new(("add", self.key(attribute))),
            name: &name,
            shown: text,
            muted: true,
            mark: None,
            width: ui.available_width(),
            plain: false,
            fresh,
        };
        let (response, picked) = pick(ui, &picker, None, |_| choices());
        super::sheet::describe(&response, attribute);
        picked
    }
}

/// Names and types, one pair a line: `id: uuid`.
pub(super) fn pairs_to_text(pairs: &[(String, String)]) -> String {
    let lines: Vec<String> = pairs
        .iter()
        .map(|(name, data_type)| match data_type.as_str() {
            "" => name.clone(),
            data_type => format!("{name}: {data_type}"),
        })
        .collect();
    lines.join("\n")
}

/// Reads what [`pairs_to_text`] writes.
pub(super) fn pairs_of_text(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, data_type) = line.split_once(':').unwrap_or((line, ""));
        let (name, data_type) = (name.trim().to_owned(), data_type.trim().to_owned());
        if name.is_empty() {
            return Err(format!("Write a name before the colon in `{line}`"));
        }
        if pairs.iter().any(|(other, _)| *other == name) {
            return Err(format!("`{name}` is there twice"));
        }
        pairs.push((name, data_type));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_are_written_and_read_a_line_each() {
        let pairs = vec![
            ("id".to_owned(), "uuid".to_owned()),
            ("note".to_owned(), String::new()),
        ];
        assert_eq!(pairs_to_text(&pairs), "id: uuid\nnote");
        assert_eq!(pairs_of_text(" id :uuid\n\nnote "), Ok(pairs));
        assert_eq!(pairs_of_text("id\nid"), Err("`id` is there twice".into()));
    }
}
