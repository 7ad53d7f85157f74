//! Tidying: everything in a view, or some of it, is placed anew.
//!
//! What comes out is a change of the view: where cards stand, and what of boundaries, bends and notes placed by hand goes with
//! them. Heavy for a large design, and therefore done off the UI thread.

mod along;

use std::collections::BTreeMap;

use crate::base::geometry::{Rect, vector};
use crate::edit::{Builder, Transaction};
use crate::layout::place::framed;
use crate::layout::{Cancel, Options, Placement, Request, Style, place, place_again, place_some};
use crate::model::{Design, EntityId, Item, ServiceId, View};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram};
use crate::scene::text::Fonts;

use super::picture::Subject;
use super::positions::{Positions, hold, whole_point, whole_rect};

/// What is to be tidied, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What is placed anew.
    pub part: Part,
    /// How the result should look.
    pub style: Style,
    /// The order in which things stand does not count.
    pub from_scratch: bool,
    /// Wanted width of the whole sheet divided by its height, where the order does not say it.
    pub aspect: f32,
    /// Another one gives another arrangement of the same quality.
    pub seed: u64,
}

impl Wish {
    /// Everything in a style, in the order in which it stands.
    pub fn of_view(style: Style) -> Self {
        Self {
            part: Part::View,
            style,
            from_scratch: false,
            aspect: Options::default().aspect,
            seed: Options::default().seed,
        }
    }
}

/// What is placed anew.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Everything in the view.
    View,
    /// These entities; all others stay.
    Cards(Vec<EntityId>),
}

/// Places what is wished for anew. The transaction is empty where everything stands well already; none if it was canceled.
pub fn tidy(subject: &Subject, wish: &Wish, cancel: &Cancel) -> Option<Transaction> {
    let design = &subject.design;
    let view = subject.pinned_view();
    let diagram = Diagram::unplaced(design, Some(&view), Fonts::bundled());
    let request = diagram.request(design, Some(&view));
    let before = place(&request, cancel);
    let after = placed(&diagram, (design, request), wish, &before, cancel);
    if cancel.is_cancelled() {
        return None;
    }
    let sheet = Sheet {
        subject,
        view: &view,
        diagram: &diagram,
        before: &before,
        after: &after,
    };
    Some(sheet.change(wish))
}

fn placed(
    diagram: &Diagram,
    (design, mut request): (&Design, Request),
    wish: &Wish,
    before: &Placement,
    cancel: &Cancel,
) -> Placement {
    request.options.style = wish.style;
    request.options.aspect = wish.aspect;
    request.options.seed = wish.seed;
    for card in &mut request.cards {
        card.at = None;
    }
    for line in &mut request.lines {
        line.via.clear();
    }
    if let Part::Cards(chosen) = &wish.part {
        let chosen = chosen.iter().filter_map(|id| diagram.place(*id));
        return place_some(&request, &chosen.collect::<Vec<_>>(), before, cancel);
    }
    for container in &mut request.containers {
        container.rect = None;
    }
    diagram.place_cards(design, &request, cancel, |request| {
        if wish.from_scratch {
            at_the_corner(place(request, cancel), before)
        } else {
            place_again(request, before, cancel)
        }
    })
}

/// A placement that begins where the one before did.
fn at_the_corner(after: Placement, before: &Placement) -> Placement {
    let corner = |placement: &Placement| {
        let rects = placement.cards.iter().chain(&placement.containers);
        let around = rects.copied().reduce(Rect::union).unwrap_or_default();
        around.min
    };
    let by = corner(before) - corner(&after);
    let by = vector(by.x.round(), by.y.round());
    let moved = |rects: Vec<Rect>| rects.into_iter().map(|rect| rect.translate(by)).collect();
    Placement {
        cards: moved(after.cards),
        containers: moved(after.containers),
    }
}

/// A view before and after.
struct Sheet<'a> {
    subject: &'a Subject,
    /// With a place for every card that has one.
    view: &'a View,
    diagram: &'a Diagram,
    before: &'a Placement,
    after: &'a Placement,
}

impl Sheet<'_> {
    fn change(&self, wish: &Wish) -> Transaction {
        let design = &self.subject.design;
        let mut builder = Builder::new(design, label(design, self.diagram, wish));
        let moves = self.moves();
        let boundaries = self.boundaries(wish);
        let is_still = moves.values().all(|by| *by == (0, 0));
        let is_drawn = |(service, rect): &(ServiceId, Option<_>)| {
            self.view.boundaries.get(service) == rect.as_ref()
        };
        // Whoever wants a new arrangement wants to have it in the view, though it be that of the program.
        let is_held = || {
            let own = self.subject.view.and_then(|view| design.get(view));
            own.is_some_and(|own| own.at.0.len() >= self.diagram.cards.len())
        };
        let is_settled = !wish.from_scratch || is_held();
        if is_still && is_settled && boundaries.iter().all(is_drawn) {
            return builder.finish();
        }
        let current = self.current();
        let id = hold(&mut builder, self.subject.view, &current);
        let bends = self.bends(&moves);
        let notes = match wish.part {
            Part::View => self.notes(&moves),
            Part::Cards(_) => self.view.notes.clone(),
        };
        builder.update(id, |view: &mut View| {
            for (entity, at) in &mut view.at.0 {
                if let Some(place) = self.diagram.place(*entity) {
                    *at = whole_point(self.after.cards[place].min);
                }
            }
            for (service, rect) in boundaries {
                match rect {
                    Some(rect) => view.boundaries.set(service, rect),
                    None => view.boundaries.remove(&service),
                }
            }
            view.bends.0 = bends;
            view.notes = notes;
        });
        builder.finish()
    }

    /// Where everything stands.
    fn current(&self) -> Positions {
        let cards = self.diagram.cards.iter().zip(&self.before.cards);
        Positions {
            cards: cards.map(|(card, rect)| (card.entity, rect.min)).collect(),
            boundaries: Vec::new(),
        }
    }

    /// By how much each card is moved.
    fn moves(&self) -> BTreeMap<EntityId, (i32, i32)> {
        let rects = self.before.cards.iter().zip(&self.after.cards);
        let moves = self.diagram.cards.iter().zip(rects);
        let by = |(was, is): (&Rect, &Rect)| {
            let ((x, y), (to_x, to_y)) = (whole_point(was.min), whole_point(is.min));
            (to_x.saturating_sub(x), to_y.saturating_sub(y))
        };
        moves
            .map(|(card, rects)| (card.entity, by(rects)))
            .collect()
    }

    /// The boundaries that have to be in the view: those with nothing in them, and those that are closer around their cards
    /// than they would be by themselves. The others follow from their cards.
    #[expect(clippy::type_complexity, reason = "a rectangle as views have it")]
    fn boundaries(&self, wish: &Wish) -> Vec<(ServiceId, Option<(i32, i32, u32, u32)>)> {
        let design = &self.subject.design;
        let rects = self.before.containers.iter().zip(&self.after.containers);
        let boundaries = self.diagram.boundaries.iter().zip(rects);
        let changed = boundaries.filter_map(|(boundary, (was, is))| {
            let service = boundary.service;
            let drawn = self.view.boundaries.get(&service).copied();
            let cards = self.diagram.cards.iter().zip(&self.after.cards);
            let own = cards.filter(|(card, _)| {
                design
                    .get(card.entity)
                    .is_some_and(|entity| entity.service == Some(service))
            });
            let room = (BOUNDARY_HEADER, Options::default().spacing);
            let framed = own.fold(None, |frame, (_, rect)| Some(framed(frame, *rect, room)));
            let is_whole_view = wish.part == Part::View;
            let Some(framed) = framed else {
                return is_whole_view.then(|| (service, Some(whole_rect(*is))));
            };
            let is_needed = !is.expand(1.0).contains_rect(framed);
            if is_whole_view {
                return Some((service, is_needed.then(|| whole_rect(*is))));
            }
            // One that a person drew goes along, and grows.
            (was != is && (drawn.is_some() || is_needed)).then(|| (service, Some(whole_rect(*is))))
        });
        changed.collect()
    }
}

/// "Tidy the view", "Tidy Orders" or "Tidy 3 entities".
fn label(design: &Design, diagram: &Diagram, wish: &Wish) -> String {
    let Part::Cards(cards) = &wish.part else {
        return "Tidy the view".to_owned();
    };
    let service = |id: &EntityId| design.get(*id).and_then(|entity| entity.service);
    let members = |service: ServiceId| {
        let cards = diagram.cards.iter().map(|card| card.entity);
        cards.filter(move |id| self::service_of(design, *id) == Some(service))
    };
    let common = cards.first().and_then(service);
    let whole = common.filter(|common| {
        cards.iter().all(|id| service(id) == Some(*common))
            && members(*common).count() == cards.len()
    });
    let name = match (whole, cards.as_slice()) {
        (Some(service), _) => design.get(service).and_then(Item::name),
        (None, [one]) => design.get(*one).and_then(Item::name),
        _ => None,
    };
    match name {
        Some(name) => format!("Tidy {name}"),
        None => format!("Tidy {} entities", cards.len()),
    }
}

fn service_of(design: &Design, entity: EntityId) -> Option<ServiceId> {
    design.get(entity).and_then(|entity| entity.service)
}
