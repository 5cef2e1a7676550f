//! A campaign before its launch, on its way, and afterwards.

use std::cmp::Reverse;

use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{Stage, made, recipients, when};
use crate::{
    access::Form,
    app::App,
    pages::{
        confirm::ConfirmPage,
        failure::{Failure, told},
        fields::Fields,
        flow::{Piece, pieces},
        frame::{Frame, NoticeKind, Section},
        html::Page,
        is_fragment,
        moments::{clock, day_and_clock},
        refused,
        results::cost,
        see_other, skips,
        visit::{Key, Query, Visit},
    },
    use_cases::{
        campaigns::{
            self, CampaignError,
            estimate::{Estimate, estimate},
            progress::Progress,
            view::{CampaignStage, CampaignView, FullCampaignView},
        },
        store_report::figures::Figures,
    },
    words::{EN, Words},
};

#[derive(Template)]
#[template(path = "campaign_review.html")]
struct ReviewPage {
    w: &'static Words,
    frame: Frame,
    address: String,
    /// Where the draft is edited.
    edit: String,
    version: u64,
    pieces: Vec<Piece>,
    to: String,
    when: String,
    estimate: EstimateView,
}

/// An estimate in words.
enum EstimateView {
    Known {
        /// `1,204 people × 1 segment = $16.01`.
        sum: String,
        through: Option<String>,
        waiting: Option<String>,
        skipped: Vec<(String, String)>,
        /// Left out where nobody would get the text: whom a campaign is for is settled at its launch, a planned one too.
        button: Option<String>,
        nobody: Option<&'static str>,
    },
    Unknown(String),
}

#[derive(Template)]
#[template(path = "campaign_run.html")]
struct RunPage {
    w: &'static Words,
    frame: Frame,
    run: Run,
}

/// The part that follows what happens.
#[derive(Template)]
#[template(path = "campaign_run_fragment.html")]
struct Fragment {
    w: &'static Words,
    frame: Frame,
    run: Run,
}

/// A launched campaign.
struct Run {
    address: String,
    stage: Stage,
    /// Whether there is something left to cancel, and to follow.
    is_open: bool,
    pieces: Vec<Piece>,
    to: String,
    when: String,
    canceled: Option<String>,
    share: u64,
    told: String,
    as_of: String,
    figures: Vec<(&'static str, String, String)>,
    skipped: Vec<(String, String)>,
    /// Where one person is found: their page tells what became of their text.
    people: String,
}

fn address(visit: &Visit, campaign: &CampaignView) -> String {
    visit.at(&format!("/campaigns/{}", campaign.key))
}

/// The text as it reads.
fn body(app: &App, visit: &Visit, campaign: &CampaignView) -> Vec<Piece> {
    let made = made(app, visit, &campaign.template, campaign.links);
    made.map(|made| pieces(&made.body)).unwrap_or_default()
}

fn count(figure: i64) -> u64 {
    u64::try_from(figure).unwrap_or(0)
}

/// Why people get nothing, the most frequent first.
fn skipped<N: Copy + Ord>(
    skipped: impl Iterator<Item = (String, N)>,
    number: fn(N) -> u64,
) -> Vec<(String, String)> {
    let mut skipped: Vec<_> = skipped.collect();
    skipped.sort_by_key(|(_, times)| Reverse(*times));
    let line = |(code, times): (String, N)| (skips::words(&code).to_owned(), (EN.say.people)(number(times)));
    skipped.into_iter().map(line).collect()
}

pub(super) async fn review(State(app): State<App>, visit: Visit, Key(key): Key) -> Result<Response, Failure> {
    let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
    if campaign.state != CampaignStage::Draft {
        return Ok(see_other(&address(&visit, &campaign)));
    }
    Ok(Page(review_page(&app, &visit, &campaign).await).into_response())
}

async fn review_page(app: &App, visit: &Visit, campaign: &CampaignView) -> ReviewPage {
    let estimate = match estimate(app, &visit.store, campaign.key.as_str()).await {
        Ok(estimate) => EstimateView::of(estimate, app, visit),
        Err(error) => EstimateView::Unknown(told(&error)),
    };
    ReviewPage {
        w: &EN,
        frame: visit.frame(Section::Campaigns, campaign.name.clone()),
        address: address(visit, campaign),
        edit: format!("{}/edit", address(visit, campaign)),
        version: campaign.version,
        pieces: body(app, visit, campaign),
        to: recipients(campaign),
        when: when(app, visit, campaign),
        estimate,
    }
}

impl EstimateView {
    fn of(estimate: Estimate, app: &App, visit: &Visit) -> Self {
        let say = &EN.say;
        let through =
            estimate.through_at.map(|at| day_and_clock(at, app.clock.now(), &visit.store.settings.zone()));
        let cents = count(estimate.cost_usd.cents());
        let (w, is_for_nobody) = (&EN.campaigns, estimate.texts == 0);
        let nobody = if estimate.skipped.is_empty() { w.nobody } else { w.nobody_of_them };
        Self::Known {
            sum: (say.estimate)(estimate.texts, estimate.segments, &(say.dollars)(cents), estimate.exact),
            through,
            waiting: (estimate.waiting > 0).then(|| (say.of_them_wait)(estimate.waiting)),
            skipped: skipped(estimate.skipped.into_iter(), |times| times),
            button: (!is_for_nobody).then(|| (say.send_to)(estimate.texts, estimate.exact)),
            nobody: is_for_nobody.then_some(nobody),
        }
    }
}

/// Launches the campaign that was looked at.
pub(super) async fn launch(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let author = visit.author().having_seen(fields.get("version").and_then(|text| text.parse().ok()));
    let (campaign, problem) = match campaigns::launch(&app, &author, &visit.store, &key).await {
        Ok(launched) => {
            let at = address(&visit, &launched.outcome.campaign);
            return Ok(see_other(&format!("{at}?done=launched")));
        }
        Err(CampaignError::NotFound) => return Err(Failure::not_found()),
        Err(error) => (campaigns::show(&app, &visit.store, &key).await?.campaign, problem(&error)),
    };
    let mut page = review_page(&app, &visit, &campaign).await;
    page.frame = page.frame.saying(NoticeKind::Bad, problem);
    Ok(refused(Page(page)))
}

/// What is wrong, with what the fields are told.
fn problem(error: &CampaignError) -> String {
    match error {
        CampaignError::Invalid(faults) => {
            let faults = faults.iter().map(|fault| crate::pages::fields::sentence(&fault.detail));
            faults.collect::<Vec<_>>().join(" ")
        }
        error => told(error),
    }
}

pub(super) async fn show(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Query(options): Query<Fields>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let FullCampaignView { campaign, progress } = campaigns::show(&app, &visit.store, &key).await?;
    let Some(progress) = progress else {
        return Ok(see_other(&format!("{}/edit", address(&visit, &campaign))));
    };
    let done = match options.get("done") {
        Some("launched") => Some(EN.campaigns.launched),
        Some("canceled") => Some(EN.campaigns.was_canceled),
        _ => None,
    };
    let run = Run::of(&app, &visit, &campaign, &progress);
    let frame = visit.frame(Section::Campaigns, campaign.name).maybe_saying(done);
    Ok(if is_fragment(&headers) {
        Page(Fragment { w: &EN, frame, run }).into_response()
    } else {
        Page(RunPage { w: &EN, frame, run }).into_response()
    })
}

impl Run {
    fn of(app: &App, visit: &Visit, campaign: &CampaignView, progress: &Progress) -> Self {
        let (zone, now) = (visit.store.settings.zone(), app.clock.now());
        let figures = &progress.figures;
        let people = count(figures.planned);
        let gone = people.saturating_sub(progress.waiting + progress.canceled);
        let is_open = matches!(campaign.state, CampaignStage::Running | CampaignStage::Scheduled);
        Self {
            address: address(visit, campaign),
            stage: campaign.state.into(),
            is_open,
            pieces: body(app, visit, campaign),
            to: recipients(campaign),
            when: when(app, visit, campaign),
            canceled: campaign.canceled_at.map(|at| day_and_clock(at, now, &zone)),
            share: (gone * 100).checked_div(people).unwrap_or(0),
            told: (EN.say.gone_of)(gone, people, progress.waiting, progress.canceled),
            as_of: clock(progress.as_of, &zone),
            skipped: skipped(figures.skipped.iter().map(|(code, times)| (code.clone(), *times)), count),
            figures: lines(figures),
            people: visit.at("/subscribers"),
        }
    }
}

/// What became of the texts: name, figure, and what it is of all that were sent.
fn lines(figures: &Figures) -> Vec<(&'static str, String, String)> {
    let (w, say) = (&EN.report, &EN.say);
    let of_sent = |figure: i64| (say.percent)(count(figure), count(figures.sent));
    let line = |name, figure: i64, under: String| (name, (say.number)(count(figure)), under);
    let (cost, by) = cost(figures);
    let mut lines = vec![
        line(w.sent, figures.sent, String::new()),
        line(w.delivered, figures.delivered, of_sent(figures.delivered)),
        line(w.clicked, figures.clicked, of_sent(figures.clicked)),
        line(w.opted_out, figures.opted_out, of_sent(figures.opted_out)),
        (w.cost, cost, by.to_owned()),
    ];
    let bad = figures.failed + figures.undelivered + figures.unknown;
    lines.extend((bad > 0).then(|| line(EN.campaigns.not_arrived, bad, String::new())));
    lines
}

/// Asks once more before it is canceled.
pub(super) async fn confirm_cancel(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
) -> Result<Response, Failure> {
    let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
    let w = &EN.campaigns;
    let texts = (w.cancel_title, w.cancel_text, w.cancel_button);
    Ok(Page(question(&visit, &campaign, "cancel", texts, None)).into_response())
}

fn question(
    visit: &Visit,
    campaign: &CampaignView,
    deed: &str,
    texts: (&'static str, &'static str, &'static str),
    problem: Option<String>,
) -> ConfirmPage {
    let mut frame = visit.frame(Section::Campaigns, texts.0);
    if let Some(problem) = problem {
        frame = frame.saying(NoticeKind::Bad, problem);
    }
    let back = address(visit, campaign);
    let action = format!("{back}/{deed}");
    ConfirmPage::new(frame, (back, campaign.name.clone()), action, texts).about(campaign.name.clone())
}

pub(super) async fn cancel(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    let w = &EN.campaigns;
    let texts = (w.cancel_title, w.cancel_text, w.cancel_button);
    match campaigns::cancel(&app, &visit.author(), &visit.store, &key).await {
        Ok(_) => Ok(see_other(&visit.at(&format!("/campaigns/{key}?done=canceled")))),
        Err(CampaignError::NotFound) => Err(Failure::not_found()),
        Err(error) => {
            let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
            Ok(refused(Page(question(&visit, &campaign, "cancel", texts, Some(problem(&error))))))
        }
    }
}

/// Asks once more before a draft is deleted.
pub(super) async fn confirm_delete(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
) -> Result<Response, Failure> {
    let campaign = campaigns::show(&app, &visit.store, &key).await?.campaign;
    let w = &EN.campaigns;
    let texts = (w.delete_title, w.delete_text, w.delete_button);
    Ok(Page(question(&visit, &campaign, "delete", texts, None)).into_response())
}

pub(super) async fn delete(
    State(app): State<App>,
    visit: Visit,
    Key(key): Key,
    Form(_): Form<Fields>,
) -> Result<Response, Failure> {
    campaigns::delete(&app, &visit.author(), &visit.store, &key).await?;
    Ok(see_other(&visit.at("/campaigns?done=deleted")))
}
