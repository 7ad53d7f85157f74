//! Places in a design that can be changed by themselves: a part, a field of an entity, an access of an operation.

use std::fmt::Debug;

use super::{Builder, Editable};
use crate::base::id::Id;
use crate::model::{
    Access, Consumer, Contract, ContractVersion, Design, Entity, EntityId, Expectation, Field,
    FieldPath, Index, Item, Note, Operation, Saga, Scenario, Step, Trial, View,
};

/// A place in a design.
pub trait Spot: Copy + Debug + PartialEq + 'static {
    /// What stands there.
    type Item: Clone + PartialEq + 'static;

    /// What stands there now; none if it is gone.
    fn get(self, design: &Design) -> Option<&Self::Item>;

    /// Changes what stands there.
    fn update(self, builder: &mut Builder, update: impl FnOnce(&mut Self::Item));

    /// Tells it apart from every other place of the design.
    fn key(self) -> String;
}

impl<T: Editable> Spot for Id<T> {
    type Item = T;

    fn get(self, design: &Design) -> Option<&T> {
        design.get(self)
    }

    fn update(self, builder: &mut Builder, update: impl FnOnce(&mut T)) {
        builder.update(self, update);
    }

    fn key(self) -> String {
        format!("{}:{}", <T as Item>::KIND.label(), self.number())
    }
}

impl Spot for FieldPath {
    type Item = Field;

    fn get(self, design: &Design) -> Option<&Field> {
        design.get(self.entity)?.field(self.field)
    }

    fn update(self, builder: &mut Builder, update: impl FnOnce(&mut Field)) {
        builder.update(self.entity, |entity: &mut Entity| {
            if let Some(field) = entity.fields.iter_mut().find(|f| f.id == self.field) {
                update(field);
            }
        });
    }

    fn key(self) -> String {
        format!("{}/field:{}", self.entity.key(), self.field.number())
    }
}

/// The contract of a published entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractOf(pub EntityId);

impl Spot for ContractOf {
    type Item = Contract;

    fn get(self, design: &Design) -> Option<&Contract> {
        design.get(self.0)?.contract.as_ref()
    }

    fn update(self, builder: &mut Builder, update: impl FnOnce(&mut Contract)) {
        builder.update(self.0, |entity: &mut Entity| {
            if let Some(contract) = &mut entity.contract {
                update(contract);
            }
        });
    }

    fn key(self) -> String {
        format!("{}/contract", self.0.key())
    }
}

/// A list inside a part, whose elements have no ids of their own.
pub trait Listed: Copy + Debug + PartialEq + 'static {
    /// Where the list is.
    type Parent: Spot;
    /// What it is a list of.
    type Item: Clone + PartialEq + 'static;
    /// What an element is called.
    const NAME: &'static str;

    /// The list.
    fn list(parent: &<Self::Parent as Spot>::Item) -> &[Self::Item];

    /// The list, to be changed.
    fn list_mut(parent: &mut <Self::Parent as Spot>::Item) -> &mut Vec<Self::Item>;
}

/// An element of a list inside a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nth<L: Listed> {
    /// Where the list is.
    pub parent: L::Parent,
    /// Where the element is in it.
    pub place: usize,
}

impl<L: Listed> Spot for Nth<L> {
    type Item = L::Item;

    fn get(self, design: &Design) -> Option<&L::Item> {
        L::list(self.parent.get(design)?).get(self.place)
    }

    fn update(self, builder: &mut Builder, update: impl FnOnce(&mut L::Item)) {
        self.parent.update(builder, |parent| {
            if let Some(item) = L::list_mut(parent).get_mut(self.place) {
                update(item);
            }
        });
    }

    fn key(self) -> String {
        format!("{}/{}:{}", self.parent.key(), L::NAME, self.place)
    }
}

macro_rules! listed {
    ($($doc:literal $name:ident: $parent:ty => $item:ty, $label:literal, $list:ident;)*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct $name;

            impl Listed for $name {
                type Parent = $parent;
                type Item = $item;
                const NAME: &'static str = $label;

                fn list(parent: &<$parent as Spot>::Item) -> &[$item] {
                    &parent.$list
                }

                fn list_mut(parent: &mut <$parent as Spot>::Item) -> &mut Vec<$item> {
                    &mut parent.$list
                }
            }
        )*
    };
}
listed! {
    "The indexes of an entity." Indexes: EntityId => Index, "index", indexes;
    "The versions of a contract." Versions: ContractOf => ContractVersion, "version", versions;
    "The consumers of a contract." Consumers: ContractOf => Consumer, "consumer", consumers;
    "The accesses of an operation." Accesses: Id<Operation> => Access, "access", accesses;
    "The steps of a saga." Steps: Id<Saga> => Step, "step", steps;
    "What happens in a scenario." Trials: Id<Scenario> => Trial, "trial", trials;
    "What is expected of a scenario." Expectations: Id<Scenario> => Expectation, "expectation", expectations;
    "The notes of a view." Notes: Id<View> => Note, "note", notes;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccessTarget, ServiceId};

    #[test]
    fn an_element_of_a_list_is_changed_in_its_place() {
        let mut design = Design::default();
        let mut builder = Builder::new(&design, "");
        let access = |n| Access::new(AccessTarget::CallService(ServiceId::new(n)));
        builder.insert(crate::model::Service {
            name: "a".into(),
            instances: 1,
            ..Default::default()
        });
        let operation = builder.insert(Operation {
            name: "order".into(),
            accesses: vec![access(0), access(0)],
            ..Operation::default()
        });
        design.apply(&builder.finish()).unwrap();
        let second = Nth::<Accesses> {
            parent: operation,
            place: 1,
        };
        let mut builder = Builder::new(&design, "");
        second.update(&mut builder, |access| access.timeout_ms = Some(5));
        design.apply(&builder.finish()).unwrap();
        let timeouts: Vec<_> = Accesses::list(design.get(operation).unwrap())
            .iter()
            .map(|access| access.timeout_ms)
            .collect();
        assert_eq!(timeouts, [None, Some(5)]);
        assert_eq!(second.key(), "operation:0/access:1");
    }
}
