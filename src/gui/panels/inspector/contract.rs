//! The contract of an entity that others read as a data product.

use eframe::egui::Ui;

use super::layout::{action, list, remark, section_with};
use super::lists::{pairs_of_text, pairs_to_text};
use super::parts;
use super::sheet::{Attribute, Panel, Shared, Sheet, attribute, row_with_end};
use crate::edit::{Builder, Consumers, ContractOf, Nth, Spot, Versions};
use crate::gui::request::Request;
use crate::model::{Consumer, Contract, ContractVersion, Entity, EntityId, ServiceId};

const COMPATIBILITY: Attribute = attribute(
    "Contract.compatibility",
    "Compatibility",
    "Which changes are allowed between versions. A change that breaks the promise is reported.",
);
const VERSION: Attribute = attribute("ContractVersion.version", "Version", "Its name, as 1.2.");
const VERSION_FIELDS: Attribute = attribute(
    "ContractVersion.fields",
    "Fields",
    "What was published, a line each: name: type. The next version is held against it.",
);
const CONSUMER: Attribute = attribute(
    "Consumer.service",
    "Service",
    "Who reads it. It breaks when a field that it relies on changes.",
);
const CONSUMER_FIELDS: Attribute = attribute(
    "Consumer.fields",
    "Relies on",
    "The fields and types that it uses, a line each: name: type. None: nobody has said.",
);

/// The contract, or the way to one.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, entity: &Entity) {
    let help = "What the entity promises to services that read it as a data product: its shape, and how that may change";
    let end = |ui: &mut Ui| {
        let (text, name) = match entity.contract {
            None => ("+ Publish", "Publish the entity"),
            Some(_) => ("Withdraw", "Withdraw the contract"),
        };
        if action(ui, text, name) {
            let publish = entity.contract.is_none();
            let verb = if publish {
                "Publish"
            } else {
                "Withdraw the contract of"
            };
            let mut builder = Builder::new(panel.design, format!("{verb} {}", entity.name));
            builder.update(id, |entity: &mut Entity| {
                entity.contract = publish.then(|| Contract {
                    versions: vec![version(entity, "1.0".to_owned())],
                    ..Contract::default()
                });
            });
            panel.apply(builder.finish());
        }
    };
    section_with(ui, panel, "Contract", help, end, |ui| {
        let (Some(contract), Some(sheet)) = (
            &entity.contract,
            Sheet::new(panel, [ContractOf(id)], &entity.name),
        ) else {
            remark(
                ui,
                "Not published: nobody outside of its service may rely on it",
            );
            return;
        };
        sheet.choice(
            ui,
            COMPATIBILITY,
            |c| c.compatibility,
            |c, way| c.compatibility = way,
        );
        ui.add_space(4.0);
        versions(ui, panel, id, entity, contract);
        consumers(ui, panel, id, entity);
    });
}

fn heading(ui: &mut Ui, text: &str, add: &str) -> bool {
    row_with_end(ui, text, "", |ui| action(ui, "+ Add", add))
}

fn versions(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, entity: &Entity, contract: &Contract) {
    let parent = ContractOf(id);
    if heading(
        ui,
        "Versions",
        "Publish the entity as it is now as a new version",
    ) {
        let name = next_version(contract.versions.last().map(|v| v.version.as_str()));
        let label = format!("Publish version {name} of {}", entity.name);
        let mut builder = Builder::new(panel.design, label);
        let version = version(entity, name);
        parent.update(&mut builder, |contract| contract.versions.push(version));
        panel.apply(builder.finish());
        let place = contract.versions.len();
        panel.push(Request::Unfold(
            Nth::<Versions> { parent, place }.key(),
            true,
        ));
    }
    let head = |version: &ContractVersion| {
        let count = version.fields.len();
        let fields = crate::gui::panels::count(count, "field", "fields");
        (version.version.clone(), fields)
    };
    list::<Versions>(ui, panel, parent, &entity.name, head, |ui, spot, name| {
        let what = format!("version {name} of {}", entity.name);
        let Some(sheet) = Sheet::new(panel, [spot], what) else {
            return;
        };
        let sheet = sheet.suffix(format!(" of version {name}"));
        sheet.text(
            ui,
            VERSION,
            "1.0",
            |v| v.version.clone(),
            |v, name| v.version = name,
        );
        pairs(ui, &sheet, VERSION_FIELDS, |v| &v.fields, |v| &mut v.fields);
    });
}

fn consumers(ui: &mut Ui, panel: &Panel<'_>, id: EntityId, entity: &Entity) {
    let parent = ContractOf(id);
    let free = panel.design.services().ids().find(|service| {
        let taken = entity.contract.iter().flat_map(|c| &c.consumers);
        Some(*service) != entity.service && !taken.into_iter().any(|c| c.service == *service)
    });
    let heading = heading(ui, "Consumers", "Add a consumer");
    if let (true, Some(service)) = (heading, free.or(entity.service)) {
        let mut builder = Builder::new(panel.design, format!("Add a consumer of {}", entity.name));
        parent.update(&mut builder, |contract| {
            contract.consumers.push(Consumer {
                service,
                fields: Vec::new(),
            });
        });
        panel.apply(builder.finish());
        let place = entity.contract.as_ref().map_or(0, |c| c.consumers.len());
        panel.push(Request::Unfold(
            Nth::<Consumers> { parent, place }.key(),
            true,
        ));
    }
    let head = |consumer: &Consumer| {
        let name = parts::name_of(panel.design, consumer.service);
        let detail = match consumer.fields.len() {
            0 => String::new(),
            count => crate::gui::panels::count(count, "field", "fields"),
        };
        (name, detail)
    };
    list::<Consumers>(ui, panel, parent, &entity.name, head, |ui, spot, name| {
        let what = format!("the consumer {name} of {}", entity.name);
        let Some(sheet) = Sheet::new(panel, [spot], what) else {
            return;
        };
        let sheet = sheet.suffix(format!(" of consumer {name}"));
        sheet.part(
            ui,
            CONSUMER,
            None,
            |c| Some(c.service),
            |c, service: Option<ServiceId>| c.service = service.unwrap_or(c.service),
        );
        pairs(
            ui,
            &sheet,
            CONSUMER_FIELDS,
            |c| &c.fields,
            |c| &mut c.fields,
        );
    });
}

/// Names and types, a line each.
fn pairs<S: Spot>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    get: impl Fn(&S::Item) -> &Vec<(String, String)>,
    get_mut: impl Fn(&mut S::Item) -> &mut Vec<(String, String)>,
) {
    let now = sheet.shared(|item| pairs_to_text(get(item)));
    let lines = match &now {
        Shared::Same(text) => text.lines().count() + 1,
        Shared::Several => 2,
    };
    super::sheet::labeled(ui, attribute, |ui| {
        sheet.entry(
            ui,
            attribute,
            "id: uuid",
            lines.clamp(2, 10),
            &now,
            |text| {
                let pairs = pairs_of_text(text)?;
                Ok(sheet.step(attribute.label, |item| get_mut(item).clone_from(&pairs)))
            },
        );
    });
}

/// The entity as it is now, published.
fn version(entity: &Entity, version: String) -> ContractVersion {
    let fields = entity.fields.iter();
    ContractVersion {
        version,
        fields: fields
            .map(|f| (f.name.clone(), f.data_type.clone()))
            .collect(),
    }
}

/// `1.2` after `1.1`.
fn next_version(last: Option<&str>) -> String {
    let Some(last) = last else {
        return "1.0".to_owned();
    };
    let start = last
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + 1);
    match last[start..].parse::<u64>() {
        Ok(number) => format!("{}{}", &last[..start], number + 1),
        Err(_) => format!("{last}.1"),
    }
}

#[cfg(test)]
mod tests {
    use super::next_version;

    #[test]
    fn the_next_version_counts_on() {
        for (last, next) in [
            (None, "1.0"),
            (Some("1.9"), "1.10"),
            (Some("v3"), "v4"),
            (Some("draft"), "draft.1"),
        ] {
            assert_eq!(next_version(last), next);
        }
    }
}
