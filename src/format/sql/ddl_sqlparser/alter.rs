//! `ALTER TABLE` from a syntax tree.

use sqlparser::ast::{
    AlterColumnOperation, AlterTable, AlterTableOperation, ColumnOptionDef, Ident,
    MySQLColumnPosition, RenameTableNameKind,
};

use super::Written;
use crate::format::sql::change::{Alteration, Change, Position};
use crate::format::sql::schema::QualifiedName;

impl Written<'_> {
    pub(super) fn alter_table(&self, alter: AlterTable) -> Option<Vec<Change>> {
        let mut table = self.qualified(&alter.name)?;
        let mut changes = Vec::with_capacity(alter.operations.len());
        for operation in alter.operations {
            if let AlterTableOperation::RenameTable { table_name } = operation {
                let (RenameTableNameKind::As(name) | RenameTableNameKind::To(name)) = table_name;
                let name = self.qualified(&name)?;
                let new = QualifiedName {
                    schema: name.schema.or_else(|| table.schema.clone()),
                    name: name.name,
                };
                changes.push(Change::Rename(table, new.clone()));
                table = new;
                continue;
            }
            for alteration in self.operation(operation)? {
                changes.push(Change::Alter(table.clone(), alteration));
            }
        }
        // What changes no part of a model is for the tolerant reader to tell from the rest.
        (!changes.is_empty()).then_some(changes)
    }

    fn operation(&self, operation: AlterTableOperation) -> Option<Vec<Alteration>> {
        Some(match operation {
            AlterTableOperation::AddConstraint { constraint, .. } => self
                .constraint(constraint)?
                .into_iter()
                .map(Alteration::AddConstraint)
                .collect(),
            AlterTableOperation::AddColumn {
                if_not_exists,
                column_def,
                column_position,
                ..
            } => {
                let (column, constraints) = self.column(column_def)?;
                vec![Alteration::AddColumn {
                    column,
                    constraints,
                    position: self.position(column_position.as_ref()),
                    if_not_exists,
                }]
            }
            AlterTableOperation::DropColumn { column_names, .. } => column_names
                .iter()
                .map(|name| Alteration::DropColumn(self.fold(name)))
                .collect(),
            AlterTableOperation::DropConstraint { name, .. }
            | AlterTableOperation::DropForeignKey { name, .. }
            | AlterTableOperation::DropIndex { name } => {
                vec![Alteration::DropConstraint(self.fold(&name))]
            }
            AlterTableOperation::DropPrimaryKey { .. } => vec![Alteration::DropPrimaryKey],
            AlterTableOperation::RenameColumn {
                old_column_name,
                new_column_name,
            } => vec![Alteration::RenameColumn(
                self.fold(&old_column_name),
                self.fold(&new_column_name),
            )],
            AlterTableOperation::RenameConstraint { old_name, new_name } => {
                vec![Alteration::RenameConstraint(
                    self.fold(&old_name),
                    self.fold(&new_name),
                )]
            }
            AlterTableOperation::ChangeColumn {
                old_name,
                new_name,
                options,
                column_position,
                ..
            } => {
                let position = self.position(column_position.as_ref());
                vec![self.redefine(&old_name, &new_name, options, position)?]
            }
            AlterTableOperation::ModifyColumn {
                col_name,
                options,
                column_position,
                ..
            } => {
                let position = self.position(column_position.as_ref());
                vec![self.redefine(&col_name, &col_name, options, position)?]
            }
            AlterTableOperation::AlterColumn { column_name, op } => {
                vec![self.alter_column(&column_name, op)?]
            }
            AlterTableOperation::OwnerTo { .. }
            | AlterTableOperation::ReplicaIdentity { .. }
            | AlterTableOperation::EnableRowLevelSecurity
            | AlterTableOperation::ForceRowLevelSecurity
            | AlterTableOperation::ValidateConstraint { .. }
            | AlterTableOperation::AutoIncrement { .. } => Vec::new(),
            _ => return None,
        })
    }

    fn redefine(
        &self,
        old: &Ident,
        new: &Ident,
        options: Vec<sqlparser::ast::ColumnOption>,
        position: Position,
    ) -> Option<Alteration> {
        let options = options
            .into_iter()
            .map(|option| ColumnOptionDef { name: None, option })
            .collect();
        let (column, constraints) = self.declaration(new, new, options)?;
        Some(Alteration::Redefine {
            name: self.fold(old),
            column,
            constraints,
            position,
        })
    }

    fn position(&self, position: Option<&MySQLColumnPosition>) -> Position {
        match position {
            None => Position::Unchanged,
            Some(MySQLColumnPosition::First) => Position::First,
            Some(MySQLColumnPosition::After(name)) => Position::After(self.fold(name)),
        }
    }

    fn alter_column(&self, name: &Ident, operation: AlterColumnOperation) -> Option<Alteration> {
        let column = self.fold(name);
        let modify = |data_type, nullable| Alteration::Modify {
            name: column.clone(),
            data_type,
            nullable,
            default: None,
            constraints: Vec::new(),
        };
        Some(match operation {
            AlterColumnOperation::SetNotNull => modify(None, Some(false)),
            AlterColumnOperation::DropNotNull => modify(None, Some(true)),
            AlterColumnOperation::SetDefault { value } => {
                Alteration::SetDefault(column, Some(self.default(&value)))
            }
            AlterColumnOperation::DropDefault => Alteration::SetDefault(column, None),
            AlterColumnOperation::AddGenerated { .. } => Alteration::SetIdentity(column, true),
            AlterColumnOperation::SetDataType { .. } => {
                let mut cursor = self.at(name.span.end.column)?;
                while !cursor.is_done() && !cursor.eat(&["TYPE"]) {
                    cursor.at += 1;
                }
                let data_type = cursor.data_type();
                if data_type.is_empty() {
                    return None;
                }
                modify(Some(data_type), None)
            }
        })
    }
}
