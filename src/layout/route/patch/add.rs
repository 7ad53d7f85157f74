//! Channels that a patch adds to the graph.

use crate::base::geometry::{Point, Rect, point};
use crate::layout::route::board::{Board, NOWHERE};
use crate::layout::route::channels::Channel;
use crate::layout::route::graph::{Graph, NONE, Node, Piece};

impl Graph {
    /// Adds a channel and its crossings with all others.
    pub(super) fn add(
        &mut self,
        board: &Board,
        upright: bool,
        channel: Channel,
        before: [usize; 3],
    ) {
        let (own, others, lasting) = if upright {
            (self.vertical.len(), &self.horizontal, before[2])
        } else {
            (self.horizontal.len(), &self.vertical, before[1])
        };
        let first = others[..lasting].partition_point(|c| c.at < channel.along.lo);
        let near = others[..lasting].iter().enumerate().skip(first);
        let near = near.take_while(|(_, c)| c.at <= channel.along.hi);
        let added = others.iter().enumerate().skip(lasting);
        let mut crossed: Vec<(usize, f32)> = near
            .chain(added)
            .filter(|(_, c)| channel.along.contains(c.at) && c.along.contains(channel.at))
            .map(|(other, c)| (other, c.at))
            .collect();
        crossed.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let at = |along: f32| {
            if upright {
                point(channel.at, along)
            } else {
                point(along, channel.at)
            }
        };
        let blocks = &self.patch.blocks;
        crossed.retain(|&(_, along)| {
            let at = at(along);
            !blocks
                .iter()
                .any(|b| b.min.x < at.x && at.x < b.max.x && b.min.y < at.y && at.y < b.max.y)
        });
        if upright {
            self.vertical.push(channel);
        } else {
            self.horizontal.push(channel);
        }
        let frames = board.frames_over(Rect::from_corners(
            at(channel.along.lo),
            at(channel.along.hi),
        ));
        let empty = Piece {
            frames: [NOWHERE; 2],
            lines: 0,
            crossed: 0,
            crosser: NONE,
            bus: NONE,
        };
        let mut last: Option<u32> = None;
        for (other, along) in crossed {
            let node = self.nodes.len() as u32;
            let (upright_channel, level_channel) =
                if upright { (own, other) } else { (other, own) };
            let (vertical, horizontal) = (upright_channel as u32, level_channel as u32);
            self.nodes.push(Node {
                at: at(along),
                vertical,
                horizontal,
                up: NONE,
                down: NONE,
                left: NONE,
                right: NONE,
            });
            self.down.push(empty);
            self.right.push(empty);
            self.splice(!upright, node);
            if let Some(last) = last {
                let piece = Rect {
                    min: self.nodes[last as usize].at,
                    max: at(along),
                };
                if self.patch.is_clear(piece.min, piece.max) {
                    self.join(upright, last, node);
                    self.pieces(upright)[last as usize].frames = board.frames_at(piece, &frames);
                }
            }
            last = Some(node);
            for key in [(true, vertical), (false, horizontal)] {
                self.patch.added.entry(key).or_default().push(node);
            }
        }
    }

    /// Puts a node between its neighbors on the channel that it was added to.
    fn splice(&mut self, upright: bool, n: u32) {
        let node = self.nodes[n as usize];
        let along = |p: Point| if upright { p.y } else { p.x };
        let own = along(node.at);
        let channel = if upright {
            node.vertical
        } else {
            node.horizontal
        };
        let place = |m: u32| along(self.nodes[m as usize].at);
        let (low, high) = if upright {
            let range = self.nodes_of(channel);
            let nodes = &self.nodes[range.start as usize..range.end as usize];
            let next = range.start + nodes.partition_point(|n| n.at.y < own) as u32;
            (
                (next > range.start).then(|| next - 1),
                (next < range.end).then_some(next),
            )
        } else {
            let row = self.nodes_along(channel);
            let next = row.partition_point(|&m| place(m) < own);
            (
                next.checked_sub(1).map(|before| row[before]),
                row.get(next).copied(),
            )
        };
        let added = || self.patch.on(upright, channel).iter().copied();
        let nearest = |a: &u32, b: &u32| place(*a).total_cmp(&place(*b));
        let low = added()
            .filter(|&m| place(m) < own)
            .chain(low)
            .max_by(nearest);
        let high = added()
            .filter(|&m| place(m) >= own)
            .chain(high)
            .min_by(nearest);
        let clear = |m: &u32| self.patch.is_clear(node.at, self.nodes[*m as usize].at);
        let (low, high) = (low.filter(clear), high.filter(clear));
        if let Some(low) = low {
            let pieces = self.pieces(upright);
            pieces[n as usize] = pieces[low as usize];
            self.join(upright, low, n);
        }
        if let Some(high) = high {
            self.join(upright, n, high);
        }
    }
}
