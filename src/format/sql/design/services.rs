//! Which service owns which table: none, the one its schema is named after, or what a file says.

use crate::format::sql::schema::QualifiedName;

/// How tables are assigned to services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Services {
    /// To none.
    #[default]
    None,
    /// Each schema is a service.
    Schema,
    /// As listed; the first entry that fits a table counts.
    Csv(Vec<Assignment>),
}

/// A line `table,service` of a file of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// `table` or `schema.table`, in any case; `*` stands for any characters.
    pub table: String,
    /// The service that owns the tables it fits.
    pub service: String,
}

/// Why a file of services cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ServicesError {
    /// A line is not `table,service`.
    #[error("line {line}: expected `table,service`, found `{text}`")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What it says.
        text: String,
    },
    /// It lists nothing.
    #[error("no line assigns a table; write `table,service` on each")]
    Empty,
}

impl Services {
    /// Reads lines `table,service`. A header, empty lines and lines that begin with `#` do not
    /// count; what holds a comma is put in double quotes.
    pub fn from_csv(text: &str) -> Result<Self, ServicesError> {
        let mut assignments = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let cells = cells(line);
            let [table, service] = cells.as_slice() else {
                return Err(ServicesError::Line {
                    line: index + 1,
                    text: line.to_owned(),
                });
            };
            let is_header =
                table.eq_ignore_ascii_case("table") && service.eq_ignore_ascii_case("service");
            if is_header && assignments.is_empty() {
                continue;
            }
            if table.is_empty() || service.is_empty() {
                return Err(ServicesError::Line {
                    line: index + 1,
                    text: line.to_owned(),
                });
            }
            assignments.push(Assignment {
                table: table.clone(),
                service: service.clone(),
            });
        }
        if assignments.is_empty() {
            return Err(ServicesError::Empty);
        }
        Ok(Self::Csv(assignments))
    }
}

/// The cells of a line, without quotes and surrounding spaces.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('"');
                }
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(other);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Assigns tables and keeps book of what was left over.
pub struct Assigner<'a> {
    services: &'a Services,
    used: Vec<bool>,
    unassigned: Vec<String>,
}

impl<'a> Assigner<'a> {
    /// Assigns by these rules.
    pub fn new(services: &'a Services) -> Self {
        let count = match services {
            Services::Csv(assignments) => assignments.len(),
            Services::None | Services::Schema => 0,
        };
        Self {
            services,
            used: vec![false; count],
            unassigned: Vec::new(),
        }
    }

    /// The rules.
    pub fn services(&self) -> &'a Services {
        self.services
    }

    /// The service that owns the table.
    pub fn service_of(&mut self, table: &QualifiedName) -> Option<String> {
        match self.services {
            Services::None => None,
            Services::Schema => {
                if table.schema.is_none() {
                    self.unassigned.push(table.to_string());
                }
                table.schema.clone()
            }
            Services::Csv(assignments) => {
                let bare = table.name.to_lowercase();
                let full = table.to_string().to_lowercase();
                let found = assignments.iter().position(|assignment| {
                    let pattern = assignment.table.to_lowercase();
                    fits(&pattern, &bare) || fits(&pattern, &full)
                });
                match found {
                    Some(at) => {
                        self.used[at] = true;
                        Some(assignments[at].service.clone())
                    }
                    None => {
                        self.unassigned.push(table.to_string());
                        None
                    }
                }
            }
        }
    }

    /// What the user should know: tables without a service, entries without a table.
    pub fn finish(self) -> Vec<String> {
        let mut messages = Vec::new();
        if !self.unassigned.is_empty() {
            messages.push(format!("no service owns {}", self.unassigned.join(", ")));
        }
        if let Services::Csv(assignments) = self.services {
            for (assignment, used) in assignments.iter().zip(self.used) {
                if !used {
                    messages.push(format!(
                        "`{},{}` fits no table that is not assigned already",
                        assignment.table, assignment.service
                    ));
                }
            }
        }
        messages
    }
}

/// Whether a pattern with `*` fits the whole name.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_without_header_quotes_and_comments() {
        let text = "table,service\n# shop\norders, Orders\n\"odd,name\",\"Big \"\"O\"\"\"\n\nbilling.*,Billing\n";
        let Services::Csv(list) = Services::from_csv(text).unwrap() else {
            panic!("not a list");
        };
        let pairs: Vec<(&str, &str)> = list
            .iter()
            .map(|entry| (entry.table.as_str(), entry.service.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("orders", "Orders"),
                ("odd,name", "Big \"O\""),
                ("billing.*", "Billing")
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_pair_is_named() {
        let error = Services::from_csv("orders,Orders\norders Orders\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2: expected `table,service`, found `orders Orders`"
        );
        assert_eq!(
            Services::from_csv("table,service\n"),
            Err(ServicesError::Empty)
        );
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, name, expected) in [
            ("orders", "orders", true),
            ("orders", "orders2", false),
            ("order*", "orders", true),
            ("*_log", "audit_log", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXcYb", false),
            ("*", "anything", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
