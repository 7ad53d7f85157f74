//! Probabilities: numbers, parameters and arithmetic.

use roxmltree::Node;

use super::names::{Definition, Names, boolean};
use super::{OpenPsaError, attribute, content, fault};

/// The probability of a basic event, if it has one.
pub(super) fn of_event(names: &Names, event: &Definition) -> Result<Option<f64>, OpenPsaError> {
    let Some(expression) = content(event.element).next() else {
        return Ok(None);
    };
    let value = value(names, expression, &event.scope, 0)?;
    if (0.0..=1.0).contains(&value) {
        return Ok(Some(value));
    }
    Err(fault(
        expression,
        format!(
            "the probability of “{}” is {value}; it must be from 0 to 1",
            event.name
        ),
    ))
}

/// How deep parameters may stand on parameters.
const DEEPEST: usize = 200;

fn value(names: &Names, node: Node, scope: &str, depth: usize) -> Result<f64, OpenPsaError> {
    if depth > DEEPEST {
        return Err(fault(
            node,
            "parameters are defined in terms of themselves, or too deep; give the probability as a number",
        ));
    }
    let of = |inner: Node| value(names, inner, scope, depth + 1);
    let all = || content(node).map(of).collect::<Result<Vec<f64>, _>>();
    let kind = node.tag_name().name();
    let needs = |count: usize, found: &[f64]| {
        if found.len() == count {
            Ok(())
        } else {
            Err(fault(
                node,
                format!("<{kind}> takes {count} values, here are {}", found.len()),
            ))
        }
    };
    match kind {
        "float" | "int" => {
            let text = attribute(node, "value")?;
            match text.trim().parse() {
                Ok(number) => Ok(number),
                Err(_) => Err(fault(node, format!("“{text}” is not a number"))),
            }
        }
        "bool" => Ok(f64::from(u8::from(boolean(node)?))),
        "parameter" => {
            let parameter = names.parameter(node, scope)?;
            match content(parameter.element).next() {
                Some(inner) => value(names, inner, &parameter.scope, depth + 1),
                None => Err(fault(
                    parameter.element,
                    format!("parameter “{}” has no value", parameter.name),
                )),
            }
        }
        "add" => Ok(all()?.into_iter().sum()),
        "mul" => Ok(all()?.into_iter().product()),
        "sub" => Ok(all()?.into_iter().reduce(|a, b| a - b).unwrap_or(0.0)),
        "div" => Ok(all()?.into_iter().reduce(|a, b| a / b).unwrap_or(0.0)),
        "min" => Ok(all()?.into_iter().fold(f64::INFINITY, f64::min)),
        "max" => Ok(all()?.into_iter().fold(f64::NEG_INFINITY, f64::max)),
        "mean" => {
            let values = all()?;
            Ok(values.iter().sum::<f64>() / values.len() as f64)
        }
        "neg" => {
            let values = all()?;
            needs(1, &values)?;
            Ok(-values[0])
        }
        "exp" => {
            let values = all()?;
            needs(1, &values)?;
            Ok(values[0].exp())
        }
        "log" => {
            let values = all()?;
            needs(1, &values)?;
            Ok(values[0].ln())
        }
        "pow" => {
            let values = all()?;
            needs(2, &values)?;
            Ok(values[0].powf(values[1]))
        }
        // A rate and a time.
        "exponential" => {
            let values = all()?;
            needs(2, &values)?;
            Ok(-(-values[0] * values[1]).exp_m1())
        }
        _ => Err(fault(
            node,
            format!(
                "<{kind}> is not supported as a probability; give a number: <float value=\"0.001\"/>"
            ),
        )),
    }
}
