//! Stubs that go along while cards move.

use std::collections::{BTreeMap, BTreeSet};

use super::{Picture, entities_at};
use crate::base::geometry::{Rect, Vector};
use crate::model::{Design, EntityId};
use crate::scene::What;
use crate::scene::diagram::LineOf;

/// So many moved cards are a few: their stubs look for room where they are now. Those of more go along as they are.
const FEW: usize = 8;

impl Picture {
    /// Draws the stubs of moved cards anew, and those that something came to lie on, and says which. Where many cards move,
    /// their stubs are shifted with them.
    pub(super) fn follow_stubs(
        &mut self,
        design: &Design,
        (moves, resized): (&[(usize, Rect)], &[usize]),
        lines: &[(LineOf, Option<Vector>)],
        shifted: &mut BTreeMap<What, Vector>,
    ) -> BTreeSet<What> {
        if !self.has_stubs() || moves.is_empty() && resized.is_empty() && lines.is_empty() {
            return BTreeSet::new();
        }
        if moves.len() > FEW {
            self.carry_stubs(design, shifted);
            return BTreeSet::new();
        }
        let mut touched: BTreeSet<usize> = moves.iter().map(|(place, _)| *place).collect();
        touched.extend(resized);
        let mut rects: Vec<Rect> = touched
            .iter()
            .filter_map(|place| Some(self.diagram.cards.get(*place)?.rect))
            .collect();
        for (line, _) in lines {
            let pairs = self.line_of(*line).map_or(&[][..], |line| &line.points);
            let pieces = pairs.windows(2);
            rects.extend(pieces.map(|pair| Rect::from_corners(pair[0], pair[1]).expand(0.5)));
        }
        let mut among = self.diagram.stubs_touching(&rects);
        let cards: BTreeSet<EntityId> = touched
            .iter()
            .filter_map(|place| Some(self.diagram.cards.get(*place)?.entity))
            .collect();
        for (place, line) in self.diagram.lines.iter().enumerate() {
            let from = line
                .stub
                .as_ref()
                .and_then(|_| entities_at(design, line.what));
            if from.is_some_and(|[from, _]| cards.contains(&from)) {
                among.insert(place);
            }
        }
        self.diagram.draw_stubs(design, Some((&among, &cards)));
        let stubs = among
            .iter()
            .filter_map(|place| self.diagram.lines.get(*place));
        let mut changed: BTreeSet<What> = stubs.map(|line| line.what.into()).collect();
        let hubs = self.diagram.hubs.iter().map(|hub| hub.entity);
        changed.extend(hubs.filter(|hub| cards.contains(hub)).map(What::Entity));
        changed
    }

    /// Takes stubs along with their cards as they are.
    fn carry_stubs(&mut self, design: &Design, shifted: &mut BTreeMap<What, Vector>) {
        let mut moved = Vec::new();
        for line in self
            .diagram
            .lines
            .iter_mut()
            .filter(|line| line.stub.is_some())
        {
            let from = entities_at(design, line.what).map(|[from, _]| What::Entity(from));
            if let Some(by) = from.and_then(|from| shifted.get(&from)) {
                line.carry_stub(*by);
                moved.push((What::from(line.what), *by));
            }
        }
        for hub in &mut self.diagram.hubs {
            if let Some(by) = shifted.get(&What::Entity(hub.entity)) {
                hub.carry(*by);
            }
        }
        shifted.extend(moved);
    }
}
