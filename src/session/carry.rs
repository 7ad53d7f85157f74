//! Taking what is selected over to another version of the same design, where ids mean nothing: by names.

use super::Selection;
use crate::base::id::Id;
use crate::model::names::Names;
use crate::model::{Design, Item, Reference, ViewId};

/// What is selected in one design, as far as it is in the other.
pub fn selection(from: &Design, selection: &Selection, to: &Design) -> Selection {
    let (old, new) = (Names::new(from), Names::new(to));
    let carried = selection.iter().filter_map(|part| {
        Some(match part {
            Reference::Service(id) => Reference::Service(same_name(from, id, to)?),
            Reference::Store(id) => Reference::Store(same_name(from, id, to)?),
            Reference::Zone(id) => Reference::Zone(same_name(from, id, to)?),
            Reference::Operation(id) => Reference::Operation(same_name(from, id, to)?),
            Reference::Saga(id) => Reference::Saga(same_name(from, id, to)?),
            Reference::Entity(id) => Reference::Entity(new.find_entity(&old.entity(id)).ok()?),
            Reference::Field(path) => {
                Reference::Field(new.find_field_path(&old.field_path(path)).ok()?)
            }
            Reference::Relationship(id) => {
                let relationship = from.get(id)?;
                let name = old.relationship(id, &relationship.from, &relationship.to);
                Reference::Relationship(new.find_relationship(&name).ok()?)
            }
            Reference::Feed(id) => {
                let feed = from.get(id)?;
                let name = old.feed(id, feed.from, feed.to);
                Reference::Feed(new.find_feed(&name).ok()?)
            }
        })
    });
    carried.collect()
}

/// The view of the same name.
pub fn view(from: &Design, view: Option<ViewId>, to: &Design) -> Option<ViewId> {
    same_name(from, view?, to)
}

fn same_name<T: Item>(from: &Design, id: Id<T>, to: &Design) -> Option<Id<T>> {
    let name = from.get(id)?.name()?;
    let mut found = to.list::<T>().iter();
    found
        .find(|(_, item)| item.name() == Some(name))
        .map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native::{Syntax, read};

    #[test]
    fn what_has_the_same_name_stays_selected() {
        let design = |text: &str| read(text.as_bytes(), Syntax::Ron).unwrap().design;
        let from = design(
            r#"Design(format: 1, services: [(name: "A"), (name: "B")], entities: [(name: "x"), (name: "y", service: "B", fields: [(name: "id", type: "int")])])"#,
        );
        let to = design(
            r#"Design(format: 1, services: [(name: "B")], entities: [(name: "y", service: "B", fields: [(name: "new", type: "int"), (name: "id", type: "int")])])"#,
        );
        let everything = |design: &Design| -> Selection {
            let services = design.services().ids().map(Reference::Service);
            let entities = design.entities().ids().map(Reference::Entity);
            services.chain(entities).collect()
        };
        assert_eq!(selection(&from, &everything(&from), &to), everything(&to));
    }
}
