//! Consumers that know an older or newer form of an entity.

use super::{Start, Trials};
use crate::analysis::dependencies::Cause;
use crate::model::{Contract, ContractVersion, Entity, EntityId, Part, ServiceId, TypeFamily};

impl Trials<'_> {
    pub(super) fn begin_contract(
        &self,
        consumer: ServiceId,
        id: EntityId,
        version: &str,
        start: &mut Start,
    ) {
        let Some(entity) = self.design.get(id) else {
            return;
        };
        let known = entity.contract.as_ref().and_then(|contract| {
            let mut versions = contract.versions.iter();
            Some((contract, versions.find(|v| v.version == version)?))
        });
        let Some((contract, known)) = known else {
            start.cannot(format!(
                "the contract of {} has no version {version}",
                self.names.entity(id)
            ));
            return;
        };
        let reader = self.part(&Part::Service(consumer));
        start.words.push(format!(
            "{reader} reads {} as of version {version}",
            self.names.entity(id)
        ));
        let faults = faults(entity, contract, known, consumer);
        if faults.is_empty() {
            return;
        }
        start
            .broken
            .extend(faults.into_iter().map(|fault| format!("{reader} {fault}")));
        start.atoms.extend(self.dependencies().causes_where(
            |cause| matches!(cause, Cause::Contract(s, e) if *s == consumer && *e == id),
        ));
    }
}

/// What a reader that knows a version of an entity does not find there any more.
fn faults(
    entity: &Entity,
    contract: &Contract,
    version: &ContractVersion,
    consumer: ServiceId,
) -> Vec<String> {
    let relies = contract.consumers.iter().find(|c| c.service == consumer);
    let needed = |name: &str| {
        relies.is_none_or(|consumer| {
            consumer.fields.is_empty() || consumer.fields.iter().any(|(own, _)| own == name)
        })
    };
    let fields = version.fields.iter().filter(|(name, _)| needed(name));
    fields
        .filter_map(|(name, data_type)| match entity.field_named(name) {
            None => Some(format!("relies on {name}, which is gone")),
            Some(field) if TypeFamily::differ(&field.data_type, data_type) => Some(format!(
                "relies on {name} as {data_type}, and it is {}",
                field.data_type
            )),
            Some(_) => None,
        })
        .collect()
}
