//! Equations of sagas: pending while a step cannot be done, stuck while one cannot be taken back either.

use super::derive::Deriver;
use super::{Action, Atom, Because, Place, State, Subject};
use crate::model::{SagaId, ServiceId, StepAction};

impl Deriver<'_> {
    pub(super) fn saga(&mut self, id: SagaId) {
        let facts = self.facts;
        let Some(saga) = facts.design.get(id) else {
            return;
        };
        let subject = Subject::Saga(id);
        let down = self.is(subject, State::Down);
        self.needs(subject, State::Degraded, down, Because::Worse);
        if let Some(coordinator) = saga.coordinator {
            let atom = self.is(Subject::Process(coordinator), State::Down);
            self.needs(subject, State::Degraded, atom, Because::Coordinator(id));
        }
        let pivot = saga.steps.iter().position(|step| step.pivot);
        let mut compensations: Vec<(usize, Vec<Atom>)> = Vec::new();
        for (place, step) in saga.steps.iter().enumerate() {
            let failed = self.step_states(saga.coordinator, &step.action, State::Down);
            for atom in &failed {
                self.needs(subject, State::Degraded, *atom, Because::Step(id, place));
            }
            for (state, to) in [(State::Slow, State::Degraded), (State::Stale, State::Stale)] {
                for atom in self.step_states(saga.coordinator, &step.action, state) {
                    self.needs(subject, to, atom, Because::Step(id, place));
                }
            }
            if pivot.is_some_and(|pivot| place > pivot) {
                continue;
            }
            // This step fails, and one before it cannot be taken back.
            for (before, cannot) in &compensations {
                for one in &failed {
                    for other in cannot {
                        let mut both = vec![*one, *other];
                        both.sort_unstable();
                        both.dedup();
                        let because = Because::Compensation(id, *before);
                        self.add(subject, State::Down, both.len(), both, because);
                    }
                }
            }
            if let Some(compensation) = &step.compensation {
                let cannot = self.step_states(saga.coordinator, &compensation.action, State::Down);
                compensations.push((place, cannot));
            }
        }
    }

    fn step_states(
        &mut self,
        coordinator: Option<ServiceId>,
        action: &StepAction,
        state: State,
    ) -> Vec<Atom> {
        let facts = self.facts;
        let (own, asked) = match action {
            StepAction::Call(operation) => (
                Subject::Operation(*operation),
                facts.design.get(*operation).and_then(|o| o.service),
            ),
            StepAction::Write(entity) => {
                (Subject::Data(*entity, Action::Write), facts.owner(*entity))
            }
        };
        let mut atoms = vec![self.is(own, state)];
        if let (StepAction::Write(_), Some(asked)) = (action, asked)
            && state != State::Stale
        {
            atoms.push(self.is(Subject::Process(asked), state));
        }
        if let (State::Down, Some(from), Some(asked)) = (state, coordinator, asked)
            && from != asked
        {
            atoms.push(self.link(Place::Service(from), Place::Service(asked)));
        }
        atoms
    }
}
