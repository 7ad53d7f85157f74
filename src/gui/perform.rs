//! Carries out what panels and keys ask for.

use std::path::{Path, PathBuf};
use std::time::Instant;

use eframe::egui;

use crate::base::geometry::{Point, point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Transaction, entity_names, unique_name};
use crate::model::{
    Design, Entity, EntityId, Field, FieldPath, Item, Reference, Service, ServiceId, Store, View,
    Zone,
};
use crate::scene;
use crate::scene::palette::Theme;
use crate::session::positions::{movable, move_entities};
use crate::session::text_slot::TextSlot;
use crate::session::{Document, SaveError, Selection, example};

use super::app::App;
use super::command::Command;
use super::jobs::Purpose;
use super::state::{Editing, Modal, Next, Request, Severity, Unsaved};
use super::theme;

impl App {
    /// Carries out a request.
    pub(super) fn perform(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            Request::Command(command) => self.run(command, ctx),
            Request::Apply(transaction) => self.apply(&transaction),
            Request::Select(selection) => self.state.document.selection = selection,
            Request::Reveal(part) => {
                self.state.document.selection = Selection::of(part);
                self.state.reveal(part);
            }
            Request::Edit(slot) => self.edit(slot),
            Request::EditFocused => {
                if let Some(editing) = &mut self.state.editing {
                    editing.focused = true;
                }
            }
            Request::Typed(text) => {
                if let Some(editing) = &mut self.state.editing {
                    editing.text = text;
                }
            }
            Request::Filter(filter) => self.state.filter = filter,
            Request::TypedPath(text) => {
                if let Some(Modal::Path(_, path)) = &mut self.state.modal {
                    *path = text;
                }
            }
            Request::FinishEdit => self.finish_edit(),
            Request::CancelEdit => self.state.editing = None,
            Request::Open(path) => self.next(Next::Open(path), ctx),
            Request::OpenExample => self.next(Next::Example, ctx),
            Request::SaveTo(path) => self.save_to(&path, ctx),
            Request::ExportTo(path) => self.export_to(path),
            Request::Unsaved(answer) => self.answer(answer, ctx),
            Request::CloseModal => {
                self.state.modal = None;
                self.after_save = None;
            }
            Request::Dismiss(place) => {
                if place < self.state.notices.len() {
                    self.state.notices.remove(place);
                }
            }
            Request::ZoomTo(zoom) => {
                let center = self.canvas_center();
                self.state.camera.zoom_to(zoom, center);
            }
            Request::CenterOn(at) => {
                if let Some((width, height)) = self.state.canvas_size {
                    self.state.camera.center_on(at, width, height);
                }
            }
        }
    }

    fn run(&mut self, command: Command, ctx: &egui::Context) {
        if !matches!(command, Command::Quit) {
            self.finish_edit();
        }
        let state = &mut self.state;
        match command {
            Command::New => self.next(Next::New, ctx),
            Command::Open => self.next(Next::Choose, ctx),
            Command::Save => self.save(ctx),
            Command::SaveAs => self.ask_where_to_save(),
            Command::Export => {
                let suggestion = format!("{}.svg", self.stem());
                self.jobs.ask_for_path(Purpose::Export, &suggestion);
            }
            Command::Quit => self.next(Next::Quit, ctx),
            Command::Undo => {
                if !state.machine.is_busy()
                    && let Err(error) = state.document.undo()
                {
                    state.notify(Severity::Error, format!("Cannot undo: {error}"), Vec::new());
                }
            }
            Command::Redo => {
                if !state.machine.is_busy()
                    && let Err(error) = state.document.redo()
                {
                    state.notify(Severity::Error, format!("Cannot redo: {error}"), Vec::new());
                }
            }
            Command::SelectAll => {
                let shown = state
                    .picture
                    .positions()
                    .map(|(id, _)| Reference::Entity(id));
                state.document.selection = shown.collect();
            }
            Command::Deselect => state.document.selection.clear(),
            Command::Delete => self.delete(),
            Command::Rename => {
                if let Some(slot) = state.document.selection.single().and_then(name_of) {
                    state.settings.inspector = true;
                    self.edit(slot);
                }
            }
            Command::ZoomIn | Command::ZoomOut => {
                let factor = if command == Command::ZoomIn {
                    1.25
                } else {
                    0.8
                };
                let center = self.canvas_center();
                self.state.camera.zoom_by(factor, center);
            }
            Command::ZoomToWhole => {
                let center = self.canvas_center();
                self.state.camera.zoom_to(1.0, center);
            }
            Command::Fit => state.fit_wanted = true,
            Command::FitSelection => {
                let parts = state.document.selection.iter();
                let bounds = parts
                    .filter_map(|part| state.picture.bounds_of(part))
                    .reduce(crate::base::geometry::Rect::union);
                if let (Some(bounds), Some((width, height))) = (bounds, state.canvas_size) {
                    state.camera.fit(bounds, width, height);
                }
            }
            Command::ToggleOutline => state.settings.outline = !state.settings.outline,
            Command::ToggleInspector => state.settings.inspector = !state.settings.inspector,
            Command::ToggleMinimap => state.settings.minimap = !state.settings.minimap,
            Command::ToggleLegend => state.settings.legend = !state.settings.legend,
            Command::Theme(choice) => {
                state.settings.theme = choice;
                theme::choose(ctx, choice);
            }
            Command::ColorBy(color_by) => state.color_by = color_by,
            Command::PickTool(tool) => {
                let effects = state.with_context(|machine, context| machine.pick(tool, context));
                self.take_effects(effects);
            }
            Command::InsertEntity => {
                let at = self.canvas_middle_of_diagram();
                self.insert_entity(at);
            }
            Command::InsertService => self.insert_named("service", |name| Service {
                name,
                instances: 1,
                ..Service::default()
            }),
            Command::InsertStore => self.insert_named("store", |name| Store {
                name,
                shards: 1,
                ..Store::default()
            }),
            Command::InsertZone => self.insert_named("zone", |name| Zone {
                name,
                ..Zone::default()
            }),
            Command::InsertField => self.insert_field(),
            Command::Shortcuts => state.modal = Some(Modal::Shortcuts),
            Command::About => state.modal = Some(Modal::About),
        }
    }

    /// Whether a command would do something now.
    pub(super) fn is_enabled(&self, command: Command) -> bool {
        let state = &self.state;
        let selection = &state.document.selection;
        match command {
            Command::Undo => state.document.history().undo_steps().next().is_some(),
            Command::Redo => state.document.history().redo_steps().next().is_some(),
            Command::SelectAll | Command::Fit | Command::Export => !state.is_empty(),
            Command::Deselect | Command::FitSelection | Command::Delete => !selection.is_empty(),
            Command::Rename => selection.single().and_then(name_of).is_some(),
            Command::InsertField => self.selected_entity().is_some(),
            _ => true,
        }
    }

    /// Whether a command switches something that is on now; none if it switches nothing.
    pub(super) fn is_on(&self, command: Command) -> Option<bool> {
        let settings = &self.state.settings;
        Some(match command {
            Command::ToggleOutline => settings.outline,
            Command::ToggleInspector => settings.inspector,
            Command::ToggleMinimap => settings.minimap,
            Command::ToggleLegend => settings.legend,
            Command::Theme(choice) => settings.theme == choice,
            Command::ColorBy(color_by) => self.state.color_by == color_by,
            Command::PickTool(tool) => self.state.machine.tool() == tool,
            _ => return None,
        })
    }

    /// Changes the design; says why if it refuses.
    pub(super) fn apply(&mut self, transaction: &Transaction) {
        if let Err(error) = self.state.document.apply(transaction) {
            self.state
                .notify(Severity::Error, capitalized(&error.to_string()), Vec::new());
        }
    }

    fn edit(&mut self, slot: TextSlot) {
        self.finish_edit();
        if let Some(text) = slot.text(self.state.document.design()) {
            self.state.editing = Some(Editing {
                slot,
                text: text.to_owned(),
                focused: false,
            });
        }
    }

    pub(super) fn finish_edit(&mut self) {
        let Some(editing) = self.state.editing.take() else {
            return;
        };
        let design = self.state.document.design();
        if editing
            .slot
            .text(design)
            .is_some_and(|old| old != editing.text.trim())
        {
            let transaction = editing.slot.replace(design, &editing.text);
            self.apply(&transaction);
        }
    }

    /// Moves what is selected by whole diagram units.
    pub(super) fn nudge(&mut self, dx: f32, dy: f32) {
        let state = &mut self.state;
        let design = state.document.design();
        let moved = movable(design, state.document.selection.iter());
        if moved.is_empty() {
            return;
        }
        let current = state.picture.all_positions();
        let transaction = move_entities(
            design,
            state.document.view,
            &current,
            &moved,
            vector(dx, dy),
        );
        self.apply(&transaction);
    }

    fn delete(&mut self) {
        let design = self.state.document.design();
        let parts: Vec<Reference> = self.state.document.selection.iter().collect();
        let label = match parts.as_slice() {
            [] => return,
            [Reference::Entity(id)] => format!("Delete {}", name(design, *id)),
            [Reference::Service(id)] => format!("Delete {}", name(design, *id)),
            [Reference::Store(id)] => format!("Delete {}", name(design, *id)),
            [Reference::Zone(id)] => format!("Delete {}", name(design, *id)),
            [Reference::Relationship(_)] => "Delete relationship".to_owned(),
            [_] => "Delete".to_owned(),
            several => format!("Delete {} parts", several.len()),
        };
        let mut builder = Builder::new(design, label);
        builder.remove(parts);
        let transaction = builder.finish();
        self.apply(&transaction);
    }

    fn selected_entity(&self) -> Option<EntityId> {
        match self.state.document.selection.single()? {
            Reference::Entity(id) => Some(id),
            Reference::Field(path) => Some(path.entity),
            _ => None,
        }
    }

    fn selected_service(&self) -> Option<ServiceId> {
        let design = self.state.document.design();
        match self.state.document.selection.single()? {
            Reference::Service(id) => Some(id),
            Reference::Entity(id) => design.get(id)?.service,
            _ => None,
        }
    }

    /// Adds an entity with its upper left corner at a point, in the service of what is selected.
    pub(super) fn insert_entity(&mut self, at: Point) {
        let service = self.selected_service();
        let design = self.state.document.design();
        let name = unique_name("entity", entity_names(design, service));
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = builder.insert(Entity {
            name,
            service,
            fields: vec![Field {
                name: "id".into(),
                data_type: "uuid".into(),
                key: true,
                ..Field::default()
            }],
            ..Entity::default()
        });
        // A view that places others places this one as well, so that it is there again in the file.
        if let Some(view) = self.state.document.view
            && design.get(view).is_some_and(|view| !view.at.is_empty())
        {
            builder.update(view, |view: &mut View| {
                view.at.set(id, (at.x.round() as i32, at.y.round() as i32));
            });
        }
        self.state.place(id, at);
        let transaction = builder.finish();
        self.insert(
            &transaction,
            Reference::Entity(id),
            TextSlot::EntityName(id),
        );
    }

    fn insert_named<T: crate::edit::Editable + NameSlot>(
        &mut self,
        wanted: &str,
        make: impl FnOnce(String) -> T,
    ) {
        let design = self.state.document.design();
        let taken = design
            .list::<T>()
            .iter()
            .filter_map(|(_, item)| item.name());
        let name = unique_name(wanted, taken);
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = builder.insert(make(name));
        let transaction = builder.finish();
        self.insert(&transaction, T::reference(id), T::slot(id));
    }

    fn insert_field(&mut self) {
        let Some(id) = self.selected_entity() else {
            return;
        };
        let design = self.state.document.design();
        let Some(entity) = design.get(id) else {
            return;
        };
        let name = unique_name(
            "field",
            entity.fields.iter().map(|field| field.name.as_str()),
        );
        let path = FieldPath {
            entity: id,
            field: entity.next_field_id(),
        };
        let mut builder = Builder::new(design, format!("Add {}.{name}", entity.name));
        builder.update(id, |entity: &mut Entity| {
            entity.fields.push(Field {
                id: path.field,
                name,
                data_type: "text".into(),
                ..Field::default()
            });
        });
        let transaction = builder.finish();
        self.insert(
            &transaction,
            Reference::Entity(id),
            TextSlot::FieldName(path),
        );
    }

    fn insert(&mut self, transaction: &Transaction, part: Reference, slot: TextSlot) {
        self.apply(transaction);
        if self.state.document.design().resolves(part) {
            self.state.document.selection = Selection::of(part);
            self.state.settings.inspector = true;
            self.edit(slot);
        }
    }

    fn canvas_center(&self) -> Point {
        let (width, height) = self.state.canvas_size.unwrap_or((0.0, 0.0));
        point(width / 2.0, height / 2.0)
    }

    fn canvas_middle_of_diagram(&self) -> Point {
        self.state.camera.to_diagram(self.canvas_center()) - vector(75.0, 28.0)
    }

    /// Does what was asked for, or asks about unsaved work first.
    fn next(&mut self, next: Next, ctx: &egui::Context) {
        self.finish_edit();
        self.state.modal = None;
        if self.state.document.is_modified() && !matches!(next, Next::Choose) {
            self.state.modal = Some(Modal::Unsaved(next));
        } else {
            self.proceed(next, ctx);
        }
    }

    fn proceed(&mut self, next: Next, ctx: &egui::Context) {
        self.state.modal = None;
        match next {
            Next::New => self.show(Document::default()),
            Next::Example => self.show(example()),
            Next::Choose => self.jobs.ask_for_path(Purpose::Open, ""),
            Next::Open(path) => self.read(path),
            Next::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    fn answer(&mut self, answer: Unsaved, ctx: &egui::Context) {
        let Some(Modal::Unsaved(next)) = self.state.modal.take() else {
            return;
        };
        match answer {
            Unsaved::Cancel => {}
            Unsaved::Discard => self.proceed(next, ctx),
            Unsaved::Save => {
                self.after_save = Some(next);
                self.save(ctx);
            }
        }
    }

    /// The window is asked to close. Returns whether it may.
    pub(super) fn close(&mut self) -> bool {
        self.finish_edit();
        if self.may_close || !self.state.document.is_modified() {
            return true;
        }
        self.state.modal = Some(Modal::Unsaved(Next::Quit));
        false
    }

    fn save(&mut self, ctx: &egui::Context) {
        match self.state.document.save() {
            Ok(saved) => self.saved(saved.copy.as_deref(), ctx),
            Err(SaveError::NoFile) => self.ask_where_to_save(),
            Err(error @ SaveError::Handwritten(_)) => {
                self.after_save = None;
                self.state.notify(
                    Severity::Warning,
                    capitalized(&error.to_string()),
                    Vec::new(),
                );
            }
            Err(error) => self.save_failed(&error),
        }
    }

    fn save_to(&mut self, path: &Path, ctx: &egui::Context) {
        self.state.modal = None;
        match self.state.document.save_as(path) {
            Ok(saved) => self.saved(saved.copy.as_deref(), ctx),
            Err(error) => self.save_failed(&error),
        }
    }

    fn save_failed(&mut self, error: &SaveError) {
        self.after_save = None;
        self.state
            .notify(Severity::Error, capitalized(&error.to_string()), Vec::new());
    }

    fn saved(&mut self, copy: Option<&Path>, ctx: &egui::Context) {
        self.state.saved_at = Some(Instant::now());
        if let Some(path) = self.state.document.path() {
            let path = path.to_owned();
            self.state.settings.remember(&path);
            self.store_settings();
        }
        // What was said about saving is done with.
        self.state
            .notices
            .retain(|notice| notice.severity == Severity::Info);
        if let Some(copy) = copy {
            let text = format!("Saved. The file as it was is kept in {}", copy.display());
            self.state.notify(Severity::Info, text, Vec::new());
        }
        if let Some(next) = self.after_save.take() {
            self.proceed(next, ctx);
        }
    }

    /// Draws the picture as it is on the canvas, on light ground, with its title and what colors mean.
    fn export_to(&mut self, path: PathBuf) {
        self.state.modal = None;
        let options = scene::Options {
            theme: Theme::Light,
            color_by: self.state.color_by,
            title: true,
            legend: true,
        };
        let design = self.state.document.design().clone();
        let diagram = self.state.picture.diagram().clone();
        self.jobs.export(path, design, diagram, options);
    }

    fn ask_where_to_save(&mut self) {
        let title = self.state.document.title();
        let stem = title.split('.').next().unwrap_or("design");
        let suggestion = match self.state.document.path() {
            Some(_) => title.clone(),
            None => format!("{stem}.erd.ron"),
        };
        self.jobs.ask_for_path(Purpose::Save, &suggestion);
    }
}

/// Parts with a name that commands insert.
trait NameSlot: Sized {
    fn slot(id: Id<Self>) -> TextSlot;
    fn reference(id: Id<Self>) -> Reference;
}

macro_rules! name_slot {
    ($($type:ident $slot:ident),*) => {
        $(impl NameSlot for $type {
            fn slot(id: Id<Self>) -> TextSlot {
                TextSlot::$slot(id)
            }
            fn reference(id: Id<Self>) -> Reference {
                Reference::$type(id)
            }
        })*
    };
}
name_slot!(Service ServiceName, Store StoreName, Zone ZoneName);

/// The name of a part, to be edited.
pub(super) fn name_of(part: Reference) -> Option<TextSlot> {
    Some(match part {
        Reference::Service(id) => TextSlot::ServiceName(id),
        Reference::Store(id) => TextSlot::StoreName(id),
        Reference::Zone(id) => TextSlot::ZoneName(id),
        Reference::Entity(id) => TextSlot::EntityName(id),
        Reference::Field(path) => TextSlot::FieldName(path),
        Reference::Relationship(id) => TextSlot::RelationshipLabel(id),
        Reference::Operation(_) | Reference::Feed(_) | Reference::Saga(_) => return None,
    })
}

fn name<T: Item>(design: &Design, id: Id<T>) -> &str {
    design.get(id).and_then(Item::name).unwrap_or_default()
}

/// As a sentence of its own.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
