//! The strict reader: hands a statement to `sqlparser` and turns its syntax tree into changes.
//!
//! `sqlparser` gets the lexemes as its tokens, with byte offsets as columns, so that types and
//! expressions can be taken from the statement as written. Whatever the tree holds that changes
//! could not say makes this reader give up, so that nothing is lost silently: the tolerant reader
//! reads the statement then.

mod alter;
mod tokens;

use sqlparser::ast::{
    ColumnDef, ColumnOption, ColumnOptionDef, CommentObject, CreateIndex, CreateTable, Expr,
    ForeignKeyConstraint, Ident, IndexColumn, ObjectName, ObjectNamePart,
    ReferentialAction as AstAction, Spanned as _, Statement, TableConstraint,
};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::change::{Change, Constraint, Element, NewTable};
use super::cursor::Cursor;
use super::dialect::Dialect;
use super::lex::Kind;
use super::schema::{Check, Column, ForeignKey, Index, Key, QualifiedName, ReferentialAction};
use super::tolerant::column::{declared, set_identity};
use super::tolerant::create::table_options;
use super::tolerant::element::without_parentheses;

/// Reads the statement under the cursor; `None` where it is for the tolerant reader.
pub fn read(cursor: Cursor<'_>, line: u32) -> Option<Vec<Change>> {
    if !is_worth_parsing(&cursor) {
        return None;
    }
    let mut parser = Parser::new(tokens::dialect(cursor.dialect))
        .with_tokens_with_locations(tokens::of(&cursor));
    let statement = parser.parse_statement().ok()?;
    if !matches!(parser.peek_token().token, Token::EOF | Token::SemiColon) {
        return None;
    }
    let written = Written { cursor };
    match statement {
        Statement::CreateTable(table) => written.create_table(table, line),
        Statement::CreateIndex(index) => written.create_index(index),
        Statement::AlterTable(alter) => written.alter_table(alter),
        Statement::Comment {
            object_type,
            object_name,
            comment,
            ..
        } => written.comment(object_type, &object_name, comment),
        _ => None,
    }
}

/// The statements whose syntax trees are turned into changes. Queries of views are not: of them
/// only the names matter, which the tolerant reader finds in any dialect.
fn is_worth_parsing(cursor: &Cursor<'_>) -> bool {
    cursor.are(&["CREATE", "TABLE"])
        || cursor.are(&["CREATE", "UNLOGGED", "TABLE"])
        || cursor.are(&["CREATE", "INDEX"])
        || cursor.are(&["CREATE", "UNIQUE", "INDEX"])
        || cursor.are(&["ALTER", "TABLE"])
        || cursor.are(&["COMMENT", "ON"])
}

/// The statement as written, beside its syntax tree.
struct Written<'a> {
    cursor: Cursor<'a>,
}

impl Written<'_> {
    fn dialect(&self) -> Dialect {
        self.cursor.dialect
    }

    fn fold(&self, name: &Ident) -> String {
        self.dialect().fold(&name.value, name.quote_style.is_some())
    }

    fn names(&self, names: &[Ident]) -> Vec<String> {
        names.iter().map(|name| self.fold(name)).collect()
    }

    fn parts(&self, name: &ObjectName) -> Option<Vec<String>> {
        name.0
            .iter()
            .map(|part| match part {
                ObjectNamePart::Identifier(name) => Some(self.fold(name)),
                ObjectNamePart::Function(_) => None,
            })
            .collect()
    }

    fn qualified(&self, name: &ObjectName) -> Option<QualifiedName> {
        let mut parts = self.parts(name)?;
        let name = parts.pop()?;
        if self.dialect() == Dialect::BigQuery && name.contains('.') {
            return None;
        }
        Some(QualifiedName {
            schema: parts.pop(),
            name,
        })
    }

    /// The cursor at the lexeme that starts at a column of the syntax tree.
    fn at(&self, column: u64) -> Option<Cursor<'_>> {
        let offset = u32::try_from(column.checked_sub(1)?).ok()?;
        let mut cursor = self.cursor;
        cursor.at = cursor
            .lexemes
            .partition_point(|lexeme| lexeme.start < offset);
        Some(cursor)
    }

    /// The cursor behind the keyword that an expression follows at a small distance.
    fn behind(&self, expression: &Expr, keyword: &str) -> Option<Cursor<'_>> {
        const DISTANCE_MAX: usize = 24;
        let mut cursor = self.at(expression.span().start.column)?;
        for _ in 0..DISTANCE_MAX {
            cursor.at = cursor.at.checked_sub(1)?;
            if cursor.is(keyword) {
                cursor.at += 1;
                return Some(cursor);
            }
        }
        None
    }

    fn data_type(&self, name: &Ident) -> Option<String> {
        let data_type = self.at(name.span.end.column)?.data_type();
        Some(data_type)
    }

    fn default(&self, expression: &Expr) -> String {
        match self.behind(expression, "DEFAULT") {
            Some(mut cursor) => cursor.expression(),
            None => expression.to_string(),
        }
    }

    /// The parenthesized expression behind a keyword.
    fn group(&self, expression: &Expr, keyword: &str) -> String {
        self.behind(expression, keyword)
            .and_then(|mut cursor| cursor.group())
            .map_or_else(|| expression.to_string(), without_parentheses)
    }

    fn create_table(&self, table: CreateTable, line: u32) -> Option<Vec<Change>> {
        let plain = table.query.is_none()
            && table.like.is_none()
            && table.clone.is_none()
            && table.partition_of.is_none()
            && !table.temporary
            && !table.columns.is_empty();
        if !plain {
            return None;
        }
        let name = self.qualified(&table.name)?;
        if name.name.starts_with('#') {
            return None;
        }
        let mut new = NewTable {
            name,
            if_not_exists: table.if_not_exists,
            or_replace: table.or_replace,
            line,
            ..NewTable::default()
        };
        for column in table.columns {
            let (column, constraints) = self.column(column)?;
            new.elements.push(Element::Column(column));
            new.constraints.extend(constraints);
        }
        for constraint in table.constraints {
            new.constraints.extend(self.constraint(constraint)?);
        }
        let mut behind = self.cursor;
        while !matches!(behind.kind(), None | Some(Kind::Open)) {
            behind.at += 1;
        }
        behind.skip_one();
        table_options(&mut behind, &mut new);
        Some(vec![Change::Create(Box::new(new))])
    }

    fn column(&self, column: ColumnDef) -> Option<(Column, Vec<Constraint>)> {
        // What is no column for the engine may look like one to a parser of all dialects.
        const SUSPICIOUS: &[&str] = &[
            "CONSTRAINT",
            "PERIOD",
            "LIKE",
            "INDEX",
            "KEY",
            "SUPPLEMENTAL",
            "FAMILY",
            "FULLTEXT",
            "SPATIAL",
            "EXCLUDE",
            "INVERTED",
            "PRIMARY",
            "UNIQUE",
            "FOREIGN",
            "CHECK",
        ];
        let name = &column.name;
        let suspicious = name.quote_style.is_none()
            && SUSPICIOUS
                .iter()
                .any(|word| name.value.eq_ignore_ascii_case(word));
        if suspicious {
            return None;
        }
        self.declaration(name, name, column.options)
    }

    /// A column called `name`, declared behind the name `written`.
    fn declaration(
        &self,
        name: &Ident,
        written: &Ident,
        options: Vec<ColumnOptionDef>,
    ) -> Option<(Column, Vec<Constraint>)> {
        let data_type = self.data_type(written)?;
        let (mut column, mut constraints) = declared(self.fold(name), data_type, self.dialect());
        for ColumnOptionDef { name, option } in options {
            let name = name.map(|name| self.fold(&name));
            let own = || Key {
                name: name.clone(),
                columns: vec![column.name.clone()],
            };
            match option {
                ColumnOption::Null => column.nullable = true,
                ColumnOption::NotNull => column.nullable = false,
                ColumnOption::Default(expression) => {
                    column.default = Some(self.default(&expression));
                }
                ColumnOption::PrimaryKey(_) => constraints.push(Constraint::PrimaryKey(own())),
                ColumnOption::Unique(_) => constraints.push(Constraint::Unique(own())),
                ColumnOption::ForeignKey(key) => {
                    let columns = vec![column.name.clone()];
                    constraints.push(self.foreign_key(key, columns, name)?);
                }
                ColumnOption::Check(check) => constraints.push(Constraint::Check(Check {
                    name,
                    condition: self.group(&check.expr, "CHECK"),
                })),
                ColumnOption::Comment(comment) => column.comment = Some(comment),
                ColumnOption::Generated {
                    generation_expr: None,
                    ..
                }
                | ColumnOption::Identity(_) => set_identity(&mut column, self.dialect()),
                ColumnOption::Generated {
                    generation_expr: Some(expression),
                    ..
                } => column.generated = Some(self.group(&expression, "AS")),
                ColumnOption::DialectSpecific(tokens) => {
                    let word = tokens.first().map(ToString::to_string).unwrap_or_default();
                    if !["AUTO_INCREMENT", "AUTOINCREMENT"]
                        .iter()
                        .any(|known| word.eq_ignore_ascii_case(known))
                    {
                        return None;
                    }
                    set_identity(&mut column, self.dialect());
                }
                ColumnOption::CharacterSet(_)
                | ColumnOption::Collation(_)
                | ColumnOption::OnUpdate(_)
                | ColumnOption::OnConflict(_)
                | ColumnOption::Srid(_)
                | ColumnOption::Invisible => {}
                _ => return None,
            }
        }
        Some((column, constraints))
    }

    fn columns(&self, columns: &[IndexColumn]) -> Option<Vec<String>> {
        columns
            .iter()
            .map(|column| match &column.column.expr {
                Expr::Identifier(name) => Some(self.fold(name)),
                _ => None,
            })
            .collect()
    }

    /// `Some(None)` for a constraint that is of no interest, `None` to give up.
    #[expect(
        clippy::option_option,
        reason = "three outcomes, consumed at once by the callers"
    )]
    fn constraint(&self, constraint: TableConstraint) -> Option<Option<Constraint>> {
        let name = |name: &Option<Ident>| name.as_ref().map(|name| self.fold(name));
        Some(Some(match constraint {
            TableConstraint::PrimaryKey(key) => Constraint::PrimaryKey(Key {
                name: name(&key.name),
                columns: self.columns(&key.columns)?,
            }),
            TableConstraint::Unique(key) => Constraint::Unique(Key {
                name: name(&key.name).or(name(&key.index_name)),
                columns: self.columns(&key.columns)?,
            }),
            TableConstraint::ForeignKey(key) => {
                let own_name = name(&key.name).or(name(&key.index_name));
                let columns = self.names(&key.columns);
                self.foreign_key(key, columns, own_name)?
            }
            TableConstraint::Check(check) => Constraint::Check(Check {
                name: name(&check.name),
                condition: self.group(&check.expr, "CHECK"),
            }),
            TableConstraint::Index(index) => Constraint::Index(Index {
                name: name(&index.name),
                columns: self.columns(&index.columns)?,
                unique: false,
                filter: None,
            }),
            TableConstraint::PrimaryKeyUsingIndex(key) => {
                Constraint::PrimaryKeyFromIndex(self.fold(&key.index_name))
            }
            TableConstraint::UniqueUsingIndex(key) => {
                Constraint::UniqueFromIndex(self.fold(&key.index_name))
            }
            TableConstraint::FulltextOrSpatial(_) | TableConstraint::Exclude(_) => {
                return Some(None);
            }
        }))
    }

    fn foreign_key(
        &self,
        key: ForeignKeyConstraint,
        columns: Vec<String>,
        name: Option<String>,
    ) -> Option<Constraint> {
        Some(Constraint::ForeignKey(ForeignKey {
            name,
            columns,
            target: self.qualified(&key.foreign_table)?,
            target_columns: self.names(&key.referred_columns),
            on_delete: key.on_delete.as_ref().map(action),
            on_update: key.on_update.as_ref().map(action),
        }))
    }

    fn create_index(&self, index: CreateIndex) -> Option<Vec<Change>> {
        let filter = match &index.predicate {
            // Its end is not told by the tree.
            Some(_) => return None,
            None => None,
        };
        let name = match &index.name {
            Some(name) => Some(self.qualified(name)?.name),
            None => None,
        };
        let table = self.qualified(&index.table_name)?;
        let index = Index {
            name,
            columns: self.columns(&index.columns)?,
            unique: index.unique,
            filter,
        };
        Some(vec![Change::CreateIndex(table, index)])
    }

    fn comment(
        &self,
        object: CommentObject,
        name: &ObjectName,
        comment: Option<String>,
    ) -> Option<Vec<Change>> {
        let change = match object {
            CommentObject::Column => {
                let mut parts = self.parts(name)?;
                let column = parts.pop()?;
                let name = parts.pop()?;
                let schema = parts.pop();
                Change::Comment(QualifiedName { schema, name }, Some(column), comment)
            }
            CommentObject::Table | CommentObject::View | CommentObject::MaterializedView => {
                Change::Comment(self.qualified(name)?, None, comment)
            }
            CommentObject::Type | CommentObject::Domain => {
                Change::CommentOnType(self.qualified(name)?, comment)
            }
            _ => return None,
        };
        Some(vec![change])
    }
}

fn action(action: &AstAction) -> ReferentialAction {
    match action {
        AstAction::Restrict => ReferentialAction::Restrict,
        AstAction::Cascade => ReferentialAction::Cascade,
        AstAction::SetNull => ReferentialAction::SetNull,
        AstAction::NoAction => ReferentialAction::NoAction,
        AstAction::SetDefault => ReferentialAction::SetDefault,
    }
}
