//! The service map, in place of the diagram: each service as large as what it takes down alone, each line as what one needs of
//! another. It selects what the diagram selects, and shows the same failures.

mod layout;
mod legend;
mod look;
mod view;

use eframe::egui::{
    Align, Align2, Id, Layout as UiLayout, Rect, RichText, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
    WidgetType, pos2, vec2,
};

use self::layout::Layout;
use self::view::View;
use crate::base::geometry::{self, point, vector};
use crate::gui::app::App;
use crate::gui::canvas::wheel;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::model::{Part, ServiceId};
use crate::session::Selection;
use crate::session::service_map::ServiceMap;

/// What the map keeps between frames.
#[derive(Default)]
pub struct ServiceMapPanel {
    /// The analysis that it is of.
    of: u64,
    map: ServiceMap,
    layout: Option<Layout>,
}

impl ServiceMapPanel {
    /// Another document comes.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Shows the map in all of the room that there is.
    pub fn ui(&mut self, ui: &mut Ui, app: &mut App, requests: &mut Vec<Request>) {
        let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let background = ui.interact(rect, Id::new("service map"), Sense::click_and_drag());
        background.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, "Service map"));
        app.state.canvas_size = Some((rect.width(), rect.height()));
        ui.painter()
            .rect_filled(rect, 0, color(theme::palette(ui.ctx()).canvas));
        self.follow(&app.state);
        if app.state.analysis_number == 0 {
            return wait_ui(ui, rect, "Analyzing…");
        }
        if self.map.services.is_empty() {
            return empty_ui(ui, rect);
        }
        if background.contains_pointer() && app.state.modal.is_none() {
            wheel(ui, rect, app);
        }
        if background.dragged() {
            let by = background.drag_delta() / app.state.camera.zoom;
            app.state.camera.pan(vector(-by.x, -by.y));
        }
        if background.clicked() && app.state.failing.is_none() {
            requests.push(Request::Select(Selection::default()));
        }
        let effects = app.state.shown_effects(ui.ctx());
        let state = &mut app.state;
        let Some(layout) = &mut self.layout else {
            return;
        };
        if !layout.settle(|id| room(state, id)) {
            // Nothing is shown on its way: what moves by itself cannot be read.
            ui.ctx().request_repaint();
            return wait_ui(ui, rect, "Arranging…");
        }
        fit(state, &self.map, layout, rect);
        let effects = effects
            .as_ref()
            .filter(|(effects, _)| !effects.is_empty())
            .map(|(effects, hop)| (&**effects, *hop));
        let mut view = View::new(ui, rect, state, effects, &self.map, layout);
        for line in &self.map.lines {
            view.line_ui(ui, state, layout, line, requests);
        }
        let mut dragged = None;
        for id in &self.map.services {
            dragged = dragged.or(view.service_ui(ui, state, &self.map, layout, *id, requests));
        }
        if let Some((id, by)) = dragged {
            layout.drag(id, by);
        }
        if state.settings.legend {
            legend::ui(ui, rect, &self.map);
        }
    }

    /// Takes over what needs what from the newest analysis. Who stood somewhere stays there as long as nothing else changes.
    fn follow(&mut self, state: &State) {
        if self.of == state.analysis_number && self.layout.is_some() {
            return;
        }
        self.of = state.analysis_number;
        let map = ServiceMap::of(&state.analysis);
        let ends = |map: &ServiceMap| -> Vec<(ServiceId, ServiceId)> {
            map.lines.iter().map(|line| (line.from, line.to)).collect()
        };
        let is_same = self.map.services == map.services && ends(&self.map) == ends(&map);
        if !is_same || self.layout.is_none() {
            self.layout = Some(Layout::new(&map, self.layout.as_ref()));
        }
        self.map = map;
    }
}

/// The radius of a service on the map.
fn radius(state: &State, id: ServiceId) -> f32 {
    let blast = state.figures.blast_radius(&Part::Service(id));
    look::radius(blast.unwrap_or(0.0))
}

/// How much room a service takes, with its name and that of words on lines beside it.
fn room(state: &State, id: ServiceId) -> Vec2 {
    let radius = radius(state, id);
    let name = state
        .design()
        .get(id)
        .map_or(0, |it| it.name.chars().count());
    vec2(
        (name as f32 * 8.0).max(2.0 * radius) + 80.0,
        2.0 * radius + look::TEXT + 80.0,
    )
}

/// Shows everything, if that is wanted or was so before the room changed.
fn fit(state: &mut State, map: &ServiceMap, layout: &Layout, rect: Rect) {
    let was_fitted = state.fitted == Some(state.camera);
    if !std::mem::take(&mut state.fit_wanted) && !was_fitted {
        return;
    }
    let places = map.services.iter().filter_map(|id| {
        let room = room(state, *id);
        let place = layout.place(*id)?;
        let around = Rect::from_center_size(place + vec2(0.0, look::TEXT / 2.0), room);
        Some(around)
    });
    let Some(bounds) = places.reduce(Rect::union) else {
        return;
    };
    let bounds = geometry::Rect {
        min: point(bounds.min.x, bounds.min.y),
        max: point(bounds.max.x, bounds.max.y),
    };
    // Above the legend.
    let legend = if state.settings.legend {
        legend::HEIGHT
    } else {
        0.0
    };
    let height = rect.height() - legend;
    state.camera.fit(bounds, rect.width(), height);
    state.fitted = Some(state.camera);
}

fn wait_ui(ui: &Ui, rect: Rect, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    let center = Align2::CENTER_CENTER;
    ui.painter()
        .text(rect.center(), center, text, regular(13.0), chrome.muted);
}

fn empty_ui(ui: &mut Ui, rect: Rect) {
    let chrome = theme::chrome(ui.ctx());
    let middle = rect.with_min_y(pos2(0.0, rect.center().y - 24.0).y);
    let layout = UiLayout::top_down(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(middle).layout(layout), |ui| {
        let title = RichText::new("No services yet").font(semi_bold(14.0));
        ui.label(title.color(chrome.text));
        let hint = "The map shows what services need of each other, and what goes down with each. Press S to draw one in the diagram.";
        ui.label(RichText::new(hint).font(regular(12.0)).color(chrome.muted));
    });
}
