//! The outline: services with their entities, stores, zones, operations, sagas, feeds, scenarios and views, with a filter.
//!
//! The list is one widget of the keyboard with a row that the keyboard is on; only rows that can be seen are made.

mod drag;
mod keys;
mod row;

use std::collections::BTreeSet;

use eframe::egui::{
    EventFilter, Id, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType,
};

use crate::gui::request::{Place, Request};
use crate::gui::state::{DesignStamp, State};
use crate::gui::theme::{self, regular, semi_bold};
use crate::gui::widgets::filter_field;
use crate::model::{Design, Reference, ServiceId};
use crate::scene::palette::{Palette, Rgba};
use crate::session::Selection;
use crate::session::outline::{Row, Subject, parent, rows};
use crate::session::text_slot::TextSlot;

/// Height of a row.
const ROW: f32 = 21.0;

/// What the outline keeps between frames.
#[derive(Default)]
pub struct Outline {
    /// Services and headings whose rows are folded away.
    folded: BTreeSet<Subject>,
    rows: Vec<Row>,
    /// What the rows were made for.
    key: Option<(DesignStamp, String, BTreeSet<Subject>)>,
    /// The row that the keyboard is on.
    cursor: Option<Subject>,
    /// Where a range that is selected with Shift starts.
    anchor: Option<Subject>,
    typed: keys::Typed,
    drag: Option<drag::Drag>,
    /// The row to bring into sight.
    wanted: Option<Subject>,
    /// How far it is scrolled, and how much of it is seen.
    seen: (f32, f32),
    /// Its field was open in the last frame.
    was_editing: bool,
}

/// The id of the list, which has the keyboard for all of its rows.
pub fn list_id() -> Id {
    Id::new("outline rows")
}

impl Outline {
    /// Nothing is kept but what a file is remembered to have folded.
    pub fn start(design: &Design, folded: &BTreeSet<String>) -> Self {
        let services = design.services().ids().map(Reference::Service);
        let groups = crate::session::outline::Group::ALL.map(Subject::Group);
        let foldable = services.map(Subject::Part).chain(groups);
        let is_folded = |subject: &Subject| {
            subject
                .fold_name(design)
                .is_some_and(|name| folded.contains(&name))
        };
        Self {
            folded: foldable.filter(is_folded).collect(),
            ..Self::default()
        }
    }

    /// What is folded, by name.
    pub fn folded(&self, design: &Design) -> BTreeSet<String> {
        let folded = self.folded.iter();
        folded
            .filter_map(|subject| subject.fold_name(design))
            .collect()
    }

    /// Entities are being dragged to somewhere else.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// Backs out of the drag.
    pub fn cancel_drag(&mut self) {
        self.drag = None;
    }

    /// Folds a row that can be folded, or shows again what is below it.
    fn fold(&mut self, subject: Subject, is_folded: bool) {
        if is_folded {
            self.folded.insert(subject);
        } else {
            self.folded.remove(&subject);
        }
    }

    /// Shows the outline. Returns the part under the pointer.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        state: &State,
        requests: &mut Vec<Request>,
    ) -> Option<Reference> {
        let chrome = theme::chrome(ui.ctx());
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(
                RichText::new("OUTLINE")
                    .font(semi_bold(10.5))
                    .color(chrome.muted),
            );
        });
        ui.add_space(7.0);
        let mut filter = state.filter.clone();
        let field = filter_field(ui, &mut filter, "Filter…");
        field.widget_info(|| {
            let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, "Filter the outline");
            info.current_text_value = Some(filter.clone());
            info
        });
        if field.changed() {
            requests.push(Request::Filter(filter.clone()));
        }
        ui.add_space(7.0);
        self.follow_selection(state);
        self.make_rows(state, &filter);
        if self.rows.is_empty() {
            let text = if filter.trim().is_empty() {
                "Nothing in the design yet"
            } else {
                "Nothing has this in its name"
            };
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.label(RichText::new(text).font(regular(12.0)).color(chrome.muted));
            });
        }
        self.list_ui(ui, state, requests)
    }

    fn list_ui(
        &mut self,
        ui: &mut Ui,
        state: &State,
        requests: &mut Vec<Request>,
    ) -> Option<Reference> {
        let space = ui.available_rect_before_wrap();
        let list = ui.interact(space, list_id(), Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, "Outline"));
        self.take_focus_back(ui, state);
        if list.has_focus() {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), filter));
            if list.gained_focus() && self.cursor_place().is_none() {
                self.cursor = self.rows.first().map(|row| row.subject);
            }
            self.keys_ui(ui, state, requests);
        }
        let mut area = ScrollArea::vertical().auto_shrink(false);
        if let Some(offset) = self.wanted_offset(space.height()) {
            area = area.vertical_scroll_offset(offset);
        }
        if let Some(by) = self.drag_scroll(ui, space) {
            area = area.vertical_scroll_offset((self.seen.0 + by).max(0.0));
        }
        let rows = std::mem::take(&mut self.rows);
        let mut hovered = None;
        let output = area.show_rows(ui, ROW, rows.len(), |ui, shown| {
            let first = shown.start;
            for (place, row) in rows.get(shown).unwrap_or_default().iter().enumerate() {
                if self.row_ui(ui, state, &rows, first + place, row, requests) {
                    hovered = row.subject.part();
                }
            }
        });
        self.rows = rows;
        self.seen = (output.state.offset.y, output.inner_rect.height());
        self.drag_ui(ui, state, output.inner_rect, requests);
        if self.drag.is_some() { None } else { hovered }
    }

    /// The keyboard goes on in the list after a name was edited in it.
    fn take_focus_back(&mut self, ui: &Ui, state: &State) {
        let editing = state.editing.as_ref();
        let is_editing = editing.is_some_and(|editing| editing.place == Place::Outline);
        if self.was_editing && !is_editing && ui.memory(|memory| memory.focused().is_none()) {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
        }
        self.was_editing = is_editing;
    }

    fn make_rows(&mut self, state: &State, filter: &str) {
        let stamp = state.design_stamp();
        let is_same = self.key.as_ref().is_some_and(|(of, with, folded)| {
            *of == stamp && with == filter && *folded == self.folded
        });
        if !is_same {
            self.rows = rows(state.design(), filter, &self.folded);
            self.key = Some((stamp, filter.to_owned(), self.folded.clone()));
        }
    }

    /// What is selected elsewhere comes into sight, unfolded if need be.
    fn follow_selection(&mut self, state: &State) {
        if !state.outline_follows {
            return;
        }
        let part = match state.document.selection.single() {
            Some(Reference::Field(path)) => Reference::Entity(path.entity),
            Some(part) => part,
            None => return,
        };
        if let Some(parent) = parent(state.design(), part) {
            self.fold(parent, false);
        }
        let subject = Subject::Part(part);
        self.cursor = Some(subject);
        self.anchor = Some(subject);
        self.wanted = Some(subject);
    }

    /// Where to scroll to, for the row that is wanted and not in sight.
    fn wanted_offset(&mut self, height: f32) -> Option<f32> {
        let wanted = self.wanted.take()?;
        let place = self.rows.iter().position(|row| row.subject == wanted)?;
        let top = place as f32 * ROW;
        let (offset, seen) = self.seen;
        let seen = if seen > 0.0 { seen } else { height };
        if top < offset {
            Some(top)
        } else if top + ROW > offset + seen {
            Some(top + ROW - seen)
        } else {
            None
        }
    }

    fn cursor_place(&self) -> Option<usize> {
        let cursor = self.cursor?;
        self.rows.iter().position(|row| row.subject == cursor)
    }

    /// Selects everything between the anchor and a row.
    fn select_range(&self, rows: &[Row], to: usize) -> Selection {
        let anchor = self
            .anchor
            .and_then(|anchor| rows.iter().position(|row| row.subject == anchor));
        let from = anchor.unwrap_or(to);
        let range = rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
        range.iter().filter_map(|row| row.subject.part()).collect()
    }
}

/// The name that a row is renamed by.
fn name_of(subject: Subject) -> Option<TextSlot> {
    match subject {
        Subject::Part(part) => TextSlot::name_of(part),
        Subject::View(id) => Some(TextSlot::ViewName(id)),
        Subject::Scenario(id) => Some(TextSlot::ScenarioName(id)),
        Subject::Group(_) => None,
    }
}

fn inset(rect: Rect, left: f32) -> Rect {
    use eframe::egui::pos2;
    Rect::from_min_max(
        pos2(rect.left() + left, rect.top()),
        pos2(rect.right() - 6.0, rect.bottom()),
    )
}

/// The hue of a service, as its boundary has it.
pub(super) fn service_color(design: &Design, palette: &Palette, id: ServiceId) -> Rgba {
    let chosen = design
        .get(id)
        .and_then(|service| service.color)
        .map(Rgba::from);
    chosen.unwrap_or_else(|| palette.hue(design.services().place(id).unwrap_or_default()))
}

/// Tells rows apart through renames.
pub(in crate::gui) fn part_key(part: Reference) -> (&'static str, u32) {
    match part {
        Reference::Service(id) => ("service", id.number()),
        Reference::Store(id) => ("store", id.number()),
        Reference::Zone(id) => ("zone", id.number()),
        Reference::Entity(id) => ("entity", id.number()),
        Reference::Field(path) => ("field", path.field.number()),
        Reference::Relationship(id) => ("relationship", id.number()),
        Reference::Operation(id) => ("operation", id.number()),
        Reference::Feed(id) => ("feed", id.number()),
        Reference::Saga(id) => ("saga", id.number()),
    }
}
