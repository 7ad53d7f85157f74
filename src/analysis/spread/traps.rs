//! What cannot start again: the greatest solution of the equations, with nothing broken.

use super::Spreading;
use crate::analysis::dependencies::{Atom, Clause, State, Subject, Variable};

impl Spreading<'_> {
    /// What cannot start again once everything is down, though nothing is broken: it waits for what waits for it. Grouped by
    /// circle.
    pub fn cold_start_traps(&self) -> Vec<Vec<Subject>> {
        let dependencies = self.dependencies;
        // What starts: all clauses have too few that do not start. Begins with what nothing takes down.
        let count = dependencies.variable_count();
        let mut down = vec![false; count];
        let mut waiting = vec![0_u32; count];
        let mut clause_starts = vec![Vec::new(); count];
        let mut queue = Vec::new();
        for (variable, clauses) in dependencies.equations() {
            if dependencies.subject(variable).1 != State::Down {
                continue;
            }
            let at = variable.index();
            down[at] = true;
            // A cause alone never happens here, so only clauses of states keep it down.
            let hold = |clause: &Clause| {
                let states = clause.of.iter().filter(|atom| self.can_be_down(**atom));
                states.count() as i64 - clause.at_least as i64
            };
            clause_starts[at] = clauses.iter().map(hold).collect::<Vec<i64>>();
            waiting[at] = clause_starts[at].iter().filter(|left| **left >= 0).count() as u32;
            if waiting[at] == 0 {
                queue.push(variable);
            }
        }
        while let Some(variable) = queue.pop() {
            down[variable.index()] = false;
            for (number, place) in self.users(Atom::Is(variable)) {
                let user = *number as usize;
                if !down[user] || dependencies.subject(Variable::at(user)).1 != State::Down {
                    continue;
                }
                if let Some(left) = clause_starts[user].get_mut(*place as usize) {
                    *left -= 1;
                    if *left == -1 {
                        waiting[user] -= 1;
                        if waiting[user] == 0 {
                            queue.push(Variable::at(user));
                        }
                    }
                }
            }
        }
        self.circles(&down)
    }

    fn can_be_down(&self, atom: Atom) -> bool {
        match atom {
            Atom::Cause(_) => false,
            Atom::Is(variable) => {
                self.dependencies.subject(variable).1 == State::Down
                    && !self.dependencies.clauses(variable).is_empty()
            }
        }
    }

    /// The circles among those that stay down.
    fn circles(&self, down: &[bool]) -> Vec<Vec<Subject>> {
        let mut graph = petgraph::graphmap::DiGraphMap::<u32, ()>::new();
        for (at, _) in down.iter().enumerate().filter(|(_, down)| **down) {
            for clause in self.dependencies.clauses(Variable::at(at)) {
                for atom in &clause.of {
                    if let Atom::Is(on) = atom
                        && down.get(on.index()) == Some(&true)
                    {
                        graph.add_edge(at as u32, on.index() as u32, ());
                    }
                }
            }
        }
        let mut found: Vec<Vec<Subject>> = petgraph::algo::tarjan_scc(&graph)
            .into_iter()
            .filter(|group| group.len() > 1 || group.iter().any(|at| graph.contains_edge(*at, *at)))
            .map(|group| {
                let mut circle: Vec<Subject> = group
                    .into_iter()
                    .map(|at| self.dependencies.subject(Variable::at(at as usize)).0)
                    .collect();
                circle.sort_unstable();
                circle
            })
            .collect();
        found.sort();
        found
    }
}
