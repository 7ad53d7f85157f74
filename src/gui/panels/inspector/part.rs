//! Picking a part of the design, whatever its kind.

use eframe::egui::{Id, Ui};

use super::parts;
use super::sheet::{Attribute, Sheet};
use crate::gui::widgets::pick::{Choice, Picked, Picker, pick};
use crate::model::{Design, Part};

/// A part of the design of any kind.
pub(super) fn part_row<S: crate::edit::Spot>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    now: &Part,
    set: impl Fn(&mut S::Item, Part),
) {
    let design = sheet.panel.design;
    let name = sheet.name(attribute);
    let shown = part_name(design, now);
    let picked = super::sheet::labeled(ui, attribute, |ui| {
        let picker = Picker {
            id: Id::new(("pick", sheet.key(attribute))),
            name: &name,
            shown: &shown,
            muted: false,
            mark: None,
            width: ui.available_width(),
            plain: false,
            // A failure domain is no part of its own: naming one is enough.
            fresh: Some("failure domain"),
        };
        let (response, picked) = pick(ui, &picker, Some(now), |filter| all_parts(design, filter));
        super::sheet::describe(&response, attribute);
        picked
    });
    let part = match picked {
        Some(Picked::Value(part)) if part != *now => part,
        Some(Picked::Fresh(domain)) if !domain.is_empty() => Part::Domain(domain),
        _ => return,
    };
    sheet.change(attribute.label, |item| set(item, part.clone()));
}

/// All parts of the design that something can happen to.
fn all_parts(design: &Design, filter: &str) -> Vec<Choice<Part>> {
    const MOST: usize = 400;
    let mut parts: Vec<(Part, &str)> = vec![(Part::Design, "")];
    parts.extend(
        design
            .services()
            .ids()
            .map(|id| (Part::Service(id), "service")),
    );
    parts.extend(design.stores().ids().map(|id| (Part::Store(id), "store")));
    parts.extend(design.zones().ids().map(|id| (Part::Zone(id), "zone")));
    parts.extend(
        design
            .operations()
            .ids()
            .map(|id| (Part::Operation(id), "operation")),
    );
    parts.extend(design.sagas().ids().map(|id| (Part::Saga(id), "saga")));
    parts.extend(
        domains(design)
            .into_iter()
            .map(|d| (Part::Domain(d), "failure domain")),
    );
    parts.extend(design.feeds().ids().map(|id| (Part::Feed(id), "feed")));
    parts.extend(
        design
            .entities()
            .ids()
            .map(|id| (Part::Entity(id), "entity")),
    );
    parts.extend(
        design
            .relationships()
            .ids()
            .map(|id| (Part::Relationship(id), "relationship")),
    );
    let parts = parts.into_iter().map(|(part, kind)| Choice {
        detail: kind.to_owned(),
        ..Choice::new(part_name(design, &part), part)
    });
    let fields = parts::all_fields(design, filter)
        .into_iter()
        .map(|choice| Choice {
            detail: "field".to_owned(),
            ..Choice::new(choice.label, Part::Field(choice.value))
        });
    parts
        .filter(|choice| filter.is_empty() || choice.label.to_lowercase().contains(filter))
        .take(MOST)
        .chain(fields)
        .collect()
}

/// The failure domains that services and stores name, and those around them.
fn domains(design: &Design) -> Vec<String> {
    let services = design.services().iter().map(|(_, service)| &service.domain);
    let stores = design.stores().iter().map(|(_, store)| &store.domain);
    let mut domains = std::collections::BTreeSet::new();
    for domain in services.chain(stores) {
        let mut rest = domain.as_str();
        while !rest.is_empty() {
            domains.insert(rest.to_owned());
            rest = rest.rsplit_once('/').map_or("", |(around, _)| around);
        }
    }
    domains.into_iter().collect()
}

/// What a part is called.
pub(super) fn part_name(design: &Design, part: &Part) -> String {
    match part {
        Part::Design => "The whole design".into(),
        Part::Service(id) => parts::name_of(design, *id),
        Part::Store(id) => parts::name_of(design, *id),
        Part::Zone(id) => parts::name_of(design, *id),
        Part::Entity(id) => parts::name_of(design, *id),
        Part::Field(path) => parts::path_name(design, *path),
        Part::Operation(id) => parts::name_of(design, *id),
        Part::Saga(id) => parts::name_of(design, *id),
        Part::Domain(domain) => domain.clone(),
        Part::Relationship(id) => design.get(*id).map_or(String::new(), |r| {
            format!(
                "{} → {}",
                parts::name_of(design, r.from.entity),
                parts::name_of(design, r.to.entity)
            )
        }),
        Part::Feed(id) => design.get(*id).map_or(String::new(), |f| {
            format!(
                "{} → {}",
                parts::name_of(design, f.from),
                parts::name_of(design, f.to)
            )
        }),
    }
}
