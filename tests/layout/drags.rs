//! Lines while cards are dragged.

use erdwall::base::geometry::{Rect, vector};
use erdwall::layout::{Cancel, Card, End, Line, Options, Placement, Request, Router, place};

use super::measures::*;
use super::random::{Choices as _, Seeded};
use super::{card, container, line};

/// Services of six cards each, and as many cards of no service, which are to be dragged about.
fn crowd() -> Request {
    let mut numbers = Seeded(5);
    let cards: Vec<Card> = (0..60)
        .map(|i| Card {
            container: (i < 30).then_some(i / 6),
            ..card(150.0 + 5.0 * numbers.below(10) as f32, 2 + numbers.below(9))
        })
        .collect();
    let row = |i: usize, at: usize| at % ((cards[i].size.1 - 28.0) / 20.0) as usize;
    let lines = (0..80)
        .map(|_| {
            let (from, to) = (
                numbers.below(60),
                numbers.below(60) * numbers.below(60) / 60,
            );
            line((from, row(from, numbers.below(20))), (to, 0))
        })
        .collect();
    Request {
        lines,
        containers: vec![container(); 5],
        cards,
        options: Options::default(),
    }
}

/// A place on the sheet where a card stands clear of everything else.
fn free_place(numbers: &mut Seeded, placement: &Placement, card: usize) -> Rect {
    let rect = placement.cards[card];
    loop {
        let (x, y) = (numbers.below(3000) as f32, numbers.below(2000) as f32);
        let to = Rect::new(x, y, rect.width(), rect.height());
        let around = to.expand(40.0);
        let others = placement.cards.iter().enumerate();
        let mut others = others.filter(|(i, _)| *i != card).map(|(_, r)| r);
        if !others.any(|r| r.overlaps(around))
            && !placement.containers.iter().any(|r| r.overlaps(around))
        {
            return to;
        }
    }
}

#[test]
fn lines_stay_good_through_200_drags() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement, &Cancel::default());
    let mut numbers = Seeded(3);
    for drag in 0..200 {
        let card = 30 + numbers.below(30);
        let start = router.placement().cards[card];
        let end = free_place(&mut numbers, router.placement(), card);
        for step in 1..=4 {
            let by = (end.min - start.min) * (step as f32 / 4.0);
            let to = if step == 4 { end } else { start.translate(by) };
            router.update(&[(card, to)], &[], &Cancel::default());
            let (placement, paths) = (router.placement(), router.paths());
            assert_eq!(lines_are_orthogonal_and_finite(paths), Ok(()));
            assert_eq!(lines_end_at_their_rows(&request, placement, paths), Ok(()));
        }
        let (placement, paths) = (router.placement(), router.paths());
        assert_eq!(
            lines_keep_off_cards_and_titles(&request, placement, paths),
            Ok(()),
            "drag {drag} of {card}"
        );
        // After some drops the lines settle.
        if drag % 5 == 4 {
            let placement = router.placement().clone();
            router = Router::new(request.clone(), placement, &Cancel::default());
            let (placement, paths) = (router.placement(), router.paths());
            assert_eq!(cards_do_not_overlap(placement), Ok(()));
            assert_eq!(
                lines_keep_off_cards_and_titles(&request, placement, paths),
                Ok(())
            );
            assert_eq!(
                unrelated_lines_do_not_lie_on_each_other(&request, paths),
                Ok(())
            );
        }
    }
}

#[test]
fn a_card_that_comes_back_leaves_the_lines_of_others_as_they_were() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement, &Cancel::default());
    let before = router.paths().to_vec();
    let card = 40;
    let home = router.placement().cards[card];
    let mut gave_way = false;
    for step in 1..40 {
        let to = home.translate(vector(step as f32 * 30.0, step as f32 * 10.0));
        for l in router.update(&[(card, to)], &[], &Cancel::default()) {
            let line = &request.lines[l];
            gave_way |= line.from.card != card && line.to.card != card;
        }
    }
    assert!(gave_way, "the card must come to lie on lines of others");
    router.update(&[(card, home)], &[], &Cancel::default());
    for (l, line) in request.lines.iter().enumerate() {
        if line.from.card != card && line.to.card != card {
            assert_eq!(router.paths()[l], before[l], "line {l}");
        }
    }
}

#[test]
fn lines_follow_many_cards_moved_at_once() {
    let request = crowd();
    let placement = place(&request, &Cancel::default());
    let mut router = Router::new(request.clone(), placement.clone(), &Cancel::default());
    let all: Vec<usize> = (30..60).collect();
    for step in 1..10 {
        let by = vector(step as f32 * 40.0, step as f32 * -25.0);
        let moves: Vec<(usize, Rect)> = all
            .iter()
            .map(|&card| (card, placement.cards[card].translate(by)))
            .collect();
        router.update(&moves, &[], &Cancel::default());
        let (placement, paths) = (router.placement(), router.paths());
        assert_eq!(lines_are_orthogonal_and_finite(paths), Ok(()));
        assert_eq!(lines_end_at_their_rows(&request, placement, paths), Ok(()));
    }
}

#[test]
fn a_card_with_a_line_to_nowhere_can_be_dragged() {
    let end = |card| End { card, row: None };
    let request = Request {
        cards: vec![card(100.0, 3); 2],
        lines: vec![Line {
            from: end(0),
            to: end(7),
            via: Vec::new(),
        }],
        ..Request::default()
    };
    let placement = place(&request, &Cancel::default());
    let to = placement.cards[0].translate(vector(10.0, 10.0));
    let mut router = Router::new(request, placement, &Cancel::default());
    router.update(&[(0, to)], &[], &Cancel::default());
    assert_eq!(router.paths(), [[]]);
    assert_eq!(router.placement().cards[0], to);
}

#[test]
fn cards_can_be_dragged_after_their_layout_was_canceled() {
    let request = crowd();
    let cancel = Cancel::default();
    cancel.cancel();
    let placement = place(&request, &cancel);
    let mut router = Router::new(request.clone(), placement, &cancel);
    let to = free_place(&mut Seeded(3), router.placement(), 40);
    let changed = router.update(&[(40, to)], &[], &Cancel::default());
    let paths: Vec<_> = changed.iter().map(|&l| router.paths()[l].clone()).collect();
    assert!(!paths.is_empty(), "the card has lines");
    let lines = changed.iter().map(|&l| request.lines[l].clone()).collect();
    let some = Request { lines, ..request };
    assert_eq!(
        lines_keep_off_cards_and_titles(&some, router.placement(), &paths),
        Ok(())
    );
}
