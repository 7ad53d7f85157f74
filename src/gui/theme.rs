//! Fonts, colors and spacing of the window, from the same palette and font as the pictures.

use std::sync::Arc;

use eframe::egui::style::{ScrollStyle, WidgetVisuals};
use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, TextStyle, Visuals, vec2,
};

use crate::scene::palette::{Palette, Rgba, Theme};
use crate::scene::text::{REGULAR, SEMI_BOLD};
use crate::session::settings::ThemeChoice;

/// Name of the semi-bold font family.
const SEMI_BOLD_NAME: &str = "semibold";

/// Name of the family of icons.
const ICONS_NAME: &str = "icons";

/// Icons at a size.
pub fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS_NAME.into()))
}

/// The semi-bold font at a size.
pub fn semi_bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMI_BOLD_NAME.into()))
}

/// The regular font at a size.
pub fn regular(size: f32) -> FontId {
    FontId::proportional(size)
}

/// A color of the palette for the window.
pub const fn color(rgba: Rgba) -> Color32 {
    Color32::from_rgba_unmultiplied_const(rgba.r, rgba.g, rgba.b, rgba.a)
}

/// The theme that the window shows now.
pub fn current(ctx: &egui::Context) -> Theme {
    let high = ctx
        .data(|data| data.get_temp(contrast_id()))
        .unwrap_or(false);
    own(ctx.theme()).with_contrast(high)
}

/// The window's theme for egui's, without high contrast.
fn own(theme: egui::Theme) -> Theme {
    match theme {
        egui::Theme::Dark => Theme::Dark,
        egui::Theme::Light => Theme::Light,
    }
}

fn contrast_id() -> egui::Id {
    egui::Id::new("high contrast")
}

/// Makes both themes stand out more or as usual, with things that move by themselves or without.
pub fn adjust(ctx: &egui::Context, high_contrast: bool, reduce_motion: bool) {
    ctx.data_mut(|data| data.insert_temp(contrast_id(), high_contrast));
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            style_of(style, own(theme).with_contrast(high_contrast));
            if reduce_motion {
                style.animation_time = 0.0;
                style.scroll_animation = egui::style::ScrollAnimation::none();
            }
        });
    }
}

/// The palette of the theme that the window shows now.
pub fn palette(ctx: &egui::Context) -> &'static Palette {
    Palette::of(current(ctx))
}

/// Colors of the window that are not in the palette of pictures.
#[derive(Clone, Copy)]
pub struct Chrome {
    /// Panels at the sides and the top.
    pub panel: Color32,
    /// Behind controls, and the status bar.
    pub sunken: Color32,
    /// Inside of controls.
    pub control: Color32,
    /// Outlines of controls and lines between panels.
    pub line: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Text.
    pub ink: Color32,
    /// Text that is not in the foreground.
    pub text: Color32,
    /// Text that stays back.
    pub muted: Color32,
    /// Text that stays farther back.
    pub faint: Color32,
    /// Links and the selection.
    pub accent: Color32,
    /// Behind what is selected.
    pub accent_fill: Color32,
    /// Dots of the canvas.
    pub dots: Color32,
}

/// The colors of the window for the theme it shows now.
pub fn chrome(ctx: &egui::Context) -> Chrome {
    chrome_of(current(ctx))
}

fn chrome_of(theme: Theme) -> Chrome {
    let palette = Palette::of(theme);
    let dark = theme.is_dark();
    let mix = |share: f32| color(palette.ink.mix(palette.muted, share));
    Chrome {
        panel: color(palette.card),
        sunken: color(
            palette
                .canvas
                .mix(palette.ink, if dark { 0.04 } else { 0.05 }),
        ),
        control: color(
            palette
                .card
                .mix(palette.ink, if dark { 0.05 } else { 0.03 }),
        ),
        line: color(palette.line),
        hover: color(
            palette
                .card
                .mix(palette.ink, if dark { 0.09 } else { 0.055 }),
        ),
        ink: color(palette.ink),
        text: mix(0.3),
        muted: color(palette.muted),
        faint: color(palette.faint),
        accent: color(palette.info),
        accent_fill: color(palette.selection_fill),
        dots: color(
            palette
                .line
                .mix(palette.canvas, if dark { 0.45 } else { 0.2 }),
        ),
    }
}

/// Installs fonts and both themes.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        ctx.style_mut_of(theme, |style| style_of(style, own(theme)));
    }
    ctx.options_mut(|options| {
        // Ctrl with plus, minus and 0 zooms the diagram.
        options.zoom_with_keyboard = false;
        // For systems that do not say what they prefer.
        options.fallback_theme = egui::Theme::Light;
    });
}

/// Shows the chosen theme.
pub fn choose(ctx: &egui::Context, choice: ThemeChoice) {
    ctx.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

fn fonts() -> FontDefinitions {
    // The fonts that egui brings stay as fallbacks for what Inter lacks.
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("inter", REGULAR), (SEMI_BOLD_NAME, SEMI_BOLD)] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, first) in [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Name(SEMI_BOLD_NAME.into()), SEMI_BOLD_NAME),
    ] {
        let mut names = vec![first.to_owned()];
        names.extend(fallback.iter().cloned());
        fonts.families.insert(family, names);
    }
    // A family of their own: Inter has glyphs of its own where the icons are.
    let icons = egui_phosphor::Variant::Regular.font_bytes();
    fonts.font_data.insert(
        ICONS_NAME.to_owned(),
        Arc::new(FontData::from_static(icons)),
    );
    fonts.families.insert(
        FontFamily::Name(ICONS_NAME.into()),
        vec![ICONS_NAME.to_owned()],
    );
    fonts
}

fn style_of(style: &mut egui::Style, theme: Theme) {
    let chrome = chrome_of(theme);
    style.text_styles = [
        (TextStyle::Small, regular(11.0)),
        (TextStyle::Body, regular(12.5)),
        (TextStyle::Button, regular(12.5)),
        (TextStyle::Monospace, FontId::monospace(11.5)),
        (TextStyle::Heading, semi_bold(17.0)),
    ]
    .into();
    style.spacing.item_spacing = vec2(6.0, 4.0);
    style.spacing.button_padding = vec2(8.0, 3.0);
    style.spacing.interact_size = vec2(24.0, 22.0);
    style.spacing.menu_margin = Margin::same(5);
    style.spacing.menu_width = 260.0;
    style.spacing.combo_height = 320.0;
    style.spacing.icon_width = 14.0;
    style.spacing.icon_width_inner = 8.0;
    style.spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        ..ScrollStyle::floating()
    };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style.animation_time = 0.1;
    style.scroll_animation = egui::style::ScrollAnimation::default();
    style.visuals = visuals(theme, chrome);
}

fn visuals(theme: Theme, chrome: Chrome) -> Visuals {
    let palette = Palette::of(theme);
    let mut visuals = if theme.is_dark() {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let widget = |fill: Color32, stroke: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, stroke),
        corner_radius: CornerRadius::same(5),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(chrome.panel, chrome.line, chrome.ink);
    visuals.widgets.inactive = widget(chrome.control, chrome.line, chrome.ink);
    visuals.widgets.hovered = widget(chrome.hover, color(palette.outline), chrome.ink);
    visuals.widgets.active = widget(chrome.accent_fill, chrome.accent, chrome.ink);
    visuals.widgets.open = widget(chrome.hover, color(palette.outline), chrome.ink);
    visuals.selection.bg_fill = color(palette.selection).gamma_multiply(0.3);
    visuals.selection.stroke = Stroke::new(1.0, chrome.accent);
    visuals.weak_text_color = Some(chrome.muted);
    visuals.hyperlink_color = chrome.accent;
    visuals.error_fg_color = color(palette.readable(palette.error));
    visuals.warn_fg_color = color(palette.readable(palette.warning));
    visuals.extreme_bg_color = chrome.panel;
    visuals.text_edit_bg_color = Some(color(palette.card));
    visuals.faint_bg_color = color(palette.stripe);
    visuals.panel_fill = chrome.panel;
    visuals.window_fill = chrome.panel;
    visuals.window_stroke = Stroke::new(1.0, chrome.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(7);
    let shadow = |alpha: u8, blur: u8, y: i8| Shadow {
        offset: [0, y],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(alpha),
    };
    let strength = if theme.is_dark() { 110 } else { 34 };
    visuals.popup_shadow = shadow(strength, 14, 4);
    visuals.window_shadow = shadow(strength + 20, 28, 8);
    // A blinking caret would paint frames for as long as a field has the focus.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, chrome.accent);
    visuals.handle_shape = egui::style::HandleShape::Circle;
    visuals
}
