//! Where in the text a part, a reference or a number of a design stands.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::Syntax;
use super::link::Target;
use super::walk::{End, Spot, Step, decode, walk};

/// A part of a design: the key of its list, and its place in it.
pub(super) type PartAt = (&'static str, usize);

/// The format that a file says it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// As written.
    Said(Range<usize>),
    /// Not said, or not where it can be found.
    Unsaid,
    /// The text nests too deep, at this byte offset.
    TooDeep(usize),
}

/// Finds the format number, whatever else the file holds.
pub(super) fn format(text: &str, syntax: Syntax) -> Format {
    let mut found = Format::Unsaid;
    let end = walk(text, syntax, |path, spot| {
        match (keys(path).as_slice(), spot) {
            (["format"], Spot::Word(span)) => {
                found = Format::Said(span);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        }
    });
    match end {
        End::TooDeep(at) => Format::TooDeep(at),
        _ => found,
    }
}

/// Where the innermost struct, list or map around the byte at an offset starts, or around the one before.
pub(super) fn enclosing(text: &str, syntax: Syntax, at: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut closed = None;
    walk(text, syntax, |_, spot| {
        match spot {
            // JSON is read up to and including the closing bracket, RON up to it.
            Spot::Close(end) if end >= at => {
                closed = open.last().copied();
                return ControlFlow::Break(());
            }
            Spot::Close(_) => {
                open.pop();
            }
            _ if spot.start() >= at => return ControlFlow::Break(()),
            Spot::Open(start) => open.push(start),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    closed.or_else(|| open.last().copied())
}

/// Whether the string at a byte offset should be a date.
pub(super) fn is_date(text: &str, syntax: Syntax, at: usize) -> bool {
    let mut is_date = false;
    walk(text, syntax, |path, spot| {
        if spot.start() < at {
            return ControlFlow::Continue(());
        }
        let key = keys(path).last().copied();
        is_date = spot.start() == at
            && matches!(spot, Spot::Text(_))
            && matches!(key, Some("since" | "remove_after" | "date" | "expires"));
        ControlFlow::Break(())
    });
    is_date
}

/// Where a string of a part stands that refers to something of a kind.
pub(super) fn reference(
    text: &str,
    syntax: Syntax,
    part: PartAt,
    target: Target,
    written: &str,
) -> Option<usize> {
    let mut any = None;
    let exact = find(text, syntax, part, |path, spot| {
        let Spot::Text(span) = spot else { return false };
        let literal = text.get(span.clone()).unwrap_or_default();
        if decode(literal, syntax).as_deref() != Some(written) {
            return false;
        }
        any.get_or_insert(span.start);
        target_of(part.0, path) == Some(target)
    });
    exact.map(|spot| spot.start()).or(any)
}

/// Where the value at these steps from a part on stands.
pub(super) fn value(text: &str, syntax: Syntax, part: PartAt, under: &[Step<'_>]) -> Option<usize> {
    find(text, syntax, part, |path, spot| {
        let path = path.iter().filter(|step| !matches!(step, Step::Variant(_)));
        !matches!(spot, Spot::Close(_)) && path.eq(under.iter())
    })
    .map(|spot| spot.start())
}

/// Where a key of a map of a part stands.
pub(super) fn map_key(
    text: &str,
    syntax: Syntax,
    part: PartAt,
    map: &str,
    place: usize,
) -> Option<usize> {
    let mut seen = 0;
    find(text, syntax, part, |path, _| {
        let is_key = matches!(path, [Step::Key(key), Step::MapKey] if key == map);
        seen += usize::from(is_key);
        is_key && seen == place + 1
    })
    .map(|spot| spot.start())
}

/// The numbers of a part.
pub(super) fn numbers(text: &str, syntax: Syntax, part: PartAt) -> Vec<Range<usize>> {
    let mut numbers = Vec::new();
    find(text, syntax, part, |_, spot| {
        if let Spot::Word(span) = spot {
            let word = text.get(span.clone()).unwrap_or_default();
            let digits = word.trim_start_matches(['+', '-']);
            if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                || matches!(digits, "inf" | "NaN")
            {
                numbers.push(span.clone());
            }
        }
        false
    });
    numbers
}

/// The step under a key.
pub(super) fn key(name: &'static str) -> Step<'static> {
    Step::Key(Cow::Borrowed(name))
}

/// The first spot of a part that will do. Paths are told from the part on.
fn find(
    text: &str,
    syntax: Syntax,
    (list, place): PartAt,
    mut will_do: impl FnMut(&[Step<'_>], &Spot) -> bool,
) -> Option<Spot> {
    let mut found = None;
    walk(text, syntax, |path, spot| {
        let path = from_top(path);
        if let [Step::Key(key), Step::Item(item), within @ ..] = path
            && key == list
            && *item == place
            && will_do(within, &spot)
        {
            found = Some(spot);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    found
}

/// A path without the name of the file's struct, which RON writes and JSON does not.
pub(super) fn from_top<'p, 't>(path: &'p [Step<'t>]) -> &'p [Step<'t>] {
    match path {
        [Step::Variant(_), rest @ ..] => rest,
        _ => path,
    }
}

/// The keys of a path, without places and without names of variants.
fn keys<'p>(path: &'p [Step<'_>]) -> Vec<&'p str> {
    path.iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_ref()),
            _ => None,
        })
        .collect()
}

/// What a string at this place of a part refers to; none if it is only a string.
pub(super) fn target_of(list: &str, path: &[Step<'_>]) -> Option<Target> {
    let labels: Vec<&str> = path
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_ref()),
            Step::Variant(name) => Some(*name),
            Step::Item(_) | Step::MapKey => None,
        })
        .collect();
    if path.last() == Some(&Step::MapKey) {
        return match (list, labels.as_slice()) {
            ("views", ["at" | "collapsed"]) => Some(Target::Entity),
            ("views", ["boundaries"]) => Some(Target::Service),
            ("views", ["bends"]) => Some(Target::Relationship),
            _ => None,
        };
    }
    match (list, labels.as_slice()) {
        ("entities", [.., "Soft" | "Optimistic" | "shard_key"] | ["indexes", "fields"]) => {
            Some(Target::Own)
        }
        ("entities", ["fields", .., "replaced_by"])
        | ("relationships", [.., "replaced_by"])
        | (_, [.., "CopyOf" | "AggregateOf" | "Field"]) => Some(Target::Path),
        ("relationships", ["from" | "to"]) => Some(Target::Endpoint),
        ("feeds", ["ordered_by"]) => Some(Target::Source),
        ("feeds", ["fields"]) => match path.last() {
            Some(Step::Item(0)) => Some(Target::Source),
            _ => Some(Target::Filled),
        },
        ("feeds", ["from" | "to"])
        | ("entities", [.., "replaced_by"])
        | (
            _,
            [
                ..,
                "read" | "write" | "Write" | "Copy" | "entity" | "Entity" | "Only" | "hidden",
            ],
        ) => Some(Target::Entity),
        (
            _,
            [
                ..,
                "owner" | "connects" | "service" | "coordinator" | "call_service" | "consumer"
                | "Service",
            ],
        ) => Some(Target::Service),
        (_, [.., "store" | "broker" | "Store"]) => Some(Target::Store),
        (_, [.., "zone" | "Zone"]) => Some(Target::Zone),
        (_, [.., "Relationship"]) => Some(Target::Relationship),
        (
            _,
            [
                ..,
                "call" | "Call" | "operation" | "Operation" | "StaysUp" | "MayDegrade" | "MayFail",
            ],
        ) => Some(Target::Operation),
        (_, [.., "Feed"]) => Some(Target::Feed),
        (_, [.., "Saga"]) => Some(Target::Saga),
        _ => None,
    }
}
