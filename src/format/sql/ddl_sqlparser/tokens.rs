//! Lexemes → the tokens of `sqlparser`. A token's column is its byte offset in the statement, plus
//! one; its line says nothing.

use sqlparser::ast::DollarQuotedString;
use sqlparser::dialect as ast_dialect;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Word};

use crate::format::sql::cursor::{Cursor, unquoted};
use crate::format::sql::dialect::Dialect;
use crate::format::sql::lex::{Kind, Lexeme};

/// The dialect of `sqlparser` that is nearest.
pub fn dialect(dialect: Dialect) -> &'static dyn ast_dialect::Dialect {
    match dialect {
        Dialect::PostgreSql | Dialect::CockroachDb => &ast_dialect::PostgreSqlDialect {},
        Dialect::Redshift => &ast_dialect::RedshiftSqlDialect {},
        Dialect::MySql => &ast_dialect::MySqlDialect {},
        Dialect::Sqlite => &ast_dialect::SQLiteDialect {},
        Dialect::SqlServer | Dialect::Sybase => &ast_dialect::MsSqlDialect {},
        Dialect::Oracle => &ast_dialect::OracleDialect {},
        _ => &ast_dialect::GenericDialect {},
    }
}

/// The tokens of the statement under the cursor.
pub fn of(cursor: &Cursor<'_>) -> Vec<TokenWithSpan> {
    let location = |offset: u32| Location {
        line: 1,
        column: u64::from(offset) + 1,
    };
    cursor
        .lexemes
        .iter()
        .map(|&lexeme| TokenWithSpan {
            token: token(cursor, lexeme),
            span: Span::new(location(lexeme.start), location(lexeme.end)),
        })
        .collect()
}

fn token(cursor: &Cursor<'_>, lexeme: Lexeme) -> Token {
    let text = cursor.slice(lexeme);
    match lexeme.kind {
        Kind::Word => Token::make_word(text, None),
        Kind::Name => Token::Word(Word {
            value: unquoted(text, cursor.dialect).into_owned(),
            quote_style: text.chars().next(),
            keyword: sqlparser::keywords::Keyword::NoKeyword,
        }),
        Kind::Text => string(cursor, text),
        Kind::Number if text.starts_with("0x") => Token::HexStringLiteral(text[2..].to_owned()),
        Kind::Number => Token::Number(text.to_owned(), false),
        Kind::Open => Token::LParen,
        Kind::Close => Token::RParen,
        Kind::Comma => Token::Comma,
        Kind::Period => Token::Period,
        Kind::Semicolon => Token::SemiColon,
        Kind::Symbol => symbol(text),
    }
}

fn string(cursor: &Cursor<'_>, text: &str) -> Token {
    let value = unquoted(text, cursor.dialect).into_owned();
    match text.as_bytes().first() {
        Some(b'"') => Token::DoubleQuotedString(value),
        Some(b'$') => Token::DollarQuotedString(DollarQuotedString { value, tag: None }),
        Some(b'N' | b'n') => Token::NationalStringLiteral(value),
        Some(b'E' | b'e') => Token::EscapedStringLiteral(value),
        Some(b'X' | b'x') => Token::HexStringLiteral(value),
        Some(b'B' | b'b') => Token::SingleQuotedByteStringLiteral(value),
        Some(b'U' | b'u') => Token::UnicodeStringLiteral(value),
        _ => Token::SingleQuotedString(value),
    }
}

fn symbol(text: &str) -> Token {
    match text {
        "::" => Token::DoubleColon,
        ":=" => Token::Assignment,
        "->" => Token::Arrow,
        "->>" => Token::LongArrow,
        "#>" => Token::HashArrow,
        "#>>" => Token::HashLongArrow,
        "@>" => Token::AtArrow,
        "<@" => Token::ArrowAt,
        "||" => Token::StringConcat,
        "<=" => Token::LtEq,
        ">=" => Token::GtEq,
        "<>" | "!=" => Token::Neq,
        "==" => Token::DoubleEq,
        "<=>" => Token::Spaceship,
        "=>" => Token::RArrow,
        "~" => Token::Tilde,
        "~*" => Token::TildeAsterisk,
        "!~" => Token::ExclamationMarkTilde,
        "!~*" => Token::ExclamationMarkTildeAsterisk,
        "~~" => Token::DoubleTilde,
        "~~*" => Token::DoubleTildeAsterisk,
        "!~~" => Token::ExclamationMarkDoubleTilde,
        "!~~*" => Token::ExclamationMarkDoubleTildeAsterisk,
        "&&" => Token::Overlap,
        "<<" => Token::ShiftLeft,
        ">>" => Token::ShiftRight,
        "@@" => Token::AtAt,
        "@?" => Token::AtQuestion,
        "#-" => Token::HashMinus,
        "?|" => Token::QuestionPipe,
        "?&" => Token::QuestionAnd,
        "=" => Token::Eq,
        "<" => Token::Lt,
        ">" => Token::Gt,
        "+" => Token::Plus,
        "-" => Token::Minus,
        "*" => Token::Mul,
        "/" => Token::Div,
        "%" => Token::Mod,
        ":" => Token::Colon,
        "[" => Token::LBracket,
        "]" => Token::RBracket,
        "{" => Token::LBrace,
        "}" => Token::RBrace,
        "&" => Token::Ampersand,
        "|" => Token::Pipe,
        "^" => Token::Caret,
        "#" => Token::Sharp,
        "!" => Token::ExclamationMark,
        "@" => Token::AtSign,
        "?" => Token::Question,
        "\\" => Token::Backslash,
        other => Token::Char(other.chars().next().unwrap_or(' ')),
    }
}
