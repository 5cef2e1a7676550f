//! Quiet hours: a bar of 24 hours, and what they mean now in some zones.

use askama::Template;
use axum::{
    extract::State as Port,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::Time};
use rechime_domain::quiet_hours::{QuietHours, WallMinute};

use super::{State, refuse, seen};
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::Failure,
        fields::{Faults, Fields},
        frame::Frame,
        html::Page,
        moments::{clock, day_and_clock, time_of_day},
        see_other,
        visit::{Query, Visit},
    },
    use_cases::{
        quiet_hours::{ZoneNow, in_sample_zones, replace},
        stores::StoresError,
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "quiet_hours.html")]
struct QuietHoursPage {
    w: &'static Words,
    frame: Frame,
    version: u64,
    start: String,
    end: String,
    faults: Faults,
    preview: Preview,
}

/// What follows the two times while they are typed.
#[derive(Template)]
#[template(path = "parts/quiet_hours.html")]
struct Preview {
    w: &'static Words,
    /// Quiet parts of the bar: place and width.
    quiet: Vec<(u32, u32)>,
    sentence: String,
    zones: Vec<ZoneLine>,
}

#[derive(Template)]
#[template(path = "quiet_hours_fragment.html")]
struct Fragment {
    preview: Preview,
}

struct ZoneLine {
    name: String,
    now: String,
    waits: bool,
    outcome: String,
}

/// Width of the bar, which runs from noon to noon so that a night is one piece.
const WIDTH: u32 = 960;
const DAY: u32 = 24 * 60;

impl Preview {
    fn of(hours: Option<QuietHours>, visit: &Visit, now: Timestamp) -> Self {
        let hours = hours.unwrap_or(visit.store.settings.quiet_hours);
        let (start, end) = (hours.start.time(), hours.end.time());
        let none = start == end;
        let zones = in_sample_zones(&visit.store.settings, hours, now);
        let sentence = if none {
            EN.quiet_hours.none.to_owned()
        } else {
            (EN.say.quiet)(&time_of_day(start), &time_of_day(end))
        };
        Self {
            w: &EN,
            quiet: if none { Vec::new() } else { pieces(place(start), place(end)) },
            sentence,
            zones: zones.iter().map(|zone| ZoneLine::of(zone, now)).collect(),
        }
    }
}

impl ZoneLine {
    fn of(zone: &ZoneNow, now: Timestamp) -> Self {
        let outcome = match zone.opens {
            None => EN.quiet_hours.never.to_owned(),
            Some(at) if at <= now => EN.quiet_hours.goes.to_owned(),
            Some(at) => (EN.say.waits_until)(&day_and_clock(at, now, &zone.zone)),
        };
        let waits = zone.opens.is_none_or(|at| at > now);
        let name = zone.name.rsplit('/').next().unwrap_or_default().replace('_', " ");
        Self { name, now: clock(now, &zone.zone), waits, outcome }
    }
}

/// Quiet hours in a line.
pub(super) fn short(hours: QuietHours) -> String {
    if hours.start == hours.end {
        return EN.quiet_hours.none_short.to_owned();
    }
    (EN.say.from_to)(&time_of_day(hours.start.time()), &time_of_day(hours.end.time()))
}

/// Where a time of day stands on the bar.
fn place(time: Time) -> u32 {
    let minute = u32::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or_default();
    (minute + DAY / 2) % DAY * WIDTH / DAY
}

fn pieces(start: u32, end: u32) -> Vec<(u32, u32)> {
    if start < end { vec![(start, end - start)] } else { vec![(start, WIDTH - start), (0, end)] }
}

pub(super) async fn show(Port(app): Port<App>, visit: Visit, Query(options): Query<Fields>) -> Response {
    let hours = visit.store.settings.quiet_hours;
    let state = State::new(&visit, EN.quiet_hours.title, &options);
    let typed = (hours.start.to_string(), hours.end.to_string());
    Page(page(&app, &visit, typed, state)).into_response()
}

pub(super) async fn save(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let typed = (fields.text("start"), fields.text("end"));
    let author = visit.author().having_seen(seen(&fields));
    let saved = match read(&typed) {
        Ok(hours) => replace(&app, &author, &visit.store, hours).await.map(|_| ()),
        Err(faults) => Err(StoresError::Invalid(faults.0)),
    };
    match saved {
        Ok(()) => Ok(see_other(&visit.at("/settings/sms/quiet-hours?done=saved"))),
        Err(error) => {
            let title = EN.quiet_hours.title;
            refuse(&app, &visit, title, error, |_, state| Page(page(&app, &visit, typed, state))).await
        }
    }
}

pub(super) async fn preview_fragment(
    Port(app): Port<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Response {
    let typed = (fields.text("start"), fields.text("end"));
    let preview = Preview::of(read(&typed).ok(), &visit, app.clock.now());
    Page(Fragment { preview }).into_response()
}

fn page(app: &App, visit: &Visit, typed: (String, String), state: State) -> QuietHoursPage {
    let State { frame, version, faults } = state;
    let preview = Preview::of(read(&typed).ok(), visit, app.clock.now());
    let (start, end) = typed;
    QuietHoursPage { w: &EN, frame, version, start, end, faults, preview }
}

fn read((start, end): &(String, String)) -> Result<QuietHours, Faults> {
    let mut faults = Faults::default();
    let mut time = |field: &str, text: &str| {
        let parsed: Result<WallMinute, _> = text.trim().parse();
        parsed.inspect_err(|error| faults.add(field, error.to_string())).ok()
    };
    match (time("start", start), time("end", end)) {
        (Some(start), Some(end)) => Ok(QuietHours { start, end }),
        _ => Err(faults),
    }
}
