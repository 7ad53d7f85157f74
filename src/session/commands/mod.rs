//! Commands that change the shape of a design or where things stand: what is selected in, one transaction out.
//!
//! Each is a file with its tests. A command says first, and cheaply, why it cannot be used ([`DesignCommand::obstacle`]),
//! so that menus can show it, and [`DesignCommand::run`] gives the change with what is selected after it.

mod align;
mod distribute;
mod duplicate;
mod extract;
mod fields;
mod group;
mod index_keys;
mod invert;
mod merge;
mod projection;
pub mod rename;
mod same_size;
mod split;
#[cfg(test)]
mod tests;
mod unused;

use std::collections::BTreeMap;

use crate::base::geometry::{Point, Rect};
use crate::edit::{Builder, Transaction};
use crate::model::{
    Design, EntityId, FieldPath, Reference, RelationshipId, ServiceId, View, ViewId,
};
use crate::session::Selection;
use crate::session::picture::Picture;
use crate::session::positions::{hold, movable, whole_point};

pub use align::Side;
pub use distribute::Axis;

/// A change of the design that needs nothing but a selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignCommand {
    /// Puts the selected entities' edges, or middles, in line.
    Align(Side),
    /// Makes the gaps between the selected entities equal.
    Distribute(Axis),
    /// Gives the boundaries of the selected services one size.
    SameSize,
    /// Adds the selected entities once more, with the relationships among them.
    Duplicate,
    /// Adds them once more, with the relationships to others as well.
    DuplicateWithReferences,
    /// Puts the selected entities into a new service.
    GroupIntoService,
    /// Puts them into a new service with a store of its own; keys across the new boundary become checks.
    ExtractService,
    /// Turns the selected relationships around.
    Invert,
    /// Moves the selected fields into a new entity, one for one.
    SplitEntity,
    /// Makes one entity of the selected ones.
    MergeEntities,
    /// Makes the selected entities projections that are fed by their sources.
    ConvertToProjection,
    /// Adds what one wants to see in operation: correlation id, version, timestamps, status.
    AddObservability,
    /// Marks rows as deleted instead of deleting them.
    AddSoftDelete,
    /// Tells concurrent changes apart by a version.
    AddVersion,
    /// Makes the selected fields the primary key.
    MakeKey,
    /// Adds an index for every foreign key that has none.
    IndexForeignKeys,
    /// Takes services, stores and zones out that nothing uses.
    RemoveUnused,
}

/// What a command sees.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The design.
    pub design: &'a Design,
    /// The view that is shown.
    pub view: Option<ViewId>,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where everything stands.
    pub picture: &'a Picture,
}

/// What a command does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The change.
    pub transaction: Transaction,
    /// What is selected after it, if that changes.
    pub select: Option<Selection>,
    /// What changes besides what was asked for, a line each.
    pub notes: Vec<String>,
    /// Where new cards stand.
    pub places: Vec<(EntityId, Point)>,
    /// The part whose name is to be edited next.
    pub name_next: Option<Reference>,
}

/// Why a command does nothing now: a line for a menu.
pub type Obstacle = &'static str;

impl DesignCommand {
    /// Why the command would do nothing with this selection, as far as that is known without trying.
    pub fn obstacle(self, situation: &Situation) -> Option<Obstacle> {
        let entities = || situation.entities().len();
        let several = |least: usize, why: Obstacle| (entities() < least).then_some(why);
        match self {
            Self::Align(_) => several(2, "Select two or more entities"),
            Self::Distribute(_) => several(3, "Select three or more entities"),
            Self::SameSize => {
                (situation.services().len() < 2).then_some("Select two or more services")
            }
            Self::Duplicate | Self::GroupIntoService | Self::ExtractService => {
                several(1, "Select entities")
            }
            Self::DuplicateWithReferences => several(1, "Select entities"),
            Self::Invert => situation
                .relationships()
                .is_empty()
                .then_some("Select a relationship"),
            Self::SplitEntity => split::obstacle(situation),
            Self::MergeEntities => merge::obstacle(situation),
            Self::ConvertToProjection => projection::obstacle(situation),
            Self::AddObservability | Self::AddSoftDelete | Self::AddVersion => {
                situation.touched().is_empty().then_some("Select entities")
            }
            Self::MakeKey => situation.fields().is_empty().then_some("Select fields"),
            Self::IndexForeignKeys => situation
                .design
                .relationships()
                .is_empty()
                .then_some("There is no relationship"),
            Self::RemoveUnused => None,
        }
    }

    /// Makes the change. Fails where there is nothing to do, and says why.
    pub fn run(self, situation: &Situation) -> Result<Outcome, Obstacle> {
        if let Some(obstacle) = self.obstacle(situation) {
            return Err(obstacle);
        }
        let outcome = match self {
            Self::Align(side) => align::run(situation, side),
            Self::Distribute(axis) => distribute::run(situation, axis),
            Self::SameSize => same_size::run(situation),
            Self::Duplicate => duplicate::run(situation, false),
            Self::DuplicateWithReferences => duplicate::run(situation, true),
            Self::GroupIntoService => group::run(situation),
            Self::ExtractService => extract::run(situation),
            Self::Invert => invert::run(situation),
            Self::SplitEntity => split::run(situation)?,
            Self::MergeEntities => merge::run(situation),
            Self::ConvertToProjection => projection::run(situation),
            Self::AddObservability => fields::observability(situation),
            Self::AddSoftDelete => fields::soft_delete(situation),
            Self::AddVersion => fields::version(situation),
            Self::MakeKey => fields::make_key(situation),
            Self::IndexForeignKeys => index_keys::run(situation),
            Self::RemoveUnused => unused::run(situation),
        };
        if outcome.transaction.is_empty() {
            return Err(self.nothing_to_do());
        }
        Ok(outcome)
    }

    /// What is said when all is as the command would make it.
    fn nothing_to_do(self) -> Obstacle {
        match self {
            Self::Align(_) => "They are in line already",
            Self::Distribute(_) => "The gaps are equal already",
            Self::SameSize => "They have the same size already",
            Self::AddObservability => "Nothing is missing",
            Self::AddSoftDelete => "They are deleted softly already",
            Self::AddVersion => "They have a version already",
            Self::MakeKey => "That is the key already",
            Self::IndexForeignKeys => "Every foreign key has an index",
            Self::RemoveUnused => "Everything is used",
            _ => "There is nothing to change",
        }
    }
}

impl Situation<'_> {
    /// The selected entities and those of selected services, in the design's order, as far as the picture shows them.
    pub(super) fn cards(&self) -> Vec<(EntityId, Rect)> {
        self.entities()
            .into_iter()
            .filter_map(|id| Some((id, self.picture.bounds_of(Reference::Entity(id))?)))
            .collect()
    }

    /// Around a card, if it is in the picture.
    pub(super) fn rect_of(&self, entity: EntityId) -> Option<Rect> {
        self.picture.bounds_of(Reference::Entity(entity))
    }

    fn entities(&self) -> Vec<EntityId> {
        movable(self.design, self.selection.iter())
    }

    /// The selected entities, with those whose fields are selected.
    fn touched(&self) -> Vec<EntityId> {
        let parts = self.selection.iter().map(|part| match part {
            Reference::Field(path) => Reference::Entity(path.entity),
            other => other,
        });
        movable(self.design, parts)
    }

    fn fields(&self) -> Vec<FieldPath> {
        let field = |part| match part {
            Reference::Field(path) if self.design.resolves(part) => Some(path),
            _ => None,
        };
        self.selection.iter().filter_map(field).collect()
    }

    fn services(&self) -> Vec<ServiceId> {
        let service = |part| match part {
            Reference::Service(id) => Some(id),
            _ => None,
        };
        self.selection.iter().filter_map(service).collect()
    }

    fn relationships(&self) -> Vec<RelationshipId> {
        let relationship = |part| match part {
            Reference::Relationship(id) => Some(id),
            _ => None,
        };
        self.selection.iter().filter_map(relationship).collect()
    }

    /// Puts cards to other places; all others stay where they are.
    fn place(&self, builder: &mut Builder, places: &BTreeMap<EntityId, Point>) {
        let moved = |(id, at): (&EntityId, &Point)| {
            self.picture
                .bounds_of(Reference::Entity(*id))
                .is_none_or(|rect| whole_point(rect.min) != whole_point(*at))
        };
        if !places.iter().any(moved) {
            return;
        }
        let view = hold(builder, self.view, &self.picture.all_positions());
        builder.update(view, |view: &mut View| {
            for (id, at) in places {
                view.at.set(*id, whole_point(*at));
            }
        });
    }
}

impl Outcome {
    fn of(builder: Builder) -> Self {
        Self {
            transaction: builder.finish(),
            ..Self::default()
        }
    }
}

/// "order", or "3 entities".
fn called(design: &Design, entities: &[EntityId]) -> String {
    match entities {
        [one] => design
            .get(*one)
            .map_or_else(String::new, |entity| entity.name.clone()),
        several => format!("{} entities", several.len()),
    }
}
