//! What holds for every sheet.

use erdwall::base::geometry::{Rect, point, vector};
use erdwall::layout::{Cancel, Placement, Request, Router, Style, place, route};

use super::measures::*;
use super::random::{Choices as _, Property, Seeded, all, gestures, most, request, strewn, tidied};

fn never() -> Cancel {
    Cancel::default()
}

#[test]
fn everything_has_its_place_and_lines_touch_nothing() {
    all(request, good);
}

/// Where very many lines meet in a gap there is no room left to tell all of them apart.
#[test]
fn unrelated_lines_keep_apart() {
    let apart: Property = |request| {
        let placement = place(request, &never());
        let paths = route(request, &placement, &never());
        unrelated_lines_do_not_lie_on_each_other(request, &paths)
    };
    most(request, apart, 1);
}

#[test]
fn the_same_request_gives_the_same_sheet() {
    all(request, |request| {
        let once = place(request, &never());
        let paths = route(request, &once, &never());
        if place(request, &never()) != once {
            return Err("other places".to_owned());
        }
        if route(request, &once, &never()) != paths {
            return Err("other lines".to_owned());
        }
        let router = Router::new(request.clone(), once, &never());
        if router.paths() == paths {
            Ok(())
        } else {
            Err("other lines in the window".to_owned())
        }
    });
}

/// Nothing that was placed gives way, so now and then new cards find no room in a container that is hemmed in by others.
#[test]
fn what_is_new_finds_its_place_on_a_tidy_sheet() {
    let right: Property = |request| {
        let placement = place(request, &never());
        let paths = route(request, &placement, &never());
        sheet_is_right(request, &placement, &paths)
    };
    most(tidied, right, 4);
    all(tidied, new_ones_lie_on_nothing);
}

#[test]
fn what_is_new_lies_on_nothing_however_others_were_placed() {
    gestures(strewn, new_ones_lie_on_nothing);
}

/// The request with all that is placed by hand placed elsewhere.
fn shifted(request: &Request, dx: f32, dy: f32) -> Request {
    let by = vector(dx, dy);
    let mut moved = request.clone();
    for card in &mut moved.cards {
        card.at = card.at.map(|at| at + by);
    }
    for container in &mut moved.containers {
        container.rect = container.rect.map(|rect| rect.translate(by));
    }
    for line in &mut moved.lines {
        for bend in &mut line.via {
            *bend = *bend + by;
        }
    }
    moved
}

/// By how much a sheet is moved: whole units, some of them far.
fn shift(request: &Request) -> (f32, f32) {
    [(-4096.0, 1024.0), (37.0, -911.0), (12_345.0, 6_789.0)][request.cards.len() % 3]
}

fn translated(request: &Request) -> Result<(), String> {
    let by_hand = request.cards.iter().any(|card| card.at.is_some())
        || request
            .containers
            .iter()
            .any(|container| container.rect.is_some());
    let placement = place(request, &never());
    let whole = |rect: &Rect| Rect {
        min: point(rect.min.x.floor(), rect.min.y.floor()),
        max: point(rect.max.x.ceil(), rect.max.y.ceil()),
    };
    let rounded = Placement {
        cards: placement.cards.iter().map(whole).collect(),
        containers: placement.containers.iter().map(whole).collect(),
    };
    let paths = route(request, &rounded, &never());
    let (dx, dy) = shift(request);
    let there = shifted(request, dx, dy);
    if by_hand {
        let places = place(&there, &never());
        moved((&placement, &[]), (&places, &[]), (dx, dy))?;
    }
    let by = vector(dx, dy);
    let places = Placement {
        cards: rounded.cards.iter().map(|r| r.translate(by)).collect(),
        containers: rounded.containers.iter().map(|r| r.translate(by)).collect(),
    };
    let lines = route(&there, &places, &never());
    moved((&rounded, &paths), (&places, &lines), (dx, dy))
}

#[test]
fn a_sheet_that_is_moved_stays_the_same_otherwise() {
    all(tidied, translated);
    all(strewn, translated);
}

#[test]
fn lines_dragged_on_a_sheet_that_is_moved_stay_the_same_otherwise() {
    gestures(request, |request| {
        let placement = place(request, &never());
        let whole = |r: &Rect| {
            Rect::new(
                r.min.x.round(),
                r.min.y.round(),
                r.width().ceil(),
                r.height().ceil(),
            )
        };
        let drag = |by: (f32, f32)| {
            let by = vector(by.0, by.1);
            let at = |r: &Rect| whole(r).translate(by);
            let places = Placement {
                cards: placement.cards.iter().map(at).collect(),
                containers: placement.containers.iter().map(at).collect(),
            };
            let mut router = Router::new(request.clone(), places.clone(), &never());
            for step in 1..4 {
                let card = 5 * step % places.cards.len().max(1);
                if let Some(rect) = places.cards.get(card) {
                    let to = rect.translate(vector(91.0 * step as f32, -40.0 * step as f32));
                    router.update(&[(card, to)], &[], &never());
                }
            }
            (router.placement().clone(), router.paths().to_vec())
        };
        let (places, paths) = drag((0.0, 0.0));
        let by = shift(request);
        let (there, lines) = drag(by);
        moved((&places, &paths), (&there, &lines), by)
    });
}

/// When the shape of a sheet is nobody's but the layout's to choose: enough cards of usual sizes, none of which is a good part
/// of the sheet, in the organic style, with usual distances.
fn shape_is_free(request: &Request) -> bool {
    let sizes = request.cards.iter().map(|card| card.size);
    let area: f32 = sizes.clone().map(|(w, h)| (w + 56.0) * (h + 28.0)).sum();
    let is_small = |(w, h): (f32, f32)| w < 300.0 && h < 600.0 && h * h < area * 0.2;
    request.options.style == Style::Organic
        && request.options.aspect == 1.6
        && request.options.spacing == 28.0
        && request.cards.len() >= 12
        && sizes.clone().all(is_small)
        && request
            .containers
            .iter()
            .all(|c| c.least_width < 500.0 && c.header.is_finite())
}

#[test]
fn a_sheet_has_the_shape_of_a_page_where_nothing_is_against_it() {
    let like_a_page: Property = |request| {
        if !shape_is_free(request) {
            return Ok(());
        }
        let placement = place(request, &never());
        let rects = placement.cards.iter().chain(&placement.containers).copied();
        let sheet = rects.reduce(Rect::union).unwrap_or_default();
        let aspect = sheet.width() / sheet.height();
        if (1.0..=1.8).contains(&aspect) {
            Ok(())
        } else {
            Err(format!(
                "{} × {} is {aspect}",
                sheet.width(),
                sheet.height()
            ))
        }
    };
    most(request, like_a_page, 8);
}

#[test]
fn a_dragged_card_takes_its_lines_along() {
    gestures(request, |request| {
        let mut choices = Seeded(request.lines.len() as u64);
        let Some(card) = (!request.cards.is_empty()).then(|| choices.below(request.cards.len()))
        else {
            return Ok(());
        };
        let placement = place(request, &never());
        let mut router = Router::new(request.clone(), placement.clone(), &never());
        let mut by = || choices.below(800) as f32 - 400.0;
        for to in [
            placement.cards[card].translate(vector(by(), by())),
            placement.cards[card],
        ] {
            let changed = router.update(&[(card, to)], &[], &never());
            for (l, line) in request.lines.iter().enumerate() {
                let is_own = line.from.card == card || line.to.card == card;
                let is_drawn = !router.paths()[l].is_empty();
                if is_own && is_drawn && !changed.contains(&l) {
                    return Err(format!("line {l} did not follow"));
                }
            }
            lines_are_orthogonal_and_finite(router.paths())?;
            lines_end_at_their_rows(request, router.placement(), router.paths())?;
        }
        Ok(())
    });
}

/// The sheet is whole whenever the work on it is ended, and what is said about its progress never falls.
#[test]
fn a_layout_that_is_canceled_is_still_a_layout() {
    let canceled: Property = |request| {
        let cancel = Cancel::default();
        let seen = cancel.clone();
        let other = std::thread::spawn(move || {
            let mut shares = vec![seen.share()];
            // Some are canceled at once, some in the middle, some after the end.
            for _ in 0..shares.len() * 50 {
                std::thread::yield_now();
                shares.push(seen.share());
            }
            seen.cancel();
            shares
        });
        let placement = place(request, &cancel.part(0.0, 0.5));
        let paths = route(request, &placement, &cancel.part(0.5, 1.0));
        let shares = other.join().unwrap();
        if !shares.is_sorted() {
            return Err(format!("progress fell: {shares:?}"));
        }
        if cancel.share() != 1.0 {
            return Err(format!("it ended at {}", cancel.share()));
        }
        places_are_finite(&placement)?;
        cards_do_not_overlap(&placement)?;
        containers_hold_their_cards_and_no_others(request, &placement)?;
        lines_are_orthogonal_and_finite(&paths)?;
        lines_end_at_their_rows(request, &placement, &paths)
    };
    gestures(request, canceled);
}
