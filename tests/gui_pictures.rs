//! Pictures of the whole window, compared with those in `tests/pictures`.
//!
//! They are drawn without a screen, by a graphics driver in software where there is one (Debian: `mesa-vulkan-drivers`). Where
//! no adapter exists at all, each is listed by its name as ignored. After a change that is meant, look at the new pictures
//! and keep them: `UPDATE_SNAPSHOTS=1 cargo test --test gui_pictures`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

#[cfg(feature = "gui")]
fn main() -> std::process::ExitCode {
    pictures::main()
}

#[cfg(not(feature = "gui"))]
fn main() {}

#[cfg(feature = "gui")]
mod pictures {
    use std::fmt::Write as _;
    use std::panic;
    use std::path::Path;
    use std::process::ExitCode;
    use std::thread;

    use eframe::egui::{Vec2, vec2};
    use egui_kittest::wgpu::WgpuTestRenderer;
    use egui_kittest::{Harness, SnapshotOptions};
    use erdwall::gui::{App, Start};
    use erdwall::session::settings::{Settings, ThemeChoice};
    use libtest_mimic::{Arguments, Failed, Trial};

    /// So many pixels may differ visibly: drivers round edges otherwise.
    const ROUNDED_OTHERWISE: usize = 40;

    const WHOLE: Vec2 = vec2(1280.0, 800.0);
    const SMALL: Vec2 = vec2(720.0, 480.0);

    /// Writes a design to a file.
    type Write = fn(&Path);

    /// What is drawn: the name of the picture, the design, the size of the window, the theme.
    const PICTURES: [(&str, Write, Vec2, ThemeChoice); 4] = [
        ("light", shop, WHOLE, ThemeChoice::Light),
        ("dark", shop, WHOLE, ThemeChoice::Dark),
        ("small", shop, SMALL, ThemeChoice::Light),
        ("thousand_entities", thousand, WHOLE, ThemeChoice::Light),
    ];

    pub fn main() -> ExitCode {
        let without = renderer().is_none();
        let trials = PICTURES.map(|(name, write, size, theme)| {
            // In a thread of its own, as the harness expects of tests.
            let trial = Trial::test(name, move || {
                thread::spawn(move || compare(name, write, size, theme))
                    .join()
                    .map_err(|_| Failed::without_message())
            });
            // The list says of those that are not run that they were ignored, and why.
            if without {
                trial
                    .with_kind("no graphics adapter, not even one in software")
                    .with_ignored_flag(true)
            } else {
                trial
            }
        });
        libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
    }

    /// None where there is no adapter to draw with, which the renderer says by a panic only.
    fn renderer() -> Option<WgpuTestRenderer> {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let renderer = panic::catch_unwind(WgpuTestRenderer::new).ok();
        panic::set_hook(hook);
        renderer
    }

    fn compare(name: &str, write: Write, size: Vec2, theme: ThemeChoice) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{name}.erd.ron"));
        write(&file);
        let start = Start {
            file: Some(file),
            settings: Settings {
                theme,
                ..Settings::default()
            },
            settings_folder: None,
            at_once: true,
        };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_max_steps(12)
            .renderer(WgpuTestRenderer::new())
            .build_ui_state(
                move |ui, app: &mut Option<App>| match app {
                    Some(app) => app.frame(ui),
                    // The fonts that this installs are there from the next frame on.
                    None => {
                        *app = Some(App::new(ui.ctx(), start.clone()));
                        ui.ctx().request_repaint();
                    }
                },
                None,
            );
        harness.run();
        let options = SnapshotOptions::new()
            .output_path("tests/pictures")
            .max_failed_pixels(ROUNDED_OTHERWISE);
        harness.snapshot_options(name, &options);
    }

    fn shop(file: &Path) {
        std::fs::copy("examples/shop.erd.ron", file).unwrap();
    }

    /// Forty services of 25 entities, each of which refers to the one before.
    fn thousand(file: &Path) {
        let mut text = String::from("Design(format: 1, services: [");
        for service in 0..40 {
            write!(text, "(name: \"service_{service}\"),").unwrap();
        }
        text.push_str("], entities: [");
        for number in 0..1000 {
            let service = number / 25;
            write!(
                text,
                r#"(name: "entity_{number}", service: "service_{service}", fields: [
                    (name: "id", type: "uuid", key: true),
                    (name: "parent_id", type: "uuid"),
                    (name: "state", type: "text"),
                ]),"#
            )
            .unwrap();
        }
        text.push_str("], relationships: [");
        for number in 1..1000 {
            let parent = number - 1;
            write!(
                text,
                r#"(from: "entity_{number}.parent_id", to: "entity_{parent}.id", ends: (Many, One), integrity: Enforced),"#
            )
            .unwrap();
        }
        text.push_str("])");
        std::fs::write(file, text).unwrap();
    }
}
