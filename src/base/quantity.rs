//! Numbers with units as people write them: `300 ms`, `2 h`, `99.9 %`, `4,000,000`, `20/s`.

use thiserror::Error;

/// What a number counts, and in which unit it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Times per second.
    PerSecond,
    /// A time, kept in milliseconds.
    Milliseconds,
    /// A time, kept in seconds.
    Seconds,
    /// A time, kept in hours.
    Hours,
    /// A time, kept in days.
    Days,
    /// A share, kept from 0 to 1.
    Share,
    /// How many times as much.
    Factor,
}

/// Why a text is not a quantity.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum QuantityError {
    /// There is no number where one should be.
    #[error("write a number, as in `{0}`")]
    NoNumber(&'static str),
    /// A comma that does not separate thousands.
    #[error("write decimals with a point: `{0}`")]
    Comma(String),
    /// The unit is none of those that fit.
    #[error("`{0}` is no unit here; write it as in `{1}`")]
    Unit(String, &'static str),
    /// It is less than nothing.
    #[error("write zero or more")]
    Negative,
    /// More than all.
    #[error("a share is at most 100 %")]
    MoreThanAll,
}

/// Names of times and their length in milliseconds, from the longest; those shown come first of their length.
const TIMES: &[(&str, f64)] = &[
    ("years", 31_536_000_000.0),
    ("year", 31_536_000_000.0),
    ("y", 31_536_000_000.0),
    ("weeks", 604_800_000.0),
    ("week", 604_800_000.0),
    ("w", 604_800_000.0),
    ("days", DAY),
    ("day", DAY),
    ("d", DAY),
    ("h", HOUR),
    ("hours", HOUR),
    ("hour", HOUR),
    ("hr", HOUR),
    ("hrs", HOUR),
    ("min", MINUTE),
    ("mins", MINUTE),
    ("minutes", MINUTE),
    ("minute", MINUTE),
    ("m", MINUTE),
    ("s", SECOND),
    ("sec", SECOND),
    ("secs", SECOND),
    ("seconds", SECOND),
    ("second", SECOND),
    ("ms", 1.0),
    ("millis", 1.0),
    ("milliseconds", 1.0),
    ("millisecond", 1.0),
    ("µs", 0.001),
    ("us", 0.001),
];
const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

impl Unit {
    /// A quantity as one writes it.
    pub fn example(self) -> &'static str {
        match self {
            Self::Count => "1,500",
            Self::PerSecond => "20/s",
            Self::Milliseconds => "300 ms",
            Self::Seconds => "5 s",
            Self::Hours => "2 h",
            Self::Days => "90 days",
            Self::Share => "99.9 %",
            Self::Factor => "3×",
        }
    }

    /// Reads a quantity. Without a unit it is in the one that it is kept in; a share above 1 is a percentage.
    pub fn parse(self, text: &str) -> Result<f64, QuantityError> {
        let pairs = pairs(text, self)?;
        let mut sum = 0.0;
        for (number, unit) in &pairs {
            sum += number * self.scale(unit, *number)?;
        }
        // Without the dust of binary fractions: 99.9 % is 0.999.
        let value = format!("{sum:.12}").parse().unwrap_or(sum);
        if value < 0.0 {
            return Err(QuantityError::Negative);
        }
        if self == Self::Share && value > 1.0 {
            return Err(QuantityError::MoreThanAll);
        }
        Ok(value)
    }

    /// How much one of a unit is in the unit that the quantity is kept in.
    fn scale(self, unit: &str, number: f64) -> Result<f64, QuantityError> {
        let wrong = || QuantityError::Unit(unit.to_owned(), self.example());
        // M is a million, m a minute.
        let (unit, multiple) = match self {
            Self::Count | Self::PerSecond => multiple(unit),
            _ => (unit, 1.0),
        };
        let lower = unit.trim().to_lowercase();
        let scale = match self {
            Self::Count => lower.is_empty().then_some(1.0),
            Self::PerSecond => match lower.as_str() {
                "" | "rps" | "qps" | "tps" | "hz" => Some(1.0),
                per => {
                    let time = per
                        .strip_prefix('/')
                        .or_else(|| per.strip_prefix("per "))
                        .map(str::trim)
                        .ok_or_else(wrong)?;
                    time_of(time).map(|length| SECOND / length)
                }
            },
            Self::Milliseconds | Self::Seconds | Self::Hours | Self::Days => {
                let own = self.length();
                if lower.is_empty() {
                    Some(1.0)
                } else {
                    time_of(&lower).map(|length| length / own)
                }
            }
            Self::Share => match lower.as_str() {
                "" if number <= 1.0 => Some(1.0),
                "" | "%" | "percent" | "pct" => Some(0.01),
                "‰" => Some(0.001),
                _ => None,
            },
            Self::Factor => match lower.as_str() {
                "" | "x" | "×" | "times" => Some(1.0),
                "%" => Some(0.01),
                _ => None,
            },
        };
        scale.map(|scale| scale * multiple).ok_or_else(wrong)
    }

    /// Writes a quantity, in the largest unit that needs no more than a short number.
    pub fn format(self, value: f64) -> String {
        match self {
            Self::Count => grouped(value),
            Self::PerSecond => format!("{}/s", grouped(value)),
            Self::Share => format!("{} %", trimmed(value * 100.0, 8)),
            Self::Factor => format!("{}×", trimmed(value, 6)),
            Self::Milliseconds | Self::Seconds | Self::Hours | Self::Days => {
                time(value * self.length())
            }
        }
    }

    /// Length of a unit of time, in milliseconds.
    fn length(self) -> f64 {
        match self {
            Self::Seconds => SECOND,
            Self::Hours => HOUR,
            Self::Days => DAY,
            _ => 1.0,
        }
    }
}

/// A time in milliseconds, as people say it.
fn time(ms: f64) -> String {
    for (unit, length) in [("days", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND)] {
        let count = ms / length;
        let least = if unit == "days" { 2.0 } else { 1.0 };
        // In a smaller unit it may be a whole number: 90 s, not 1.5 min.
        let short = if unit == "s" {
            trimmed(count, 9).len() <= 5
        } else {
            count.fract() == 0.0
        };
        if count >= least && short {
            return format!("{} {unit}", grouped(count));
        }
    }
    if ms > 0.0 && ms < 1.0 {
        return format!("{} µs", trimmed(ms * 1000.0, 6));
    }
    if ms >= SECOND && ms.fract() != 0.0 {
        return format!("{} s", trimmed(ms / SECOND, 9));
    }
    if ms == 0.0 {
        return "0 s".to_owned();
    }
    format!("{} ms", trimmed(ms, 6))
}

fn time_of(name: &str) -> Option<f64> {
    TIMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, length)| *length)
}

/// `k`, `M` and `G` before what is left of a unit.
fn multiple(unit: &str) -> (&str, f64) {
    let unit = unit.trim();
    for (name, multiple) in [
        ("thousand", 1e3),
        ("million", 1e6),
        ("billion", 1e9),
        ("k", 1e3),
        ("K", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("bn", 1e9),
    ] {
        if let Some(rest) = unit.strip_prefix(name)
            && !rest.starts_with(char::is_alphabetic)
        {
            return (rest.trim_start(), multiple);
        }
    }
    (unit, 1.0)
}

/// Numbers with what stands behind each: `1 h 30 min`.
fn pairs(text: &str, unit: Unit) -> Result<Vec<(f64, String)>, QuantityError> {
    let text = text.trim().trim_start_matches(['≤', '<', '~', '×', 'x']);
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    if rest.starts_with(['-', '−']) {
        return Err(QuantityError::Negative);
    }
    while !rest.is_empty() {
        let mut number = String::new();
        let mut end = 0;
        for (at, c) in rest.char_indices() {
            let next = rest[at + c.len_utf8()..].chars().next();
            if digits(c) {
                number.push(c);
            } else if matches!(
                c,
                ',' | '_' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
            ) && !number.is_empty()
                && next.is_some_and(|next| next.is_ascii_digit())
            {
                let after = &rest[at + c.len_utf8()..];
                let group = after.chars().take_while(char::is_ascii_digit).count();
                if group != 3 {
                    if c == ',' {
                        let fixed = format!("{number}.{}", &after[..group]);
                        return Err(QuantityError::Comma(fixed));
                    }
                    break;
                }
            } else {
                break;
            }
            end = at + c.len_utf8();
        }
        let value: f64 = number
            .parse()
            .map_err(|_| QuantityError::NoNumber(unit.example()))?;
        rest = rest[end..].trim_start();
        let unit_end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        pairs.push((value, rest[..unit_end].trim().to_owned()));
        rest = rest[unit_end..].trim_start();
    }
    if pairs.is_empty() {
        return Err(QuantityError::NoNumber(unit.example()));
    }
    Ok(pairs)
}

/// A number with its digits before the point in groups of three.
pub fn grouped(value: f64) -> String {
    let text = trimmed(value, 6);
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_str(), None),
    };
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{grouped}.{fraction}"),
        None => grouped,
    }
}

/// A number with at most so many decimals, and no zeros at their end.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_people_write_them() {
        for (unit, text, value) in [
            (Unit::Count, "4,000,000", 4e6),
            (Unit::Count, "4 000 000", 4e6),
            (Unit::Count, "2.5M", 2.5e6),
            (Unit::Count, "12k", 12e3),
            (Unit::Count, "3 million", 3e6),
            (Unit::PerSecond, "20", 20.0),
            (Unit::PerSecond, "20/s", 20.0),
            (Unit::PerSecond, "1.2k/s", 1200.0),
            (Unit::PerSecond, "90 per minute", 1.5),
            (Unit::PerSecond, "7,200 / h", 2.0),
            (Unit::Milliseconds, "300", 300.0),
            (Unit::Milliseconds, "300 ms", 300.0),
            (Unit::Milliseconds, "1.5 s", 1500.0),
            (Unit::Seconds, "300ms", 0.3),
            (Unit::Seconds, "2 h", 7200.0),
            (Unit::Seconds, "1 h 30 min", 5400.0),
            (Unit::Hours, "30 days", 720.0),
            (Unit::Days, "1 year", 365.0),
            (Unit::Share, "99.9 %", 0.999),
            (Unit::Share, "99.9", 0.999),
            (Unit::Share, "0.9995", 0.9995),
            (Unit::Share, "100%", 1.0),
            (Unit::Factor, "3×", 3.0),
            (Unit::Factor, "150 %", 1.5),
        ] {
            assert_eq!(unit.parse(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_says_how_to_write_it() {
        for (unit, text, message) in [
            (Unit::Seconds, "soon", "write a number, as in `5 s`"),
            (
                Unit::Seconds,
                "5 apples",
                "`apples` is no unit here; write it as in `5 s`",
            ),
            (Unit::Share, "99,9 %", "write decimals with a point: `99.9`"),
            (Unit::Share, "120 %", "a share is at most 100 %"),
            (Unit::Count, "-3", "write zero or more"),
            (Unit::Count, "3.4.5", "write a number, as in `1,500`"),
        ] {
            let error = unit.parse(text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }

    #[test]
    fn quantities_are_written_short_and_read_back() {
        for (unit, value, text) in [
            (Unit::Count, 4e6, "4,000,000"),
            (Unit::PerSecond, 0.5, "0.5/s"),
            (Unit::PerSecond, 1200.0, "1,200/s"),
            (Unit::Milliseconds, 800.0, "800 ms"),
            (Unit::Milliseconds, 1500.0, "1.5 s"),
            (Unit::Milliseconds, 2000.0, "2 s"),
            (Unit::Seconds, 0.5, "500 ms"),
            (Unit::Seconds, 5.0, "5 s"),
            (Unit::Seconds, 90.0, "90 s"),
            (Unit::Seconds, 300.0, "5 min"),
            (Unit::Seconds, 86_400.0, "24 h"),
            (Unit::Seconds, 172_800.0, "2 days"),
            (Unit::Seconds, 0.0, "0 s"),
            (Unit::Hours, 0.25, "15 min"),
            (Unit::Hours, 720.0, "30 days"),
            (Unit::Days, 90.0, "90 days"),
            (Unit::Days, 1.0, "24 h"),
            (Unit::Share, 0.9995, "99.95 %"),
            (Unit::Factor, 2.5, "2.5×"),
        ] {
            assert_eq!(unit.format(value), text);
            assert_eq!(unit.parse(text), Ok(value), "{text}");
        }
    }
}
