//! Turns the window's events into events of gestures: points in diagram units and what was hit.

use eframe::egui::{self, Event as WindowEvent, Key, PointerButton, Pos2, Rect, Response, Ui};

use crate::base::geometry::point;
use crate::gui::app::App;
use crate::gui::command::Command;
use crate::gui::perform::name_of;
use crate::gui::request::Request;
use crate::model::Reference;
use crate::session::Selection;
use crate::tool::{Button, Event, Keys, Pointer};

/// How far from a line a click still hits it, in logical pixels.
const REACH: f32 = 5.0;

/// Handles the events of a frame. Returns the keys that are held.
pub(super) fn handle(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    app: &mut App,
    requests: &mut Vec<Request>,
) -> Keys {
    let over = response.contains_pointer() && app.state.modal.is_none();
    let (events, modifiers, space) = ui.input(|input| {
        let relevant = |event: &&WindowEvent| {
            matches!(
                event,
                WindowEvent::PointerMoved(_)
                    | WindowEvent::PointerButton { .. }
                    | WindowEvent::PointerGone
            )
        };
        let events: Vec<WindowEvent> = input.events.iter().filter(relevant).cloned().collect();
        (events, input.modifiers, input.key_down(Key::Space))
    });
    let keys = Keys {
        extend: modifiers.shift || modifiers.command,
        pan: space && !ui.ctx().text_edit_focused(),
    };
    let mut moved = None;
    for event in events {
        match event {
            // Of several moves between two frames only the last one counts.
            WindowEvent::PointerMoved(at) => moved = Some(at),
            WindowEvent::PointerButton {
                pos,
                button,
                pressed,
                ..
            } => {
                moved = None;
                let button = match button {
                    PointerButton::Primary => Button::Primary,
                    PointerButton::Middle => Button::Middle,
                    _ => continue,
                };
                if pressed && over && !app.state.machine.is_busy() {
                    // A field that is being edited gives up the keyboard.
                    ui.memory_mut(|memory| {
                        if let Some(focused) = memory.focused() {
                            memory.surrender_focus(focused);
                        }
                    });
                    send(app, |pointer| Event::Down(pointer, button), pos, rect, keys);
                } else if !pressed && app.state.machine.is_busy() {
                    send(app, Event::Up, pos, rect, keys);
                }
            }
            WindowEvent::PointerGone => leave(app),
            _ => {}
        }
    }
    let reached = over || app.state.machine.is_busy();
    match moved {
        Some(at) if reached => send(app, Event::Move, at, rect, keys),
        _ if !reached => leave(app),
        _ => {}
    }
    if over {
        wheel(ui, rect, app);
        double_click(ui, response, rect, app, requests);
    }
    keys
}

fn send(app: &mut App, event: impl Fn(Pointer) -> Event, at: Pos2, rect: Rect, keys: Keys) {
    let pointer = Pointer {
        at: to_diagram(app, at, rect),
        hit: hit(app, at, rect),
        keys,
    };
    let effects = app
        .state
        .with_context(|machine, context| machine.handle(event(pointer), context));
    app.take_effects(effects);
}

fn leave(app: &mut App) {
    let effects = app
        .state
        .with_context(|machine, context| machine.handle(Event::Leave, context));
    app.take_effects(effects);
}

fn to_diagram(app: &App, at: Pos2, rect: Rect) -> crate::base::geometry::Point {
    let at = at - rect.min;
    app.state.camera.to_diagram(point(at.x, at.y))
}

fn hit(app: &App, at: Pos2, rect: Rect) -> Option<Reference> {
    if app.state.unpictured {
        return None;
    }
    let at = to_diagram(app, at, rect);
    app.state.picture.hit(at, REACH / app.state.camera.zoom)
}

/// The wheel moves the view, with Ctrl it zooms at the pointer; so does a pinch.
fn wheel(ui: &Ui, rect: Rect, app: &mut App) {
    let (scroll, zoom, pointer) = ui.input(|input| {
        (
            input.smooth_scroll_delta(),
            input.zoom_delta(),
            input.pointer.hover_pos(),
        )
    });
    let camera = &mut app.state.camera;
    if scroll != egui::Vec2::ZERO {
        let by = scroll / camera.zoom;
        camera.pan(crate::base::geometry::vector(-by.x, -by.y));
    }
    if zoom != 1.0
        && let Some(pointer) = pointer
    {
        let at = pointer - rect.min;
        camera.zoom_by(zoom, point(at.x, at.y));
    }
}

/// On a part: its name. On nothing: a new entity.
fn double_click(
    ui: &Ui,
    response: &Response,
    rect: Rect,
    app: &mut App,
    requests: &mut Vec<Request>,
) {
    if !response.double_clicked() {
        return;
    }
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else {
        return;
    };
    match hit(app, at, rect) {
        Some(part) if name_of(part).is_some() => {
            requests.push(Request::Select(Selection::of(part)));
            requests.push(Request::Command(Command::Rename));
        }
        Some(_) => {}
        None => app.insert_entity(to_diagram(app, at, rect)),
    }
}
