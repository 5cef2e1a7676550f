//! Campaigns: one text to a group of the people on the list, once.

mod editor;
mod run;

use askama::Template;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rechime_domain::link::LinkForm;
use rechime_store::Cursor;

use super::{
    activity::encoded,
    failure::Failure,
    fields::Fields,
    frame::{Frame, Section},
    html::Page,
    moments::{day_and_clock, wall},
    visit::{Query, Visit},
};
use crate::{
    app::App,
    use_cases::{
        campaigns::{
            self,
            view::{CampaignStage, CampaignView},
        },
        preview::{Draft, Preview, PreviewError, preview},
    },
    words::{EN, Words},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/s/{store}/campaigns", get(list))
        .route("/s/{store}/campaigns/new", get(editor::show_new).post(editor::create))
        .route("/s/{store}/campaigns/preview", post(editor::preview_fragment))
        .route("/s/{store}/campaigns/{key}", get(run::show))
        .route("/s/{store}/campaigns/{key}/edit", get(editor::show).post(editor::save))
        .route("/s/{store}/campaigns/{key}/review", get(run::review).post(run::launch))
        .route("/s/{store}/campaigns/{key}/cancel", get(run::confirm_cancel).post(run::cancel))
        .route("/s/{store}/campaigns/{key}/delete", get(run::confirm_delete).post(run::delete))
}

#[derive(Template)]
#[template(path = "campaigns.html")]
struct CampaignsPage {
    w: &'static Words,
    frame: Frame,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    name: String,
    address: String,
    stage: Stage,
    to: String,
    when: String,
    text: String,
}

/// Where a campaign stands, as word, icon and class.
struct Stage {
    name: &'static str,
    icon: &'static str,
    class: &'static str,
}

impl From<CampaignStage> for Stage {
    fn from(stage: CampaignStage) -> Self {
        let w = &EN.campaigns;
        match stage {
            CampaignStage::Draft => Self { name: w.draft, icon: "pencil", class: "" },
            CampaignStage::Scheduled => Self { name: w.scheduled, icon: "calendar", class: "warn" },
            CampaignStage::Running => Self { name: w.running, icon: "send", class: "good" },
            CampaignStage::Done => Self { name: w.done, icon: "circle-check", class: "good" },
            CampaignStage::Canceled => Self { name: w.canceled, icon: "circle-x", class: "bad" },
        }
    }
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(options): Query<Fields>,
) -> Result<Response, Failure> {
    let cursor = options.get("cursor").map(|cursor| Cursor::new(cursor.to_owned()));
    let page = campaigns::list(&app, &visit.store, cursor.as_ref()).await?;
    let done = options.has("done").then_some(EN.campaigns.deleted);
    let page = CampaignsPage {
        w: &EN,
        frame: visit.frame(Section::Campaigns, EN.campaigns.title).maybe_saying(done),
        lines: page.items.into_iter().map(|campaign| line(&app, &visit, campaign)).collect(),
        next: page.next.map(|cursor| visit.at(&format!("/campaigns?cursor={}", encoded(&cursor)))),
    };
    Ok(Page(page).into_response())
}

fn line(app: &App, visit: &Visit, campaign: CampaignView) -> Line {
    let edit = if campaign.state == CampaignStage::Draft { "/edit" } else { "" };
    Line {
        address: visit.at(&format!("/campaigns/{}{edit}", campaign.key)),
        stage: campaign.state.into(),
        to: recipients(&campaign),
        when: when(app, visit, &campaign),
        text: campaign.template,
        name: campaign.name,
    }
}

/// The text that a template of a campaign makes.
fn made(app: &App, visit: &Visit, template: &str, links: LinkForm) -> Result<Preview, PreviewError> {
    let draft = Draft { template: template.to_owned(), trigger: None, tags: None, links };
    preview(&visit.store.settings, &app.link_base, draft)
}

/// For whom a campaign is.
fn recipients(campaign: &CampaignView) -> String {
    match (&campaign.segment, &campaign.segment_name) {
        (None, _) => EN.campaigns.everybody.to_owned(),
        (Some(_), Some(name)) => name.clone(),
        (Some(_), None) => EN.campaigns.segment_gone.to_owned(),
    }
}

/// When it is sent, or when it was launched.
fn when(app: &App, visit: &Visit, campaign: &CampaignView) -> String {
    let w = &EN.campaigns;
    let planned = wall(&campaign.send_at).map(|at| format!("{at}, {}", w.own_clock));
    match (planned, campaign.launched_at) {
        (Some(planned), _) => planned,
        (None, Some(at)) => day_and_clock(at, app.clock.now(), &visit.store.settings.zone()),
        (None, None) => w.once_launched.to_owned(),
    }
}
