//! How often one node or instance works: a share of time, or mean times between failures and to repair.

use eframe::egui::Ui;

use super::layout::remark;
use super::sheet::{Attribute, SEVERAL, Shared, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::edit::Spot;
use crate::gui::widgets::pick::Choice;
use crate::model::Availability;

const SHARE: Attribute = attribute(
    "Availability.Share",
    "Time up",
    "Share of time that a single one works. Redundancy is worked out from it, so leave replicas and further instances aside here.",
);
const MTBF: Attribute = attribute(
    "Availability.Repair.mtbf_h",
    "MTBF",
    "Mean time between failures of a single one.",
);
const MTTR: Attribute = attribute(
    "Availability.Repair.mttr_h",
    "MTTR",
    "Mean time to repair: how long it takes from failing to working again.",
);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    Share,
    Repair,
}

/// The attributes of an availability; `attribute` is the whole of it.
pub(super) fn ui<S: Spot>(
    ui: &mut Ui,
    sheet: &Sheet<'_, S>,
    attribute: Attribute,
    get: impl Fn(&S::Item) -> Option<Availability>,
    set: impl Fn(&mut S::Item, Option<Availability>),
) {
    let form = sheet.shared(|item| match get(item) {
        None => Form::None,
        Some(Availability::Share(_)) => Form::Share,
        Some(Availability::Repair { .. }) => Form::Repair,
    });
    let label = |form| match form {
        Form::None => "Not known",
        Form::Share => "Share of time",
        Form::Repair => "MTBF and MTTR",
    };
    let shown = form.same().map_or(SEVERAL, |form| label(*form));
    let muted = !matches!(form, Shared::Same(Form::Share | Form::Repair));
    let picked = sheet.pick(ui, attribute, shown, muted, form.same(), || {
        [Form::None, Form::Share, Form::Repair]
            .into_iter()
            .map(|form| Choice::new(label(form), form))
            .collect()
    });
    if let Some(form) = picked {
        sheet.change(attribute.label, |item| {
            let share = get(item).map_or(0.999, Availability::share);
            let value = match form {
                Form::None => None,
                // What was given in one form stays in the other.
                Form::Share => Some(Availability::Share(rounded(share))),
                Form::Repair => {
                    let mtbf_h = 720.0;
                    let mttr_h = if share > 0.0 {
                        mtbf_h * (1.0 / share - 1.0)
                    } else {
                        mtbf_h
                    };
                    Some(Availability::Repair {
                        mtbf_h,
                        mttr_h: (mttr_h * 100.0).round() / 100.0,
                    })
                }
            };
            set(item, value);
        });
    }
    match form.same() {
        Some(Form::Share) => sheet.required(
            ui,
            SHARE,
            Unit::Share,
            |item| get(item).map_or(1.0, Availability::share),
            |item, share| set(item, Some(Availability::Share(share))),
        ),
        Some(Form::Repair) => {
            let times = |item: &S::Item| match get(item) {
                Some(Availability::Repair { mtbf_h, mttr_h }) => (mtbf_h, mttr_h),
                _ => (0.0, 0.0),
            };
            sheet.required(
                ui,
                MTBF,
                Unit::Hours,
                |item| times(item).0,
                |item, mtbf_h| {
                    let mttr_h = times(item).1;
                    set(item, Some(Availability::Repair { mtbf_h, mttr_h }));
                },
            );
            sheet.required(
                ui,
                MTTR,
                Unit::Hours,
                |item| times(item).1,
                |item, mttr_h| {
                    let mtbf_h = times(item).0;
                    set(item, Some(Availability::Repair { mtbf_h, mttr_h }));
                },
            );
            if let Shared::Same(Some(availability)) = sheet.shared(&get) {
                let share = Unit::Share.format(rounded(availability.share()));
                super::sheet::row(ui, "", "", |ui| {
                    remark(ui, &format!("{share} of the time up"));
                });
            }
        }
        _ => {}
    }
}

/// To as many nines as mean something.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
