//! What is wrong with a sheet, if anything. Each measure tells the first fault it finds; the fuzz target uses them, too.

use erdwall::base::geometry::{Point, Rect, point, vector};
use erdwall::layout::{Cancel, Container, Line, Placement, Request, place, route};

/// Where lines run, one by one.
pub type Paths = [Vec<Point>];

/// Two things may share this much without anybody seeing it.
const UNSEEN: f32 = 0.01;

pub fn cards_do_not_overlap(placement: &Placement) -> Result<(), String> {
    let cards = &placement.cards;
    for (i, a) in cards.iter().enumerate() {
        for (j, b) in cards.iter().enumerate().skip(i + 1) {
            if a.overlaps(*b) {
                return Err(format!("cards overlap: {i} {a:?} and {j} {b:?}"));
            }
        }
    }
    Ok(())
}

pub fn containers_hold_their_cards_and_no_others(
    request: &Request,
    placement: &Placement,
) -> Result<(), String> {
    for (c, frame) in placement.containers.iter().enumerate() {
        for (d, other) in placement.containers.iter().enumerate().skip(c + 1) {
            if frame.overlaps(*other) {
                return Err(format!(
                    "containers overlap: {c} {frame:?} and {d} {other:?}"
                ));
            }
        }
        for (i, card) in placement.cards.iter().enumerate() {
            let own = home(request, i) == Some(c);
            if own && !inside(*frame, &request.containers[c]).contains_rect(*card) {
                return Err(format!(
                    "not in its container: card {i} {card:?}, {frame:?}"
                ));
            }
            if !own && frame.overlaps(*card) {
                return Err(format!(
                    "in a foreign container: card {i} {card:?}, {c} {frame:?}"
                ));
            }
        }
    }
    Ok(())
}

/// The container of a card, if there is one.
fn home(request: &Request, card: usize) -> Option<usize> {
    let container = request.cards.get(card)?.container;
    container.filter(|&c| c < request.containers.len())
}

/// A container without its title.
fn inside(frame: Rect, container: &Container) -> Rect {
    Rect {
        min: point(frame.min.x, title(frame, container).max.y),
        max: frame.max,
    }
}

fn title(frame: Rect, container: &Container) -> Rect {
    let height = if container.header.is_finite() {
        container.header.clamp(0.0, frame.height().min(1000.0))
    } else {
        0.0
    };
    Rect {
        min: frame.min,
        max: point(frame.max.x, frame.min.y + height),
    }
}

pub fn places_are_finite(placement: &Placement) -> Result<(), String> {
    for rect in placement.cards.iter().chain(&placement.containers) {
        if [rect.min, rect.max].iter().any(|p| !is_finite(p)) {
            return Err(format!("{rect:?} is nowhere"));
        }
    }
    Ok(())
}

fn is_finite(point: &Point) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

pub fn lines_are_orthogonal_and_finite(paths: &Paths) -> Result<(), String> {
    for (l, path) in paths.iter().enumerate() {
        if !path.iter().all(is_finite) {
            return Err(format!("line {l} leaves the plane: {path:?}"));
        }
        let is_oblique = |w: &[Point]| w[0].x != w[1].x && w[0].y != w[1].y;
        if path.windows(2).any(is_oblique) {
            return Err(format!("line {l} is oblique: {path:?}"));
        }
    }
    Ok(())
}

/// Every line that has two cards ends at the sides of them, at its rows.
pub fn lines_end_at_their_rows(
    request: &Request,
    placement: &Placement,
    paths: &Paths,
) -> Result<(), String> {
    for (l, (line, path)) in request.lines.iter().zip(paths).enumerate() {
        let ends = [line.from, line.to];
        if ends.iter().any(|end| end.card >= placement.cards.len()) {
            if !path.is_empty() {
                return Err(format!("line {l} to nowhere is drawn: {path:?}"));
            }
            continue;
        }
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return Err(format!("line {l} is not drawn"));
        };
        // A line from a row to itself ends above and below its middle.
        let loose = if line.from.card == line.to.card {
            12.1
        } else {
            0.1
        };
        for (end, at) in ends.into_iter().zip([first, last]) {
            let card = placement.cards[end.card];
            let at_side = at.x == card.min.x || at.x == card.max.x;
            let row = end.row.filter(|row| row.is_finite());
            let at_row = row
                .map(|row| row.clamp(0.0, card.height()))
                .is_none_or(|row| (at.y - card.min.y - row).abs() < loose);
            let beside = card.min.y - UNSEEN <= at.y && at.y <= card.max.y + UNSEEN;
            if !at_side || !at_row || !beside {
                return Err(format!(
                    "not at its row: line {l} {at:?}, {:?} of {card:?}",
                    end.row
                ));
            }
        }
    }
    Ok(())
}

/// Lines that the layout finds a way for: those with bends placed by hand run where they were put.
fn routed<'a>(
    request: &'a Request,
    paths: &'a Paths,
) -> impl Iterator<Item = (usize, &'a Line, &'a [Point])> {
    let lines = request.lines.iter().zip(paths).enumerate();
    lines
        .filter(|(_, (line, _))| line.via.is_empty())
        .map(|(l, (line, path))| (l, line, path.as_slice()))
}

fn runs_through(path: &[Point], rect: Rect) -> bool {
    path.windows(2).any(|pair| {
        let piece = Rect::from_corners(pair[0], pair[1]);
        piece.min.x < rect.max.x - UNSEEN
            && rect.min.x + UNSEEN < piece.max.x
            && piece.min.y < rect.max.y - UNSEEN
            && rect.min.y + UNSEEN < piece.max.y
    })
}

pub fn lines_keep_off_cards_and_titles(
    request: &Request,
    placement: &Placement,
    paths: &Paths,
) -> Result<(), String> {
    let frames = placement.containers.iter().zip(&request.containers);
    let titles = frames.map(|(frame, container)| title(*frame, container));
    let titles = titles.filter(|title| title.height() > 0.0);
    let solid: Vec<Rect> = placement.cards.iter().copied().chain(titles).collect();
    for (l, _, path) in routed(request, paths) {
        if let Some(hit) = solid.iter().find(|rect| runs_through(path, **rect)) {
            return Err(format!(
                "through a card or title: line {l} {path:?}, {hit:?}"
            ));
        }
    }
    Ok(())
}

/// A foreign container has neither end of the line in it. Its frame has a width, on which a line may run.
pub fn lines_keep_out_of_foreign_containers(
    request: &Request,
    placement: &Placement,
    paths: &Paths,
) -> Result<(), String> {
    for (l, line, path) in routed(request, paths) {
        let homes = [line.from, line.to].map(|end| home(request, end.card));
        for (c, frame) in placement.containers.iter().enumerate() {
            if !homes.contains(&Some(c)) && runs_through(path, frame.expand(-1.0)) {
                return Err(format!(
                    "through a foreign container: line {l} {path:?}, {c} {frame:?}"
                ));
            }
        }
    }
    Ok(())
}

/// Unrelated lines have no card in common.
pub fn unrelated_lines_do_not_lie_on_each_other(
    request: &Request,
    paths: &Paths,
) -> Result<(), String> {
    let cards = |l: usize| [request.lines[l].from.card, request.lines[l].to.card];
    let pieces: Vec<(usize, Rect)> = routed(request, paths)
        .flat_map(|(l, _, path)| {
            path.windows(2)
                .map(move |w| (l, Rect::from_corners(w[0], w[1])))
        })
        .collect();
    for (i, &(l, a)) in pieces.iter().enumerate() {
        for &(m, b) in &pieces[i + 1..] {
            let upright = a.width() == 0.0;
            if upright != (b.width() == 0.0) || cards(l).iter().any(|c| cards(m).contains(c)) {
                continue;
            }
            let (x, y) = (
                a.max.x.min(b.max.x) - a.min.x.max(b.min.x),
                a.max.y.min(b.max.y) - a.min.y.max(b.min.y),
            );
            let (shared, apart) = if upright { (y, -x) } else { (x, -y) };
            if shared > 2.0 && apart <= 1.0 {
                return Err(format!(
                    "on each other: lines {l} {:?} and {m} {:?}",
                    paths[l], paths[m]
                ));
            }
        }
    }
    Ok(())
}

/// All that is asked of a sheet on which nothing was placed by hand, but for lines on each other.
pub fn sheet_is_right(
    request: &Request,
    placement: &Placement,
    paths: &Paths,
) -> Result<(), String> {
    places_are_finite(placement)?;
    cards_do_not_overlap(placement)?;
    containers_hold_their_cards_and_no_others(request, placement)?;
    lines_are_orthogonal_and_finite(paths)?;
    lines_end_at_their_rows(request, placement, paths)?;
    lines_keep_off_cards_and_titles(request, placement, paths)?;
    lines_keep_out_of_foreign_containers(request, placement, paths)
}

/// Places and draws a request and looks at everything.
pub fn good(request: &Request) -> Result<(), String> {
    let placement = place(request, &Cancel::default());
    let paths = route(request, &placement, &Cancel::default());
    sheet_is_right(request, &placement, &paths)
}

/// How far the second of two sheets is from being the first one moved by `dx`, `dy`.
pub fn moved(
    (placement, paths): (&Placement, &Paths),
    (other, other_paths): (&Placement, &Paths),
    (dx, dy): (f32, f32),
) -> Result<(), String> {
    let by = vector(dx, dy);
    let near = |a: Point, b: Point| {
        let d = (a + by) - b;
        d.x.abs() < 0.02 && d.y.abs() < 0.02
    };
    let rects = |p: &Placement| [p.cards.clone(), p.containers.clone()].concat();
    for (i, (a, b)) in rects(placement).iter().zip(&rects(other)).enumerate() {
        if !near(a.min, b.min) || !near(a.max, b.max) {
            return Err(format!("box {i} {a:?} became {b:?}"));
        }
    }
    for (l, (a, b)) in paths.iter().zip(other_paths).enumerate() {
        if a.len() != b.len() || a.iter().zip(b).any(|(a, b)| !near(*a, *b)) {
            return Err(format!("line {l} {a:?} became {b:?}"));
        }
    }
    Ok(())
}

pub fn what_was_placed_stays(request: &Request, placement: &Placement) -> Result<(), String> {
    for (i, (card, rect)) in request.cards.iter().zip(&placement.cards).enumerate() {
        if card.at.is_some_and(|at| at != rect.min) {
            return Err(format!("card {i} moved from {:?} to {rect:?}", card.at));
        }
    }
    for (i, (container, rect)) in request
        .containers
        .iter()
        .zip(&placement.containers)
        .enumerate()
    {
        if container.rect.is_some_and(|old| !rect.contains_rect(old)) {
            return Err(format!(
                "container {i} {:?} lost room: {rect:?}",
                container.rect
            ));
        }
    }
    Ok(())
}

/// What holds even where a person has put things on each other.
pub fn new_ones_lie_on_nothing(request: &Request) -> Result<(), String> {
    let placement = place(request, &Cancel::default());
    places_are_finite(&placement)?;
    what_was_placed_stays(request, &placement)?;
    for (i, new) in placement.cards.iter().enumerate() {
        let others = placement.cards.iter().enumerate();
        let hit = others
            .filter(|(j, _)| *j != i)
            .find(|(_, r)| r.overlaps(*new));
        if let (None, Some((j, other))) = (request.cards[i].at, hit) {
            return Err(format!("new card {i} {new:?} lies on {j} {other:?}"));
        }
    }
    for (i, card) in placement.cards.iter().enumerate() {
        let home = request.cards[i].container;
        let frame = home.and_then(|c| placement.containers.get(c));
        if frame.is_some_and(|frame| !frame.contains_rect(*card)) {
            return Err(format!("card {i} {card:?} is not in {frame:?}"));
        }
    }
    let paths = route(request, &placement, &Cancel::default());
    lines_are_orthogonal_and_finite(&paths)?;
    lines_end_at_their_rows(request, &placement, &paths)
}
