//! Tidying, as a person may rely on it: what is tidy stays, the order of things is kept, and where only a part is tidied the
//! rest does not move.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where something unexpected happens"
)]

use std::collections::BTreeMap;
use std::path::Path;

use erdwall::base::geometry::{Point, Rect, point};
use erdwall::edit::Builder;
use erdwall::format::native::{Syntax, read};
use erdwall::layout::{
    Cancel, Card, Container, End, Line, Options, Placement, Request, Style, place, place_again,
};
use erdwall::model::{
    Design, Endpoint, Entity, EntityId, Reference, Relationship, ServiceId, View,
};
use erdwall::session::picture::{Picture, Subject};
use erdwall::session::tidy::{Part, Wish, tidy};
use proptest::collection::vec;
use proptest::prelude::*;

/// A design of a file as it stands on the sheet of its first view.
struct Sheet {
    design: Design,
}

impl Sheet {
    fn of(text: &str) -> Self {
        let design = read(text.as_bytes(), Syntax::Ron).unwrap().design;
        Self { design }
    }

    fn example(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name);
        Self::of(&std::fs::read_to_string(path).unwrap())
    }

    /// Services of eight entities, each related to one before it and some to those of other services.
    fn generated(services: usize) -> Self {
        let mut builder = Builder::new(&Design::default(), "");
        let mut all: Vec<EntityId> = Vec::new();
        for s in 0..services {
            let service = builder.insert(erdwall::model::Service {
                name: format!("s{s}"),
                instances: 1,
                ..Default::default()
            });
            for e in 0..8 {
                let id = builder.insert(Entity {
                    name: format!("e{s}_{e}"),
                    service: Some(service),
                    ..Entity::default()
                });
                if e > 0 {
                    let to = all[all.len() - 1 - (e * 5 + s) % e];
                    relate(&mut builder, id, to);
                }
                if e == 3 && s > 0 {
                    relate(&mut builder, id, all[(s * 13) % all.len()]);
                }
                all.push(id);
            }
        }
        Self {
            design: builder.design().clone(),
        }
    }

    /// Entities of no service, each related to one before it.
    fn free(count: usize) -> Self {
        let mut builder = Builder::new(&Design::default(), "");
        let mut all: Vec<EntityId> = Vec::new();
        for e in 0..count {
            let id = builder.insert(Entity {
                name: format!("f{e}"),
                ..Entity::default()
            });
            if e > 0 {
                relate(&mut builder, id, all[(e * 7) % e / 2]);
                relate(&mut builder, id, all[e - 1 - e % 3 * (e - 1) / 4]);
            }
            all.push(id);
        }
        Self {
            design: builder.design().clone(),
        }
    }

    fn view(&self) -> Option<erdwall::model::ViewId> {
        self.design.views().ids().next()
    }

    fn subject(&self) -> Subject {
        Subject {
            design: self.design.clone(),
            view: self.view(),
            ..Subject::default()
        }
    }

    fn picture(&self) -> Picture {
        Picture::new(self.subject(), &Cancel::default())
    }

    fn cards(&self) -> BTreeMap<EntityId, Rect> {
        let picture = self.picture();
        let cards = picture.diagram().cards.iter();
        cards.map(|card| (card.entity, card.rect)).collect()
    }

    fn boundaries(&self) -> BTreeMap<ServiceId, Rect> {
        self.picture().boundaries().collect()
    }

    fn entity(&self, name: &str) -> EntityId {
        let mut entities = self.design.entities().iter();
        entities.find(|(_, entity)| entity.name == name).unwrap().0
    }

    fn service(&self, name: &str) -> ServiceId {
        let mut services = self.design.services().iter();
        services
            .find(|(_, service)| service.name == name)
            .unwrap()
            .0
    }

    fn members(&self, service: ServiceId) -> Vec<EntityId> {
        let entities = self.design.entities().iter();
        let members = entities.filter(|(_, entity)| entity.service == Some(service));
        members.map(|(id, _)| id).collect()
    }

    /// Tidied; says how many parts of the design that changed.
    fn tidy(&mut self, wish: &Wish) -> usize {
        let transaction = tidy(&self.subject(), wish, &Cancel::default()).unwrap();
        let before = self.design.clone();
        let inverse = self.design.apply(&transaction).unwrap();
        let mut undone = self.design.clone();
        undone.apply(&inverse).unwrap();
        assert_eq!(undone, before, "one step takes it back");
        transaction.edits.len()
    }

    fn put(&mut self, name: &str, at: (i32, i32)) {
        let entity = self.entity(name);
        self.change(|view| view.at.set(entity, at));
    }

    fn change(&mut self, change: impl FnOnce(&mut View)) {
        let mut builder = Builder::new(&self.design, "");
        builder.update(self.view().unwrap(), change);
        self.design = builder.design().clone();
    }

    /// Nothing overlaps, and everything is in its boundary and in no other.
    #[track_caller]
    fn is_clean(&self) {
        let cards: Vec<(EntityId, Rect)> = self.cards().into_iter().collect();
        let boundaries: Vec<(ServiceId, Rect)> = self.boundaries().into_iter().collect();
        for (place, (_, a)) in cards.iter().enumerate() {
            for (_, b) in &cards[place + 1..] {
                assert!(!a.overlaps(*b), "{a:?} {b:?}");
            }
        }
        for (place, (_, a)) in boundaries.iter().enumerate() {
            for (_, b) in &boundaries[place + 1..] {
                assert!(!a.overlaps(*b), "boundaries {a:?} {b:?}");
            }
        }
        for (entity, card) in &cards {
            let own = self.design.get(*entity).unwrap().service;
            for (service, frame) in &boundaries {
                if own == Some(*service) {
                    assert!(frame.contains_rect(*card), "{card:?} in {frame:?}");
                } else {
                    assert!(!frame.overlaps(*card), "{card:?} in foreign {frame:?}");
                }
            }
        }
    }
}

fn relate(builder: &mut Builder, from: EntityId, to: EntityId) {
    let end = |entity| Endpoint {
        entity,
        fields: Vec::new(),
    };
    builder.insert(Relationship::enforced(end(from), end(to)));
}

fn from_scratch() -> Wish {
    Wish {
        from_scratch: true,
        ..Wish::of_view(Style::Organic)
    }
}

fn of(cards: Vec<EntityId>) -> Wish {
    Wish {
        part: Part::Cards(cards),
        ..Wish::of_view(Style::Organic)
    }
}

/// Part of the pairs of cards that stand left and right of each other, and above and below, as before.
fn order_kept(before: &BTreeMap<EntityId, Rect>, after: &BTreeMap<EntityId, Rect>) -> f32 {
    let cards: Vec<(Rect, Rect)> = before.iter().map(|(id, rect)| (*rect, after[id])).collect();
    let side = |a: f32, b: f32| {
        // Edges in line have no order.
        if (a - b).abs() < 30.0 {
            0
        } else if a < b {
            -1
        } else {
            1
        }
    };
    let (mut kept, mut all) = (0.0, 0.0);
    for (place, (a, a_after)) in cards.iter().enumerate() {
        for (b, b_after) in &cards[place + 1..] {
            let pairs = [
                (side(a.min.x, b.min.x), side(a_after.min.x, b_after.min.x)),
                (side(a.min.y, b.min.y), side(a_after.min.y, b_after.min.y)),
            ];
            for (was, is) in pairs {
                all += 1.0;
                kept += f32::from(u8::from(was * is >= 0));
            }
        }
    }
    kept / all
}

fn median_way(before: &BTreeMap<EntityId, Rect>, after: &BTreeMap<EntityId, Rect>) -> f32 {
    let mut ways: Vec<f32> = before
        .iter()
        .map(|(id, rect)| rect.min.distance_squared(after[id].min).sqrt())
        .collect();
    ways.sort_by(f32::total_cmp);
    ways[ways.len() / 2]
}

#[test]
fn what_is_tidy_stays_as_it_is() {
    let sheets = [
        ("shop", Sheet::example("shop.erd.ron")),
        ("ftgo", Sheet::example("ftgo.erd.ron")),
        ("generated", Sheet::generated(12)),
        ("free", Sheet::free(45)),
    ];
    for (name, mut sheet) in sheets {
        for style in [Style::Organic, Style::Compact, Style::Layered] {
            sheet.tidy(&Wish::of_view(style));
            sheet.is_clean();
            let (once, cards) = (sheet.design.clone(), sheet.cards());
            sheet.tidy(&Wish::of_view(style));
            let way = median_way(&cards, &sheet.cards());
            let moved = sheet
                .cards()
                .iter()
                .filter(|(id, rect)| cards[id] != **rect)
                .count();
            assert_eq!(moved, 0, "{name} {style:?}: half of the cards by {way}");
            assert_eq!(sheet.design, once, "{name} {style:?}");
        }
    }
}

#[test]
fn what_the_program_has_arranged_is_tidy() {
    let sheets = [
        Sheet::example("ftgo.erd.ron"),
        Sheet::generated(12),
        Sheet::free(45),
    ];
    for mut sheet in sheets {
        sheet.tidy(&from_scratch());
        let once = sheet.cards();
        sheet.tidy(&Wish::of_view(Style::Organic));
        let (kept, way) = (
            order_kept(&once, &sheet.cards()),
            median_way(&once, &sheet.cards()),
        );
        assert!(kept > 0.99 && way < 40.0, "{kept} {way}");
    }
}

#[test]
fn after_one_more_entity_little_else_moves() {
    for (mut sheet, others) in [
        (Sheet::example("shop.erd.ron"), "order"),
        (Sheet::example("ftgo.erd.ron"), "orders"),
        (Sheet::generated(12), "e5_2"),
        (Sheet::free(45), "f33"),
    ] {
        sheet.tidy(&from_scratch());
        sheet.tidy(&Wish::of_view(Style::Organic));
        let before = sheet.cards();
        let other = sheet.entity(others);
        let mut builder = Builder::new(&sheet.design, "");
        let id = builder.insert(Entity {
            name: "one_more".into(),
            service: sheet.design.get(other).unwrap().service,
            ..Entity::default()
        });
        relate(&mut builder, id, other);
        sheet.design = builder.design().clone();
        sheet.tidy(&Wish::of_view(Style::Organic));
        sheet.is_clean();
        let after = sheet.cards();
        let (kept, way) = (order_kept(&before, &after), median_way(&before, &after));
        assert!(
            kept > 0.97,
            "{others}: {kept} of the pairs keep their order"
        );
        assert!(
            way < 60.0,
            "{others}: half of the cards move by more than {way}"
        );
        let far = after[&id].center() - after[&other].center();
        assert!(
            far.x.abs() + far.y.abs() < 1500.0,
            "{others}: it is {far:?} from what it refers to"
        );
    }
}

#[test]
fn a_sheet_in_disorder_is_put_into_order_without_mixing_it() {
    let mut sheet = Sheet::generated(6);
    sheet.tidy(&from_scratch());
    // As a person leaves it: each card somewhat off, some on others.
    let entities: Vec<EntityId> = sheet.design.entities().ids().collect();
    let mut off = 7_i32;
    sheet.change(|view| {
        for id in &entities {
            off = (off * 31 + 17) % 97;
            let at = *view.at.get(id).unwrap();
            view.at
                .set(*id, (at.0 + off - 48, at.1 + (off * 7) % 90 - 45));
        }
    });
    let before = sheet.cards();
    sheet.tidy(&Wish::of_view(Style::Organic));
    sheet.is_clean();
    let kept = order_kept(&before, &sheet.cards());
    assert!(kept > 0.9, "{kept} of the pairs keep their order");
    assert_eq!(sheet.tidy(&Wish::of_view(Style::Organic)), 0);
}

#[test]
fn compact_takes_less_room_and_left_to_right_leads_to_the_left() {
    let area = |sheet: &Sheet| {
        let cards = sheet.cards().into_values();
        let all = cards
            .chain(sheet.boundaries().into_values())
            .reduce(Rect::union)
            .unwrap();
        all.width() * all.height()
    };
    let mut sheet = Sheet::generated(12);
    sheet.tidy(&Wish::of_view(Style::Organic));
    let organic = area(&sheet);
    sheet.tidy(&Wish::of_view(Style::Compact));
    sheet.is_clean();
    assert!(area(&sheet) < organic * 0.8, "{} {organic}", area(&sheet));
    sheet.tidy(&Wish::of_view(Style::Organic));
    assert!(area(&sheet) > organic * 0.9, "there is room again");

    sheet.tidy(&Wish::of_view(Style::Layered));
    sheet.is_clean();
    let cards = sheet.cards();
    let lines = sheet.design.relationships().iter();
    let leftward = lines.filter(|(_, r)| cards[&r.to.entity].min.x < cards[&r.from.entity].min.x);
    let share = leftward.count() as f32 / sheet.design.relationships().len() as f32;
    assert!(share > 0.8, "{share}");
}

#[test]
fn only_what_is_chosen_moves_and_covers_nothing() {
    let mut sheet = Sheet::generated(6);
    sheet.tidy(&from_scratch());
    for name in ["e2_1", "e2_4", "e2_6"] {
        let at = sheet.cards()[&sheet.entity("e2_3")].min;
        sheet.put(name, (at.x as i32 + 20, at.y as i32 + 30));
    }
    let chosen: Vec<EntityId> = ["e2_1", "e2_4", "e2_6"]
        .map(|name| sheet.entity(name))
        .to_vec();
    let before = sheet.cards();
    sheet.tidy(&of(chosen.clone()));
    let after = sheet.cards();
    for (id, rect) in &before {
        assert_eq!(chosen.contains(id), after[id] != *rect);
    }
    sheet.is_clean();
}

#[test]
fn a_service_is_tidied_where_it_is() {
    let mut sheet = Sheet::generated(6);
    sheet.tidy(&from_scratch());
    let service = sheet.service("s4");
    let members = sheet.members(service);
    // All of its cards in a heap.
    let corner = sheet.cards()[&members[0]].min;
    for (place, id) in members.iter().enumerate() {
        let at = (
            corner.x as i32 + place as i32 * 9,
            corner.y as i32 + place as i32 * 11,
        );
        sheet.change(|view| view.at.set(*id, at));
    }
    let (before, frame) = (sheet.cards(), sheet.boundaries()[&service]);
    sheet.tidy(&of(members.clone()));
    sheet.is_clean();
    let after = sheet.cards();
    assert!(
        before
            .iter()
            .all(|(id, rect)| members.contains(id) || after[id] == *rect)
    );
    let now = sheet.boundaries()[&service];
    let off = now.min - frame.min;
    assert!(off.x.abs() < 2.0 && off.y.abs() < 2.0, "{frame:?} {now:?}");
}

#[test]
fn a_service_without_room_gives_way() {
    let mut sheet = Sheet::of(
        r#"Design(format: 1, services: [(name: "A"), (name: "B")],
            entities: [
                (name: "a", service: "A"), (name: "b", service: "A"), (name: "c", service: "A"),
                (name: "x", service: "B"), (name: "y", service: "B"),
            ],
            views: [(name: "Main", at: {
                "a": (0, 0), "b": (4, 4), "c": (8, 8), "x": (260, 0), "y": (0, 170),
            })])"#,
    );
    let (service, members) = (sheet.service("A"), sheet.members(sheet.service("A")));
    let b = sheet.boundaries()[&sheet.service("B")];
    sheet.tidy(&of(members));
    let now = sheet.boundaries();
    assert_eq!(now[&sheet.service("B")], b);
    assert!(!now[&service].overlaps(b), "{:?} {b:?}", now[&service]);
}

#[test]
fn notes_and_bends_go_along() {
    let mut sheet = Sheet::of(
        r#"Design(format: 1,
            entities: [
                (name: "a", fields: [(name: "id", type: "int", key: true)]),
                (name: "b", fields: [(name: "a_id", type: "int")]),
                (name: "far"),
            ],
            relationships: [(from: "b.a_id", to: "a.id", ends: (Many, One), integrity: Enforced)],
            views: [(name: "Main",
                at: {"a": (0, 0), "b": (20, 20), "far": (4000, 2000)},
                bends: {"b.a_id -> a.id": [(500, 40), (500, 300)]},
                notes: [(text: "about far", at: (4010, 2090))],
            )])"#,
    );
    let far = sheet.entity("far");
    let before = sheet.cards()[&far].min;
    sheet.tidy(&Wish::of_view(Style::Organic));
    let by = sheet.cards()[&far].min - before;
    let view = sheet.design.get(sheet.view().unwrap()).unwrap();
    let wanted = (4010 + by.x as i32, 2090 + by.y as i32);
    assert_eq!(view.notes[0].at, wanted);
    assert!(
        view.bends.is_empty(),
        "a and b do not stand to each other as they did"
    );
}

#[test]
fn nothing_comes_of_it_when_it_is_canceled() {
    let sheet = Sheet::generated(6);
    let cancel = Cancel::default();
    cancel.cancel();
    assert_eq!(tidy(&sheet.subject(), &from_scratch(), &cancel), None);
}

fn requests() -> impl Strategy<Value = (Request, Vec<Point>)> {
    let card = (
        80.0_f32..260.0,
        1_usize..20,
        proptest::option::weighted(0.7, 0_usize..5),
    );
    let at = (-2000.0_f32..2000.0, -1500.0_f32..1500.0);
    (vec((card, at), 0..40), 0_usize..5).prop_flat_map(|(cards, containers)| {
        let count = cards.len().max(1);
        let most = if cards.is_empty() { 1 } else { count * 2 };
        vec((0..count, 0..count), 0..most).prop_map(move |ends| {
            let end = |card| End { card, row: None };
            let lines = ends.iter().filter(|_| !cards.is_empty());
            let request = Request {
                cards: cards
                    .iter()
                    .map(|((width, rows, container), _)| Card {
                        size: (width.round(), 28.0 + 20.0 * *rows as f32),
                        container: container.filter(|c| *c < containers),
                        at: None,
                    })
                    .collect(),
                containers: vec![
                    Container {
                        header: 26.0,
                        ..Container::default()
                    };
                    containers
                ],
                lines: lines
                    .map(|&(from, to)| Line {
                        from: end(from),
                        to: end(to),
                        via: Vec::new(),
                    })
                    .collect(),
                options: Options::default(),
            };
            let at = cards.iter().map(|(_, (x, y))| point(x.round(), y.round()));
            (request, at.collect())
        })
    })
}

fn has_no_overlaps(request: &Request, placement: &Placement) -> bool {
    let apart = |rects: &[Rect]| {
        let mut pairs = rects.iter().enumerate();
        pairs.all(|(place, a)| !rects[place + 1..].iter().any(|b| a.overlaps(*b)))
    };
    let mut inside = request.cards.iter().zip(&placement.cards);
    apart(&placement.cards)
        && apart(&placement.containers)
        && inside.all(|(card, rect)| {
            let mut frames = placement.containers.iter().enumerate();
            frames.all(|(place, frame)| {
                if card.container == Some(place) {
                    frame.contains_rect(*rect)
                } else {
                    !frame.overlaps(*rect)
                }
            })
        })
}

/// How many random sheets are tried.
fn cases() -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

/// As views keep them.
fn rounded(mut placement: Placement) -> Placement {
    for rect in placement.cards.iter_mut().chain(&mut placement.containers) {
        let by = point(rect.min.x.round(), rect.min.y.round()) - rect.min;
        *rect = rect.translate(by);
    }
    placement
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn whatever_the_sheet_it_is_tidy_afterwards((request, at) in requests()) {
        let mut pinned = request.clone();
        for (card, at) in pinned.cards.iter_mut().zip(at) {
            card.at = Some(at);
        }
        let before = place(&pinned, &Cancel::default());
        let once = rounded(place_again(&request, &before, &Cancel::default()));
        prop_assert!(has_no_overlaps(&request, &once));
        let twice = rounded(place_again(&request, &once, &Cancel::default()));
        prop_assert_eq!(&once.cards, &twice.cards);
    }
}

#[test]
fn parts_of_the_selection_that_are_no_cards_do_no_harm() {
    let sheet = Sheet::generated(2);
    let wish = of(Vec::new());
    let transaction = tidy(&sheet.subject(), &wish, &Cancel::default()).unwrap();
    assert!(transaction.is_empty());
    assert!(
        sheet
            .picture()
            .bounds_of(Reference::Entity(sheet.entity("e0_0")))
            .is_some()
    );
}

#[test]
fn what_is_taken_out_leaves_no_hole() {
    let mut sheet = Sheet::generated(6);
    sheet.tidy(&from_scratch());
    sheet.tidy(&Wish::of_view(Style::Organic));
    let cards = sheet.cards();
    let below = |card: EntityId| {
        let rect = cards[&card];
        let under = |(_, other): &(&EntityId, &Rect)| {
            other.min.x == rect.min.x && other.min.y > rect.max.y && other.min.y - rect.max.y < 60.0
        };
        cards.iter().find(under).map(|(id, _)| *id)
    };
    let three = cards
        .keys()
        .find_map(|&id| Some((id, below(id)?, below(below(id)?)?)));
    let (above, gone, under) = three.expect("cards stand in columns");
    let mut builder = Builder::new(&sheet.design, "");
    builder.remove([Reference::Entity(gone)]);
    sheet.design = builder.design().clone();
    sheet.tidy(&Wish::of_view(Style::Organic));
    let after = sheet.cards();
    assert_eq!(after[&above].min.x, after[&under].min.x);
    let gap = after[&under].min.y - after[&above].max.y;
    assert!(gap < 60.0, "{gap}");
}
