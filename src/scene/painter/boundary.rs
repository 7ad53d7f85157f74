//! Boundaries of services.

use std::collections::BTreeSet;

use super::Painter;
use super::brush::{Brush, Font};
use crate::base::geometry::point;
use crate::model::{Design, ServiceId, ServiceKind, Store, StoreId};
use crate::scene::diagram::Boundary;
use crate::scene::palette::Rgba;
use crate::scene::text::{Measure, Weight};
use crate::scene::{Anchor, Dash, Group, Layer, Level, Stroke, What};

const RADIUS: f32 = 12.0;
const PADDING: f32 = 14.0;
const TITLE_SIZE: f32 = 13.5;
const STORE_SIZE: f32 = 11.0;
/// Size of the title where rows cannot be made out.
const FAR_TITLE_SIZE: f32 = 26.0;

impl Painter<'_> {
    /// The boundary of a service.
    pub fn boundary(&self, boundary: &Boundary) -> Group {
        self.boundary_in(boundary, self.service_color(boundary.service))
    }

    /// The boundary of a service in some color.
    pub fn boundary_in(&self, boundary: &Boundary, hue: Rgba) -> Group {
        let rect = boundary.rect;
        let mut brush = Brush::new(self.measure);
        let Some(service) = self.design.get(boundary.service) else {
            return brush.finish(
                What::Service(boundary.service),
                Layer::Boundary,
                rect,
                String::new(),
            );
        };
        let text_color = self.palette.readable(hue);
        let dash = match service.kind {
            ServiceKind::External => Dash::Dashed,
            ServiceKind::Internal | ServiceKind::Gateway => Dash::Solid,
        };
        brush.rect(
            rect,
            (RADIUS, RADIUS),
            Some(hue.with_opacity(self.palette.tint)),
            Some(Stroke::solid(1.6, hue).with_dash(dash)),
        );
        let room = rect.width() - 2.0 * PADDING;
        let left = rect.min.x + PADDING;

        brush.at(Level::Block, Level::Name);
        let fits = self
            .measure
            .width(&service.name, 1.0, Weight::SemiBold)
            .max(0.01);
        let far_size = (room / fits).clamp(TITLE_SIZE, FAR_TITLE_SIZE);
        let far = Font::new(far_size, Weight::SemiBold, text_color);
        brush.text_within(
            point(left, rect.min.y + 27.0),
            Anchor::Start,
            far,
            &service.name,
            room,
        );

        brush.at(Level::Row, Level::Row);
        let font = Font::new(TITLE_SIZE, Weight::SemiBold, text_color);
        let baseline = rect.min.y + 22.5;
        brush.text_within(
            point(left, baseline),
            Anchor::Start,
            font,
            &service.name,
            room,
        );
        let kind = kind_label(service.kind);
        let mut used = self.measure.width(&service.name, font.size, font.weight);
        let small = Font::new(STORE_SIZE, Weight::Regular, text_color);
        if !kind.is_empty() {
            brush.text_within(
                point(left + used + 8.0, baseline),
                Anchor::Start,
                small,
                kind,
                room - used - 8.0,
            );
            used += 8.0 + self.measure.width(kind, small.size, small.weight);
        }
        let stores = self.stores_of(boundary.service);
        let full = stores
            .iter()
            .map(|store| store_label(store))
            .collect::<Vec<_>>()
            .join(", ");
        let engines = stores
            .iter()
            .map(|store| store.engine.label())
            .collect::<Vec<_>>()
            .join(", ");
        let room = room - used - 18.0;
        let width = |text: &str| self.measure.width(text, small.size, small.weight);
        let at = point(rect.max.x - PADDING, baseline);
        if width(&full) <= room {
            brush.text(at, Anchor::End, small, full.as_str());
        } else if room >= width(&engines).min(30.0) {
            brush.text_within(at, Anchor::End, small, &engines, room);
        }
        let parts = [service.name.as_str(), &full, &service.description];
        let title = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        brush.finish(
            What::Service(boundary.service),
            Layer::Boundary,
            rect.expand(1.0),
            title,
        )
    }

    /// The stores that belong to a service or hold its entities, in the design's order.
    fn stores_of(&self, service: ServiceId) -> Vec<&Store> {
        let entities = self.design.entities().iter();
        let holding: BTreeSet<StoreId> = entities
            .filter(|(_, entity)| entity.service == Some(service))
            .filter_map(|(_, entity)| entity.store)
            .collect();
        self.design
            .stores()
            .iter()
            .filter(|(id, store)| store.owner == Some(service) || holding.contains(id))
            .map(|(_, store)| store)
            .collect()
    }
}

/// The width that the title of a service's boundary needs: all of its name, and where that is not much, its store.
pub fn title_width(design: &Design, service: ServiceId, measure: &dyn Measure) -> f32 {
    /// The most that is made room for besides the name.
    const MOST_BESIDES: f32 = 150.0;
    let Some(item) = design.get(service) else {
        return 0.0;
    };
    let small = |text: &str| measure.width(text, STORE_SIZE, Weight::Regular);
    let kind = kind_label(item.kind);
    let mut besides = if kind.is_empty() {
        0.0
    } else {
        8.0 + small(kind)
    };
    let stores = design.stores().iter();
    let own: Vec<String> = stores
        .filter(|(_, store)| store.owner == Some(service))
        .map(|(_, store)| store_label(store))
        .collect();
    if !own.is_empty() {
        besides += 18.0 + small(&own.join(", "));
    }
    let name = measure.width(&item.name, TITLE_SIZE, Weight::SemiBold);
    (name + besides.min(MOST_BESIDES) + 2.0 * PADDING + 2.0).ceil()
}

fn kind_label(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Internal => "",
        ServiceKind::External => "external",
        ServiceKind::Gateway => "gateway",
    }
}

/// Name and product of a store.
pub(super) fn store_label(store: &Store) -> String {
    format!("{} · {}", store.name, store.engine.label())
}
