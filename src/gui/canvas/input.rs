//! Turns the window's events into events of gestures: points in diagram units and what was hit.

use eframe::egui::{
    self, Event as WindowEvent, Key, Modifiers, PointerButton, Pos2, Rect, Response, Ui,
};

use crate::base::geometry::{Point, point, vector};
use crate::gui::app::App;
use crate::scene::Level;
use crate::session::picture::Hit;
use crate::tool::{Button, Event, Keys, Pointer};

/// How far from a line a click still hits it, in logical pixels.
const REACH: f32 = 5.0;
/// So little a click may move, in logical pixels.
const CLICK: f32 = 5.0;

/// Nearer than this to the edge of the canvas a drag pulls the view along, in logical pixels.
const EDGE: f32 = 24.0;
/// How fast it does so at most, in logical pixels per second.
const PULL: f32 = 900.0;

/// What the canvas remembers of the pointer between frames.
#[derive(Default)]
pub(super) struct Input {
    /// Where in the window the pointer was last, and the keys that were held.
    last: Option<(Pos2, Keys)>,
    /// The button that started the gesture.
    button: Option<PointerButton>,
    /// Where the button went down in failures mode: a click if it comes up there.
    pressed: Option<Pos2>,
    /// Where in the window buttons are that are no business of gestures.
    pub covered: Vec<Rect>,
}

impl Input {
    /// Handles the events of a frame. Returns the keys that are held.
    pub fn handle(&mut self, ui: &Ui, response: &Response, rect: Rect, app: &mut App) -> Keys {
        let over = response.contains_pointer() && app.state.modal.is_none();
        let events: Vec<WindowEvent> = ui.input(|input| {
            let relevant = |event: &&WindowEvent| {
                matches!(
                    event,
                    WindowEvent::PointerMoved(_)
                        | WindowEvent::PointerButton { .. }
                        | WindowEvent::PointerGone
                )
            };
            input.events.iter().filter(relevant).cloned().collect()
        });
        let keys = held_keys(ui);
        let mut moved = None;
        for event in events {
            match event {
                // Of several moves between two frames only the last one counts.
                WindowEvent::PointerMoved(at) => moved = Some(at),
                WindowEvent::PointerButton {
                    pos,
                    button,
                    pressed,
                    modifiers,
                } => {
                    moved = None;
                    let keys = with_modifiers(keys, modifiers);
                    let is_free = !self.covered.iter().any(|rect| rect.contains(pos));
                    let over = over && is_free;
                    self.button_ui(ui, app, (pos, rect, keys), (button, pressed), over);
                }
                WindowEvent::PointerGone => {
                    self.last = None;
                    send(app, Event::Leave);
                }
                _ => {}
            }
        }
        let reached = over || app.state.machine.is_busy();
        let wheeled = (over && wheel(ui, rect, app)) | self.edge(ui, rect, app);
        // What is held goes along when the view moves under the pointer, and changes with the keys.
        let again = self.last.filter(|&(_, before)| wheeled || before != keys);
        match moved.or(again.map(|(at, _)| at)) {
            Some(at) if reached => {
                self.last = Some((at, keys));
                let pointer = pointer(app, at, rect, keys);
                send(app, Event::Move(pointer));
            }
            _ if !reached => {
                self.last = None;
                send(app, Event::Leave);
            }
            _ => {}
        }
        if over
            && app.state.failing.is_none()
            && response.double_clicked()
            && let Some(at) = ui.input(|input| input.pointer.interact_pos())
            && !self.covered.iter().any(|rect| rect.contains(at))
        {
            let pointer = pointer(app, at, rect, keys);
            send(app, Event::Double(pointer));
        }
        keys
    }

    /// What is dragged to the edge of the canvas pulls the view along. Whether the view changed.
    fn edge(&self, ui: &Ui, rect: Rect, app: &mut App) -> bool {
        let Some((at, _)) = self.last.filter(|_| app.state.machine.pulls_view()) else {
            return false;
        };
        let inner = rect.shrink(EDGE);
        let by = at - inner.clamp(at);
        if by == egui::Vec2::ZERO {
            return false;
        }
        let seconds = ui.input(|input| input.stable_dt.min(0.05));
        let camera = &mut app.state.camera;
        let by = by.clamp(egui::Vec2::splat(-EDGE), egui::Vec2::splat(EDGE)) / EDGE;
        let by = by * PULL * seconds / camera.zoom;
        camera.pan(vector(by.x, by.y));
        ui.ctx().request_repaint();
        true
    }

    fn button_ui(
        &mut self,
        ui: &Ui,
        app: &mut App,
        (at, rect, keys): (Pos2, Rect, Keys),
        (button, pressed): (PointerButton, bool),
        over: bool,
    ) {
        let kind = match button {
            PointerButton::Primary => Button::Primary,
            PointerButton::Middle => Button::Middle,
            PointerButton::Secondary => Button::Secondary,
            _ => return,
        };
        self.last = Some((at, keys));
        if pressed && over {
            // A field that is being edited gives up the keyboard.
            ui.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            });
            if self.button.is_none() || !app.state.machine.is_busy() {
                self.button = Some(button);
            }
            let pointer = pointer(app, at, rect, keys);
            // Where parts are made to fail, nothing is moved but the view.
            let kind = if app.state.failing.is_some() && kind == Button::Primary {
                self.pressed = Some(at);
                Button::Middle
            } else {
                kind
            };
            send(app, Event::Down(pointer, kind));
        } else if !pressed && self.button == Some(button) {
            self.button = None;
            let pointer = pointer(app, at, rect, keys);
            send(app, Event::Up(pointer));
            let pressed = self.pressed.take();
            if pressed.is_some_and(|from| from.distance(at) < CLICK)
                && app.state.failing.is_some()
                && let Some(part) = pointer.hit.part()
            {
                app.click_failing(part, keys.shift || keys.ctrl);
            }
        }
    }
}

/// The keys that gestures look at; those of a text that is being typed are not theirs.
pub(in crate::gui) fn held_keys(ui: &Ui) -> Keys {
    let (modifiers, space) = ui.input(|input| (input.modifiers, input.key_down(Key::Space)));
    let keys = Keys {
        space: space && !ui.ctx().text_edit_focused(),
        ..Keys::default()
    };
    with_modifiers(keys, modifiers)
}

fn with_modifiers(keys: Keys, modifiers: Modifiers) -> Keys {
    Keys {
        shift: modifiers.shift,
        ctrl: modifiers.command,
        alt: modifiers.alt,
        ..keys
    }
}

fn send(app: &mut App, event: Event) {
    let effects = app
        .state
        .with_context(|machine, context| machine.handle(event, context));
    app.take_effects(effects);
}

fn pointer(app: &App, at: Pos2, rect: Rect, keys: Keys) -> Pointer {
    let at = to_diagram(app, at, rect);
    Pointer {
        at,
        hit: hit(app, at),
        keys,
    }
}

fn to_diagram(app: &App, at: Pos2, rect: Rect) -> Point {
    let at = at - rect.min;
    app.state.camera.to_diagram(point(at.x, at.y))
}

fn hit(app: &App, at: Point) -> Hit {
    if app.state.unpictured {
        return Hit::Empty;
    }
    let zoom = app.state.camera.zoom;
    app.state
        .picture
        .hit(at, REACH / zoom, Level::at_zoom(zoom))
}

/// The wheel moves the view, with Ctrl it zooms at the pointer; so does a pinch. Whether the view changed.
fn wheel(ui: &Ui, rect: Rect, app: &mut App) -> bool {
    let (scroll, zoom, pointer) = ui.input(|input| {
        (
            input.smooth_scroll_delta(),
            input.zoom_delta(),
            input.pointer.hover_pos(),
        )
    });
    let camera = &mut app.state.camera;
    let before = *camera;
    if scroll != egui::Vec2::ZERO {
        let by = scroll / camera.zoom;
        camera.pan(vector(-by.x, -by.y));
    }
    if zoom != 1.0
        && let Some(pointer) = pointer
    {
        let at = pointer - rect.min;
        camera.zoom_by(zoom, point(at.x, at.y));
    }
    *camera != before
}
