//! How a scenario went over time: a chart with the trials shaded, and a time that the canvas shows.

use eframe::egui::{
    Align, Align2, Color32, Layout, Rect, RichText, Slider, Stroke, Ui, UiBuilder, pos2, vec2,
};
use egui_phosphor::regular as icon;
use egui_plot::{
    Axis, Corner, GridMark, HoverPosition, Legend, Line, LineStyle, Plot, PlotPoints, PlotUi, Span,
    VLine,
};

use super::clock;
use crate::gui::app::App;
use crate::gui::request::Request;
use crate::gui::scenarios::{Chart, ScenariosRequest};
use crate::gui::theme::{self, color, icons, regular, semi_bold};
use crate::gui::widgets::{icon_button, segmented};
use crate::model::{Part, ScenarioId};
use crate::scene::palette::Palette;
use crate::simulate::Run;

/// Lines that a chart shows at most: more cannot be told apart.
const MOST: usize = 6;
/// Points of a line at most.
const POINTS: usize = 240;
/// Height of the row with the kinds of charts, and of the one with the time.
const HEAD: f32 = 34.0;
const FOOT: f32 = 30.0;
/// Width of the vertical axis.
const AXIS: f32 = 44.0;

/// One line of a chart.
struct Series<'a> {
    name: &'a str,
    values: &'a [f32],
    /// Its sum with others is what is drawn.
    more: Option<&'a [f32]>,
}

impl Chart {
    const ALL: [(&'static str, Self); 5] = [
        ("Failures", Self::Failures),
        ("Throughput", Self::Throughput),
        ("Latency", Self::Latency),
        ("Queues", Self::Queues),
        ("Staleness", Self::Staleness),
    ];

    /// What its vertical axis shows.
    fn unit(self) -> &'static str {
        match self {
            Self::Throughput => "answers per second",
            Self::Failures => "failures per second",
            Self::Latency => "ms for 95 % of the answers",
            Self::Queues => "requests that wait",
            Self::Staleness => "seconds behind",
        }
    }

    /// What it says where it has no line.
    fn nothing(self) -> &'static str {
        match self {
            Self::Throughput | Self::Latency => "Nothing was answered",
            Self::Failures => "Nothing fails",
            Self::Queues => "Nothing waits",
            Self::Staleness => "No copy falls behind",
        }
    }
}

pub(super) fn ui(ui: &mut Ui, app: &App, id: ScenarioId, requests: &mut Vec<Request>) {
    let outcome = app.scenarios.outcome(id);
    let Some(run) = outcome.and_then(|outcome| outcome.tried.run.as_ref()) else {
        let words = match outcome {
            Some(_) => "Nothing of this scenario takes time",
            None if app.scenarios.is_asked(id) => "Running…",
            None => "Run it to see how it goes over time",
        };
        return nothing_ui(ui, words);
    };
    let space = ui.available_rect_before_wrap().shrink2(vec2(10.0, 0.0));
    let chart = app.scenarios.chart;
    let head = space.with_max_y(space.top() + HEAD);
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(head).layout(layout), |ui| {
        if let Some(chart) = segmented(ui, "Chart", &Chart::ALL, chart) {
            requests.push(Request::Scenarios(ScenariosRequest::Chart(chart)));
        }
    });
    let foot = space.with_min_y(space.bottom() - FOOT);
    let middle = Rect::from_min_max(head.left_bottom(), foot.right_top());
    ui.scope_builder(UiBuilder::new().max_rect(middle), |ui| {
        let series = series(run, chart);
        if series.is_empty() {
            nothing_ui(ui, chart.nothing());
        } else {
            plot_ui(ui, app, run, chart, &series, requests);
            let at = middle.left_top() + vec2(AXIS + 8.0, 3.0);
            let hue = theme::chrome(ui.ctx()).muted;
            let painter = ui.painter();
            painter.text(at, Align2::LEFT_TOP, chart.unit(), regular(11.5), hue);
        }
    });
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(foot).layout(layout), |ui| {
        time_ui(ui, app, run, requests);
    });
}

/// The lines of a chart, those first that show most of what it is about.
fn series(run: &Run, chart: Chart) -> Vec<Series<'_>> {
    let sum = |values: &[f32]| -> f64 {
        let values = values.iter().filter(|value| !value.is_nan());
        values.map(|value| f64::from(*value)).sum()
    };
    let of_design = run.operations.iter();
    let of_design = of_design.filter(|one| matches!(one.part, Part::Operation(_)));
    let of = |name, values, more| Series { name, values, more };
    let mut all: Vec<(f64, Series<'_>)> = match chart {
        Chart::Throughput => of_design
            .map(|one| (one.rate, of(&one.name, &one.fine, Some(&one.worse))))
            .collect(),
        Chart::Failures => of_design
            .map(|one| (sum(&one.failed), of(&one.name, &one.failed, None)))
            .collect(),
        Chart::Latency => of_design
            .map(|one| (one.rate, of(&one.name, &one.p95_ms, None)))
            .collect(),
        Chart::Queues => run
            .stores
            .iter()
            .map(|one| (sum(&one.waiting), of(&one.name, &one.waiting, None)))
            .collect(),
        Chart::Staleness => run
            .feeds
            .iter()
            .map(|one| (sum(&one.stale_s), of(&one.name, &one.stale_s, None)))
            .collect(),
    };
    all.retain(|(weight, series)| *weight > 0.0 && series.values.iter().any(|v| !v.is_nan()));
    all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    all.truncate(MOST);
    all.into_iter().map(|(_, series)| series).collect()
}

fn plot_ui(
    ui: &mut Ui,
    app: &App,
    run: &Run,
    chart: Chart,
    series: &[Series<'_>],
    requests: &mut Vec<Request>,
) {
    let palette = theme::palette(ui.ctx());
    let chrome = theme::chrome(ui.ctx());
    let plot = Plot::new(("scenario chart", chart as u8))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .grid_color(chrome.line)
        .cursor_color(chrome.muted)
        .include_y(0.0)
        .set_margin_fraction(vec2(0.0, 0.14))
        .y_axis_min_width(AXIS)
        .show_crosshair(false)
        .x_grid_spacer(|input| spaced(input.bounds))
        .x_axis_formatter(|mark, _| clock(mark.value))
        .legend(
            Legend::default()
                .position(Corner::RightTop)
                .follow_insertion_order(true)
                .background_alpha(0.85),
        )
        .label_formatter(move |hover| match hover {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } if !plot_name.is_empty() => Some(format!(
                "{plot_name}\n{}: {} {}",
                clock(position.x),
                number(position.y),
                chart.unit()
            )),
            HoverPosition::NearDataPoint { position, .. }
            | HoverPosition::Elsewhere { position } => Some(clock(position.x)),
        });
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(run.begin_s..=run.end_s());
        marks(plot, run, palette, chrome.line);
        for (place, series) in series.iter().enumerate() {
            plot.line(line(run, series, place, palette));
        }
        if let Some(look) = app.scenarios.look {
            let stroke = Stroke::new(1.5, chrome.accent);
            plot.vline(VLine::new("", look).stroke(stroke).allow_hover(false));
        }
        let is_held = plot.response().is_pointer_button_down_on() || plot.response().clicked();
        is_held.then(|| plot.pointer_coordinate()).flatten()
    });
    if let Some(point) = response.inner {
        let at = point.x.clamp(run.begin_s, run.end_s());
        if app.scenarios.look != Some(at) {
            requests.push(Request::Scenarios(ScenariosRequest::Look(Some(at))));
        }
    }
}

/// Marks of the time axis, at times that a clock has.
fn spaced((from, to): (f64, f64)) -> Vec<GridMark> {
    /// Marks at most, and the share of the axis at its end that has none.
    const MARKS: f64 = 7.0;
    const EDGE: f64 = 0.03;
    let steps = [
        5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 21_600.0,
    ];
    let fits = |step: &f64| (to - from) / step <= MARKS;
    let step = steps.into_iter().find(fits).unwrap_or(86_400.0);
    let first = (from / step).ceil() as i64;
    // A mark at the very edge would have half a label.
    let last = ((to - (to - from) * EDGE) / step).floor() as i64;
    let marks = (first..=last.min(first + 100)).map(|at| GridMark {
        value: at as f64 * step,
        step_size: step,
    });
    marks.collect()
}

/// The trials as shaded spans, and thin lines where something happened.
fn marks(plot: &mut PlotUi<'_>, run: &Run, palette: &Palette, faint: Color32) {
    /// More lines would hide the chart.
    const MOST_EVENTS: usize = 40;
    let fill = color(palette.error).gamma_multiply(0.10);
    for trial in &run.trials {
        let end = trial.to_s.unwrap_or(run.end_s());
        let span = Span::new("", trial.from_s..=end)
            .axis(Axis::X)
            .fill(fill)
            .border_width(0.0);
        plot.add(span);
    }
    for event in run.events.iter().take(MOST_EVENTS) {
        let stroke = Stroke::new(1.0, faint);
        let mark = VLine::new("", event.at_s)
            .stroke(stroke)
            .style(LineStyle::dashed_dense())
            .allow_hover(false);
        plot.vline(mark);
    }
}

/// Each line has a color and a style of its own, for those who cannot tell the colors.
fn line<'s>(run: &Run, series: &Series<'s>, place: usize, palette: &Palette) -> Line<'s> {
    // Neighboring columns in one point where there are more than one can see.
    let size = series.values.len().div_ceil(POINTS).max(1);
    let points = series
        .values
        .chunks(size)
        .enumerate()
        .map(|(chunk, values)| {
            let first = chunk * size;
            let sums = values.iter().enumerate().map(|(at, value)| {
                let more = series.more.and_then(|more| more.get(first + at));
                f64::from(value + more.copied().unwrap_or(0.0))
            });
            let known: Vec<f64> = sums.filter(|sum| !sum.is_nan()).collect();
            let middle = first as f64 + values.len() as f64 / 2.0;
            let x = run.begin_s + middle * run.column_s;
            [x, known.iter().sum::<f64>() / known.len() as f64]
        });
    let points: Vec<[f64; 2]> = points.filter(|[_, y]| !y.is_nan()).collect();
    let style = match place % 3 {
        0 => LineStyle::Solid,
        1 => LineStyle::dashed_loose(),
        _ => LineStyle::dotted_dense(),
    };
    Line::new(series.name.to_owned(), PlotPoints::from(points))
        .color(color(palette.readable(palette.hue(place))))
        .style(style)
        .width(1.8)
}

/// The time that the canvas shows.
fn time_ui(ui: &mut Ui, app: &App, run: &Run, requests: &mut Vec<Request>) {
    let chrome = theme::chrome(ui.ctx());
    let words = RichText::new("Show on the canvas").font(regular(12.0));
    ui.label(words.color(chrome.muted));
    let mut look = app.scenarios.look.unwrap_or(run.begin_s);
    ui.spacing_mut().slider_width = (ui.available_width() - 110.0).max(60.0);
    let slider = Slider::new(&mut look, run.begin_s..=run.end_s())
        .step_by(run.column_s)
        .trailing_fill(true)
        .custom_formatter(|value, _| clock(value));
    let response = ui.add(slider);
    response
        .widget_info(|| eframe::egui::WidgetInfo::slider(true, look, "Time that the canvas shows"));
    if response.changed() {
        requests.push(Request::Scenarios(ScenariosRequest::Look(Some(look))));
    }
    if app.scenarios.look.is_some()
        && icon_button(ui, icon::X, "Show the canvas as ever", false, 22.0).clicked()
    {
        requests.push(Request::Scenarios(ScenariosRequest::Look(None)));
    }
}

/// A number of a chart, as short as one can tell it.
fn number(value: f64) -> String {
    if value.abs() >= 10.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn nothing_ui(ui: &mut Ui, words: &str) {
    let chrome = theme::chrome(ui.ctx());
    let room = ui.available_rect_before_wrap();
    let painter = ui.painter();
    let middle = room.center();
    let sign = pos2(middle.x, middle.y - 12.0);
    painter.text(
        sign,
        Align2::CENTER_CENTER,
        icon::CHART_LINE,
        icons(22.0),
        chrome.faint,
    );
    let below = pos2(middle.x, middle.y + 14.0);
    painter.text(
        below,
        Align2::CENTER_CENTER,
        words,
        semi_bold(12.5),
        chrome.text,
    );
}
