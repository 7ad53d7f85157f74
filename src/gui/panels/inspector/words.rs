//! What the values of attributes are called, and what they mean for those who read them in a list.

use crate::gui::widgets::pick::Choice;
use crate::model::{
    Cardinality, ColorBy, Compatibility, EntityKind, Fail, Failover, Mechanism, OnDelete,
    OperationKind, ServiceKind, Tier, Topology, Via,
};

/// A value, what it is called, and what it means.
pub(super) type Word<V> = (V, &'static str, &'static str);

/// A type with few values, each with a name.
pub(super) trait Words: Copy + PartialEq + 'static {
    /// What it is where nobody has said.
    const DEFAULT: Option<Self>;

    /// The values in the order in which they are offered.
    const WORDS: &'static [Word<Self>];

    /// What it is called.
    fn label(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(value, ..)| *value == self)
            .map_or("", |(_, label, _)| label)
    }

    /// All values, to choose from.
    fn choices() -> impl Iterator<Item = Choice<Self>> {
        Self::WORDS.iter().map(|(value, label, help)| Choice {
            detail: if Self::DEFAULT == Some(*value) {
                "default".into()
            } else {
                String::new()
            },
            help,
            ..Choice::new(*label, *value)
        })
    }
}

macro_rules! words {
    ($($type:ty [$default:expr] { $($value:path => $label:literal, $help:literal;)* })*) => {
        $(impl Words for $type {
            const DEFAULT: Option<Self> = $default;
            const WORDS: &'static [Word<Self>] = &[$(($value, $label, $help)),*];
        })*
    };
}

words! {
    EntityKind [Some(EntityKind::Table)] {
        EntityKind::Table => "Table", "Rows of a relational table, the record of what is true";
        EntityKind::Document => "Document", "Documents that are read and written as a whole";
        EntityKind::Projection => "Projection", "Derived from other entities for reading; it is filled by feeds and can be behind";
        EntityKind::EventLog => "Event log", "Events in order; the present state is folded from them";
        EntityKind::Cache => "Cache", "Values that may be gone at any time and are fetched again";
        EntityKind::ReferenceData => "Reference data", "Hardly ever changes, so that copies of it are cheap to keep";
        EntityKind::External => "External", "Kept by someone else, under rules of their own";
    }
    Tier [Some(Tier::Standard)] {
        Tier::Critical => "Critical", "Its failure stops the business: it may not depend on anything less critical";
        Tier::Standard => "Standard", "Its failure hurts";
        Tier::BestEffort => "Best effort", "Its failure can wait";
    }
    ServiceKind [Some(ServiceKind::Internal)] {
        ServiceKind::Internal => "Internal", "Built and run by the teams of this design";
        ServiceKind::External => "External", "Run by others: it fails, and is repaired, without you";
        ServiceKind::Gateway => "Gateway", "The way in: every call from outside passes it";
    }
    Failover [Some(Failover::Manual)] {
        Failover::Manual => "Manual", "A person promotes a replica, so that an outage lasts until someone is awake";
        Failover::Automatic => "Automatic", "A replica takes over by itself within seconds";
    }
    Topology [Some(Topology::LeaderFollower)] {
        Topology::LeaderFollower => "One leader", "One node takes all writes; followers serve reads";
        Topology::MultiLeader => "Several leaders", "Several nodes take writes of all data; conflicts have to be resolved";
        Topology::Leaderless => "Leaderless", "Any node takes writes; readers ask several";
    }
    OperationKind [Some(OperationKind::Command)] {
        OperationKind::Command => "Command", "Changes data: trying again may do it twice";
        OperationKind::Query => "Query", "Answers a user: it can be served from copies";
        OperationKind::Report => "Report", "Reads a lot for people who can wait; it should stay off the primary";
    }
    Mechanism [Some(Mechanism::Outbox)] {
        Mechanism::Outbox => "Outbox", "An event is written in the transaction of the change and sent later: none is lost";
        Mechanism::LogCapture => "Change data capture (log)", "Changes are read from the database's log, without a trace in the application";
        Mechanism::TriggerCapture => "Change data capture (trigger)", "Triggers catch the changes, at the cost of each write";
        Mechanism::Batch => "Batch", "A job copies now and then; the copy is as old as its interval";
        Mechanism::DualWrite => "Dual write", "The application writes both; a crash in between leaves them different";
    }
    OnDelete [Some(OnDelete::NoAction)] {
        OnDelete::NoAction => "No action", "The parent stays while it has children; checked at the end of the statement";
        OnDelete::Restrict => "Restrict", "The parent stays while it has children; checked at once";
        OnDelete::Cascade => "Cascade", "The children are deleted too, wherever they are";
        OnDelete::SetNull => "Set null", "The reference of the children becomes null";
        OnDelete::SetDefault => "Set default", "The reference of the children becomes its default";
        OnDelete::ByEvent => "By event", "An event tells the child's service, which cleans up by itself";
    }
    Fail [Some(Fail::Closed)] {
        Fail::Closed => "Closed: refuse the write", "No answer, no write: an outage of the parent's service stops this one";
        Fail::Open => "Open: let it through", "No answer, write anyway: orphans may come up during an outage";
    }
    Cardinality [None] {
        Cardinality::ZeroOrOne => "0..1 · at most one", "";
        Cardinality::One => "1 · exactly one", "";
        Cardinality::Many => "0..n · any number", "";
        Cardinality::OneOrMany => "1..n · at least one", "";
    }
    Via [None] {
        Via::OwnStore => "Own store", "In the service's own database, within its transaction";
        Via::Call => "Synchronous call", "The operation waits for another service: it is down when that is down, unless there is a fallback";
        Via::Event => "Event", "Nobody waits: the other side catches up after an outage";
        Via::LocalCopy => "Local copy", "From a copy that the service keeps: it works, with old data, while the source is down";
    }
    Compatibility [Some(Compatibility::Backward)] {
        Compatibility::Backward => "Backward", "New readers can read old data: fields may go, new ones need a default";
        Compatibility::BackwardTransitive => "Backward, all versions", "New readers can read data of every earlier version";
        Compatibility::Forward => "Forward", "Old readers can read new data: fields may come, those with a default may go";
        Compatibility::ForwardTransitive => "Forward, all versions", "Readers of every earlier version can read new data";
        Compatibility::Full => "Full", "Both ways, against the last version";
        Compatibility::FullTransitive => "Full, all versions", "Both ways, against every earlier version";
    }
    ColorBy [Some(ColorBy::Zone)] {
        ColorBy::Zone => "Zone", "By the consistency that readers are promised";
        ColorBy::Service => "Service", "By the service that owns the entity";
        ColorBy::Store => "Store", "By the store that keeps it";
        ColorBy::Risk => "Risk", "By what the analysis found";
    }
}
