//! The name a user probably meant.

/// The candidate most like `wrong`, if one is like it at all: "did you mean …?".
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong_lower = wrong.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&wrong_lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        // The first of equals wins, so that the answer does not depend on how many there are.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(b) if b.0 >= next.0 => Some(b),
            _ => Some(next),
        })
        .filter(|(likeness, _)| *likeness > 0.75)
        .map(|(_, candidate)| candidate)
}

/// What an error says about the name that was probably meant; nothing if there is none.
pub fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_slip_of_the_finger_and_leaves_strangers_alone() {
        let names = ["order", "order_line", "customer"];
        assert_eq!(nearest("oder", names), Some("order"));
        assert_eq!(nearest("Custommer", names), Some("customer"));
        assert_eq!(nearest("zzz", names), None);
    }
}
