//! Small sheets and what becomes of them.

use erdwall::base::geometry::{Rect, point};
use erdwall::layout::{
    Cancel, Card, Container, Line, Options, Placement, Request, Style, place, route,
};

use super::measures::*;
use super::{card, container, line};

#[test]
fn degenerate_requests_are_laid_out() {
    let one_hub = Request {
        cards: vec![card(180.0, 6); 61],
        lines: (1..61).map(|i| line((i, 1), (0, 0))).collect(),
        ..Request::default()
    };
    let tower = Request {
        cards: [vec![card(180.0, 200)], vec![card(160.0, 3); 12]].concat(),
        lines: (1..13).map(|i| line((i, 1), (0, i * 15))).collect(),
        ..Request::default()
    };
    let loops = Request {
        cards: vec![card(180.0, 6); 5],
        lines: (0..5)
            .flat_map(|i| [line((i, 3), (i, 0)), line((i, 2), (i, 2))])
            .collect(),
        ..Request::default()
    };
    let empty_containers = Request {
        containers: vec![container(); 7],
        ..Request::default()
    };
    let no_lines = Request {
        cards: vec![card(180.0, 6); 40],
        ..Request::default()
    };
    for request in [
        Request::default(),
        one_hub,
        tower,
        loops,
        empty_containers,
        no_lines,
    ] {
        assert_eq!(good(&request), Ok(()));
    }
}

#[test]
fn numbers_that_are_none_do_no_harm() {
    let mut request = Request {
        cards: vec![card(180.0, 6); 4],
        ..Request::default()
    };
    request.cards[0].size = (f32::NAN, f32::INFINITY);
    request.cards[1].container = Some(99);
    request.cards[2].at = Some(point(f32::NAN, 0.0));
    request.lines = vec![line((0, 1), (1, 0)), line((2, 1), (77, 0))];
    request.lines[0].via = vec![point(f32::INFINITY, 3.0)];
    let mut placement = place(&request, &Cancel::default());
    placement.cards[3] = Rect::new(f32::NAN, f32::NEG_INFINITY, 1.0e30, 5.0);
    let paths = route(&request, &placement, &Cancel::default());
    assert_eq!(lines_are_orthogonal_and_finite(&paths), Ok(()));
    assert!(paths[1].is_empty(), "a line to nowhere is not drawn");
}

#[test]
fn the_sheet_has_about_the_wanted_shape() {
    for aspect in [0.7, 1.6, 3.0] {
        let request = Request {
            cards: (0..60).map(|i| card(180.0, 3 + i % 7)).collect(),
            lines: (1..60).map(|i| line((i, 1), (i / 3, 0))).collect(),
            options: Options {
                aspect,
                ..Options::default()
            },
            ..Request::default()
        };
        let placement = place(&request, &Cancel::default());
        let sheet = placement.cards.iter().copied().reduce(Rect::union).unwrap();
        let ratio = sheet.width() / sheet.height() / aspect;
        assert!(
            (0.6..1.67).contains(&ratio),
            "wanted {aspect}, got {} × {}",
            sheet.width(),
            sheet.height()
        );
    }
}

#[test]
fn rows_that_face_each_other_are_joined_by_a_straight_line() {
    let request = Request {
        cards: vec![card(100.0, 3); 2],
        lines: vec![line((0, 1), (1, 1))],
        ..Request::default()
    };
    let cards = vec![
        Rect::new(0.0, 0.0, 100.0, 88.0),
        Rect::new(160.0, 0.0, 100.0, 88.0),
    ];
    let placement = Placement {
        cards,
        containers: Vec::new(),
    };
    let paths = route(&request, &placement, &Cancel::default());
    assert_eq!(paths, [[point(100.0, 58.0), point(160.0, 58.0)]]);
}

#[test]
fn a_self_reference_is_a_loop_at_one_side() {
    let request = Request {
        cards: vec![card(100.0, 5)],
        lines: vec![line((0, 3), (0, 0))],
        ..Request::default()
    };
    let placement = Placement {
        cards: vec![Rect::new(0.0, 0.0, 100.0, 128.0)],
        containers: Vec::new(),
    };
    let path = route(&request, &placement, &Cancel::default()).remove(0);
    assert_eq!(path.len(), 4, "out, along, back: {path:?}");
    assert_eq!(path[0].x, path[3].x);
    assert!(
        (path[1].x - path[0].x).abs() >= 12.0,
        "room for a crow's foot: {path:?}"
    );
}

#[test]
fn unrelated_lines_in_one_gap_keep_apart() {
    let request = Request {
        cards: vec![card(100.0, 8); 4],
        lines: vec![
            line((0, 1), (3, 2)),
            line((2, 2), (1, 5)),
            line((0, 6), (3, 6)),
        ],
        ..Request::default()
    };
    let at = [(0.0, 0.0), (160.0, 0.0), (0.0, 240.0), (160.0, 240.0)];
    let cards = at
        .iter()
        .map(|&(x, y)| Rect::new(x, y, 100.0, 188.0))
        .collect();
    let paths = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    );
    let mut x: Vec<f32> = paths.iter().map(|p| p[1].x).collect();
    x.sort_by(f32::total_cmp);
    assert!(x.windows(2).all(|w| w[1] - w[0] >= 8.0), "{x:?}");
}

#[test]
fn lines_into_one_row_run_together() {
    let request = Request {
        cards: vec![card(100.0, 4); 4],
        lines: (1..4).map(|i| line((i, 2), (0, 0))).collect(),
        ..Request::default()
    };
    let at = [(160.0, 0.0), (0.0, 0.0), (0.0, 140.0), (0.0, 280.0)];
    let cards = at
        .iter()
        .map(|&(x, y)| Rect::new(x, y, 100.0, 108.0))
        .collect();
    let paths = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    );
    assert!(paths.iter().all(|p| p[1].x == paths[0][1].x), "{paths:?}");
}

#[test]
fn bends_placed_by_hand_are_kept() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 2],
        lines: vec![line((0, 0), (1, 1))],
        ..Request::default()
    };
    request.lines[0].via = vec![point(130.0, 300.0), point(400.0, 300.0)];
    let cards = vec![
        Rect::new(0.0, 0.0, 100.0, 88.0),
        Rect::new(260.0, 0.0, 100.0, 88.0),
    ];
    let path = route(
        &request,
        &Placement {
            cards,
            containers: Vec::new(),
        },
        &Cancel::default(),
    )
    .remove(0);
    let expected = [
        (100.0, 38.0),
        (130.0, 38.0),
        (130.0, 300.0),
        (400.0, 300.0),
        (400.0, 58.0),
        (360.0, 58.0),
    ];
    assert_eq!(path, expected.map(|(x, y)| point(x, y)));
}

#[test]
fn a_new_card_comes_near_what_it_refers_to() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 4],
        containers: vec![container(); 2],
        lines: vec![line((3, 1), (2, 0))],
        ..Request::default()
    };
    let places = [(0, 0.0, 50.0), (0, 0.0, 200.0), (1, 900.0, 50.0)];
    for (card, (container, x, y)) in request.cards.iter_mut().zip(places) {
        card.container = Some(container);
        card.at = Some(point(x, y));
    }
    request.cards[3].container = Some(1);
    let placement = place(&request, &Cancel::default());
    assert_eq!(cards_do_not_overlap(&placement), Ok(()));
    assert_eq!(
        containers_hold_their_cards_and_no_others(&request, &placement),
        Ok(())
    );
    let distance = placement.cards[3].center() - placement.cards[2].center();
    assert!(distance.x.abs() + distance.y.abs() < 250.0, "{distance:?}");
}

#[test]
fn a_cancelled_layout_is_still_a_layout() {
    let cancel = Cancel::default();
    cancel.cancel();
    let request = Request {
        cards: vec![card(180.0, 6); 60],
        lines: (1..60).map(|i| line((i, 1), (i / 3, 0))).collect(),
        ..Request::default()
    };
    let placement = place(&request, &cancel);
    assert_eq!(cards_do_not_overlap(&placement), Ok(()));
    let paths = route(&request, &placement, &cancel);
    assert_eq!(
        lines_end_at_their_rows(&request, &placement, &paths),
        Ok(())
    );
}

#[test]
fn a_container_is_wide_enough_for_its_title_where_there_is_room() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 2],
        containers: vec![
            Container {
                least_width: 400.0,
                ..container()
            };
            2
        ],
        ..Request::default()
    };
    for (container, card) in request.cards.iter_mut().enumerate() {
        card.container = Some(container);
    }
    let widths = |request: &Request| {
        let placement = place(request, &Cancel::default());
        assert!(!placement.containers[0].overlaps(placement.containers[1]));
        [0, 1].map(|c| placement.containers[c].width())
    };
    assert_eq!(widths(&request), [400.0, 400.0]);
    // Placed by hand, the left one grows up to its neighbor.
    request.cards[0].at = Some(point(0.0, 50.0));
    request.cards[1].at = Some(point(300.0, 50.0));
    let [left, right] = widths(&request);
    assert!((200.0..300.0).contains(&left), "{left}");
    assert_eq!(right, 400.0);
}

#[test]
fn in_the_layered_style_what_is_referred_to_stands_on_the_left() {
    let request = |style| Request {
        cards: (0..12).map(|_| card(160.0, 4)).collect(),
        // Three chains that all begin at the first card.
        lines: (1..12)
            .map(|i| line((i, 1), (i.saturating_sub(3), 0)))
            .collect(),
        options: Options {
            style,
            ..Options::default()
        },
        ..Request::default()
    };
    let leftward = |style| {
        let request = request(style);
        assert_eq!(good(&request), Ok(()));
        let cards = place(&request, &Cancel::default()).cards;
        let left = |l: &&Line| cards[l.to.card].max.x <= cards[l.from.card].min.x;
        request.lines.iter().filter(left).count()
    };
    assert_eq!(leftward(Style::Layered), 11);
    assert!(leftward(Style::Organic) < 11);
}

#[test]
fn a_line_from_a_row_to_itself_stays_at_a_card_that_is_hardly_there() {
    let request = Request {
        cards: vec![Card::default()],
        lines: vec![line((0, 0), (0, 0))],
        ..Request::default()
    };
    assert_eq!(good(&request), Ok(()));
}

#[test]
fn a_new_card_stands_above_the_others_where_there_is_room_nowhere_else() {
    // Walls on the left, on the right and below.
    let walls = [(-140.0, 0.0), (228.0, 0.0), (0.0, 200.0)];
    let mut cards = vec![card(100.0, 3); 5];
    for (card, (x, y)) in cards.iter_mut().zip(walls) {
        card.at = Some(point(x, y));
    }
    (cards[3].at, cards[3].container) = (Some(point(50.0, 80.0)), Some(0));
    cards[4].container = Some(0);
    let request = Request {
        cards,
        containers: vec![container()],
        ..Request::default()
    };
    let placement = place(&request, &Cancel::default());
    assert_eq!(cards_do_not_overlap(&placement), Ok(()));
    assert_eq!(
        containers_hold_their_cards_and_no_others(&request, &placement),
        Ok(())
    );
    assert!(placement.cards[4].max.y < 80.0, "{:?}", placement.cards[4]);
}

#[test]
fn a_title_takes_no_room_from_new_cards() {
    let mut request = Request {
        cards: vec![card(100.0, 3); 3],
        containers: vec![
            Container {
                least_width: 1000.0,
                ..container()
            };
            2
        ],
        ..Request::default()
    };
    let places = [(0, Some((0.0, 60.0))), (0, None), (1, Some((300.0, 240.0)))];
    for (card, (container, at)) in request.cards.iter_mut().zip(places) {
        card.container = Some(container);
        card.at = at.map(|(x, y)| point(x, y));
    }
    let placement = place(&request, &Cancel::default());
    assert_eq!(
        containers_hold_their_cards_and_no_others(&request, &placement),
        Ok(())
    );
}
