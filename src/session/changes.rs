//! What a change would do, in the names of the design, before it is done.

use std::collections::BTreeMap;

use crate::edit::{Change, Edit, Transaction};
use crate::lint::part_name;
use crate::model::names::Names;
use crate::model::{Design, Item, Kind, Part};

/// How many parts are named.
const NAMED: usize = 4;

/// What happens to a part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Add,
    Change,
    Remove,
}

/// What a transaction would do to a design, in a sentence: "Adds store payments; changes payment and order". Empty where it
/// changes nothing but views. `names` are those of the design.
pub fn changes(design: &Design, names: &Names<'_>, transaction: &Transaction) -> String {
    let mut after = design.clone();
    if after.apply(transaction).is_err() {
        return String::new();
    }
    let mut found: BTreeMap<(Kind, u32), What> = BTreeMap::new();
    for edit in &transaction.edits {
        let Some((part, what)) = touched(edit) else {
            continue;
        };
        // What is added and then changed is added.
        let known = found.entry(part).or_insert(what);
        if what == What::Remove {
            *known = What::Remove;
        }
    }
    // Naming everything takes a while in a large design; few changes add something that is named after others.
    let mut new = None;
    let mut called: BTreeMap<What, Vec<String>> = BTreeMap::new();
    for ((kind, number), what) in found {
        let name = match (what, kind) {
            (What::Add, Kind::Entity | Kind::Relationship | Kind::Feed) => {
                let names = new.get_or_insert_with(|| Names::new(&after));
                name(&after, names, kind, number)
            }
            (What::Add, _) => name(&after, names, kind, number),
            (What::Change | What::Remove, _) => name(design, names, kind, number),
        };
        called.entry(what).or_default().push(name);
    }
    let sentences: Vec<String> = called
        .into_iter()
        .map(|(what, names)| {
            let verb = match what {
                What::Add => "adds",
                What::Change => "changes",
                What::Remove => "removes",
            };
            format!("{verb} {}", listed(&names))
        })
        .collect();
    let text = sentences.join("; ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match (names.len().saturating_sub(NAMED), shown.as_slice()) {
        (0, [before @ .., last]) if !before.is_empty() => {
            format!("{} and {last}", before.join(", "))
        }
        (0, _) => shown.concat(),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

fn touched(edit: &Edit) -> Option<((Kind, u32), What)> {
    fn of<T: Item>(change: &Change<T>) -> ((Kind, u32), What) {
        let (id, what) = match change {
            Change::Insert { id, .. } => (id, What::Add),
            Change::Remove { id } => (id, What::Remove),
            Change::Replace { id, .. } | Change::Move { id, .. } => (id, What::Change),
        };
        ((T::KIND, id.number()), what)
    }
    Some(match edit {
        Edit::Header(_) | Edit::View(_) => return None,
        Edit::Service(change) => of(change),
        Edit::Store(change) => of(change),
        Edit::Zone(change) => of(change),
        Edit::Entity(change) => of(change),
        Edit::Relationship(change) => of(change),
        Edit::Operation(change) => of(change),
        Edit::Feed(change) => of(change),
        Edit::Saga(change) => of(change),
        Edit::Scenario(change) => of(change),
        Edit::Decision(change) => of(change),
    })
}

fn name(design: &Design, names: &Names<'_>, kind: Kind, number: u32) -> String {
    use crate::base::id::Id;
    let part = match kind {
        Kind::Service => Part::Service(Id::new(number)),
        Kind::Store => Part::Store(Id::new(number)),
        Kind::Zone => Part::Zone(Id::new(number)),
        Kind::Entity => Part::Entity(Id::new(number)),
        Kind::Relationship => Part::Relationship(Id::new(number)),
        Kind::Operation => Part::Operation(Id::new(number)),
        Kind::Feed => Part::Feed(Id::new(number)),
        Kind::Saga => Part::Saga(Id::new(number)),
        Kind::Scenario | Kind::Decision | Kind::View => return format!("a {}", kind.label()),
    };
    let name = part_name(design, names, &part);
    match kind {
        Kind::Entity | Kind::Relationship | Kind::Feed => name,
        kind => format!("{} {name}", kind.label()),
    }
}
