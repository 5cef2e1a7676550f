//! Connecting a store to Recharge: the path of every new merchant.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use rechime_domain::flow::Flow;
use rechime_store::configs::ConnectionState;
use secrecy::SecretString;
use serde::Deserialize;

use super::StateWord;
use crate::{
    access::Form,
    app::App,
    pages::{
        failure::{Failure, told},
        fields::{Faults, Fields},
        frame::{Frame, NoticeKind, Section},
        html::Page,
        moments::day_and_clock,
        refused, see_other,
        visit::{Query, Visit},
    },
    use_cases::stores::{
        self, StoresError,
        connect::{
            Connecting, connect,
            scopes::{self, NEEDED, Permission},
        },
        disconnect::disconnect,
        view::ConnectionView,
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "recharge.html")]
struct RechargePage {
    w: &'static Words,
    frame: Frame,
    state: StateWord,
    live: bool,
    replacing: bool,
    asks_secret: bool,
    problem: Option<String>,
    missing: Vec<&'static str>,
    missing_heading: String,
    ticks: Vec<Tick>,
    facts: Vec<(&'static str, String)>,
    /// What activates the flows, where none is active yet.
    activate_all: Option<String>,
    faults: Faults,
}

/// A permission, and whether the key has it.
struct Tick {
    name: &'static str,
    icon: &'static str,
    class: &'static str,
}

/// What became of an attempt to connect.
#[derive(Default)]
struct Attempt {
    replacing: bool,
    other_key: bool,
    problem: Option<String>,
    missing: Option<Vec<Permission>>,
    faults: Faults,
}

#[derive(Deserialize)]
pub(super) struct Options {
    replace: Option<String>,
    done: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let attempt = Attempt { replacing: options.replace.is_some(), ..Attempt::default() };
    let done = match options.done.as_deref() {
        Some("connected") => Some(EN.recharge.connected),
        Some("disconnected") => Some(EN.recharge.disconnected),
        _ => None,
    };
    Ok(Page(page(&app, &visit, attempt, done).await?).into_response())
}

pub(super) async fn connect_store(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let replacing = fields.has("replace");
    let wanted = Connecting {
        id: visit.id().clone(),
        name: visit.store.settings.name.clone(),
        recharge_api_key: SecretString::from(fields.text("recharge_api_key")),
        recharge_client_secret: fields.given("recharge_client_secret").map(SecretString::from),
        time_zone: None,
        country: None,
        consent_mode: None,
        portal_url: None,
        contact: None,
        replace_key: replacing,
    };
    let attempt = match connect(&app, &visit.author(), wanted).await {
        Ok(_) => return Ok(see_other(&visit.at("/integrations/recharge?done=connected"))),
        Err(error) => Attempt::refused(&error, replacing),
    };
    Ok(refused(Page(page(&app, &visit, attempt, None).await?)))
}

pub(super) async fn disconnect_store(
    State(app): State<App>,
    visit: Visit,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    let outcome = disconnect(&app, &visit.author(), &visit.store).await?.outcome;
    let Some(advice) = outcome.advice else {
        return Ok(see_other(&visit.at("/integrations/recharge?done=disconnected")));
    };
    let mut page = page(&app, &visit, Attempt::default(), None).await?;
    page.frame = page.frame.saying(NoticeKind::Warn, advice);
    Ok(Page(page).into_response())
}

impl Attempt {
    fn refused(error: &StoresError, replacing: bool) -> Self {
        let attempt = Self { replacing, ..Self::default() };
        match error {
            StoresError::Invalid(faults) => Self { faults: faults.clone().into(), ..attempt },
            StoresError::MissingPermissions(missing) => Self { missing: Some(missing.clone()), ..attempt },
            StoresError::OtherKey => {
                Self { replacing: true, other_key: true, problem: Some(told(error)), ..attempt }
            }
            _ => Self { problem: Some(told(error)), ..attempt },
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    attempt: Attempt,
    done: Option<&'static str>,
) -> Result<RechargePage, Failure> {
    // What was just saved is shown, and not what was there before.
    let store = stores::find(app, visit.id()).await?;
    let detail = stores::show(app, &store).await?;
    let connection = &detail.store.connection;
    let live = connection.connection.state == ConnectionState::Live;
    let missing: Vec<_> = attempt.missing.iter().flatten().map(|permission| permission.name).collect();
    let none_active = !store.flows.iter().any(Flow::is_active);
    let problem = connection.problem.as_ref().map(|problem| problem.text.clone());
    Ok(RechargePage {
        w: &EN,
        frame: visit.frame(Section::Integrations, EN.integrations.recharge).maybe_saying(done),
        state: StateWord::of(connection),
        live,
        // A key that stands is replaced; another one than a refused one takes its place.
        replacing: attempt.replacing || problem.is_some(),
        asks_secret: attempt.other_key && connection.connection.has_client_secret,
        problem: attempt.problem.or(problem),
        missing_heading: (EN.say.cannot_read)(&missing),
        ticks: ticks(attempt.missing, live.then_some(&connection.connection.scopes)),
        missing,
        facts: facts(app, connection, &store.settings.zone()),
        activate_all: none_active.then(|| {
            (EN.say.activate_all)(store.flows.iter().filter(|flow| flow.is_default()).count() as u64)
        }),
        faults: attempt.faults,
    })
}

/// The four permissions: given, missing, or not known yet.
fn ticks(missing: Option<Vec<Permission>>, scopes: Option<&Vec<String>>) -> Vec<Tick> {
    let missing = missing.or_else(|| scopes.map(|scopes| scopes::missing(scopes)));
    let tick = |permission: Permission| {
        let (icon, class) = match &missing {
            None => ("circle-dashed", "open"),
            Some(missing) if missing.contains(&permission) => ("circle-x", "bad"),
            Some(_) => ("circle-check", "good"),
        };
        Tick { name: permission.name, icon, class }
    };
    NEEDED.into_iter().map(tick).collect()
}

fn facts(app: &App, view: &ConnectionView, zone: &jiff::tz::TimeZone) -> Vec<(&'static str, String)> {
    let (w, now) = (&EN.recharge, app.clock.now());
    let when = |at: Option<jiff::Timestamp>| {
        at.map_or_else(|| w.not_yet.to_owned(), |at| day_and_clock(at, now, zone))
    };
    let connection = &view.connection;
    let signatures = if connection.has_client_secret { w.signatures_on } else { w.signatures_off };
    let mut facts = vec![
        (w.webhooks, connection.webhooks.to_string()),
        (w.looked, when(view.checked_at)),
        (w.since, when(connection.connected_at)),
        (w.signatures, signatures.to_owned()),
    ];
    if let Some(shop) = &connection.shop_domain {
        facts.insert(0, (w.shop, shop.clone()));
    }
    facts
}
