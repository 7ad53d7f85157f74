//! What a rule can see, and how it calls things.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::{Rule, Settings};
use crate::analysis::availability::Availabilities;
use crate::analysis::dependencies::{Dependencies, Subject, Words};
use crate::analysis::facts::Facts;
use crate::analysis::failure::Limits;
use crate::analysis::spread::Spreading;
use crate::base::id::Id;
use crate::model::names::Names;
use crate::model::{Design, EntityId, FieldPath, Item, Part, RelationshipId, ServiceId, Tier};

/// What takes work to find out: done once for all rules, and only if one of them asks.
pub(super) struct Exact<'a> {
    dependencies: &'a OnceCell<Dependencies>,
    spreading: OnceCell<Spreading<'a>>,
    availabilities: OnceCell<Option<Availabilities>>,
}

impl<'a> Exact<'a> {
    /// Nothing is known yet.
    pub fn new(dependencies: &'a OnceCell<Dependencies>) -> Self {
        Self {
            dependencies,
            spreading: OnceCell::new(),
            availabilities: OnceCell::new(),
        }
    }
}

/// How much work a figure may take in a check; past it the figure is a bound.
pub(super) fn limits() -> Limits {
    Limits {
        nodes: 200_000,
        ..Limits::default()
    }
}

/// What a rule can see.
pub struct Context<'a> {
    /// The design.
    pub design: &'a Design,
    /// What follows from it.
    pub facts: &'a Facts<'a>,
    pub(super) exact: &'a Exact<'a>,
    pub(super) names: &'a Names<'a>,
    pub(super) settings: &'a Settings,
    pub(super) rule: &'static Rule,
}

impl<'a> Context<'a> {
    /// The value of a threshold of the rule.
    pub fn threshold(&self, name: &str) -> f64 {
        self.settings.threshold(self.design, self.rule, name)
    }

    /// The day of the analysis.
    pub fn today(&self) -> Option<Date> {
        self.settings.today
    }

    /// Who needs whom, as equations.
    pub fn dependencies(&self) -> &'a Dependencies {
        self.exact
            .dependencies
            .get_or_init(|| Dependencies::new(self.facts))
    }

    /// What failures take down.
    pub fn spreading(&self) -> &'a Spreading<'a> {
        let spreading = || Spreading::new(self.dependencies());
        self.exact.spreading.get_or_init(spreading)
    }

    /// How often the operations that matter are down: those that are critical or have a target.
    pub fn availabilities(&self) -> Option<&'a Availabilities> {
        let solve = || {
            let operations = self.design.operations().iter();
            let wanted: Vec<Subject> = operations
                .filter(|(_, operation)| {
                    operation.target.is_some()
                        || self.facts.operation_tier(operation) == Tier::Critical
                })
                .map(|(id, _)| Subject::Operation(id))
                .collect();
            Availabilities::of(self.dependencies(), &wanted, &limits()).ok()
        };
        self.exact.availabilities.get_or_init(solve).as_ref()
    }

    /// The equations in words.
    pub fn words(&self) -> Words<'a> {
        Words::new(self.design, self.names, self.dependencies())
    }

    /// The name of a part of a kind that has names: a service, a store, an operation.
    pub fn name<T: Item>(&self, id: Id<T>) -> &'a str {
        self.design.get(id).and_then(Item::name).unwrap_or_default()
    }

    /// The name of a service, or words for there being none.
    pub fn service(&self, id: Option<ServiceId>) -> &'a str {
        id.map_or("no service", |id| self.name(id))
    }

    /// An entity as a file calls it: with its service only where the name alone is not clear.
    pub fn entity(&self, id: EntityId) -> String {
        self.names.entity(id)
    }

    /// A field as `order.customer_id`.
    pub fn field(&self, path: FieldPath) -> String {
        self.names.field_path(path)
    }

    /// The child's side of a relationship, as `payment.order_id`: what people call a foreign key.
    pub fn key(&self, id: RelationshipId) -> String {
        let relationship = self.design.get(id);
        relationship.map_or_else(String::new, |r| self.names.endpoint(&r.from))
    }

    /// The parent's side of a relationship, as `order.id`.
    pub fn parent_key(&self, id: RelationshipId) -> String {
        let relationship = self.design.get(id);
        relationship.map_or_else(String::new, |r| self.names.endpoint(&r.to))
    }

    /// Several things as people list them: `a`, `a and b`, `a, b and c`.
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [before @ .., last] => {
                let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
                format!("{} and {}", before.join(", "), last.as_ref())
            }
        }
    }

    /// Any part, as a file calls it.
    pub fn part(&self, part: &Part) -> String {
        part_name(self.design, self.names, part)
    }
}

/// A part as a file calls it; relationships and feeds with an arrow.
pub fn part_name(design: &Design, names: &Names, part: &Part) -> String {
    fn named<T: Item>(design: &Design, id: Id<T>) -> String {
        design
            .get(id)
            .and_then(Item::name)
            .unwrap_or_default()
            .to_owned()
    }
    match part {
        Part::Design => "the design".to_owned(),
        Part::Service(id) => named(design, *id),
        Part::Store(id) => named(design, *id),
        Part::Zone(id) => named(design, *id),
        Part::Entity(id) => names.entity(*id),
        Part::Field(path) => names.field_path(*path),
        Part::Relationship(id) => design.get(*id).map_or_else(String::new, |relationship| {
            format!(
                "{} → {}",
                names.endpoint(&relationship.from),
                names.endpoint(&relationship.to)
            )
        }),
        Part::Operation(id) => named(design, *id),
        Part::Feed(id) => design.get(*id).map_or_else(String::new, |feed| {
            format!("{} → {}", names.entity(feed.from), names.entity(feed.to))
        }),
        Part::Saga(id) => named(design, *id),
        Part::Domain(domain) => domain.clone(),
    }
}
