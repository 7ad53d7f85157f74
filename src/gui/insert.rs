//! Adding parts to the design, each with a name that is edited next.

use crate::base::geometry::Point;
use crate::base::id::Id;
use crate::edit::{Builder, Transaction, entity_names, unique_name};
use crate::model::{
    Entity, EntityId, Field, FieldPath, Reference, Service, ServiceId, Store, View, Zone,
};
use crate::session::Selection;
use crate::session::text_slot::TextSlot;

use super::app::App;

impl App {
    pub(super) fn selected_entity(&self) -> Option<EntityId> {
        match self.state.document.selection.single()? {
            Reference::Entity(id) => Some(id),
            Reference::Field(path) => Some(path.entity),
            _ => None,
        }
    }

    pub(super) fn selected_service(&self) -> Option<ServiceId> {
        let design = self.state.document.design();
        match self.state.document.selection.single()? {
            Reference::Service(id) => Some(id),
            Reference::Entity(id) => design.get(id)?.service,
            _ => None,
        }
    }

    /// Adds an entity with its upper left corner at a point, in the service of what is selected.
    pub(super) fn insert_entity(&mut self, at: Point) {
        let service = self.selected_service();
        let design = self.state.document.design();
        let name = unique_name("entity", entity_names(design, service));
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = builder.insert(Entity {
            name,
            service,
            fields: vec![Field {
                name: "id".into(),
                data_type: "uuid".into(),
                key: true,
                ..Field::default()
            }],
            ..Entity::default()
        });
        // A view that places others places this one as well, so that it is there again in the file.
        if let Some(view) = self.state.document.view
            && design.get(view).is_some_and(|view| !view.at.is_empty())
        {
            builder.update(view, |view: &mut View| {
                view.at.set(id, (at.x.round() as i32, at.y.round() as i32));
            });
        }
        self.state.place(id, service, at);
        let transaction = builder.finish();
        self.insert(
            &transaction,
            Reference::Entity(id),
            TextSlot::EntityName(id),
        );
    }

    pub(super) fn insert_named<T: crate::edit::Editable + NameSlot>(
        &mut self,
        wanted: &str,
        make: impl FnOnce(String) -> T,
    ) {
        let design = self.state.document.design();
        let taken = design
            .list::<T>()
            .iter()
            .filter_map(|(_, item)| item.name());
        let name = unique_name(wanted, taken);
        let mut builder = Builder::new(design, format!("Add {name}"));
        let id = builder.insert(make(name));
        let transaction = builder.finish();
        self.insert(&transaction, T::reference(id), T::slot(id));
    }

    pub(super) fn insert_field(&mut self) {
        let Some(id) = self.selected_entity() else {
            return;
        };
        let design = self.state.document.design();
        let Some(entity) = design.get(id) else {
            return;
        };
        let name = unique_name(
            "field",
            entity.fields.iter().map(|field| field.name.as_str()),
        );
        let path = FieldPath {
            entity: id,
            field: entity.next_field_id(),
        };
        let mut builder = Builder::new(design, format!("Add {}.{name}", entity.name));
        builder.update(id, |entity: &mut Entity| {
            entity.fields.push(Field {
                id: path.field,
                name,
                data_type: "text".into(),
                ..Field::default()
            });
        });
        let transaction = builder.finish();
        self.insert(
            &transaction,
            Reference::Entity(id),
            TextSlot::FieldName(path),
        );
    }

    pub(super) fn insert(&mut self, transaction: &Transaction, part: Reference, slot: TextSlot) {
        self.apply(transaction);
        if self.state.document.design().resolves(part) {
            self.state.document.selection = Selection::of(part);
            self.state.settings.inspector = true;
            self.edit(slot);
        }
    }
}

/// Parts with a name that commands insert.
pub(super) trait NameSlot: Sized {
    fn slot(id: Id<Self>) -> TextSlot;
    fn reference(id: Id<Self>) -> Reference;
}

macro_rules! name_slot {
    ($($type:ident $slot:ident),*) => {
        $(impl NameSlot for $type {
            fn slot(id: Id<Self>) -> TextSlot {
                TextSlot::$slot(id)
            }
            fn reference(id: Id<Self>) -> Reference {
                Reference::$type(id)
            }
        })*
    };
}
name_slot!(Service ServiceName, Store StoreName, Zone ZoneName);
