//! How large the card of an entity is and where its rows are.

use super::text::{Measure, Weight};
use crate::base::geometry::{Rect, point};
use crate::model::{
    Collapse, Design, Entity, EntityId, EntityKind, Field, FieldId, FieldPath, Lifecycle, Role,
};

/// Height of the header.
pub const HEADER: f32 = 28.0;
/// Height of a row.
pub const ROW: f32 = 20.0;
/// Space between the last row and the lower edge.
pub const FOOT: f32 = 6.0;
/// Space between the edges and the text.
pub const PADDING: f32 = 10.0;
/// Least and greatest width.
pub const WIDTH: (f32, f32) = (150.0, 320.0);
/// Least space between a name and its type, so that a wider font does not print one over the other.
pub const SLACK: f32 = 24.0;

/// Size of the entity's name.
pub const TITLE_SIZE: f32 = 13.0;
/// Size of a field's name.
pub const NAME_SIZE: f32 = 12.0;
/// Size of a field's type.
pub const TYPE_SIZE: f32 = 10.5;
/// Size of the marks of keys, and of the tag in the header.
pub const MARK_SIZE: f32 = 9.0;
/// Size of the text in a badge.
pub const BADGE_SIZE: f32 = 8.5;
/// Height of a badge.
pub const BADGE: f32 = 13.0;
/// Space between badges.
pub const BADGE_GAP: f32 = 3.0;
/// A row shows at most so many badges.
pub const BADGES: usize = 4;

/// Room for a type; a longer one is cut. Databases write out enumerations of any length here.
const TYPE_ROOM: f32 = 120.0;

/// What the card of an entity looks like before it stands anywhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Width and height.
    pub size: (f32, f32),
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
    /// Where the names of fields start, from the left edge.
    pub name_x: f32,
}

/// A row of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The field that it shows.
    pub field: FieldId,
    /// The field's place in the entity.
    pub place: usize,
    /// The field is part of a foreign key.
    pub foreign: bool,
}

/// The fields that refer to others: those at the child's end of a relationship.
#[derive(Clone, Debug, Default)]
pub struct ForeignKeys(Vec<FieldPath>);

impl ForeignKeys {
    /// Those of a design.
    pub fn of(design: &Design) -> Self {
        let mut paths: Vec<FieldPath> = design
            .relationships()
            .iter()
            .flat_map(|(_, relationship)| {
                let entity = relationship.from.entity;
                let fields = &relationship.from.fields;
                fields.iter().map(move |&field| FieldPath { entity, field })
            })
            .collect();
        paths.sort_unstable();
        Self(paths)
    }

    /// Whether the field is one of them.
    pub fn has(&self, entity: EntityId, field: FieldId) -> bool {
        self.0.binary_search(&FieldPath { entity, field }).is_ok()
    }
}

impl Card {
    /// The card of an entity, with all of its rows or some.
    pub fn new(
        id: EntityId,
        entity: &Entity,
        collapse: Option<Collapse>,
        foreign_keys: &ForeignKeys,
        measure: &dyn Measure,
    ) -> Self {
        let rows: Vec<Row> = entity
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| Row {
                field: field.id,
                place,
                foreign: foreign_keys.has(id, field.id),
            })
            .filter(|row| match collapse {
                None => true,
                Some(Collapse::Keys) => row.foreign || entity.fields[row.place].key,
                Some(Collapse::Name) => false,
            })
            .collect();
        let shown = || rows.iter().map(|row| (row, &entity.fields[row.place]));
        let marks = shown()
            .map(|(row, field)| marks_width(field, row.foreign))
            .fold(0.0, f32::max);
        let name_x = PADDING + marks;
        let widest_row = shown()
            .map(|(_, field)| {
                let name = measure.width(&field.name, NAME_SIZE, name_weight(field));
                name_x + name + SLACK + right_width(field, measure) + PADDING
            })
            .fold(0.0, f32::max);
        let name = measure.width(&entity.name, TITLE_SIZE, Weight::SemiBold);
        let header = PADDING + name + tag_width(entity, measure) + PADDING;
        let width = widest_row.max(header).clamp(WIDTH.0, WIDTH.1).ceil();
        let body = match rows.len() {
            0 => 0.0,
            count => count as f32 * ROW + FOOT,
        };
        Self {
            size: (width, HEADER + body),
            rows,
            name_x,
        }
    }

    /// Whether nothing that the card says of an entity is different in another state of it.
    pub fn says_the_same(old: &Entity, new: &Entity) -> bool {
        old.name == new.name && tag(old) == tag(new) && old.fields == new.fields
    }

    /// The row that shows a field.
    pub fn row_of(&self, field: FieldId) -> Option<usize> {
        self.rows.iter().position(|row| row.field == field)
    }

    /// Distance from the card's top to the middle of the row that shows the field; of the header, where no row does.
    pub fn port(&self, field: FieldId) -> f32 {
        self.row_of(field)
            .map_or(HEADER / 2.0, |row| row_top(row) + ROW / 2.0)
    }

    /// Where a row is on a card that stands in `rect`.
    pub fn row_rect(rect: Rect, row: usize) -> Rect {
        let top = rect.min.y + row_top(row);
        Rect {
            min: point(rect.min.x, top),
            max: point(rect.max.x, top + ROW),
        }
    }

    /// The row at this distance below the card's top.
    pub fn row_at(&self, below_top: f32) -> Option<usize> {
        let row = ((below_top - HEADER) / ROW).floor();
        (row >= 0.0 && row < self.rows.len() as f32).then_some(row as usize)
    }
}

/// Distance from the card's top to the top of a row.
pub fn row_top(row: usize) -> f32 {
    HEADER + row as f32 * ROW
}

/// The marks before a field's name.
pub fn marks(field: &Field, foreign: bool) -> &'static str {
    match (field.key, foreign) {
        (true, true) => "PK FK",
        (true, false) => "PK",
        (false, true) => "FK",
        (false, false) if field.unique => "UQ",
        (false, false) => "",
    }
}

/// Weight of a field's name: fields of the primary key stand out.
pub fn name_weight(field: &Field) -> Weight {
    if field.key {
        Weight::SemiBold
    } else {
        Weight::Regular
    }
}

/// The word beside the name of an entity that is not an ordinary table in use.
pub fn tag(entity: &Entity) -> Option<&'static str> {
    match (&entity.lifecycle, entity.kind) {
        (Lifecycle::Proposed, _) => Some("proposed"),
        (Lifecycle::Deprecated { .. }, _) => Some("deprecated"),
        (Lifecycle::Active, EntityKind::Table) => None,
        (Lifecycle::Active, EntityKind::Document) => Some("document"),
        (Lifecycle::Active, EntityKind::Projection) => Some("projection"),
        (Lifecycle::Active, EntityKind::EventLog) => Some("event log"),
        (Lifecycle::Active, EntityKind::Cache) => Some("cache"),
        (Lifecycle::Active, EntityKind::ReferenceData) => Some("reference"),
        (Lifecycle::Active, EntityKind::External) => Some("external"),
    }
}

/// Width of a tag with the space before it; none without one.
pub fn tag_width(entity: &Entity, measure: &dyn Measure) -> f32 {
    tag(entity).map_or(0.0, |tag| {
        14.0 + measure.width(tag, MARK_SIZE, Weight::SemiBold)
    })
}

/// Width of a badge with this text.
pub fn badge_width(text: &str, measure: &dyn Measure) -> f32 {
    (measure.width(text, BADGE_SIZE, Weight::SemiBold) + 7.0)
        .max(20.0)
        .ceil()
}

/// A field's type as the card shows it: in its usual short spelling, with a question mark where it may be missing.
pub fn type_text(field: &Field) -> String {
    const SHORT: [(&str, &str); 6] = [
        ("character varying", "varchar"),
        ("timestamp without time zone", "timestamp"),
        ("timestamp with time zone", "timestamptz"),
        ("time without time zone", "time"),
        ("time with time zone", "timetz"),
        ("double precision", "double"),
    ];
    let written = field.data_type.trim();
    let mut text = SHORT
        .iter()
        .find_map(|(long, short)| {
            let rest = written
                .get(..long.len())
                .filter(|head| head.eq_ignore_ascii_case(long))?;
            Some(format!("{short}{}", &written[rest.len()..]))
        })
        .unwrap_or_else(|| written.to_owned());
    if field.null && !text.is_empty() {
        text.push('?');
    }
    text
}

/// A mark of what a field means beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Short form.
    pub text: &'static str,
    /// Which color it has.
    pub kind: BadgeKind,
    /// Nobody has confirmed it.
    pub inferred: bool,
}

/// Badges of a kind have a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadgeKind {
    /// Deletion.
    Delete,
    /// Versions.
    Version,
    /// Identity over services.
    Identity,
    /// State, time and life cycle.
    State,
    /// Copies and aggregates.
    Copy,
    /// What must not be seen by everyone.
    Sensitive,
}

impl BadgeKind {
    /// The kind of a role's badge.
    pub fn of<P>(role: &Role<P>) -> Self {
        match role {
            Role::SoftDelete => Self::Delete,
            Role::RowVersion | Role::SchemaVersion => Self::Version,
            Role::CorrelationId | Role::IdempotencyKey | Role::Tenant => Self::Identity,
            Role::Status | Role::CreatedAt | Role::UpdatedAt => Self::State,
            Role::CopyOf(_) | Role::AggregateOf(_) => Self::Copy,
            Role::Sensitive => Self::Sensitive,
        }
    }
}

/// The badges of a field, from left to right.
pub fn badges(field: &Field) -> impl DoubleEndedIterator<Item = Badge> {
    let roles = field.roles.iter().take(BADGES).map(|role| Badge {
        text: role.glyph(),
        kind: BadgeKind::of(role),
        inferred: field.inferred,
    });
    let proposed = (field.lifecycle == Lifecycle::Proposed).then_some(Badge {
        text: "new",
        kind: BadgeKind::State,
        inferred: false,
    });
    roles.chain(proposed)
}

/// Width of the badges of a field with the space before each.
pub fn badges_width(field: &Field, measure: &dyn Measure) -> f32 {
    badges(field)
        .map(|badge| badge_width(badge.text, measure) + BADGE_GAP)
        .sum()
}

fn right_width(field: &Field, measure: &dyn Measure) -> f32 {
    let data_type = measure.width(&type_text(field), TYPE_SIZE, Weight::Regular);
    data_type.min(TYPE_ROOM) + badges_width(field, measure)
}

fn marks_width(field: &Field, foreign: bool) -> f32 {
    match marks(field, foreign).len() {
        0 => 0.0,
        2 => 20.0,
        _ => 36.0,
    }
}
