//! What is different in the graph of channels while something stands elsewhere than when the graph was made.
//!
//! The graph of a large sheet takes longer to make than a frame may take. A patch cuts the pieces of channels that lead
//! through what moved, and adds a channel along each of its sides. Where it stood before no channels are added: the lines
//! are drawn anew from a new graph once it stays.

use std::collections::BTreeMap;

use super::board::Board;
use super::channels::CLEARANCE;
use super::graph::{Graph, NONE, Node, Piece};
use crate::base::geometry::{Point, Rect, point};
use beside::beside;

mod add;
mod beside;

/// What it takes to take a patch off again.
#[derive(Default)]
pub(crate) struct Patch {
    /// What no line may run through.
    blocks: Vec<Rect>,
    /// How many nodes and channels there were before.
    before: Option<[usize; 3]>,
    nodes: Vec<(u32, Node)>,
    pieces: Vec<(bool, u32, Piece)>,
    /// Nodes that were added to each channel, upright or not.
    added: BTreeMap<(bool, u32), Vec<u32>>,
}

impl Patch {
    /// Whether nothing is patched.
    pub fn is_empty(&self) -> bool {
        self.before.is_none()
    }

    /// What no line may run through, clearance included.
    pub fn blocks(&self) -> &[Rect] {
        &self.blocks
    }

    /// The nodes that were added to a channel, in no order.
    pub fn on(&self, upright: bool, channel: u32) -> &[u32] {
        self.added
            .get(&(upright, channel))
            .map_or(&[], Vec::as_slice)
    }

    /// Remembers what a piece was.
    pub fn note_piece(&mut self, down: bool, n: u32, piece: Piece) {
        if self.before.is_some_and(|[nodes, ..]| (n as usize) < nodes) {
            self.pieces.push((down, n, piece));
        }
    }

    /// Whether one can go straight from one point to another.
    pub fn is_clear(&self, a: Point, b: Point) -> bool {
        let way = Rect::from_corners(a, b);
        !self.blocks.iter().any(|block| {
            block.min.x < way.max.x
                && way.min.x < block.max.x
                && block.min.y < way.max.y
                && way.min.y < block.max.y
                || way.width() == 0.0
                    && block.min.x < way.min.x
                    && way.min.x < block.max.x
                    && block.min.y < way.max.y
                    && way.min.y < block.max.y
                || way.height() == 0.0
                    && block.min.y < way.min.y
                    && way.min.y < block.max.y
                    && block.min.x < way.max.x
                    && way.min.x < block.max.x
        })
    }
}

impl Graph {
    /// Cuts what leads through `solids` and adds channels around those that are cards, which have a number. A patch before
    /// is taken off.
    pub fn patch(&mut self, board: &Board, solids: &[(Option<usize>, Rect)]) {
        self.unpatch();
        let before = [self.nodes.len(), self.vertical.len(), self.horizontal.len()];
        self.patch.before = Some(before);
        let blocks = solids
            .iter()
            .map(|(_, solid)| solid.expand(CLEARANCE - 0.5));
        self.patch.blocks = blocks.collect();
        for block in self.patch.blocks.clone() {
            self.cut(block, before);
        }
        let cards = solids.iter().filter(|(number, _)| number.is_some());
        for &(_, card) in cards {
            for upright in [true, false] {
                for high in [false, true] {
                    if let Some(channel) = beside(board, card, upright, high) {
                        self.add(board, upright, channel, before);
                    }
                }
            }
        }
    }

    /// Takes the patch off.
    pub fn unpatch(&mut self) {
        let patch = std::mem::take(&mut self.patch);
        let Some([nodes, vertical, horizontal]) = patch.before else {
            return;
        };
        for (n, node) in patch.nodes.into_iter().rev() {
            self.nodes[n as usize] = node;
        }
        for (down, n, piece) in patch.pieces.into_iter().rev() {
            self.pieces(down)[n as usize] = piece;
        }
        self.nodes.truncate(nodes);
        self.down.truncate(nodes);
        self.right.truncate(nodes);
        self.vertical.truncate(vertical);
        self.horizontal.truncate(horizontal);
    }

    /// Where a line on an upright channel at the height `y` gets on to the next crossings, patched ones included.
    pub(super) fn around_patched(
        &self,
        v: u32,
        y: f32,
        (above, below): (Option<u32>, Option<u32>),
    ) -> (Option<u32>, Option<u32>) {
        let height = |n: &u32| self.nodes[*n as usize].at.y;
        let added = || self.patch.on(true, v).iter().copied();
        let nearest = |a: &u32, b: &u32| height(a).total_cmp(&height(b));
        let above = added()
            .filter(|n| height(n) < y)
            .chain(above)
            .max_by(nearest);
        let below = added()
            .filter(|n| height(n) >= y)
            .chain(below)
            .min_by(nearest);
        let at = point(self.vertical[v as usize].at, y);
        let clear = |n: &u32| self.patch.is_clear(at, self.nodes[*n as usize].at);
        (above.filter(clear), below.filter(clear))
    }

    /// Cuts the pieces of lasting channels that lead through a block.
    fn cut(&mut self, block: Rect, [_, verticals, horizontals]: [usize; 3]) {
        let first = self.vertical[..verticals].partition_point(|c| c.at <= block.min.x);
        for v in first..verticals {
            if self.vertical[v].at >= block.max.x {
                break;
            }
            let range = self.nodes_of(v as u32);
            let nodes = &self.nodes[range.start as usize..range.end as usize];
            let from = nodes.partition_point(|n| n.at.y <= block.min.y).max(1) - 1;
            for a in range.start + from as u32..range.end.saturating_sub(1) {
                if self.nodes[a as usize].at.y >= block.max.y {
                    break;
                }
                self.note(a).down = NONE;
                self.note(a + 1).up = NONE;
            }
        }
        let first = self.horizontal[..horizontals].partition_point(|c| c.at <= block.min.y);
        for h in first..horizontals {
            if self.horizontal[h].at >= block.max.y {
                break;
            }
            let row = self.nodes_along(h as u32);
            let x = |n: &u32| self.nodes[*n as usize].at.x;
            let from = row.partition_point(|n| x(n) <= block.min.x).max(1) - 1;
            let to = row.partition_point(|n| x(n) < block.max.x);
            let pairs: Vec<[u32; 2]> = row[from..]
                .windows(2)
                .take(to - from.min(to))
                .map(|pair| [pair[0], pair[1]])
                .collect();
            for [a, b] in pairs {
                self.note(a).right = NONE;
                self.note(b).left = NONE;
            }
        }
    }

    /// A node to be changed until the patch is taken off.
    fn note(&mut self, n: u32) -> &mut Node {
        let node = &mut self.nodes[n as usize];
        if self
            .patch
            .before
            .is_some_and(|[nodes, ..]| (n as usize) < nodes)
        {
            self.patch.nodes.push((n, *node));
        }
        node
    }

    fn pieces(&mut self, down: bool) -> &mut [Piece] {
        if down {
            &mut self.down
        } else {
            &mut self.right
        }
    }

    fn join(&mut self, upright: bool, low: u32, high: u32) {
        if upright {
            self.note(low).down = high;
            self.note(high).up = low;
        } else {
            self.note(low).right = high;
            self.note(high).left = low;
        }
    }
}
