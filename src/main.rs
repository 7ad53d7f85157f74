//! try
fn main() { let f = std::env::args().nth(1).map(std::path::PathBuf::from); if let Err(e) = erdwall::gui::run(f.as_deref()) { eprintln!("erdwall: {e}"); std::process::exit(2) } }
