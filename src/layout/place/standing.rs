//! Where cards stand while their places are looked for, and how long lines get from there.

use std::ops::Range;

use super::super::{Request, Style};
use super::layers::BACKWARD;
use super::links::{Link, links, walk};
use super::sheet::{Sheet, size};
use crate::base::geometry::Rect;

/// What it costs to get past a column, on average.
const DETOUR: f32 = 120.0;

/// A column being filled.
pub(crate) struct Column {
    pub x: f32,
    pub top: f32,
    pub limit: f32,
    pub cards: Vec<usize>,
    pub height: f32,
    pub stand: usize,
}

/// All cards in columns.
pub(crate) struct Standing {
    pub columns: Vec<Column>,
    /// First column of each block, and one past its last.
    pub ranges: Vec<(usize, usize)>,
    pub column_of: Vec<usize>,
    pub y: Vec<f32>,
    pub links: Vec<Link>,
    pub links_of: Vec<Vec<u32>>,
    /// The links of each net.
    pub nets: Vec<Vec<u32>>,
    /// Width of a column with the gap beside it, per block.
    pub pitch: Vec<f32>,
    sizes: Vec<(f32, f32)>,
    gap: f32,
    style: Style,
}

impl Standing {
    /// A first distribution.
    pub fn new(sheet: &mut Sheet, request: &Request) -> Self {
        let sizes: Vec<(f32, f32)> = (0..request.cards.len()).map(|c| size(request, c)).collect();
        let mut standing = Self {
            ranges: vec![(0, 0); sheet.stands.len()],
            pitch: vec![0.0; sheet.stands.len()],
            gap: sheet.gaps.row,
            style: request.options.style,
            ..Self::of(links(request, &sizes), sizes)
        };
        standing.fill(sheet, request);
        standing
    }

    /// Cards of these sizes with links between them, in no columns yet.
    fn of(links: Vec<Link>, sizes: Vec<(f32, f32)>) -> Self {
        let mut links_of = vec![Vec::new(); sizes.len()];
        let mut nets: Vec<Vec<u32>> = Vec::new();
        for (i, link) in links.iter().enumerate() {
            for card in link.cards {
                links_of[card].push(i as u32);
            }
            let net = link.net as usize;
            nets.resize_with(nets.len().max(net + 1), Vec::new);
            nets[net].push(i as u32);
        }
        Self {
            columns: Vec::new(),
            ranges: Vec::new(),
            column_of: vec![0; sizes.len()],
            y: vec![0.0; sizes.len()],
            links,
            links_of,
            nets,
            pitch: Vec::new(),
            gap: 0.0,
            sizes,
            style: Style::default(),
        }
    }

    /// Other columns and links, for those of the cards that `names` lists; the first columns are those of block `stand`.
    pub fn with(
        &self,
        columns: Vec<Column>,
        mut links: Vec<Link>,
        stand: usize,
        names: &[usize],
    ) -> Self {
        let mut nets: Vec<u32> = links.iter().map(|link| link.net).collect();
        nets.sort_unstable();
        nets.dedup();
        for link in &mut links {
            link.net = nets.partition_point(|&net| net < link.net) as u32;
        }
        links.sort_by_key(|link| link.net);
        let (first, end) = self.ranges[stand];
        let mut standing = Self {
            columns,
            ranges: vec![(0, end - first)],
            pitch: vec![self.pitch[stand]],
            gap: self.gap,
            style: self.style,
            ..Self::of(links, names.iter().map(|&card| self.sizes[card]).collect())
        };
        for column in 0..standing.columns.len() {
            standing.restack(column, 0);
        }
        standing
    }

    /// A first distribution: the order of the request, columns of equal height.
    fn fill(&mut self, sheet: &mut Sheet, request: &Request) {
        for s in 0..sheet.stands.len() {
            let stand = &mut sheet.stands[s];
            if stand.columns.iter().any(|column| !column.is_empty()) {
                // They are distributed already.
                continue;
            }
            let count = stand.columns.len();
            let cards = walk(&stand.block.cards, &self.links, &self.links_of);
            let total: f32 = cards.iter().map(|&c| self.sizes[c].1 + self.gap).sum();
            let mut used = 0.0;
            for column in &mut stand.columns {
                column.clear();
            }
            for &card in &cards {
                let height = self.sizes[card].1 + self.gap;
                let column = ((used + height * 0.5) / total.max(1.0) * count as f32) as usize;
                stand.columns[column.min(count - 1)].push(card);
                used += height;
            }
        }
        sheet.reset_gaps();
        // Columns of one width, so that the annealing need not move whole blocks.
        let placement = sheet.placement(request);
        for s in 0..sheet.stands.len() {
            let stand = &sheet.stands[s];
            let first = self.columns.len();
            let widest = stand
                .block
                .cards
                .iter()
                .map(|&c| self.sizes[c].0)
                .fold(0.0, f32::max);
            self.pitch[s] = widest + sheet.gaps.column;
            let origin = stand
                .block
                .cards
                .iter()
                .map(|&c| placement.cards[c].min)
                .fold((f32::INFINITY, f32::INFINITY), |a, p| {
                    (a.0.min(p.x), a.1.min(p.y))
                });
            for (i, cards) in stand.columns.iter().enumerate() {
                self.columns.push(Column {
                    x: origin.0 + i as f32 * self.pitch[s],
                    top: origin.1,
                    limit: stand.height,
                    cards: cards.clone(),
                    height: 0.0,
                    stand: s,
                });
                self.restack(self.columns.len() - 1, 0);
            }
            self.ranges[s] = (first, self.columns.len());
        }
    }

    /// Lets a card that is in no block stand where it does; lines lead to it.
    pub fn anchor(&mut self, card: usize, at: Rect) {
        self.columns.push(Column {
            x: at.min.x,
            top: at.min.y,
            limit: f32::MAX,
            cards: vec![card],
            height: 0.0,
            stand: 0,
        });
        self.restack(self.columns.len() - 1, 0);
    }

    /// Puts the columns into the sheet.
    pub fn take_over(self, sheet: &mut Sheet) {
        for (stand, (first, end)) in sheet.stands.iter_mut().zip(self.ranges) {
            let columns = self.columns[first..end].iter().map(|c| c.cards.clone());
            stand.columns = columns.filter(|c| !c.is_empty()).collect();
        }
        sheet.reset_gaps();
    }

    /// Gives a block other columns.
    pub fn set(&mut self, stand: usize, columns: Vec<Vec<usize>>) {
        let (first, end) = self.ranges[stand];
        for (column, cards) in (first..end).zip(columns) {
            self.columns[column].cards = cards;
            self.restack(column, 0);
        }
    }

    /// Recomputes the heights in a column from one card on.
    pub fn restack(&mut self, column: usize, first: usize) {
        let end = self.columns[column].cards.len();
        self.columns[column].height = self.stack(column, first..end);
    }

    /// Recomputes the heights of some cards in a column. Returns how far they reach.
    pub fn stack(&mut self, column: usize, places: Range<usize>) -> f32 {
        let c = &self.columns[column];
        let mut y = match places
            .start
            .checked_sub(1)
            .and_then(|above| c.cards.get(above))
        {
            Some(&above) => self.y[above] + self.sizes[above].1 + self.gap,
            None => c.top,
        };
        for &card in c.cards.get(places).unwrap_or_default() {
            self.y[card] = y;
            self.column_of[card] = column;
            y += self.sizes[card].1 + self.gap;
        }
        y - c.top
    }

    /// About how long a line gets, with what its way around cards costs.
    pub fn length(&self, link: usize) -> f32 {
        let Link {
            cards: [a, b],
            rows,
            ..
        } = self.links[link];
        let (left, right) = (
            &self.columns[self.column_of[a]],
            &self.columns[self.column_of[b]],
        );
        let dy = (self.y[a] + rows[0] - self.y[b] - rows[1]).abs();
        let gap = (right.x - left.x - self.sizes[a].0).max(left.x - right.x - self.sizes[b].0);
        // Past other columns a line has to find a gap between their cards.
        let skipped = (gap / (self.pitch[left.stand] + 1.0)).max(0.0);
        let dx = if gap < 0.0 { 48.0 } else { gap };
        let back = right.x - left.x;
        let wrong = if self.style == Style::Layered && back >= 0.0 {
            BACKWARD + back
        } else {
            0.0
        };
        dx + dy + skipped * DETOUR + wrong
    }

    /// About how much all lines of a net cover together: half the circumference of a box around their ends.
    pub fn cover(&self, net: usize) -> f32 {
        let ends = self.nets[net].iter().flat_map(|&l| {
            let Link { cards, rows, .. } = &self.links[l as usize];
            [0, 1].map(|i| {
                let card = cards[i];
                let x = self.columns[self.column_of[card]].x;
                (x, self.y[card] + rows[i])
            })
        });
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in ends {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        high.0 - low.0 + high.1 - low.1
    }
}
