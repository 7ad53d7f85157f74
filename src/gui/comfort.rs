//! Comfort: the size of the interface, presenting, contrast, motion, and going from panel to panel by the keyboard.

use eframe::egui::{
    self, Id, Key, Modifiers, Rect, Sense, Ui, ViewportCommand, WidgetInfo, WidgetType,
};

use super::app::App;
use super::motion::SystemMotion;
use super::theme;

/// The sizes that the interface goes through.
const STEPS: [f32; 11] = [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5];

/// How much larger everything is while presenting.
const PRESENTING: f32 = 1.3;

/// How long it is said how presenting ends.
const HINT_SECONDS: f64 = 4.0;

/// The panels in the order in which the keyboard goes through them; the canvas comes last.
const PANELS: [&str; 6] = [
    "Menus",
    "Tools",
    "Outline",
    "Inspector",
    "Analysis",
    "Status",
];

/// Commands for comfort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComfortCommand {
    /// Everything larger.
    Larger,
    /// Everything smaller.
    Smaller,
    /// Everything in its own size.
    WholeSize,
    /// The diagram alone on the whole screen.
    Present,
    /// Stronger colors.
    HighContrast,
    /// Nothing moves by itself.
    ReduceMotion,
    /// The keyboard to the next panel.
    NextPanel,
    /// The keyboard to the panel before.
    PreviousPanel,
}

/// What is remembered from frame to frame.
#[derive(Debug, Default)]
pub struct Comfort {
    /// Since when the diagram is presented, in seconds of the window's clock; none: it is not.
    presenting: Option<f64>,
    /// The window filled the screen before it was presented.
    was_full_screen: bool,
    /// What the window was told about its looks.
    told: Option<Looks>,
    /// The panel that the keyboard went to last.
    panel: Option<Id>,
    /// What the system asks for.
    motion: SystemMotion,
}

/// What the settings say about looks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Looks {
    scale: f32,
    high_contrast: bool,
    reduce_motion: bool,
}

impl Comfort {
    /// For a window that goes along with the system.
    pub fn with_system(ctx: &egui::Context) -> Self {
        Self {
            motion: SystemMotion::ask(ctx),
            ..Self::default()
        }
    }

    /// Whether the system asks for less motion.
    pub fn system_reduces_motion(&self) -> bool {
        self.motion.is_reduced()
    }

    /// Whether the diagram is alone on the screen.
    pub fn is_presenting(&self) -> bool {
        self.presenting.is_some()
    }
}

impl App {
    pub(super) fn run_comfort(&mut self, command: ComfortCommand, ctx: &egui::Context) {
        let settings = &mut self.state.settings;
        match command {
            ComfortCommand::Larger => {
                let next = STEPS.iter().find(|step| **step > settings.scale + 0.01);
                settings.scale = next.copied().unwrap_or(settings.scale);
            }
            ComfortCommand::Smaller => {
                let next = STEPS.iter().rfind(|step| **step < settings.scale - 0.01);
                settings.scale = next.copied().unwrap_or(settings.scale);
            }
            ComfortCommand::WholeSize => settings.scale = 1.0,
            ComfortCommand::HighContrast => settings.high_contrast = !settings.high_contrast,
            ComfortCommand::ReduceMotion => settings.reduce_motion = !settings.reduce_motion,
            ComfortCommand::Present => self.present(!self.comfort.is_presenting(), ctx),
            ComfortCommand::NextPanel => self.go_to_panel(true, ctx),
            ComfortCommand::PreviousPanel => self.go_to_panel(false, ctx),
        }
    }

    /// Whether a command for comfort switches something that is on.
    pub(super) fn comfort_is_on(&self, command: ComfortCommand) -> Option<bool> {
        let settings = &self.state.settings;
        match command {
            ComfortCommand::HighContrast => Some(settings.high_contrast),
            ComfortCommand::ReduceMotion => {
                Some(settings.reduce_motion || self.comfort.system_reduces_motion())
            }
            ComfortCommand::Present => Some(self.comfort.is_presenting()),
            _ => None,
        }
    }

    fn present(&mut self, on: bool, ctx: &egui::Context) {
        if on {
            let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
            self.comfort.was_full_screen = full;
            self.comfort.presenting = Some(ctx.input(|input| input.time));
            // What was clicked has done its work; Escape is for the presentation now.
            ctx.memory_mut(egui::Memory::stop_text_input);
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
        } else {
            self.comfort.presenting = None;
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(self.comfort.was_full_screen));
        }
        // The canvas is another size now; what was shown whole still is.
        self.state.fit_wanted |= self.state.fitted == Some(self.state.camera);
    }

    /// Makes the window look as the settings say. Once a frame, before anything is drawn; does nothing while they stay.
    pub(super) fn follow_settings(&mut self, ctx: &egui::Context) {
        let settings = &self.state.settings;
        let more = if self.comfort.is_presenting() {
            PRESENTING
        } else {
            1.0
        };
        let looks = Looks {
            scale: settings.scale * more,
            high_contrast: settings.high_contrast,
            reduce_motion: settings.reduce_motion || self.comfort.system_reduces_motion(),
        };
        if self.comfort.told == Some(looks) {
            return;
        }
        if self.comfort.told.map(|told| told.scale) != Some(looks.scale) {
            ctx.set_zoom_factor(looks.scale);
        }
        theme::adjust(ctx, looks.high_contrast, looks.reduce_motion);
        self.comfort.told = Some(looks);
        ctx.request_repaint();
    }

    /// Escape ends a presentation when it is of no other use. Returns whether it did.
    pub(super) fn end_presentation(&mut self, ctx: &egui::Context) -> bool {
        let is_free = self.comfort.is_presenting()
            && !self.state.machine.takes_escape()
            && self.state.document.selection.is_empty();
        let pressed =
            is_free && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if pressed {
            self.present(false, ctx);
        }
        pressed
    }

    /// Says for a while how the presentation ends.
    pub(super) fn presentation_hint_ui(&self, ui: &Ui, canvas: Rect) {
        let Some(since) = self.comfort.presenting else {
            return;
        };
        let left = HINT_SECONDS - (ui.input(|input| input.time) - since);
        if left <= 0.0 {
            return;
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(left));
        let chrome = theme::chrome(ui.ctx());
        let text = "Escape ends the presentation";
        let font = theme::regular(13.0);
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.into(), font, chrome.panel));
        let size = galley.size() + egui::vec2(24.0, 12.0);
        // Titles are above, and the legend is at the left.
        let place = canvas.right_bottom() - size - egui::vec2(24.0, 24.0);
        let rect = Rect::from_min_size(place, size);
        ui.painter().rect_filled(rect, 8.0, chrome.text);
        ui.painter()
            .galley(place + egui::vec2(12.0, 6.0), galley, chrome.panel);
    }

    fn go_to_panel(&mut self, forward: bool, ctx: &egui::Context) {
        let panels = ctx
            .data(|data| data.get_temp::<Panels>(panels_id()))
            .unwrap_or_default();
        let order = PANELS.map(panel_id);
        let shown: Vec<Id> = (order.into_iter())
            .filter(|id| panels.shown.contains(id))
            .collect();
        // The canvas comes after the last: there the keyboard is when it is on nothing else.
        let here = self
            .comfort
            .panel
            .filter(|_| ctx.memory(|memory| memory.focused().is_some()))
            .and_then(|panel| shown.iter().position(|id| *id == panel))
            .unwrap_or(shown.len());
        let count = shown.len() + 1;
        let next = if forward { here + 1 } else { here + count - 1 } % count;
        self.comfort.panel = shown.get(next).copied();
        ctx.memory_mut(|memory| match self.comfort.panel {
            Some(id) => memory.request_focus(id),
            None => memory.stop_text_input(),
        });
    }
}

/// The panels that are shown, from one frame to the next.
#[derive(Clone, Debug, Default)]
struct Panels {
    frame: u64,
    shown: Vec<Id>,
    drawing: Vec<Id>,
}

fn panel_id(name: &str) -> Id {
    Id::new(("panel", name))
}

fn panels_id() -> Id {
    Id::new("panels")
}

/// A place for the keyboard at the start of a panel: F6 goes there, Tab from there to the first thing in the panel.
pub fn panel_ui(ui: &mut Ui, name: &str) {
    let id = panel_id(name);
    let rect = ui.max_rect();
    let response = ui.interact(
        Rect::from_min_size(rect.min, egui::Vec2::ZERO),
        id,
        Sense::focusable_noninteractive(),
    );
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, name));
    let frame = ui.ctx().cumulative_frame_nr();
    ui.ctx().data_mut(|data| {
        let panels = data.get_temp_mut_or_default::<Panels>(panels_id());
        if panels.frame != frame {
            panels.frame = frame;
            panels.shown = std::mem::take(&mut panels.drawing);
        }
        panels.drawing.push(id);
    });
    if response.has_focus() {
        let ring = egui::Stroke::new(2.0, theme::chrome(ui.ctx()).accent);
        let around = ui.clip_rect().intersect(rect.expand(6.0)).shrink(2.0);
        ui.painter()
            .rect_stroke(around, 3.0, ring, egui::StrokeKind::Inside);
    }
}
