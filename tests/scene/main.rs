//! Pictures of designs, as users get them: what is drawn, and that the files are sound.

mod sketch;
mod stubs;

use std::sync::Arc;

use erdwall::base::geometry::{Rect, point};
use erdwall::edit::Builder;
use erdwall::format::{pdf, png, svg};
use erdwall::layout::Cancel;
use erdwall::model::*;
use erdwall::scene::card::{Card, ForeignKeys, HEADER, ROW, SLACK, WIDTH};
use erdwall::scene::diagram::{Diagram, Line, LineOf, arrange, shown};
use erdwall::scene::painter::Painter;
use erdwall::scene::palette::{Palette, Theme};
use erdwall::scene::text::{Fonts, Measure as _};
use erdwall::scene::{
    Anchor, Dash, Group, Layer, Level, Options, Risks, Scene, ShapeKind, Text, What, build,
};
use resvg::usvg::roxmltree::Document;
use sketch::{CHECKED, Sketch, odd, shop};

const EXPORT: Options = Options {
    theme: Theme::Light,
    color_by: ColorBy::Zone,
    risks: None,
    title: true,
    legend: true,
};

fn scene_of(design: &Design, options: &Options) -> Scene {
    let view = design.views().iter().next().map(|(_, view)| view);
    let diagram = arrange(design, view, Fonts::bundled(), &Cancel::default());
    build(design, &diagram, options, Fonts::bundled())
}

fn texts(groups: &[Group]) -> Vec<&Text> {
    let shapes = groups.iter().flat_map(|group| &group.shapes);
    shapes
        .filter(|shape| shape.shows_at(Level::Row))
        .filter_map(|shape| match &shape.kind {
            ShapeKind::Text(text) => Some(text),
            _ => None,
        })
        .collect()
}

fn extent(text: &Text) -> Rect {
    let width = Fonts::bundled().width(&text.text, text.size, text.weight);
    let left = match text.anchor {
        Anchor::Start => text.at.x,
        Anchor::Middle => text.at.x - width / 2.0,
        Anchor::End => text.at.x - width,
    };
    Rect::new(left, text.at.y - text.size * 0.75, width, text.size * 0.75)
}

#[test]
fn any_name_stays_that_name_in_the_file() {
    let name = "<script>&\"'";
    let mut s = Sketch::new(name, "");
    s.entity(
        name,
        None,
        None,
        &["]]> text", "a\u{1}b\u{0} text", "two  spaces? int"],
    );
    let text = svg::write(&scene_of(&s.design(), &EXPORT));
    let document = Document::parse(&text).expect("well-formed");
    let has = |wanted: &str| {
        document
            .descendants()
            .any(|node| node.is_text() && node.text() == Some(wanted))
    };
    assert!(has(name), "{text}");
    assert!(has("]]>"));
    assert!(has("a\u{fffd}b\u{fffd}"));
    let titles = document
        .descendants()
        .filter(|node| node.has_tag_name("title"));
    assert!(titles.filter(|title| title.text() == Some(name)).count() >= 1);
    assert!(!text.contains("<script"));
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    let once = svg::write(&scene_of(&shop(), &EXPORT));
    let again = svg::write(&scene_of(&shop(), &EXPORT));
    assert!(once == again);
    // No number with more than two decimals, no exponent, no minus zero.
    let document = Document::parse(&once).expect("well-formed");
    for node in document.descendants() {
        for attribute in node
            .attributes()
            .filter(|a| ["x", "y", "width", "height", "d", "cx"].contains(&a.name()))
        {
            for number in attribute
                .value()
                .split(|c: char| !(c.is_ascii_digit() || "-.eN".contains(c)))
            {
                let decimals = number
                    .split_once('.')
                    .map_or(0, |(_, decimals)| decimals.len());
                assert!(
                    decimals <= 2 && number != "-0" && !number.contains(['e', 'N']),
                    "{number}"
                );
            }
        }
    }
}

#[test]
fn a_picture_has_no_text_over_text_and_none_outside_its_card() {
    for design in [shop(), odd()] {
        let scene = scene_of(&design, &EXPORT);
        for group in scene
            .groups
            .iter()
            .filter(|group| group.layer == Layer::Card)
        {
            let texts = texts(std::slice::from_ref(group));
            for (index, text) in texts.iter().enumerate() {
                let here = extent(text);
                assert!(
                    group.bounds.contains_rect(here),
                    "{text:?} outside {:?}",
                    group.bounds
                );
                for other in &texts[index + 1..] {
                    assert!(!extent(other).overlaps(here), "{text:?} over {other:?}");
                }
            }
        }
        let labels: Vec<&Group> = scene
            .groups
            .iter()
            .filter(|group| group.layer == Layer::Label)
            .collect();
        for (index, label) in labels.iter().enumerate() {
            let others = labels[index + 1..].iter().copied();
            let cards = scene
                .groups
                .iter()
                .filter(|group| group.layer == Layer::Card);
            for other in others.chain(cards) {
                assert!(
                    !label.bounds.overlaps(other.bounds),
                    "{:?} over {:?}",
                    label.what,
                    other.what
                );
            }
        }
    }
}

/// A relationship of two entities in two services, drawn from (0, 0) to (200, 0).
fn drawn(
    update: impl FnOnce(&mut Relationship),
    services: (usize, usize),
) -> (Group, Option<String>) {
    let mut s = Sketch::new("", "");
    let both = [s.service("A"), s.service("B")];
    let child = s.entity(
        "child",
        Some(both[services.0]),
        None,
        &["*id int", "parent_id int"],
    );
    let parent = s.entity("parent", Some(both[services.1]), None, &["*id int"]);
    let id = s.relate((child, "parent_id"), (parent, "id"), Integrity::Enforced);
    s.0.update(id, update);
    let design = s.design();
    let line = Line {
        what: LineOf::Relationship(id),
        further_rows: [Vec::new(), Vec::new()],
        points: vec![point(0.0, 0.0), point(200.0, 0.0)],
        stub: None,
    };
    let painter = Painter::new(&design, &Options::default(), Fonts::bundled());
    let label = painter
        .label(&line, std::iter::empty())
        .map(|group| texts(&[group])[0].text.clone());
    (painter.line(&line), label)
}

#[test]
fn each_cardinality_has_its_foot_at_both_ends() {
    // Toes, bars, rings.
    for (cardinality, expected) in [
        (Cardinality::ZeroOrOne, (0, 1, 1)),
        (Cardinality::One, (0, 2, 0)),
        (Cardinality::Many, (1, 0, 1)),
        (Cardinality::OneOrMany, (1, 1, 0)),
    ] {
        for at_child in [true, false] {
            let ends = if at_child {
                (cardinality, Cardinality::One)
            } else {
                (Cardinality::One, cardinality)
            };
            let (group, _) = drawn(|r| r.ends = ends, (0, 0));
            let near = |x: f32| if at_child { x < 20.0 } else { x > 180.0 };
            let (mut toes, mut bars, mut rings) = (0, 0, 0);
            for shape in &group.shapes {
                match &shape.kind {
                    ShapeKind::Circle { center, .. } if near(center.x) => rings += 1,
                    ShapeKind::Polyline { points, .. } if points.iter().all(|p| near(p.x)) => {
                        let upright = points.windows(2).all(|pair| pair[0].x == pair[1].x);
                        if upright {
                            bars += 1;
                        } else if points.len() == 3 {
                            toes += 1;
                        }
                    }
                    _ => {}
                }
            }
            assert_eq!(
                (toes, bars, rings),
                expected,
                "{cardinality:?}, at the child's end: {at_child}"
            );
        }
    }
}

#[test]
fn the_line_says_what_keeps_the_key_and_whether_it_lets_failure_through() {
    let palette = Palette::of(Theme::Light);
    let timely = Integrity::Checked {
        fail: Fail::Closed,
        timeout_ms: Some(300),
    };
    let eventual = Integrity::Eventual {
        cleanup: String::new(),
    };
    let (gray, amber, alarm) = (palette.relationship, palette.warning, palette.error);
    for (integrity, services, dash, color, label) in [
        (Integrity::Enforced, (0, 0), Dash::Solid, gray, None),
        (CHECKED, (0, 0), Dash::Dashed, gray, None),
        (eventual.clone(), (0, 0), Dash::Dotted, gray, None),
        (Integrity::None, (0, 0), Dash::Dotted, gray, None),
        (
            Integrity::Enforced,
            (0, 1),
            Dash::Solid,
            alarm,
            Some("FK across services"),
        ),
        (
            CHECKED,
            (0, 1),
            Dash::Dashed,
            alarm,
            Some("sync check, no timeout"),
        ),
        (timely, (0, 1), Dash::Dashed, amber, None),
        (eventual, (0, 1), Dash::Dotted, gray, None),
    ] {
        let (group, text) = drawn(|r| r.integrity = integrity.clone(), services);
        let stroke = group
            .shapes
            .iter()
            .find_map(|shape| match &shape.kind {
                ShapeKind::Polyline { stroke, .. } if shape.from == Level::Block => Some(*stroke),
                _ => None,
            })
            .expect("a line at every level");
        assert_eq!(
            (stroke.dash, stroke.color),
            (dash, color),
            "{integrity:?} {services:?}"
        );
        assert_eq!(text.as_deref(), label, "{integrity:?} {services:?}");
        assert_eq!(stroke.width > 2.0, color == alarm);
        assert_eq!(group.layer == Layer::AlarmLine, color == alarm);
    }
}

#[test]
fn labels_of_lines_tell_the_verb_and_the_stage_of_life() {
    let (_, label) = drawn(|r| r.label = "places".into(), (0, 0));
    assert_eq!(label.as_deref(), Some("places"));
    let (_, label) = drawn(|r| r.label = "places".into(), (0, 1));
    assert_eq!(label.as_deref(), Some("places · FK across services"));
    let (_, label) = drawn(|r| r.lifecycle = Lifecycle::Proposed, (0, 0));
    assert_eq!(label.as_deref(), Some("proposed"));
}

#[test]
fn a_feed_says_how_it_gets_across_and_how_late() {
    let scene = scene_of(&shop(), &EXPORT);
    let label = scene
        .groups
        .iter()
        .find(|g| g.layer == Layer::Label && matches!(g.what, What::Feed(_)));
    assert_eq!(
        texts(std::slice::from_ref(label.expect("a label")))[0].text,
        "CDC · ≤ 5 s"
    );
}

fn card_of(design: &Design, id: EntityId, collapse: Option<Collapse>) -> Card {
    let entity = design.get(id).expect("in the design");
    Card::new(
        id,
        entity,
        collapse,
        &ForeignKeys::of(design),
        Fonts::bundled(),
    )
}

#[test]
fn a_card_is_as_large_as_its_rows_need_within_bounds() {
    let mut s = Sketch::new("", "");
    let small = s.entity("a", None, None, &["*id int"]);
    let endless = "x".repeat(300);
    let wide = s.entity("b", None, None, &[&format!("{endless} {endless}"), "y"]);
    let many: Vec<String> = (0..300).map(|i| format!("field_{i} int")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let tall = s.entity("c", None, None, &many);
    let design = s.design();

    let card = card_of(&design, small, None);
    assert_eq!(card.size.0, WIDTH.0);
    assert_eq!(card_of(&design, wide, None).size.0, WIDTH.1);
    let card = card_of(&design, tall, None);
    assert_eq!(card.rows.len(), 300);
    let field = design
        .get(tall)
        .and_then(|e| e.field_named("field_7"))
        .expect("there")
        .id;
    assert_eq!(card.port(field), HEADER + 7.5 * ROW);
    assert_eq!(card.row_at(HEADER + 7.5 * ROW), Some(7));
    assert_eq!(card.row_at(HEADER - 1.0), None);
}

#[test]
fn names_keep_their_distance_from_types() {
    let mut s = Sketch::new("", "");
    let id = s.entity(
        "a",
        None,
        None,
        &["quite_a_long_field_name character varying(20)?"],
    );
    let scene = scene_of(&s.design(), &Options::default());
    let texts = texts(&scene.groups);
    let find = |wanted: &str| extent(texts.iter().find(|t| t.text == wanted).expect(wanted));
    assert!(find("varchar(20)?").min.x - find("quite_a_long_field_name").max.x >= SLACK - 1.0);
    assert!(
        scene
            .groups
            .iter()
            .any(|group| group.what == What::Entity(id))
    );
}

#[test]
fn a_collapsed_card_shows_its_name_or_its_keys() {
    let design = shop();
    let (order, _) = design
        .entities()
        .iter()
        .find(|(_, e)| e.name == "order")
        .expect("there");
    let fields = |collapse| {
        let card = card_of(&design, order, collapse);
        let entity = design.get(order).expect("there");
        card.rows
            .iter()
            .map(|row| entity.fields[row.place].name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(fields(Some(Collapse::Keys)), ["id", "customer_id"]);
    assert!(fields(Some(Collapse::Name)).is_empty());
    let card = card_of(&design, order, Some(Collapse::Name));
    assert_eq!(card.size.1, HEADER);
    assert_eq!(card.port(FieldId::new(3)), HEADER / 2.0);
}

#[test]
fn a_view_shows_what_it_names() {
    let design = shop();
    let id = |name: &str| {
        design
            .entities()
            .iter()
            .find(|(_, e)| e.name == name)
            .expect(name)
            .0
    };
    let names = |view: View| {
        let shown = shown(&design, Some(&view));
        let mut names: Vec<&str> = shown
            .iter()
            .map(|id| design.get(*id).expect("there").name.as_str())
            .collect();
        names.sort_unstable();
        names
    };
    let view = |shows| View {
        shows,
        ..View::default()
    };
    assert_eq!(
        names(view(Shows::Near {
            entity: id("customer"),
            depth: 1
        })),
        ["address", "customer", "order"]
    );
    assert_eq!(
        names(view(Shows::Near {
            entity: id("customer"),
            depth: 0
        })),
        ["customer"]
    );
    let payments = design
        .services()
        .iter()
        .find(|(_, s)| s.name == "Payments")
        .expect("there")
        .0;
    assert_eq!(
        names(view(Shows::Service(payments))),
        ["ledger_entry", "payment"]
    );
    let hidden = View {
        hidden: vec![id("payment")],
        ..view(Shows::Service(payments))
    };
    assert_eq!(names(hidden), ["ledger_entry"]);

    let only = view(Shows::Only(vec![id("order"), id("payment")]));
    let diagram = arrange(&design, Some(&only), Fonts::bundled(), &Cancel::default());
    assert_eq!(
        (
            diagram.cards.len(),
            diagram.boundaries.len(),
            diagram.lines.len()
        ),
        (2, 2, 1)
    );
}

#[test]
fn cards_stay_where_the_view_places_them() {
    let design = shop();
    let at: Vec<(EntityId, (i32, i32))> = design
        .entities()
        .ids()
        .enumerate()
        .map(|(i, id)| (id, (i as i32 * 400, 60)))
        .collect();
    let view = View {
        at: Pairs(at.clone()),
        ..View::default()
    };
    let diagram = arrange(&design, Some(&view), Fonts::bundled(), &Cancel::default());
    for (id, (x, y)) in at {
        assert_eq!(
            diagram.card(id).expect("shown").rect.min,
            point(x as f32, y as f32)
        );
    }
}

#[test]
fn the_legend_explains_what_occurs_and_nothing_else() {
    let legend = |design: &Design| -> Vec<String> {
        let scene = scene_of(design, &EXPORT);
        let group = scene
            .groups
            .into_iter()
            .find(|group| group.what == What::Legend);
        group
            .iter()
            .flat_map(|g| texts(std::slice::from_ref(g)))
            .map(|text| text.text.clone())
            .collect()
    };
    let shop = legend(&shop());
    for entry in [
        "Strong",
        "Eventual",
        "Read-your-writes",
        "Enforced key",
        "Lets failure through",
        "Feed",
        "Projection",
        "Soft delete",
    ] {
        assert!(shop.iter().any(|text| text == entry), "{entry} in {shop:?}");
    }
    for entry in ["Causal", "No zone", "Tenant", "Guessed from the name"] {
        assert!(
            !shop.iter().any(|text| text == entry),
            "{entry} in {shop:?}"
        );
    }
    let mut plain = Sketch::new("", "");
    plain.entity("a", None, None, &["*id int"]);
    assert!(legend(&plain.design()).is_empty());
}

#[test]
fn far_out_there_are_blocks_and_then_names() {
    let scene = scene_of(&shop(), &Options::default());
    let card = scene
        .groups
        .iter()
        .find(|group| group.layer == Layer::Card)
        .expect("a card");
    let at = |level| {
        card.shapes
            .iter()
            .filter(|shape| shape.shows_at(level))
            .collect::<Vec<_>>()
    };
    let is_text = |kind: &ShapeKind| matches!(kind, ShapeKind::Text(_));
    assert_eq!(at(Level::Block).len(), 1);
    assert_eq!(
        at(Level::Name)
            .iter()
            .filter(|shape| is_text(&shape.kind))
            .count(),
        1
    );
    assert!(at(Level::Row).len() > 20);
    assert_eq!(Level::at_zoom(1.0), Level::Row);
    assert_eq!(Level::at_zoom(0.05), Level::Block);
}

#[test]
fn pictures_of_two_thousand_tables_are_well_formed() {
    let mut s = Sketch::new("large", "");
    let ids: Vec<EntityId> = (0..2000)
        .map(|i| {
            s.entity(
                &format!("table_{i}"),
                None,
                None,
                &["*id int", "parent_id int", "name text"],
            )
        })
        .collect();
    for pair in ids.windows(2) {
        s.relate((pair[1], "parent_id"), (pair[0], "id"), Integrity::Enforced);
    }
    let design = s.design();
    let mut diagram = Diagram::unplaced(&design, None, Fonts::bundled());
    for (i, card) in diagram.cards.iter_mut().enumerate() {
        card.rect = Rect::new(
            (i % 50) as f32 * 200.0,
            (i / 50) as f32 * 150.0,
            card.card.size.0,
            card.card.size.1,
        );
    }
    for (i, line) in diagram.lines.iter_mut().enumerate() {
        let at = point((i % 50) as f32 * 200.0, (i / 50) as f32 * 150.0);
        line.points = vec![
            point(at.x + 150.0, at.y + 38.0),
            point(at.x + 200.0, at.y + 38.0),
        ];
    }
    let scene = build(&design, &diagram, &EXPORT, Fonts::bundled());
    let text = svg::write(&scene);
    let document = Document::parse(&text).expect("well-formed");
    let ids: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attribute("id"))
        .collect();
    assert!(ids.len() >= 3999);
    assert!(
        ids.iter()
            .all(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    );
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());

    // Larger than a bitmap can be: the message says what to do instead.
    let error = png::from_svg(&text, 4.0)
        .expect_err("too large")
        .to_string();
    assert!(
        error.contains("use a scale of") && error.contains("SVG"),
        "{error}"
    );
}

#[test]
fn a_png_has_the_size_and_the_colors_of_the_picture() {
    let text = svg::write(&scene_of(&shop(), &EXPORT));
    let document = Document::parse(&text).expect("well-formed");
    let width: u32 = document
        .root_element()
        .attribute("width")
        .and_then(|w| w.parse().ok())
        .expect("width");
    let bytes = png::from_svg(&text, 1.5).expect("a picture");
    let picture = resvg::tiny_skia::Pixmap::decode_png(&bytes).expect("a PNG");
    assert_eq!(picture.width(), (width as f32 * 1.5).ceil() as u32);
    let strong = Palette::of(Theme::Light).strong;
    let pixels = picture.pixels().iter();
    let blue = pixels
        .filter(|p| (p.red(), p.green(), p.blue()) == (strong.r, strong.g, strong.b))
        .count();
    assert!(blue > 10_000, "{blue} pixels of headers");
    assert!(
        png::from_svg(&text, 0.0)
            .expect_err("no picture")
            .to_string()
            .contains("above 0")
    );
}

#[test]
fn a_pdf_has_the_fonts_and_the_same_bytes_each_time() {
    let text = svg::write(&scene_of(&shop(), &EXPORT));
    let bytes = pdf::from_svg(&text).expect("a document");
    assert!(bytes.starts_with(b"%PDF-"));
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    assert!(has(b"Inter-Regular") && has(b"Inter-SemiBold") && has(b"ToUnicode"));
    assert!(bytes == pdf::from_svg(&text).expect("a document"));
}

#[test]
fn an_empty_design_gives_an_empty_picture() {
    let scene = scene_of(&Design::default(), &EXPORT);
    assert!(scene.groups.is_empty());
    let text = svg::write(&scene);
    Document::parse(&text).expect("well-formed");
    png::from_svg(&text, 1.0).expect("a picture");
    pdf::from_svg(&text).expect("a document");
}

#[test]
fn a_small_picture_in_full() {
    let mut s = Sketch::new("Small", "");
    let orders = s.service("Orders");
    let strong = s.zone("Checkout", Consistency::Strong);
    let order = s.entity(
        "order",
        Some(orders),
        Some(strong),
        &["*id uuid", "deleted_at timestamp?"],
    );
    s.role(order, "deleted_at", Role::SoftDelete);
    let line = s.entity(
        "line",
        Some(orders),
        Some(strong),
        &["*id uuid", "order_id uuid"],
    );
    s.relate((line, "order_id"), (order, "id"), Integrity::Enforced);
    let text = svg::write(&scene_of(&s.design(), &EXPORT));
    let (head, rest) = text.split_once("<style>").expect("fonts");
    let (fonts, body) = rest.split_once("</style>").expect("fonts");
    assert_eq!(fonts.matches("@font-face").count(), 2);
    insta::assert_snapshot!(format!("{head}<style>…</style>{body}"));
}

#[test]
fn a_design_can_be_drawn_in_every_coloring() {
    let mut builder = Builder::new(&shop(), "");
    let green = Color::hex(0x11_88_44);
    let orders = builder.design().services().ids().next().expect("there");
    builder.update(orders, |service| service.color = Some(green));
    let design = builder.design().clone();
    let order = design.entities().ids().next().expect("there");
    for (color_by, expected) in [
        (ColorBy::Zone, Palette::of(Theme::Dark).strong),
        (ColorBy::Service, green.into()),
        (ColorBy::Risk, Palette::of(Theme::Dark).error),
    ] {
        let options = Options {
            theme: Theme::Dark,
            color_by,
            risks: Some(Arc::new(Risks::from([(
                order,
                erdwall::model::Level::Error,
            )]))),
            ..EXPORT
        };
        let painter = Painter::new(&design, &options, Fonts::bundled());
        assert_eq!(painter.entity_color(order), expected);
    }
}

#[test]
fn the_name_of_a_service_is_never_cut() {
    let mut sketch = Sketch::new("", "");
    let service = sketch.service("Inventory and reservations");
    let store = sketch.store("stock", Engine::Cassandra, service);
    sketch.entity("a", Some(service), None, &["*id int"]);
    sketch.service("Processor of international card payments");
    let _ = store;
    let design = sketch.design();
    let fonts = Fonts::bundled();
    let diagram = arrange(&design, None, fonts, &Cancel::default());
    let scene = build(&design, &diagram, &EXPORT, fonts);
    for (_, service) in design.services().iter() {
        let titles = scene.groups.iter().flat_map(|group| &group.shapes);
        let titles = titles.filter(
            |shape| matches!(&shape.kind, ShapeKind::Text(text) if text.text == service.name),
        );
        assert_eq!(titles.count(), 2, "{}, near and far", service.name);
    }
}
