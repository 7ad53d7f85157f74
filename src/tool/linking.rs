//! A relationship is drawn from a card or a row to another one, or to empty canvas for a new entity.

use super::drag::{self, Drag};
use super::stage::Stage;
use super::{Button, Context, Effect, Event, Mark, Pointer, State};
use crate::base::geometry::{Point, Rect, vector};
use crate::edit::link::{self, Plan, Pointed};
use crate::edit::{Builder, Transaction};
use crate::model::{Entity, EntityId, FieldPath, Reference};
use crate::scene::card::HEADER;
use crate::session::Selection;
use crate::session::drawing;
use crate::session::picture::{Handle, Hit};
use crate::session::text_slot::TextSlot;

/// A relationship is being drawn.
#[derive(Clone, Debug)]
pub(super) struct Linking {
    source: Pointed,
    /// Where the button went down.
    start: Point,
    /// Where the line leaves the source.
    from: Option<Point>,
    to: Point,
    /// The button is up: a click chose the source, another one chooses the target.
    clicked: bool,
    /// Clicks choose as well as a drag does.
    by_clicks: bool,
    /// A row was dragged, perhaps to move the card: nothing comes of it on the same card.
    from_row: bool,
    offer: Offer,
    mark: Option<Rect>,
    hint: String,
}

/// What letting go would do.
#[derive(Clone, Debug, Default, PartialEq)]
enum Offer {
    #[default]
    Nothing,
    Relate {
        plan: Plan,
        fits: bool,
    },
    /// A new entity, and on which side of the relationship it is.
    New {
        is_parent: bool,
    },
}

impl Linking {
    /// Starts from what is under the pointer; none where nothing is that can be related.
    pub(super) fn start(pointer: Pointer, by_clicks: bool) -> Option<Self> {
        Some(Self {
            source: pointed(pointer.hit)?,
            start: pointer.at,
            from: None,
            to: pointer.at,
            clicked: false,
            by_clicks,
            from_row: !by_clicks && matches!(pointer.hit, Hit::Row(_)),
            offer: Offer::Nothing,
            mark: None,
            hint: "Drag to another card or row · Escape to cancel".into(),
        })
    }

    pub(super) fn handle(
        mut self,
        event: Event,
        context: &Context,
        effects: &mut Vec<Effect>,
    ) -> State {
        match event {
            Event::Up(pointer)
                if self.by_clicks && !self.clicked && context.is_click(self.start, pointer.at) =>
            {
                self.clicked = true;
                self.hint = "Click another card or row · Escape to cancel".into();
                self.into()
            }
            // The second click counts when its button comes up.
            Event::Up(_) if self.clicked => self.into(),
            Event::Down(pointer, Button::Primary) if self.clicked => {
                self.clicked = false;
                self.by_clicks = false;
                self.moved(pointer, context, effects)
            }
            event => drag::handle(self, event, context, effects),
        }
    }

    pub(super) fn hint(&self) -> String {
        self.hint.clone()
    }

    pub(super) fn is_lost(&self) -> bool {
        self.offer == Offer::Nothing && self.start != self.to
    }

    pub(super) fn marks(&self) -> Vec<Mark> {
        let fits = !matches!(self.offer, Offer::Relate { fits: false, .. });
        let mut marks: Vec<Mark> = self.mark.map(Mark::Target).into_iter().collect();
        if let Some(from) = self.from {
            marks.push(Mark::Wire {
                from,
                to: self.to,
                fits,
            });
        }
        if let Offer::New { .. } = self.offer {
            let at = new_entity_at(self.to);
            let (width, height) = drawing::NEW_CARD;
            marks.push(Mark::Ghost(Rect::new(at.x, at.y, width, height)));
        }
        if self.offer != Offer::Nothing {
            marks.push(Mark::Label {
                at: self.to,
                text: self.hint.clone(),
                alarm: !fits,
            });
        }
        marks
    }

    /// Where the line leaves the source: at the side that faces the pointer.
    fn anchor(&self, context: &Context) -> Option<Point> {
        let entity = self.source.entity();
        let rect = context.picture.bounds_of(Reference::Entity(entity))?;
        let field = match self.source {
            Pointed::Entity(_) => None,
            Pointed::Field(path) => Some(path.field),
        };
        context.picture.handle(Handle {
            entity,
            field,
            right: self.to.x >= rect.center().x,
        })
    }

    fn look(&mut self, pointer: Pointer, context: &Context) {
        self.to = pointer.at;
        self.from = self.anchor(context);
        self.mark = None;
        let design = context.design;
        let is_empty = matches!(pointer.hit, Hit::Empty | Hit::Title(_) | Hit::Outline(..));
        let target = pointed(pointer.hit);
        let at_home = target.is_some_and(|target| target.entity() == self.source.entity());
        let plan = target
            .filter(|_| !(self.from_row && at_home))
            .and_then(|target| link::plan(design, self.source, target));
        (self.offer, self.hint) = match plan {
            Some(plan) => {
                self.mark = target.and_then(|target| match target {
                    Pointed::Entity(id) => context.picture.bounds_of(Reference::Entity(id)),
                    Pointed::Field(path) => context.picture.row(path),
                });
                let mismatch = plan.mismatch(design);
                let hint = match &mismatch {
                    Some(odd) => format!("Types differ: {} / {}", odd.child, odd.parent),
                    None => describe(&plan, context),
                };
                let fits = mismatch.is_none();
                (Offer::Relate { plan, fits }, hint)
            }
            None if is_empty && target.is_none() => {
                let is_parent = self.new_is_parent(context);
                let name = self.name(context);
                let hint = if is_parent {
                    format!("New entity that {name} refers to")
                } else {
                    format!("New entity that refers to {name}")
                };
                (Offer::New { is_parent }, hint)
            }
            None if self.from_row && at_home => (
                Offer::Nothing,
                "Drag to another card or row · to move the card, drag its header".into(),
            ),
            None => (
                Offer::Nothing,
                "Drag to another card or row · Escape to cancel".into(),
            ),
        };
    }

    /// A foreign key looks for its parent; anything else gets a child.
    fn new_is_parent(&self, context: &Context) -> bool {
        match self.source {
            Pointed::Entity(_) => false,
            Pointed::Field(path) => {
                let field = field(context, path);
                !field.is_some_and(|field| field.key || field.unique)
            }
        }
    }

    fn name(&self, context: &Context) -> String {
        let entity = context.design.get(self.source.entity());
        let entity = entity.map_or("", |entity| entity.name.as_str());
        match self.source {
            Pointed::Entity(_) => entity.to_owned(),
            Pointed::Field(path) => {
                let field = field(context, path).map_or("", |field| field.name.as_str());
                format!("{entity}.{field}")
            }
        }
    }

    /// A new entity at the pointer with the relationship.
    fn with_new(&self, is_parent: bool, context: &Context) -> (Transaction, EntityId) {
        let stage = Stage::of(context.picture);
        let mut builder = Builder::new(context.design, "");
        let service = context.picture.boundary_at(self.to);
        let at = new_entity_at(self.to);
        let new = drawing::put_entity(&mut builder, stage.sheet(context), at, service);
        let source = match self.source {
            Pointed::Field(path) if is_parent => field(context, path),
            _ => None,
        };
        if let Some(source) = source {
            // The key is what the foreign key expects.
            let (name, data_type) = (source.name.clone(), source.data_type.clone());
            builder.update(new, |entity: &mut Entity| {
                if let Some(stem) = name.strip_suffix("_id").filter(|stem| !stem.is_empty()) {
                    stem.clone_into(&mut entity.name);
                }
                if let Some(key) = entity.fields.first_mut() {
                    key.data_type = data_type;
                }
            });
            rename_if_taken(&mut builder, new);
        }
        let (from, to) = if is_parent {
            (self.source, Pointed::Entity(new))
        } else {
            (Pointed::Entity(new), self.source)
        };
        if let Some(plan) = link::plan(builder.design(), from, to) {
            plan.draw(&mut builder);
        }
        let name = builder.design().get(new).map(|entity| entity.name.clone());
        builder.set_label(format!("Add {}", name.unwrap_or_default()));
        (builder.finish(), new)
    }
}

impl Drag for Linking {
    fn moved(mut self, pointer: Pointer, context: &Context, _: &mut Vec<Effect>) -> State {
        self.look(pointer, context);
        self.into()
    }

    fn done(mut self, pointer: Pointer, context: &Context, effects: &mut Vec<Effect>) {
        self.look(pointer, context);
        match &self.offer {
            Offer::Nothing => {}
            Offer::Relate { plan, .. } => {
                let id = match plan.existing(context.design) {
                    Some(id) => id,
                    None => {
                        let (transaction, id) = related(plan, context);
                        effects.extend([Effect::Pend(transaction), Effect::Commit]);
                        id
                    }
                };
                effects.push(Effect::Select(Selection::of(Reference::Relationship(id))));
            }
            Offer::New { is_parent } => {
                let (transaction, id) = self.with_new(*is_parent, context);
                effects.extend([
                    Effect::Pend(transaction),
                    Effect::Commit,
                    Effect::Select(Selection::of(Reference::Entity(id))),
                    Effect::Edit(TextSlot::EntityName(id)),
                ]);
            }
        }
    }

    fn cancelled(self, _: &mut Vec<Effect>) {}
}

/// What is related when the pointer is here.
pub(super) fn pointed(hit: Hit) -> Option<Pointed> {
    match hit {
        Hit::Row(path) => Some(Pointed::Field(path)),
        Hit::Handle(Handle { entity, field, .. }) => Some(match field {
            Some(field) => Pointed::Field(FieldPath { entity, field }),
            None => Pointed::Entity(entity),
        }),
        Hit::Header(id) => Some(Pointed::Entity(id)),
        _ => None,
    }
}

fn related(plan: &Plan, context: &Context) -> (Transaction, crate::model::RelationshipId) {
    let name = |id| {
        let entity = context.design.get(id);
        entity.map_or("", |entity: &Entity| entity.name.as_str())
    };
    let label = format!("Relate {} to {}", name(plan.child), name(plan.parent));
    let mut builder = Builder::new(context.design, label);
    let id = plan.draw(&mut builder);
    (builder.finish(), id)
}

/// What comes of a plan, in words.
fn describe(plan: &Plan, context: &Context) -> String {
    let design = context.design;
    let side = |id: EntityId, fields: Vec<String>| {
        let name = design.get(id).map_or("", |entity| entity.name.as_str());
        match fields.len() {
            0 => name.to_owned(),
            _ => format!("{name}.{}", fields.join(", ")),
        }
    };
    let field = |entity, field| {
        let field = self::field(context, FieldPath { entity, field });
        field.map_or_else(String::new, |field| field.name.clone())
    };
    if plan.existing(design).is_some() {
        return "Related already".into();
    }
    let mut added = plan.added(design).into_iter();
    let is_adding = added.len() > 0;
    let from = plan.pairs.iter().map(|pair| match pair.0 {
        Some(id) => field(plan.child, id),
        None => added.next().unwrap_or_default(),
    });
    let from = side(plan.child, from.collect());
    let to = plan.pairs.iter().map(|pair| field(plan.parent, pair.1));
    let to = side(plan.parent, to.collect());
    let mark = if is_adding { "Add " } else { "" };
    format!("{mark}{from} → {to}")
}

fn field<'a>(context: &Context<'a>, path: FieldPath) -> Option<&'a crate::model::Field> {
    context.design.get(path.entity)?.field(path.field)
}

/// The name that was derived for an entity may be that of another in its service.
fn rename_if_taken(builder: &mut Builder, id: EntityId) {
    let design = builder.design();
    let Some(entity) = design.get(id) else { return };
    let others = design.entities().iter();
    let others = others.filter(|(other, e)| *other != id && e.service == entity.service);
    let taken: Vec<&str> = others.map(|(_, e)| e.name.as_str()).collect();
    let name = crate::edit::unique_name(&entity.name, taken);
    builder.update(id, |entity: &mut Entity| entity.name = name);
}

/// The upper left corner of the new card: its header starts at the pointer.
fn new_entity_at(pointer: Point) -> Point {
    pointer - vector(0.0, HEADER / 2.0)
}
