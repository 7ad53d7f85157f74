//! What the tabs of the pane are made of: columns, a filter, a sheet that scrolls.

use eframe::egui::{
    AsIdSalt, Frame, Margin, Rect, ScrollArea, Stroke, Ui, UiBuilder, WidgetInfo, WidgetType, pos2,
    vec2,
};

use crate::gui::theme;
use crate::gui::widgets::filter_field;

/// Three columns that fill a tab, the first two of these widths; what does not fit is cut off at the right.
pub(super) fn columns(space: Rect, [first, second]: [f32; 2]) -> [Rect; 3] {
    let edges = [0.0, first, first + second, f32::INFINITY].map(|x| space.left() + x);
    [0, 1, 2].map(|place| {
        Rect::from_min_max(
            pos2(edges[place], space.top()),
            pos2(edges[place + 1].min(space.right()), space.bottom()),
        )
    })
}

/// Shows what is in a column of a tab, with a line before it unless it is the first.
pub(super) fn column_ui(ui: &mut Ui, rect: Rect, is_first: bool, content: impl FnOnce(&mut Ui)) {
    if !is_first {
        let stroke = Stroke::new(1.0, theme::chrome(ui.ctx()).line);
        ui.painter().vline(rect.left(), rect.y_range(), stroke);
    }
    let builder = UiBuilder::new().max_rect(rect.shrink2(vec2(1.0, 0.0)));
    ui.scope_builder(builder, |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        content(ui);
    });
}

/// The filter of a list. Returns what it is now, if it was changed.
pub(super) fn filter_ui(ui: &mut Ui, filter: &str, name: &str, width: f32) -> Option<String> {
    let mut filter = filter.to_owned();
    let field = ui
        .allocate_ui(vec2(width, 24.0), |ui| {
            filter_field(ui, &mut filter, "Filter…")
        })
        .inner;
    field.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::TextEdit, true, name);
        info.current_text_value = Some(filter.clone());
        info
    });
    field.changed().then_some(filter)
}

/// A sheet of text and buttons, with room around it, that scrolls.
pub(super) fn sheet_ui(ui: &mut Ui, id: impl AsIdSalt, content: impl FnOnce(&mut Ui)) {
    let scroll = ScrollArea::vertical().id_salt(id).auto_shrink(false);
    scroll.show(ui, |ui| {
        let margin = Margin::symmetric(14, 10);
        Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            content(ui);
        });
    });
}
