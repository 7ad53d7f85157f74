//! `shared-failure-domain`

use std::collections::BTreeMap;

use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{Part, ServiceKind, StoreId, Tier};

rule! {
    /// Stores of different services that one of them needs to be critical run on the same host or in the same zone.
    ///
    /// # Why it hurts
    /// They look independent and fail together: one power supply, one network switch, one cooling unit.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Stock", tier: Critical)],
    /// stores: [(name: "orders", owner: "Orders", domain: "eu/eu-1a"), (name: "stock", owner: "Stock", domain: "eu/eu-1a")],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", tier: Critical), (name: "Stock", tier: Critical)],
    /// stores: [(name: "orders", owner: "Orders", domain: "eu/eu-1a"), (name: "stock", owner: "Stock", domain: "eu/eu-1b")],
    /// ```
    RULE = "shared-failure-domain", Stores, Warning
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let mut domains: BTreeMap<&str, Vec<StoreId>> = BTreeMap::new();
    for (id, store) in context.design.stores().iter() {
        let owner = store.owner.and_then(|owner| context.design.get(owner));
        let critical = owner.is_some_and(|owner| {
            owner.tier == Tier::Critical && owner.kind != ServiceKind::External
        });
        // A region alone is too wide to fail as one.
        if critical && store.domain.contains('/') {
            domains.entry(store.domain.as_str()).or_default().push(id);
        }
    }
    for (domain, stores) in domains {
        if stores.len() < 2 {
            continue;
        }
        let names: Vec<&str> = stores.iter().map(|store| context.name(*store)).collect();
        let message = format!(
            "{} fail together: they all run in {domain}",
            context.list(&names)
        );
        let mut finding = Finding::new(Part::Domain(domain.to_owned()), message).along(
            std::iter::once(Part::Domain(domain.to_owned()))
                .chain(stores.iter().map(|store| Part::Store(*store))),
        );
        for store in &stores {
            finding = finding.also(Part::Store(*store));
        }
        found.push(finding.fix(Fix::advice(
            "Run them in different zones, or with replicas there",
        )));
    }
}
