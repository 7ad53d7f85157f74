//! How much a transaction does, in a few words.

use std::collections::BTreeMap;

use super::{Change, Edit, Transaction};
use crate::model::{Item, Kind};

/// To how many parts something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// So many are new.
    pub added: usize,
    /// So many are gone.
    pub removed: usize,
    /// So many are something else than before.
    pub changed: usize,
}

/// What happens to a part; what says more about it comes later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Changed,
    Added,
    Removed,
}

impl Transaction {
    /// How many parts of the design it adds, removes and changes, apart from where they stand in views.
    pub fn tally(&self) -> Tally {
        fn id<T: Item>(change: &Change<T>) -> ((Kind, u32), What) {
            let (id, what) = match change {
                Change::Insert { id, .. } => (id, What::Added),
                Change::Remove { id } => (id, What::Removed),
                Change::Replace { id, .. } | Change::Move { id, .. } => (id, What::Changed),
            };
            ((T::KIND, id.number()), what)
        }
        let mut parts: BTreeMap<(Kind, u32), What> = BTreeMap::new();
        for edit in &self.edits {
            let (part, what) = match edit {
                Edit::Header(_) | Edit::View(_) => continue,
                Edit::Service(change) => id(change),
                Edit::Store(change) => id(change),
                Edit::Zone(change) => id(change),
                Edit::Entity(change) => id(change),
                Edit::Relationship(change) => id(change),
                Edit::Operation(change) => id(change),
                Edit::Feed(change) => id(change),
                Edit::Saga(change) => id(change),
                Edit::Scenario(change) => id(change),
                Edit::Decision(change) => id(change),
            };
            // What is changed before it is removed is removed; what is changed after it was added is added.
            let known = parts.entry(part).or_insert(what);
            *known = (*known).max(what);
        }
        let count = |what| parts.values().filter(|known| **known == what).count();
        Tally {
            added: count(What::Added),
            removed: count(What::Removed),
            changed: count(What::Changed),
        }
    }
}

impl Tally {
    /// How many there are in all.
    pub fn total(self) -> usize {
        self.added + self.removed + self.changed
    }
}

/// As a person says it: “16 parts removed, 13 changed”.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds = [
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
        ];
        let there = kinds.into_iter().filter(|(count, _)| *count > 0);
        for (place, (count, what)) in there.enumerate() {
            match (place, count) {
                (0, 1) => write!(f, "1 part {what}")?,
                (0, _) => write!(f, "{count} parts {what}")?,
                _ => write!(f, ", {count} {what}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::edit::Builder;
    use crate::model::{Design, Service};

    #[test]
    fn what_happens_is_told_apart_and_each_part_counts_once() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "Add");
        let [first, ..] = ["Orders", "Billing", "Mail"].map(|name| {
            builder.insert(Service {
                name: name.into(),
                instances: 1,
                ..Service::default()
            })
        });
        let transaction = builder.finish();
        assert_eq!(transaction.tally().to_string(), "3 parts added");
        design.apply(&transaction).unwrap();
        let mut builder = Builder::new(&design, "Change");
        builder.update(first, |service: &mut Service| service.instances = 2);
        builder.update(first, |service: &mut Service| service.name = "Sales".into());
        let last = design.services().ids().last().unwrap();
        builder.remove([crate::model::Reference::Service(last)]);
        let tally = builder.finish().tally();
        assert_eq!(tally.to_string(), "1 part removed, 1 changed");
        assert_eq!(tally.total(), 2);
    }
}
