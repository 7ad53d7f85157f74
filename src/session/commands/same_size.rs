//! One size for several boundaries. Cards are as large as what stands in them; boundaries are as large as one likes.

use super::{Outcome, Situation};
use crate::edit::Builder;
use crate::model::{Reference, View};
use crate::session::positions::{hold, whole_rect};

pub(super) fn run(situation: &Situation) -> Outcome {
    let services = situation.services();
    let rects: Vec<_> = services
        .iter()
        .filter_map(|id| {
            let rect = situation.picture.bounds_of(Reference::Service(*id))?;
            Some((*id, whole_rect(rect)))
        })
        .collect();
    let mut builder = Builder::new(
        situation.design,
        format!("Give {} services one size", services.len()),
    );
    let width = rects.iter().map(|(_, rect)| rect.2).max().unwrap_or(0);
    let height = rects.iter().map(|(_, rect)| rect.3).max().unwrap_or(0);
    if rects
        .iter()
        .any(|(_, rect)| (rect.2, rect.3) != (width, height))
    {
        let view = hold(
            &mut builder,
            situation.view,
            &situation.picture.all_positions(),
        );
        builder.update(view, |view: &mut View| {
            for (service, (x, y, _, _)) in &rects {
                view.boundaries.set(*service, (*x, *y, width, height));
            }
        });
    }
    Outcome::of(builder)
}

#[cfg(test)]
mod tests {
    use super::super::DesignCommand;
    use super::super::tests::{check, refuses};

    const TWO: &str = r#"
        services: [(name: "A"), (name: "B")],
        views: [(name: "Main", boundaries: {"A": (0, 0, 300, 200), "B": (500, 0, 200, 400)})],
    "#;

    #[test]
    fn boundaries_become_as_wide_and_as_high_as_the_largest() {
        check(
            TWO,
            "service A, service B",
            DesignCommand::SameSize,
            r#"
            -"A": (0, 0, 300, 200),
            -"B": (500, 0, 200, 400),
            +"A": (0, 0, 300, 400),
            +"B": (500, 0, 300, 400),
            "#,
        );
        refuses(
            TWO,
            "service A",
            DesignCommand::SameSize,
            "Select two or more services",
        );
    }
}
