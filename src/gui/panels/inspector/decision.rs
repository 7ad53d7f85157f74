//! Decisions about what the analysis finds.

use eframe::egui::Ui;

use super::layout::remark;
use super::lifecycle;
use super::part::part_row;
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::model::DecisionId;

const RULE: Attribute = attribute("Decision.rule", "Rule", "The rule that speaks up.");
const SUBJECT: Attribute = attribute("Decision.subject", "Subject", "What it speaks of.");
const REASON: Attribute = attribute("Decision.reason", "Reason", "Why that is accepted.");
const AUTHOR: Attribute = attribute("Decision.author", "Author", "Who decided.");
const DATE: Attribute = attribute("Decision.date", "Date", "When it was decided.");
const EXPIRES: Attribute = attribute(
    "Decision.expires",
    "Expires",
    "Until when; from then on the finding counts again.",
);

/// The attributes of a decision.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: DecisionId) {
    let Some(decision) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], format!("the decision on {}", decision.rule)) else {
        return;
    };
    let sheet = sheet.suffix(format!(" of decision {}", decision.rule));
    sheet.text(
        ui,
        RULE,
        "a rule",
        |d| d.rule.clone(),
        |d, rule| d.rule = rule,
    );
    part_row(ui, &sheet, SUBJECT, &decision.subject, |d, part| {
        d.subject = part;
    });
    sheet.lines(
        ui,
        REASON,
        "why it is accepted",
        |d| d.reason.clone(),
        |d, text| d.reason = text,
    );
    sheet.text(
        ui,
        AUTHOR,
        "who decided",
        |d| d.author.clone(),
        |d, author| d.author = author,
    );
    lifecycle::date(
        ui,
        &sheet,
        DATE,
        "not known",
        |d| d.date,
        |d, date| d.date = date,
        false,
    );
    lifecycle::date(
        ui,
        &sheet,
        EXPIRES,
        "never",
        |d| d.expires,
        |d, date| d.expires = date,
        false,
    );
    if let (Some(date), Some(expires)) = (decision.date, decision.expires)
        && expires < date
    {
        remark(ui, "It expires before it was made");
    }
}
