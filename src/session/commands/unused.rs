//! Taking services, stores and zones out that nothing refers to.

use std::collections::BTreeSet;

use super::{Outcome, Situation};
use crate::edit::Builder;
use crate::model::{Kind, Reference};
use crate::session::search::title;

pub(super) fn run(situation: &Situation) -> Outcome {
    let design = situation.design;
    let mut used = BTreeSet::new();
    design.visit_references(&mut |(kind, _), reference| {
        // That a picture shows it, or that a warning about it is accepted, is no use of it.
        if !matches!(kind, Kind::View | Kind::Decision) {
            used.insert(reference);
        }
    });
    let services = design.services().ids().map(Reference::Service);
    let stores = design.stores().ids().map(Reference::Store);
    let zones = design.zones().ids().map(Reference::Zone);
    let unused: Vec<Reference> = (services.chain(stores).chain(zones))
        .filter(|part| !used.contains(part))
        .collect();
    let notes: Vec<String> = unused.iter().map(|part| title(design, *part)).collect();
    let label = match notes.as_slice() {
        [one] => format!("Remove unused {one}"),
        several => format!("Remove {} unused parts", several.len()),
    };
    let mut builder = Builder::new(design, label);
    builder.remove(unused);
    Outcome {
        notes,
        ..Outcome::of(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    #[test]
    fn what_nothing_refers_to_goes() {
        let outcome = check(
            r#"
            services: [(name: "Orders"), (name: "Old")],
            stores: [(name: "db", engine: MySql, owner: "Orders")],
            zones: [(name: "Z", consistency: Strong), (name: "Y", consistency: Strong)],
            entities: [(name: "order", service: "Orders", zone: "Z")],
            "#,
            "",
            DesignCommand::RemoveUnused,
            r#"
            -(name: "Old"),
            -stores: [
            -(name: "db", engine: MySql, owner: "Orders"),
            -],
            -(name: "Y", consistency: Strong),
            "#,
        );
        assert_eq!(outcome.notes, ["Old", "db", "Y"]);
        refuses("", "", DesignCommand::RemoveUnused, "Everything is used");
    }
}
