//! Networks and how well they are partitioned: Newman's modularity, and a good partition by Louvain's method.
//!
//! Deterministic: nodes are visited in their order, and of equal gains the lowest group wins.

use std::collections::BTreeMap;

/// Gains below this are rounding.
const LEAST_GAIN: f64 = 1e-12;

/// Rounds over all nodes at most; each takes what is best, so few are ever needed.
const ROUNDS: usize = 64;

/// An undirected network with weights.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// By node: its neighbors, each with the weight of the edge.
    neighbors: Vec<Vec<(usize, f64)>>,
    /// By node: the weight of edges from it to itself.
    loops: Vec<f64>,
    /// By node: the sum of the weights of its edges; loops count twice.
    degrees: Vec<f64>,
    /// The sum of all weights.
    total: f64,
}

impl Network {
    /// A network of so many nodes. Edges between the same two add up.
    pub fn new(nodes: usize, edges: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        let mut network = Self {
            neighbors: vec![Vec::new(); nodes],
            loops: vec![0.0; nodes],
            degrees: vec![0.0; nodes],
            total: 0.0,
        };
        for (one, other, weight) in edges {
            network.total += weight;
            network.degrees[one] += weight;
            network.degrees[other] += weight;
            if one == other {
                network.loops[one] += weight;
            } else {
                network.neighbors[one].push((other, weight));
                network.neighbors[other].push((one, weight));
            }
        }
        network
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.neighbors.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.neighbors.is_empty()
    }

    /// Modularity Q = Σ [L/m − (d/2m)²] over the groups: L is the weight inside a group, d the sum of the degrees of its
    /// nodes, m the weight of all edges. Zero for a network without edges.
    ///
    /// M. E. J. Newman and M. Girvan, “Finding and evaluating community structure in networks”, Physical Review E 69, 2004;
    /// weighted as in M. E. J. Newman, “Analysis of weighted networks”, Physical Review E 70, 2004.
    pub fn modularity(&self, groups: &[usize]) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let count = groups.iter().max().map_or(0, |last| last + 1);
        let (mut inside, mut degrees) = (vec![0.0; count], vec![0.0; count]);
        for (node, group) in groups.iter().enumerate() {
            degrees[*group] += self.degrees[node];
            inside[*group] += self.loops[node];
            let near = self.neighbors[node].iter();
            // Each edge is seen from both ends.
            inside[*group] += near
                .filter(|(other, _)| groups[*other] == *group)
                .map(|(_, weight)| weight / 2.0)
                .sum::<f64>();
        }
        let terms = inside.iter().zip(&degrees);
        terms
            .map(|(inside, degree)| inside / self.total - (degree / (2.0 * self.total)).powi(2))
            .sum()
    }

    /// How much the modularity changes when a node goes into another group, for each group that it has edges to, in the order
    /// of the groups; with the weight that ties the node to that group and to its own.
    ///
    /// ΔQ = (t − o)/m − k·(D − (d − k))/(2m²): t and o are the node's ties to the group and to its own, k its degree, D and d
    /// the degrees of the two groups.
    pub fn gains(&self, node: usize, groups: &[usize], degrees: &[f64]) -> Vec<Gain> {
        let mut ties: BTreeMap<usize, f64> = BTreeMap::new();
        for (other, weight) in &self.neighbors[node] {
            *ties.entry(groups[*other]).or_default() += weight;
        }
        let own = groups[node];
        let tied_to_own = ties.get(&own).copied().unwrap_or(0.0);
        let degree = self.degrees[node];
        let (m, rest) = (self.total, degrees[own] - degree);
        let others = ties.into_iter().filter(|(group, _)| *group != own);
        others
            .map(|(group, tied)| Gain {
                group,
                tied,
                tied_to_own,
                rise: (tied - tied_to_own) / m - degree * (degrees[group] - rest) / (2.0 * m * m),
            })
            .collect()
    }

    /// The sum of the degrees of the nodes of each group.
    pub fn group_degrees(&self, groups: &[usize]) -> Vec<f64> {
        let count = groups.iter().max().map_or(0, |last| last + 1);
        let mut degrees = vec![0.0; count];
        for (node, group) in groups.iter().enumerate() {
            degrees[*group] += self.degrees[node];
        }
        degrees
    }

    /// The sum of the weights of the edges of a node.
    pub fn degree(&self, node: usize) -> f64 {
        self.degrees[node]
    }

    /// A partition of high modularity, from a partition on: never worse than that one.
    ///
    /// V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, “Fast unfolding of communities in large networks”, Journal of
    /// Statistical Mechanics, 2008.
    pub fn best_from(&self, start: &[usize]) -> Vec<usize> {
        let mut groups = dense(start);
        loop {
            let moved = self.move_nodes(&mut groups);
            groups = dense(&groups);
            let count = groups.iter().max().map_or(0, |last| last + 1);
            // The groups become the nodes of a smaller network, and are moved as wholes.
            let whole = self.folded(&groups, count);
            let mut of_groups: Vec<usize> = (0..count).collect();
            let merged = whole.move_nodes(&mut of_groups);
            if merged {
                for group in &mut groups {
                    *group = of_groups[*group];
                }
            } else if !moved {
                return groups;
            }
        }
    }

    /// The best partition that is found from one group for each node, and from the partition given.
    pub fn best(&self, present: &[usize]) -> Vec<usize> {
        let singles: Vec<usize> = (0..self.len()).collect();
        let (one, other) = (self.best_from(&singles), self.best_from(present));
        if self.modularity(&other) > self.modularity(&one) + LEAST_GAIN {
            other
        } else {
            one
        }
    }

    /// Moves single nodes to the group where that gains most, until none gains. Whether any moved.
    fn move_nodes(&self, groups: &mut [usize]) -> bool {
        let mut degrees = self.group_degrees(groups);
        let mut any = false;
        for _ in 0..ROUNDS {
            let mut moved = false;
            for node in 0..self.len() {
                let mut best: Option<Gain> = None;
                for gain in self.gains(node, groups, &degrees) {
                    if gain.rise
                        > best
                            .as_ref()
                            .map_or(LEAST_GAIN, |best| best.rise + LEAST_GAIN)
                    {
                        best = Some(gain);
                    }
                }
                if let Some(best) = best {
                    degrees[groups[node]] -= self.degrees[node];
                    degrees[best.group] += self.degrees[node];
                    groups[node] = best.group;
                    moved = true;
                }
            }
            any |= moved;
            if !moved {
                break;
            }
        }
        any
    }

    /// The network of the groups.
    fn folded(&self, groups: &[usize], count: usize) -> Self {
        let mut edges: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (node, near) in self.neighbors.iter().enumerate() {
            let own = groups[node];
            if self.loops[node] > 0.0 {
                *edges.entry((own, own)).or_default() += self.loops[node];
            }
            for (other, weight) in near.iter().filter(|(other, _)| node < *other) {
                let (a, b) = (own.min(groups[*other]), own.max(groups[*other]));
                *edges.entry((a, b)).or_default() += weight;
            }
        }
        Self::new(
            count,
            edges.into_iter().map(|((a, b), weight)| (a, b, weight)),
        )
    }
}

/// What moving a node into a group would change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// The group.
    pub group: usize,
    /// The weight of the edges from the node into it.
    pub tied: f64,
    /// The weight of the edges from the node into its own group.
    pub tied_to_own: f64,
    /// By how much the modularity rises.
    pub rise: f64,
}

/// The same groups, numbered without gaps in the order of their first nodes.
fn dense(groups: &[usize]) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let mut number = |group: &usize| {
        let next = numbers.len();
        *numbers.entry(*group).or_insert(next)
    };
    groups.iter().map(&mut number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two triangles with one edge between them.
    fn triangles() -> Network {
        let edges = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)];
        Network::new(6, edges.map(|(a, b)| (a, b, 1.0)))
    }

    #[test]
    fn two_triangles_have_the_modularity_that_the_formula_gives() {
        let network = triangles();
        // m = 7; each triangle has 3 edges inside and degrees that sum up to 7: 2·(3/7 − (7/14)²).
        let expected = 6.0 / 7.0 - 0.5;
        assert!((network.modularity(&[0, 0, 0, 1, 1, 1]) - expected).abs() < 1e-12);
        assert!(network.modularity(&[0; 6]).abs() < 1e-12, "one group is 0");
        assert_eq!(Network::new(3, []).modularity(&[0, 1, 2]), 0.0);
    }

    #[test]
    fn a_loop_counts_once_inside_and_twice_in_the_degree() {
        let network = Network::new(2, [(0, 0, 1.0), (0, 1, 1.0)]);
        // m = 2, degrees 3 and 1: (1/2 − (3/4)²) + (0 − (1/4)²).
        assert!((network.modularity(&[0, 1]) - (0.5 - 0.5625 - 0.0625)).abs() < 1e-12);
    }

    #[test]
    fn the_gain_of_a_move_is_the_difference_of_the_modularity() {
        let network = triangles();
        let mut groups = vec![0, 0, 1, 1, 1, 1];
        let gains = network.gains(2, &groups, &network.group_degrees(&groups));
        let before = network.modularity(&groups);
        groups[2] = 0;
        let after = network.modularity(&groups);
        assert_eq!(gains.len(), 1);
        assert!((gains[0].rise - (after - before)).abs() < 1e-12);
    }

    #[test]
    fn the_best_partition_is_found_from_any_start() {
        let network = triangles();
        for start in [vec![0; 6], vec![0, 1, 0, 1, 0, 1], (0..6).collect()] {
            let best = network.best(&start);
            assert_eq!(dense(&best), [0, 0, 0, 1, 1, 1], "from {start:?}");
        }
    }

    /// Zachary's karate club, the network that every method is tried on: the greatest modularity is 0.4198.
    #[test]
    fn the_karate_club_is_split_nearly_as_well_as_can_be() {
        const CLUB: [&[usize]; 34] = [
            &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31],
            &[2, 3, 7, 13, 17, 19, 21, 30],
            &[3, 7, 8, 9, 13, 27, 28, 32],
            &[7, 12, 13],
            &[6, 10],
            &[6, 10, 16],
            &[16],
            &[],
            &[30, 32, 33],
            &[33],
            &[],
            &[],
            &[],
            &[33],
            &[32, 33],
            &[32, 33],
            &[],
            &[],
            &[32, 33],
            &[33],
            &[32, 33],
            &[],
            &[32, 33],
            &[25, 27, 29, 32, 33],
            &[25, 27, 31],
            &[31],
            &[29, 33],
            &[33],
            &[31, 33],
            &[32, 33],
            &[32, 33],
            &[32, 33],
            &[33],
            &[],
        ];
        let edges = CLUB
            .iter()
            .enumerate()
            .flat_map(|(one, others)| others.iter().map(move |other| (one, *other, 1.0)));
        let edges: Vec<_> = edges.collect();
        assert_eq!(edges.len(), 78);
        let network = Network::new(34, edges);
        // The two sides into which the club broke up; the published value is 0.3715.
        let sides: Vec<usize> = (0..34)
            .map(|member| {
                usize::from(
                    ![0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 16, 17, 19, 21].contains(&member),
                )
            })
            .collect();
        assert!((network.modularity(&sides) - 0.3715).abs() < 1e-4);
        let best = network.modularity(&network.best(&sides));
        assert!(best > 0.41 && best <= 0.419_79 + 1e-4, "{best}");
    }
}
