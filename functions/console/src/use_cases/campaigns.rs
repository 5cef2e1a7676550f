//! The campaigns of a store: one text to a group of its subscribers, once.

pub(crate) mod estimate;
mod jobs;
pub(crate) mod progress;
pub(crate) mod view;

use rechime_domain::{
    campaign::{
        Campaign, CampaignState, Launch,
        edit::{CampaignEdit, check_time},
    },
    condition::Condition,
    flow::edit::FieldFault,
    ids::SourceId,
    segment::SegmentId,
};
use rechime_platform::{
    queue::QueueError,
    random::{self, RandomError},
};
use rechime_store::{Cursor, Page, StoreError, audit::AuditAction, configs::StoreConfig};

use self::view::{CampaignStage, CampaignView, FullCampaignView};
use super::{audit::differences, author::Author, effective::Effective};
use crate::app::App;

/// Characters of a campaign's id that are random; the others say when it was created.
const RANDOM_LENGTH: usize = 4;

/// Why a campaign is not shown, changed or launched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CampaignError {
    #[error("There is no such campaign.")]
    NotFound,
    #[error("Correct what is marked, then try again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error("This campaign was launched, so it stays as it is. Create another one.")]
    NotDraft,
    #[error("This campaign was not launched yet. Delete it instead.")]
    NotLaunched,
    #[error("All texts of this campaign have gone, so there is nothing to cancel.")]
    Done,
    #[error("The segment of this campaign was deleted. Choose another one, then try again.")]
    SegmentGone,
    /// With the campaign as it is now; `None` where it was deleted.
    #[error("Somebody else changed this campaign. Apply your change to the campaign as it is now.")]
    Stale(Option<Box<CampaignView>>),
    #[error(
        "The list is too long to be looked through while you wait. The campaign can be launched all the same."
    )]
    TooLong,
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of the campaigns, the newest first.
pub(crate) async fn list(
    app: &App,
    store: &StoreConfig,
    from: Option<&Cursor>,
) -> Result<Page<CampaignView>, CampaignError> {
    let page = app.campaigns.list_campaigns(&store.settings.id, from).await?;
    let views = page.items.iter().map(|campaign| view::of(app, store, campaign));
    let items = futures::future::try_join_all(views).await?;
    Ok(Page { items, next: page.next })
}

/// A campaign, and what became of its texts.
pub(crate) async fn show(
    app: &App,
    store: &StoreConfig,
    key: &str,
) -> Result<FullCampaignView, CampaignError> {
    let campaign = find(app, store, key).await?;
    view::in_full(app, store, &campaign).await
}

/// Creates a draft.
pub(crate) async fn create(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    new: CampaignEdit,
) -> Result<Effective<CampaignView>, CampaignError> {
    let campaign = new.create(new_id(app)?, &store.segments, app.clock.now());
    let campaign = campaign.map_err(CampaignError::Invalid)?;
    let entry = author.entry_of(app, AuditAction::CreateCampaign, &campaign.id, Vec::new());
    app.campaigns.create_campaign(&store.settings.id, &campaign, &entry).await?;
    Ok(Effective::unchanged(app, view::of(app, store, &campaign).await?))
}

/// Saves an edited draft.
pub(crate) async fn edit(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
    edit: CampaignEdit,
) -> Result<Effective<CampaignView>, CampaignError> {
    let current = find_draft(app, author, store, key).await?;
    let edited = edit.apply(&current, &store.segments, app.clock.now()).map_err(CampaignError::Invalid)?;
    let changes = differences(&current, &edited);
    let entry = author.entry_of(app, AuditAction::ChangeCampaign, &edited.id, changes);
    let put = app.campaigns.put_campaign(&store.settings.id, &edited, &entry).await;
    saved(app, store, &edited, put).await?;
    Ok(Effective::unchanged(app, view::of(app, store, &edited).await?))
}

/// Deletes a draft.
pub(crate) async fn delete(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<(), CampaignError> {
    let draft = find_draft(app, author, store, key).await?;
    let entry = author.entry_of(app, AuditAction::DeleteCampaign, &draft.id, Vec::new());
    let deleted = app.campaigns.delete_campaign(&store.settings.id, &draft, &entry).await;
    saved(app, store, &draft, deleted).await
}

/// Launches a draft: whom its segment describes is settled, and audience begins with the list. A launch that was cut off
/// before audience heard of all of it is made whole by another.
pub(crate) async fn launch(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Effective<FullCampaignView>, CampaignError> {
    let mut campaign = find_current(app, author, store, key).await?;
    if campaign.is_draft() {
        campaign = put_launch(app, author, store, &campaign).await?;
    } else if !campaign.is_running() {
        return Err(CampaignError::NotDraft);
    }
    let reach = app.campaigns.get_reach(&store.settings.id, &campaign.id).await?;
    jobs::begin(app, &store.settings.id, &campaign.id, &reach).await?;
    Ok(Effective::unchanged(app, view::in_full(app, store, &campaign).await?))
}

async fn put_launch(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    draft: &Campaign,
) -> Result<Campaign, CampaignError> {
    let now = app.clock.now();
    let late = |detail| CampaignError::Invalid(vec![FieldFault::new("send_at", detail)]);
    check_time(draft.send_at, now).map_err(late)?;
    let launch = Launch { at: now, condition: condition_of(store, draft)? };
    let launched =
        Campaign { state: CampaignState::Launched { launch }, version: draft.version + 1, ..draft.clone() };
    let entry = author.entry_of(app, AuditAction::LaunchCampaign, &draft.id, Vec::new());
    let put = app.campaigns.put_campaign(&store.settings.id, &launched, &entry).await;
    saved(app, store, &launched, put).await?;
    Ok(launched)
}

/// Cancels a campaign: whoever has not got its text by `effective_at` gets none. Doing so twice is fine.
pub(crate) async fn cancel(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Effective<FullCampaignView>, CampaignError> {
    let campaign = find_current(app, author, store, key).await?;
    let launch = match &campaign.state {
        CampaignState::Draft => return Err(CampaignError::NotLaunched),
        CampaignState::Canceled { .. } => {
            return Ok(Effective::unchanged(app, view::in_full(app, store, &campaign).await?));
        }
        CampaignState::Launched { launch } => launch.clone(),
    };
    if view::of(app, store, &campaign).await?.state == CampaignStage::Done {
        return Err(CampaignError::Done);
    }
    let state = CampaignState::Canceled { launch, canceled_at: app.clock.now() };
    let canceled = Campaign { state, version: campaign.version + 1, ..campaign };
    let entry = author.entry_of(app, AuditAction::CancelCampaign, &canceled.id, Vec::new());
    let put = app.campaigns.put_campaign(&store.settings.id, &canceled, &entry).await;
    saved(app, store, &canceled, put).await?;
    Ok(Effective::saved(app, view::in_full(app, store, &canceled).await?))
}

/// Whom a draft is for, as its segment stands; everybody where it names none.
fn condition_of(store: &StoreConfig, campaign: &Campaign) -> Result<Option<Condition>, CampaignError> {
    campaign
        .segment
        .as_ref()
        .map(|id| match id {
            SegmentId::Own(_) => {
                let segment = store.segments.get(id).ok_or(CampaignError::SegmentGone)?;
                Ok(segment.condition.clone())
            }
            SegmentId::ReceivedRecharge | SegmentId::ClickedRecharge => Ok(Condition::Segment(id.clone())),
        })
        .transpose()
}

async fn find(app: &App, store: &StoreConfig, key: &str) -> Result<Campaign, CampaignError> {
    let id = SourceId::parse(key).ok().filter(SourceId::is_campaign).ok_or(CampaignError::NotFound)?;
    app.campaigns.get_campaign(&store.settings.id, &id).await?.ok_or(CampaignError::NotFound)
}

/// A campaign, unless the author saw another version of it.
async fn find_current(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Campaign, CampaignError> {
    let campaign = find(app, store, key).await?;
    if author.is_stale(campaign.version) {
        return Err(CampaignError::Stale(Some(Box::new(view::of(app, store, &campaign).await?))));
    }
    Ok(campaign)
}

async fn find_draft(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    key: &str,
) -> Result<Campaign, CampaignError> {
    let campaign = find_current(app, author, store, key).await?;
    if campaign.is_draft() { Ok(campaign) } else { Err(CampaignError::NotDraft) }
}

/// The outcome of a change, unless somebody else changed the campaign since it was read.
async fn saved(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
    outcome: Result<(), StoreError>,
) -> Result<(), CampaignError> {
    match outcome {
        Err(StoreError::Conflict) => match find(app, store, campaign.id.as_str()).await {
            Ok(current) => Err(CampaignError::Stale(Some(Box::new(view::of(app, store, &current).await?)))),
            Err(CampaignError::NotFound) => Err(CampaignError::Stale(None)),
            Err(error) => Err(error),
        },
        other => Ok(other?),
    }
}

/// In text order campaigns are in the order in which they were created.
fn new_id(app: &App) -> Result<SourceId, CampaignError> {
    let second = app.clock.now().as_second();
    let random = random::key(RANDOM_LENGTH)?.to_lowercase();
    // Letters and digits always make an id.
    SourceId::campaign(&format!("{second:08x}{random}")).map_err(|_| CampaignError::NotFound)
}
