//! Views of a design: which there are, what each shows, how its cards are drawn and colored. Every function gives the
//! transaction of one step; what does not change anything is an empty one.

use std::collections::BTreeSet;

use crate::edit::{Builder, Transaction};
use crate::model::{
    Collapse, ColorBy, Design, EntityId, Reference, ServiceId, Shows, Stubs, View, ViewId,
};
use crate::scene::diagram::near;

use super::path::path_of;

/// What the view is called that is there while the design has none, and that the first change of it makes.
pub const FIRST_NAME: &str = "Overview";

/// The most that a command goes around an entity.
pub const MOST_DEPTH: u32 = 5;

/// The view that a change is about. A design without views gets its first one.
pub fn view_or_first(builder: &mut Builder, view: Option<ViewId>) -> ViewId {
    let views = builder.design().views();
    match view
        .filter(|id| views.contains(*id))
        .or_else(|| views.ids().next())
    {
        Some(view) => view,
        None => builder.insert(View {
            name: FIRST_NAME.to_owned(),
            ..View::default()
        }),
    }
}

/// Adds a view of everything, or of what `shows` says, colored as the one that is shown.
pub fn add(
    design: &Design,
    like: Option<ViewId>,
    wanted: &str,
    shows: Shows,
) -> (Transaction, ViewId) {
    let mut builder = Builder::new(design, "");
    // What the new one is told apart from has to be there as well.
    let like = view_or_first(&mut builder, like);
    let color_by = builder.design().get(like).map(|view| view.color_by);
    let name = free_name(builder.design(), wanted);
    let label = format!("Add view {name}");
    let id = builder.insert(View {
        name,
        shows,
        color_by: color_by.unwrap_or_default(),
        ..View::default()
    });
    (labeled(builder, label), id)
}

/// Adds a view that shows some entities and nothing else, as they are drawn in the one that is shown.
pub fn add_of(
    design: &Design,
    like: Option<ViewId>,
    entities: &[EntityId],
) -> (Transaction, ViewId) {
    let wanted = match entities {
        [one] => design
            .get(*one)
            .map_or("Selection", |entity| entity.name.as_str()),
        _ => "Selection",
    };
    add(design, like, wanted, Shows::Only(entities.to_vec()))
}

/// Adds a view like another, with all positions, beside it.
pub fn duplicate(design: &Design, view: Option<ViewId>) -> (Transaction, ViewId) {
    let mut builder = Builder::new(design, "");
    let original = view_or_first(&mut builder, view);
    let copy = builder.design().get(original).cloned().unwrap_or_default();
    let place = builder.design().views().place(original);
    let name = free_name(builder.design(), &format!("{} copy", copy.name));
    let label = format!("Duplicate view {}", copy.name);
    let id = builder.insert(View { name, ..copy });
    if let Some(place) = place {
        builder.reorder(id, place + 1);
    }
    (labeled(builder, label), id)
}

/// Takes a view out.
pub fn delete(design: &Design, view: ViewId) -> Transaction {
    let mut builder = Builder::new(design, format!("Delete view {}", name(design, view)));
    builder.take::<View>(view);
    builder.finish()
}

/// Moves a view to another place among the views.
pub fn reorder(design: &Design, view: ViewId, place: usize) -> Transaction {
    let mut builder = Builder::new(design, format!("Move view {}", name(design, view)));
    if design.views().place(view) != Some(place) && place < design.views().len() {
        builder.reorder(view, place);
    }
    builder.finish()
}

/// Says what the cards' colors tell.
pub fn color_by(design: &Design, view: Option<ViewId>, color_by: ColorBy) -> Transaction {
    let label = match color_by {
        ColorBy::Zone => "Color by zone",
        ColorBy::Service => "Color by service",
        ColorBy::Store => "Color by store",
        ColorBy::Risk => "Color by risk",
    };
    let current = view
        .and_then(|view| design.get(view))
        .map(|view| view.color_by);
    if current.unwrap_or_default() == color_by {
        return Transaction::new(label);
    }
    change(design, view, label, |view| view.color_by = color_by)
}

/// Says which lines into hubs are drawn as stubs.
pub fn draw_stubs(design: &Design, view: Option<ViewId>, stubs: Stubs) -> Transaction {
    let label = match stubs {
        Stubs::Never => "Draw all lines in full",
        Stubs::Above(_) => "Draw lines into hubs as stubs",
    };
    if stubs_of(design, view) == stubs {
        return Transaction::new(label);
    }
    change(design, view, label, |view| view.stubs = stubs)
}

/// Which lines into hubs a view draws as stubs.
pub fn stubs_of(design: &Design, view: Option<ViewId>) -> Stubs {
    let view = view.and_then(|view| design.get(view));
    view.map(|view| view.stubs).unwrap_or_default()
}

/// Says what a view shows.
pub fn show(design: &Design, view: Option<ViewId>, shows: Shows) -> Transaction {
    let label = match &shows {
        Shows::All => "Show everything".to_owned(),
        shows => format!("Show {}", describe(design, shows)),
    };
    change(design, view, label, |view| {
        // What is asked for is not to stay away.
        match &shows {
            Shows::All => {}
            Shows::Only(entities) => view.hidden.retain(|id| !entities.contains(id)),
            Shows::Near { entity, .. } => view.hidden.retain(|id| id != entity),
            Shows::Service(_) => {}
        }
        view.shows = shows;
    })
}

/// What shows some entities and those within so many relationships around them.
pub fn around(design: &Design, entities: &[EntityId], depth: u32) -> Shows {
    match entities {
        [entity] => Shows::Near {
            entity: *entity,
            depth,
        },
        entities => {
            let near = near(design, entities, depth);
            // In the order of the design, as a person would write them.
            let ids = design.entities().ids();
            Shows::Only(ids.filter(|id| near.contains(id)).collect())
        }
    }
}

/// Takes entities out of a view; they stay in the design.
pub fn hide(design: &Design, view: Option<ViewId>, entities: &[EntityId]) -> Transaction {
    let label = match entities {
        [one] => format!("Hide {}", entity_name(design, *one)),
        several => format!("Hide {} entities", several.len()),
    };
    if entities.is_empty() {
        return Transaction::new(label);
    }
    change(design, view, label, |view| {
        let hidden: BTreeSet<EntityId> = view.hidden.iter().copied().collect();
        let new = entities.iter().filter(|id| !hidden.contains(id));
        view.hidden.extend(new.copied());
    })
}

/// Shows again what was hidden.
pub fn show_hidden(design: &Design, view: Option<ViewId>) -> Transaction {
    let label = "Show hidden entities";
    if hidden(design, view) == 0 {
        return Transaction::new(label);
    }
    change(design, view, label, |view| view.hidden.clear())
}

/// How many entities are hidden that a view would show.
pub fn hidden(design: &Design, view: Option<ViewId>) -> usize {
    view.and_then(|view| design.get(view))
        .map_or(0, |view| view.hidden.len())
}

/// Draws cards without some of their rows; none: with all of them.
pub fn collapse(
    design: &Design,
    view: Option<ViewId>,
    entities: &[EntityId],
    to: Option<Collapse>,
) -> Transaction {
    let which = match entities {
        [one] => entity_name(design, *one).to_owned(),
        several => format!("{} cards", several.len()),
    };
    let label = match to {
        Some(Collapse::Name) => format!("Collapse {which} to names"),
        Some(Collapse::Keys) => format!("Collapse {which} to keys"),
        None => format!("Show all rows of {which}"),
    };
    let is_now = |id: &EntityId| {
        view.and_then(|view| design.get(view))
            .and_then(|view| view.collapsed.get(id).copied())
    };
    if entities.iter().all(|id| is_now(id) == to) {
        return Transaction::new(label);
    }
    change(design, view, label, |view| {
        let chosen: BTreeSet<EntityId> = entities.iter().copied().collect();
        view.collapsed.0.retain(|(id, _)| !chosen.contains(id));
        if let Some(collapse) = to {
            let new = entities.iter().map(|id| (*id, collapse));
            view.collapsed.0.extend(new);
        }
    })
}

/// The entities that a selection is about, in the order of the design: those of its services, stores and zones, those at the
/// ends of its lines, and those on the way of its operations and sagas.
pub fn entities_of(
    design: &Design,
    selection: impl IntoIterator<Item = Reference>,
) -> Vec<EntityId> {
    let parts: BTreeSet<Reference> = selection.into_iter().collect();
    let mut chosen = BTreeSet::new();
    for part in &parts {
        match part {
            Reference::Entity(id) => {
                chosen.insert(*id);
            }
            Reference::Field(path) => {
                chosen.insert(path.entity);
            }
            Reference::Relationship(id) => {
                if let Some(relationship) = design.get(*id) {
                    chosen.extend([relationship.from.entity, relationship.to.entity]);
                }
            }
            Reference::Feed(id) => {
                if let Some(feed) = design.get(*id) {
                    chosen.extend([feed.from, feed.to]);
                }
            }
            Reference::Operation(_) | Reference::Saga(_) => {
                chosen.extend(
                    path_of(design, *part)
                        .into_iter()
                        .flat_map(|p| p.entities()),
                );
            }
            Reference::Service(_) | Reference::Store(_) | Reference::Zone(_) => {}
        }
    }
    let has = |part: Option<Reference>| part.is_some_and(|part| parts.contains(&part));
    design
        .entities()
        .iter()
        .filter(|(id, entity)| {
            chosen.contains(id)
                || has(entity.service.map(Reference::Service))
                || has(entity.store.map(Reference::Store))
                || has(entity.zone.map(Reference::Zone))
        })
        .map(|(id, _)| id)
        .collect()
}

/// The service that all of some entities are of, or that alone is selected.
pub fn service_of(
    design: &Design,
    selection: impl IntoIterator<Item = Reference>,
) -> Option<ServiceId> {
    let mut services = selection.into_iter().map(|part| match part {
        Reference::Service(id) => Some(id),
        Reference::Entity(id) => design.get(id)?.service,
        Reference::Field(path) => design.get(path.entity)?.service,
        Reference::Operation(id) => design.get(id)?.service,
        _ => None,
    });
    let first = services.next()??;
    services.all(|other| other == Some(first)).then_some(first)
}

/// What is shown, in few words: "everything", "Orders", "order to depth 2", "12 entities".
pub fn describe(design: &Design, shows: &Shows) -> String {
    match shows {
        Shows::All => "everything".to_owned(),
        Shows::Only(entities) => match entities.as_slice() {
            [one] => entity_name(design, *one).to_owned(),
            several => format!("{} entities", several.len()),
        },
        Shows::Near { entity, depth } => {
            format!("{} to depth {depth}", entity_name(design, *entity))
        }
        Shows::Service(service) => design
            .get(*service)
            .map_or_else(String::new, |service| service.name.clone()),
    }
}

fn change(
    design: &Design,
    view: Option<ViewId>,
    label: impl Into<String>,
    update: impl FnOnce(&mut View),
) -> Transaction {
    let mut builder = Builder::new(design, label);
    let view = view_or_first(&mut builder, view);
    builder.update(view, update);
    builder.finish()
}

/// The transaction under a label that was not known when it was begun.
fn labeled(builder: Builder, label: String) -> Transaction {
    Transaction {
        label,
        ..builder.finish()
    }
}

/// A name that no view has: `Stock`, `Stock 2`, `Stock 3`, …
fn free_name(design: &Design, wanted: &str) -> String {
    let taken: BTreeSet<&str> = design
        .views()
        .iter()
        .map(|(_, v)| v.name.as_str())
        .collect();
    let mut name = wanted.to_owned();
    let mut number = 2;
    while taken.contains(name.as_str()) {
        name = format!("{wanted} {number}");
        number += 1;
    }
    name
}

fn name(design: &Design, view: ViewId) -> &str {
    design
        .get(view)
        .map(|view| view.name.as_str())
        .unwrap_or_default()
}

fn entity_name(design: &Design, entity: EntityId) -> &str {
    design
        .get(entity)
        .map(|entity| entity.name.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native;
    use crate::scene::diagram::shown;

    fn shop() -> Design {
        let text = r#"Design(
            format: 1,
            services: [(name: "Orders"), (name: "Stock")],
            entities: [
                (name: "order", service: "Orders", fields: [(name: "id", type: "int")]),
                (name: "line", service: "Orders", fields: [(name: "id", type: "int"), (name: "order", type: "int"), (name: "item", type: "int")]),
                (name: "item", service: "Stock", fields: [(name: "id", type: "int")]),
                (name: "place", service: "Stock"),
            ],
            relationships: [
                (from: "line.order", to: "order.id", ends: (Many, One), integrity: Enforced),
                (from: "line.item", to: "item.id", ends: (Many, One), integrity: None),
            ],
            operations: [(name: "reserve", service: "Stock", accesses: [(write: "item"), (read: "place")])],
        )"#;
        native::read(text.as_bytes(), native::Syntax::Ron)
            .unwrap()
            .design
    }

    fn ids(design: &Design, names: &[&str]) -> Vec<EntityId> {
        let entities = design.entities().iter();
        entities
            .filter(|(_, e)| names.contains(&e.name.as_str()))
            .map(|(id, _)| id)
            .collect()
    }

    fn seen(design: &Design, view: ViewId) -> Vec<&str> {
        let shown = shown(design, design.get(view));
        shown.iter().map(|id| entity_name(design, *id)).collect()
    }

    fn names(design: &Design) -> Vec<&str> {
        design
            .views()
            .iter()
            .map(|(_, view)| view.name.as_str())
            .collect()
    }

    /// Applies a transaction, and checks that undo takes it back to the last bit.
    #[track_caller]
    fn apply(design: &mut Design, transaction: &Transaction) {
        let before = design.clone();
        let inverse = design.apply(transaction).unwrap();
        let mut undone = design.clone();
        undone.apply(&inverse).unwrap();
        assert_eq!(undone, before);
    }

    #[test]
    fn a_second_view_leaves_the_first_one_there_to_go_back_to() {
        let mut design = shop();
        let (step, id) = add(&design, None, "View", Shows::All);
        assert_eq!(step.label, "Add view View");
        apply(&mut design, &step);
        assert_eq!(names(&design), ["Overview", "View"]);
        assert_eq!(design.get(id).unwrap().name, "View");

        let first = design.views().ids().next();
        let (step, copy) = duplicate(&design, first);
        apply(&mut design, &step);
        assert_eq!(names(&design), ["Overview", "Overview copy", "View"]);
        let (step, _) = duplicate(&design, first);
        apply(&mut design, &step);
        assert_eq!(names(&design)[1], "Overview copy 2");
        let step = reorder(&design, copy, 0);
        apply(&mut design, &step);
        assert_eq!(names(&design)[0], "Overview copy");
        let step = delete(&design, copy);
        assert_eq!(step.label, "Delete view Overview copy");
        apply(&mut design, &step);
        assert_eq!(names(&design), ["Overview", "Overview copy 2", "View"]);
    }

    #[test]
    fn filters_show_a_service_a_neighborhood_or_chosen_entities() {
        let mut design = shop();
        let stock = design.services().ids().nth(1).unwrap();
        let step = show(&design, None, Shows::Service(stock));
        assert_eq!(step.label, "Show Stock");
        apply(&mut design, &step);
        let view = design.views().ids().next().unwrap();
        assert_eq!(seen(&design, view), ["item", "place"]);

        let order = ids(&design, &["order"]);
        for (depth, expected) in [
            (1, vec!["order", "line"]),
            (2, vec!["order", "line", "item"]),
        ] {
            let step = show(&design, Some(view), around(&design, &order, depth));
            assert_eq!(step.label, format!("Show order to depth {depth}"));
            apply(&mut design, &step);
            assert_eq!(seen(&design, view), expected);
        }
        let both = ids(&design, &["order", "place"]);
        let step = show(&design, Some(view), around(&design, &both, 1));
        apply(&mut design, &step);
        assert_eq!(seen(&design, view), ["order", "line", "place"]);
        let step = show(&design, Some(view), Shows::All);
        apply(&mut design, &step);
        assert_eq!(seen(&design, view).len(), 4);

        let (step, alone) = add_of(&design, Some(view), &order);
        apply(&mut design, &step);
        assert_eq!(design.get(alone).unwrap().name, "order");
        assert_eq!(seen(&design, alone), ["order"]);
    }

    #[test]
    fn what_is_hidden_stays_in_the_design_and_comes_back() {
        let mut design = shop();
        let gone = ids(&design, &["order", "line"]);
        let step = hide(&design, None, &gone);
        assert_eq!(step.label, "Hide 2 entities");
        apply(&mut design, &step);
        let view = design.views().ids().next();
        assert_eq!(seen(&design, view.unwrap()), ["item", "place"]);
        assert_eq!((design.entities().len(), hidden(&design, view)), (4, 2));
        // Asked for by name it is no longer hidden.
        let step = show(&design, view, Shows::Only(gone.clone()));
        apply(&mut design, &step);
        assert_eq!(seen(&design, view.unwrap()), ["order", "line"]);
        let step = hide(&design, view, &gone);
        apply(&mut design, &step);
        let step = show_hidden(&design, view);
        apply(&mut design, &step);
        assert_eq!(hidden(&design, view), 0);
        assert!(show_hidden(&design, view).is_empty());
    }

    #[test]
    fn cards_are_collapsed_and_shown_whole_again() {
        let mut design = shop();
        let both = ids(&design, &["order", "line"]);
        let step = collapse(&design, None, &both, Some(Collapse::Name));
        assert_eq!(step.label, "Collapse 2 cards to names");
        apply(&mut design, &step);
        let view = design.views().ids().next();
        let step = collapse(&design, view, &both[..1], Some(Collapse::Keys));
        assert_eq!(step.label, "Collapse order to keys");
        apply(&mut design, &step);
        let collapsed = &design.get(view.unwrap()).unwrap().collapsed;
        assert_eq!(collapsed.get(&both[0]), Some(&Collapse::Keys));
        assert_eq!(collapsed.get(&both[1]), Some(&Collapse::Name));
        let step = collapse(&design, view, &both, None);
        apply(&mut design, &step);
        assert!(design.get(view.unwrap()).unwrap().collapsed.is_empty());
        assert!(collapse(&design, view, &both, None).is_empty());
    }

    #[test]
    fn colors_belong_to_the_view() {
        let mut design = shop();
        assert!(
            color_by(&design, None, ColorBy::Zone).is_empty(),
            "as it is"
        );
        let step = color_by(&design, None, ColorBy::Store);
        assert_eq!(step.label, "Color by store");
        apply(&mut design, &step);
        let (step, other) = add(&design, None, "View", Shows::All);
        apply(&mut design, &step);
        let first = design.views().ids().next();
        let step = color_by(&design, first, ColorBy::Service);
        apply(&mut design, &step);
        assert_eq!(design.get(other).unwrap().color_by, ColorBy::Store);
    }

    #[test]
    fn a_selection_stands_for_the_entities_that_it_is_about() {
        let design = shop();
        let stock = design.services().ids().nth(1).unwrap();
        let line = design.relationships().ids().next().unwrap();
        let reserve = design.operations().ids().next().unwrap();
        for (part, expected) in [
            (Reference::Service(stock), ids(&design, &["item", "place"])),
            (
                Reference::Relationship(line),
                ids(&design, &["order", "line"]),
            ),
            (
                Reference::Operation(reserve),
                ids(&design, &["item", "place"]),
            ),
        ] {
            assert_eq!(entities_of(&design, [part]), expected, "{part:?}");
        }
        let both = ids(&design, &["item", "place"])
            .into_iter()
            .map(Reference::Entity);
        assert_eq!(service_of(&design, both), Some(stock));
        let mixed = ids(&design, &["order", "place"])
            .into_iter()
            .map(Reference::Entity);
        assert_eq!(service_of(&design, mixed), None);
    }
}
