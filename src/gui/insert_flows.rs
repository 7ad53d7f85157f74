//! Adding what runs over entities: operations, feeds, sagas; and indexes.

use crate::edit::{Builder, Transaction, fresh};
use crate::model::{EntityId, FeedId, FieldId, Reference};
use crate::session::Selection;
use crate::session::text_slot::TextSlot;

use super::app::App;

/// What a new feed would fill.
#[derive(Clone, Copy)]
pub(super) enum FeedWanted {
    /// A projection that is made for it.
    Projection(EntityId),
    /// The second from the first.
    Between(EntityId, EntityId),
}

impl App {
    /// The entity and fields that a new index would be on.
    pub(super) fn index_wanted(&self) -> Option<(EntityId, Vec<FieldId>)> {
        let mut entity = None;
        let mut fields = Vec::new();
        for part in self.state.document.selection.iter() {
            let of = match part {
                Reference::Entity(id) => id,
                Reference::Field(path) => {
                    fields.push(path.field);
                    path.entity
                }
                _ => return None,
            };
            if *entity.get_or_insert(of) != of {
                return None;
            }
        }
        let entity = entity?;
        let has_fields = !self.state.document.design().get(entity)?.fields.is_empty();
        has_fields.then_some((entity, fields))
    }

    /// The entities that a new feed would be between: two are selected, or one that gets a projection.
    pub(super) fn feed_wanted(&self) -> Option<FeedWanted> {
        let selection = &self.state.document.selection;
        let parts: Vec<Reference> = selection.iter().collect();
        let design = self.state.document.design();
        match parts.as_slice() {
            [Reference::Entity(one)] => Some(FeedWanted::Projection(*one)),
            [Reference::Entity(one), Reference::Entity(other)] => {
                let (from, to) = fresh::ends_of_feed(design, *one, *other);
                Some(FeedWanted::Between(from, to))
            }
            _ => None,
        }
    }

    pub(super) fn insert_index(&mut self) {
        let Some((id, fields)) = self.index_wanted() else {
            return;
        };
        let design = self.state.document.design();
        let name = design.get(id).map_or("", |entity| &entity.name);
        let mut builder = Builder::new(design, format!("Add an index of {name}"));
        fresh::index(&mut builder, id, &fields);
        self.apply(&builder.finish());
        self.state.document.selection = Selection::of(Reference::Entity(id));
        self.state.settings.inspector = true;
    }

    pub(super) fn insert_operation(&mut self) {
        let (parts, service) = self.touched();
        let design = self.state.document.design();
        let name = fresh::free::<crate::model::Operation>(design, "operation");
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = fresh::operation(&mut builder, &name, service, &parts);
        let slot = TextSlot::OperationName(id);
        self.insert(&builder.finish(), Reference::Operation(id), slot);
    }

    pub(super) fn insert_saga(&mut self) {
        let (parts, service) = self.touched();
        let design = self.state.document.design();
        let name = fresh::free::<crate::model::Saga>(design, "saga");
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = fresh::saga(&mut builder, &name, service, &parts);
        self.insert(
            &builder.finish(),
            Reference::Saga(id),
            TextSlot::SagaName(id),
        );
    }

    pub(super) fn insert_feed(&mut self) {
        let Some(wanted) = self.feed_wanted() else {
            return;
        };
        let design = self.state.document.design();
        let name = |id: EntityId| design.get(id).map_or("", |entity| entity.name.as_str());
        match wanted {
            FeedWanted::Between(from, to) => {
                let label = format!("Feed {} from {}", name(to), name(from));
                let mut builder = Builder::new(design, label);
                let feed = fresh::feed(&mut builder, from, to);
                self.insert_fed(&builder.finish(), feed);
            }
            FeedWanted::Projection(source) => {
                let label = format!("Add a projection of {}", name(source));
                let mut builder = Builder::new(design, label);
                if let Some((_, feed)) = fresh::projection(&mut builder, source) {
                    self.insert_fed(&builder.finish(), feed);
                }
            }
        }
    }

    /// A feed has no name to edit.
    fn insert_fed(&mut self, transaction: &Transaction, feed: FeedId) {
        self.apply(transaction);
        if self.state.document.design().get(feed).is_some() {
            self.state.document.selection = Selection::of(Reference::Feed(feed));
            self.state.settings.inspector = true;
        }
    }

    /// What is selected, and the service that most likely acts on it: that of the first part that has one.
    fn touched(&self) -> (Vec<Reference>, Option<crate::model::ServiceId>) {
        let design = self.state.document.design();
        let parts: Vec<Reference> = self.state.document.selection.iter().collect();
        let mut services = parts.iter().filter_map(|p| fresh::service_of(design, *p));
        let service = services.next();
        (parts, service)
    }
}
