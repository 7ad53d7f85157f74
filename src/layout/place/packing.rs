//! A sequence of blocks cut into slots, where small ones stand on each other, and slots into shelves.

/// Where the blocks of a sequence come to stand. Filled again and again, so it keeps its memory.
#[derive(Default)]
pub(crate) struct Packing {
    /// Per slot: one past its last block in the sequence, and its width.
    slots: Vec<(usize, f32)>,
    /// Per shelf: one past its last slot.
    shelves: Vec<usize>,
    /// Middle of each block.
    pub centers: Vec<(f32, f32)>,
    /// Extent of the whole.
    pub width: f32,
    pub height: f32,
}

impl Packing {
    /// Puts blocks on about a number of shelves of a height, in the given order.
    pub fn pack(
        &mut self,
        order: &[usize],
        sizes: &[(f32, f32)],
        (height, shelves): (f32, usize),
        gap: f32,
    ) {
        self.fill_slots(order, sizes, height, gap);
        self.fill_shelves(shelves, gap);
        self.centers.clear();
        self.centers.resize(sizes.len(), (0.0, 0.0));
        (self.width, self.height) = (0.0, 0.0);
        let (mut slot, mut next) = (0, 0);
        for &end in &self.shelves {
            let top = if slot == 0 { 0.0 } else { self.height + gap };
            let mut x = 0.0;
            for &(last, width) in &self.slots[slot..end] {
                let mut y = top;
                for &block in &order[next..last] {
                    let (w, h) = sizes[block];
                    self.centers[block] = (x + w * 0.5, y + h * 0.5);
                    y += h + gap;
                }
                next = last;
                self.height = self.height.max(y - gap);
                x += width + gap;
            }
            self.width = self.width.max(x - gap);
            slot = end;
        }
    }

    /// Small blocks stand on each other as long as they fit.
    fn fill_slots(&mut self, order: &[usize], sizes: &[(f32, f32)], height: f32, gap: f32) {
        self.slots.clear();
        let mut used = 0.0;
        for (i, &block) in order.iter().enumerate() {
            let (w, h) = sizes[block];
            match self.slots.last_mut() {
                Some((end, width))
                    if used + gap + h <= height && w <= *width * 1.4 && *width <= w * 1.4 =>
                {
                    *end = i + 1;
                    *width = width.max(w);
                    used += gap + h;
                }
                _ => {
                    self.slots.push((i + 1, w));
                    used = h;
                }
            }
        }
    }

    /// Each shelf ends where the slots so far have their share of the whole width.
    fn fill_shelves(&mut self, shelves: usize, gap: f32) {
        self.shelves.clear();
        let total: f32 = self.slots.iter().map(|s| s.1 + gap).sum();
        let share = total / shelves as f32;
        let mut used = 0.0;
        let mut begun = 0;
        for (i, slot) in self.slots.iter().enumerate() {
            let width = slot.1 + gap;
            if i > begun && used + width * 0.5 > (self.shelves.len() + 1) as f32 * share {
                self.shelves.push(i);
                begun = i;
            }
            used += width;
        }
        if begun < self.slots.len() {
            self.shelves.push(self.slots.len());
        }
    }

    /// The blocks of each slot of each shelf.
    pub fn structure(&self, order: &[usize]) -> Vec<Vec<Vec<usize>>> {
        let (mut slot, mut next) = (0, 0);
        let mut structure = Vec::with_capacity(self.shelves.len());
        for &end in &self.shelves {
            let shelf = self.slots[slot..end].iter().map(|&(last, _)| {
                let blocks = order[next..last].to_vec();
                next = last;
                blocks
            });
            structure.push(shelf.collect());
            slot = end;
        }
        structure
    }
}
