//! Questions in front of everything else.

use eframe::egui::{
    self, Button, Frame, Id, Key, Margin, Modal as Front, RichText, TextEdit, Ui, vec2,
};

use super::shortcuts;
use crate::gui::accepting;
use crate::gui::app::App;
use crate::gui::designing::RenameEverywhere;
use crate::gui::files::with_extension;
use crate::gui::jobs::Purpose;
use crate::gui::request::{Modal, Next, Request, Unsaved};
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::gui::widgets::select_all;
use crate::gui::{recovery, watching};
use crate::model::Reference;
use crate::session::search;

/// Shows the question that is open, if there is one.
pub fn ui(ctx: &egui::Context, app: &App, requests: &mut Vec<Request>) {
    let Some(modal) = &app.state.modal else {
        return;
    };
    let chrome = theme::chrome(ctx);
    let front = Front::new(Id::new("dialog")).frame(
        Frame::popup(&ctx.global_style())
            .fill(chrome.panel)
            .corner_radius(10)
            .inner_margin(Margin::symmetric(24, 20)),
    );
    let response = front.show(ctx, |ui| match modal {
        Modal::Unsaved(next) => unsaved_ui(ui, app, next, requests),
        Modal::Path(purpose, path) => path_ui(ui, *purpose, path, requests),
        Modal::RenameEverywhere(asked) => rename_ui(ui, app, asked, requests),
        Modal::Accept(form) => accepting::ui(ui, form, requests),
        Modal::LeftWork => recovery::ui(ui, app, requests),
        Modal::SaveOver => watching::save_over_ui(ui, app, requests),
        Modal::OpenElsewhere => watching::open_elsewhere_ui(ui, app, requests),
        Modal::Difference => watching::difference_ui(ui, app, requests),
        Modal::Shortcuts => shortcuts_ui(ui, requests),
        Modal::About => about_ui(ui, requests),
    });
    if response.should_close() {
        requests.push(Request::CloseModal);
    }
}

pub(in crate::gui) fn title(ui: &mut Ui, text: &str) {
    let chrome = theme::chrome(ui.ctx());
    ui.label(RichText::new(text).font(semi_bold(15.0)).color(chrome.ink));
    ui.add_space(6.0);
}

/// The button for what most people want.
pub(in crate::gui) fn main_button(ui: &mut Ui, text: &str) -> egui::Response {
    let palette = theme::palette(ui.ctx());
    let fill = palette.ink;
    let button = Button::new(
        RichText::new(text)
            .font(semi_bold(12.5))
            .color(color(palette.card)),
    )
    .fill(color(fill))
    .min_size(vec2(84.0, 28.0));
    ui.add(button)
}

/// The button of a dialog that only tells something.
fn close_button(ui: &mut Ui, requests: &mut Vec<Request>) {
    let close = ui.horizontal(|ui| main_button(ui, "Close")).inner;
    if close.clicked() {
        requests.push(Request::CloseModal);
    }
}

pub(in crate::gui) fn button(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add(Button::new(text).min_size(vec2(84.0, 28.0)))
}

fn unsaved_ui(ui: &mut Ui, app: &App, next: &Next, requests: &mut Vec<Request>) {
    ui.set_width(400.0);
    title(
        ui,
        &format!("Save the changes to {}?", app.state.document.title()),
    );
    let text = match next {
        Next::Quit => "They are lost if you close without saving.",
        _ => "They are lost if you go on without saving.",
    };
    ui.label(text);
    ui.add_space(16.0);
    ui.horizontal(|ui| {
        let mut answer = None;
        let save = main_button(ui, "Save");
        if ui.memory(|memory| memory.focused().is_none()) {
            save.request_focus();
        }
        if save.clicked() {
            answer = Some(Unsaved::Save);
        }
        if button(ui, "Discard").clicked() {
            answer = Some(Unsaved::Discard);
        }
        if button(ui, "Cancel").clicked() {
            answer = Some(Unsaved::Cancel);
        }
        requests.extend(answer.map(Request::Unsaved));
    });
}

fn path_ui(ui: &mut Ui, purpose: Purpose, path: &str, requests: &mut Vec<Request>) {
    ui.set_width(520.0);
    let (heading, verb) = match purpose {
        Purpose::Open => ("Open a file", "Open"),
        Purpose::Save => ("Save as", "Save"),
        Purpose::Export => ("Export the picture", "Export"),
    };
    title(ui, heading);
    ui.label("This system has no dialog for choosing files. Type the path.");
    ui.add_space(8.0);
    let mut text = path.to_owned();
    let id = Id::new("path");
    let field = ui.add(
        TextEdit::singleline(&mut text)
            .id(id)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5))
            .font(regular(13.0)),
    );
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Path");
        info.current_text_value = Some(text.clone());
        info
    });
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !field.has_focus() && !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    if field.changed() {
        requests.push(Request::TypedPath(text.clone()));
    }
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        let go = main_button(ui, verb).clicked() || entered;
        if go && !text.trim().is_empty() {
            let path = std::path::PathBuf::from(text.trim());
            requests.push(match purpose {
                Purpose::Open => Request::Open(path),
                Purpose::Save => Request::SaveTo(with_extension(path, ".erd.ron")),
                Purpose::Export => Request::ExportTo(with_extension(path, ".svg")),
            });
        }
        if button(ui, "Cancel").clicked() {
            requests.push(Request::CloseModal);
        }
    });
}

fn rename_ui(ui: &mut Ui, app: &App, asked: &RenameEverywhere, requests: &mut Vec<Request>) {
    ui.set_width(420.0);
    let chrome = theme::chrome(ui.ctx());
    let design = app.state.document.design();
    title(ui, "Rename the field everywhere");
    let mut now = asked.clone();
    let id = Id::new("new name");
    let field = ui.add(
        TextEdit::singleline(&mut now.name)
            .id(id)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 5))
            .font(regular(13.0)),
    );
    let text = now.name.clone();
    field.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "New name");
        info.current_text_value = Some(text.clone());
        info
    });
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !field.has_focus() && !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
        select_all(ui, id, &now.name);
    }
    ui.add_space(10.0);
    ui.label(RichText::new("These mean the same and are called the same:").color(chrome.muted));
    ui.add_space(2.0);
    egui::ScrollArea::vertical()
        .max_height(260.0)
        .show(ui, |ui| {
            for (path, on) in &mut now.fields {
                let name = search::title(design, Reference::Field(*path));
                let (entity, _) = name.rsplit_once('.').unwrap_or((&name, ""));
                let to = if *on { text.trim() } else { "" };
                ui.horizontal(|ui| {
                    ui.checkbox(on, &name);
                    if !to.is_empty() {
                        ui.label(
                            RichText::new(format!("→ {entity}.{to}"))
                                .font(regular(12.0))
                                .color(chrome.muted),
                        );
                    }
                });
            }
        });
    let ready = now.request(app);
    ui.add_space(6.0);
    let problem = ready.as_ref().err().map_or("", String::as_str);
    ui.label(RichText::new(problem).color(ui.visuals().error_fg_color));
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let go = ui
            .add_enabled_ui(ready.is_ok(), |ui| main_button(ui, "Rename"))
            .inner
            .clicked();
        match ready {
            Ok(request) if go || entered => requests.push(request),
            _ if now != *asked => requests.push(Request::AskedRename(now)),
            _ => {}
        }
        if button(ui, "Cancel").clicked() {
            requests.push(Request::CloseModal);
        }
    });
}

fn shortcuts_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    title(ui, "Keyboard and mouse");
    shortcuts::ui(ui);
    ui.add_space(14.0);
    close_button(ui, requests);
}

fn about_ui(ui: &mut Ui, requests: &mut Vec<Request>) {
    ui.set_width(380.0);
    title(ui, &format!("Erdwall {}", env!("CARGO_PKG_VERSION")));
    ui.label("ER diagrams for data that lives in distributed systems.");
    ui.add_space(6.0);
    ui.label(
        RichText::new("Text is set in Inter, under the SIL Open Font License. Icons are those of Phosphor, under the MIT license.")
            .color(theme::chrome(ui.ctx()).muted),
    );
    ui.add_space(16.0);
    close_button(ui, requests);
}
