//! The service map, in place of the diagram: each service as large as what it takes down alone, each line as what one needs of
//! another. It selects what the diagram selects, and shows the same failures.

mod layout;
mod legend;
mod look;

use std::collections::BTreeSet;

use eframe::egui::{
    Align, Id, Layout as UiLayout, Pos2, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use self::layout::Layout;
use crate::analysis::availability::{downtime, span};
use crate::analysis::dependencies::Subject;
use crate::analysis::failure::Probability;
use crate::base::geometry::{self, point, vector};
use crate::gui::app::App;
use crate::gui::canvas::effects::symbol as effect_symbol;
use crate::gui::canvas::wheel;
use crate::gui::failing::FailuresRequest;
use crate::gui::panels::outline::service_color;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::model::{Part, Reference, ServiceId, ServiceKind};
use crate::session::Selection;
use crate::session::effects::Effects;
use crate::session::service_map::{Line, ServiceMap};

/// How far lines of opposite directions are apart.
const BESIDE: f32 = 9.0;

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
            let chrome = theme::chrome(ui.ctx());
            let center = eframe::egui::Align2::CENTER_CENTER;
            let font = regular(13.0);
            let text = "Arranging…";
            ui.painter()
                .text(rect.center(), center, text, font, chrome.muted);
            return;
        }
        fit(state, &self.map, layout, rect);
        let mut view = View {
            rect,
            effects: effects
                .as_ref()
                .filter(|(effects, _)| !effects.is_empty())
                .map(|(effects, hop)| (&**effects, *hop)),
            near: BTreeSet::new(),
            taken: Vec::new(),
        };
        view.taken = view.services(state, &self.map, layout);
        view.near = view.near(ui, state, &self.map, layout);
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

/// What a frame of the map is painted with.
struct View<'a> {
    rect: Rect,
    effects: Option<(&'a Effects, u32)>,
    /// The services that are selected or under the pointer; the lines of others stay behind.
    near: BTreeSet<ServiceId>,
    /// Where services and words stand that no words may cover.
    taken: Vec<Rect>,
}

impl View<'_> {
    fn in_window(&self, state: &State, at: Pos2) -> Pos2 {
        let at = state.camera.to_canvas(point(at.x, at.y));
        self.rect.min + vec2(at.x, at.y)
    }

    /// Where the services are in the window, with their names.
    fn services(&self, state: &State, map: &ServiceMap, layout: &Layout) -> Vec<Rect> {
        let zoom = state.camera.zoom;
        let places = map.services.iter().filter_map(|id| {
            let center = self.in_window(state, layout.place(*id)?);
            let radius = radius(state, *id) * zoom;
            let around = Rect::from_center_size(center, Vec2::splat(2.0 * radius));
            let name = state.design().get(*id)?.name.chars().count() as f32;
            let text = vec2((name * 7.0).max(70.0) * zoom.sqrt(), look::TEXT);
            let below = Rect::from_min_size(around.center_bottom() - vec2(text.x / 2.0, 0.0), text);
            Some([around, below])
        });
        places.flatten().collect()
    }

    fn near(
        &self,
        ui: &Ui,
        state: &State,
        map: &ServiceMap,
        layout: &Layout,
    ) -> BTreeSet<ServiceId> {
        let selection = &state.document.selection;
        let pointer = ui.input(|input| input.pointer.hover_pos());
        let is_near = |id: &ServiceId| {
            let under = || {
                let place = self.in_window(state, layout.place(*id)?);
                let radius = radius(state, *id) * state.camera.zoom;
                Some(place.distance(pointer?) <= radius)
            };
            selection.contains(Reference::Service(*id)) || under().unwrap_or(false)
        };
        map.services.iter().copied().filter(is_near).collect()
    }

    /// How bad a service is, as far as the failure has come.
    fn effect(&self, id: ServiceId) -> Option<crate::session::effects::Effect> {
        let (effects, hop) = self.effects?;
        let effect = effects.get(Reference::Service(id))?;
        (effect.hop <= hop).then_some(effect)
    }

    fn line_ui(
        &mut self,
        ui: &Ui,
        state: &State,
        layout: &Layout,
        line: &Line,
        requests: &mut Vec<Request>,
    ) {
        let palette = theme::palette(ui.ctx());
        let (Some(a), Some(b)) = (layout.place(line.from), layout.place(line.to)) else {
            return;
        };
        let (a, b) = (self.in_window(state, a), self.in_window(state, b));
        let direction = (b - a).normalized();
        let zoom = state.camera.zoom;
        let aside = if line.is_answered {
            direction.rot90() * BESIDE
        } else {
            Vec2::ZERO
        };
        let end = |id, direction| look::clearance(radius(state, id) * zoom, direction);
        let from = a + direction * end(line.from, direction) + aside;
        let to = b - direction * end(line.to, -direction) + aside;
        // Where two stand so near that nothing of the line is left.
        if (to - from).dot(direction) <= 0.0 {
            return;
        }
        let kind = line.kinds.first().map(|(kind, _)| *kind);
        let Some(kind) = kind else { return };
        let is_selected = {
            let selection = &state.document.selection;
            line.parts.iter().any(|part| selection.contains(*part))
        };
        let is_lit = is_selected || self.near.contains(&line.from) || self.near.contains(&line.to);
        // What fails is shown, and what is near; all lines where nothing is chosen.
        let spread = self.effect(line.from).zip(self.effect(line.to));
        let spread = spread.filter(|_| line.lets_through);
        let is_behind = match self.effects {
            Some(_) => spread.is_none(),
            None => !self.near.is_empty() && !is_lit,
        };
        let plain = match spread {
            Some((effect, _)) => palette.state(effect.state),
            None => look::line_hue(palette, kind, line.lets_through),
        };
        let hue = look::faded(palette, plain, is_behind);
        let width = if line.lets_through { 2.4 } else { 1.4 };
        let width = if is_selected { width + 1.2 } else { width };
        let painter = ui.painter_at(self.rect);
        let tip = (9.0 * zoom).clamp(6.0, 11.0);
        let stroke = Stroke::new(width, hue);
        look::stroke(&painter, [from, to - direction * tip], Some(kind), stroke);
        look::tip(&painter, to, direction, tip, hue);
        let words = look::words(line);
        let readable = if is_behind {
            hue
        } else {
            color(palette.readable(plain))
        };
        let ground = color(palette.canvas);
        let along = [from, to];
        let place = look::pill(&painter, along, &self.taken, &words, zoom, readable, ground);
        self.taken.push(place);
        let place = place.intersect(self.rect);
        if !place.is_positive() {
            return;
        }
        let key = (line.from.number(), line.to.number());
        let response = ui.interact(place, Id::new(("service map line", key)), Sense::click());
        let name = |id: ServiceId| state.design().get(id).map_or("", |it| it.name.as_str());
        let through = if line.lets_through {
            "lets failure through"
        } else {
            "stops failure"
        };
        let kinds = line.kinds.iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, count)| format!("{count} {}", kind.label()))
            .collect();
        let (from, to) = (name(line.from), name(line.to));
        let said = format!("{from} needs {to}: {}, {through}", kinds.join(", "));
        let label = || WidgetInfo::selected(WidgetType::Button, true, is_selected, &said);
        response.widget_info(label);
        crate::gui::widgets::focus_ring(ui, &response, place.expand(2.0));
        if response.clicked() {
            let parts = line.parts.iter().copied();
            requests.push(Request::Select(parts.collect()));
        }
        response.on_hover_text(said);
    }

    /// Shows a service. Returns by how much it is dragged.
    fn service_ui(
        &self,
        ui: &Ui,
        state: &State,
        map: &ServiceMap,
        layout: &Layout,
        id: ServiceId,
        requests: &mut Vec<Request>,
    ) -> Option<(ServiceId, Vec2)> {
        let palette = theme::palette(ui.ctx());
        let chrome = theme::chrome(ui.ctx());
        let service = state.design().get(id)?;
        let center = self.in_window(state, layout.place(id)?);
        let zoom = state.camera.zoom;
        let radius = radius(state, id) * zoom;
        let part = Reference::Service(id);
        let is_selected = state.document.selection.contains(part);
        let around = Rect::from_center_size(center, Vec2::splat(2.0 * radius));
        let around = Rect::from_min_max(around.min, around.max + vec2(0.0, 18.0));
        let effect = self.effect(id);
        let fault = self.effects.and_then(|(effects, _)| effects.fault(part));
        let blast = state.figures.blast_radius(&Part::Service(id));
        let below = match (effect, fault, blast) {
            (_, Some(fault), _) => format!("{}, tried", fault.label()),
            (Some(effect), None, _) => effect.label().to_owned(),
            (None, None, Some(blast)) => format!("takes down {:.0} %", blast * 100.0),
            (None, None, None) => String::new(),
        };
        let hue = service_color(state.design(), palette, id);
        let is_behind = self.effects.is_some() && effect.is_none() && fault.is_none();
        let painter = ui.painter_at(self.rect);
        if is_selected {
            let stroke = Stroke::new(3.0, color(palette.selection));
            painter.circle_stroke(center, radius + 5.0, stroke);
        }
        let bad = effect.map(|effect| effect.state);
        let sign = bad.map(|bad| {
            let hue = color(palette.readable(palette.state(bad)));
            (effect_symbol(bad), hue)
        });
        look::node(
            &painter,
            &look::Node {
                center,
                radius,
                zoom,
                hue: look::faded(palette, hue, is_behind),
                fill: color(match bad {
                    Some(bad) => palette.state(bad).mix(palette.canvas, 0.82),
                    None => hue.mix(palette.canvas, if is_behind { 0.95 } else { 0.82 }),
                }),
                ink: if is_behind { chrome.muted } else { chrome.ink },
                muted: chrome.muted,
                ground: color(palette.canvas),
                is_external: service.kind == ServiceKind::External,
                name: &service.name,
                below: &below,
                sign,
            },
        );
        let place = around.intersect(self.rect);
        if !place.is_positive() {
            return None;
        }
        let at = Id::new(("service map", id.number()));
        let response = ui.interact(place, at, Sense::click_and_drag());
        response.widget_info(|| {
            let label = match below.as_str() {
                "" => service.name.clone(),
                below => format!("{}, {below}", service.name),
            };
            WidgetInfo::selected(WidgetType::SelectableLabel, true, is_selected, label)
        });
        if response.has_focus() {
            let stroke = Stroke::new(1.5, chrome.accent);
            painter.circle_stroke(center, radius + 8.0, stroke);
        }
        if response.clicked() {
            let extend = ui.input(|input| input.modifiers.shift || input.modifiers.command);
            requests.push(if state.failing.is_some() {
                Request::Failures(FailuresRequest::Click(part, extend))
            } else if extend {
                let mut selection = state.document.selection.clone();
                selection.toggle(part);
                Request::Select(selection)
            } else {
                Request::Select(Selection::of(part))
            });
        }
        let by = response.drag_delta() / zoom;
        let is_dragged = response.dragged();
        response.on_hover_ui(|ui| about_ui(ui, state, map, id));
        is_dragged.then_some((id, by))
    }
}

/// What there is to know of a service at a glance.
fn about_ui(ui: &mut Ui, state: &State, map: &ServiceMap, id: ServiceId) {
    let Some(service) = state.design().get(id) else {
        return;
    };
    ui.label(RichText::new(&service.name).font(semi_bold(12.5)));
    let needs = map.lines.iter().filter(|line| line.from == id).count();
    let needed = map.lines.iter().filter(|line| line.to == id).count();
    ui.label(format!("Needs {needs} services, needed by {needed}"));
    if let Some(blast) = state.figures.blast_radius(&Part::Service(id)) {
        let share = blast * 100.0;
        ui.label(format!(
            "Blast radius: alone it takes down {share:.0} % of all operations, weighted by tier"
        ));
    }
    let all = state.figures.availabilities();
    if let Some(outage) = all.and_then(|all| all.get(Subject::Service(id))) {
        let down = downtime(outage.down);
        ui.label(match down {
            _ if down.high() == 0.0 => {
                "Nothing that it needs has a figure for how often it fails".to_owned()
            }
            Probability::Exact(minutes) => format!("Down {} a month", span(minutes)),
            Probability::Between { low, .. } => {
                format!("Down at least {} a month (bound)", span(low))
            }
        });
    }
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
