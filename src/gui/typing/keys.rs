//! Keys in the order in which they were pressed, however many come in one frame.

use eframe::egui::{self, Event, Id, Key, Modifiers};

use super::{At, Decision, Focus, Open};
use crate::gui::app::App;

/// What a key does to a line besides changing its text.
fn decision(event: &Event, open: &Open) -> Option<Decision> {
    let Event::Key {
        key,
        pressed: true,
        modifiers,
        ..
    } = event
    else {
        return match event {
            Event::Paste(text)
                if text.trim().lines().count() > 1 && !matches!(open.at, At::Name(_)) =>
            {
                Some(Decision::Paste(text.clone()))
            }
            _ => None,
        };
    };
    let with = |wanted: Modifiers| modifiers.matches_exact(wanted);
    let plain = with(Modifiers::NONE);
    let both = Modifiers::COMMAND | Modifiers::SHIFT;
    Some(match key {
        Key::Enter if plain || with(Modifiers::SHIFT) => Decision::Enter,
        Key::Enter if with(Modifiers::COMMAND) => Decision::Finish,
        Key::Enter if with(Modifiers::ALT) => Decision::AddBelow,
        Key::Tab if plain => Decision::Next,
        Key::Tab if with(Modifiers::SHIFT) => Decision::Previous,
        Key::Escape if plain => Decision::Escape,
        Key::ArrowUp if plain => Decision::Up,
        Key::ArrowDown if plain => Decision::Down,
        Key::ArrowUp if with(Modifiers::ALT) => Decision::MoveUp,
        Key::ArrowDown if with(Modifiers::ALT) => Decision::MoveDown,
        Key::Backspace if with(both) => Decision::Remove,
        Key::Space if with(Modifiers::COMMAND) || with(Modifiers::CTRL) => Decision::Ask,
        Key::Z if with(Modifiers::COMMAND) && open.text == open.before => Decision::Undo,
        _ => return None,
    })
}

/// Keys that may open a line from outside of one.
fn may_open(event: &Event) -> bool {
    matches!(
        event,
        Event::Key {
            key: Key::E | Key::F2 | Key::Enter,
            pressed: true,
            modifiers,
            ..
        } if !modifiers.command
    )
}

fn is_keyboard(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Copy
            | Event::Cut
            | Event::Ime(_)
    )
}

impl App {
    /// Sees to it that keys take effect in the order in which they were pressed, however many come in one frame: those
    /// behind one that decides something wait for the next.
    pub(in crate::gui) fn order_keys(&mut self, ctx: &egui::Context) {
        let typing = &mut self.state.typing;
        let waiting = std::mem::take(&mut typing.queue);
        let has_focus = |id: Id| ctx.memory(|memory| memory.has_focus(id));
        let open = typing
            .open
            .as_mut()
            .filter(|open| open.focus == Focus::Wanted || has_focus(open.id()));
        let free = open.is_none() && !ctx.text_edit_focused() && self.state.modal.is_none();
        let queue = ctx.input_mut(|input| {
            let events = &mut input.events;
            events.splice(0..0, waiting);
            let rest = if let Some(open) = open {
                let Some(place) = events.iter().position(|e| decision(e, open).is_some()) else {
                    return Vec::new();
                };
                open.decision = decision(&events.remove(place), open);
                events.split_off(place)
            } else if free && let Some(place) = events.iter().position(may_open) {
                let mut rest = events.split_off(place + 1);
                // What the key itself would type.
                if matches!(rest.first(), Some(Event::Text(_))) {
                    rest.remove(0);
                }
                rest
            } else {
                return Vec::new();
            };
            let (keys, others) = rest.into_iter().partition(is_keyboard);
            events.extend::<Vec<Event>>(others);
            keys
        });
        if queue
            .iter()
            .any(|event| !matches!(event, Event::Key { pressed: false, .. }))
        {
            ctx.request_repaint();
        }
        self.state.typing.queue = queue;
    }
}
