//! What a fix does to downtime, and how it is said.

use crate::analysis::availability::change;
use crate::analysis::dependencies::Subject;

/// What a fix, or two together, do to downtime.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// Each fix, as the places of its diagnostic in the report and of the fix there; two where one alone does nothing.
    pub fixes: Vec<(usize, usize)>,
    /// By how many minutes a month the downtime of all critical operations together changes: less than nothing is better.
    pub minutes: f64,
    /// The same by operation, the largest change first; those that do not change are left out.
    pub operations: Vec<(Subject, f64)>,
    /// Whether all figures are exact; otherwise they are differences of the middles of bounds.
    pub exact: bool,
}

impl Gain {
    /// Whether operations are down less because of it.
    pub fn is_better(&self) -> bool {
        self.minutes < 0.0
    }

    /// What it does to the downtime of one operation.
    pub fn of(&self, subject: Subject) -> f64 {
        let mut all = self.operations.iter();
        all.find(|(of, _)| *of == subject)
            .map_or(0.0, |(_, minutes)| *minutes)
    }

    /// What it does, in a few words: “−38 min/month of checkout and 2 more”.
    pub fn text(&self, name: impl Fn(Subject) -> String) -> String {
        let text = match self.operations.as_slice() {
            [] => "no change in downtime".to_owned(),
            [(subject, minutes), rest @ ..] => {
                let more = match rest.len() {
                    0 => String::new(),
                    count => format!(" and {count} more"),
                };
                format!("{}/month of {}{more}", change(*minutes), name(*subject))
            }
        };
        text + self.bound()
    }

    /// What it does to each operation, and to all of them together.
    pub fn details(&self, name: impl Fn(Subject) -> String) -> String {
        let each: Vec<String> = self
            .operations
            .iter()
            .map(|(subject, minutes)| format!("{} {}", name(*subject), change(*minutes)))
            .collect();
        match each.len() {
            0 => "No critical operation is down more or less with it".to_owned(),
            1 => format!("Expected downtime a month: {}{}", each[0], self.bound()),
            count => format!(
                "Expected downtime a month of {count} critical operations together: {}{}\n{}",
                change(self.minutes),
                self.bound(),
                each.join("\n")
            ),
        }
    }

    fn bound(&self) -> &'static str {
        if self.exact { "" } else { " (bound)" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OperationId;

    fn gain(changes: &[f64], exact: bool) -> Gain {
        let operation = |at| Subject::Operation(OperationId::new(at));
        Gain {
            fixes: vec![(0, 0)],
            minutes: changes.iter().sum::<f64>() + 0.0,
            operations: (0..).map(operation).zip(changes.iter().copied()).collect(),
            exact,
        }
    }

    fn name(subject: Subject) -> String {
        match subject {
            Subject::Operation(id) => {
                ["checkout", "pay", "cancel"][id.number() as usize].to_owned()
            }
            _ => String::new(),
        }
    }

    #[test]
    fn a_gain_names_the_operation_that_changes_most_and_counts_the_others() {
        assert_eq!(gain(&[], true).text(name), "no change in downtime");
        assert_eq!(gain(&[-38.2], true).text(name), "−38 min/month of checkout");
        let several = gain(&[-180.0, 0.5, -0.001], true);
        assert_eq!(several.text(name), "−3.0 h/month of checkout and 2 more");
        assert_eq!(
            several.details(name),
            "Expected downtime a month of 3 critical operations together: −3.0 h\ncheckout −3.0 h\npay +30 s\ncancel −0.06 s"
        );
    }

    #[test]
    fn a_bound_is_called_one() {
        let bound = gain(&[-38.2], false);
        assert_eq!(bound.text(name), "−38 min/month of checkout (bound)");
    }
}
