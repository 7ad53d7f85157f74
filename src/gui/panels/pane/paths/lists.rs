//! What the rows of the lists stand for and say.

use egui_phosphor::regular as icon;

use super::rows::Row;
use super::{Overview, Paths, Side, Source};
use crate::analysis::dependencies::{State, Subject};
use crate::gui::app::App;
use crate::gui::canvas::effects::symbol;
use crate::gui::panels::{count, grouped};
use crate::gui::theme::color;
use crate::model::{Reference, Tier};
use crate::scene::palette::Palette;
use crate::session::causes::{Kind, Listed};
use crate::session::consequences::{Consequences, Step};
use crate::session::stopping::Stopping;

/// A row of the list at the left.
pub(super) enum LeftRow {
    /// What fails in failures mode.
    Now,
    /// Something that can happen, by its place and its words.
    Cause(usize, String),
    /// An operation, by its place.
    Operation(usize, Subject),
}

/// A row of the list in the middle.
pub(super) enum MiddleRow {
    /// Above operations in a state, with their number.
    State(State, usize),
    /// Above operations that go on.
    GoesOn(usize),
    /// Above sets of so many causes.
    Order(usize),
    /// A row that can be chosen.
    Item(Chosen),
}

/// What is chosen in the middle, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// An operation that suffers.
    Suffering(usize),
    /// An operation that goes on.
    Stopped(usize),
    /// A cut set.
    Set(usize),
}

impl LeftRow {
    pub fn source(&self) -> Option<Source> {
        Some(match self {
            Self::Now => Source::Now,
            Self::Cause(_, words) => Source::Cause(words.clone()),
            Self::Operation(_, subject) => Source::Operation(*subject),
        })
    }
}

impl MiddleRow {
    pub fn chosen(&self) -> Option<Chosen> {
        match self {
            Self::Item(chosen) => Some(*chosen),
            Self::State(..) | Self::GoesOn(_) | Self::Order(_) => None,
        }
    }
}

impl Paths {
    pub(super) fn left_rows(&self, app: &App) -> Vec<LeftRow> {
        let filter = self.filter.trim().to_lowercase();
        let fits = |text: &str| filter.is_empty() || text.to_lowercase().contains(&filter);
        match self.side {
            Side::Causes => {
                let now = app.state.failing.as_ref().map(|_| LeftRow::Now);
                let causes = self.overview.causes.iter().enumerate();
                let causes = causes
                    .filter(|(_, listed)| fits(&listed.words))
                    .map(|(at, listed)| LeftRow::Cause(at, listed.words.clone()));
                now.into_iter().chain(causes).collect()
            }
            Side::Operations => {
                let all = self.overview.operations.iter().enumerate();
                all.filter(|(_, (_, name, _))| fits(name))
                    .map(|(at, (subject, _, _))| LeftRow::Operation(at, *subject))
                    .collect()
            }
        }
    }

    pub(super) fn middle_rows(&self) -> Vec<MiddleRow> {
        if let Some(Source::Operation(_)) = self.source {
            return self.stopping.as_deref().map_or_else(Vec::new, set_rows);
        }
        let mut rows = Vec::new();
        let mut last = None;
        for (at, suffering) in self.follows.suffering.iter().enumerate() {
            let state = suffering.state;
            if last != Some(state) {
                let same = |it: &&_| matches!(it, crate::session::consequences::Suffering { state: s, .. } if *s == state);
                let number = self.follows.suffering.iter().filter(same).count();
                rows.push(MiddleRow::State(state, number));
                last = Some(state);
            }
            rows.push(MiddleRow::Item(Chosen::Suffering(at)));
        }
        // Those in a bad state are listed above with what stops the failure from being worse.
        let stops = self.follows.stops.iter().enumerate();
        let stops: Vec<usize> = stops
            .filter(|(_, stop)| stop.state.is_none())
            .map(|(at, _)| at)
            .collect();
        if !stops.is_empty() {
            rows.push(MiddleRow::GoesOn(stops.len()));
            rows.extend(stops.into_iter().map(|at| MiddleRow::Item(Chosen::Stopped(at))));
        }
        rows
    }
}

fn set_rows(stopping: &Stopping) -> Vec<MiddleRow> {
    let mut rows = Vec::new();
    let mut last = 0;
    for (at, set) in stopping.sets.iter().enumerate() {
        if set.atoms.len() != last {
            last = set.atoms.len();
            rows.push(MiddleRow::Order(last));
        }
        rows.push(MiddleRow::Item(Chosen::Set(at)));
    }
    rows
}

fn row(text: String) -> Row {
    Row {
        is_heading: false,
        sign: None,
        label: text.clone(),
        text,
        more: String::new(),
        figure: String::new(),
    }
}

pub(super) fn left_row(
    overview: &Overview,
    app: &App,
    at: Option<&LeftRow>,
    palette: &Palette,
) -> Row {
    match at {
        None => row(String::new()),
        Some(LeftRow::Now) => {
            let follows = app.state.failing.as_ref().map(|it| &it.follows);
            let share = follows.map_or(0.0, |it| it.blast_radius);
            Row {
                sign: Some((icon::LIGHTNING, color(palette.down))),
                figure: percent(share),
                label: format!("What fails now: blast radius {}", percent(share)),
                ..row("What fails now".to_owned())
            }
        }
        Some(LeftRow::Cause(at, _)) => {
            let Some(listed) = overview.causes.get(*at) else {
                return row(String::new());
            };
            let harm = harm(listed);
            Row {
                sign: Some((kind_symbol(listed), color(palette.muted))),
                more: listed.probability.map(likely).unwrap_or_default(),
                figure: percent(listed.blast_radius),
                label: format!(
                    "{}: {harm}, blast radius {}",
                    listed.words,
                    percent(listed.blast_radius)
                ),
                ..row(listed.words.clone())
            }
        }
        Some(LeftRow::Operation(at, _)) => {
            let Some((_, name, tier)) = overview.operations.get(*at) else {
                return row(String::new());
            };
            let tier = tier_words(*tier);
            Row {
                sign: Some((icon::LIGHTNING, color(palette.muted))),
                more: tier.to_owned(),
                label: format!("{name}, {tier}"),
                ..row(name.clone())
            }
        }
    }
}

pub(super) fn middle_row(
    follows: &Consequences,
    stopping: Option<&Stopping>,
    at: Option<&MiddleRow>,
    palette: &Palette,
) -> Row {
    match at {
        None => row(String::new()),
        Some(MiddleRow::State(state, number)) => {
            let words = capital(state.label());
            heading(&words, grouped(*number), &count(*number, "operation", "operations"))
        }
        Some(MiddleRow::GoesOn(number)) => heading(
            "Go on without it",
            grouped(*number),
            &count(*number, "operation", "operations"),
        ),
        Some(MiddleRow::Order(order)) => order_row(stopping, *order),
        Some(MiddleRow::Item(Chosen::Suffering(at))) => {
            let Some(it) = follows.suffering.get(*at) else {
                return row(String::new());
            };
            let hue = color(palette.readable(palette.state(it.state)));
            let reason = it.reason();
            Row {
                sign: Some((symbol(it.state), hue)),
                label: format!("{} is {}: {reason}", it.name, it.state.label()),
                more: reason,
                ..row(it.name.clone())
            }
        }
        Some(MiddleRow::Item(Chosen::Stopped(at))) => {
            let Some(it) = follows.stops.get(*at) else {
                return row(String::new());
            };
            Row {
                sign: Some((icon::SHIELD_CHECK, color(palette.role_version))),
                label: format!("{} goes on: {}", it.name, it.words),
                more: it.words.clone(),
                ..row(it.name.clone())
            }
        }
        Some(MiddleRow::Item(Chosen::Set(at))) => {
            let Some(set) = stopping.and_then(|it| it.sets.get(*at)) else {
                return row(String::new());
            };
            let text = set.words.join(" and ");
            Row {
                sign: Some((icon::LIGHTNING, color(palette.readable(palette.down)))),
                figure: set.probability.map(likely).unwrap_or_default(),
                label: match set.probability {
                    Some(p) => format!("{text}: {} of the time", likely(p)),
                    None => text.clone(),
                },
                ..row(text)
            }
        }
    }
}

fn order_row(stopping: Option<&Stopping>, order: usize) -> Row {
    let all = stopping.and_then(|it| it.by_order.get(order).copied());
    let all = usize::try_from(all.unwrap_or(0)).unwrap_or(usize::MAX);
    let listed = stopping.map_or(0, |it| {
        let sets = it.sets.iter();
        sets.filter(|set| set.atoms.len() == order).count()
    });
    let words = match order {
        1 => "Single points of failure".to_owned(),
        2 => "Two at once".to_owned(),
        3 => "Three at once".to_owned(),
        more => format!("{more} at once"),
    };
    let number = if listed < all {
        format!("{} of {}", grouped(listed), grouped(all))
    } else {
        grouped(all)
    };
    let label = format!("{words}: {number}");
    Row {
        label,
        ..heading(&words, number, "")
    }
}

fn heading(words: &str, number: String, spoken: &str) -> Row {
    Row {
        is_heading: true,
        figure: number,
        label: format!("{words}: {spoken}"),
        ..row(words.to_owned())
    }
}

fn kind_symbol(listed: &Listed) -> &'static str {
    match (listed.kind, listed.part) {
        (Kind::Slow, _) => icon::HOURGLASS_MEDIUM,
        (Kind::Link, _) => icon::LINK_BREAK,
        (Kind::Contract, _) => icon::HANDSHAKE,
        (_, Some(Reference::Service(_))) => icon::CUBE,
        (_, Some(Reference::Store(_))) => icon::DATABASE,
        _ => icon::GLOBE_HEMISPHERE_WEST,
    }
}

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

fn tier_words(tier: Tier) -> &'static str {
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

pub(super) fn capital(text: &str) -> String {
    crate::gui::perform::capitalized(text)
}

/// The parts of each step of a way that are on the canvas, for playing it.
pub(super) fn places(design: &crate::model::Design, way: &[Step]) -> Vec<Vec<Reference>> {
    let service = |part: Reference| match part {
        Reference::Operation(id) => design.get(id)?.service,
        Reference::Store(id) => design.get(id)?.owner,
        _ => None,
    };
    let steps = way.iter().map(|step| {
        let mut parts: Vec<Reference> = [step.part, step.attribute].into_iter().flatten().collect();
        let services: Vec<Reference> = parts
            .iter()
            .filter_map(|part| service(*part).map(Reference::Service))
            .collect();
        parts.extend(services);
        parts
    });
    steps.collect()
}
