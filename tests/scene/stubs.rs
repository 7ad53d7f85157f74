//! Lines into hubs, drawn as stubs.

use std::collections::BTreeSet;

use erdwall::base::geometry::{Rect, vector};
use erdwall::format::native::{self, Syntax};
use erdwall::model::{Design, Reference, Stubs, View};
use erdwall::scene::diagram::{Diagram, Line, LineOf};
use erdwall::session::picture::{Followed, Picture, Subject};
use erdwall::session::positions::move_entities;

use super::*;

/// An entity `hub` that so many others refer to, one of which refers to itself and to the one after it.
fn star(hub: &str, lines: usize, view: &str) -> Design {
    let mut entities =
        format!("(name: \"{hub}\", fields: [(name: \"id\", type: \"uuid\", key: true)]),");
    let mut relationships = String::new();
    for n in 0..lines {
        entities += &format!(
            "(name: \"e{n}\", fields: [(name: \"id\", type: \"uuid\", key: true), (name: \"hub_id\", type: \"uuid\"), (name: \"next_id\", type: \"uuid\")]),"
        );
        relationships += &format!(
            "(from: \"e{n}.hub_id\", to: \"{hub}.id\", ends: (Many, One), integrity: Enforced),"
        );
    }
    relationships +=
        "(from: \"e0.next_id\", to: \"e1.id\", ends: (Many, One), integrity: Enforced),";
    relationships +=
        &format!("(from: \"{hub}.id\", to: \"{hub}.id\", ends: (Many, One), integrity: None),");
    let text = format!(
        "Design(format: 1, entities: [{entities}], relationships: [{relationships}], views: [{view}])"
    );
    native::read(text.as_bytes(), Syntax::Ron)
        .expect(&text)
        .design
}

fn drawn(design: &Design) -> (Diagram, Scene) {
    let view = design.views().iter().next().map(|(_, view)| view);
    let diagram = arrange(design, view, Fonts::bundled(), &Cancel::default());
    let scene = build(design, &diagram, &Options::default(), Fonts::bundled());
    (diagram, scene)
}

fn says(scene: &Scene, text: &str) -> usize {
    let texts = texts(&scene.groups);
    texts.iter().filter(|said| said.text == text).count()
}

fn stubs(diagram: &Diagram) -> Vec<&Line> {
    let lines = diagram.lines.iter();
    lines.filter(|line| line.stub.is_some()).collect()
}

#[test]
fn lines_into_a_hub_name_it_at_the_row_that_refers_and_are_counted_at_the_hub() {
    let design = star("customer", 4, "(name: \"Overview\", stubs: Above(3))");
    let (diagram, scene) = drawn(&design);
    assert_eq!(says(&scene, "→ customer"), 4);
    assert_eq!(says(&scene, "4 lines"), 1);
    for line in stubs(&diagram) {
        let ends = diagram.ends(&design, line.what).unwrap();
        let card = &diagram.cards[ends[0].card];
        let start = line.points[0];
        assert!(start.x == card.rect.min.x || start.x == card.rect.max.x);
        assert_eq!(Some(start.y - card.rect.min.y), ends[0].row);
    }
    // The other two lines are drawn from end to end.
    let full: Vec<&Line> = diagram.lines.iter().filter(|l| l.stub.is_none()).collect();
    assert_eq!(full.len(), 2);
    assert!(full.iter().all(|line| line.points.len() > 1));
}

#[test]
fn without_a_word_in_the_view_more_than_25_lines_make_a_hub() {
    assert_eq!(stubs(&drawn(&star("hub", 25, "")).0).len(), 0);
    assert_eq!(stubs(&drawn(&star("hub", 26, "")).0).len(), 26);
    let never = star("hub", 26, "(name: \"Overview\", stubs: Never)");
    let (diagram, scene) = drawn(&never);
    assert!(stubs(&diagram).is_empty() && says(&scene, "→ hub") == 0);
    assert!(diagram.lines.iter().all(|line| line.points.len() > 1));
}

#[test]
fn what_is_not_shown_does_not_count() {
    let shown = "shows: Only([\"hub\", \"e0\", \"e1\", \"e2\"])";
    let design = star(
        "hub",
        5,
        &format!("(name: \"Overview\", stubs: Above(3), {shown})"),
    );
    assert!(stubs(&drawn(&design).0).is_empty());
}

#[test]
fn a_line_bent_by_hand_keeps_its_bends() {
    let bends = "bends: {\"e1.hub_id -> hub.id\": [(900, 40), (900, 300)]}";
    let design = star(
        "hub",
        5,
        &format!("(name: \"Overview\", stubs: Above(3), {bends})"),
    );
    let (diagram, scene) = drawn(&design);
    assert_eq!((stubs(&diagram).len(), says(&scene, "4 lines")), (4, 1));
    let bent = diagram
        .lines
        .iter()
        .filter(|line| line.points.iter().any(|p| p.x == 900.0));
    assert_eq!(bent.count(), 1);
}

#[test]
fn badges_keep_clear_of_cards_lines_and_each_other() {
    for (lines, name) in [(30, "customer"), (80, "a_name_of_many_words_that_goes_on")] {
        let (diagram, _) = drawn(&star(name, lines, ""));
        keep_clear(&diagram, lines + 1);
    }
}

#[test]
fn where_cards_stand_close_together_a_name_is_cut_short_or_left_out() {
    // Three columns of cards, 60 and 20 units apart.
    let at: Vec<String> = (0..30)
        .map(|n| {
            let x = [0, 210, 380][n % 3];
            format!("\"e{n}\": ({x}, {})", n / 3 * 120)
        })
        .collect();
    let view = format!(
        "(name: \"Overview\", at: {{\"customer_account\": (0, 1300), {}}})",
        at.join(", ")
    );
    let (diagram, scene) = drawn(&star("customer_account", 30, &view));
    keep_clear(&diagram, 20);
    let short = texts(&scene.groups).into_iter().filter(|text| {
        text.text.starts_with('→') && text.full.as_deref() == Some("→ customer_account")
    });
    assert!(short.count() > 0, "some names are cut short");
}

/// At least so many badges, none on a card, a line or another badge.
#[track_caller]
fn keep_clear(diagram: &Diagram, least: usize) {
    let badges: Vec<Rect> = diagram.badges().collect();
    assert!(badges.len() >= least, "{} badges", badges.len());
    for (place, badge) in badges.iter().enumerate() {
        for card in &diagram.cards {
            assert!(!badge.overlaps(card.rect), "{badge:?} on a card");
        }
        for other in &badges[place + 1..] {
            assert!(!badge.overlaps(*other), "{badge:?} on another");
        }
        let is_own = |line: &Line| line.stub.as_ref().is_some_and(|s| s.badge == Some(*badge));
        for line in diagram.lines.iter().filter(|line| !is_own(line)) {
            for pair in line.points.windows(2) {
                let piece = Rect::from_corners(pair[0], pair[1]).expand(0.1);
                assert!(!badge.overlaps(piece), "{badge:?} on {:?}", line.what);
            }
        }
    }
}

#[test]
fn an_old_file_stays_as_it_is_and_a_setting_is_written_as_it_was_read() {
    for view in [
        "(name: \"Overview\")",
        "(name: \"Overview\", stubs: Above(7))",
    ] {
        let design = star("hub", 2, view);
        let text = native::write(&design, Syntax::Ron);
        assert_eq!(text.contains("stubs"), view.contains("stubs"), "{text}");
        let again = native::read(text.as_bytes(), Syntax::Ron).unwrap().design;
        assert_eq!(again, design);
    }
    assert_eq!(
        View::<erdwall::model::ById>::default().stubs,
        Stubs::Above(25)
    );
}

#[test]
fn a_stub_has_the_title_of_its_line() {
    let (diagram, scene) = drawn(&star("hub", 26, ""));
    let LineOf::Relationship(id) = stubs(&diagram)[3].what else {
        panic!("a relationship")
    };
    let mut groups = scene.groups.iter();
    let line = groups.find(|g| g.what == What::Relationship(id) && g.layer == Layer::Line);
    let title = &line.unwrap().title;
    assert!(title.starts_with("e3.hub_id → hub.id"), "{title}");
    let counted = scene
        .groups
        .iter()
        .filter(|g| g.title == "26 lines into hub, drawn as stubs");
    assert_eq!(counted.count(), 1);
}

#[test]
fn stubs_go_along_when_many_cards_are_moved_at_once() {
    let mut design = star("hub", 26, "(name: \"Overview\")");
    let subject = Subject {
        view: design.views().ids().next(),
        design: design.clone(),
        ..Subject::default()
    };
    let mut picture = Picture::new(subject.clone(), &Cancel::default());
    let before = picture.diagram().clone();
    let all: Vec<EntityId> = design.entities().ids().collect();
    let current = picture.all_positions();
    let by = vector(40.0, -60.0);
    let moved = move_entities(&design, subject.view, &current, &all, by);
    design.apply(&moved).unwrap();
    assert_eq!(
        picture.follow(Subject { design, ..subject }),
        Followed::Roughly
    );
    let near = |a: Option<Rect>, b: Option<Rect>| {
        let by = b.unwrap().min - a.unwrap().min;
        // Views keep whole units.
        (by.x - 40.0).abs() < 1.0 && (by.y + 60.0).abs() < 1.0
    };
    let after = picture.diagram();
    for (before, after) in stubs(&before).into_iter().zip(stubs(after)) {
        let [a, b] = [before, after].map(|line| line.stub.as_ref().unwrap().badge);
        assert!(near(a, b), "{a:?} {b:?}");
    }
    assert!(near(before.hubs[0].badge, after.hubs[0].badge));
}

#[test]
fn ways_that_were_found_before_something_moved_are_of_no_use() {
    let mut design = star("hub", 26, "(name: \"Overview\")");
    let hub = design.entities().ids().next().unwrap();
    let subject = Subject {
        view: design.views().ids().next(),
        design: design.clone(),
        ..Subject::default()
    };
    let mut picture = Picture::new(subject.clone(), &Cancel::default());
    let wanted = picture.stubs_of([Reference::Entity(hub)]);
    assert_eq!(wanted.len(), 26);
    let ways = picture.open_stubs(wanted.clone()).expect("none is known");
    let ways = ways.find(&Cancel::default());
    let current = picture.all_positions();
    let moved = move_entities(&design, subject.view, &current, &[hub], vector(-80.0, 0.0));
    design.apply(&moved).unwrap();
    picture.follow(Subject { design, ..subject });
    picture.take_ways(ways);
    assert!(stubs(picture.diagram()).iter().all(|line| line.is_short()));

    let ways = picture.open_stubs(wanted).expect("none is known again");
    picture.take_ways(ways.find(&Cancel::default()));
    let diagram = picture.diagram();
    let card = diagram.card(hub).unwrap().rect;
    for line in stubs(diagram) {
        assert!(!line.is_short());
        let (start, end) = (line.points[0], *line.points.last().unwrap());
        assert_eq!(start, line.stub.as_ref().unwrap().points[0]);
        assert!(end.x == card.min.x || end.x == card.max.x);
        for card in &diagram.cards {
            let runs_through = line.points.windows(2).any(|pair| {
                let piece = Rect::from_corners(pair[0], pair[1]).expand(0.1);
                piece.overlaps(card.rect.expand(-0.5))
            });
            assert!(!runs_through, "{:?} through {:?}", line.what, card.rect);
        }
    }
    picture.open_stubs(BTreeSet::new());
    assert!(stubs(picture.diagram()).iter().all(|line| line.is_short()));
}
