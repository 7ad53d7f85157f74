//! What couples the services: a matrix of who needs whom with the metrics of each, and beside it what is chosen there, the
//! architecture that was found, and the moves that would cut the data better.

mod details;
mod matrix;

use eframe::egui::{Align, Color32, Layout, RichText, Ui, UiBuilder, pos2};

use crate::analysis::coupling::Coupling;
use crate::analysis::needs::DependencyKind;
use crate::gui::theme::{self, color, regular, semi_bold};
use crate::model::{Design, EntityId, Part, ServiceId};

/// What the panel remembers between frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CouplingPanel {
    /// The services whose dependencies are shown: the one that needs, and the one that is needed.
    pub chosen: Option<(ServiceId, ServiceId)>,
}

/// What was clicked.
#[derive(Clone, Debug, PartialEq)]
pub enum CouplingClick {
    /// Select these parts.
    Select(Vec<Part>),
    /// Give the entity to the service.
    Move(EntityId, ServiceId),
}

/// Width of what stands beside the matrix.
const DETAILS: f32 = 340.0;

impl CouplingPanel {
    /// Shows the panel in all of the room that there is.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        design: &Design,
        coupling: &Coupling,
    ) -> Option<CouplingClick> {
        if coupling.services.len() < 2 {
            empty_ui(ui, coupling.services.is_empty());
            return None;
        }
        // What was chosen may be gone since.
        self.chosen = self.chosen.filter(|pair| coupling.needs.contains_key(pair));
        let room = ui.available_rect_before_wrap();
        let width = DETAILS.min(room.width() * 0.45);
        let (left, right) = room.split_left_right_at_x(room.right() - width);
        let line = theme::chrome(ui.ctx()).line;
        let mut clicked = None;
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
            clicked = matrix::ui(ui, design, coupling, &mut self.chosen);
        });
        ui.painter()
            .vline(right.left(), room.y_range(), (1.0, line));
        let inner = right
            .with_min_x(right.left() + 14.0)
            .with_max_x(right.right() - 14.0);
        let details = ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
            details::ui(ui, design, coupling, &mut self.chosen)
        });
        ui.advance_cursor_after_rect(room);
        clicked.or(details.inner)
    }
}

fn empty_ui(ui: &mut Ui, none: bool) {
    let chrome = theme::chrome(ui.ctx());
    let room = ui.available_rect_before_wrap();
    let middle = room.with_min_y(pos2(0.0, room.center().y - 22.0).y);
    let layout = Layout::top_down(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(middle).layout(layout), |ui| {
        let title = if none {
            "No services yet"
        } else {
            "Only one service"
        };
        ui.label(
            RichText::new(title)
                .font(semi_bold(13.0))
                .color(chrome.text),
        );
        let hint = "Coupling is between services. Draw them with S, and put entities into them.";
        ui.label(RichText::new(hint).font(regular(12.0)).color(chrome.muted));
    });
    ui.advance_cursor_after_rect(room);
}

/// The letter that stands for a kind in the matrix.
fn letter(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Key => "K",
        DependencyKind::Store => "D",
        DependencyKind::Call => "C",
        DependencyKind::Check => "A",
        DependencyKind::Saga => "S",
        DependencyKind::Contract => "P",
        DependencyKind::Event => "E",
        DependencyKind::Reference => "R",
    }
}

/// The color of a kind: of alarm where a failure goes through.
fn kind_color(ui: &Ui, kind: DependencyKind) -> Color32 {
    let palette = theme::palette(ui.ctx());
    color(palette.readable(match kind {
        DependencyKind::Key | DependencyKind::Store => palette.error,
        DependencyKind::Call | DependencyKind::Check => palette.warning,
        DependencyKind::Saga | DependencyKind::Contract | DependencyKind::Event => palette.info,
        DependencyKind::Reference => palette.muted,
    }))
}

fn service_name(design: &Design, id: ServiceId) -> &str {
    design.get(id).map_or("", |service| &service.name)
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Rect, Vec2};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::analysis::facts::Facts;
    use crate::format::native::{Syntax, read};

    struct State {
        design: Design,
        coupling: Coupling,
        panel: CouplingPanel,
        clicks: Vec<CouplingClick>,
        ready: bool,
    }

    /// The panel alone, over a design with these lists.
    fn panel(lists: &str) -> Harness<'static, State> {
        let file = format!("Design(format: 1, name: \"test\", {lists})");
        let design = read(file.as_bytes(), Syntax::Ron).unwrap().design;
        let state = State {
            coupling: Coupling::of(&Facts::new(&design)),
            design,
            panel: CouplingPanel::default(),
            clicks: Vec::new(),
            ready: false,
        };
        let mut harness = Harness::builder()
            .with_size(Vec2::new(1100.0, 260.0))
            .build_ui_state(
                |ui, state: &mut State| {
                    // The fonts that this installs are there from the next frame on.
                    if !state.ready {
                        theme::install(ui.ctx());
                        state.ready = true;
                        ui.ctx().request_repaint();
                        return;
                    }
                    let State {
                        design,
                        coupling,
                        panel,
                        ..
                    } = state;
                    let click = panel.ui(ui, design, coupling);
                    state.clicks.extend(click);
                },
                state,
            );
        harness.run();
        harness
    }

    const SHOP: &str = r#"
        services: [(name: "Orders"), (name: "Customers")],
        entities: [
            (name: "order", service: "Orders", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
            (name: "customer", service: "Customers", fields: [(name: "id", type: "uuid", key: true)]),
            (name: "discount", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "order_id", type: "uuid")]),
            (name: "address", service: "Customers", fields: [(name: "id", type: "uuid", key: true), (name: "customer_id", type: "uuid")]),
        ],
        relationships: [
            (from: "order.customer_id", to: "customer.id", ends: (Many, One), integrity: Checked(fail: Closed)),
            (from: "discount.order_id", to: "order.id", ends: (Many, One), integrity: None),
            (from: "address.customer_id", to: "customer.id", ends: (Many, One), integrity: Enforced),
        ],
        operations: [(name: "show order", service: "Orders", kind: Query, accesses: [(read: "customer", via: Call)])],
    "#;

    #[test]
    fn a_cell_says_what_couples_two_services_and_each_of_it_can_be_selected() {
        let mut harness = panel(SHOP);
        let cell = "Orders needs Customers: 1 synchronous call, 1 checked reference";
        harness.get_by_label(cell).click();
        harness.run();
        assert!(
            matches!(harness.state().clicks.as_slice(), [CouplingClick::Select(parts)] if parts.len() == 2)
        );
        harness
            .get_by_label("order.customer_id → customer.id")
            .click();
        harness.run();
        let relationship = harness.state().design.relationships().ids().next().unwrap();
        assert_eq!(
            harness.state().clicks.last(),
            Some(&CouplingClick::Select(vec![Part::Relationship(
                relationship
            )]))
        );
        harness.get_by_label("Back to the whole design").click();
        harness.run();
        assert!(
            harness
                .query_by_label("order.customer_id → customer.id")
                .is_none()
        );
        harness.get_by_label_contains("Store per service");
    }

    #[test]
    fn a_move_that_cuts_better_is_offered() {
        let mut harness = panel(SHOP);
        harness.get_by_label("Move discount to Orders").click();
        harness.run();
        let State { design, clicks, .. } = harness.state();
        let discount = design
            .entities()
            .iter()
            .find(|(_, it)| it.name == "discount");
        let orders = design.services().ids().next().unwrap();
        assert_eq!(
            clicks.as_slice(),
            [CouplingClick::Move(discount.unwrap().0, orders)]
        );
    }

    #[test]
    fn without_services_it_says_what_to_do() {
        let harness = panel("");
        harness.get_by_label("No services yet");
        let harness = panel(r#"services: [(name: "Orders")]"#);
        harness.get_by_label("Only one service");
    }

    #[test]
    fn names_and_numbers_stay_in_sight_while_forty_services_scroll() {
        let services: Vec<String> = (1..=45)
            .map(|at| format!("(name: \"Service {at}\")"))
            .collect();
        let operations: Vec<String> = (1..45)
            .map(|at| format!("(name: \"o{at}\", service: \"Service {at}\", accesses: [(call_service: \"Service {}\")])", at + 1))
            .collect();
        let lists = format!(
            "services: [{}], operations: [{}]",
            services.join(","),
            operations.join(",")
        );
        let mut harness = panel(&lists);
        let last = "Service 44 needs Service 45: 1 synchronous call";
        assert!(harness.query_by_label(last).is_none(), "it is far away");
        harness.hover_at(eframe::egui::pos2(500.0, 150.0));
        for delta in [Vec2::new(0.0, -3000.0), Vec2::new(-3000.0, 0.0)] {
            harness.event(eframe::egui::Event::MouseWheel {
                unit: eframe::egui::MouseWheelUnit::Point,
                delta,
                phase: eframe::egui::TouchPhase::Move,
                modifiers: eframe::egui::Modifiers::NONE,
            });
            harness.run_steps(40);
        }
        let rect = |label: &str| -> Rect { harness.get_by_label(label).rect() };
        let cell = rect(last);
        let (row, column) = (rect("Service 44"), rect("Column of Service 45"));
        assert!(
            (row.center().y - cell.center().y).abs() < 1.0,
            "{row:?} {cell:?}"
        );
        assert!(
            (column.center().x - cell.center().x).abs() < 1.0,
            "{column:?} {cell:?}"
        );
        assert!(
            row.left() < 30.0 && column.top() < 30.0,
            "{row:?} {column:?}"
        );
    }
}
