//! Counting a segment exactly, however long the list is: the function audience does it meanwhile.

use jiff::Timestamp;
use rechime_domain::{
    ids::{RunId, StoreId},
    job::{AudienceJob, Stretch},
    segment::SegmentId,
};
use rechime_platform::{
    queue::{Outgoing, QueueError},
    random,
};
use rechime_store::{
    configs::StoreConfig,
    runs::{Run, RunProgress},
    subscribers::SHARDS,
};
use serde::Serialize;
use serde_json::value::to_raw_value;

use super::{SegmentError, condition_of, find};
use crate::app::App;

/// Characters of a new run's id behind `run-`.
const ID_LENGTH: usize = 10;

/// A run, and how far it has come.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct RunView {
    pub(crate) key: RunId,
    #[cfg_attr(test, schema(value_type = String))]
    pub(crate) segment: SegmentId,
    pub(crate) state: RunState,
    /// How many people of the list were read so far.
    pub(crate) read: u64,
    /// How many of these are members; of all once the run is done.
    pub(crate) count: u64,
    pub(crate) as_of: Timestamp,
    pub(crate) done_at: Option<Timestamp>,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum RunState {
    Running,
    Done,
}

impl From<RunProgress> for RunView {
    fn from(progress: RunProgress) -> Self {
        let done_at = progress.done_at();
        Self {
            state: if done_at.is_some() { RunState::Done } else { RunState::Running },
            read: progress.read(),
            count: progress.matched(),
            done_at,
            as_of: progress.run.started_at,
            key: progress.run.id,
            segment: progress.run.segment,
        }
    }
}

/// Starts to count a segment as it is now.
pub(crate) async fn start(app: &App, store: &StoreConfig, key: &str) -> Result<RunView, SegmentError> {
    let segment = find(store, key)?;
    let run =
        Run { id: new_id()?, condition: condition_of(store, &segment), segment, started_at: app.clock.now() };
    let id = &store.settings.id;
    app.runs.create_run(id, &run).await?;
    app.queues.audience.send(&first_jobs(id, &run.id)?).await?;
    Ok(RunProgress { run, shards: std::collections::BTreeMap::new() }.into())
}

/// A run as it stands.
pub(crate) async fn show(app: &App, store: &StoreConfig, key: &str) -> Result<RunView, SegmentError> {
    let id = RunId::parse(key).map_err(|_| SegmentError::NoSuchRun)?;
    let progress = app.runs.get_progress(&store.settings.id, &id).await?;
    Ok(progress.ok_or(SegmentError::NoSuchRun)?.into())
}

/// One job for each shard.
fn first_jobs(
    store: &StoreId,
    run: &RunId,
) -> Result<Vec<Outgoing<Box<serde_json::value::RawValue>>>, QueueError> {
    let job =
        |shard| to_raw_value(&AudienceJob::Count(Stretch::beginning(store.clone(), run.clone(), shard)));
    let jobs: Result<Vec<_>, _> = (0..SHARDS).map(|shard| Ok(Outgoing::now(job(shard)?))).collect();
    jobs.map_err(|error: serde_json::Error| QueueError { failed: Vec::new(), reason: error.to_string() })
}

fn new_id() -> Result<RunId, SegmentError> {
    let random = random::key(ID_LENGTH)?.to_lowercase();
    // Ten letters and digits always make an id.
    RunId::of_count(&random).map_err(|_| SegmentError::NoSuchRun)
}
