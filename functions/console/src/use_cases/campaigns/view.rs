//! A campaign as it is shown.

use jiff::Timestamp;
use rechime_domain::{
    campaign::{Campaign, CampaignState},
    ids::SourceId,
    link::LinkForm,
    segment::SegmentId,
};
use rechime_store::{
    campaigns::{Reach, ShardReach},
    configs::StoreConfig,
};
use serde::Serialize;

use super::{
    CampaignError,
    progress::{self, Progress},
};
use crate::{app::App, use_cases::segments};

/// A campaign.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct CampaignView {
    pub(crate) key: SourceId,
    pub(crate) name: String,
    /// For whom it is; null for everybody on the list.
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) segment: Option<SegmentId>,
    /// What the merchant calls the segment; null where there is none, or none any more.
    pub(crate) segment_name: Option<String>,
    pub(crate) template: String,
    pub(crate) links: LinkForm,
    /// `now`, or a date and time on each person's own clock: `2026-12-01T10:00:00`.
    pub(crate) send_at: String,
    pub(crate) state: CampaignStage,
    pub(crate) created_at: Timestamp,
    pub(crate) launched_at: Option<Timestamp>,
    pub(crate) canceled_at: Option<Timestamp>,
    pub(crate) version: u64,
}

/// A campaign with what became of its texts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct FullCampaignView {
    #[serde(flatten)]
    pub(crate) campaign: CampaignView,
    /// Null for a draft.
    pub(crate) progress: Option<Progress>,
}

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum CampaignStage {
    /// It can be changed. Nobody gets it.
    Draft,
    /// It was launched for a time that has come for nobody yet.
    Scheduled,
    /// Its texts are on the way, or wait.
    Running,
    /// Nobody waits for it any more.
    Done,
    /// Nobody gets it any more.
    Canceled,
}

impl CampaignStage {
    fn of(campaign: &Campaign, is_done: bool, now: Timestamp) -> Self {
        match &campaign.state {
            CampaignState::Draft => Self::Draft,
            CampaignState::Canceled { .. } => Self::Canceled,
            CampaignState::Launched { .. } if is_done => Self::Done,
            CampaignState::Launched { .. } => match campaign.send_at.span() {
                Some((first, _)) if now < first => Self::Scheduled,
                _ => Self::Running,
            },
        }
    }
}

/// By when everybody was read, and the first try of each text was due; `None` where not everybody was read.
fn was_due_by(reach: &Reach) -> Option<Timestamp> {
    let due = |shard: &ShardReach| shard.last_minute.map_or(shard.at, |minute| minute.start().max(shard.at));
    reach.shards.iter().map(due).max().filter(|_| reach.is_done())
}

/// Whether nobody waits for a campaign any more. What waits after weeks is in trouble, and does not make it run for ever.
fn is_done(reach: &Reach, progress: Option<&Progress>, now: Timestamp) -> bool {
    let Some(due) = was_due_by(reach) else { return false };
    let waits = progress.is_some_and(|progress| progress.waiting > 0);
    due <= now && (!waits || due + progress::COUNTED <= now)
}

/// A campaign. What was counted of it is read only where it may be done.
pub(super) async fn of(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
) -> Result<CampaignView, CampaignError> {
    let (reach, now) = (reach_of(app, store, campaign).await?, app.clock.now());
    let may_be_done = campaign.is_running() && was_due_by(&reach).is_some_and(|due| due <= now);
    let progress = if may_be_done { progress::of(app, store, campaign, &reach).await? } else { None };
    Ok(view(app, store, campaign, is_done(&reach, progress.as_ref(), now)))
}

/// A campaign with what became of its texts.
pub(super) async fn in_full(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
) -> Result<FullCampaignView, CampaignError> {
    let reach = reach_of(app, store, campaign).await?;
    let progress = progress::of(app, store, campaign, &reach).await?;
    let is_done = is_done(&reach, progress.as_ref(), app.clock.now());
    Ok(FullCampaignView { campaign: view(app, store, campaign, is_done), progress })
}

/// Of one that is still a draft nothing is asked.
async fn reach_of(app: &App, store: &StoreConfig, campaign: &Campaign) -> Result<Reach, CampaignError> {
    if campaign.is_draft() {
        return Ok(Reach::default());
    }
    Ok(app.campaigns.get_reach(&store.settings.id, &campaign.id).await?)
}

fn view(app: &App, store: &StoreConfig, campaign: &Campaign, is_done: bool) -> CampaignView {
    let canceled_at = match campaign.state {
        CampaignState::Canceled { canceled_at, .. } => Some(canceled_at),
        CampaignState::Draft | CampaignState::Launched { .. } => None,
    };
    CampaignView {
        key: campaign.id.clone(),
        name: campaign.name.clone(),
        segment: campaign.segment.clone(),
        segment_name: campaign.segment.as_ref().and_then(|id| segments::name_of(store, id)),
        template: campaign.text.template.clone(),
        links: campaign.links,
        send_at: campaign.send_at.to_string(),
        state: CampaignStage::of(campaign, is_done, app.clock.now()),
        created_at: campaign.created_at,
        launched_at: campaign.launch().map(|launch| launch.at),
        canceled_at,
        version: campaign.version,
    }
}
