//! Putting entities into a new service, and nothing else.

use super::{Outcome, Situation, called};
use crate::edit::{Builder, entity_names, fresh, unique_name};
use crate::model::{EntityId, Reference, ServiceId};
use crate::session::Selection;

pub(super) fn run(situation: &Situation) -> Outcome {
    let entities = situation.entities();
    let label = format!(
        "Group {} into a service",
        called(situation.design, &entities)
    );
    let mut builder = Builder::new(situation.design, label);
    let service = fresh::service(&mut builder, "service");
    assign(&mut builder, &entities, service);
    Outcome {
        select: Some(Selection::of(Reference::Service(service))),
        name_next: Some(Reference::Service(service)),
        ..Outcome::of(builder)
    }
}

/// Makes a service the owner. Two entities of one name from different services get names of their own.
pub(super) fn assign(builder: &mut Builder, entities: &[EntityId], service: ServiceId) {
    for id in entities {
        let Some(entity) = builder.design().get(*id) else {
            continue;
        };
        if entity.service == Some(service) {
            continue;
        }
        let name = unique_name(&entity.name, entity_names(builder.design(), Some(service)));
        builder.update(*id, |entity| {
            entity.service = Some(service);
            entity.name = name;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::check;

    #[test]
    fn the_selected_get_a_new_service_and_stay_apart_by_name() {
        check(
            r#"
            services: [(name: "A"), (name: "service")],
            entities: [
                (name: "log", service: "A"),
                (name: "log"),
                (name: "other"),
            ],
            "#,
            "A.log, `log`",
            DesignCommand::GroupIntoService,
            r#"
            +(name: "service_2"),
            -name: "log", service: "A",
            +name: "log", service: "service_2",
            -name: "log",
            +name: "log_2", service: "service_2",
            "#,
        );
    }
}
