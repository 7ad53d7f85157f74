//! Layouts as JSON, for tools that lay out, measure or compare: nodes and clusters as boxes, edges as corners of lines.
//!
//! What is to be laid out has the same shape without places: nodes name their cluster, edges the rows at both ends.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::base::geometry::{Point, Rect};
use crate::layout::{self, Placement, Request};
use crate::model::{Design, Feed, Relationship};
use crate::scene::card::{HEADER, ROW};
use crate::scene::diagram::{BOUNDARY_HEADER, Diagram, LineOf};
use crate::scene::stub::LEAD;

/// What is to be laid out.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    /// The boxes.
    pub nodes: Vec<InputNode>,
    /// The frames around them.
    #[serde(default)]
    pub clusters: Vec<InputCluster>,
    /// The lines between them.
    #[serde(default)]
    pub edges: Vec<InputEdge>,
}

/// A box to be laid out.
#[derive(Clone, Debug, Deserialize)]
pub struct InputNode {
    /// Names it in edges.
    pub id: String,
    /// Its width.
    pub w: f32,
    /// Its height.
    pub h: f32,
    /// The cluster that it is in.
    #[serde(default)]
    pub cluster: Option<String>,
}

/// A frame to be laid out.
#[derive(Clone, Debug, Deserialize)]
pub struct InputCluster {
    /// Names it in nodes.
    pub id: String,
}

/// A line to be laid out.
#[derive(Clone, Debug, Deserialize)]
pub struct InputEdge {
    /// Its own name.
    pub id: String,
    /// Where it starts: the side of the foreign key.
    pub source: String,
    /// Where it ends.
    pub target: String,
    /// The row at its start, from 0; none: the box as a whole.
    #[serde(default, rename = "sourceField")]
    pub source_field: Option<u32>,
    /// The row at its end.
    #[serde(default, rename = "targetField")]
    pub target_field: Option<u32>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layout {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The frames.
    pub clusters: Vec<Cluster>,
    /// The lines.
    pub edges: Vec<Edge>,
    /// How many lines are drawn how, where some are stubs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Drawn>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<f64>,
}

/// A box where it stands; `x` and `y` are its upper left corner.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names of the format")]
pub struct Node {
    pub id: String,
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
    pub cluster: Option<String>,
}

/// A frame where it stands; `x` and `y` are its upper left corner.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names of the format")]
pub struct Cluster {
    pub id: String,
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

/// A line as it runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names of the format")]
pub struct Edge {
    pub id: String,
    pub source: String,
    pub target: String,
    /// The row at its start, as in [`InputEdge`], so that a layout is an input, too.
    #[serde(rename = "sourceField", skip_serializing_if = "Option::is_none")]
    pub source_field: Option<u32>,
    /// The row at its end.
    #[serde(rename = "targetField", skip_serializing_if = "Option::is_none")]
    pub target_field: Option<u32>,
    pub points: Vec<[f32; 2]>,
    /// Its points are those of a stub: from the row of the source outward.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stub: bool,
}

/// How many lines are drawn how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// From one end to the other.
    pub full: usize,
    /// As stubs.
    pub stubs: usize,
}

impl Drawn {
    /// Counts lines, if some of them are stubs.
    fn of(edges: &[Edge]) -> Option<Self> {
        let stubs = edges.iter().filter(|edge| edge.stub).count();
        (stubs > 0).then(|| Self {
            full: edges.len() - stubs,
            stubs,
        })
    }
}

/// Why an input cannot be laid out.
#[derive(Debug, Error)]
pub enum InputError {
    /// It is not JSON of this shape.
    #[error("this is not an input for a layout: {0}")]
    Syntax(#[from] serde_json::Error),
    /// It names what is not there.
    #[error("the {holder} {id} refers to {missing}, which is not in the input")]
    Missing {
        /// What kind of thing refers to it.
        holder: &'static str,
        /// Which.
        id: String,
        /// What it refers to.
        missing: String,
    },
}

impl Input {
    /// Reads an input.
    pub fn read(bytes: &[u8]) -> Result<Self, InputError> {
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The edges, as places in `edges`, that lead to nodes to which more than so many lead from other nodes.
    pub fn into_hubs(&self, most: u32) -> BTreeSet<usize> {
        let mut into: BTreeMap<&str, u32> = BTreeMap::new();
        let edges = || self.edges.iter().filter(|edge| edge.source != edge.target);
        for edge in edges() {
            *into.entry(&edge.target).or_default() += 1;
        }
        let is_stub = |edge: &InputEdge| {
            let lines = into.get(edge.target.as_str());
            edge.source != edge.target && lines.is_some_and(|lines| *lines > most)
        };
        let edges = self.edges.iter().enumerate();
        let stubs = edges.filter(|(_, edge)| is_stub(edge));
        stubs.map(|(place, _)| place).collect()
    }

    /// The request to the layout, with all edges but those that are drawn as stubs.
    pub fn request(&self, stubs: &BTreeSet<usize>) -> Result<Request, InputError> {
        let nodes = numbers(self.nodes.iter().map(|node| node.id.as_str()));
        let clusters = numbers(self.clusters.iter().map(|cluster| cluster.id.as_str()));
        let missing = |holder, id: &str, missing: &str| InputError::Missing {
            holder,
            id: id.to_owned(),
            missing: missing.to_owned(),
        };
        let card = |node: &InputNode| {
            let number = |name: &String| {
                let number = clusters.get(name.as_str()).copied();
                number.ok_or_else(|| missing("node", &node.id, name))
            };
            Ok(layout::Card {
                size: (node.w, node.h),
                container: node.cluster.as_ref().map(number).transpose()?,
                at: None,
            })
        };
        let line = |edge: &InputEdge| {
            let end = |name: &String, field: Option<u32>| {
                let card = nodes.get(name.as_str()).copied();
                Ok::<_, InputError>(layout::End {
                    card: card.ok_or_else(|| missing("edge", &edge.id, name))?,
                    row: field.map(row_middle),
                })
            };
            Ok(layout::Line {
                from: end(&edge.source, edge.source_field)?,
                to: end(&edge.target, edge.target_field)?,
                via: Vec::new(),
            })
        };
        let container = layout::Container {
            header: BOUNDARY_HEADER,
            ..layout::Container::default()
        };
        Ok(Request {
            cards: self
                .nodes
                .iter()
                .map(card)
                .collect::<Result<_, InputError>>()?,
            containers: vec![container; self.clusters.len()],
            lines: self
                .edges
                .iter()
                .enumerate()
                .filter(|(place, _)| !stubs.contains(place))
                .map(|(_, edge)| line(edge))
                .collect::<Result<_, InputError>>()?,
            options: layout::Options::default(),
        })
    }

    /// What came of [`Self::request`] with the same stubs.
    pub fn layout(
        &self,
        placement: &Placement,
        routes: &[Vec<Point>],
        stubs: &BTreeSet<usize>,
    ) -> Layout {
        let places = numbers(self.nodes.iter().map(|node| node.id.as_str()));
        let rect = |id: &str| placement.cards.get(*places.get(id)?).copied();
        let mut routes = routes.iter();
        let edges: Vec<Edge> = self
            .edges
            .iter()
            .enumerate()
            .map(|(place, edge)| {
                let stub = stubs.contains(&place);
                let points = if stub {
                    let ends = rect(&edge.source).zip(rect(&edge.target));
                    ends.map(|(from, to)| stub_points(from, to, edge.source_field))
                        .unwrap_or_default()
                } else {
                    routes
                        .next()
                        .map(|route| corners(route))
                        .unwrap_or_default()
                };
                Edge {
                    id: edge.id.clone(),
                    source: edge.source.clone(),
                    target: edge.target.clone(),
                    source_field: edge.source_field,
                    target_field: edge.target_field,
                    points,
                    stub,
                }
            })
            .collect();
        let nodes = self.nodes.iter().zip(&placement.cards);
        let clusters = self.clusters.iter().zip(&placement.containers);
        Layout {
            nodes: nodes
                .map(|(node, rect)| node_at(node.id.clone(), *rect, node.cluster.clone()))
                .collect(),
            clusters: clusters
                .map(|(cluster, rect)| cluster_at(cluster.id.clone(), *rect))
                .collect(),
            lines: Drawn::of(&edges),
            edges,
            time_ms: None,
        }
    }
}

impl Layout {
    /// Where everything stands in a diagram.
    pub fn of(design: &Design, diagram: &Diagram) -> Self {
        let service = |id| {
            design
                .get(id)
                .map(|service: &crate::model::Service| service.name.clone())
        };
        let entity = |id| {
            let entity: Option<&crate::model::Entity> = design.get(id);
            let entity = entity?;
            Some(match entity.service.and_then(service) {
                Some(service) => format!("{service}.{}", entity.name),
                None => entity.name.clone(),
            })
        };
        let nodes = diagram.cards.iter().filter_map(|card| {
            let cluster = design.get(card.entity)?.service.and_then(service);
            Some(node_at(entity(card.entity)?, card.rect, cluster))
        });
        let clusters = diagram
            .boundaries
            .iter()
            .filter_map(|boundary| Some(cluster_at(service(boundary.service)?, boundary.rect)));
        let edges = diagram.lines.iter().filter_map(|line| {
            let (id, [from, to]) = match line.what {
                LineOf::Relationship(id) => {
                    let relationship: &Relationship = design.get(id)?;
                    let ends = [relationship.from.entity, relationship.to.entity];
                    (format!("relationship {}", id.number()), ends)
                }
                LineOf::Feed(id) => {
                    let feed: &Feed = design.get(id)?;
                    (format!("feed {}", id.number()), [feed.from, feed.to])
                }
            };
            let fields = diagram
                .ends(design, line.what)
                .map(|ends| ends.map(field_at));
            let [source_field, target_field] = fields.unwrap_or_default();
            Some(Edge {
                id,
                source: entity(from)?,
                target: entity(to)?,
                source_field,
                target_field,
                points: corners(&line.points),
                stub: line.stub.is_some(),
            })
        });
        let edges: Vec<Edge> = edges.collect();
        Self {
            nodes: nodes.collect(),
            clusters: clusters.collect(),
            lines: Drawn::of(&edges),
            edges,
            time_ms: None,
        }
    }

    /// Writes the layout, with a line break at the end.
    pub fn write(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    names
        .enumerate()
        .map(|(number, name)| (name, number))
        .collect()
}

/// The row that an end of a line is at, from 0; none for the title.
fn field_at(end: layout::End) -> Option<u32> {
    let below_title = end.row? - HEADER;
    (below_title >= 0.0).then_some((below_title / ROW) as u32)
}

fn node_at(id: String, rect: Rect, cluster: Option<String>) -> Node {
    Node {
        id,
        x: rect.min.x,
        y: rect.min.y,
        w: rect.width(),
        h: rect.height(),
        cluster,
    }
}

fn cluster_at(id: String, rect: Rect) -> Cluster {
    Cluster {
        id,
        x: rect.min.x,
        y: rect.min.y,
        w: rect.width(),
        h: rect.height(),
    }
}

/// A stub at the side of the source that the target is at.
fn stub_points(from: Rect, to: Rect, field: Option<u32>) -> Vec<[f32; 2]> {
    let y = from.min.y + field.map_or(from.height() / 2.0, row_middle);
    let (edge, way) = if to.center().x < from.center().x {
        (from.min.x, -1.0)
    } else {
        (from.max.x, 1.0)
    };
    vec![[edge, y], [edge + way * LEAD, y]]
}

/// From the top of a node to the middle of a row.
fn row_middle(field: u32) -> f32 {
    HEADER + ROW * (field as f32 + 0.5)
}

fn corners(route: &[Point]) -> Vec<[f32; 2]> {
    route.iter().map(|corner| [corner.x, corner.y]).collect()
}
