//! How long a picture takes: 2,000 entities with 20,000 fields and 3,000 relationships.

mod common;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use erdwall::format::svg;
use erdwall::layout::Cancel;
use erdwall::model::Design;
use erdwall::scene::diagram::{Diagram, arrange};
use erdwall::scene::painter::Painter;
use erdwall::scene::text::Fonts;
use erdwall::scene::{Options, Scene, build};

static DESIGN: LazyLock<Design> = LazyLock::new(|| common::large(2000));
static DIAGRAM: LazyLock<Diagram> =
    LazyLock::new(|| arrange(&DESIGN, None, Fonts::bundled(), &Cancel::default()));
static SCENE: LazyLock<Scene> =
    LazyLock::new(|| build(&DESIGN, &DIAGRAM, &OPTIONS, Fonts::bundled()));

const OPTIONS: Options = Options {
    theme: erdwall::scene::palette::Theme::Light,
    color_by: erdwall::model::ColorBy::Zone,
    risks: None,
    title: true,
    legend: true,
};

fn main() {
    divan::main();
}

/// Sizes of all cards, which cards and lines there are.
#[divan::bench]
fn measure_cards(bencher: Bencher<'_, '_>) {
    let design = &*DESIGN;
    bencher.bench(|| Diagram::unplaced(black_box(design), None, Fonts::bundled()));
}

/// The display list of everything.
#[divan::bench]
fn draw(bencher: Bencher<'_, '_>) {
    let (design, diagram) = (&*DESIGN, &*DIAGRAM);
    bencher.bench(|| build(black_box(design), diagram, &OPTIONS, Fonts::bundled()));
}

/// One card again, as in each frame of a drag.
#[divan::bench]
fn draw_one_card(bencher: Bencher<'_, '_>) {
    let (design, diagram) = (&*DESIGN, &*DIAGRAM);
    bencher.bench(|| {
        Painter::new(black_box(design), &OPTIONS, Fonts::bundled()).card(&diagram.cards[0])
    });
}

/// The file.
#[divan::bench]
fn write_svg(bencher: Bencher<'_, '_>) {
    let scene = &*SCENE;
    bencher.bench(|| svg::write(black_box(scene)));
}
