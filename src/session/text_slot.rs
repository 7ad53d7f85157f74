//! Pieces of text in a design that are edited in place: names, types, comments.

use crate::edit::{Builder, Transaction};
use crate::model::{
    Design, Entity, EntityId, Field, FieldPath, Header, Operation, OperationId, Reference,
    Relationship, RelationshipId, Saga, SagaId, Scenario, ScenarioId, Service, ServiceId, Store,
    StoreId, View, ViewId, Zone, ZoneId,
};

use super::drawing::remove_notes;
use super::selection::NotePath;

/// A piece of text in a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextSlot {
    /// Title of the design.
    DesignName,
    /// What the design is about.
    DesignDescription,
    /// Name of an entity.
    EntityName(EntityId),
    /// What an entity is.
    EntityComment(EntityId),
    /// Name of a field.
    FieldName(FieldPath),
    /// Type of a field.
    FieldType(FieldPath),
    /// Name of a service.
    ServiceName(ServiceId),
    /// What a service is for.
    ServiceDescription(ServiceId),
    /// Name of a store.
    StoreName(StoreId),
    /// Name of a zone.
    ZoneName(ZoneId),
    /// Verb of a relationship.
    RelationshipLabel(RelationshipId),
    /// Name of an operation.
    OperationName(OperationId),
    /// What an operation does.
    OperationDescription(OperationId),
    /// Name of a saga.
    SagaName(SagaId),
    /// What a saga is for.
    SagaDescription(SagaId),
    /// What a store is for.
    StoreDescription(StoreId),
    /// What a note says.
    NoteText(NotePath),
    /// Name of a view.
    ViewName(ViewId),
    /// Name of a scenario.
    ScenarioName(ScenarioId),
}

impl TextSlot {
    /// The name of a part; none if it has none.
    pub fn name_of(part: Reference) -> Option<Self> {
        Some(match part {
            Reference::Service(id) => Self::ServiceName(id),
            Reference::Store(id) => Self::StoreName(id),
            Reference::Zone(id) => Self::ZoneName(id),
            Reference::Entity(id) => Self::EntityName(id),
            Reference::Field(path) => Self::FieldName(path),
            Reference::Relationship(id) => Self::RelationshipLabel(id),
            Reference::Operation(id) => Self::OperationName(id),
            Reference::Saga(id) => Self::SagaName(id),
            Reference::Feed(_) => return None,
        })
    }

    /// What stands there now; none if the part is not in the design.
    pub fn text(self, design: &Design) -> Option<&str> {
        Some(match self {
            Self::DesignName => &design.header().name,
            Self::DesignDescription => &design.header().description,
            Self::EntityName(id) => &design.get(id)?.name,
            Self::EntityComment(id) => &design.get(id)?.comment,
            Self::FieldName(path) => &design.get(path.entity)?.field(path.field)?.name,
            Self::FieldType(path) => &design.get(path.entity)?.field(path.field)?.data_type,
            Self::ServiceName(id) => &design.get(id)?.name,
            Self::ServiceDescription(id) => &design.get(id)?.description,
            Self::StoreName(id) => &design.get(id)?.name,
            Self::ZoneName(id) => &design.get(id)?.name,
            Self::RelationshipLabel(id) => &design.get(id)?.label,
            Self::OperationName(id) => &design.get(id)?.name,
            Self::OperationDescription(id) => &design.get(id)?.description,
            Self::SagaName(id) => &design.get(id)?.name,
            Self::SagaDescription(id) => &design.get(id)?.description,
            Self::StoreDescription(id) => &design.get(id)?.description,
            Self::NoteText(path) => &design.get(path.view)?.notes.get(path.place)?.text,
            Self::ViewName(id) => &design.get(id)?.name,
            Self::ScenarioName(id) => &design.get(id)?.name,
        })
    }

    /// What it is called for those who cannot see where it stands.
    pub fn label(self, design: &Design) -> String {
        let field = |path: FieldPath| {
            let field = design.get(path.entity).and_then(|e| e.field(path.field));
            field.map_or_else(String::new, |field| field.name.clone())
        };
        match self {
            Self::DesignName => "Name of the design".into(),
            Self::DesignDescription => "Description of the design".into(),
            Self::EntityName(_) => "Name of the entity".into(),
            Self::EntityComment(_) => "Comment of the entity".into(),
            Self::FieldName(path) => format!("Name of field {}", field(path)),
            Self::FieldType(path) => format!("Type of field {}", field(path)),
            Self::ServiceName(_) => "Name of the service".into(),
            Self::ServiceDescription(_) => "Description of the service".into(),
            Self::StoreName(_) => "Name of the store".into(),
            Self::ZoneName(_) => "Name of the zone".into(),
            Self::RelationshipLabel(_) => "Label of the relationship".into(),
            Self::OperationName(_) => "Name of the operation".into(),
            Self::OperationDescription(_) => "Description of the operation".into(),
            Self::SagaName(_) => "Name of the saga".into(),
            Self::SagaDescription(_) => "Description of the saga".into(),
            Self::StoreDescription(_) => "Description of the store".into(),
            Self::NoteText(_) => "Text of the note".into(),
            Self::ViewName(_) => "Name of the view".into(),
            Self::ScenarioName(_) => "Name of the scenario".into(),
        }
    }

    /// Puts other text there. Names are trimmed; the design itself refuses those that are empty or taken.
    pub fn replace(self, design: &Design, text: &str) -> Transaction {
        let text = text.trim();
        let old = self.text(design).unwrap_or_default();
        let label = match self {
            Self::DesignName
            | Self::EntityName(_)
            | Self::FieldName(_)
            | Self::ServiceName(_)
            | Self::StoreName(_)
            | Self::ZoneName(_)
            | Self::OperationName(_)
            | Self::SagaName(_)
            | Self::ViewName(_)
            | Self::ScenarioName(_) => format!("Rename {old} to {text}"),
            Self::FieldType(_) => format!("Change {} to {text}", self.label(design).to_lowercase()),
            Self::RelationshipLabel(_)
            | Self::DesignDescription
            | Self::EntityComment(_)
            | Self::ServiceDescription(_)
            | Self::OperationDescription(_)
            | Self::SagaDescription(_)
            | Self::StoreDescription(_)
            | Self::NoteText(_) => {
                format!("Change {}", self.label(design).to_lowercase())
            }
        };
        let mut builder = Builder::new(design, label);
        let text = text.to_owned();
        match self {
            Self::DesignName => builder.set_header(Header {
                name: text,
                ..design.header().clone()
            }),
            Self::DesignDescription => builder.set_header(Header {
                description: text,
                ..design.header().clone()
            }),
            Self::EntityName(id) => builder.update(id, |e: &mut Entity| e.name = text),
            Self::EntityComment(id) => builder.update(id, |e: &mut Entity| e.comment = text),
            Self::FieldName(path) => update_field(&mut builder, path, |f| f.name = text),
            Self::FieldType(path) => update_field(&mut builder, path, |f| f.data_type = text),
            Self::ServiceName(id) => builder.update(id, |s: &mut Service| s.name = text),
            Self::ServiceDescription(id) => {
                builder.update(id, |s: &mut Service| s.description = text);
            }
            Self::StoreName(id) => builder.update(id, |s: &mut Store| s.name = text),
            Self::ZoneName(id) => builder.update(id, |z: &mut Zone| z.name = text),
            Self::RelationshipLabel(id) => {
                builder.update(id, |r: &mut Relationship| r.label = text);
            }
            Self::OperationName(id) => builder.update(id, |o: &mut Operation| o.name = text),
            Self::OperationDescription(id) => {
                builder.update(id, |o: &mut Operation| o.description = text);
            }
            Self::SagaName(id) => builder.update(id, |s: &mut Saga| s.name = text),
            Self::SagaDescription(id) => builder.update(id, |s: &mut Saga| s.description = text),
            Self::StoreDescription(id) => builder.update(id, |s: &mut Store| s.description = text),
            // Nothing is left of a note that says nothing.
            Self::NoteText(note) if text.is_empty() => {
                builder.set_label("Delete note");
                remove_notes(&mut builder, std::iter::once(note));
            }
            Self::NoteText(path) => builder.update(path.view, |view: &mut View| {
                if let Some(note) = view.notes.get_mut(path.place) {
                    note.text = text;
                }
            }),
            Self::ViewName(id) => builder.update(id, |v: &mut View| v.name = text),
            Self::ScenarioName(id) => builder.update(id, |s: &mut Scenario| s.name = text),
        }
        builder.finish()
    }
}

/// Changes a field of an entity.
pub fn update_field(builder: &mut Builder, path: FieldPath, update: impl FnOnce(&mut Field)) {
    builder.update(path.entity, |entity: &mut Entity| {
        if let Some(field) = entity
            .fields
            .iter_mut()
            .find(|field| field.id == path.field)
        {
            update(field);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_replaced_trimmed_and_bad_names_are_refused() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        for name in ["order", "customer"] {
            builder.insert(Entity {
                name: name.into(),
                ..Entity::default()
            });
        }
        design.apply(&builder.finish()).unwrap();
        let slot = TextSlot::EntityName(design.entities().ids().next().unwrap());
        let rename = slot.replace(&design, "  orders ");
        assert_eq!(rename.label, "Rename order to orders");
        design.apply(&rename).unwrap();
        assert_eq!(slot.text(&design), Some("orders"));
        for bad in ["", "customer"] {
            let rename = slot.replace(&design, bad);
            assert!(design.apply(&rename).is_err(), "{bad:?}");
        }
        assert!(slot.replace(&design, "orders").is_empty());
    }
}
