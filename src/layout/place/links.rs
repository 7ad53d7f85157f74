//! The lines between cards, as far as placing cards goes by them.

use std::collections::BTreeMap;

use super::super::Request;

/// A line between two cards, as far as its length matters.
pub(crate) struct Link {
    pub cards: [usize; 2],
    pub rows: [f32; 2],
    /// Links to the same row are of one net.
    pub net: u32,
}

/// The lines between different cards.
pub(crate) fn links(request: &Request, sizes: &[(f32, f32)]) -> Vec<Link> {
    let mut known: BTreeMap<(usize, u32), u32> = BTreeMap::new();
    let mut links = Vec::new();
    for line in &request.lines {
        let ends = [line.from, line.to];
        let cards = ends.map(|end| end.card);
        if cards[0] == cards[1] || cards.iter().any(|&card| card >= sizes.len()) {
            continue;
        }
        let rows = ends.map(|end| {
            let height = sizes[end.card].1;
            let row = end.row.filter(|r| r.is_finite());
            row.unwrap_or(height * 0.5).clamp(0.0, height)
        });
        let next = known.len() as u32;
        let net = *known.entry((cards[1], rows[1].to_bits())).or_insert(next);
        links.push(Link { cards, rows, net });
    }
    links
}

/// Cards so that each follows one it is related to, beginning with the most related.
pub(crate) fn walk(cards: &[usize], links: &[Link], links_of: &[Vec<u32>]) -> Vec<usize> {
    let mut left = cards.to_vec();
    left.sort_by_key(|&c| (std::cmp::Reverse(links_of[c].len()), c));
    let mut waiting: Vec<bool> = vec![false; links_of.len()];
    for &c in cards {
        waiting[c] = true;
    }
    let mut order: Vec<usize> = Vec::with_capacity(cards.len());
    for &start in &left {
        let mut next = order.len();
        if std::mem::take(&mut waiting[start]) {
            order.push(start);
        }
        while let Some(&card) = order.get(next) {
            next += 1;
            for &l in &links_of[card] {
                for other in links[l as usize].cards {
                    if std::mem::take(&mut waiting[other]) {
                        order.push(other);
                    }
                }
            }
        }
    }
    order
}
