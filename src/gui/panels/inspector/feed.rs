//! Feeds.

use eframe::egui::{RichText, Ui};

use super::layout::{action, section};
use super::parts;
use super::relationship::{PairEdit, pair_ui};
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::edit::fresh;
use crate::gui::theme::{self, color, semi_bold};
use crate::model::{EntityId, Feed, FeedId, FieldId, Reference, Store};

const SOURCE: Attribute = attribute(
    "Feed.from",
    "Source",
    "The entity that changes and stays the source of truth.",
);
const TARGET: Attribute = attribute(
    "Feed.to",
    "Target",
    "The copy or projection that follows. It can be read while the source is down.",
);
const FIELDS: Attribute = attribute(
    "Feed.fields",
    "Pair",
    "Which field of the source fills which field of the target.",
);
const MECHANISM: Attribute = attribute(
    "Feed.mechanism",
    "Mechanism",
    "How a change gets across. It decides whether one can be lost, and what it costs each write.",
);
const BROKER: Attribute = attribute(
    "Feed.broker",
    "Broker",
    "The store that carries the events. While it is down, copies fall behind but nothing is lost.",
);
const LAG: Attribute = attribute(
    "Feed.lag_s",
    "Lag bound",
    "The greatest delay that is allowed. It is held against the staleness that readers of the target are promised.",
);
const ORDERED_BY: Attribute = attribute(
    "Feed.ordered_by",
    "Ordered by",
    "The field of the source by which a late event is told from a newer one. Without it, an old value may overwrite a new one.",
);
const IDEMPOTENT: Attribute = attribute(
    "Feed.idempotent",
    "Idempotent",
    "The consumer takes a repeated event once. Brokers deliver at least once, so without it counts come out wrong.",
);
const REBUILDABLE: Attribute = attribute(
    "Feed.rebuildable",
    "Rebuildable",
    "The target can be filled anew from the source, after a bug or a change of its shape.",
);

/// One feed.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: FeedId) {
    let Some(feed) = panel.design.get(id) else {
        return;
    };
    let chrome = theme::chrome(ui.ctx());
    let title = format!(
        "{} → {}",
        parts::name_of(panel.design, feed.from),
        parts::name_of(panel.design, feed.to)
    );
    let Some(sheet) = Sheet::new(panel, [id], format!("the feed {title}")) else {
        return;
    };
    super::kind(ui, "Feed");
    let text = RichText::new(&title)
        .font(semi_bold(15.0))
        .color(chrome.ink);
    ui.add(eframe::egui::Label::new(text).wrap());
    ui.add_space(6.0);
    ends(ui, &sheet);
    attributes(ui, &sheet);
    sheet.own_field(
        ui,
        ORDERED_BY,
        feed.from,
        Some("Nothing"),
        |f| f.ordered_by,
        |f, field| f.ordered_by = field,
    );
    pairs(ui, &sheet, feed);
}

fn ends(ui: &mut Ui, sheet: &Sheet<'_, FeedId>) {
    let design = sheet.panel.design;
    // Fields of the other source or target mean nothing any more.
    let reset = |feed: &mut Feed| {
        feed.fields = fresh::same_names(design, feed.from, feed.to);
    };
    sheet.part(
        ui,
        SOURCE,
        None,
        |f| Some(f.from),
        |f, entity: Option<EntityId>| {
            if let Some(entity) = entity {
                f.from = entity;
                f.ordered_by = None;
                reset(f);
            }
        },
    );
    sheet.part(
        ui,
        TARGET,
        None,
        |f| Some(f.to),
        |f, entity: Option<EntityId>| {
            if let Some(entity) = entity {
                f.to = entity;
                reset(f);
            }
        },
    );
}

/// What one or several feeds have.
pub(super) fn attributes(ui: &mut Ui, sheet: &Sheet<'_, FeedId>) {
    sheet.choice(ui, MECHANISM, |f| f.mechanism, |f, how| f.mechanism = how);
    sheet.part::<Store>(
        ui,
        BROKER,
        Some("None"),
        |f| f.broker,
        |f, store| f.broker = store,
    );
    sheet.number(
        ui,
        LAG,
        Unit::Seconds,
        "no bound, as 5 s",
        |f| f.lag_s,
        |f, lag| f.lag_s = lag,
    );
    sheet.toggle(ui, IDEMPOTENT, |f| f.idempotent, |f, on| f.idempotent = on);
    sheet.toggle(
        ui,
        REBUILDABLE,
        |f| f.rebuildable,
        |f, on| f.rebuildable = on,
    );
}

fn pairs(ui: &mut Ui, sheet: &Sheet<'_, FeedId>, feed: &Feed) {
    let panel = sheet.panel;
    section(ui, panel, "Field pairs", FIELDS.help, |ui| {
        for (place, (from, to)) in feed.fields.iter().enumerate() {
            let pair = [(feed.from, Some(*from), 0), (feed.to, Some(*to), 1)];
            match pair_ui(ui, panel.design, &sheet.key(FIELDS), FIELDS, place, pair) {
                Some(PairEdit::Set(side, field)) => sheet.change("field pairs", |f| {
                    if let Some(pair) = f.fields.get_mut(place) {
                        if side == 0 {
                            pair.0 = field;
                        } else {
                            pair.1 = field;
                        }
                    }
                }),
                Some(PairEdit::Remove) => sheet.change("field pairs", |f| {
                    if place < f.fields.len() {
                        f.fields.remove(place);
                    }
                }),
                None => {}
            }
        }
        ui.horizontal(|ui| {
            if let Some(pair) = next(panel, feed)
                && action(ui, "+ Add a pair", "Add a pair of fields")
            {
                sheet.change("field pairs", |f| f.fields.push(pair));
            }
            let missing: Vec<_> = fresh::same_names(panel.design, feed.from, feed.to)
                .into_iter()
                .filter(|(_, to)| !feed.fields.iter().any(|(_, taken)| taken == to))
                .collect();
            if !missing.is_empty()
                && action(
                    ui,
                    "Match by name",
                    "Add pairs of fields with the same name",
                )
            {
                sheet.change("field pairs", |f| f.fields.extend(&missing));
            }
        });
    });
}

/// The first fields of both sides that are in no pair.
fn next(panel: &Panel<'_>, feed: &Feed) -> Option<(FieldId, FieldId)> {
    let (from, to) = (panel.design.get(feed.from)?, panel.design.get(feed.to)?);
    let target = to
        .fields
        .iter()
        .find(|f| !feed.fields.iter().any(|(_, t)| *t == f.id))?;
    let source = from
        .field_named(&target.name)
        .or_else(|| {
            from.fields
                .iter()
                .find(|f| !feed.fields.iter().any(|(s, _)| *s == f.id))
        })
        .or_else(|| from.fields.first())?;
    Some((source.id, target.id))
}

/// A line that leads to a feed, as seen from one of its ends.
pub(super) fn feed_link(
    ui: &mut Ui,
    panel: &Panel<'_>,
    id: FeedId,
    feed: &Feed,
    seen_from: Option<EntityId>,
) {
    let name = |id| parts::name_of(panel.design, id);
    let text = if seen_from == Some(feed.from) {
        format!("to {}", name(feed.to))
    } else if seen_from == Some(feed.to) {
        format!("from {}", name(feed.from))
    } else {
        format!("{} → {}", name(feed.from), name(feed.to))
    };
    let lag = feed.lag_s.map_or(String::new(), |lag| {
        format!(" · at most {} behind", Unit::Seconds.format(lag))
    });
    let more = format!("{}{lag}", super::words::Words::label(feed.mechanism));
    let mark = color(theme::palette(ui.ctx()).feed);
    super::link(ui, panel, mark, &text, &more, Reference::Feed(id));
}
