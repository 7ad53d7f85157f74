//! Sheets to lay out, of the kind of real schemas: services, and few hubs that take most references.

use erdwall::layout::{Card, Container, End, Line, Options, Request};

/// A fixed sequence of numbers below `bound`.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Tables in services of about 30; 1.6 references each, of which a fifth leave their service.
pub fn sheet(tables: usize) -> Request {
    let mut numbers = Numbers(7);
    let services = tables.div_ceil(30);
    let rows: Vec<usize> = (0..tables)
        .map(|_| 2 + numbers.below(6) + numbers.below(8))
        .collect();
    let cards = rows
        .iter()
        .enumerate()
        .map(|(i, &rows)| Card {
            size: (
                150.0 + 7.0 * numbers.below(10) as f32,
                28.0 + 20.0 * rows as f32,
            ),
            container: Some(i % services),
            at: None,
        })
        .collect();
    let mut lines = Vec::new();
    for (from, &count) in rows.iter().enumerate() {
        for _ in 0..=usize::from(numbers.below(5) < 3) {
            let service = if numbers.below(5) == 0 {
                numbers.below(services)
            } else {
                from % services
            };
            // The product of two numbers prefers small ones: the first tables of a service are its hubs.
            let members = tables.div_ceil(services);
            let to =
                service + services * (numbers.below(members) * numbers.below(members) / members);
            if to < tables {
                let row = Some(38.0 + 20.0 * numbers.below(count) as f32);
                let end = End {
                    card: to,
                    row: Some(38.0),
                };
                lines.push(Line {
                    from: End { card: from, row },
                    to: end,
                    via: Vec::new(),
                });
            }
        }
    }
    let containers = vec![
        Container {
            header: 30.0,
            least_width: 0.0,
            rect: None
        };
        services
    ];
    Request {
        cards,
        containers,
        lines,
        options: Options::default(),
    }
}
