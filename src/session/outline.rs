//! The outline of a design: its parts as the rows of a list, without what is folded away or left out by a filter.

use std::collections::BTreeSet;

use crate::edit::assign::Home;
use crate::model::{Design, EntityId, Item, Reference, ScenarioId, ViewId};
use crate::scene::painter::feed_label;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A heading above parts of a kind.
    Group(Group),
    /// A part of the design.
    Part(Reference),
    /// Something that is tried on it.
    Scenario(ScenarioId),
    /// A view of it.
    View(ViewId),
}

/// Parts of a kind below a heading. Services stand for themselves, before all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Entities without a service.
    NoService,
    /// Stores.
    Stores,
    /// Zones.
    Zones,
    /// Operations.
    Operations,
    /// Sagas.
    Sagas,
    /// Feeds.
    Feeds,
    /// Scenarios.
    Scenarios,
    /// Views.
    Views,
}

/// A row of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub subject: Subject,
    /// It stands below a service or a heading.
    pub is_child: bool,
    /// How many rows belong below it; none for rows that are never folded.
    pub children: Option<usize>,
    /// They are not shown.
    pub is_folded: bool,
}

impl Group {
    /// All groups in the order of the outline.
    pub const ALL: [Self; 8] = [
        Self::NoService,
        Self::Stores,
        Self::Zones,
        Self::Operations,
        Self::Sagas,
        Self::Feeds,
        Self::Scenarios,
        Self::Views,
    ];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoService => "No service",
            Self::Stores => "Stores",
            Self::Zones => "Zones",
            Self::Operations => "Operations",
            Self::Sagas => "Sagas",
            Self::Feeds => "Feeds",
            Self::Scenarios => "Scenarios",
            Self::Views => "Views",
        }
    }
}

impl Subject {
    /// The part, if it is one.
    pub fn part(self) -> Option<Reference> {
        match self {
            Self::Part(part) => Some(part),
            Self::Group(_) | Self::Scenario(_) | Self::View(_) => None,
        }
    }

    /// What its row says.
    pub fn label(self, design: &Design) -> String {
        fn name<T: Item>(item: Option<&T>) -> String {
            item.and_then(Item::name).unwrap_or_default().to_owned()
        }
        match self {
            Self::Group(group) => group.label().to_owned(),
            Self::Scenario(id) => name(design.get(id)),
            Self::View(id) => name(design.get(id)),
            Self::Part(Reference::Service(id)) => name(design.get(id)),
            Self::Part(Reference::Store(id)) => name(design.get(id)),
            Self::Part(Reference::Zone(id)) => name(design.get(id)),
            Self::Part(Reference::Entity(id)) => name(design.get(id)),
            Self::Part(Reference::Operation(id)) => name(design.get(id)),
            Self::Part(Reference::Saga(id)) => name(design.get(id)),
            Self::Part(Reference::Feed(id)) => design.get(id).map_or_else(String::new, |feed| {
                let [from, to] = [feed.from, feed.to].map(|id| name(design.get(id)));
                format!("{from} → {to}")
            }),
            Self::Part(Reference::Field(_) | Reference::Relationship(_)) => String::new(),
        }
    }

    /// What its row says in small letters besides.
    pub fn detail(self, design: &Design) -> String {
        let service = |id| {
            design
                .get(id)
                .map(|service: &crate::model::Service| &service.name)
        };
        match self {
            Self::Part(Reference::Store(id)) => design
                .get(id)
                .map_or("", |store| store.engine.label())
                .to_owned(),
            Self::Part(Reference::Zone(id)) => design
                .get(id)
                .map_or("", |zone| zone.consistency.label())
                .to_owned(),
            Self::Part(Reference::Operation(id)) => {
                let service = design.get(id).and_then(|o| service(o.service?));
                service.cloned().unwrap_or_default()
            }
            Self::Part(Reference::Saga(id)) => {
                let service = design.get(id).map(|s| s.coordinator.and_then(service));
                service.map_or_else(String::new, |s| {
                    s.map_or("by events", String::as_str).to_owned()
                })
            }
            Self::Part(Reference::Feed(id)) => design.get(id).map(feed_label).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Where entities go that are dropped on it; none if it takes none.
    pub fn home(self, design: &Design) -> Option<Home> {
        match self {
            Self::Group(Group::NoService) => Some(Home::Service(None)),
            Self::Part(Reference::Service(id)) => Some(Home::Service(Some(id))),
            Self::Part(Reference::Store(id)) => Some(Home::Store(id)),
            Self::Part(Reference::Zone(id)) => Some(Home::Zone(id)),
            Self::Part(Reference::Entity(id)) => Some(Home::Service(design.get(id)?.service)),
            _ => None,
        }
    }

    /// A name by which a file is remembered to have it folded.
    pub fn fold_name(self, design: &Design) -> Option<String> {
        match self {
            Self::Group(group) => Some(group.label().to_lowercase()),
            Self::Part(Reference::Service(_)) => Some(format!("service {}", self.label(design))),
            _ => None,
        }
    }
}

/// The rows of a design. A filter finds names and what is written beside them, folded or not; a service stays when one of its
/// entities does, and one that is found itself keeps all of them.
pub fn rows(design: &Design, filter: &str, folded: &BTreeSet<Subject>) -> Vec<Row> {
    let filter = filter.trim().to_lowercase();
    let contains = |text: &str| filter.is_empty() || text.to_lowercase().contains(&filter);
    let fits = |subject: Subject| contains(&subject.label(design));
    let fits_entity = |id: &EntityId| design.get(*id).is_some_and(|entity| contains(&entity.name));
    // One pass over the entities, however many services there are.
    let services = design.services();
    let mut members: Vec<Vec<EntityId>> = vec![Vec::new(); services.len() + 1];
    for (id, entity) in design.entities().iter() {
        let place = entity.service.and_then(|service| services.place(service));
        if let Some(list) = members.get_mut(place.unwrap_or(services.len())) {
            list.push(id);
        }
    }
    let mut rows = Vec::new();
    let mut list = |head: Subject, children: Vec<Subject>, keep_empty: bool| {
        if children.is_empty() && !keep_empty {
            return;
        }
        let is_folded = filter.is_empty() && folded.contains(&head) && !children.is_empty();
        rows.push(Row {
            subject: head,
            is_child: false,
            children: Some(children.len()),
            is_folded,
        });
        if !is_folded {
            rows.extend(children.into_iter().map(|subject| Row {
                subject,
                is_child: true,
                children: None,
                is_folded: false,
            }));
        }
    };
    let entity = |id: EntityId| Subject::Part(Reference::Entity(id));
    let free = members.pop().unwrap_or_default();
    for ((id, service), mut entities) in services.iter().zip(members) {
        let all = contains(&service.name);
        if !all {
            entities.retain(fits_entity);
        }
        let head = Subject::Part(Reference::Service(id));
        list(head, entities.into_iter().map(entity).collect(), all);
    }
    let found = |ids: Vec<Subject>| ids.into_iter().filter(|s| fits(*s)).collect::<Vec<_>>();
    for group in Group::ALL {
        let children: Vec<Subject> = match group {
            Group::NoService => free
                .iter()
                .filter(|id| fits_entity(id))
                .map(|id| entity(*id))
                .collect(),
            Group::Stores => found(parts(design.stores().ids(), Reference::Store)),
            Group::Zones => found(parts(design.zones().ids(), Reference::Zone)),
            Group::Operations => found(parts(design.operations().ids(), Reference::Operation)),
            Group::Sagas => found(parts(design.sagas().ids(), Reference::Saga)),
            Group::Feeds => found(parts(design.feeds().ids(), Reference::Feed)),
            Group::Scenarios => found(design.scenarios().ids().map(Subject::Scenario).collect()),
            Group::Views => found(design.views().ids().map(Subject::View).collect()),
        };
        list(Subject::Group(group), children, false);
    }
    rows
}

fn parts<T>(ids: impl Iterator<Item = T>, part: impl Fn(T) -> Reference) -> Vec<Subject> {
    ids.map(|id| Subject::Part(part(id))).collect()
}

/// The row that a part is below, for rows that can be folded away.
pub fn parent(design: &Design, part: Reference) -> Option<Subject> {
    Some(match part {
        Reference::Entity(id) => match design.get(id)?.service {
            Some(service) => Subject::Part(Reference::Service(service)),
            None => Subject::Group(Group::NoService),
        },
        Reference::Store(_) => Subject::Group(Group::Stores),
        Reference::Zone(_) => Subject::Group(Group::Zones),
        Reference::Operation(_) => Subject::Group(Group::Operations),
        Reference::Saga(_) => Subject::Group(Group::Sagas),
        Reference::Feed(_) => Subject::Group(Group::Feeds),
        Reference::Service(_) | Reference::Field(_) | Reference::Relationship(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native;

    fn shop() -> Design {
        let text = r#"Design(
            format: 1,
            services: [(name: "Orders"), (name: "Stock"), (name: "Mail")],
            stores: [(name: "main", engine: MySql)],
            entities: [
                (name: "order", service: "Orders"),
                (name: "order_line", service: "Orders"),
                (name: "level", service: "Stock"),
                (name: "note"),
            ],
            operations: [(name: "place order", service: "Orders")],
            feeds: [(from: "order", to: "level", mechanism: LogCapture, lag_s: 5)],
            sagas: [(name: "checkout")],
            scenarios: [(name: "A bad day", trials: [])],
            views: [(name: "Overview")],
        )"#;
        native::read(text.as_bytes(), native::Syntax::Ron)
            .unwrap()
            .design
    }

    /// The rows as text: what stands below something is indented, what is folded says how much.
    fn list(design: &Design, filter: &str, folded: &[Subject]) -> String {
        let rows = rows(design, filter, &folded.iter().copied().collect());
        let line = |row: &Row| {
            let indent = if row.is_child { "  " } else { "" };
            let label = row.subject.label(design);
            let detail = row.subject.detail(design);
            let count = row.children.filter(|_| row.is_folded);
            let count = count.map_or_else(String::new, |count| format!(" ({count})"));
            format!("{indent}{label}{count} {detail}")
                .trim_end()
                .to_owned()
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn everything_is_listed_below_its_service_or_its_kind() {
        assert_eq!(
            list(&shop(), "", &[]),
            "Orders\n  order\n  order_line\nStock\n  level\nMail\nNo service\n  note\nStores\n  main MySQL\n\
             Operations\n  place order Orders\nSagas\n  checkout by events\nFeeds\n  order → level CDC · ≤ 5 s\n\
             Scenarios\n  A bad day\nViews\n  Overview"
        );
    }

    #[test]
    fn what_is_folded_is_counted_and_a_filter_finds_it_all_the_same() {
        let design = shop();
        let orders = Subject::Part(Reference::Service(design.services().ids().next().unwrap()));
        let folded = [
            orders,
            Subject::Group(Group::Stores),
            Subject::Group(Group::Views),
        ];
        let all = list(&design, "", &folded);
        assert!(all.starts_with("Orders (2)\nStock\n"), "{all}");
        assert!(all.contains("Stores (1)\nOperations\n"), "{all}");
        assert_eq!(list(&design, " LINE", &folded), "Orders\n  order_line");
        assert_eq!(list(&design, "main", &folded), "Stores\n  main MySQL");
        assert_eq!(list(&design, "mail", &folded), "Mail");
        assert_eq!(list(&design, "stock", &folded), "Stock\n  level");
        assert_eq!(list(&design, "nothing", &folded), "");
        assert_eq!(orders.fold_name(&design).as_deref(), Some("service Orders"));
    }

    #[test]
    fn entities_can_be_dropped_where_they_can_belong() {
        let design = shop();
        let stock = design.services().ids().nth(1).unwrap();
        let level = design.entities().ids().nth(2).unwrap();
        let home = |subject: Subject| subject.home(&design);
        let on_entity = home(Subject::Part(Reference::Entity(level)));
        assert_eq!(on_entity, Some(Home::Service(Some(stock))));
        assert_eq!(
            home(Subject::Group(Group::NoService)),
            Some(Home::Service(None))
        );
        assert_eq!(home(Subject::Group(Group::Stores)), None);
    }
}
