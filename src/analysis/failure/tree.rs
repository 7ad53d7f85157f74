//! Fault trees: what has to happen for a failure to happen.

/// A basic event, a gate, or what is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Always true, or never.
    Constant(bool),
    /// The basic event of this index.
    Event(usize),
    /// The gate of this index.
    Gate(usize),
}

/// How a gate combines its inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// All inputs; true without any.
    And,
    /// One input or more; false without any.
    Or,
    /// This many inputs or more.
    AtLeast(usize),
    /// An odd number of inputs; of two, exactly one.
    Xor,
    /// None of the inputs; of one, its negation.
    Not,
}

/// Something that happens by itself, independently of all other basic events.
#[derive(Clone, Debug, PartialEq)]
pub struct BasicEvent {
    /// What people call it.
    pub name: String,
    /// How likely it is, from 0 to 1.
    pub probability: f64,
}

/// Something that happens because of its inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// What people call it; empty where it has no name of its own.
    pub name: String,
    /// How the inputs combine.
    pub operator: Operator,
    /// What it depends on: events, and gates of smaller indices.
    pub inputs: Vec<Term>,
}

/// Basic events and gates over them. There are no cycles, because a gate takes only what exists before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultTree {
    events: Vec<BasicEvent>,
    gates: Vec<Gate>,
}

impl FaultTree {
    /// Adds a basic event. A probability that is none (not a number, or outside 0 to 1) counts as the nearest one; not a number as 1.
    pub fn event(&mut self, name: impl Into<String>, probability: f64) -> Term {
        self.events.push(BasicEvent {
            name: name.into(),
            probability: if probability.is_nan() {
                1.0
            } else {
                probability.clamp(0.0, 1.0)
            },
        });
        Term::Event(self.events.len() - 1)
    }

    /// Adds a gate.
    ///
    /// # Panics
    /// If an input is not a term of this tree.
    pub fn gate(&mut self, name: impl Into<String>, operator: Operator, inputs: Vec<Term>) -> Term {
        assert!(
            inputs.iter().all(|&input| match input {
                Term::Constant(_) => true,
                Term::Event(event) => event < self.events.len(),
                Term::Gate(gate) => gate < self.gates.len(),
            }),
            "an input of a gate that is not in the tree"
        );
        self.gates.push(Gate {
            name: name.into(),
            operator,
            inputs,
        });
        Term::Gate(self.gates.len() - 1)
    }

    /// All of `inputs`.
    pub fn and(&mut self, inputs: impl IntoIterator<Item = Term>) -> Term {
        self.gate("", Operator::And, inputs.into_iter().collect())
    }

    /// One of `inputs` or more.
    pub fn or(&mut self, inputs: impl IntoIterator<Item = Term>) -> Term {
        self.gate("", Operator::Or, inputs.into_iter().collect())
    }

    /// `minimum` of `inputs` or more.
    pub fn at_least(&mut self, minimum: usize, inputs: impl IntoIterator<Item = Term>) -> Term {
        self.gate("", Operator::AtLeast(minimum), inputs.into_iter().collect())
    }

    /// The basic events, by index.
    pub fn events(&self) -> &[BasicEvent] {
        &self.events
    }

    /// The gates, by index; inputs come before what they are inputs of.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// Gives a basic event another probability.
    pub fn set_probability(&mut self, event: usize, probability: f64) {
        if let Some(event) = self.events.get_mut(event) {
            event.probability = probability.clamp(0.0, 1.0);
        }
    }
}
