//! `erdwall layout`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::export::view_named;
use super::{Failure, Outcome, output};
use crate::format::layout_json::Input;
use crate::format::native::{self, Syntax};
use crate::layout::{Cancel, Style, place, route};
use crate::session::picture::Subject;
use crate::session::tidy::{Wish, tidy};
use crate::session::{ImportOptions, SaveError, open, read_file};

/// Place all cards of a view anew, and write where they stand into the design
///
/// With --from, lays out nodes and edges of a JSON file instead, and writes their places as JSON.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub(super) struct Layout {
    /// Design (.erd.ron, .erd.json)
    #[arg(group = "what")]
    file: Option<PathBuf>,

    /// Nodes, clusters and edges as JSON; `-` reads standard input
    #[arg(long, group = "what", value_name = "INPUT")]
    from: Option<PathBuf>,

    /// View to arrange; the first one if not given
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    view: Option<String>,

    /// Wanted width of the sheet divided by its height
    #[arg(long, default_value_t = 1.6, value_name = "RATIO")]
    aspect: f32,

    /// What decides where cards stand
    #[arg(long, value_enum, default_value_t = Arrangement::Organic)]
    style: Arrangement,

    /// Draw edges into nodes as stubs to which more than so many lead; they take no way
    #[arg(long, value_name = "LINES", requires = "from")]
    stubs: Option<u32>,

    /// Another number gives another arrangement of the same quality
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,

    /// Keep the order in which services and cards stand in the design, as far as it can be kept
    #[arg(long, conflicts_with = "from")]
    keep_order: bool,

    /// What to write for --from
    #[arg(long, value_enum, default_value_t = Format::LayoutJson, requires = "from")]
    to: Format,

    /// Where to; the design itself, or standard output for --from, if not given
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Arrangement {
    /// Near what they are related to, with short lines
    Organic,
    /// As organic, but closer together, for print
    Compact,
    /// From left to right: what is referred to left of what refers to it
    Layered,
}

impl From<Arrangement> for Style {
    fn from(arrangement: Arrangement) -> Self {
        match arrangement {
            Arrangement::Organic => Self::Organic,
            Arrangement::Compact => Self::Compact,
            Arrangement::Layered => Self::Layered,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    LayoutJson,
}

impl Layout {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        if !(0.1..=10.0).contains(&self.aspect) {
            return Err("--aspect is a ratio between 0.1 and 10".into());
        }
        match (&self.from, &self.file) {
            (Some(input), _) => self.lay_out(input),
            (None, Some(file)) => self.arrange(file),
            (None, None) => Err("name a design, or an input with --from".into()),
        }
    }

    fn lay_out(&self, path: &Path) -> Result<Outcome, Failure> {
        let input = Input::read(&read_file(path)?)?;
        let stubs = self.stubs.map(|most| input.into_hubs(most));
        let stubs = stubs.unwrap_or_default();
        let mut request = input.request(&stubs)?;
        request.options.aspect = self.aspect;
        request.options.style = self.style.into();
        request.options.seed = self.seed;
        let start = Instant::now();
        let placement = place(&request, &Cancel::default());
        let routes = route(&request, &placement, &Cancel::default());
        let time_ms = start.elapsed().as_secs_f64() * 1000.0;
        let mut layout = input.layout(&placement, &routes, &stubs);
        layout.time_ms = Some(time_ms);
        if let Some(lines) = layout.lines {
            let full = match lines.full {
                1 => "1 line".to_owned(),
                full => format!("{full} lines"),
            };
            eprintln!("{full} in full, {} as stubs", lines.stubs);
        }
        let text = match self.to {
            Format::LayoutJson => layout.write(),
        };
        output::write(self.output.as_deref(), text.as_bytes())?;
        Ok(Outcome::Clean)
    }

    fn arrange(&self, file: &Path) -> Result<Outcome, Failure> {
        let mut opened = open(file, &ImportOptions::default())?;
        let is_design = opened.import.is_none() && file != Path::new("-");
        if !is_design && self.output.is_none() {
            return Err("positions are kept in a design: say where to with --output".into());
        }
        let document = &mut opened.document;
        let view = view_named(document.design(), self.view.as_deref())?;
        let subject = Subject {
            design: document.design().clone(),
            view: view.or_else(|| document.design().views().ids().next()),
            ..Subject::default()
        };
        let wish = Wish {
            from_scratch: !self.keep_order,
            aspect: self.aspect,
            seed: self.seed,
            ..Wish::of_view(self.style.into())
        };
        if let Some(transaction) = tidy(&subject, &wish, &Cancel::default()) {
            document.apply(&transaction)?;
        }
        if let Some(to) = &self.output {
            let text = native::write(document.design(), Syntax::of_path(to));
            output::write(Some(to), text.as_bytes())?;
            return Ok(Outcome::Clean);
        }
        match document.save() {
            Err(SaveError::Handwritten(copy)) => {
                eprintln!("comments dropped; the file as it was: {}", copy.display());
                document.save()?;
            }
            result => {
                result?;
            }
        }
        Ok(Outcome::Clean)
    }
}
