//! A bench for commands: a design as text, what is selected by name, and what differs in the text after the command.

use super::{DesignCommand, Outcome, Situation};
use crate::format::native::{Syntax, read, write};
use crate::layout::Cancel;
use crate::model::names::Names;
use crate::model::{Design, Reference};
use crate::session::Selection;
use crate::session::picture::{Picture, Subject};

/// Four entities that a view has placed; `d` has four fields.
pub const PLACED: &str = r#"
    entities: [
        (name: "a", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "b", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "c", fields: [(name: "id", type: "uuid", key: true)]),
        (name: "d", fields: [
            (name: "id", type: "uuid", key: true),
            (name: "x", type: "text"), (name: "y", type: "text"), (name: "z", type: "text"),
        ]),
    ],
    views: [(name: "Main", at: {"a": (0, 0), "b": (300, 40), "c": (900, 90), "d": (40, 600)})],
"#;

/// A design with its picture and a selection.
pub struct Bench {
    pub design: Design,
    selection: Selection,
    picture: Picture,
}

impl Bench {
    /// Of the lists of a design, as text.
    pub fn new(lists: &str) -> Self {
        let text = format!("Design(format: 1, name: \"test\", {lists})");
        let design = read(text.as_bytes(), Syntax::Ron)
            .unwrap_or_else(|error| panic!("{error}"))
            .design;
        Self::of(design)
    }

    fn of(design: Design) -> Self {
        let subject = Subject {
            view: design.views().ids().next(),
            design: design.clone(),
            ..Subject::default()
        };
        Self {
            design,
            selection: Selection::default(),
            picture: Picture::new(subject, &Cancel::default()),
        }
    }

    pub fn situation(&self) -> Situation<'_> {
        Situation {
            design: &self.design,
            view: self.design.views().ids().next(),
            selection: &self.selection,
            picture: &self.picture,
        }
    }

    /// With this selected: entities, `order.id`, `a.x -> b.y`, `service Orders`, with commas between.
    #[track_caller]
    pub fn select(mut self, names: &str) -> Self {
        let find = Names::new(&self.design);
        let parts = names.split(", ").filter(|name| !name.is_empty());
        let selection = parts.map(|name| {
            if let Some(name) = name.strip_prefix("service ") {
                let mut all = self.design.services().iter();
                let found = all.find(|(_, service)| service.name == name);
                return Reference::Service(found.expect(name).0);
            }
            find.find_relationship(name)
                .map(Reference::Relationship)
                .or_else(|_| find.find_entity(name).map(Reference::Entity))
                .or_else(|_| find.find_field_path(name).map(Reference::Field))
                .unwrap_or_else(|error| panic!("{error}"))
        });
        self.selection = selection.collect();
        self
    }
}

/// Runs a command and compares what differs in the text of the design: lines that go with `-`, lines that come with `+`.
/// Undoing must give the text back.
#[track_caller]
pub fn check(lists: &str, selected: &str, command: DesignCommand, expected: &str) -> Outcome {
    let bench = Bench::new(lists).select(selected);
    let outcome = command
        .run(&bench.situation())
        .unwrap_or_else(|why| panic!("{why}"));
    let mut design = bench.design.clone();
    let undo = design
        .apply(&outcome.transaction)
        .unwrap_or_else(|error| panic!("{error}"));
    let before = write(&bench.design, Syntax::Ron);
    let after = write(&design, Syntax::Ron);
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    };
    let found = difference(&lines(&before), &lines(&after)).join("\n");
    let expected = lines(expected).join("\n");
    assert!(
        found == expected,
        "\nfound:\n{found}\n\nexpected:\n{expected}\n"
    );
    design.apply(&undo).unwrap();
    assert_eq!(write(&design, Syntax::Ron), before, "undo gives it back");
    outcome
}

/// The command says why it does nothing.
#[track_caller]
pub fn refuses(lists: &str, selected: &str, command: DesignCommand, why: &str) {
    let bench = Bench::new(lists).select(selected);
    assert_eq!(command.run(&bench.situation()).err(), Some(why));
}

/// The lines that go and come, by a longest common subsequence.
fn difference(before: &[String], after: &[String]) -> Vec<String> {
    let (rows, columns) = (before.len(), after.len());
    let mut common = vec![vec![0_usize; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row][column] = if before[row] == after[column] {
                common[row + 1][column + 1] + 1
            } else {
                common[row + 1][column].max(common[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut lines) = (0, 0, Vec::new());
    while row < rows || column < columns {
        if row < rows && column < columns && before[row] == after[column] {
            (row, column) = (row + 1, column + 1);
        } else if row < rows
            && (column == columns || common[row + 1][column] >= common[row][column + 1])
        {
            lines.push(format!("-{}", before[row]));
            row += 1;
        } else {
            lines.push(format!("+{}", after[column]));
            column += 1;
        }
    }
    lines
}
