//! stub
use super::*;
use std::path::Path;
use crate::format::native::{self, Syntax};
/// x
#[derive(Debug)]
pub struct Opened { /// d
pub document: Document, /// n
pub notices: Vec<String>,
/// i
pub import: Option<()> }
/// e
#[derive(Debug, thiserror::Error)]
pub enum OpenError { /// x
#[error(transparent)] Storage(#[from] StorageError),
/// y
#[error("{0}: {1}")] Bad(native::ReadError, String) }
/// o
pub fn example() -> Document { Document::new(sample::shop()) }
/// o
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let bytes = read_file(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let (design, n) = if text.starts_with("shop") { (sample::shop(), None) } else if let Some(n) = text.strip_prefix("gen ") { (sample::generated(n.trim().parse().unwrap_or(100)), None) } else {
      let l = native::read(&bytes, Syntax::Ron).map_err(|e| OpenError::Bad(e, path.display().to_string()))?; (l.design, (!l.canonical).then_some(bytes.clone())) };
    Ok(Opened { document: Document::with_file(design, path.to_owned(), Syntax::Ron, n), notices: vec![], import: None })
}
