//! `availability-below-target`

use super::spare::spare;
use crate::analysis::availability::{MINUTES_PER_MONTH, Memo, Outage, downtime, span};
use crate::analysis::dependencies::{Dependencies, Subject};
use crate::analysis::facts::{AccessOf, Facts};
use crate::analysis::failure::Probability;
use crate::lint::context::limits;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Fallback, Operation, OperationId, OperationKind, Part, Via};

rule! {
    /// An operation is up less often than its target, by the availability of all that it needs.
    ///
    /// # Why it hurts
    /// The promise is broken even if everything works as well as it is expected to: an operation is at most as available as all
    /// that it cannot do without, together.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders", availability: Share(0.9999)), (name: "Customers", availability: Share(0.99))],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, target: 0.999, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: None)])],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders", availability: Share(0.9999)), (name: "Customers", availability: Share(0.99))],
    /// entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
    /// operations: [(name: "show order", service: "Orders", kind: Query, target: 0.999, accesses: [(read: "customer", via: Call, timeout_ms: 300, fallback: Cache)])],
    /// ```
    RULE = "availability-below-target", Isolation, Error
}

/// Of how many operations a fix is looked for: each takes an evaluation of the design for every candidate.
const MOST_TRIED: usize = 10;

fn check(context: &Context, found: &mut Vec<Finding>) {
    let Some(availabilities) = context.availabilities() else {
        return;
    };
    let memo = Memo::default();
    let mut tried = 0;
    for (id, operation) in context.design.operations().iter() {
        let (Some(target), Some(outage)) =
            (operation.target, availabilities.get(Subject::Operation(id)))
        else {
            continue;
        };
        // A bound may only convict where the truth would, whatever it is.
        if 1.0 - outage.down.low() >= target {
            continue;
        }
        let minutes = match downtime(outage.down) {
            Probability::Exact(minutes) => format!("{} a month", span(minutes)),
            Probability::Between { low, .. } => format!("at least {} a month (a bound)", span(low)),
        };
        let causes = context.dependencies().causes();
        let important = most_important(context, id);
        let message = format!(
            "{} is down {minutes} and may be {}{}",
            operation.name,
            span((1.0 - target) * MINUTES_PER_MONTH),
            because(context, &important, outage)
        );
        let mut finding = Finding::new(Part::Operation(id), message);
        for cause in outage.single_points() {
            for part in causes[cause].cause.parts() {
                finding = finding.also(part);
            }
        }
        tried += 1;
        let fix = (tried <= MOST_TRIED)
            .then(|| fallback(context, &memo, id, operation, target))
            .flatten();
        let spares = important
            .iter()
            .filter_map(|cause| spare(context, &causes[*cause].cause));
        finding.fixes.extend(fix.into_iter().chain(spares));
        if finding.fixes.is_empty() {
            finding = finding.fix(Fix::advice(
                "Keep copies of what it needs, run it in more places, or lower the target",
            ));
        }
        found.push(finding);
    }
}

/// The causes that matter most for an operation, by index.
fn most_important(context: &Context, id: OperationId) -> Vec<usize> {
    let rows = context
        .availabilities()
        .and_then(|all| all.importance(Subject::Operation(id), &limits()).ok())
        .flatten();
    let mut rows = rows.unwrap_or_default();
    rows.sort_by(|a, b| b.cif.total_cmp(&a.cif));
    let rows = rows.iter().filter(|row| row.cif > 0.05);
    rows.take(3).map(|row| row.event).collect()
}

/// The causes that matter most, as the end of a sentence.
fn because(context: &Context, important: &[usize], outage: &Outage) -> String {
    let words = context.words();
    let causes = context.dependencies().causes();
    let names = important
        .iter()
        .map(|cause| words.cause(&causes[*cause].cause));
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        let count = outage.single_points().count();
        return match count {
            0 => String::new(),
            1 => ": one part alone stops it".to_owned(),
            _ => format!(": {count} parts each stop it alone"),
        };
    }
    format!(": mostly because of {}", context.list(&names))
}

/// The fallback that brings most, if with it the target is met.
fn fallback(
    context: &Context,
    memo: &Memo,
    id: OperationId,
    operation: &Operation,
    target: f64,
) -> Option<Fix> {
    let mut best: Option<(f64, usize)> = None;
    for (place, access) in operation.accesses.iter().enumerate() {
        let reads = match access.target {
            AccessTarget::Read(_) => true,
            AccessTarget::Call(called) => {
                context.design.get(called)?.kind != OperationKind::Command
            }
            AccessTarget::Write(_) | AccessTarget::CallService(_) => false,
        };
        let waits = context.facts.via(operation, access) == Via::Call;
        let needed = matches!(access.fallback, Fallback::Unstated | Fallback::None);
        if !reads || !waits || !needed {
            continue;
        }
        let fix = change(
            AccessOf {
                operation: id,
                place,
            },
            String::new(),
        );
        let mut after = context.design.clone();
        after.apply(&fix.transaction(context.design)).ok()?;
        let dependencies = Dependencies::new(&Facts::new(&after));
        let found = memo
            .probabilities(&dependencies, &[Subject::Operation(id)], &limits())
            .ok()?;
        let down = found.first()?.high();
        if 1.0 - down >= target && best.is_none_or(|(least, _)| down < least) {
            best = Some((down, place));
        }
    }
    let (_, place) = best?;
    let what = match operation.accesses.get(place)?.target {
        AccessTarget::Read(entity) | AccessTarget::Write(entity) => context.entity(entity),
        AccessTarget::Call(called) => context.name(called).to_owned(),
        AccessTarget::CallService(service) => context.name(service).to_owned(),
    };
    Some(change(
        AccessOf {
            operation: id,
            place,
        },
        what,
    ))
}

fn change(of: AccessOf, what: String) -> Fix {
    Fix::look(
        format!("Fall back to the last answer of {what}"),
        "While it cannot be asked, what users see may be old.",
        move |builder| {
            builder.update(of.operation, |operation: &mut Operation| {
                if let Some(access) = operation.accesses.get_mut(of.place) {
                    access.fallback = Fallback::Cache;
                }
            });
        },
    )
}
