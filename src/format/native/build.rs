//! The parts of a file, put together to a valid design.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::Syntax;
use super::error::{Place, ReadError};
use super::file::File;
use super::link::{Linker, Target, Unresolved};
use super::locate::{self, PartAt, key};
use super::read::parse;
use super::walk::Step;
use crate::model::validate::{Checked, Invalid};
use crate::model::{Design, Header, Pairs, Relink as _, View};

/// What keeps a file from being a design.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// In which part.
    part: PartAt,
    /// Where in it.
    at: At,
    /// What is wrong, and what to do.
    pub problem: String,
    /// The other part of a pair that must not both be there, and where in it.
    first: Option<Box<(PartAt, Vec<Step<'static>>)>>,
}

/// A place inside a part.
#[derive(Debug, PartialEq)]
enum At {
    /// The value at these steps.
    Value(Vec<Step<'static>>),
    /// A string that refers to something.
    Reference(Target, String),
    /// The key of a map, counted from 0.
    MapKey(&'static str, usize),
    /// One of the numbers: the one without which all would be fine.
    Number,
}

/// How many numbers of a part are tried in search of the wrong one.
const MAX_TRIALS: usize = 64;

impl Fault {
    fn new(part: PartAt, at: At, problem: String) -> Self {
        Self {
            part,
            at,
            problem,
            first: None,
        }
    }

    fn unresolved(part: PartAt, unresolved: Unresolved) -> Self {
        let at = At::Reference(unresolved.target, unresolved.text);
        Self::new(part, at, unresolved.problem)
    }

    /// The fault with its place in the text.
    pub fn place(self, text: &str, syntax: Syntax) -> ReadError {
        let mut problem = self.problem.clone();
        let start = match &self.at {
            At::Value(steps) => locate::value(text, syntax, self.part, steps),
            At::Reference(target, written) => {
                locate::reference(text, syntax, self.part, *target, written)
            }
            At::MapKey(map, place) => locate::map_key(text, syntax, self.part, map, *place),
            At::Number => self.number(text, syntax).map(|span| {
                let number = text.get(span.clone()).unwrap_or_default();
                problem = format!("{problem}, not `{number}`");
                span.start
            }),
        };
        let start = start.or_else(|| locate::value(text, syntax, self.part, &[]));
        let first = (self.first.iter())
            .find_map(|first| locate::value(text, syntax, first.0, &first.1))
            .map(|at| format!("; the first is on line {}", Place::of(text, at).line));
        ReadError::Wrong {
            place: Place::of(text, start.unwrap_or(0)),
            problem: problem + &first.unwrap_or_default(),
        }
    }

    /// Finds the number to blame by trying a harmless one in place of each.
    fn number(&self, text: &str, syntax: Syntax) -> Option<Range<usize>> {
        let numbers = locate::numbers(text, syntax, self.part);
        numbers.into_iter().take(MAX_TRIALS).find(|span| {
            let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..)) else {
                return false;
            };
            let changed = format!("{before}1{after}");
            parse(&changed, syntax).is_ok_and(|file| design(&file).err().as_ref() != Some(self))
        })
    }
}

/// Puts the design together and checks it.
pub(super) fn design(file: &File) -> Result<Design, Fault> {
    check_names(file)?;
    let mut design = Design::default();
    design.set_header(Arc::new(Header {
        name: file.name.clone(),
        description: file.description.clone(),
        rules: file.rules.clone(),
        domains: file.domains.clone(),
    }));
    let link = &mut Linker::new(file);
    list(&mut design, "services", &file.services, |_, service| {
        Ok(service.clone())
    })?;
    list(&mut design, "stores", &file.stores, |_, store| {
        store.relink(link)
    })?;
    list(
        &mut design,
        "zones",
        &file.zones,
        |_, zone| Ok(zone.clone()),
    )?;
    // An unknown service makes names of its entities unknown, too: say first what comes first.
    for (place, service) in file.entities.iter().map(|e| &e.service).enumerate() {
        if let Some(Err(unresolved)) = service.as_ref().map(|service| link.service(service)) {
            return Err(Fault::unresolved(("entities", place), unresolved));
        }
    }
    list(&mut design, "entities", &file.entities, |place, entity| {
        link.enter_entity(place);
        entity.relink(link)
    })?;
    list(
        &mut design,
        "relationships",
        &file.relationships,
        |place, relationship| {
            let relationship = relationship.relink(link)?;
            link.know_relationship(place, &relationship);
            Ok(relationship)
        },
    )?;
    list(
        &mut design,
        "operations",
        &file.operations,
        |_, operation| operation.relink(link),
    )?;
    list(&mut design, "feeds", &file.feeds, |place, feed| {
        link.enter_feed(&feed.from);
        let feed = feed.relink(link)?;
        link.know_feed(place, &feed);
        Ok(feed)
    })?;
    list(&mut design, "sagas", &file.sagas, |_, saga| {
        saga.relink(link)
    })?;
    list(&mut design, "scenarios", &file.scenarios, |_, scenario| {
        scenario.relink(link)
    })?;
    list(&mut design, "decisions", &file.decisions, |_, decision| {
        decision.relink(link)
    })?;
    list(&mut design, "views", &file.views, |_, view| {
        view.relink(link)
    })?;
    for (place, (_, view)) in design.views().iter().enumerate() {
        check_view(("views", place), view)?;
    }
    Ok(design)
}

/// Adds the parts of one list, each translated and checked by itself.
fn list<'f, N, T: Checked>(
    design: &mut Design,
    list: &'static str,
    from: &'f [N],
    mut link: impl FnMut(usize, &'f N) -> Result<T, Unresolved>,
) -> Result<(), Fault> {
    for (place, named) in from.iter().enumerate() {
        let part = (list, place);
        let item = link(place, named).map_err(|unresolved| Fault::unresolved(part, unresolved))?;
        item.check().map_err(|invalid| {
            let at = match invalid {
                Invalid::Number(..) => At::Number,
                Invalid::Sides(..) => At::Value(vec![key("from")]),
                _ => At::Value(Vec::new()),
            };
            Fault::new(part, at, invalid.to_string())
        })?;
        T::list_mut(design).push(item);
    }
    Ok(())
}

/// Whether every name is there, and unique in its scope.
fn check_names(file: &File) -> Result<(), Fault> {
    unique(
        "service",
        "services",
        file.services.iter().map(|s| s.name.as_str()),
    )?;
    unique(
        "store",
        "stores",
        file.stores.iter().map(|s| s.name.as_str()),
    )?;
    unique("zone", "zones", file.zones.iter().map(|z| z.name.as_str()))?;
    let entities = file
        .entities
        .iter()
        .map(|e| (e.service.as_deref(), e.name.as_str()));
    let part = |place| (("entities", place), vec![key("name")]);
    unique_in("entity", "entities", entities, part)?;
    for (place, entity) in file.entities.iter().enumerate() {
        let fields = entity
            .fields
            .iter()
            .map(|f| (Some(entity.name.as_str()), f.name.as_str()));
        let field = |at| {
            (
                ("entities", place),
                vec![key("fields"), Step::Item(at), key("name")],
            )
        };
        unique_in("field", "fields", fields, field)?;
    }
    unique(
        "operation",
        "operations",
        file.operations.iter().map(|o| o.name.as_str()),
    )?;
    unique("saga", "sagas", file.sagas.iter().map(|s| s.name.as_str()))?;
    unique(
        "scenario",
        "scenarios",
        file.scenarios.iter().map(|s| s.name.as_str()),
    )?;
    unique("view", "views", file.views.iter().map(|v| v.name.as_str()))
}

fn unique<'f>(
    what: &str,
    list: &'static str,
    names: impl Iterator<Item = &'f str>,
) -> Result<(), Fault> {
    let names = names.map(|name| (None, name));
    unique_in(what, list, names, |place| {
        ((list, place), vec![key("name")])
    })
}

/// Whether names are unique together with their scopes. `spot` tells where the name at a place stands.
fn unique_in<'f>(
    what: &str,
    plural: &str,
    names: impl Iterator<Item = (Option<&'f str>, &'f str)>,
    spot: impl Fn(usize) -> (PartAt, Vec<Step<'static>>),
) -> Result<(), Fault> {
    let mut seen = BTreeMap::new();
    for (place, (scope, name)) in names.enumerate() {
        let (part, steps) = spot(place);
        if name.trim().is_empty() {
            let article = if what.starts_with(['e', 'o']) {
                "an"
            } else {
                "a"
            };
            let problem = format!("{article} {what} needs a name");
            return Err(Fault::new(part, At::Value(steps), problem));
        }
        if let Some(first) = seen.insert((scope, name), place) {
            let of = scope.map_or_else(String::new, |scope| format!(" of `{scope}`"));
            return Err(Fault {
                first: Some(Box::new(spot(first))),
                ..Fault::new(
                    part,
                    At::Value(steps),
                    format!("two {plural}{of} are called `{name}`"),
                )
            });
        }
    }
    Ok(())
}

/// Whether nothing is placed twice in a view.
fn check_view(part: PartAt, view: &View) -> Result<(), Fault> {
    once(part, "at", &view.at)?;
    once(part, "collapsed", &view.collapsed)?;
    once(part, "boundaries", &view.boundaries)?;
    once(part, "bends", &view.bends)
}

fn once<K: Ord, V>(part: PartAt, map: &'static str, pairs: &Pairs<K, V>) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    match pairs.0.iter().position(|(key, _)| !seen.insert(key)) {
        Some(place) => {
            let problem = format!("this is already in `{map}`");
            Err(Fault::new(part, At::MapKey(map, place), problem))
        }
        None => Ok(()),
    }
}
