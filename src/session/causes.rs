//! Everything that can happen by itself, with what it takes down: what is worth looking at first.

use crate::analysis::dependencies::{Atom, Cause, Place, State};
use crate::analysis::failure::Cancelled;
use crate::base::cancel::Cancel;
use crate::model::{Part, Reference, Trial};

use super::consequences::Inquiry;
use super::failures::happening;

/// Something that can happen by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// What is so then, in words: “crm is down”.
    pub words: String,
    /// What kind of thing happens.
    pub kind: Kind,
    /// What is so then.
    pub atoms: Vec<Atom>,
    /// The trial in which it happens, if there is one.
    pub trial: Option<Trial>,
    /// The part that it happens to.
    pub part: Option<Reference>,
    /// The share of time in which it is so; none where the design does not say.
    pub probability: Option<f64>,
    /// The share of all operations, weighted by tier, that it takes down.
    pub blast_radius: f64,
    /// How many operations it takes down.
    pub down: usize,
    /// To how many others it does something.
    pub worse: usize,
}

/// A kind of thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A whole service, store or failure domain is gone.
    Whole,
    /// One of several instances or nodes is gone.
    One,
    /// Something answers late.
    Slow,
    /// Two parts cannot reach each other.
    Link,
    /// A contract is broken.
    Contract,
}

/// Lists what can happen, what takes most down first. Of single instances, slow parts, links and contracts only those to which
/// some operation comes to harm.
pub fn causes(inquiry: &Inquiry, cancel: &Cancel) -> Result<Vec<Listed>, Cancelled> {
    let dependencies = inquiry.dependencies();
    let mut found = Vec::new();
    for (at, known) in dependencies.causes().iter().enumerate() {
        if cancel.is_cancelled() {
            return Err(Cancelled);
        }
        let alone = inquiry.listed(kind_of(&known.cause), vec![Atom::Cause(at)], &known.cause);
        match &known.cause {
            Cause::Instance(_, 0) | Cause::Node(_, 0) => {
                let part = match known.cause {
                    Cause::Instance(id, _) => Part::Service(id),
                    Cause::Node(id, _) => Part::Store(id),
                    _ => continue,
                };
                let all = dependencies.failure_of(&part).unwrap_or_default();
                // What has one instance is gone with it.
                if all.len() > 1 {
                    found.extend(alone.does_harm().then_some(alone));
                }
                found.push(inquiry.listed(Kind::Whole, all, &known.cause));
            }
            Cause::Domain(_) => found.push(alone),
            _ => found.extend(alone.does_harm().then_some(alone)),
        }
    }
    found.sort_by(|a, b| {
        let harm = b.blast_radius.total_cmp(&a.blast_radius);
        let more = harm.then(b.worse.cmp(&a.worse)).then(a.kind.cmp(&b.kind));
        more.then_with(|| a.words.cmp(&b.words))
    });
    Ok(found)
}

fn kind_of(cause: &Cause) -> Kind {
    match cause {
        Cause::Instance(..) | Cause::Node(..) => Kind::One,
        Cause::Domain(_) => Kind::Whole,
        Cause::Slow(_) => Kind::Slow,
        Cause::Link(..) => Kind::Link,
        Cause::Contract(..) => Kind::Contract,
    }
}

impl Listed {
    fn does_harm(&self) -> bool {
        self.down + self.worse > 0
    }
}

impl Inquiry<'_> {
    fn listed(&self, kind: Kind, atoms: Vec<Atom>, cause: &Cause) -> Listed {
        let dependencies = self.dependencies();
        let spread = self.spreading().spread(&atoms);
        let states = dependencies
            .operations()
            .iter()
            .filter_map(|operation| spread.state(operation.subject));
        let (mut down, mut worse) = (0, 0);
        for state in states {
            if state == State::Down {
                down += 1;
            } else {
                worse += 1;
            }
        }
        let words = match (kind, cause) {
            (Kind::Whole, Cause::Instance(id, _)) => self.place_is_down(Place::Service(*id)),
            (Kind::Whole, Cause::Node(id, _)) => self.place_is_down(Place::Store(*id)),
            _ => {
                let words = atoms.iter().map(|atom| self.words().atom(*atom));
                words.collect::<Vec<_>>().join(", ")
            }
        };
        let probabilities = atoms.iter().map(|atom| match atom {
            Atom::Cause(at) => dependencies.causes().get(*at)?.probability,
            Atom::Is(_) => None,
        });
        Listed {
            words,
            kind,
            trial: happening(cause).filter(|_| kind != Kind::One),
            part: cause.parts().iter().find_map(Part::reference),
            probability: probabilities.product(),
            blast_radius: spread.blast_radius(),
            down,
            worse,
            atoms,
        }
    }

    fn place_is_down(&self, place: Place) -> String {
        format!("{} is down", self.words().place(place))
    }
}
