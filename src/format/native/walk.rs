//! A walk over the values of a text of either syntax, telling for each where it stands and under which keys.
//!
//! Streaming: it keeps no more than the path to the current value, so that a text of any size and any content is cheap.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::Syntax;
use super::lex::{Lexer, Token, TokenKind};

/// How deep a file may nest. The deepest place of a design is far less deep.
pub(super) const MAX_DEPTH: usize = 64;

/// One step from a value into what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<'t> {
    /// Under a key of a struct or map.
    Key(Cow<'t, str>),
    /// Inside a value with a name, as `Soft("…")`. In JSON that is a key.
    Variant(&'t str),
    /// In a list or tuple, counted from 0.
    Item(usize),
    /// The key of a map itself.
    MapKey,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// A string, with its quotes.
    Text(Range<usize>),
    /// A number, `true`, or the name of a variant that holds nothing.
    Word(Range<usize>),
    /// The start of a struct, list or map, at the name if it has one.
    Open(usize),
    /// The end of one.
    Close(usize),
}

impl Spot {
    /// Where it starts.
    pub fn start(&self) -> usize {
        match self {
            Self::Text(span) | Self::Word(span) => span.start,
            Self::Open(at) | Self::Close(at) => *at,
        }
    }
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The whole value was seen.
    Complete,
    /// The visitor has seen enough.
    Stopped,
    /// The text is not well-formed.
    Malformed,
    /// The text nests too deep, at this byte offset.
    TooDeep(usize),
}

/// Shows the visitor every value of the text, until it breaks or the text does.
pub(super) fn walk<'t>(
    text: &'t str,
    syntax: Syntax,
    mut see: impl FnMut(&[Step<'t>], Spot) -> ControlFlow<()>,
) -> End {
    let mut walker = Walker {
        text,
        syntax,
        lexer: Lexer::new(text),
        path: Vec::new(),
        depth: 0,
        see: &mut see,
    };
    walker.attributes();
    match walker.value() {
        Ok(()) => End::Complete,
        Err(end) => end,
    }
}

/// The string that a token stands for; none if it is malformed.
pub(super) fn decode(text: &str, syntax: Syntax) -> Option<Cow<'_, str>> {
    let plain = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    match plain {
        Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
        _ => match syntax {
            Syntax::Json => serde_json::from_str(text).ok().map(Cow::Owned),
            Syntax::Ron => ron::from_str(text).ok().map(Cow::Owned),
        },
    }
}

type See<'t, 'v> = &'v mut dyn FnMut(&[Step<'t>], Spot) -> ControlFlow<()>;

struct Walker<'t, 'v> {
    text: &'t str,
    syntax: Syntax,
    lexer: Lexer<'t>,
    path: Vec<Step<'t>>,
    depth: usize,
    see: See<'t, 'v>,
}

impl<'t> Walker<'t, '_> {
    fn next(&mut self) -> Option<Token> {
        self.lexer.find(|token| token.kind != TokenKind::Comment)
    }

    fn peek(&self) -> Option<TokenKind> {
        self.lexer
            .clone()
            .find(|token| token.kind != TokenKind::Comment)
            .map(|token| token.kind)
    }

    fn take(&mut self, kind: TokenKind) -> bool {
        let found = self.peek() == Some(kind);
        if found {
            self.next();
        }
        found
    }

    fn slice(&self, token: &Token) -> &'t str {
        self.text.get(token.span.clone()).unwrap_or_default()
    }

    fn show(&mut self, spot: Spot) -> Result<(), End> {
        match (self.see)(&self.path, spot) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(End::Stopped),
        }
    }

    fn inside(
        &mut self,
        step: Step<'t>,
        go: impl FnOnce(&mut Self) -> Result<(), End>,
    ) -> Result<(), End> {
        self.path.push(step);
        go(self)?;
        self.path.pop();
        Ok(())
    }

    /// Skips what RON calls attributes: `#![enable(…)]`.
    fn attributes(&mut self) {
        let mut ahead = self.lexer.clone();
        while ahead.next().is_some_and(|token| self.slice(&token) == "#!") {
            let end = ahead.find(|token| token.kind == TokenKind::Close(b']'));
            if end.is_none() {
                return;
            }
            self.lexer = ahead.clone();
        }
    }

    fn value(&mut self) -> Result<(), End> {
        let Some(token) = self.next() else {
            return Err(End::Malformed);
        };
        match token.kind {
            TokenKind::Text => self.show(Spot::Text(token.span)),
            TokenKind::Word if self.peek() == Some(TokenKind::Open(b'(')) => {
                self.next();
                let name = self.slice(&token);
                // The value of an option stands for itself, with or without `Some`.
                if name == "Some" {
                    self.group(b'(', token.span.start)
                } else {
                    self.inside(Step::Variant(name), |w| w.group(b'(', token.span.start))
                }
            }
            TokenKind::Word => self.show(Spot::Word(token.span)),
            TokenKind::Open(open) => self.group(open, token.span.start),
            _ => Err(End::Malformed),
        }
    }

    /// What follows an opening bracket, up to its closing one.
    fn group(&mut self, open: u8, start: usize) -> Result<(), End> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(End::TooDeep(start));
        }
        self.show(Spot::Open(start))?;
        let close = match open {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        for place in 0.. {
            if self.peek() == Some(TokenKind::Close(close)) {
                break;
            }
            let step = match open {
                b'{' => self.map_key()?,
                b'(' => self.struct_key().unwrap_or(Step::Item(place)),
                _ => Step::Item(place),
            };
            self.inside(step, Self::value)?;
            if !self.take(TokenKind::Comma) {
                break;
            }
        }
        match self.next() {
            Some(token) if token.kind == TokenKind::Close(close) => {
                self.depth -= 1;
                self.show(Spot::Close(token.span.end))
            }
            _ => Err(End::Malformed),
        }
    }

    fn struct_key(&mut self) -> Option<Step<'t>> {
        let back = self.lexer.clone();
        if let Some(token) = self.next()
            && token.kind == TokenKind::Word
            && self.take(TokenKind::Colon)
        {
            return Some(Step::Key(Cow::Borrowed(self.slice(&token))));
        }
        self.lexer = back;
        None
    }

    fn map_key(&mut self) -> Result<Step<'t>, End> {
        let token = self.next().ok_or(End::Malformed)?;
        let key = decode(self.slice(&token), self.syntax).ok_or(End::Malformed)?;
        self.inside(Step::MapKey, |w| w.show(Spot::Text(token.span)))?;
        if self.take(TokenKind::Colon) {
            Ok(Step::Key(key))
        } else {
            Err(End::Malformed)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::ops::ControlFlow;

    use super::{End, Spot, Step, walk};
    use crate::format::native::Syntax;

    fn places(text: &str, syntax: Syntax) -> String {
        let mut out = String::new();
        let end = walk(text, syntax, |path, spot| {
            if let Spot::Text(span) | Spot::Word(span) = spot {
                for step in path {
                    match step {
                        Step::Key(key) => write!(out, "{key}/"),
                        Step::Variant(name) => write!(out, "{name}!"),
                        Step::Item(at) => write!(out, "{at}/"),
                        Step::MapKey => write!(out, "key/"),
                    }
                    .unwrap();
                }
                writeln!(out, " {}", &text[span]).unwrap();
            }
            ControlFlow::Continue(())
        });
        assert_eq!(end, End::Complete);
        out
    }

    #[test]
    fn tells_each_value_with_its_path() {
        let ron = r#"#![enable(implicit_some)] Design(a: [(b: Soft("x"), c: Some(1)), ()], /* d: */ m: {"k": (1, 2)})"#;
        assert_eq!(
            places(ron, Syntax::Ron),
            "Design!a/0/b/Soft!0/ \"x\"\nDesign!a/0/c/0/ 1\nDesign!m/key/ \"k\"\nDesign!m/k/0/ 1\nDesign!m/k/1/ 2\n"
        );
        let json = r#"{"a": [{"b": {"Soft": "x"}}]}"#;
        assert_eq!(
            places(json, Syntax::Json),
            "key/ \"a\"\na/0/key/ \"b\"\na/0/b/key/ \"Soft\"\na/0/b/Soft/ \"x\"\n"
        );
    }

    #[test]
    fn ends_where_the_text_does_not_make_sense() {
        let go = |text: &str| walk(text, Syntax::Ron, |_, _| ControlFlow::Continue(()));
        assert_eq!(go("Design(a: [1, 2"), End::Malformed);
        assert_eq!(go("Design(a: ]"), End::Malformed);
        assert_eq!(go(""), End::Malformed);
        assert_eq!(go(&"(".repeat(1_000_000)), End::TooDeep(super::MAX_DEPTH));
    }
}
