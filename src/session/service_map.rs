//! Services and what each needs of others, as a map shows them: plain data, without places.

use crate::analysis::needs::{Dependency, DependencyKind, Need};
use crate::model::{Design, Fail, Fallback, Integrity, Part, Reference, ServiceId};

use super::analysis::Analysis;

/// Services and what each needs of others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceMap {
    /// All services, in the order of the design.
    pub services: Vec<ServiceId>,
    /// Who needs whom.
    pub lines: Vec<Line>,
}

/// What a service needs of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The service that needs.
    pub from: ServiceId,
    /// The service that is needed.
    pub to: ServiceId,
    /// By what, with how many there are of each kind; what ties most first.
    pub kinds: Vec<(DependencyKind, usize)>,
    /// A failure of the one that is needed comes through: something of it has no protection.
    pub lets_through: bool,
    /// The one that is needed needs the other too.
    pub is_answered: bool,
    /// The parts of the design that it consists of.
    pub parts: Vec<Reference>,
}

impl ServiceMap {
    /// The map of a design as it was analyzed.
    pub fn of(analysis: &Analysis) -> Self {
        let design = &analysis.design;
        let needs = &analysis.coupling.needs;
        Self {
            services: design.services().ids().collect(),
            lines: needs
                .iter()
                .map(|((from, to), need)| Line {
                    is_answered: needs.contains_key(&(*to, *from)),
                    ..line(design, *from, *to, need)
                })
                .collect(),
        }
    }
}

fn line(design: &Design, from: ServiceId, to: ServiceId, need: &Need) -> Line {
    let all = &need.dependencies;
    let parts = all.iter().map(|one| one.part());
    let mut parts: Vec<Reference> = parts.filter_map(|part: Part| part.reference()).collect();
    parts.dedup();
    Line {
        from,
        to,
        kinds: need.kinds().collect(),
        is_answered: false,
        lets_through: all.iter().any(|one| lets_through(design, *one)),
        parts,
    }
}

/// Whether a failure of the needed service is one of what needs it.
fn lets_through(design: &Design, dependency: Dependency) -> bool {
    match dependency {
        Dependency::Key(_) | Dependency::Store(_) | Dependency::Tables(_) => true,
        Dependency::Check(id) => design.get(id).is_some_and(|relationship| {
            matches!(
                relationship.integrity,
                Integrity::Checked {
                    fail: Fail::Closed,
                    ..
                } | Integrity::Checked {
                    timeout_ms: None,
                    ..
                }
            )
        }),
        Dependency::Call(of) => {
            let operation = design.get(of.operation);
            let access = operation.and_then(|operation| operation.accesses.get(of.place));
            access.is_some_and(|access| {
                let fails = matches!(access.fallback, Fallback::Unstated | Fallback::None);
                access.timeout_ms.is_none() || (fails && !access.optional)
            })
        }
        Dependency::Reference(_)
        | Dependency::Event(_)
        | Dependency::Feed(_)
        | Dependency::Saga(_)
        | Dependency::Contract(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::native::{self, Syntax};
    use crate::lint::Settings;

    /// The only line of a design whose order asks for a customer like this.
    fn line(access: &str) -> Line {
        let text = format!(
            r#"Design(format: 1, services: [(name: "Orders"), (name: "Customers")],
            entities: [(name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)])],
            operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", {access})])])"#
        );
        let design = native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        let analysis = Analysis::new(design, 0, Settings::default());
        let map = ServiceMap::of(&analysis);
        assert_eq!(map.services.len(), 2);
        map.lines.into_iter().next().unwrap()
    }

    #[test]
    fn a_line_lets_failure_through_unless_a_time_limit_and_a_fallback_stop_it() {
        let open = line("via: Call");
        assert_eq!(open.kinds, [(DependencyKind::Call, 1)]);
        assert!(open.lets_through);
        assert!(matches!(open.parts[..], [Reference::Operation(_)]));
        assert!(line("via: Call, timeout_ms: 300").lets_through);
        assert!(line("via: Call, fallback: Cache").lets_through);
        assert!(!line("via: Call, timeout_ms: 300, fallback: Cache").lets_through);
        assert!(!line("via: Call, timeout_ms: 300, optional: true").lets_through);
        assert!(!line("via: Event").lets_through);
    }
}
