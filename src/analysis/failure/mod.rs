//! Exact answers about fault trees: how likely the top is, through which events, and which of them matter most.

mod arena;
mod bdd;
mod cut_sets;
mod graph;
mod limits;
mod modules;
mod order;
mod parts;
mod tree;
mod zbdd;

pub use cut_sets::CutSets;
pub use limits::Limits;
pub use tree::{BasicEvent, FaultTree, Gate, Operator, Term};

pub fn probe(tree: &FaultTree, top: Term, limits: &Limits) {
    let t = std::time::Instant::now();
    let parts = match parts::Parts::new(tree, top, limits) { Ok(p)=>p, Err(e)=>{println!("{e:?}"); return;}};
    let p = parts.probabilities(tree);
    let p = p[p.len()-1];
    let p = if parts.negated {1.0-p} else {p};
    let t1 = t.elapsed();
    let t = std::time::Instant::now();
    let c = CutSets::new(&parts, limits);
    let t2 = t.elapsed();
    match c { Ok(c) => println!("p={p:.10e} size={} {t1:?} mcs={} {t2:?} {:?}", parts.size(), c.count(), c.by_order()),
    Err(e)=>println!("p={p} size={} {t1:?} {e:?} {t2:?}", parts.size())}
}
