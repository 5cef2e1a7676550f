//! The list of flows, all of them activated at once, and a further flow.

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::{
    flow::{FlowStatus, QuietHoursPolicy},
    trigger::Trigger,
};
use rechime_store::configs::ConnectionState;
use serde::Deserialize;

use super::{
    failure::{Failure, told},
    fields::{Faults, Fields},
    frame::{Frame, NoticeKind, Section},
    html::Page,
    refused,
    results::{PeriodLink, in_brief, period_links},
    see_other,
    visit::{Query, Visit},
};
use crate::{
    access::Form,
    app::App,
    use_cases::flows::{
        self, FlowError,
        activation::{Selection, activate_several},
        further::{NewFlow, create},
        view::FlowView,
    },
    use_cases::store_report::{
        figures::Figures,
        recent::{Period, Recent},
    },
    words::{EN, Words},
};

/// The periods that the list's figures may be of.
const PERIODS: [Period; 2] = [Period::Week, Period::Month];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/flows", get(list))
        .route("/s/{store}/flows/activate", post(activate_all))
        .route("/s/{store}/flows/new", get(show_new).post(post_new))
}

#[derive(Template)]
#[template(path = "flows.html")]
struct FlowsPage {
    w: &'static Words,
    frame: Frame,
    summary: String,
    connected: bool,
    inactive: u64,
    activate_all: String,
    /// The periods that figures may be of.
    periods: Vec<PeriodLink>,
    days: i32,
    flows: Vec<FlowLine>,
}

#[derive(Template)]
#[template(path = "flow_new.html")]
struct NewFlowPage {
    w: &'static Words,
    frame: Frame,
    triggers: Vec<Choice>,
    name: String,
    faults: Faults,
}

struct FlowLine {
    key: String,
    name: String,
    trigger: &'static str,
    is_default: bool,
    icon: &'static str,
    state: &'static str,
    state_icon: &'static str,
    class: &'static str,
    sample: String,
    hours: &'static str,
    hours_icon: &'static str,
    /// What its texts did. None for a flow that is not live and did nothing.
    figures: Option<String>,
}

/// One option of a select.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) selected: bool,
}

/// How a flow stands, as word, icon and class.
pub(super) const fn status(status: FlowStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        FlowStatus::Draft => (EN.state.draft, "circle-dashed", ""),
        FlowStatus::Active => (EN.state.active, "circle-check", "good"),
        FlowStatus::Inactive => (EN.state.inactive, "pause", "warn"),
    }
}

/// What starts a flow, in a sentence, and its icon.
pub(super) const fn trigger_words(trigger: Trigger) -> (&'static str, &'static str) {
    let w = &EN.triggers;
    match trigger {
        Trigger::SubscriptionStarted => (w.subscription_started, "wand-sparkles"),
        Trigger::SubscriptionPaused => (w.subscription_paused, "pause"),
        Trigger::SubscriptionResumed => (w.subscription_resumed, "play"),
        Trigger::SubscriptionCanceled => (w.subscription_canceled, "circle-x"),
        Trigger::SubscriptionExpired => (w.subscription_expired, "clock"),
        Trigger::UpcomingOrder => (w.upcoming_order, "calendar"),
        Trigger::OrderSkipped => (w.order_skipped, "arrow-right"),
        Trigger::OrderProcessed => (w.order_processed, "shopping-bag"),
        Trigger::ChargeWillBeRetried => (w.charge_will_be_retried, "rotate-ccw"),
        Trigger::ChargeFailed => (w.charge_failed, "triangle-alert"),
        Trigger::ChargePaid => (w.charge_paid, "circle-check"),
        Trigger::CustomerAccountActivation => (w.customer_account_activation, "user-round"),
    }
}

const fn hours(policy: QuietHoursPolicy) -> (&'static str, &'static str) {
    match policy {
        QuietHoursPolicy::Hold => (EN.flows.waits, "moon"),
        QuietHoursPolicy::SendAnyway => (EN.flows.sends, "sun"),
        QuietHoursPolicy::Drop => (EN.flows.drops, "circle-x"),
    }
}

impl FlowLine {
    fn of(flow: FlowView, figures: Option<&Figures>) -> Self {
        let figures = match figures {
            Some(figures) if !figures.is_empty() => Some(in_brief(figures)),
            _ => (flow.status == FlowStatus::Active).then(|| EN.flows.no_texts.to_owned()),
        };
        let (state, state_icon, class) = status(flow.status);
        let (hours, hours_icon) = hours(flow.quiet_hours);
        let (trigger, icon) = trigger_words(flow.trigger);
        Self {
            key: flow.key.as_str().to_owned(),
            name: flow.name,
            trigger,
            is_default: flow.is_default,
            icon,
            state,
            state_icon,
            class,
            sample: flow.sample.unwrap_or_else(|| EN.flows.no_sample.to_owned()),
            hours,
            hours_icon,
            figures,
        }
    }
}

#[derive(Deserialize)]
struct Options {
    done: Option<String>,
    days: Option<String>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Options>,
) -> Result<Response, Failure> {
    let flows = flows::list(&visit.store);
    let wanted = options.days.as_deref().and_then(Period::of_days);
    let period = wanted.filter(|period| PERIODS.contains(period)).unwrap_or_default();
    let figures = Recent::read(&app, &visit.store.settings, period).await?.by_source();
    let is_off = |flow: &&FlowView| flow.is_default && flow.status != FlowStatus::Active;
    let inactive = flows.iter().filter(is_off).count() as u64;
    let active = flows.iter().filter(|flow| flow.status == FlowStatus::Active).count() as u64;
    let done = match options.done.as_deref() {
        Some("activated") => Some(EN.flow.activated_all),
        Some("deleted") => Some(EN.flow.deleted),
        _ => None,
    };
    let page = FlowsPage {
        w: &EN,
        frame: visit.frame(Section::Flows, EN.flows.title).maybe_saying(done),
        summary: if inactive == 0 {
            EN.flows.all_live.to_owned()
        } else {
            (EN.say.live_of)(active, flows.len() as u64)
        },
        connected: visit.store.profile.connection.state == ConnectionState::Live,
        inactive,
        activate_all: (EN.say.activate_all)(inactive),
        periods: period_links(&PERIODS, period, &visit.at("/flows")),
        days: period.days(),
        flows: flows
            .into_iter()
            .map(|flow| {
                let figures = figures.get(&flow.key);
                FlowLine::of(flow, figures)
            })
            .collect(),
    };
    Ok(Page(page).into_response())
}

async fn activate_all(
    State(app): State<App>,
    visit: Visit,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    activate_several(&app, &visit.author(), &visit.store, Selection { flows: None }).await?;
    Ok(see_other(&visit.at("/flows?done=activated")))
}

fn new_page(visit: &Visit, fields: &Fields, faults: Faults) -> NewFlowPage {
    let chosen = fields.get("trigger").and_then(|key| key.parse().ok()).unwrap_or(Trigger::ChargeFailed);
    let choice = |trigger: Trigger| Choice {
        value: trigger.key().to_owned(),
        name: trigger_words(trigger).0.to_owned(),
        selected: trigger == chosen,
    };
    NewFlowPage {
        w: &EN,
        frame: visit.frame(Section::Flows, EN.flow_new.title),
        triggers: Trigger::ALL.map(choice).into(),
        name: fields.text("name"),
        faults,
    }
}

async fn show_new(visit: Visit) -> Response {
    Page(new_page(&visit, &Fields::default(), Faults::default())).into_response()
}

async fn post_new(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let trigger = fields.get("trigger").and_then(|key| key.parse().ok()).ok_or_else(Failure::unreadable)?;
    match create(&app, &visit.author(), &visit.store, NewFlow { trigger, name: fields.text("name") }).await {
        Ok(flow) => {
            Ok(see_other(&visit.at(&format!("/flows/{}?done=created&step=0", flow.outcome.flow.key))))
        }
        Err(FlowError::Invalid(faults)) => Ok(refused(Page(new_page(&visit, &fields, faults.into())))),
        Err(error) => {
            let mut page = new_page(&visit, &fields, Faults::default());
            page.frame = page.frame.saying(NoticeKind::Bad, told(&error));
            Ok(refused(Page(page)))
        }
    }
}
