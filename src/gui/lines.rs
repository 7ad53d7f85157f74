//! Lines of relationships that a person has bent.

use crate::edit::Builder;
use crate::model::{Reference, RelationshipId, View};

use super::app::App;

impl App {
    /// The selected relationships whose lines were bent by hand; without a selection all of the view.
    pub(super) fn bent_lines(&self) -> Vec<RelationshipId> {
        let document = &self.state.document;
        let view = document.view.and_then(|id| document.design().get(id));
        let bent = view.into_iter().flat_map(|view| &view.bends.0);
        let selection = &document.selection;
        bent.map(|(id, _)| *id)
            .filter(|id| selection.is_empty() || selection.contains(Reference::Relationship(*id)))
            .collect()
    }

    /// Lets the program find the way of lines that were bent by hand.
    pub(super) fn route_lines(&mut self) {
        let bent = self.bent_lines();
        let Some(view) = self.state.document.view else {
            return;
        };
        let label = match bent.len() {
            1 => "Straighten a line".to_owned(),
            count => format!("Straighten {count} lines"),
        };
        let mut builder = Builder::new(self.state.document.design(), label);
        builder.update(view, |view: &mut View| {
            view.bends.0.retain(|(id, _)| !bent.contains(id));
        });
        self.apply(&builder.finish());
    }
}
