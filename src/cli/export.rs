//! `erdwall export`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::import::ImportArguments;
use super::{Failure, Outcome, output};
use crate::format::native::{self, Syntax};
use crate::format::{layout_json, open_psa, pdf, png, svg};
use crate::layout::Cancel;
use crate::lint::Settings;
use crate::model::names::NameError;
use crate::model::{ColorBy, Design, View, ViewId};
use crate::scene;
use crate::scene::diagram::{self, Diagram};
use crate::scene::palette::Theme;
use crate::scene::text::Fonts;
use crate::session::analysis::Analysis;
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
    /// Where everything stands, for tools that compare layouts
    LayoutJson,
    /// When each operation is down, as fault trees in the Open-PSA format
    OpenPsa,
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
    Risk,
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
            Format::LayoutJson => {
                let diagram = self.diagram(design)?;
                layout_json::Layout::of(design, &diagram)
                    .write()
                    .into_bytes()
            }
            Format::OpenPsa => open_psa::write(design).into_bytes(),
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
        Format::from_str(&ending.to_string_lossy(), true).map_err(|_| {
            "say what to make: --to svg, png, pdf, json, ron, layout-json or open-psa".into()
        })
    }

    fn svg(&self, design: &Design) -> Result<String, Failure> {
        let view = self.view(design)?;
        let diagram = self.diagram(design)?;
        let color_by = match self.color_by {
            Some(ColorName::Zone) => ColorBy::Zone,
            Some(ColorName::Service) => ColorBy::Service,
            Some(ColorName::Store) => ColorBy::Store,
            Some(ColorName::Risk) => ColorBy::Risk,
            None => view.map(|view| view.color_by).unwrap_or_default(),
        };
        let options = scene::Options {
            theme: match self.theme {
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            },
            risks: (color_by == ColorBy::Risk)
                .then(|| Analysis::new(design.clone(), 0, Settings::default()).risks),
            color_by,
            title: true,
            legend: true,
        };
        let scene = scene::build(design, &diagram, &options, Fonts::bundled());
        Ok(svg::write(&scene))
    }

    fn diagram(&self, design: &Design) -> Result<Diagram, Failure> {
        let view = self.view(design)?;
        Ok(diagram::arrange(
            design,
            view,
            Fonts::bundled(),
            &Cancel::default(),
        ))
    }

    fn view<'a>(&self, design: &'a Design) -> Result<Option<&'a View>, Failure> {
        let view = view_named(design, self.view.as_deref())?;
        Ok(view.and_then(|view| design.get(view)))
    }
}

/// The view of this name; the first one without a name, none if there is none.
pub(super) fn view_named(design: &Design, name: Option<&str>) -> Result<Option<ViewId>, Failure> {
    let Some(name) = name else {
        return Ok(design.views().ids().next());
    };
    let mut views = design.views().iter();
    if let Some((id, _)) = views.find(|(_, view)| view.name == name) {
        return Ok(Some(id));
    }
    let names = design.views().iter().map(|(_, view)| view.name.as_str());
    Err(NameError::unknown("view", name, names).into())
}
