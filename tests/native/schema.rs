//! The JSON Schema says of a file what reading it says.

#![expect(
    clippy::unwrap_used,
    reason = "a schema of another shape fails the test"
)]

use erdwall::format::native::{Syntax, json_schema, read, write};
use serde_json::{Value, json};

use super::EVERYTHING;

/// Whether a value conforms to a schema; otherwise where it does not. Knows the keywords that our schema uses and no others.
pub(super) fn conforms(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    let Some(schema) = schema.as_object() else {
        return if schema == &json!(true) {
            Ok(())
        } else {
            Err("nothing is allowed".to_owned())
        };
    };
    let all = |schemas: &Value| -> Vec<Result<(), String>> {
        let schemas = schemas.as_array().unwrap();
        schemas
            .iter()
            .map(|schema| conforms(value, schema, root))
            .collect()
    };
    for (keyword, said) in schema {
        let fine = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "format" | "properties"
            | "prefixItems" => true,
            "$ref" => {
                let name = said.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                conforms(value, &root["$defs"][name], root)?;
                true
            }
            "type" => match said.as_array() {
                Some(types) => types.iter().any(|t| is_of_type(value, t)),
                None => is_of_type(value, said),
            },
            "const" => value == said,
            "enum" => said.as_array().unwrap().contains(value),
            "oneOf" => all(said).iter().filter(|result| result.is_ok()).count() == 1,
            "anyOf" => all(said).iter().any(Result::is_ok),
            "minimum" => value.as_f64() >= said.as_f64(),
            "maximum" => value.as_f64() <= said.as_f64(),
            "minItems" => value
                .as_array()
                .is_none_or(|v| v.len() as u64 >= said.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|v| v.len() as u64 <= said.as_u64().unwrap()),
            "required" => said
                .as_array()
                .unwrap()
                .iter()
                .all(|key| value.get(key.as_str().unwrap()).is_some()),
            "additionalProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    let known = schema.get("properties").and_then(|p| p.get(key));
                    conforms(value, known.unwrap_or(said), root)
                        .map_err(|e| format!("{key}: {e}"))?;
                }
                true
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    conforms(item, said, root)?;
                }
                true
            }
            other => panic!("the test does not know the keyword {other}"),
        };
        if !fine {
            return Err(format!("{keyword} {said} of {value}"));
        }
    }
    if let Some(Value::Array(items)) = schema.get("prefixItems") {
        for (item, schema) in value.as_array().into_iter().flatten().zip(items) {
            conforms(item, schema, root)?;
        }
    }
    if let Some(Value::Object(known)) = schema.get("properties")
        && !schema.contains_key("additionalProperties")
    {
        for (key, schema) in known {
            value
                .get(key)
                .map_or(Ok(()), |value| conforms(value, schema, root))?;
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the test does not know the type {other}"),
    }
}

#[test]
fn a_file_that_uses_everything_conforms() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let design = read(EVERYTHING.as_bytes(), Syntax::Ron).unwrap().design;
    let file = serde_json::from_str(&write(&design, Syntax::Json)).unwrap();
    conforms(&file, &schema, &schema).unwrap();
}

#[test]
fn what_reading_refuses_does_not_conform() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    for file in [
        json!({"name": "no format"}),
        json!({"format": 2}),
        json!({"format": 1, "nme": "x"}),
        json!({"format": 1, "services": [{"tier": "Critical"}]}),
        json!({"format": 1, "services": [{"name": "x", "tier": "High"}]}),
        json!({"format": 1, "services": [{"name": "x", "instances": 0}]}),
        json!({"format": 1, "zones": [{"name": "x", "consistency": {"Bounded": {"sec": 1}}}]}),
        json!({"format": 1, "zones": [{"name": "x", "consistency": {"Bounded": {"seconds": 1, "x": 1}}}]}),
        json!({"format": 1, "relationships": [{"from": "a", "to": "b", "ends": ["One"], "integrity": "None"}]}),
        json!({"format": 1, "views": [{"name": "v", "at": {"a": [1, 2, 3]}}]}),
    ] {
        assert!(conforms(&file, &schema, &schema).is_err(), "{file}");
        assert!(
            read(file.to_string().as_bytes(), Syntax::Json).is_err(),
            "{file}"
        );
    }
}

#[test]
fn it_tells_what_things_are() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["title"], "Design");
    let described = |value: &Value| {
        value["description"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    };
    assert!(described(&schema));
    for (name, part) in schema["$defs"].as_object().unwrap() {
        for (key, property) in part["properties"].as_object().into_iter().flatten() {
            assert!(described(property), "{name}.{key} is not described");
        }
    }
}
