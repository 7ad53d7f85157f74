//! The menu of the right button: the few commands that make sense for what is there.

use eframe::egui::{
    self, Button, Id, LayerId, Order, Popup, PopupAnchor, PopupKind, Pos2, Ui, vec2,
};

use super::analysis::AnalysisRequest;
use super::app::App;
use super::command::{Command, keys_text};
use super::failing::FailuresCommand;
use super::panels::count;
use super::request::Request;
use super::tidy::TidyCommand;
use super::views::{Scope, ViewCommand};
use crate::base::geometry::Point;
use crate::lint::{Applicability, Diagnostic};
use crate::model::{Collapse, Reference};
use crate::session::commands::{Axis, DesignCommand, Side};

/// The menu, while it is open.
#[derive(Default)]
pub struct ContextMenu {
    open: Option<Place>,
}

/// Where the menu is and what it is about.
#[derive(Clone, Copy)]
struct Place {
    in_window: Pos2,
    /// Where in the diagram new parts go; none if the menu is not on the canvas.
    in_diagram: Option<Point>,
    part: Option<Reference>,
}

/// An entry of the menu.
enum Item {
    Command(Command),
    Menu(&'static str, Vec<Command>),
}

fn id() -> Id {
    Id::new("context menu")
}

impl ContextMenu {
    /// Opens the menu of a part of a list.
    pub fn open_for(&mut self, ctx: &egui::Context, part: Reference, at: Pos2) {
        self.open = Some(Place {
            in_window: at,
            in_diagram: None,
            part: Some(part),
        });
        Popup::open_id(ctx, id());
    }

    /// Shows the menu, if it is open.
    pub fn ui(&mut self, ctx: &egui::Context, app: &mut App, requests: &mut Vec<Request>) {
        if let Some(asked) = app.state.context_menu.take() {
            let at = app.in_window(asked.at);
            self.open = Some(Place {
                in_window: at,
                in_diagram: Some(asked.at),
                part: asked.hit.part(),
            });
            Popup::open_id(ctx, id());
        }
        let Some(place) = self.open else {
            return;
        };
        let layer = LayerId::new(Order::Foreground, id());
        let shown = Popup::new(
            id(),
            ctx.clone(),
            PopupAnchor::Position(place.in_window),
            layer,
        )
        .kind(PopupKind::Menu)
        .open_memory(None)
        .width(280.0)
        .layout(egui::Layout::top_down_justified(egui::Align::Min))
        .style(egui::containers::menu::menu_style)
        .show(|ui| {
            ui.spacing_mut().button_padding = vec2(8.0, 3.0);
            menu_ui(ui, app, place, requests);
        });
        if shown.is_none() {
            self.open = None;
        }
    }
}

fn menu_ui(ui: &mut Ui, app: &App, place: Place, requests: &mut Vec<Request>) {
    ui.set_min_width(270.0);
    let mut is_first = true;
    let several = app.state.document.selection.len() > 1;
    let failures = place.part.map(|_| failures()).into_iter();
    for group in groups(place.part, several).into_iter().chain(failures) {
        // What cannot be done here would only be in the way.
        let possible = |command: &Command| app.is_enabled(*command);
        let group: Vec<Item> = group
            .into_iter()
            .filter_map(|item| match item {
                Item::Command(command) => possible(&command).then_some(item),
                Item::Menu(name, mut commands) => {
                    commands.retain(possible);
                    (!commands.is_empty()).then_some(Item::Menu(name, commands))
                }
            })
            .collect();
        if group.is_empty() {
            continue;
        }
        if !is_first {
            ui.separator();
        }
        is_first = false;
        for item in group {
            match item {
                Item::Command(command) => entry_ui(ui, command, place, requests),
                Item::Menu(name, commands) => {
                    ui.menu_button(name, |ui| {
                        ui.set_min_width(200.0);
                        for command in commands {
                            entry_ui(ui, command, place, requests);
                        }
                    });
                }
            }
        }
    }
    if let Some(part) = place.part {
        fixes_ui(ui, app, part, requests);
    }
}

/// The fixes of the problems of a part, each with what it mends and costs.
fn fixes_ui(ui: &mut Ui, app: &App, part: Reference, requests: &mut Vec<Request>) {
    const MOST: usize = 12;
    let state = &app.state;
    let about: Vec<(usize, &Diagnostic)> = state.analysis.about(part).collect();
    if about.is_empty() || !state.is_analyzed() {
        return;
    }
    ui.separator();
    let fixes = about.iter().flat_map(|(place, diagnostic)| {
        let fixes = diagnostic.fixes.iter().enumerate();
        let fixes = fixes.filter(|(_, fix)| fix.applicability != Applicability::Advice);
        fixes.map(|(nth, fix)| (*place, nth, *diagnostic, fix))
    });
    let fixes: Vec<_> = fixes.take(MOST).collect();
    if !fixes.is_empty() {
        ui.menu_button("Fix", |ui| {
            ui.set_min_width(240.0);
            for (place, nth, diagnostic, fix) in fixes {
                let button = Button::new(&fix.label).min_size(vec2(0.0, 24.0));
                let response = ui.add(button).on_hover_ui(|ui| {
                    ui.label(&diagnostic.message);
                    ui.weak(&fix.cost);
                });
                if response.clicked() {
                    let fix = AnalysisRequest::Fix(place, nth);
                    requests.push(Request::Analysis(fix));
                    ui.close();
                }
            }
        });
    }
    let problems = count(about.len(), "problem", "problems");
    let button = Button::new(format!("Show {problems}")).min_size(vec2(0.0, 24.0));
    if ui.add(button).clicked() {
        requests.push(Request::Analysis(AnalysisRequest::ShowOf(part)));
        ui.close();
    }
}

fn entry_ui(ui: &mut Ui, command: Command, place: Place, requests: &mut Vec<Request>) {
    let Some(entry) = command.entry() else {
        return;
    };
    let mut button = Button::new(entry.full_name()).min_size(vec2(0.0, 24.0));
    if let Some(keys) = entry.keys.first() {
        button = button.shortcut_text(keys_text(ui.ctx(), keys));
    }
    if ui.add(button).on_hover_text(entry.about).clicked() {
        requests.push(match place.in_diagram {
            Some(at) => Request::CommandAt(command, at),
            None => Request::Command(command),
        });
        ui.close();
    }
}

/// What can be tried on any part.
fn failures() -> Vec<Item> {
    use FailuresCommand as F;
    let commands = [F::Stops, F::Fail, F::Slow, F::CutOff, F::Restore];
    let commands = commands.map(|command| Item::Command(Command::Failures(command)));
    commands.into()
}

/// What makes sense for a part, in groups.
fn groups(part: Option<Reference>, several: bool) -> Vec<Vec<Item>> {
    use Command as C;
    use DesignCommand as D;
    use TidyCommand as T;
    let commands = |list: &[Command]| list.iter().map(|c| Item::Command(*c)).collect::<Vec<_>>();
    let design = |list: &[DesignCommand]| -> Vec<Item> {
        list.iter()
            .map(|command| Item::Command(C::Design(*command)))
            .collect()
    };
    let edit = || {
        commands(&[
            C::Cut,
            C::Copy,
            C::Paste,
            C::Design(D::Duplicate),
            C::Delete,
        ])
    };
    let arrange = || {
        vec![
            Item::Menu(
                "Align",
                [
                    Side::Left,
                    Side::Center,
                    Side::Right,
                    Side::Top,
                    Side::Middle,
                    Side::Bottom,
                ]
                .map(|side| C::Design(D::Align(side)))
                .to_vec(),
            ),
            Item::Menu(
                "Distribute",
                [Axis::Horizontal, Axis::Vertical]
                    .map(|axis| C::Design(D::Distribute(axis)))
                    .to_vec(),
            ),
            Item::Command(C::Tidy(T::Selection)),
        ]
    };
    let improve = Item::Menu(
        "Add",
        [
            D::AddObservability,
            D::AddSoftDelete,
            D::AddVersion,
            D::IndexForeignKeys,
        ]
        .map(C::Design)
        .to_vec(),
    );
    match part {
        None => vec![
            commands(&[C::InsertEntity, C::InsertService]),
            commands(&[C::Paste, C::SelectAll]),
            commands(&[C::Fit, C::Tidy(T::View)]),
        ],
        Some(Reference::Entity(_)) => {
            let mut structure = design(&[
                D::GroupIntoService,
                D::ExtractService,
                D::ConvertToProjection,
            ]);
            if several {
                structure.extend(design(&[D::MergeEntities]));
            }
            structure.push(improve);
            vec![
                if several {
                    arrange()
                } else {
                    commands(&[C::Rename, C::InsertField])
                },
                edit(),
                structure,
                vec![Item::Menu(
                    "Show",
                    vec![
                        C::View(ViewCommand::ShowAround(1)),
                        C::View(ViewCommand::Isolate),
                        C::View(ViewCommand::IsolateInView),
                        C::View(ViewCommand::Hide),
                        C::View(ViewCommand::Collapse(
                            Some(Collapse::Name),
                            Scope::Selection,
                        )),
                        C::View(ViewCommand::Collapse(
                            Some(Collapse::Keys),
                            Scope::Selection,
                        )),
                        C::View(ViewCommand::Collapse(None, Scope::Selection)),
                    ],
                )],
            ]
        }
        Some(Reference::Field(_)) => vec![
            commands(&[C::Rename, C::RenameEverywhere]),
            design(&[D::MakeKey, D::SplitEntity]),
            commands(&[C::Delete]),
        ],
        Some(Reference::Relationship(_)) => vec![
            commands(&[C::GoToParent, C::Rename, C::Design(D::Invert)]),
            commands(&[C::Delete]),
        ],
        Some(Reference::Service(_)) => vec![
            commands(&[C::Rename, C::InsertEntity]),
            edit(),
            if several {
                commands(&[C::Design(D::SameSize), C::Tidy(T::Selection)])
            } else {
                commands(&[C::Tidy(T::Service), C::Design(D::AddObservability)])
            },
            commands(&[C::View(ViewCommand::ShowService)]),
        ],
        Some(_) => vec![commands(&[C::Rename, C::Delete])],
    }
}
