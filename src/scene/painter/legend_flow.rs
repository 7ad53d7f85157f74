//! Where the entries of a legend stand.

/// Space between entries.
const GAP: f32 = 18.0;
/// Width of the words that unfold or fold a legend.
pub(super) const END: f32 = 58.0;

/// How much of a legend is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it, and nothing else.
    Whole,
    /// All of it, with words at the end that fold it.
    Unfolded,
    /// So many rows of it, with words at the end that unfold it, if they are needed.
    Rows(usize),
}

/// Entries in rows.
#[derive(Debug, PartialEq)]
pub(super) struct Flow {
    /// Left edge and row of each entry that is shown.
    pub places: Vec<(f32, usize)>,
    /// Left edge and row of the words at the end.
    pub end: (f32, usize),
    pub rows: usize,
    pub widest: f32,
}

impl Flow {
    /// Entries of these widths in rows of a width.
    pub fn of(widths: &[f32], room: f32, extent: Extent) -> Self {
        let whole = Self::up_to(widths, room, usize::MAX);
        match extent {
            Extent::Rows(most) if whole.rows > most => Self::up_to(widths, room, most).ended(),
            Extent::Unfolded => {
                let (left, row) = whole.end;
                if left > 0.0 && left + END > room {
                    let end = (0.0, row + 1);
                    Self { end, ..whole }.ended()
                } else {
                    whole.ended()
                }
            }
            Extent::Whole | Extent::Rows(_) => whole,
        }
    }

    /// In the last row there is room for the words at the end.
    fn up_to(widths: &[f32], room: f32, most: usize) -> Self {
        let (mut left, mut row, mut widest) = (0.0_f32, 0, 0.0_f32);
        let mut places = Vec::new();
        for &width in widths {
            let is_last = row + 1 == most;
            let room = if is_last { room - GAP - END } else { room };
            if left > 0.0 && left + width > room {
                if is_last {
                    break;
                }
                (left, row) = (0.0, row + 1);
            }
            places.push((left, row));
            widest = widest.max(left + width);
            left += width + GAP;
        }
        Self {
            places,
            end: (left, row),
            rows: row + 1,
            widest,
        }
    }

    /// With words at the end.
    fn ended(mut self) -> Self {
        self.rows = self.end.1 + 1;
        self.widest = self.widest.max(self.end.0 + END);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTHS: [f32; 5] = [100.0; 5];

    #[test]
    fn what_fits_into_the_rows_is_shown_whole() {
        let flow = Flow::of(&WIDTHS, 400.0, Extent::Rows(2));
        assert_eq!((flow.places.len(), flow.rows), (5, 2));
        assert_eq!(flow, Flow::of(&WIDTHS, 400.0, Extent::Whole));
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_leaves_room_to_say_so() {
        let flow = Flow::of(&WIDTHS, 250.0, Extent::Rows(2));
        // A second one in the last row would leave no room for the words.
        assert_eq!(flow.places, [(0.0, 0), (118.0, 0), (0.0, 1)]);
        assert_eq!(flow.end, (118.0, 1));
    }

    #[test]
    fn unfolded_it_has_everything_and_room_to_fold_it() {
        let flow = Flow::of(&WIDTHS[..4], 250.0, Extent::Unfolded);
        assert_eq!((flow.places.len(), flow.end, flow.rows), (4, (0.0, 2), 3));
    }
}
