//! Figures of failures in words.

use crate::gui::panels::{count, grouped};
use crate::model::Tier;
use crate::session::causes::Listed;

/// What something does, in words.
pub(super) fn harm(listed: &Listed) -> String {
    let down = count(listed.down, "operation", "operations");
    match (listed.down, listed.worse) {
        (0, 0) => "every operation works as ever".to_owned(),
        (_, 0) => format!("{down} down"),
        (0, worse) => format!("{} worse", count(worse, "operation", "operations")),
        (_, worse) => format!("{down} down, {} worse", grouped(worse)),
    }
}

pub(super) fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "critical",
        Tier::Standard => "standard",
        Tier::BestEffort => "best effort",
    }
}

/// A share of operations.
pub(in crate::gui) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        "< 1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// A share of time, which can be very small: in percent with two digits that count.
pub(super) fn likely(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        return "never".to_owned();
    }
    if percent < 1e-6 {
        return format!("{percent:.1e} %");
    }
    let digits = (1.0 - percent.log10().floor()).clamp(0.0, 8.0) as usize;
    let text = format!("{percent:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_time_keep_two_digits_that_count() {
        let told = [0.002, 0.0005, 0.000_025, 0.25, 1e-9, 0.0].map(likely);
        assert_eq!(
            told,
            ["0.2 %", "0.05 %", "0.0025 %", "25 %", "1.0e-7 %", "never"]
        );
        assert_eq!(
            [0.0, 0.004, 0.567, 1.0].map(percent),
            ["0 %", "< 1 %", "57 %", "100 %"]
        );
    }
}
