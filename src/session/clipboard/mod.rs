//! Parts of a design as text, to go from window to window and from design to design.
//!
//! The text is a design in the native form: what was copied, and, so that references can be kept, the outlines of what it
//! refers to. Its one view says which entities were copied and where they stood; all others are only referred to. Where it
//! is pasted they are looked for by name; what is not found there is left out, and said so.

mod copy;
mod paste;
#[cfg(test)]
mod tests;

pub use copy::{copy, drawn};
pub use paste::{PasteError, Pasted, paste};

/// The name of the view that says what was copied.
const COPIED: &str = "copied";
