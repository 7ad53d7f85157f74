//! The JSON Schema of the file.

use schemars::generate::SchemaSettings;

use super::file::File;

/// The JSON Schema that describes `.erd.json` files, for editors and tools.
pub fn json_schema() -> String {
    let settings = SchemaSettings::draft2020_12();
    let schema = settings.into_generator().into_root_schema_for::<File>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
