//! From what was recorded to what is told: series per second, as if nothing had been divided.

use super::engine::Ended;
use super::run::Played;
use super::time::Time;
use super::{
    FeedRun, OperationRun, Options, Recovery, Run, RunEvent, ServiceRun, StoreRun, TrialSpan,
    explain, recovery,
};
use crate::analysis::trials::Way;
use crate::model::{Scenario, Trial};

/// What there is to see of a run.
pub(super) fn told(
    played: Played<'_>,
    recoveries: Vec<Recovery>,
    scenario: &Scenario,
    options: &Options,
) -> Run {
    let plan = played.plan;
    let has_load = scenario
        .trials
        .iter()
        .any(|trial| matches!(trial, Trial::Load { .. }));
    let findings = explain::findings(&played, &recoveries, has_load);
    let paths: Vec<Vec<Way>> = (0..plan.operations.len())
        .map(|at| {
            let fails = recovery::failing(&played, at) > 0.0;
            if fails {
                explain::path(&played, at)
            } else {
                Vec::new()
            }
        })
        .collect();
    let Played {
        record,
        frame,
        ended,
        simulated,
        ..
    } = played;
    let begin = frame.begin.as_seconds();
    let seconds = |time: Time| time.as_seconds() - begin;
    let column = record.column.as_seconds();
    let scale = plan.scale as f32 / column as f32;
    let rates = |counts: &[u32]| counts.iter().map(|n| *n as f32 * scale).collect();
    let numbers = |counts: &[u32]| -> Vec<f32> {
        let counts = counts.iter();
        counts.map(|n| *n as f32 * plan.scale as f32).collect()
    };
    let operations = record.operations.iter().zip(&plan.operations);
    let operations = operations
        .zip(recoveries.into_iter().zip(paths))
        .enumerate()
        .map(
            |(at, ((counted, operation), (recovery, path)))| OperationRun {
                part: plan.part(at),
                name: operation.name.clone(),
                service: operation.service.map(|service| plan.services[service].id),
                rate: operation.rate * f64::from(plan.scale),
                fine: rates(&counted.fine),
                worse: rates(&counted.worse),
                failed: rates(&counted.failed),
                p50_ms: counted.p50.clone(),
                p95_ms: counted.p95.clone(),
                recovery,
                path,
            },
        );
    let stores = record.stores.iter().zip(&plan.stores);
    let stores = stores.map(|(counted, store)| StoreRun {
        id: store.id,
        name: store.name.clone(),
        capacity: store.capacity.map(|c| c * f64::from(plan.scale)),
        asked: rates(&counted.asked),
        served: rates(&counted.served),
        waiting: numbers(&counted.waiting),
        p95_ms: counted.p95.clone(),
        mean_s: counted.all_time as f64 / 1e9 / counted.all_served.max(1) as f64,
        waited: counted.all_waited as f64 / counted.all_begun.max(1) as f64,
    });
    let services = record.services.iter().zip(&plan.services);
    let services = services.map(|(active, service)| ServiceRun {
        id: service.id,
        name: service.name.clone(),
        active: numbers(active),
    });
    let feeds = record.feeds.iter().zip(&plan.feeds);
    let feeds = feeds.map(|(stale, feed)| FeedRun {
        id: feed.id,
        name: feed.name.clone(),
        lag_s: feed.lag.as_seconds(),
        stale_s: stale.clone(),
    });
    let trials = record
        .trials
        .iter()
        .filter(|(place, ..)| *place < scenario.trials.len());
    Run {
        seed: options.seed,
        column_s: column,
        begin_s: -begin,
        columns: record.columns,
        trials: trials
            .map(|(place, from, to)| TrialSpan {
                place: *place,
                from_s: seconds(*from),
                to_s: to.map(seconds),
            })
            .collect(),
        operations: operations.collect(),
        stores: stores.collect(),
        services: services.collect(),
        feeds: feeds.collect(),
        events: record
            .events
            .iter()
            .map(|event| RunEvent {
                at_s: seconds(event.at),
                part: event.part.clone(),
                words: event.words.clone(),
            })
            .collect(),
        findings,
        assumptions: plan.assumptions.clone(),
        divided_by: plan.scale,
        is_cut_short: ended == Ended::Budget,
        simulated,
    }
}
