//! Where a part is in its life, and what it was called before.

use eframe::egui::Ui;
use jiff::civil::Date;

use super::layout::remark;
use super::sheet::{Attribute, Shared, Sheet, attribute};
use crate::edit::Spot;
use crate::gui::widgets::pick::Choice;
use crate::model::Lifecycle;

const SINCE: Attribute = attribute(
    "Lifecycle.Deprecated.since",
    "Since",
    "The day from which nothing new should use it. Uses that come later are reported.",
);
const REMOVE_AFTER: Attribute = attribute(
    "Lifecycle.Deprecated.remove_after",
    "Remove after",
    "The day from which it may go. Whatever still reads it by then breaks, and is reported.",
);
/// What to use instead; each kind of part picks it from another list.
pub(super) const REPLACED_BY: Attribute = attribute(
    "Lifecycle.Deprecated.replaced_by",
    "Replaced by",
    "What to use instead: expand and contract needs both to exist for a while.",
);

/// The attributes of a life. `attribute` is the whole of it; `replacement` shows the editor of what to use instead.
pub(super) fn ui<S: Spot, P: Clone + PartialEq>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    get: impl Fn(&S::Item) -> &Lifecycle<P>,
    get_mut: impl Fn(&mut S::Item) -> &mut Lifecycle<P>,
    replacement: impl FnOnce(&mut Ui),
) {
    let stage = sheet.shared(|item| stage(get(item)));
    let shown = match &stage {
        Shared::Same(stage) => stage.label(),
        Shared::Several => super::sheet::SEVERAL,
    };
    let muted = stage.same() != Some(&Stage::Proposed) && stage.same() != Some(&Stage::Deprecated);
    let picked = sheet.pick(ui, attribute, shown, muted, stage.same(), || {
        Stage::ALL
            .into_iter()
            .map(|(stage, help)| Choice {
                detail: if stage == Stage::Active {
                    "default".into()
                } else {
                    String::new()
                },
                help,
                ..Choice::new(stage.label(), stage)
            })
            .collect()
    });
    if let Some(stage) = picked {
        sheet.change(attribute.label, |item| {
            let lifecycle = get_mut(item);
            match stage {
                Stage::Proposed => *lifecycle = Lifecycle::Proposed,
                Stage::Active => *lifecycle = Lifecycle::Active,
                Stage::Deprecated if lifecycle.is_deprecated() => {}
                Stage::Deprecated => {
                    *lifecycle = Lifecycle::Deprecated {
                        since: today(),
                        remove_after: None,
                        replaced_by: None,
                    }
                }
            }
        });
    }
    if stage.same() != Some(&Stage::Deprecated) {
        return;
    }
    date(
        ui,
        sheet,
        SINCE,
        "2026-01-31",
        |item| match get(item) {
            Lifecycle::Deprecated { since, .. } => Some(*since),
            _ => None,
        },
        |item, date| {
            if let (Lifecycle::Deprecated { since, .. }, Some(date)) = (get_mut(item), date) {
                *since = date;
            }
        },
        true,
    );
    date(
        ui,
        sheet,
        REMOVE_AFTER,
        "no date set",
        |item| match get(item) {
            Lifecycle::Deprecated { remove_after, .. } => *remove_after,
            _ => None,
        },
        |item, date| {
            if let Lifecycle::Deprecated { remove_after, .. } = get_mut(item) {
                *remove_after = date;
            }
        },
        false,
    );
    replacement(ui);
    let late = sheet.items.iter().any(|item| {
        matches!(get(item), Lifecycle::Deprecated { since, remove_after: Some(after), .. } if after < since)
    });
    if late {
        remark(ui, "It may be removed before it is deprecated");
    }
}

/// A date.
pub(super) fn date<S: Spot>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    hint: &str,
    get: impl Fn(&S::Item) -> Option<Date>,
    set: impl Fn(&mut S::Item, Option<Date>),
    required: bool,
) {
    let shown = sheet.shared(|item| get(item).map_or(String::new(), |date| date.to_string()));
    let parse = |text: &str| {
        let date = parse_date(text, today())?;
        if required && date.is_none() {
            return Err("Write a date, as in `2026-01-31`".to_owned());
        }
        Ok(sheet.step(attribute.label, |item| set(item, date)))
    };
    super::sheet::labeled(ui, attribute, |ui| {
        sheet.entry(ui, attribute, hint, 1, &shown, parse);
    });
}

/// Reads `2026-01-31`, `today`, or a time from today on: `in 3 months`.
fn parse_date(text: &str, today: Date) -> Result<Option<Date>, String> {
    let text = text.trim().to_lowercase();
    let wrong = || "Write a date, as in `2026-01-31`, `today` or `in 3 months`".to_owned();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(date) = text.parse::<Date>() {
        return Ok(Some(date));
    }
    if text == "today" {
        return Ok(Some(today));
    }
    let span = text.strip_prefix("in ").or_else(|| text.strip_prefix('+'));
    let (number, unit) = span
        .map(str::trim)
        .and_then(|span| span.split_once(' '))
        .ok_or_else(wrong)?;
    let number: i32 = number.parse().map_err(|_| wrong())?;
    let span = jiff::Span::new();
    let span = match unit.trim().trim_end_matches('s') {
        "day" => span.try_days(number),
        "week" => span.try_weeks(number),
        "month" => span.try_months(number),
        "year" => span.try_years(number),
        _ => return Err(wrong()),
    };
    let date = span.and_then(|span| today.checked_add(span));
    date.map(Some).map_err(|_| wrong())
}

/// The three stages, without their dates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Proposed,
    Active,
    Deprecated,
}

impl Stage {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Proposed, "Not there yet: nothing may depend on it"),
        (Self::Active, "In use"),
        (
            Self::Deprecated,
            "On its way out: struck through, and what still uses it is reported",
        ),
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Proposed => "Proposed",
            Self::Active => "Active",
            Self::Deprecated => "Deprecated",
        }
    }
}

fn stage<P>(lifecycle: &Lifecycle<P>) -> Stage {
    match lifecycle {
        Lifecycle::Proposed => Stage::Proposed,
        Lifecycle::Active => Stage::Active,
        Lifecycle::Deprecated { .. } => Stage::Deprecated,
    }
}

/// Today by the clock of the system, in UTC.
pub(super) fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    jiff::Timestamp::from_second(seconds as i64)
        .map(|now| now.to_zoned(jiff::tz::TimeZone::UTC).date())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let today = Date::constant(2026, 1, 31);
        let read = |text| parse_date(text, today).map(|date| date.map(|date| date.to_string()));
        assert_eq!(read("2027-02-03"), Ok(Some("2027-02-03".into())));
        assert_eq!(read("Today"), Ok(Some("2026-01-31".into())));
        assert_eq!(read("in 1 month"), Ok(Some("2026-02-28".into())));
        assert_eq!(read("+2 weeks"), Ok(Some("2026-02-14".into())));
        assert_eq!(read(" "), Ok(None));
        assert!(read("31.1.2026").is_err());
    }
}
