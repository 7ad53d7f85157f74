//! Carries out what panels and keys ask for.

use eframe::egui;

use crate::base::geometry::{Point, Rect, point, vector};
use crate::base::id::Id;
use crate::edit::{Builder, Spot as _, Transaction};
use crate::model::{Design, Item, Reference, ScenarioId, Service, Store, Zone};
use crate::session::Selection;
use crate::session::drawing::remove_notes;
use crate::session::positions::{Moved, move_parts};
use crate::session::text_slot::TextSlot;

use super::app::App;
use super::command::Command;
use super::history::Way;
use super::jobs::Purpose;
use super::recovery::Occasion;
use super::request::{Editing, Modal, Next, Place, Request, Severity};
use super::theme;
use super::toast::BULK;

impl App {
    /// Carries out a request.
    pub(super) fn perform(&mut self, request: Request, ctx: &egui::Context) {
        match request {
            Request::Command(command) => self.run(command, ctx),
            Request::Analysis(request) => self.take_analysis_request(request),
            Request::Apply(transaction) => self.apply(&transaction),
            Request::Select(selection) => self.state.document.selection = selection,
            Request::Reveal(part) => {
                self.state.document.selection = Selection::of(part);
                self.state.reveal(part);
            }
            Request::RevealNote(note) => self.reveal_note(note),
            Request::BringIntoSight(part) => self.state.bring_into_sight(part),
            Request::Edit(slot) => self.edit(slot),
            Request::Line(event) => self.take_line(event),
            Request::EditIn(place, slot) => self.edit_in(place, slot),
            Request::ShowView(view) => {
                self.finish_edit();
                self.state.show_map(false);
                self.state.document.show_view(view);
            }
            Request::ShowScenario(scenario) => self.show_scenario(scenario),
            Request::Failures(request) => self.take_failures_request(request),
            Request::Paths(request) => self.take_paths_request(request),
            Request::Scenarios(request) => self.take_scenarios_request(request),
            Request::ShowInView(shows) => self.show_in_view(shows),
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
            Request::Draft(request) => self.take_draft(request),
            Request::Fold(section, folded) => self.fold(section, folded),
            Request::Unfold(key, open) => self.unfold(key, open),
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
            Request::Recovery(answer) => self.answer_recovery(answer, ctx),
            Request::File(answer) => self.answer_about_file(answer, ctx),
            Request::CancelWork => self.cancel_work(),
            Request::CloseModal => {
                if self.state.modal.take() == Some(Modal::LeftWork) {
                    self.recovery.leave();
                }
                self.after_save = None;
            }
            Request::Dismiss(place) => {
                if place < self.state.notices.len() {
                    self.state.notices.remove(place);
                }
            }
            Request::CommandAt(command, at) => {
                self.command_at = Some(at);
                self.run(command, ctx);
                self.command_at = None;
            }
            Request::Menu(part, at) => {
                if !self.state.document.selection.contains(part) {
                    self.state.document.selection = Selection::of(part);
                }
                self.context_menu.open_for(ctx, part, at);
            }
            Request::Travel(way, steps) => self.travel(way, steps, ctx),
            Request::RenameEverywhere(asked) => self.rename_everywhere(&asked),
            Request::AskedRename(asked) => {
                self.state.modal = Some(Modal::RenameEverywhere(asked));
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
        if let Some(why) = self.failures_keep_out(command) {
            return self.tell(why);
        }
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
            Command::CancelWork => self.cancel_work(),
            Command::RecoverWork => self.look_for_left_work(Occasion::Asked),
            Command::ReloadFile => self.next(Next::Reload, ctx),
            Command::ShowDifference => self.show_difference(),
            Command::Quit => self.next(Next::Quit, ctx),
            Command::Undo => self.travel(Way::Back, 1, ctx),
            Command::Redo => self.travel(Way::Forth, 1, ctx),
            Command::Cut => self.cut(ctx),
            Command::Copy => self.copy(ctx),
            Command::Paste => self.ask_for_paste(ctx),
            Command::CopyAs(form) => self.copy_as(form, ctx),
            Command::History => self.history.toggle(),
            Command::Design(command) => self.run_design(command),
            Command::RenameEverywhere => self.ask_rename_everywhere(),
            Command::SelectAll => {
                let shown = state
                    .picture
                    .positions()
                    .map(|(id, _)| Reference::Entity(id));
                state.document.selection = shown.collect();
            }
            Command::Deselect => state.document.selection.clear(),
            Command::Delete => self.delete_as("Delete"),
            Command::Rename => {
                if let Some(slot) = state
                    .document
                    .selection
                    .single()
                    .and_then(TextSlot::name_of)
                {
                    self.type_on_canvas(slot);
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
            Command::FitSelection if state.shows_map() => state.fit_wanted = true,
            Command::FitSelection => {
                let parts = state.document.selection.iter();
                let bounds = parts
                    .filter_map(|part| state.picture.bounds_of(part))
                    .reduce(Rect::union);
                if let (Some(bounds), Some((width, height))) = (bounds, state.canvas_size) {
                    state.camera.fit(bounds, width, height);
                }
            }
            Command::GoToParent => {
                if let Some(parent) = self.selected_parent() {
                    self.perform(Request::Reveal(parent), ctx);
                }
            }
            Command::ToggleOutline => state.settings.outline = !state.settings.outline,
            Command::ToggleInspector => state.settings.inspector = !state.settings.inspector,
            Command::ToggleMinimap => state.settings.minimap = !state.settings.minimap,
            Command::ToggleLegend => state.settings.legend = !state.settings.legend,
            Command::ServiceMap => {
                self.finish_edit();
                let is_shown = !self.state.shows_map();
                self.state.show_map(is_shown);
            }
            Command::ToggleGuides => state.settings.guides = !state.settings.guides,
            Command::ToggleGrid => state.settings.grid = !state.settings.grid,
            Command::Tidy(command) => self.run_tidy(command),
            Command::RouteLines => self.route_lines(),
            Command::Theme(choice) => {
                state.settings.theme = choice;
                theme::choose(ctx, choice);
            }
            Command::ColorBy(color_by) => self.color_by(color_by),
            Command::View(command) => self.run_view_command(command),
            Command::Analysis(command) => self.run_analysis(command),
            Command::Failures(command) => self.run_failures(command),
            Command::Scenarios(command) => self.run_scenarios(command),
            Command::Comfort(command) => self.run_comfort(command, ctx),
            Command::PickTool(tool) => {
                // Tools work on the diagram.
                state.show_map(false);
                let effects = state.with_context(|machine, context| machine.pick(tool, context));
                self.take_effects(effects);
            }
            Command::InsertEntity => self.insert_entity(),
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
            Command::InsertField => self.type_new_field(),
            Command::Palette => {
                let mut palette = std::mem::take(&mut self.palette);
                palette.toggle(ctx, self);
                self.palette = palette;
            }
            Command::Find => self.find.open(),
            Command::FindNext => self.find_step(1),
            Command::FindPrevious => self.find_step(-1),
            Command::InsertIndex => self.insert_index(),
            Command::InsertOperation => self.insert_operation(),
            Command::InsertFeed => self.insert_feed(),
            Command::InsertSaga => self.insert_saga(),
            Command::Shortcuts => state.modal = Some(Modal::Shortcuts),
            Command::About => state.modal = Some(Modal::About),
        }
    }

    /// The entity that the selected relationship refers to.
    pub(super) fn selected_parent(&self) -> Option<Reference> {
        let Some(Reference::Relationship(id)) = self.state.document.selection.single() else {
            return None;
        };
        let relationship = self.state.document.design().get(id)?;
        Some(Reference::Entity(relationship.to.entity))
    }

    /// Shows a scenario in the inspector.
    pub(super) fn show_scenario(&mut self, scenario: ScenarioId) {
        self.finish_edit();
        self.state.document.selection.clear();
        self.state.settings.inspector = true;
        self.fold("Scenarios", false);
        self.unfold(scenario.key(), true);
        self.state.wanted_item = Some(scenario.key());
    }

    /// Changes the design; says why if it refuses.
    pub(super) fn apply(&mut self, transaction: &Transaction) {
        self.remember_moment();
        match self.state.document.apply(transaction) {
            Ok(()) => {
                let tally = transaction.tally();
                if tally.total() >= BULK {
                    let text = format!("{}: {tally}", transaction.label);
                    self.tell_done(text, Vec::new());
                }
            }
            Err(error) => {
                self.state
                    .notify(Severity::Error, capitalized(&error.to_string()), Vec::new());
            }
        }
    }

    /// Starts to edit a text where the inspector shows it.
    pub(super) fn edit(&mut self, slot: TextSlot) {
        let place = match slot {
            TextSlot::NoteText(_) => Place::Canvas,
            _ => Place::Inspector,
        };
        self.edit_in(place, slot);
    }

    /// Starts to edit a text.
    pub(super) fn edit_in(&mut self, place: Place, slot: TextSlot) {
        self.finish_edit();
        if let Some(text) = slot.text(self.state.document.design()) {
            self.state.editing = Some(Editing {
                place,
                slot,
                text: text.to_owned(),
                focused: false,
            });
        }
    }

    pub(super) fn finish_edit(&mut self) {
        self.finish_line();
        self.finish_drafts();
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
        let current = state.picture.all_positions();
        let moved = Moved::of(design, &state.document.selection, &current);
        if moved.is_empty() || state.failing.is_some() {
            return;
        }
        let mut builder = Builder::new(design, moved.label(design));
        let by = vector(dx, dy);
        move_parts(&mut builder, state.document.view, &current, &moved, by);
        self.apply(&builder.finish());
    }

    /// Takes what is selected out; `verb` says what the user calls it.
    pub(super) fn delete_as(&mut self, verb: &str) {
        let design = self.state.document.design();
        let parts: Vec<Reference> = self.state.document.selection.iter().collect();
        let notes = &self.state.document.selection;
        let label = match parts.as_slice() {
            [] if notes.is_empty() => return,
            [] if notes.len() == 1 => format!("{verb} note"),
            _ if notes.len() > parts.len() => format!("{verb} {} parts", notes.len()),
            [Reference::Entity(id)] => format!("{verb} {}", name(design, *id)),
            [Reference::Service(id)] => format!("{verb} {}", name(design, *id)),
            [Reference::Store(id)] => format!("{verb} {}", name(design, *id)),
            [Reference::Zone(id)] => format!("{verb} {}", name(design, *id)),
            [Reference::Relationship(_)] => format!("{verb} relationship"),
            [_] => verb.to_owned(),
            several => format!("{verb} {} parts", several.len()),
        };
        let mut builder = Builder::new(design, label);
        remove_notes(&mut builder, self.state.document.selection.notes());
        builder.remove(parts);
        let transaction = builder.finish();
        self.apply(&transaction);
        // Others may have come to the places of the notes that are gone.
        if !self.state.document.selection.is_empty() {
            self.state.document.selection.clear();
        }
    }

    pub(super) fn canvas_center(&self) -> Point {
        let (width, height) = self.state.canvas_size.unwrap_or((0.0, 0.0));
        point(width / 2.0, height / 2.0)
    }

    pub(super) fn canvas_middle_of_diagram(&self) -> Point {
        if let Some(at) = self.command_at {
            return at;
        }
        self.state.camera.to_diagram(self.canvas_center()) - vector(75.0, 28.0)
    }
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
