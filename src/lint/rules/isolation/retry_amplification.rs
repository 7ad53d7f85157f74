//! `retry-amplification`

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::facts::AccessOf;
use crate::lint::rule::rule;
use crate::lint::{Context, Finding, Fix};
use crate::model::{AccessTarget, Operation, OperationId, Part, Via};

rule! {
    /// Attempts multiply along a path of calls, past a limit or past what a store can serve.
    ///
    /// # Why it hurts
    /// Where every layer tries again, one slow part at the bottom gets many times the load that made it slow, and stays down after
    /// the cause is gone.
    ///
    /// # Example
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments"), (name: "Bank", kind: External)],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "authorize", timeout_ms: 3000, attempts: 3, fallback: None)]),
    ///     (name: "authorize", service: "Payments", accesses: [(call_service: "Bank", timeout_ms: 1000, attempts: 3, fallback: None)]),
    /// ],
    /// ```
    /// # Mended
    /// ```ron
    /// services: [(name: "Orders"), (name: "Payments"), (name: "Bank", kind: External)],
    /// operations: [
    ///     (name: "place order", service: "Orders", accesses: [(call: "authorize", timeout_ms: 3000, fallback: None)]),
    ///     (name: "authorize", service: "Payments", accesses: [(call_service: "Bank", timeout_ms: 1000, attempts: 3, fallback: None)]),
    /// ],
    /// ```
    RULE = "retry-amplification", Isolation, Error, ["attempts": 4.0, "Attempts at the end of a path up to which it is fine"]
}

/// A path of calls, from the operation that begins to the last access.
#[derive(Clone)]
struct Chain {
    accesses: Vec<AccessOf>,
    attempts: u64,
}

fn check(context: &Context, found: &mut Vec<Finding>) {
    let most = context.threshold("attempts");
    let mut known = BTreeMap::new();
    let mut chains: Vec<Chain> = context
        .design
        .operations()
        .ids()
        .filter_map(|id| worst(context, id, &mut known))
        .collect();
    // The longest first: the shorter ones in it are not worth a word of their own.
    chains.sort_by_key(|chain| std::cmp::Reverse((chain.attempts, chain.accesses.len())));
    let mut told: BTreeSet<AccessOf> = BTreeSet::new();
    for chain in chains {
        let (Some(first), Some(last)) = (chain.accesses.first(), chain.accesses.last()) else {
            continue;
        };
        if chain.accesses.iter().all(|of| told.contains(of)) {
            continue;
        }
        let overload = overload(context, &chain);
        if chain.attempts as f64 <= most && overload.is_none() {
            continue;
        }
        told.extend(&chain.accesses);
        let target = target(context, *last);
        let begins = context.name(first.operation);
        let message = match overload {
            Some((load, capacity)) if chain.attempts as f64 <= most => format!(
                "Retries of {begins} send {load} requests per second to {target} while it is slow, which serves {capacity}",
            ),
            _ => format!(
                "One call of {begins} becomes {} calls of {target} while it is slow: {} multiply",
                chain.attempts,
                if chain.accesses.len() == 1 {
                    "its attempts"
                } else {
                    "the attempts of each layer"
                },
            ),
        };
        let mut finding = Finding::new(Part::Operation(first.operation), message).along(
            chain
                .accesses
                .iter()
                .rev()
                .map(|of| Part::Operation(of.operation)),
        );
        for of in &chain.accesses {
            finding = finding.also(Part::Operation(of.operation));
        }
        found.push(finding.fix(mend(context, chain, most)));
    }
}

/// The path of calls from an operation on at whose end there are the most attempts.
fn worst(
    context: &Context,
    id: OperationId,
    known: &mut BTreeMap<OperationId, Option<Chain>>,
) -> Option<Chain> {
    if let Some(known) = known.get(&id) {
        return known.clone();
    }
    // What goes round in a circle ends there.
    known.insert(id, None);
    let operation = context.design.get(id)?;
    let mut best: Option<Chain> = None;
    for (place, access) in operation.accesses.iter().enumerate() {
        if context.facts.via(operation, access) != Via::Call {
            continue;
        }
        let of = AccessOf {
            operation: id,
            place,
        };
        let attempts = u64::from(access.attempts.max(1));
        let further = match access.target {
            AccessTarget::Call(called) => worst(context, called, known),
            _ => None,
        };
        let chain = match further.filter(|chain| chain.attempts > 1) {
            Some(mut chain) => {
                chain.accesses.insert(0, of);
                chain.attempts = chain.attempts.saturating_mul(attempts);
                chain
            }
            None => Chain {
                accesses: vec![of],
                attempts,
            },
        };
        if best
            .as_ref()
            .is_none_or(|best| chain.attempts > best.attempts)
        {
            best = Some(chain);
        }
    }
    known.insert(id, best.clone());
    best
}

fn access<'a>(context: &Context<'a>, of: AccessOf) -> Option<&'a crate::model::Access> {
    context
        .design
        .get::<Operation>(of.operation)?
        .accesses
        .get(of.place)
}

fn target(context: &Context, of: AccessOf) -> String {
    let access = access(context, of);
    access.map_or_else(String::new, |access| match access.target {
        AccessTarget::Read(entity) | AccessTarget::Write(entity) => context.entity(entity),
        AccessTarget::Call(operation) => context.name(operation).to_owned(),
        AccessTarget::CallService(service) => context.name(service).to_owned(),
    })
}

/// The load that retries bring to the store at the end, and what it serves, where only the retries are too much for it.
fn overload(context: &Context, chain: &Chain) -> Option<(f64, f64)> {
    let first = chain.accesses.first()?;
    let rate = context.design.get::<Operation>(first.operation)?.rate?;
    let last = access(context, *chain.accesses.last()?)?;
    let entity = match last.target {
        AccessTarget::Read(entity) | AccessTarget::Write(entity) => entity,
        AccessTarget::Call(called) => {
            let accesses = context.design.get(called)?.accesses.iter();
            accesses.clone().find_map(|access| match access.target {
                AccessTarget::Read(entity) | AccessTarget::Write(entity) => Some(entity),
                _ => None,
            })?
        }
        AccessTarget::CallService(_) => return None,
    };
    let capacity = context.facts.store(entity)?.capacity?;
    let load = rate * chain.attempts as f64;
    (chain.attempts > 1 && rate <= capacity && load > capacity).then_some((load, capacity))
}

/// Retries at one layer only: the last, which knows best what it calls.
fn mend(context: &Context, chain: Chain, most: f64) -> Fix {
    let last = chain.accesses.last().copied();
    let keep = overload(context, &chain).map_or(most, |(load, capacity)| {
        (capacity / load * chain.attempts as f64).min(most)
    });
    let keep = (keep.floor().max(1.0)) as u32;
    Fix::look(
        match last {
            Some(last) => format!("Try again only in {}", context.name(last.operation)),
            None => "Try once".to_owned(),
        },
        "What fails at another layer fails at once.",
        move |builder| {
            // Calls of the path that try only once stay as they are.
            let retrying = |builder: &crate::edit::Builder, of: &AccessOf| {
                let operation = builder.design().get::<Operation>(of.operation);
                operation.and_then(|o| Some(o.accesses.get(of.place)?.attempts > 1)) == Some(true)
            };
            let kept = chain
                .accesses
                .iter()
                .rev()
                .find(|of| retrying(builder, of))
                .copied();
            for of in &chain.accesses {
                let attempts = if Some(*of) == kept { keep } else { 1 };
                builder.update(of.operation, |operation: &mut Operation| {
                    if let Some(access) = operation.accesses.get_mut(of.place) {
                        access.attempts = access.attempts.min(attempts);
                        if access.attempts <= 1 {
                            access.backoff_ms = None;
                        }
                    }
                });
            }
        },
    )
}
