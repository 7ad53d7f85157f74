//! Lines that leave a block, which cross on their way if straight ones would.

/// A line that leaves a block, as if it ran straight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaving {
    /// Lines of one net run together.
    pub net: u32,
    pub ends: [(f32, f32); 2],
}

impl Leaving {
    fn crosses(&self, other: &Self) -> bool {
        let [a, b] = self.ends;
        let [c, d] = other.ends;
        let parted = |a, b, c, d| side(a, b, c) * side(a, b, d) < 0.0;
        self.net != other.net && parted(a, b, c, d) && parted(c, d, a, b)
    }
}

/// On which side of the line through `a` and `b` a point is: above or below zero.
fn side(a: (f32, f32), b: (f32, f32), point: (f32, f32)) -> f32 {
    (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0)
}

/// How many pairs of lines cross.
pub(crate) fn crossings(lines: &[Leaving]) -> u32 {
    let mut count = 0;
    for (i, line) in lines.iter().enumerate() {
        count += lines[..i]
            .iter()
            .filter(|other| line.crosses(other))
            .count();
    }
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_leave_in_the_wrong_order_cross() {
        let line = |net, from, to| Leaving {
            net,
            ends: [(0.0, from), (10.0, to)],
        };
        assert_eq!(crossings(&[line(0, 0.0, 5.0), line(1, 5.0, 9.0)]), 0);
        assert_eq!(crossings(&[line(0, 0.0, 9.0), line(1, 5.0, 5.0)]), 1);
        assert_eq!(crossings(&[line(0, 0.0, 9.0), line(0, 5.0, 5.0)]), 0);
    }
}
