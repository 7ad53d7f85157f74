//! One block of a sheet by itself.

use std::collections::BTreeMap;

use super::links::Link;
use super::standing::{Column, Standing};

/// A block, and the cards elsewhere that lines lead to: these stay where they are.
pub(crate) struct Part {
    /// The block has the first columns; each card elsewhere stands in a column of its own behind them.
    pub standing: Standing,
    /// Which card of the whole each is.
    names: Vec<usize>,
}

impl Part {
    /// The part of `whole` that is block `stand`, to which `links` lead.
    pub fn new(whole: &Standing, stand: usize, links: &[u32]) -> Self {
        let (first, end) = whole.ranges[stand];
        let mut names: Vec<usize> = Vec::new();
        let mut columns: Vec<Column> = Vec::new();
        let mut number: BTreeMap<usize, usize> = BTreeMap::new();
        let mut enter = |card: usize| {
            *number.entry(card).or_insert_with(|| {
                names.push(card);
                names.len() - 1
            })
        };
        for column in &whole.columns[first..end] {
            columns.push(Column {
                cards: column.cards.iter().map(|&card| enter(card)).collect(),
                stand: 0,
                ..*column
            });
        }
        let links = links.iter().map(|&l| &whole.links[l as usize]);
        let links: Vec<Link> = links
            .map(|link| Link {
                cards: link.cards.map(&mut enter),
                ..*link
            })
            .collect();
        let own: usize = columns.iter().map(|column| column.cards.len()).sum();
        let elsewhere = names.iter().enumerate().skip(own);
        columns.extend(elsewhere.map(|(card, &name)| Column {
            x: whole.columns[whole.column_of[name]].x,
            top: whole.y[name],
            limit: f32::MAX,
            cards: vec![card],
            height: 0.0,
            stand: 0,
        }));
        Self {
            standing: whole.with(columns, links, stand, &names),
            names,
        }
    }

    /// The columns of the block, with the cards of the whole.
    pub fn columns(&self) -> Vec<Vec<usize>> {
        let columns = &self.standing.columns[..self.standing.ranges[0].1];
        let named = |column: &Column| column.cards.iter().map(|&card| self.names[card]).collect();
        columns.iter().map(named).collect()
    }
}
