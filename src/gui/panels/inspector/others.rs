//! Everything else that can be selected: services, stores, zones, feeds, several parts at once, or nothing.

use eframe::egui::{RichText, Ui};

use super::entity::{store_name, tier_label};
use super::{comment, duration, kind, link, name, read};
use crate::gui::panels::outline::service_color;
use crate::gui::panels::{count, grouped};
use crate::gui::request::Request;
use crate::gui::state::State;
use crate::gui::theme::{self, color};
use crate::gui::widgets::section;
use crate::model::{
    Availability, Consistency, Design, EntityId, FeedId, Reference, Replication, ServiceId,
    ServiceKind, StoreId, Topology, ZoneId,
};
use crate::session::text_slot::TextSlot;

/// Nothing is selected: the design as a whole.
pub(super) fn design_ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let design = state.design();
    kind(ui, "Design");
    let width = ui.available_width();
    name(
        ui,
        state,
        TextSlot::DesignName,
        "Name the design",
        width,
        requests,
    );
    comment(
        ui,
        state,
        TextSlot::DesignDescription,
        "Add a description",
        requests,
    );
    for (label, number) in [
        ("Services", design.services().len()),
        ("Stores", design.stores().len()),
        ("Zones", design.zones().len()),
        ("Entities", design.entities().len()),
        (
            "Fields",
            design
                .entities()
                .iter()
                .map(|(_, entity)| entity.fields.len())
                .sum(),
        ),
        ("Relationships", design.relationships().len()),
        ("Operations", design.operations().len()),
        ("Feeds", design.feeds().len()),
        ("Sagas", design.sagas().len()),
        ("Scenarios", design.scenarios().len()),
        ("Decisions", design.decisions().len()),
        ("Views", design.views().len()),
    ] {
        if number > 0 {
            read(ui, label, grouped(number));
        }
    }
    if !design.services().is_empty() {
        section(ui, "Services");
        let palette = theme::palette(ui.ctx());
        for (id, service) in design.services().iter().take(100) {
            let entities = design
                .entities()
                .iter()
                .filter(|(_, e)| e.service == Some(id))
                .count();
            let more = format!(
                "{} · {}",
                tier_label(service.tier),
                count(entities, "entity", "entities")
            );
            let mark = color(service_color(design, palette, id));
            if link(ui, mark, &service.name, &more, ("service", id.number())).clicked() {
                requests.push(Request::Reveal(Reference::Service(id)));
            }
        }
    }
}

/// Several parts are selected.
pub(super) fn several_ui(ui: &mut Ui, state: &State, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let design = state.design();
    kind(ui, "Selection");
    ui.label(
        RichText::new(format!("{} parts", state.document.selection.len()))
            .font(crate::gui::theme::semi_bold(17.0))
            .color(chrome.ink),
    );
    ui.add_space(6.0);
    let entities: Vec<EntityId> = state
        .document
        .selection
        .iter()
        .filter_map(|part| match part {
            Reference::Entity(id) => Some(id),
            _ => None,
        })
        .collect();
    entities_ui(ui, design, "Entities", &entities, requests);
}

pub(super) fn service_ui(ui: &mut Ui, state: &State, id: ServiceId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(service) = design.get(id) else {
        return;
    };
    kind(ui, "Service");
    let width = ui.available_width();
    name(
        ui,
        state,
        TextSlot::ServiceName(id),
        "Name",
        width,
        requests,
    );
    comment(
        ui,
        state,
        TextSlot::ServiceDescription(id),
        "Add a description",
        requests,
    );
    read(ui, "Criticality", tier_label(service.tier));
    read(
        ui,
        "Kind",
        match service.kind {
            ServiceKind::Internal => "Internal",
            ServiceKind::External => "External",
            ServiceKind::Gateway => "Gateway",
        },
    );
    read(ui, "Team", &service.team);
    read(ui, "Instances", service.instances.to_string());
    read(
        ui,
        "Availability",
        availability(service.availability, "of one instance"),
    );
    read(ui, "Domain", &service.domain);
    let stores: Vec<_> = design
        .stores()
        .iter()
        .filter(|(_, store)| store.owner == Some(id) || store.connects.contains(&id))
        .collect();
    if !stores.is_empty() {
        section(ui, "Stores");
        for (store_id, store) in stores {
            let more = if store.owner == Some(id) {
                "Owned"
            } else {
                "Connected"
            };
            let mark = color(theme::palette(ui.ctx()).unset);
            if link(
                ui,
                mark,
                &store_name(store),
                more,
                ("store", store_id.number()),
            )
            .clicked()
            {
                requests.push(Request::Reveal(Reference::Store(store_id)));
            }
        }
    }
    entities_ui(
        ui,
        design,
        "Entities",
        &members(design, |e| e.service == Some(id)),
        requests,
    );
}

pub(super) fn store_ui(ui: &mut Ui, state: &State, id: StoreId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(store) = design.get(id) else {
        return;
    };
    kind(ui, "Store");
    let width = ui.available_width();
    name(ui, state, TextSlot::StoreName(id), "Name", width, requests);
    ui.add_space(6.0);
    let service = |id: ServiceId| design.get(id).map(|service| service.name.clone());
    read(ui, "Engine", store.engine.label());
    read(
        ui,
        "Owner",
        store
            .owner
            .and_then(service)
            .unwrap_or_else(|| "None".into()),
    );
    let connects: Vec<String> = store
        .connects
        .iter()
        .filter_map(|id| service(*id))
        .collect();
    read(ui, "Connected", connects.join(", "));
    read(ui, "Replication", replication(store.replication));
    read(
        ui,
        "Writes",
        match store.topology {
            Topology::LeaderFollower => "One leader",
            Topology::MultiLeader => "Several leaders",
            Topology::Leaderless => "Any node",
        },
    );
    read(ui, "Shards", store.shards.to_string());
    read(
        ui,
        "Pool",
        store.pool.map_or(String::new(), |pool| {
            format!("{pool} connections an instance")
        }),
    );
    read(
        ui,
        "Capacity",
        store
            .capacity
            .map_or(String::new(), |capacity| format!("{capacity} requests/s")),
    );
    read(
        ui,
        "Availability",
        availability(store.availability, "of one node"),
    );
    read(ui, "Domain", &store.domain);
    read(ui, "Description", &store.description);
    entities_ui(
        ui,
        design,
        "Entities",
        &members(design, |e| e.store == Some(id)),
        requests,
    );
}

pub(super) fn zone_ui(ui: &mut Ui, state: &State, id: ZoneId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(zone) = design.get(id) else {
        return;
    };
    kind(ui, "Zone");
    let width = ui.available_width();
    name(ui, state, TextSlot::ZoneName(id), "Name", width, requests);
    ui.add_space(6.0);
    read(
        ui,
        "Consistency",
        crate::gui::perform::capitalized(zone.consistency.label()),
    );
    read(
        ui,
        "Promise",
        match zone.consistency {
            Consistency::Strong => {
                "Every read sees the latest write; entities change together in one transaction"
                    .into()
            }
            Consistency::Bounded { seconds } => {
                format!("A read is at most {} old", duration(seconds))
            }
            Consistency::ReadYourWrites => "A user sees what the same user wrote".into(),
            Consistency::Causal => "Effects are never seen before their causes".into(),
            Consistency::Eventual => "Reads catch up some time".to_owned(),
        },
    );
    entities_ui(
        ui,
        design,
        "Entities",
        &members(design, |e| e.zone == Some(id)),
        requests,
    );
}

pub(super) fn feed_ui(ui: &mut Ui, state: &State, id: FeedId, requests: &mut Vec<Request>) {
    let design = state.design();
    let Some(feed) = design.get(id) else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    let entity = |id: EntityId| {
        design
            .get(id)
            .map(|entity| entity.name.clone())
            .unwrap_or_default()
    };
    kind(ui, "Feed");
    ui.label(
        RichText::new(format!("{} → {}", entity(feed.from), entity(feed.to)))
            .font(crate::gui::theme::semi_bold(15.0))
            .color(chrome.ink),
    );
    ui.add_space(6.0);
    read(
        ui,
        "Mechanism",
        crate::gui::perform::capitalized(feed.mechanism.label()),
    );
    read(
        ui,
        "Lag",
        feed.lag_s.map_or_else(
            || "No bound".to_owned(),
            |lag| format!("At most {}", duration(lag)),
        ),
    );
    let broker = feed.broker.and_then(|id| design.get(id));
    read(ui, "Broker", broker.map(store_name).unwrap_or_default());
    let source = design.get(feed.from);
    let ordered = feed
        .ordered_by
        .and_then(|field| Some(source?.field(field)?.name.clone()));
    read(
        ui,
        "Ordered by",
        ordered.unwrap_or_else(|| "Nothing".into()),
    );
    let yes = |on: bool| if on { "Yes" } else { "No" };
    read(ui, "Idempotent", yes(feed.idempotent));
    read(ui, "Rebuildable", yes(feed.rebuildable));
    entities_ui(ui, design, "Ends", &[feed.from, feed.to], requests);
}

fn members(design: &Design, is_in: impl Fn(&crate::model::Entity) -> bool) -> Vec<EntityId> {
    let entities = design.entities().iter();
    entities
        .filter(|(_, entity)| is_in(entity))
        .map(|(id, _)| id)
        .collect()
}

/// Entities that lead to themselves.
fn entities_ui(
    ui: &mut Ui,
    design: &Design,
    heading: &str,
    entities: &[EntityId],
    requests: &mut Vec<Request>,
) {
    const MOST: usize = 200;
    if entities.is_empty() {
        return;
    }
    let palette = theme::palette(ui.ctx());
    section(ui, heading);
    for id in entities.iter().take(MOST) {
        let Some(entity) = design.get(*id) else {
            continue;
        };
        let zone = entity.zone.and_then(|zone| design.get(zone));
        let mark = color(palette.consistency(zone.map(|zone| zone.consistency)));
        if link(ui, mark, &entity.name, "", ("entity", heading, id.number())).clicked() {
            requests.push(Request::Reveal(Reference::Entity(*id)));
        }
    }
    if entities.len() > MOST {
        ui.weak(format!("and {} more", entities.len() - MOST));
    }
}

fn availability(availability: Option<Availability>, of: &str) -> String {
    match availability {
        None => String::new(),
        Some(availability) => format!("{:.4} % {of}", availability.share() * 100.0),
    }
}

fn replication(replication: Replication) -> String {
    match replication {
        Replication::None => "None".into(),
        Replication::Sync { replicas, .. } => format!(
            "Synchronous · {}",
            count(replicas as usize, "replica", "replicas")
        ),
        Replication::Async { replicas, .. } => format!(
            "Asynchronous · {}",
            count(replicas as usize, "replica", "replicas")
        ),
        Replication::Quorum { nodes, w, r } => {
            format!("Quorum · {nodes} nodes, write {w}, read {r}")
        }
    }
}
