//! Erdwall: ER diagrams for data that lives in distributed systems.
//!
//! # Layers
//! Each layer uses only those above it in the table; `tests/tidy.rs` holds that, and a build without the feature `gui` breaks
//! where a window library strays into the core.
//!
//! | layer | what it is | what it must not know |
//! |---|---|---|
//! | [`base`] | ids, names, geometry in diagram units | what a design is |
//! | [`model`] | the design and what makes it valid | files, pictures, windows |
//! | [`edit`] | edit → transaction → history: the only way a design changes | what the user wants |
//! | [`analysis`] | what follows from a design: who needs whom and how, what a failure takes down and how likely | what is good or bad |
//! | [`simulate`] | what happens over time: queues, retries, breakers, lag | what is good or bad |
//! | [`lint`] | the rules: what is at fault, why it hurts, what mends it | windows; it never changes a design |
//! | [`layout`] | placement and routing: request → layout | the model: it sees cards, containers and lines |
//! | [`scene`] | design + layout → display list, which canvas and SVG draw alike | windows, files |
//! | [`format`](mod@format) | bytes → design and design → bytes; one module a format | the file system |
//! | [`session`] | an open document: history, selection, files | egui |
//! | `tool` | canvas gestures as a state machine | egui |
//! | `gui` | the window | – |
//! | [`cli`] | the command line; the only place that prints | – |
//!
//! # How an edit flows
//! A panel, tool or subcommand builds an [`edit::Transaction`], mostly with [`edit::Builder`]. [`session::Document::apply`] hands it
//! to [`model::Design::apply`], which changes the design as a whole or not at all and returns the inverse for the history.
//! The revision rises, pictures are computed anew for it away from the window's thread, and views read plain snapshots:
//! cloning a [`model::Design`] copies a few pointers.

pub mod analysis;
pub mod base;
pub mod cli;
pub mod edit;
pub mod format;
#[cfg(feature = "gui")]
pub mod gui;
pub mod layout;
pub mod lint;
pub mod model;
pub mod scene;
pub mod session;
pub mod simulate;
pub mod tool;
