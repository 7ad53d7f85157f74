//! `erdwall coupling`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::import::ImportArguments;
use super::{Failure, Outcome, output};
use crate::analysis::coupling::Coupling;
use crate::analysis::facts::Facts;
use crate::lint::part_name;
use crate::model::names::Names;
use crate::model::{Design, ServiceId, StoreId};
use crate::session::{open_bytes, read_file};

/// Show what couples the services of a design, and how well they are cut
#[derive(Debug, Args)]
pub(super) struct CouplingOf {
    /// Design (.erd.ron, .erd.json) or DDL file (.sql); `-` reads standard input
    file: PathBuf,

    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Human)]
    format: Form,

    #[command(flatten)]
    import: ImportArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Human,
    Json,
}

/// What couples the services, as JSON has it.
#[derive(Debug, Serialize)]
struct Report {
    services: Vec<Service>,
    dependencies: Vec<Between>,
    boundary: Boundary,
    modularity: Modularity,
    #[serde(skip_serializing_if = "Option::is_none")]
    longest_chain: Option<Chain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<Pattern>,
}

#[derive(Debug, Serialize)]
struct Service {
    name: String,
    entities: usize,
    ca: usize,
    ce: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    instability: Option<f64>,
    relationships: Boundary,
    synchronous_depth: usize,
    waits_in_circle: bool,
}

#[derive(Debug, Serialize)]
struct Boundary {
    all: usize,
    crossing: usize,
    crossing_enforced: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    share_crossing: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Between {
    from: String,
    to: String,
    dependencies: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    kind: &'static str,
    what: String,
}

#[derive(Debug, Serialize)]
struct Modularity {
    present: f64,
    best_found: f64,
    groups_of_best: usize,
    moves: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    entity: String,
    from: String,
    to: String,
    gain: f64,
}

#[derive(Debug, Serialize)]
struct Chain {
    hops: usize,
    services: Vec<Vec<String>>,
    path: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Pattern {
    name: &'static str,
    about: &'static str,
    shared_stores: Vec<Shared>,
    pros: Vec<String>,
    cons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Shared {
    store: String,
    services: Vec<String>,
}

impl CouplingOf {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let opened = open_bytes(&self.file, read_file(&self.file)?, &self.import.read()?)?;
        if let Some(imported) = &opened.import {
            output::report(imported);
        }
        let design = opened.document.design();
        let report = report(design, Coupling::of(&Facts::new(design)));
        let text = match self.format {
            Form::Json => serde_json::to_string_pretty(&report)? + "\n",
            Form::Human => words(&report),
        };
        output::write(None, text.as_bytes())?;
        Ok(Outcome::Clean)
    }
}

fn report(design: &Design, coupling: Coupling) -> Report {
    let names = Names::new(design);
    let service = |id: ServiceId| {
        design
            .get(id)
            .map_or_else(String::new, |it| it.name.clone())
    };
    let store = |id: StoreId| {
        design
            .get(id)
            .map_or_else(String::new, |it| it.name.clone())
    };
    let services = coupling.services.iter().map(|it| Service {
        name: service(it.service),
        entities: it.entities,
        ca: it.afferent,
        ce: it.efferent,
        instability: it.instability(),
        relationships: boundary(it.boundary),
        synchronous_depth: it.depth,
        waits_in_circle: it.in_circle,
    });
    let dependencies = coupling.needs.iter().map(|((from, to), need)| Between {
        from: service(*from),
        to: service(*to),
        dependencies: (need.dependencies.iter())
            .map(|one| One {
                kind: one.kind().label(),
                what: one.describe(design, &names),
            })
            .collect(),
    });
    let moves = coupling.cut.moves.iter().map(|step| Step {
        entity: names.entity(step.entity),
        from: service(step.from),
        to: service(step.to),
        gain: step.gain,
    });
    Report {
        services: services.collect(),
        dependencies: dependencies.collect(),
        boundary: boundary(coupling.boundary),
        modularity: Modularity {
            present: coupling.cut.present,
            best_found: coupling.cut.best,
            groups_of_best: coupling.cut.best_groups,
            moves: moves.collect(),
        },
        longest_chain: coupling.chain.map(|chain| Chain {
            hops: chain.hops,
            services: (chain.services.iter())
                .map(|circle| circle.iter().map(|id| service(*id)).collect())
                .collect(),
            path: (chain.path.iter())
                .map(|part| part_name(design, &names, part))
                .collect(),
        }),
        pattern: coupling.pattern.map(|found| Pattern {
            name: found.pattern.label(),
            about: found.pattern.about(),
            shared_stores: (found.shared.iter())
                .map(|(id, users)| Shared {
                    store: store(*id),
                    services: users.iter().map(|id| service(*id)).collect(),
                })
                .collect(),
            pros: found.pros,
            cons: found.cons,
        }),
    }
}

fn boundary(crossing: crate::analysis::coupling::Crossing) -> Boundary {
    Boundary {
        all: crossing.relationships,
        crossing: crossing.crossing,
        crossing_enforced: crossing.enforced,
        share_crossing: crossing.share(),
    }
}

/// How many moves people see.
const SHORT_LIST: usize = 5;

fn words(report: &Report) -> String {
    if report.services.is_empty() {
        return "no services: nothing is coupled\n".to_owned();
    }
    let percent = |share: Option<f64>| {
        share.map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0))
    };
    let names = report.services.iter().map(|it| it.name.chars().count());
    let width = names.max().unwrap_or(0).max("service".len());
    let mut text = format!(
        "{:width$}  entities  Ca  Ce  instability  crossing   depth\n",
        "service"
    );
    for it in &report.services {
        let instability = it
            .instability
            .map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
        text.push_str(&format!(
            "{:width$}  {:>8}  {:>2}  {:>2}  {instability:>11}  {:>8}  {:>6}\n",
            it.name,
            it.entities,
            it.ca,
            it.ce,
            percent(it.relationships.share_crossing),
            if it.waits_in_circle {
                "circle".to_owned()
            } else {
                it.synchronous_depth.to_string()
            },
        ));
    }
    text.push_str(
        "Ca: services that need it · Ce: services that it needs · instability: Ce / (Ca + Ce)\n\
         crossing: share of its relationships that leave it · depth: services that wait in a row behind it, or that it is in a circle\n",
    );
    for between in &report.dependencies {
        text.push_str(&format!("\n{} needs {}\n", between.from, between.to));
        for one in &between.dependencies {
            text.push_str(&format!("    {}: {}\n", one.kind, one.what));
        }
    }
    text.push_str(&format!(
        "\nboundaries: {} of {} relationships cross one ({}), {} of them enforced\n",
        report.boundary.crossing,
        report.boundary.all,
        percent(report.boundary.share_crossing),
        report.boundary.crossing_enforced,
    ));
    let cut = &report.modularity;
    text.push_str(&format!(
        "modularity of the cut: {:.3}; the best found has {:.3} with {} groups\n",
        cut.present, cut.best_found, cut.groups_of_best,
    ));
    for step in cut.moves.iter().take(SHORT_LIST) {
        text.push_str(&format!(
            "    {} from {} to {}: +{:.3}\n",
            step.entity, step.from, step.to, step.gain
        ));
    }
    if let Some(chain) = &report.longest_chain {
        let services: Vec<String> = chain
            .services
            .iter()
            .map(|circle| circle.join(" ⇄ "))
            .collect();
        text.push_str(&format!("longest chain: {}\n", services.join(" → ")));
    }
    if let Some(pattern) = &report.pattern {
        text.push_str(&format!("\n{}: {}\n", pattern.name, lower(pattern.about)));
        for pro in &pattern.pros {
            text.push_str(&format!("    + {pro}\n"));
        }
        for con in &pattern.cons {
            text.push_str(&format!("    - {con}\n"));
        }
    }
    text
}

/// A sentence as it stands behind a colon.
fn lower(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters
        .next()
        .map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
