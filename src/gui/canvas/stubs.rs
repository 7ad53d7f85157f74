//! Lines that are drawn as stubs show in full while they, or the cards at their ends, are looked at.

use crate::gui::canvas::path;
use crate::gui::jobs::Jobs;
use crate::gui::state::State;
use crate::model::Reference;
use crate::scene::Level;
use crate::session::effects::Effects;

/// Opens the stubs of what is looked at, and closes all others. Ways that are not known yet are found aside.
pub(super) fn follow_attention(state: &mut State, jobs: &mut Jobs, failure: Option<&Effects>) {
    // A gesture goes on with the lines as they were when it began.
    if !state.picture.has_stubs() || state.machine.is_busy() {
        return;
    }
    let parts = looked_at(state, failure);
    let wanted = state.picture.stubs_of(parts);
    if let Some(ways) = state.picture.open_stubs(wanted) {
        jobs.find_ways(ways);
    }
}

fn looked_at(state: &State, failure: Option<&Effects>) -> Vec<Reference> {
    let mut parts: Vec<Reference> = state.document.selection.iter().collect();
    // Many parts that are selected are to be moved or changed rather than followed.
    if parts.len() > MOST {
        parts.clear();
    }
    parts.extend(state.hovered_in_list);
    // Far out a pointer is nearly always on some line.
    let near = Level::at_zoom(state.camera.zoom) == Level::Row;
    parts.extend(
        state
            .hovered
            .filter(|part| near || matches!(part, Reference::Entity(_))),
    );
    parts.extend(path::shown(state));
    let is_line = |part: &Reference| matches!(part, Reference::Relationship(_));
    if let Some(effects) = failure {
        parts.extend(effects.iter().map(|(part, _)| part).filter(is_line));
    }
    if let Some(shown) = state.lit_problem() {
        let lines = shown.subjects.iter().chain(&shown.path).copied();
        parts.extend(lines.filter(is_line));
    }
    parts
}

/// So many selected parts have their lines shown.
const MOST: usize = 12;
