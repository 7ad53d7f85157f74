//! Draws single parts of a diagram: what [`super::build`] does for all, and the window for those that a drag touches.

mod boundary;
mod brush;
mod entity;
mod foot;
mod label;
mod legend;
mod legend_flow;
mod line;
mod note;
mod room;
mod stub;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diagram::Diagram;
use super::palette::{Palette, Rgba};
use super::text::Measure;
use super::{Group, Options, Risks};
use crate::model::{ColorBy, Design, EntityId, Level, ServiceId, StoreId};

pub use boundary::title_width;
pub use label::feed_label;
pub use legend::Legend;

/// Draws parts of a design. Cheap to make: once per edit, or once per frame of a drag.
pub struct Painter<'a> {
    /// The colors in use.
    pub palette: &'static Palette,
    design: &'a Design,
    measure: &'a dyn Measure,
    color_by: ColorBy,
    services: BTreeMap<ServiceId, Rgba>,
    stores: BTreeMap<StoreId, Rgba>,
    risks: Option<Arc<Risks>>,
}

impl<'a> Painter<'a> {
    /// Draws with these colors.
    pub fn new(design: &'a Design, options: &Options, measure: &'a dyn Measure) -> Self {
        let palette = Palette::of(options.theme);
        let services = design.services().iter().enumerate();
        Self {
            risks: options.risks.clone(),
            palette,
            design,
            measure,
            color_by: options.color_by,
            services: services
                .map(|(place, (id, service))| {
                    (id, service.color.map_or(palette.hue(place), Rgba::from))
                })
                .collect(),
            stores: design
                .stores()
                .ids()
                .enumerate()
                .map(|(place, id)| (id, palette.hue(place)))
                .collect(),
        }
    }

    /// The hue of a service.
    pub fn service_color(&self, service: ServiceId) -> Rgba {
        self.services
            .get(&service)
            .copied()
            .unwrap_or(self.palette.unset)
    }

    /// The color of what nobody has decided: it stays back.
    pub(super) fn unset(&self) -> Rgba {
        self.palette.unset.mix(self.palette.card, 0.6)
    }

    /// The color of an entity's header.
    pub fn entity_color(&self, entity: EntityId) -> Rgba {
        let id = entity;
        let Some(entity) = self.design.get(id) else {
            return self.palette.unset;
        };
        let color = match self.color_by {
            ColorBy::Zone => {
                let zone = entity.zone.and_then(|zone| self.design.get(zone));
                zone.map(|zone| self.palette.consistency(Some(zone.consistency)))
            }
            ColorBy::Service => entity.service.map(|service| self.service_color(service)),
            ColorBy::Store => entity
                .store
                .and_then(|store| self.stores.get(&store).copied()),
            ColorBy::Risk => match self.risk(id) {
                Some(Level::Error) => Some(self.palette.error),
                Some(Level::Warning) => Some(self.palette.warning),
                Some(Level::Info | Level::Off) | None => None,
            },
        };
        color.unwrap_or(self.unset())
    }

    /// The worst that was found at an entity.
    fn risk(&self, entity: EntityId) -> Option<Level> {
        self.risks.as_ref()?.get(&entity).copied()
    }

    /// Everything in a diagram, the first at the bottom.
    pub fn all(&self, diagram: &Diagram) -> Vec<Group> {
        let boundaries = diagram.boundaries.iter().map(|b| self.boundary(b));
        let cards = diagram.cards.iter().map(|c| self.card(c));
        let notes = diagram.notes.iter().enumerate();
        boundaries
            .chain(self.lines(diagram))
            .chain(cards)
            .chain(self.labels(diagram))
            .chain(notes.map(|(place, note)| self.note(place, note)))
            .collect()
    }
}
