//! What is placed together: the cards of a container, or a community of cards that stand free.

use std::collections::{BTreeMap, BinaryHeap};

use super::super::Request;

/// Cards that are placed together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    /// None for cards without a container: their frame is not seen.
    pub container: Option<usize>,
    pub cards: Vec<usize>,
}

/// Free cards up to this number stay in one block.
const COMMUNITY: usize = 24;

/// All blocks: containers in their order, then free cards.
pub(crate) fn blocks(request: &Request) -> Vec<Block> {
    let mut blocks: Vec<Block> = (0..request.containers.len())
        .map(|c| Block {
            container: Some(c),
            cards: Vec::new(),
        })
        .collect();
    let mut free = Vec::new();
    for card in 0..request.cards.len() {
        match request.container_of(card) {
            Some(c) => blocks[c].cards.push(card),
            None => free.push(card),
        }
    }
    blocks.extend(communities(request, &free).into_iter().map(|cards| Block {
        container: None,
        cards,
    }));
    blocks
}

/// Groups of related cards of at most [`COMMUNITY`]; cards without relations are a group of their own.
fn communities(request: &Request, free: &[usize]) -> Vec<Vec<usize>> {
    if free.is_empty() {
        return Vec::new();
    }
    let mut index = vec![None; request.cards.len()];
    for (i, &card) in free.iter().enumerate() {
        index[card] = Some(i);
    }
    let of = |card: usize| index.get(card).copied().flatten();
    let mut weights: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    let mut related = vec![false; free.len()];
    for line in &request.lines {
        for end in [line.from.card, line.to.card] {
            if let Some(i) = of(end) {
                related[i] |= line.from.card != line.to.card;
            }
        }
        if let (Some(a), Some(b)) = (of(line.from.card), of(line.to.card))
            && a != b
        {
            *weights.entry((a.min(b), a.max(b))).or_default() += 1.0;
        }
    }
    let whole = free.len() <= COMMUNITY;
    let groups = if whole {
        vec![0; free.len()]
    } else {
        agglomerate(free.len(), &weights)
    };
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, &card) in free.iter().enumerate() {
        if related[i] {
            members.entry(groups[i]).or_default().push(card);
        }
    }
    let mut found: Vec<Vec<usize>> = members.into_values().collect();
    if !whole {
        gather_crumbs(&mut found);
    }
    let alone = free
        .iter()
        .enumerate()
        .filter(|&(i, _)| !related[i])
        .map(|(_, &c)| c);
    let alone: Vec<usize> = alone.collect();
    match found.last_mut() {
        // Few lonely cards fill up a block; many would push related cards apart.
        Some(last) if whole && alone.len() * 3 <= last.len() => last.extend(alone),
        _ => found.extend(alone.chunks(COMMUNITY * 2).map(<[usize]>::to_vec)),
    }
    found
}

/// Joins groups too small to be worth a block of their own.
fn gather_crumbs(found: &mut Vec<Vec<usize>>) {
    let mut crumbs: Vec<usize> = Vec::new();
    let mut gathered = Vec::new();
    found.retain_mut(|group| {
        let small = group.len() <= 3;
        if small {
            if crumbs.len() + group.len() > COMMUNITY {
                gathered.push(std::mem::take(&mut crumbs));
            }
            crumbs.append(group);
        }
        !small
    });
    gathered.push(crumbs);
    found.extend(gathered.into_iter().filter(|g| !g.is_empty()));
}

/// Joins the groups with the densest relations first, until they are large enough.
fn agglomerate(count: usize, weights: &BTreeMap<(usize, usize), f32>) -> Vec<usize> {
    let mut group: Vec<usize> = (0..count).collect();
    let mut size = vec![1_usize; count];
    let mut degree = vec![0.0_f32; count];
    let mut near: Vec<BTreeMap<usize, f32>> = vec![BTreeMap::new(); count];
    for (&(a, b), &w) in weights {
        near[a].insert(b, w);
        near[b].insert(a, w);
        degree[a] += w;
        degree[b] += w;
    }
    let score = |a: usize, b: usize, w: f32, degree: &[f32]| {
        // Positive, so the bits sort as the numbers do.
        (w / (degree[a] * degree[b]).max(1.0)).to_bits()
    };
    let mut queue: BinaryHeap<(u32, usize, usize)> = weights
        .iter()
        .map(|(&(a, b), &w)| (score(a, b, w, &degree), a, b))
        .collect();
    while let Some((rank, a, b)) = queue.pop() {
        let current = near[a].get(&b).copied();
        let Some(weight) = current else { continue };
        if score(a, b, weight, &degree) != rank || size[a] + size[b] > COMMUNITY {
            continue;
        }
        let gone = std::mem::take(&mut near[b]);
        near[a].remove(&b);
        size[a] += size[b];
        degree[a] += degree[b];
        for (c, w) in gone {
            if c != a {
                near[c].remove(&b);
                *near[c].entry(a).or_default() += w;
                *near[a].entry(c).or_default() += w;
            }
        }
        for g in &mut group {
            if *g == b {
                *g = a;
            }
        }
        for (&c, &w) in &near[a] {
            queue.push((score(a.min(c), a.max(c), w, &degree), a.min(c), a.max(c)));
        }
    }
    group
}
