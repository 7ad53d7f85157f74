//! One frame of the map: services and lines as they are painted, said and clicked.

use std::collections::BTreeSet;

use eframe::egui::{
    Id, Pos2, Rect, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo, WidgetType, vec2,
};

use super::layout::Layout;
use super::{look, radius};
use crate::analysis::availability::{downtime, span};
use crate::analysis::dependencies::{State as Bad, Subject};
use crate::analysis::failure::Probability;
use crate::base::geometry::point;
use crate::gui::canvas::effects::symbol;
use crate::gui::failing::FailuresRequest;
use crate::gui::panels::outline::service_color;
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color, semi_bold};
use crate::gui::widgets::focus_ring;
use crate::model::{Part, Reference, ServiceId, ServiceKind};
use crate::session::Selection;
use crate::session::effects::{Effect, Effects};
use crate::session::service_map::{Line, ServiceMap};

/// How far lines of opposite directions are apart.
const BESIDE: f32 = 9.0;

/// What a frame of the map is painted with.
pub(super) struct View<'a> {
    rect: Rect,
    effects: Option<(&'a Effects, u32)>,
    /// The services that are selected or under the pointer; the lines of others stay behind.
    near: BTreeSet<ServiceId>,
    /// Where services and words stand that no words may cover.
    taken: Vec<Rect>,
}

impl<'a> View<'a> {
    /// Looks who is near, and where everybody stands.
    pub fn new(
        ui: &Ui,
        rect: Rect,
        state: &State,
        effects: Option<(&'a Effects, u32)>,
        map: &ServiceMap,
        layout: &Layout,
    ) -> Self {
        let mut view = Self {
            rect,
            effects,
            near: BTreeSet::new(),
            taken: Vec::new(),
        };
        view.near = view.near(ui, state, map, layout);
        view.taken = view.services(state, map, layout);
        view
    }

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
    fn effect(&self, id: ServiceId) -> Option<Effect> {
        let (effects, hop) = self.effects?;
        let effect = effects.get(Reference::Service(id))?;
        (effect.hop <= hop).then_some(effect)
    }

    /// Shows a line.
    pub fn line_ui(
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
        // What is old comes by the feeds that let no failure through.
        let carries = |state| line.lets_through || state == Bad::Stale;
        let spread = spread.filter(|(effect, _)| carries(effect.state));
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
        focus_ring(ui, &response, place.expand(2.0));
        if response.clicked() {
            let parts = line.parts.iter().copied();
            requests.push(Request::Select(parts.collect()));
        }
        response.on_hover_text(said);
    }

    /// Shows a service. Returns by how much it is dragged.
    pub fn service_ui(
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
            (_, Some(fault), _) => format!("{}, by hand", fault.label()),
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
            (symbol(bad), hue)
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
