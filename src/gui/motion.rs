//! Whether the system asks for less motion, as far as it can be asked.
//!
//! The window library does not tell. Each desktop has a program that does, which is asked once, beside the window's own thread;
//! where there is none, nothing is asked for.

use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::thread;

use eframe::egui;

/// The answer of the system, once it is there.
#[derive(Clone, Debug, Default)]
pub struct SystemMotion(Arc<OnceLock<bool>>);

impl SystemMotion {
    /// Asks the system; the window is painted anew when it asks for less motion.
    pub fn ask(ctx: &egui::Context) -> Self {
        let answer = Self::default();
        let (slot, ctx) = (Arc::clone(&answer.0), ctx.clone());
        // Without a thread there is no answer, which is one that can be lived with.
        let _ = thread::Builder::new()
            .name("motion".to_owned())
            .spawn(move || {
                let is_reduced = QUESTIONS.iter().any(Question::is_answered);
                let _ = slot.set(is_reduced);
                if is_reduced {
                    ctx.request_repaint();
                }
            });
        answer
    }

    /// Whether less motion is asked for.
    pub fn is_reduced(&self) -> bool {
        self.0.get().copied().unwrap_or(false)
    }
}

/// A program of the system, and what it says when less motion is asked for.
struct Question {
    program: &'static str,
    arguments: &'static [&'static str],
    answer: &'static str,
}

impl Question {
    fn is_answered(&self) -> bool {
        let mut command = Command::new(self.program);
        command.args(self.arguments);
        #[cfg(target_os = "windows")]
        {
            // No console comes up for it.
            const CREATE_NO_WINDOW: u32 = 0x0800_0000;
            use std::os::windows::process::CommandExt as _;
            command.creation_flags(CREATE_NO_WINDOW);
        }
        command.output().is_ok_and(|output| {
            let said = String::from_utf8_lossy(&output.stdout);
            output.status.success() && said.trim() == self.answer
        })
    }
}

#[cfg(target_os = "macos")]
const QUESTIONS: &[Question] = &[Question {
    program: "defaults",
    arguments: &["read", "com.apple.universalaccess", "reduceMotion"],
    answer: "1",
}];

#[cfg(target_os = "windows")]
const QUESTIONS: &[Question] = &[Question {
    program: "powershell",
    arguments: &[
        "-NoProfile",
        "-Command",
        "Add-Type -AssemblyName PresentationCore, PresentationFramework; [Windows.SystemParameters]::ClientAreaAnimation",
    ],
    answer: "False",
}];

#[cfg(not(any(target_os = "macos", target_os = "windows")))]
const QUESTIONS: &[Question] = &[
    Question {
        program: "gsettings",
        arguments: &["get", "org.gnome.desktop.interface", "enable-animations"],
        answer: "false",
    },
    Question {
        program: "kreadconfig6",
        arguments: &["--group", "KDE", "--key", "AnimationDurationFactor"],
        answer: "0",
    },
];
