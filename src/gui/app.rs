//! The application: one frame from events to paint.

use std::path::PathBuf;

use eframe::egui;

use crate::base::geometry::Point;
use crate::session::analyst::Analyst;
use crate::session::settings::Settings;
use crate::session::text_slot::TextSlot;
use crate::session::{Document, example};
use crate::tool::{Effect, Event};

use super::canvas::Canvas;
use super::comfort::Comfort;
use super::command::COMMANDS;
use super::context_menu::ContextMenu;
use super::find::FindPanel;
use super::history::HistoryPanel;
use super::jobs::Jobs;
use super::palette::Palette;
use super::panels;
use super::panels::coupling::CouplingPanel;
use super::panels::outline::{self, Outline};
use super::panels::pane::{Paths, Problems, ScenariosPanel};
use super::panels::service_map::ServiceMapPanel;
use super::progress;
use super::recovery::{Occasion, Recovery};
use super::request::{Next, Request};
use super::scenarios::Scenarios;
use super::state::State;
use super::theme;
use super::tidy::Tidying;
use super::toast::Toast;
use super::watching::{self, Watching};

/// The window's contents.
pub struct App {
    pub(super) state: State,
    pub(super) jobs: Jobs,
    canvas: Canvas,
    pub(super) palette: Palette,
    pub(super) find: FindPanel,
    pub(super) history: HistoryPanel,
    pub(super) context_menu: ContextMenu,
    pub(super) toast: Option<Toast>,
    /// What is being tidied.
    pub(super) tidying: Option<Tidying>,
    pub(super) problems: Problems,
    pub(super) paths: Paths,
    pub(super) scenarios: Scenarios,
    pub(super) scenarios_panel: ScenariosPanel,
    pub(super) coupling: CouplingPanel,
    service_map: ServiceMapPanel,
    pub(super) analyst: Analyst,
    /// The revision of the document that was last asked to be analyzed.
    pub(super) analyzed: Option<u64>,
    /// Where in the diagram the command is to work that was chosen there.
    pub(super) command_at: Option<Point>,
    /// Where in the diagram what is asked of the clipboard is to go.
    pub(super) paste_at: Option<Point>,
    settings_folder: Option<PathBuf>,
    stored: Settings,
    pub(super) recovery: Recovery,
    pub(super) watching: Watching,
    pub(super) comfort: Comfort,
    /// What to go on with once the document is saved.
    pub(super) after_save: Option<Next>,
    /// The revision of the document when a file was last started to be read.
    pub(super) read_since: u64,
    /// The window may close without asking.
    pub(super) may_close: bool,
    title: String,
    /// A field had the keyboard focus in the last frame.
    pub(super) was_typing: bool,
}

/// What the window starts with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The file to open; none for the example design.
    pub file: Option<PathBuf>,
    /// The look of the window and recent files.
    pub settings: Settings,
    /// Where to keep the settings; none to forget them.
    pub settings_folder: Option<PathBuf>,
    /// Do everything on the UI thread, for tests.
    pub at_once: bool,
}

impl App {
    /// Makes the contents of a window.
    pub fn new(ctx: &egui::Context, start: Start) -> Self {
        theme::install(ctx);
        theme::choose(ctx, start.settings.theme);
        let mut document = match start.file {
            None => example(),
            Some(_) => Document::default(),
        };
        let recovery = Recovery::new(start.settings_folder.as_deref());
        recovery.watch_over(&mut document);
        let waker = ctx.clone();
        let analyst = if start.at_once {
            Analyst::at_once()
        } else {
            Analyst::start(move || waker.request_repaint())
        };
        let mut app = Self {
            stored: start.settings.clone(),
            state: State::new(document, start.settings),
            jobs: Jobs::new(ctx.clone(), start.at_once),
            canvas: Canvas::default(),
            recovery,
            watching: Watching::new(start.settings_folder.as_deref()),
            comfort: if start.at_once {
                Comfort::default()
            } else {
                Comfort::with_system(ctx)
            },
            palette: Palette::default(),
            find: FindPanel::default(),
            history: HistoryPanel::default(),
            context_menu: ContextMenu::default(),
            toast: None,
            tidying: None,
            problems: Problems::default(),
            paths: Paths::default(),
            scenarios: Scenarios::default(),
            scenarios_panel: ScenariosPanel::default(),
            coupling: CouplingPanel::default(),
            service_map: ServiceMapPanel::default(),
            analyst,
            analyzed: None,
            command_at: None,
            paste_at: None,
            settings_folder: start.settings_folder,
            after_save: None,
            read_since: 0,
            may_close: false,
            title: String::new(),
            was_typing: false,
        };
        if let Some(file) = start.file {
            app.read(file);
        }
        app.look_for_left_work(Occasion::Start);
        app
    }

    /// The open document.
    pub fn document(&self) -> &Document {
        &self.state.document
    }

    /// Changes the document as a command would; for tests and measurements.
    pub fn change(&mut self, transaction: &crate::edit::Transaction) {
        self.apply(transaction);
    }

    /// Selects parts, as a list would.
    pub fn select(&mut self, selection: crate::session::Selection) {
        self.finish_edit();
        self.state.document.selection = selection;
    }

    /// What the user is being told.
    pub fn notices(&self) -> &[super::request::Notice] {
        &self.state.notices
    }

    /// Where a part of the diagram is in the window, once it was drawn; for tests that point at things.
    pub fn place_in_window(&self, part: crate::model::Reference) -> Option<egui::Rect> {
        let bounds = self.state.picture.bounds_of(part)?;
        Some(self.canvas.in_window(&self.state.camera, bounds))
    }

    /// The corners of a line as they are in the window; for tests that point at things.
    pub fn line_in_window(&self, part: crate::model::Reference) -> Vec<egui::Pos2> {
        let points = self.state.picture.line_points(part).unwrap_or_default();
        points.iter().map(|at| self.in_window(*at)).collect()
    }

    /// How large the diagram is shown: 1 is its own size.
    pub fn zoom(&self) -> f32 {
        self.state.camera.zoom
    }

    /// Where in the diagram the pointer is, if it is over the canvas.
    pub(super) fn pointer_in_diagram(&self, ctx: &egui::Context) -> Option<Point> {
        let at = ctx.input(|input| input.pointer.hover_pos())?;
        let is_over = ctx.layer_id_at(at) == Some(egui::LayerId::background());
        self.canvas
            .in_diagram(&self.state.camera, at)
            .filter(|_| is_over)
    }

    /// Where a point of the diagram is in the window.
    pub(super) fn in_window(&self, at: Point) -> egui::Pos2 {
        let at = crate::base::geometry::Rect { min: at, max: at };
        self.canvas.in_window(&self.state.camera, at).min
    }

    /// Shows another document.
    pub(super) fn show(&mut self, document: Document) {
        self.exchange(document).close();
    }

    /// Shows another document and gives back the one before, whose journal is as it was.
    pub(super) fn exchange(&mut self, mut document: Document) -> Document {
        self.recovery.watch_over(&mut document);
        self.state.remember_folds();
        let old = std::mem::take(&mut self.state.document);
        self.jobs.forget_pictures();
        self.cancel_tidying();
        self.canvas.forget();
        self.service_map.forget();
        self.palette = Palette::default();
        self.find.forget();
        self.history.forget();
        self.toast = None;
        self.forget_analysis();
        self.state.show(document);
        old
    }

    /// Does what a gesture asks for.
    pub(super) fn take_effects(&mut self, effects: Vec<Effect>) {
        let mut committed = false;
        for effect in effects {
            match effect {
                Effect::Select(selection) => {
                    self.state.document.selection = selection;
                    self.state.outline_follows = true;
                }
                Effect::Hover(part) => self.state.hovered = part,
                Effect::Pan(by) => self.state.camera.pan(by),
                Effect::Pend(transaction) => self.state.pend(transaction),
                Effect::Commit => {
                    if let Some(transaction) = self.state.take_pending() {
                        self.apply(&transaction);
                        committed = true;
                    }
                }
                Effect::RollBack => {
                    self.state.take_pending();
                }
                Effect::Edit(slot) => {
                    if let TextSlot::EntityName(id) = slot
                        && committed
                    {
                        self.entity_added(id);
                    }
                    self.type_on_canvas(slot);
                }
                Effect::Reveal(part) => self.state.reveal(part),
                Effect::Menu(at) => self.state.context_menu = Some(at),
            }
        }
    }

    /// Runs the commands whose keys were pressed.
    fn take_keys(&mut self, ctx: &egui::Context) {
        if self.state.modal.is_some() {
            return;
        }
        // Escape takes the focus from a field before the frame starts; it is still meant for the field.
        let typing =
            std::mem::replace(&mut self.was_typing, ctx.text_edit_focused()) || self.was_typing;
        let typing = typing || self.state.typing.has_keyboard();
        // Enter and Backspace belong to the widget that the keyboard is on.
        let focused = ctx.memory(|memory| memory.focused().is_some());
        let in_outline = ctx.memory(|memory| memory.has_focus(outline::list_id()));
        let pressed = ctx.input_mut(|input| {
            COMMANDS
                .iter()
                .filter(|entry| !typing || entry.command.works_while_typing())
                .filter(|entry| {
                    let mut keys = entry.keys.iter();
                    keys.any(|keys| {
                        !(focused
                            && keys.modifiers.is_none()
                            && (belongs_to_widgets(keys.logical_key)
                                || in_outline && Outline::wants(keys.logical_key)))
                            && consume_exactly(input, keys)
                    })
                })
                .map(|entry| entry.command)
                .collect::<Vec<_>>()
        });
        for command in pressed {
            if self.is_enabled(command) {
                self.perform(Request::Command(command), ctx);
                ctx.request_repaint();
            }
        }
        if !typing {
            self.take_clipboard_events(ctx);
        }
        if typing || egui::Popup::is_any_open(ctx) {
            return;
        }
        if self.end_presentation(ctx) {
            return;
        }
        if ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
            if self.state.machine.takes_escape() {
                let effects = self
                    .state
                    .with_context(|machine, context| machine.handle(Event::Cancel, context));
                self.take_effects(effects);
            } else if self.state.outline.is_dragging() {
                self.state.outline.cancel_drag();
            } else if self.history.close() || self.find.close() {
                // The panel over the canvas was meant.
            } else if self.cancel_tidying() {
                self.tell("Tidying was canceled; nothing has moved");
            } else if self.escape_failures() {
                // What failed works again.
            } else if self.state.document.selection.is_empty() {
                self.state.show_rest();
            } else {
                self.state.document.selection.clear();
            }
        }
        if !focused && !self.state.shows_map() {
            let (dx, dy) = ctx.input_mut(arrows);
            if (dx, dy) != (0.0, 0.0) {
                self.nudge(dx, dy);
            }
        }
    }

    pub(super) fn store_settings(&mut self) {
        self.state.remember_folds();
        if let Some(folder) = &self.settings_folder
            && self.stored != self.state.settings
        {
            self.state.settings.store(folder);
            self.stored = self.state.settings.clone();
        }
    }

    fn remember_window(&mut self, ctx: &egui::Context) {
        let (rect, maximized) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.inner_rect, viewport.maximized.unwrap_or(false))
        });
        if self.comfort.is_presenting() {
            return;
        }
        let scale = ctx.zoom_factor();
        let settings = &mut self.state.settings;
        settings.maximized = maximized;
        if let Some(rect) = rect
            && !maximized
        {
            // The next window is opened before it knows of the scale.
            settings.window_size = (rect.width() * scale, rect.height() * scale);
        }
    }

    fn show_title(&mut self, ctx: &egui::Context) {
        let document = &self.state.document;
        let dot = if document.is_modified() { "● " } else { "" };
        let title = format!("{dot}{} – Erdwall", document.title());
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self) {
        self.store_settings();
        // Ended without an answer about unsaved work, it is offered at the next start.
        if self.may_close || !self.state.document.is_modified() {
            std::mem::take(&mut self.state.document).close();
        }
    }
}

impl App {
    /// A frame: events, panels, canvas, and what they ask for.
    pub fn frame(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        self.follow_settings(&ctx);
        self.state.theme = theme::current(&ctx);
        self.take_results(&ctx);
        self.settle_tidying(ctx.input(|input| input.time));
        self.follow_analysis(&ctx);
        self.follow_failures();
        self.follow_scenarios(&ctx);
        self.order_keys(&ctx);
        self.take_keys(&ctx);
        self.take_drops(&ctx);
        let mut requests = Vec::new();
        if !self.comfort.is_presenting() {
            panels::around_ui(ui, self, &mut requests);
        }
        egui::CentralPanel::no_frame().show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            watching::banner_ui(ui, self, &mut requests);
            panels::notices::ui(ui, &self.state, &mut requests);
            if !self.comfort.is_presenting() {
                panels::views::ui(ui, self, &mut requests);
            }
            panels::failures::ui(ui, &self.state, &mut requests);
            let rect = ui.available_rect_before_wrap();
            if self.state.shows_map() {
                let mut map = std::mem::take(&mut self.service_map);
                map.ui(ui, self, &mut requests);
                self.service_map = map;
            } else {
                let mut canvas = std::mem::take(&mut self.canvas);
                canvas.ui(ui, self, &mut requests);
                self.canvas = canvas;
            }
            let mut find = std::mem::take(&mut self.find);
            find.ui(rect, &ctx, self, &mut requests);
            self.find = find;
            let mut history = std::mem::take(&mut self.history);
            history.ui(rect, &ctx, self, &mut requests);
            self.history = history;
            self.toast_ui(rect, &ctx, &mut requests);
            self.presentation_hint_ui(ui, rect);
            progress::ui(&ctx, rect, self, &mut requests);
        });
        panels::dialogs::ui(&ctx, self, &mut requests);
        let mut palette = std::mem::take(&mut self.palette);
        palette.ui(&ctx, self, &mut requests);
        self.palette = palette;
        let mut menu = std::mem::take(&mut self.context_menu);
        menu.ui(&ctx, self, &mut requests);
        self.context_menu = menu;
        self.state.wanted_item = None;
        for request in requests {
            ctx.request_repaint();
            self.perform(request, &ctx);
        }
        self.decide_line(&ctx);
        self.finish_lost_edit(&ctx);
        self.settle_drafts(&ctx);
        if ctx.input(|input| input.viewport().close_requested()) && !self.close() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
        }
        if !self.is_analyzed_or_asked() {
            // The frame that shows a change comes first, then what follows from it.
            ctx.request_repaint();
        }
        self.follow_failures();
        self.follow_scenarios(&ctx);
        self.watch_file(&ctx);
        self.tell_of_journal();
        self.remember_window(&ctx);
        self.show_title(&ctx);
    }

    /// Takes over text whose field is gone from the window before the change could be.
    fn finish_lost_edit(&mut self, ctx: &egui::Context) {
        if let Some(editing) = &self.state.editing
            && editing.focused
            && ctx.memory(|memory| {
                !memory.has_focus(super::widgets::edit_id(editing.place, editing.slot))
            })
        {
            self.finish_edit();
            ctx.request_repaint();
        }
    }
}

/// Like `consume_shortcut`, but with exactly these modifiers: Ctrl+Shift+Z is not Ctrl+Z. Shift may come with a key that needs it.
fn consume_exactly(input: &mut egui::InputState, keys: &egui::KeyboardShortcut) -> bool {
    let mut found = false;
    input.events.retain(|event| {
        let hit = matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
            if *key == keys.logical_key && (modifiers.matches_exact(keys.modifiers)
                || matches!(key, egui::Key::Questionmark | egui::Key::Plus)
                    && egui::Modifiers { shift: false, ..*modifiers }.matches_exact(keys.modifiers)));
        found |= hit;
        !hit
    });
    found
}

/// Whether a widget that the keyboard is on may want the key.
fn belongs_to_widgets(key: egui::Key) -> bool {
    matches!(
        key,
        egui::Key::Enter | egui::Key::Backspace | egui::Key::Delete
    )
}

/// How far the arrow keys ask to move, in diagram units: by one, with Shift by ten.
fn arrows(input: &mut egui::InputState) -> (f32, f32) {
    let (mut dx, mut dy) = (0.0, 0.0);
    // Shift first: without it means whether or not it is held.
    for (modifiers, step) in [(egui::Modifiers::SHIFT, 10.0), (egui::Modifiers::NONE, 1.0)] {
        for (key, x, y) in [
            (egui::Key::ArrowLeft, -step, 0.0),
            (egui::Key::ArrowRight, step, 0.0),
            (egui::Key::ArrowUp, 0.0, -step),
            (egui::Key::ArrowDown, 0.0, step),
        ] {
            let count = input.count_and_consume_key(modifiers, key) as f32;
            dx += x * count;
            dy += y * count;
        }
    }
    (dx, dy)
}
