//! Erdwall: ER diagrams for data that lives in distributed systems.
//!
//! # Layers
//! Each layer uses only those before it; `tests/tidy.rs` holds that.
//!
//! | layer | what it is |
//! |---|---|
//! | [`base`] | geometry, ids, names |
//! | [`layout`] | placement and routing: request → layout, free of the model |
//! | [`scene`] | design and layout become a display list |

pub mod base;
pub mod edit;
pub mod format;
pub mod layout;
pub mod model;
pub mod scene;
