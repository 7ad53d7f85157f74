//! From left to right: how many layers some cards have, and what it costs to stand on the wrong side.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Line;

/// What it costs a line to lead to the right, where it should lead to the left, besides the distance.
pub(crate) const BACKWARD: f32 = 1500.0;

/// How many layers `cards` have if each stands right of those it refers to. References in a circle count as far as the circle
/// is not closed.
pub(crate) fn depth(cards: &[usize], lines: &[Line]) -> usize {
    let own: BTreeSet<usize> = cards.iter().copied().collect();
    let mut referrers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut waiting: BTreeMap<usize, usize> = own.iter().map(|&card| (card, 0)).collect();
    let inner = lines.iter().map(|line| (line.from.card, line.to.card));
    for (from, to) in inner.filter(|(a, b)| a != b && own.contains(a) && own.contains(b)) {
        referrers.entry(to).or_default().push(from);
        *waiting.entry(from).or_default() += 1;
    }
    let mut layers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ready: Vec<usize> = Vec::new();
    let mut deepest = 0;
    while !waiting.is_empty() {
        ready.extend(
            waiting
                .iter()
                .filter(|(_, left)| **left == 0)
                .map(|(card, _)| *card),
        );
        if ready.is_empty() {
            // A circle: it begins with the card that waits for the fewest.
            ready.extend(
                waiting
                    .iter()
                    .min_by_key(|(_, left)| **left)
                    .map(|(card, _)| *card),
            );
        }
        for card in ready.drain(..) {
            waiting.remove(&card);
            let layer = layers.get(&card).copied().unwrap_or(0);
            deepest = deepest.max(layer + 1);
            for &other in referrers.get(&card).into_iter().flatten() {
                if let Some(left) = waiting.get_mut(&other) {
                    *left = left.saturating_sub(1);
                    let known = layers.entry(other).or_insert(0);
                    *known = (layer + 1).max(*known);
                }
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::super::super::End;
    use super::*;

    fn depth_of(cards: usize, references: &[(usize, usize)]) -> usize {
        let end = |card| End { card, row: None };
        let line = |&(from, to): &(usize, usize)| Line {
            from: end(from),
            to: end(to),
            via: Vec::new(),
        };
        let lines: Vec<Line> = references.iter().map(line).collect();
        depth(&(0..cards).collect::<Vec<_>>(), &lines)
    }

    #[test]
    fn layers_are_as_many_as_the_longest_chain_is_long() {
        assert_eq!(depth_of(3, &[]), 1);
        assert_eq!(depth_of(4, &[(1, 0), (2, 1), (3, 2), (3, 0)]), 4);
    }

    #[test]
    fn a_circle_and_a_self_reference_come_to_an_end() {
        assert_eq!(depth_of(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]), 3);
    }
}
