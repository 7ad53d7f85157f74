//! Figures as people say them.

/// Minutes as people say them: “38 min”, “3.2 h”, “6 s”.
pub fn span(minutes: f64) -> String {
    if minutes >= 120.0 {
        format!("{:.1} h", minutes / 60.0)
    } else if minutes >= 10.0 {
        format!("{minutes:.0} min")
    } else if minutes >= 1.0 {
        format!("{minutes:.1} min")
    } else if minutes >= 1.0 / 60.0 || minutes <= 0.0 {
        format!("{:.0} s", minutes * 60.0)
    } else {
        // As many digits as it takes to see that it is not nothing.
        let seconds = minutes * 60.0;
        format!(
            "{seconds:.*} s",
            (-seconds.log10()).ceil().min(9.0) as usize
        )
    }
}

/// A change of so many minutes: “−38 min”.
pub fn change(minutes: f64) -> String {
    let sign = if minutes < 0.0 { "−" } else { "+" };
    format!("{sign}{}", span(minutes.abs()))
}

/// How often something works that is down for this share of time, with as many nines as mean something: “99.54 %”.
pub fn percent_up(down: f64) -> String {
    let digits = if down > 0.0 {
        (1.0 - (down * 100.0).log10().floor()).clamp(1.0, 9.0)
    } else {
        0.0
    };
    format!("{:.*} %", digits as usize, (1.0 - down) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_as_many_digits_as_mean_something() {
        let spans = [0.0, 0.001, 0.5, 3.04, 38.2, 196.4].map(span);
        assert_eq!(
            spans,
            ["0 s", "0.06 s", "30 s", "3.0 min", "38 min", "3.3 h"]
        );
        assert_eq!([-38.2, 0.5].map(change), ["−38 min", "+30 s"]);
        let ups = [0.0, 0.3, 0.004_56, 0.000_001_2].map(percent_up);
        assert_eq!(ups, ["100 %", "70.0 %", "99.54 %", "99.99988 %"]);
    }
}
