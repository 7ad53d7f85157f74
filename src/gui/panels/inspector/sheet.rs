//! A sheet: attributes of one part, or of several at once, each with a label and an editor.
//!
//! An editor shows what all parts have in common, "several" where they differ, and changes all of them in one step.

use std::cell::RefCell;

use eframe::egui::{self, Id, Response, RichText, Ui, vec2};

use crate::base::quantity::Unit;
use crate::edit::{Builder, Spot, Transaction};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, regular};
use crate::gui::widgets::entry::{Entry, entry};
use crate::gui::widgets::paint_text;
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::Design;

use super::words::Words;

/// What the panel reads, and what it asks for.
pub(super) struct Panel<'a> {
    /// Everything that the window shows.
    pub state: &'a State,
    /// The design, without what a gesture would do to it.
    pub design: &'a Design,
    requests: RefCell<Vec<Request>>,
}

impl<'a> Panel<'a> {
    /// A panel that has asked for nothing.
    pub fn new(state: &'a State) -> Self {
        Self {
            state,
            design: state.document.design(),
            requests: RefCell::default(),
        }
    }

    /// Asks for something.
    pub fn push(&self, request: Request) {
        self.requests.borrow_mut().push(request);
    }

    /// Asks for a change of the design.
    pub fn apply(&self, transaction: Transaction) {
        self.push(Request::Apply(transaction));
    }

    /// Everything that was asked for.
    pub fn into_requests(self) -> Vec<Request> {
        self.requests.into_inner()
    }
}

/// An attribute of the model.
#[derive(Clone, Copy)]
pub(super) struct Attribute {
    /// The type and the name in the file, as `Store.pool`; a variant of a type stands between: `Lifecycle.Deprecated.since`.
    pub path: &'static str,
    /// What it is called in the window.
    pub label: &'static str,
    /// What it means, for someone who knows databases but not this program.
    pub help: &'static str,
}

/// An attribute.
pub(super) const fn attribute(
    path: &'static str,
    label: &'static str,
    help: &'static str,
) -> Attribute {
    Attribute { path, label, help }
}

/// What several parts have in an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shared<V> {
    /// All the same.
    Same(V),
    /// Not all the same.
    Several,
}

impl<V> Shared<V> {
    /// What all have.
    pub fn same(&self) -> Option<&V> {
        match self {
            Self::Same(value) => Some(value),
            Self::Several => None,
        }
    }
}

/// What stands where parts differ.
pub(super) const SEVERAL: &str = "several";

/// Attributes of one or several parts.
pub(super) struct Sheet<'a, S: Spot> {
    /// The panel that it is in.
    pub panel: &'a Panel<'a>,
    /// The parts.
    pub spots: Vec<S>,
    /// What they are in the design.
    pub items: Vec<&'a S::Item>,
    /// What steps of the history call them: "order", "12 entities".
    pub what: String,
    /// What tells the names of editors apart from those of other sheets: " of read customer".
    pub suffix: String,
}

impl<'a, S: Spot> Sheet<'a, S> {
    /// A sheet of parts; none if none of them is there.
    pub fn new(
        panel: &'a Panel<'a>,
        spots: impl IntoIterator<Item = S>,
        what: impl Into<String>,
    ) -> Option<Self> {
        let (spots, items): (Vec<S>, Vec<&S::Item>) = spots
            .into_iter()
            .filter_map(|spot| Some((spot, spot.get(panel.design)?)))
            .unzip();
        (!items.is_empty()).then(|| Self {
            panel,
            spots,
            items,
            what: what.into(),
            suffix: String::new(),
        })
    }

    /// The same sheet, whose editors are called differently.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// The first part.
    pub fn first(&self) -> Option<(S, &'a S::Item)> {
        Some((*self.spots.first()?, *self.items.first()?))
    }

    /// What the parts have in common.
    pub fn shared<V: PartialEq>(&self, get: impl Fn(&'a S::Item) -> V) -> Shared<V> {
        let mut values = self.items.iter().map(|item| get(item));
        let Some(first) = values.next() else {
            return Shared::Several;
        };
        if values.all(|value| value == first) {
            Shared::Same(first)
        } else {
            Shared::Several
        }
    }

    /// A step that changes every part.
    pub fn step(&self, what: &str, update: impl Fn(&mut S::Item)) -> Transaction {
        self.build(what, |builder, spot| spot.update(builder, &update))
    }

    /// A step that does something about every part.
    pub fn build(&self, what: &str, each: impl Fn(&mut Builder, S)) -> Transaction {
        let mut builder = Builder::new(self.panel.design, self.label(what));
        for spot in &self.spots {
            each(&mut builder, *spot);
        }
        builder.finish()
    }

    /// Changes every part in one step.
    pub fn change(&self, what: &str, update: impl Fn(&mut S::Item)) {
        self.panel.apply(self.step(what, update));
    }

    fn label(&self, what: &str) -> String {
        format!("Change {} of {}", in_sentence(what), self.what)
    }

    /// Tells the editor of an attribute apart from all others.
    pub fn key(&self, attribute: Attribute) -> String {
        let mut key = String::new();
        for spot in self.spots.iter().take(2) {
            key.push_str(&spot.key());
            key.push(' ');
        }
        format!("{key}{} {}", self.spots.len(), attribute.path)
    }

    /// What the editor of an attribute is called.
    pub fn name(&self, attribute: Attribute) -> String {
        format!("{}{}", attribute.label, self.suffix)
    }

    /// One of the values of a small type; the default stays in the background.
    pub fn choice<V: Words>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        get: impl Fn(&S::Item) -> V,
        set: impl Fn(&mut S::Item, V),
    ) {
        let now = self.shared(get);
        let shown = now.same().map_or(SEVERAL, |value| value.label());
        let muted = now.same().is_none_or(|value| V::DEFAULT == Some(*value));
        let picked = self.pick(ui, attribute, shown, muted, now.same(), || {
            V::choices().collect()
        });
        if let Some(value) = picked {
            self.change(attribute.label, |item| set(item, value));
        }
    }

    /// One of the values of a small type, or none, which `none` describes.
    pub fn optional<V: Words>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        none: &str,
        get: impl Fn(&S::Item) -> Option<V>,
        set: impl Fn(&mut S::Item, Option<V>),
    ) {
        let now = self.shared(get);
        let shown = match &now {
            Shared::Same(Some(value)) => value.label(),
            Shared::Same(None) => none,
            Shared::Several => SEVERAL,
        };
        let muted = !matches!(now, Shared::Same(Some(_)));
        let picked = self.pick(ui, attribute, shown, muted, now.same(), || {
            let default = Choice {
                detail: "default".into(),
                ..Choice::new(none, None)
            };
            std::iter::once(default)
                .chain(V::choices().map(|choice| Choice {
                    label: choice.label,
                    detail: String::new(),
                    mark: choice.mark,
                    help: choice.help,
                    value: Some(choice.value),
                }))
                .collect()
        });
        if let Some(value) = picked {
            self.change(attribute.label, |item| set(item, value));
        }
    }

    /// A choice among values that the caller lists. Returns what was picked, if that is something else.
    pub fn pick<V: Clone + PartialEq>(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        shown: &str,
        muted: bool,
        now: Option<&V>,
        choices: impl FnOnce() -> Vec<Choice<V>>,
    ) -> Option<V> {
        let name = self.name(attribute);
        let picked = labeled(ui, attribute, |ui| {
            let picker = Picker {
                id: Id::new(("pick", self.key(attribute))),
                name: &name,
                shown,
                muted,
                mark: None,
                width: ui.available_width(),
                plain: false,
                fresh: None,
            };
            let (response, picked) = pick(ui, &picker, now, |_| choices());
            describe(&response, attribute);
            picked
        });
        match picked {
            Some(Picked::Value(value)) if now != Some(&value) => Some(value),
            _ => None,
        }
    }

    /// A switch.
    pub fn toggle(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        get: impl Fn(&S::Item) -> bool,
        set: impl Fn(&mut S::Item, bool),
    ) {
        let now = self.shared(get);
        let chrome = theme::chrome(ui.ctx());
        let name = self.name(attribute);
        labeled(ui, attribute, |ui| {
            let mut on = now.same().copied().unwrap_or(false);
            let text = match now {
                Shared::Same(true) => "Yes",
                Shared::Same(false) => "No",
                Shared::Several => SEVERAL,
            };
            let color = if on { chrome.ink } else { chrome.muted };
            let text = RichText::new(text).font(regular(12.0)).color(color);
            let several = now.same().is_none();
            let response = ui
                .push_id(self.key(attribute), |ui| {
                    // An empty box has to be seen on any ground.
                    ui.visuals_mut().widgets.inactive.bg_stroke.color = chrome.faint;
                    ui.add(egui::Checkbox::new(&mut on, text).indeterminate(several))
                })
                .inner;
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::WidgetType::Checkbox, ui.is_enabled(), on, &name)
            });
            describe(&response, attribute);
            if response.changed() {
                self.change(attribute.label, |item| set(item, on));
            }
        });
    }

    /// A line of text; empty where there is none.
    pub fn text(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        hint: &str,
        get: impl Fn(&S::Item) -> String,
        set: impl Fn(&mut S::Item, String),
    ) {
        let parse = |text: &str| {
            let text = text.trim().to_owned();
            Ok(self.step(attribute.label, |item| set(item, text.clone())))
        };
        labeled(ui, attribute, |ui| {
            self.entry(ui, attribute, hint, 1, &self.shared(get), parse);
        });
    }

    /// Text of several lines over the whole width, under its label.
    pub fn lines(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        hint: &str,
        get: impl Fn(&S::Item) -> String,
        set: impl Fn(&mut S::Item, String),
    ) {
        let parse = |text: &str| {
            let text = text.trim().to_owned();
            Ok(self.step(attribute.label, |item| set(item, text.clone())))
        };
        let now = self.shared(get);
        let lines = now.same().map_or(1, |text| text.lines().count());
        labeled(ui, attribute, |ui| {
            self.entry(ui, attribute, hint, lines.clamp(2, 12), &now, parse);
        });
    }

    /// A number with its unit. Nothing written means the default, which `default` describes.
    pub fn number(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        unit: Unit,
        default: &str,
        get: impl Fn(&S::Item) -> Option<f64>,
        set: impl Fn(&mut S::Item, Option<f64>),
    ) {
        let shown = self.shared(|item| get(item).map_or(String::new(), |value| unit.format(value)));
        let parse = |text: &str| {
            let value = if text.trim().is_empty() {
                None
            } else {
                Some(
                    unit.parse(text)
                        .map_err(|error| capital(&error.to_string()))?,
                )
            };
            Ok(self.step(attribute.label, |item| set(item, value)))
        };
        labeled(ui, attribute, |ui| {
            self.entry(ui, attribute, default, 1, &shown, parse);
        });
    }

    /// A number that must be there.
    pub fn required(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        unit: Unit,
        get: impl Fn(&S::Item) -> f64,
        set: impl Fn(&mut S::Item, f64),
    ) {
        let shown = self.shared(|item| unit.format(get(item)));
        let parse = |text: &str| {
            let value = unit
                .parse(text)
                .map_err(|error| capital(&error.to_string()))?;
            Ok(self.step(attribute.label, |item| set(item, value)))
        };
        labeled(ui, attribute, |ui| {
            self.entry(ui, attribute, unit.example(), 1, &shown, parse);
        });
    }

    /// A whole number with its unit, from `least` on. Nothing written means the default, which `default` describes.
    pub fn whole(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        (unit, least): (Unit, u32),
        default: &str,
        get: impl Fn(&S::Item) -> Option<u64>,
        set: impl Fn(&mut S::Item, Option<u64>),
    ) {
        let shown =
            self.shared(|item| get(item).map_or(String::new(), |value| unit.format(value as f64)));
        let parse = |text: &str| {
            let value = if text.trim().is_empty() {
                None
            } else {
                Some(whole(unit, least, text)?)
            };
            Ok(self.step(attribute.label, |item| set(item, value)))
        };
        labeled(ui, attribute, |ui| {
            self.entry(ui, attribute, default, 1, &shown, parse);
        });
    }

    /// A field for text. Different texts of several parts are not shown.
    pub fn entry(
        &self,
        ui: &mut Ui,
        attribute: Attribute,
        hint: &str,
        lines: usize,
        now: &Shared<String>,
        parse: impl FnOnce(&str) -> Result<Transaction, String>,
    ) {
        let (text, hint) = match now {
            Shared::Same(text) => (text.as_str(), hint),
            Shared::Several => ("", SEVERAL),
        };
        let field = Entry {
            key: self.key(attribute),
            name: self.name(attribute),
            text,
            hint: hint.to_owned(),
            lines,
            width: ui.available_width(),
        };
        let mut push = |request| self.panel.push(request);
        let response = entry(ui, self.panel.state, field, &mut push, parse);
        describe(&response, attribute);
    }
}

/// A whole number, with what is wrong with it.
pub(super) fn whole(unit: Unit, least: u32, text: &str) -> Result<u64, String> {
    let value = unit
        .parse(text)
        .map_err(|error| capital(&error.to_string()))?;
    let most = if unit == Unit::Count {
        1e15
    } else {
        f64::from(u32::MAX)
    };
    if value.fract() != 0.0 || value < f64::from(least) || value > most {
        return Err(match unit {
            Unit::Milliseconds => "Write whole milliseconds, at most 49 days".to_owned(),
            Unit::Days => "Write whole days".to_owned(),
            _ => format!("Write a whole number, {least} or more"),
        });
    }
    Ok(value as u64)
}

/// An attribute's label with an editor to its right.
pub(super) fn labeled<R>(ui: &mut Ui, attribute: Attribute, value: impl FnOnce(&mut Ui) -> R) -> R {
    row(ui, attribute.label, attribute.help, value)
}

/// A label with a value to its right, the label's meaning in a tooltip.
pub(super) fn row<R>(ui: &mut Ui, label: &str, help: &str, value: impl FnOnce(&mut Ui) -> R) -> R {
    let chrome = theme::chrome(ui.ctx());
    let width = (ui.available_width() * 0.4).clamp(76.0, 136.0);
    ui.horizontal_top(|ui| {
        ui.set_min_height(24.0);
        // Painted: the editor has the label for its name, and readers of screens should hear it once.
        let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), egui::Sense::hover());
        paint_text(ui, rect, label, &regular(12.5), chrome.muted);
        if !help.is_empty() {
            response.on_hover_text(help);
        }
        ui.vertical(value).inner
    })
    .inner
}

/// A label with something at the right end of its row.
pub(super) fn row_with_end<R>(
    ui: &mut Ui,
    label: &str,
    help: &str,
    end: impl FnOnce(&mut Ui) -> R,
) -> R {
    row(ui, label, help, |ui| {
        let size = vec2(ui.available_width(), 22.0);
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, end).inner
    })
}

/// Says of a widget which attribute it edits, for screen readers and tests.
pub(super) fn describe(response: &Response, attribute: Attribute) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_author_id(attribute.path);
        node.set_description(attribute.help);
    });
}

/// As the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    crate::gui::perform::capitalized(text)
}

/// A label in the middle of a sentence; abbreviations stay as they are.
fn in_sentence(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}
