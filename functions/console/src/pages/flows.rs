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
    refused, see_other,
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
    words::{EN, Words},
};

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

impl From<FlowView> for FlowLine {
    fn from(flow: FlowView) -> Self {
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
        }
    }
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn list(visit: Visit, Query(done): Query<Done>) -> Response {
    let flows = flows::list(&visit.store);
    let is_off = |flow: &&FlowView| flow.is_default && flow.status != FlowStatus::Active;
    let inactive = flows.iter().filter(is_off).count() as u64;
    let active = flows.iter().filter(|flow| flow.status == FlowStatus::Active).count() as u64;
    let done = match done.done.as_deref() {
        Some("activated") => Some(EN.flow.activated_all),
        Some("deleted") => Some(EN.flow.deleted),
        _ => None,
    };
    Page(FlowsPage {
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
        flows: flows.into_iter().map(FlowLine::from).collect(),
    })
    .into_response()
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
