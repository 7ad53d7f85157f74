//! A design as text.

use std::convert::Infallible;

use serde::Serialize;

use super::file::File;
use super::link::Namer;
use super::{Syntax, VERSION, print};
use crate::model::{Design, List};

/// The canonical text of a design.
pub fn write(design: &Design, syntax: Syntax) -> String {
    let file = file_of(design);
    match syntax {
        Syntax::Ron => print::ron(&file),
        Syntax::Json => json(&file),
    }
}

fn json(file: &File) -> String {
    let mut text = serde_json::to_string_pretty(file).unwrap_or_default();
    text.push('\n');
    text
}

/// The design with names in place of ids.
fn file_of(design: &Design) -> File {
    let mut namer = Namer::new(design);
    let namer = &mut namer;
    File {
        format: VERSION,
        name: design.header().name.clone(),
        description: design.header().description.clone(),
        services: copies(design.services()),
        stores: named(design.stores(), |store| store.relink(namer)),
        zones: copies(design.zones()),
        entities: (design.entities().iter())
            .map(|(id, entity)| {
                namer.enter_entity(id);
                always(entity.relink(namer))
            })
            .collect(),
        relationships: named(design.relationships(), |r| r.relink(namer)),
        operations: named(design.operations(), |operation| operation.relink(namer)),
        feeds: named(design.feeds(), |feed| feed.relink(namer)),
        sagas: named(design.sagas(), |saga| saga.relink(namer)),
        scenarios: named(design.scenarios(), |scenario| scenario.relink(namer)),
        decisions: named(design.decisions(), |decision| decision.relink(namer)),
        rules: design.header().rules.clone(),
        domains: design.header().domains.clone(),
        views: named(design.views(), |view| view.relink(namer)),
    }
}

fn copies<T: Clone>(list: &List<T>) -> Vec<T> {
    list.iter().map(|(_, item)| item.clone()).collect()
}

fn named<T, N: Serialize>(
    list: &List<T>,
    mut name: impl FnMut(&T) -> Result<N, Infallible>,
) -> Vec<N> {
    list.iter().map(|(_, item)| always(name(item))).collect()
}

fn always<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
