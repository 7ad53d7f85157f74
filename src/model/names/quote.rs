//! Names in backticks: the spelling that is never misread.
//!
//! A quoted path is `` `Service`.`entity` `` or `` `entity` ``, a quoted side of a relationship the same with its fields
//! behind it in parentheses: `` `entity`.(`a`, `b`) ``. A backtick in a name is doubled. Text that starts with a backtick
//! is always meant so.

/// A quoted path with the fields behind it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The names before the fields.
    pub path: Vec<String>,
    /// The names in parentheses.
    pub fields: Vec<String>,
}

/// A name in backticks.
pub(super) fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Whether the text is meant to be a quoted path.
pub(super) fn is_quoted(text: &str) -> bool {
    text.starts_with('`')
}

/// Reads a whole text as a quoted path.
pub(super) fn parse(text: &str) -> Option<Quoted> {
    parse_start(text).and_then(|(quoted, rest)| rest.is_empty().then_some(quoted))
}

/// Reads a quoted path at the start of a text; gives what follows it, too.
pub(super) fn parse_start(text: &str) -> Option<(Quoted, &str)> {
    let mut quoted = Quoted::default();
    let (name, mut rest) = unquote(text)?;
    quoted.path.push(name);
    loop {
        if let Some(list) = rest.strip_prefix(".(") {
            rest = list;
            loop {
                let (name, after) = unquote(rest)?;
                quoted.fields.push(name);
                if let Some(end) = after.strip_prefix(')') {
                    return Some((quoted, end));
                }
                rest = after.strip_prefix(',')?.trim_start_matches(' ');
            }
        }
        let Some(after) = rest.strip_prefix('.') else {
            return Some((quoted, rest));
        };
        let (name, after) = unquote(after)?;
        quoted.path.push(name);
        rest = after;
    }
}

/// A name in backticks at the start of a text, and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text.strip_prefix('`')?;
    loop {
        let (before, after) = rest.split_once('`')?;
        name.push_str(before);
        match after.strip_prefix('`') {
            Some(more) => {
                name.push('`');
                rest = more;
            }
            None => return Some((name, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Quoted, parse, parse_start, quote};

    #[test]
    fn reads_what_it_writes() {
        let names = ["a", "a.b", "`", "a`b", "(x, y)", "a -> b #2", "``"];
        for name in names {
            let text = format!(
                "{}.{}.({}, {})",
                quote("S"),
                quote(name),
                quote(name),
                quote("z")
            );
            let expected = Quoted {
                path: vec!["S".to_owned(), name.to_owned()],
                fields: vec![name.to_owned(), "z".to_owned()],
            };
            assert_eq!(parse(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn stops_at_the_end_of_the_path_and_refuses_what_is_cut_short() {
        let (quoted, rest) = parse_start("`a`.(`b`) -> `c`").unwrap();
        assert_eq!(
            (quoted.path, quoted.fields, rest),
            (vec!["a".into()], vec!["b".into()], " -> `c`")
        );
        for text in ["`", "`a", "`a`.", "`a`.b", "`a`.(`b`", "`a`.()", "`a` b"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
