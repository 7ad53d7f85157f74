//! Annotations of a pull request: one workflow command a line.

use super::{Checked, level};
use crate::model::Level;

pub(super) fn write(checked: &[Checked]) -> String {
    let mut text = String::new();
    for file in checked {
        for diagnostic in file.report.open() {
            let command = match diagnostic.level {
                Level::Info | Level::Off => "notice",
                other => level(other),
            };
            let place = file.place(diagnostic).map_or_else(String::new, |place| {
                format!(",line={},col={}", place.line, place.column)
            });
            text.push_str(&format!(
                "::{command} file={}{place},title={}::{}\n",
                property(&file.file),
                property(diagnostic.rule.id),
                data(&diagnostic.message)
            ));
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
