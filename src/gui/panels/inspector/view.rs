//! Views: what a picture of the design shows. Where things stand is set on the canvas.

use eframe::egui::Ui;

use super::layout::list;
use super::parts;
use super::service::clamped;
use super::sheet::{Attribute, Panel, Sheet, attribute};
use crate::base::quantity::Unit;
use crate::edit::{Notes, Nth};
use crate::gui::widgets::pick::Choice;
use crate::model::{Design, EntityId, Note, Reference, ServiceId, Shows, Stubs, View, ViewId};
use crate::session::NotePath;

const NAME: Attribute = attribute("View.name", "Name", "Unique among the views of the design.");
const SHOWS: Attribute = attribute(
    "View.shows",
    "Shows",
    "Everything, or a part of the design: a few entities, one and those around it, or one service.",
);
const ONLY: Attribute = attribute("Shows.Only", "Entities", "The entities that it shows.");
const NEAR: Attribute = attribute("Shows.Near.entity", "Around", "The entity in the middle.");
const DEPTH: Attribute = attribute(
    "Shows.Near.depth",
    "Depth",
    "How many relationships away from it.",
);
const SERVICE: Attribute = attribute(
    "Shows.Service",
    "Service",
    "The service whose entities it shows.",
);
const COLOR_BY: Attribute = attribute(
    "View.color_by",
    "Color by",
    "What the color of a card's header tells.",
);
const STUBS: Attribute = attribute(
    "View.stubs",
    "Lines into hubs",
    "A stub names the entity that it leads to; the line shows while the pointer is over it.",
);
const ABOVE: Attribute = attribute(
    "Stubs.Above",
    "Hubs above",
    "An entity is a hub when more lines than this lead to it.",
);
const HIDDEN: Attribute = attribute(
    "View.hidden",
    "Hidden",
    "Entities that it leaves out, whatever else it shows.",
);
const NOTE_TEXT: Attribute = attribute("Note.text", "Text", "What it says.");
const NOTE_WIDTH: Attribute = attribute(
    "Note.width",
    "Width",
    "In diagram units. Without one it is as wide as its text.",
);

/// The attributes of a view.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>, id: ViewId) {
    let Some(view) = panel.design.get(id) else {
        return;
    };
    let Some(sheet) = Sheet::new(panel, [id], &view.name) else {
        return;
    };
    let sheet = sheet.suffix(format!(" of view {}", view.name));
    sheet.text(
        ui,
        NAME,
        "a name",
        |v| v.name.clone(),
        |v, name| v.name = name,
    );
    shows(ui, &sheet, view);
    sheet.choice(
        ui,
        COLOR_BY,
        |v| v.color_by,
        |v, color_by| v.color_by = color_by,
    );
    stubs(ui, &sheet, view);
    sheet.parts(
        ui,
        HIDDEN,
        "Hide an entity",
        |v| &v.hidden,
        |v| &mut v.hidden,
    );
    if !view.notes.is_empty() {
        super::sheet::row(ui, "Notes", "Text on the canvas", |_| {});
    }
    let head = |note: &Note| {
        let first = note.text.lines().next().unwrap_or_default().to_owned();
        (first, String::new())
    };
    list::<Notes>(ui, panel, id, &view.name, head, |ui, spot, _| {
        let suffix = format!(" of note {}", spot.place + 1);
        note_attributes(ui, panel, spot, &view.name, &suffix);
    });
}

fn stubs(ui: &mut Ui, sheet: &Sheet<'_, ViewId>, view: &View) {
    const FORMS: [(bool, &str); 2] = [(true, "As stubs"), (false, "In full")];
    let now = view.stubs != Stubs::Never;
    let shown = FORMS.iter().find(|(form, _)| *form == now);
    let shown = shown.map_or("", |(_, label)| label);
    let picked = sheet.pick(ui, STUBS, shown, now, Some(&now), || {
        let choices = FORMS.into_iter();
        choices
            .map(|(form, label)| Choice::new(label, form))
            .collect()
    });
    if let Some(as_stubs) = picked {
        sheet.change(STUBS.label, |view| {
            view.stubs = if as_stubs {
                Stubs::default()
            } else {
                Stubs::Never
            };
        });
    }
    if now {
        sheet.whole(
            ui,
            ABOVE,
            (Unit::Count, 0),
            "25",
            |v| match v.stubs {
                Stubs::Above(most) if v.stubs != Stubs::default() => Some(u64::from(most)),
                _ => None,
            },
            |v, most| v.stubs = most.map_or_else(Stubs::default, |n| Stubs::Above(clamped(n))),
        );
    }
}

/// One note that is selected on the canvas.
pub(super) fn note_ui(ui: &mut Ui, panel: &Panel<'_>, note: NotePath) {
    let Some(view) = panel.design.get(note.view) else {
        return;
    };
    super::kind(ui, "Note");
    ui.add_space(6.0);
    let spot = Nth::<Notes> {
        parent: note.view,
        place: note.place,
    };
    note_attributes(ui, panel, spot, &view.name, " of the selected note");
}

fn note_attributes(ui: &mut Ui, panel: &Panel<'_>, spot: Nth<Notes>, view: &str, suffix: &str) {
    let Some(sheet) = Sheet::new(panel, [spot], format!("a note of {view}")) else {
        return;
    };
    let sheet = sheet.suffix(suffix);
    sheet.lines(
        ui,
        NOTE_TEXT,
        "text",
        |n| n.text.clone(),
        |n, text| n.text = text,
    );
    sheet.whole(
        ui,
        NOTE_WIDTH,
        (Unit::Count, 20),
        "as its text",
        |n| n.width.map(u64::from),
        |n, width| n.width = width.map(clamped),
    );
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    All,
    Only,
    Near,
    Service,
}

fn shows(ui: &mut Ui, sheet: &Sheet<'_, ViewId>, view: &View) {
    const FORMS: [(Form, &str); 4] = [
        (Form::All, "Everything"),
        (Form::Only, "Chosen entities"),
        (Form::Near, "One entity and those around it"),
        (Form::Service, "One service"),
    ];
    let design = sheet.panel.design;
    let form = match &view.shows {
        Shows::All => Form::All,
        Shows::Only(_) => Form::Only,
        Shows::Near { .. } => Form::Near,
        Shows::Service(_) => Form::Service,
    };
    let shown = FORMS
        .iter()
        .find(|(f, _)| *f == form)
        .map_or("", |(_, label)| label);
    let muted = form == Form::All;
    // What is selected is most likely what is meant.
    let selected = sheet
        .panel
        .state
        .document
        .selection
        .iter()
        .find_map(|part| match part {
            Reference::Entity(id) => Some(id),
            _ => None,
        });
    let entity = selected.or_else(|| design.entities().ids().next());
    let service = design.services().ids().next();
    let picked = sheet.pick(ui, SHOWS, shown, muted, Some(&form), || {
        FORMS
            .into_iter()
            .filter(|(form, _)| match form {
                Form::Near => entity.is_some(),
                Form::Service => service.is_some(),
                _ => true,
            })
            .map(|(form, label)| Choice::new(label, form))
            .collect()
    });
    if let Some(form) = picked {
        sheet.change(SHOWS.label, |view| {
            view.shows = match (form, entity, service) {
                (Form::Only, ..) => Shows::Only(Vec::new()),
                (Form::Near, Some(entity), _) => Shows::Near { entity, depth: 1 },
                (Form::Service, _, Some(service)) => Shows::Service(service),
                _ => Shows::All,
            };
        });
    }
    match form {
        Form::All => {}
        Form::Only => {
            let shown = |view: &View| match &view.shows {
                Shows::Only(entities) => entities.clone(),
                _ => Vec::new(),
            };
            sheet.parts_of(
                ui,
                ONLY,
                "Add an entity",
                shown,
                |view, list: Vec<EntityId>| {
                    view.shows = Shows::Only(list);
                },
            );
        }
        Form::Near => {
            sheet.part(
                ui,
                NEAR,
                None,
                |v| match v.shows {
                    Shows::Near { entity, .. } => Some(entity),
                    _ => None,
                },
                |v, chosen: Option<EntityId>| {
                    if let (Shows::Near { entity, .. }, Some(chosen)) = (&mut v.shows, chosen) {
                        *entity = chosen;
                    }
                },
            );
            sheet.whole(
                ui,
                DEPTH,
                (Unit::Count, 0),
                "0",
                |v| match v.shows {
                    Shows::Near { depth, .. } => Some(u64::from(depth)),
                    _ => None,
                },
                |v, n| {
                    if let Shows::Near { depth, .. } = &mut v.shows {
                        *depth = n.map_or(0, clamped);
                    }
                },
            );
        }
        Form::Service => sheet.part(
            ui,
            SERVICE,
            None,
            |v| match v.shows {
                Shows::Service(service) => Some(service),
                _ => None,
            },
            |v, service: Option<ServiceId>| {
                if let Some(service) = service {
                    v.shows = Shows::Service(service);
                }
            },
        ),
    }
}

/// What a view shows, in a few words.
pub(super) fn summary(design: &Design, view: &View) -> String {
    match &view.shows {
        Shows::All => "everything".into(),
        Shows::Only(entities) => crate::gui::panels::count(entities.len(), "entity", "entities"),
        Shows::Near { entity, .. } => format!("around {}", parts::name_of(design, *entity)),
        Shows::Service(service) => parts::name_of(design, *service),
    }
}
