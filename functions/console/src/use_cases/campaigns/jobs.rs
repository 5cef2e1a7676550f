//! The beginning of a campaign's way through the list.

use rechime_domain::{
    ids::{SourceId, StoreId},
    job::{AudienceJob, CampaignStretch},
};
use rechime_platform::queue::{Outgoing, QueueError};
use rechime_store::{campaigns::Reach, subscribers::SHARDS};
use serde_json::value::to_raw_value;

use crate::app::App;

/// Has audience begin with each shard of which it has told nothing yet.
pub(super) async fn begin(
    app: &App,
    store: &StoreId,
    campaign: &SourceId,
    reach: &Reach,
) -> Result<(), QueueError> {
    let has_begun = |shard: u8| reach.shards.iter().any(|known| known.shard == shard);
    let job = |shard| {
        let stretch = CampaignStretch::beginning(store.clone(), campaign.clone(), shard);
        to_raw_value(&AudienceJob::Campaign(stretch)).map(Outgoing::now)
    };
    let jobs: Result<Vec<_>, _> = (0..SHARDS).filter(|shard| !has_begun(*shard)).map(job).collect();
    let jobs = jobs.map_err(|error| QueueError { failed: Vec::new(), reason: error.to_string() })?;
    app.queues.audience.send(&jobs).await
}
