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
        format!("{seconds:.*} s", (-seconds.log10()).ceil().min(9.0) as usize)
    }
}

/// A change of so many minutes: “−38 min”.
pub fn change(minutes: f64) -> String {
    let sign = if minutes < 0.0 { "−" } else { "+" };
    format!("{sign}{}", span(minutes.abs()))
}
