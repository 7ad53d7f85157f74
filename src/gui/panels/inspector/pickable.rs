//! What pickers need to know of the kinds of parts that attributes refer to.

use eframe::egui::{Color32, Context};

use crate::edit::{Builder, Editable, fresh};
use crate::gui::panels::outline::service_color;
use crate::gui::theme::{self, color};
use crate::model::{Design, Entity, Id, Operation, Reference, Service, Store, Zone};
use crate::session::text_slot::TextSlot;

/// Parts that attributes refer to.
pub(super) trait Pickable: Editable {
    /// What a new one is called in lists, if it can be made from there.
    const FRESH: Option<&'static str>;

    /// What is said of it is shown where it is chosen, not only in the list.
    const SAYS_DETAIL: bool;

    /// The reference to one.
    fn reference(id: Id<Self>) -> Reference;

    /// Its name, to be edited.
    fn slot(id: Id<Self>) -> TextSlot;

    /// What is said of it beside its name.
    fn detail(&self, design: &Design) -> String;

    /// Its dot.
    fn mark(&self, design: &Design, id: Id<Self>, ctx: &Context) -> Option<Color32>;

    /// Makes one.
    fn make(builder: &mut Builder, name: &str) -> Id<Self>;
}

impl Pickable for Service {
    const FRESH: Option<&'static str> = Some("service");
    const SAYS_DETAIL: bool = false;

    fn reference(id: Id<Self>) -> Reference {
        Reference::Service(id)
    }

    fn slot(id: Id<Self>) -> TextSlot {
        TextSlot::ServiceName(id)
    }

    fn detail(&self, _design: &Design) -> String {
        self.team.clone()
    }

    fn mark(&self, design: &Design, id: Id<Self>, ctx: &Context) -> Option<Color32> {
        Some(color(service_color(design, theme::palette(ctx), id)))
    }

    fn make(builder: &mut Builder, name: &str) -> Id<Self> {
        fresh::service(builder, name)
    }
}

impl Pickable for Store {
    const FRESH: Option<&'static str> = Some("store");
    const SAYS_DETAIL: bool = true;

    fn reference(id: Id<Self>) -> Reference {
        Reference::Store(id)
    }

    fn slot(id: Id<Self>) -> TextSlot {
        TextSlot::StoreName(id)
    }

    fn detail(&self, _design: &Design) -> String {
        self.engine.label().to_owned()
    }

    fn mark(&self, _design: &Design, _id: Id<Self>, _ctx: &Context) -> Option<Color32> {
        None
    }

    fn make(builder: &mut Builder, name: &str) -> Id<Self> {
        fresh::store(builder, name, None)
    }
}

impl Pickable for Zone {
    const FRESH: Option<&'static str> = Some("zone");
    const SAYS_DETAIL: bool = true;

    fn reference(id: Id<Self>) -> Reference {
        Reference::Zone(id)
    }

    fn slot(id: Id<Self>) -> TextSlot {
        TextSlot::ZoneName(id)
    }

    fn detail(&self, _design: &Design) -> String {
        self.consistency.label().to_owned()
    }

    fn mark(&self, _design: &Design, _id: Id<Self>, ctx: &Context) -> Option<Color32> {
        Some(color(
            theme::palette(ctx).consistency(Some(self.consistency)),
        ))
    }

    fn make(builder: &mut Builder, name: &str) -> Id<Self> {
        fresh::zone(builder, name)
    }
}

impl Pickable for Entity {
    const FRESH: Option<&'static str> = Some("entity");
    const SAYS_DETAIL: bool = false;

    fn reference(id: Id<Self>) -> Reference {
        Reference::Entity(id)
    }

    fn slot(id: Id<Self>) -> TextSlot {
        TextSlot::EntityName(id)
    }

    fn detail(&self, design: &Design) -> String {
        let service = self.service.and_then(|id| design.get(id));
        service.map_or(String::new(), |service| service.name.clone())
    }

    fn mark(&self, design: &Design, _id: Id<Self>, ctx: &Context) -> Option<Color32> {
        let zone = self.zone.and_then(|id| design.get(id));
        let consistency = zone.map(|zone| zone.consistency);
        Some(color(theme::palette(ctx).consistency(consistency)))
    }

    fn make(builder: &mut Builder, name: &str) -> Id<Self> {
        fresh::entity(builder, name, None)
    }
}

impl Pickable for Operation {
    const FRESH: Option<&'static str> = Some("operation");
    const SAYS_DETAIL: bool = false;

    fn reference(id: Id<Self>) -> Reference {
        Reference::Operation(id)
    }

    fn slot(id: Id<Self>) -> TextSlot {
        TextSlot::OperationName(id)
    }

    fn detail(&self, design: &Design) -> String {
        let service = self.service.and_then(|id| design.get(id));
        service.map_or(String::new(), |service| service.name.clone())
    }

    fn mark(&self, _design: &Design, _id: Id<Self>, _ctx: &Context) -> Option<Color32> {
        None
    }

    fn make(builder: &mut Builder, name: &str) -> Id<Self> {
        fresh::operation(builder, name, None, &[])
    }
}
