//! `erdwall export`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::import::ImportArguments;
use super::{Failure, Outcome, output};
use crate::format::native::{self, Syntax};
use crate::format::{pdf, png, svg};
use crate::layout::Cancel;
use crate::model::names::NameError;
use crate::model::{ColorBy, Design, ViewId};
use crate::scene::palette::Theme;
use crate::scene::text::Fonts;
use crate::scene::{self, diagram};
use crate::session::open;

/// Draw a design, or convert it
///
/// The same design gives the same bytes, on every run and machine.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Design (.erd.ron, .erd.json) or DDL file (.sql); `-` reads standard input
    file: PathBuf,

    /// What to make; by the name of the output if not given
    #[arg(long, value_enum)]
    to: Option<Format>,

    /// Where to; standard output if not given
    #[arg(short, long)]
    output: Option<PathBuf>,

    /// Colors of the picture
    #[arg(long, value_enum, default_value_t = ThemeName::Light)]
    theme: ThemeName,

    /// View to draw; the first one if not given, everything if there is none
    #[arg(long, value_name = "NAME")]
    view: Option<String>,

    /// What the cards' colors tell; what the view says if not given
    #[arg(long, value_enum)]
    color_by: Option<ColorName>,

    /// Pixels per diagram unit of a PNG
    #[arg(long, default_value_t = 2.0)]
    scale: f32,

    #[command(flatten)]
    import: ImportArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Svg,
    Png,
    Pdf,
    Json,
    Ron,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ThemeName {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColorName {
    Zone,
    Service,
    Store,
}

impl Export {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let format = self.format()?;
        let opened = open(&self.file, &self.import.read()?)?;
        if let Some(report) = &opened.import {
            output::report(report);
        }
        let design = opened.document.design();
        let bytes = match format {
            Format::Json => native::write(design, Syntax::Json).into_bytes(),
            Format::Ron => native::write(design, Syntax::Ron).into_bytes(),
            Format::Svg => self.svg(design)?.into_bytes(),
            Format::Png => png::from_svg(&self.svg(design)?, self.scale)?,
            Format::Pdf => pdf::from_svg(&self.svg(design)?)?,
        };
        output::write(self.output.as_deref(), &bytes)?;
        Ok(Outcome::Clean)
    }

    fn format(&self) -> Result<Format, Failure> {
        if let Some(format) = self.to {
            return Ok(format);
        }
        let ending = self
            .output
            .as_deref()
            .and_then(Path::extension)
            .unwrap_or_default();
        Format::from_str(&ending.to_string_lossy(), true)
            .map_err(|_| "say what to make: --to svg, png, pdf, json or ron".into())
    }

    fn svg(&self, design: &Design) -> Result<String, Failure> {
        let view = self.view(design)?.and_then(|view| design.get(view));
        let fonts = Fonts::bundled();
        let diagram = diagram::arrange(design, view, fonts, &Cancel::default());
        let options = scene::Options {
            theme: match self.theme {
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            },
            color_by: match self.color_by {
                Some(ColorName::Zone) => ColorBy::Zone,
                Some(ColorName::Service) => ColorBy::Service,
                Some(ColorName::Store) => ColorBy::Store,
                None => view.map(|view| view.color_by).unwrap_or_default(),
            },
            title: true,
            legend: true,
        };
        Ok(svg::write(&scene::build(design, &diagram, &options, fonts)))
    }

    fn view(&self, design: &Design) -> Result<Option<ViewId>, Failure> {
        let Some(name) = &self.view else {
            return Ok(design.views().ids().next());
        };
        let mut views = design.views().iter();
        if let Some((id, _)) = views.find(|(_, view)| view.name == *name) {
            return Ok(Some(id));
        }
        let names = design.views().iter().map(|(_, view)| view.name.as_str());
        Err(NameError::unknown("view", name, names).into())
    }
}
