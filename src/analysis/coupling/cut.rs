//! How well the entities of a design are cut into services.

use std::collections::BTreeMap;

use super::Network;
use crate::analysis::facts::Facts;
use crate::model::{EntityId, Integrity, Relationship, ServiceId};

/// How well the entities are cut into services. Only entities that a service owns count, and relationships between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cut {
    /// Modularity of the cut as it is: see [`Network::modularity`].
    pub present: f64,
    /// Modularity of the best cut found.
    pub best: f64,
    /// How many groups of related entities the best cut has.
    pub best_groups: usize,
    /// The best place for each entity that another service would suit better, the greatest gain first.
    pub moves: Vec<Move>,
}

/// A move of one entity to another service that raises the modularity of the cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The entity.
    pub entity: EntityId,
    /// The service that owns it.
    pub from: ServiceId,
    /// The service that it has more to do with.
    pub to: ServiceId,
    /// By how much the modularity rises.
    pub gain: f64,
    /// How strongly its relationships tie it to the other service, and to its own.
    pub ties: (f64, f64),
    /// It is the only entity of its service: the move is a merger.
    pub is_last: bool,
}

/// How strongly a relationship ties its two ends.
pub fn strength(relationship: &Relationship) -> f64 {
    match relationship.integrity {
        Integrity::Enforced => 2.0,
        Integrity::Checked { .. } => 1.5,
        Integrity::Eventual { .. } | Integrity::None => 1.0,
    }
}

/// The entities that services own, as a network.
struct Owned {
    network: Network,
    /// By node.
    entities: Vec<EntityId>,
    /// By node: the group of its service.
    groups: Vec<usize>,
    /// By group.
    services: Vec<ServiceId>,
    /// By group: how many entities it has.
    sizes: Vec<usize>,
}

impl Owned {
    fn of(facts: &Facts) -> Self {
        let mut nodes: BTreeMap<EntityId, usize> = BTreeMap::new();
        let mut numbers: BTreeMap<ServiceId, usize> = BTreeMap::new();
        let (mut entities, mut groups) = (Vec::new(), Vec::new());
        let (mut services, mut sizes) = (Vec::new(), Vec::new());
        for (id, entity) in facts.design.entities().iter() {
            let Some(service) = entity.service else {
                continue;
            };
            let group = *numbers.entry(service).or_insert_with(|| {
                services.push(service);
                sizes.push(0);
                services.len() - 1
            });
            nodes.insert(id, entities.len());
            entities.push(id);
            groups.push(group);
            sizes[group] += 1;
        }
        let relationships = facts.design.relationships().iter();
        let edges = relationships.filter_map(|(_, it)| {
            let child = nodes.get(&it.from.entity)?;
            let parent = nodes.get(&it.to.entity)?;
            Some((*child, *parent, strength(it)))
        });
        Self {
            network: Network::new(entities.len(), edges),
            entities,
            groups,
            services,
            sizes,
        }
    }

    fn moves(&self) -> Vec<Move> {
        let degrees = self.network.group_degrees(&self.groups);
        let mut moves: Vec<Move> = Vec::new();
        for (node, entity) in self.entities.iter().enumerate() {
            let gains = self.network.gains(node, &self.groups, &degrees);
            let best = gains.into_iter().reduce(
                |best, next| {
                    if next.rise > best.rise { next } else { best }
                },
            );
            let Some(best) = best.filter(|best| best.rise > 1e-9) else {
                continue;
            };
            let own = self.groups[node];
            moves.push(Move {
                entity: *entity,
                from: self.services[own],
                to: self.services[best.group],
                gain: best.rise,
                ties: (best.tied, best.tied_to_own),
                is_last: self.sizes[own] == 1,
            });
        }
        moves.sort_by(|one, other| {
            let order = other.gain.total_cmp(&one.gain);
            order.then(one.entity.cmp(&other.entity))
        });
        moves
    }
}

/// The best place for each entity that another service would suit better, the greatest gain first.
pub fn moves(facts: &Facts) -> Vec<Move> {
    Owned::of(facts).moves()
}

impl Cut {
    pub(super) fn of(facts: &Facts) -> Self {
        let owned = Owned::of(facts);
        let network = &owned.network;
        let best = network.best(&owned.groups);
        // An entity without relationships is at home anywhere.
        let related = (0..network.len()).filter(|node| network.degree(*node) > 0.0);
        let mut groups: Vec<usize> = related.map(|node| best[node]).collect();
        groups.sort_unstable();
        groups.dedup();
        Self {
            present: network.modularity(&owned.groups),
            best: network.modularity(&best),
            best_groups: groups.len(),
            moves: owned.moves(),
        }
    }
}
