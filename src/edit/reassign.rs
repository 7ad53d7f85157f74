//! Giving parts to others: changes of an owner that touch more than one attribute.

use super::{Builder, entity_names, unique_name};
use crate::model::{Entity, EntityId, ServiceId, Store, StoreId};

/// Gives a store to a service. The service that had it goes on using it, if entities of it are kept there.
pub fn store_owner(builder: &mut Builder, store: StoreId, owner: Option<ServiceId>) {
    let Some(old) = builder.design().get(store).map(|store| store.owner) else {
        return;
    };
    let stays = old.filter(|old| {
        let mut entities = builder.design().entities().iter();
        owner != Some(*old)
            && entities.any(|(_, e)| e.store == Some(store) && e.service == Some(*old))
    });
    builder.update(store, |store: &mut Store| {
        store.owner = owner;
        store.connects.retain(|service| Some(*service) != owner);
        if let Some(old) = stays
            && !store.connects.contains(&old)
        {
            store.connects.push(old);
        }
    });
}

/// Gives an entity to a service, under a name that is free there.
pub fn entity_service(builder: &mut Builder, entity: EntityId, service: Option<ServiceId>) {
    let Some(found) = builder.design().get(entity) else {
        return;
    };
    if found.service == service {
        return;
    }
    let name = unique_name(&found.name, entity_names(builder.design(), service));
    builder.update(entity, |entity: &mut Entity| {
        entity.service = service;
        entity.name = name;
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::fresh;
    use crate::model::Design;

    #[test]
    fn who_loses_a_store_stays_connected_while_it_keeps_data_there() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let [orders, payments] =
            ["Orders", "Payments"].map(|name| fresh::service(&mut builder, name));
        let store = fresh::store(&mut builder, "orders", Some(orders));
        let order = fresh::entity(&mut builder, "order", Some(orders));
        builder.update(order, |entity: &mut Entity| entity.store = Some(store));
        store_owner(&mut builder, store, Some(payments));
        design.apply(&builder.finish()).unwrap();
        let now = design.get(store).unwrap();
        assert_eq!(
            (now.owner, now.connects.as_slice()),
            (Some(payments), &[orders][..])
        );

        let mut builder = Builder::new(&design, "");
        store_owner(&mut builder, store, Some(orders));
        let now = builder.design().get(store).unwrap();
        assert_eq!((now.owner, now.connects.len()), (Some(orders), 0));
    }

    #[test]
    fn an_entity_takes_a_free_name_in_its_new_service() {
        let design = Design::default();
        let mut builder = Builder::new(&design, "");
        let orders = fresh::service(&mut builder, "Orders");
        fresh::entity(&mut builder, "order", Some(orders));
        let other = fresh::entity(&mut builder, "order", None);
        entity_service(&mut builder, other, Some(orders));
        let now = builder.design().get(other).unwrap();
        assert_eq!((now.name.as_str(), now.service), ("order_2", Some(orders)));
    }
}
