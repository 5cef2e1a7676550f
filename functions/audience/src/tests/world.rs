//! The function over a list, and its queue run dry.

use std::{ops::Deref, sync::Arc};

use async_trait::async_trait;
use rechime_domain::{
    campaign::Campaign,
    ids::{RunId, StoreId},
    job::{AudienceJob, CampaignStretch, SendJob, Stretch},
    phone::PhoneNumber,
    segment::SegmentId,
    subscriber::Subscriber,
};
use rechime_platform::queue::{Outgoing, Queue};
use rechime_store::{
    Cursor, Page, StoreError,
    parked::ParkedKind,
    runs::{Run, RunProgress, Runs},
    subscribers::{SHARDS, SubscriberEditor, SubscriberShards},
};
use rechime_testkit::{batch, demo, failures, installation_sender, link_base, queue_message};
use serde_json::{Value, json};

use crate::Audience;

/// Audience by day, with the store `demo`.
pub(super) struct World {
    kit: rechime_testkit::World,
    pub(super) audience: Audience,
}

impl Deref for World {
    type Target = rechime_testkit::World;

    fn deref(&self) -> &Self::Target {
        &self.kit
    }
}

impl World {
    /// So many people, every third of whom is in Hawaii.
    pub(super) async fn with_people(count: u32) -> Self {
        let kit = rechime_testkit::World::new().await;
        for number in 0..count {
            let province = if number % 3 == 0 { "HI" } else { "NY" };
            let profile =
                serde_json::from_value(json!({ "address": { "country": "US", "province": province } }));
            kit.table.put_subscriber(&demo(), &phone(number), &profile.unwrap(), None).await.unwrap();
        }
        let audience = Audience {
            shards: kit.faulty.clone(),
            runs: kit.faulty.clone(),
            configs: kit.faulty.clone(),
            campaigns: kit.faulty.clone(),
            reach: kit.faulty.clone(),
            waiting: kit.waiting(900),
            paces: kit.faulty.clone(),
            sender: installation_sender(1_000),
            link_base: link_base(),
            bulk: kit.bulk.clone(),
            jobs: kit.audience.clone(),
            parking: kit.parking(ParkedKind::Audience),
            clock: kit.clock.clone(),
        };
        Self { kit, audience }
    }

    /// The same with pages of one person.
    pub(super) fn with_short_pages(self) -> Self {
        let shards = Arc::new(ShortPages(self.audience.shards.clone()));
        self.over(shards)
    }

    /// The same over another list.
    pub(super) fn over(self, shards: Arc<dyn SubscriberShards>) -> Self {
        Self { audience: Audience { shards, ..self.audience }, ..self }
    }

    /// The same with another queue for campaigns' messages.
    pub(super) fn with_bulk(self, bulk: Arc<dyn Queue<SendJob>>) -> Self {
        Self { audience: Audience { bulk, ..self.audience }, ..self }
    }

    /// The jobs with which a campaign begins.
    pub(super) fn first_jobs_of(campaign: &Campaign) -> Vec<AudienceJob> {
        let first = |shard| CampaignStretch::beginning(demo(), campaign.id.clone(), shard);
        (0..SHARDS).map(|shard| AudienceJob::Campaign(first(shard))).collect()
    }

    /// A run over the list, and its first jobs.
    pub(super) async fn begin(&self, condition: Value) -> (RunId, Vec<AudienceJob>) {
        let id = RunId::of_count("7k2m9x").unwrap();
        let run = Run {
            id: id.clone(),
            segment: SegmentId::own("hawaii").unwrap(),
            condition: serde_json::from_value(condition).unwrap(),
            started_at: self.now(),
        };
        self.table.create_run(&demo(), &run).await.unwrap();
        let first = |shard| AudienceJob::Count(Stretch::beginning(demo(), id.clone(), shard));
        let jobs = (0..SHARDS).map(first).collect();
        (id, jobs)
    }

    /// Does a job; whether it left the queue.
    pub(super) async fn does(&self, job: &AudienceJob) -> bool {
        self.comes(serde_json::to_string(job).unwrap()).await
    }

    pub(super) async fn comes(&self, body: String) -> bool {
        failures(self.audience.handle(batch([queue_message("q-1", 1, body)])).await).is_empty()
    }

    /// Does all jobs, and what they put on the queue, until it is empty; a job that failed comes again.
    pub(super) async fn run_dry(&self, mut jobs: Vec<AudienceJob>) {
        while let Some(job) = jobs.pop() {
            if !self.does(&job).await {
                jobs.push(job);
            }
            jobs.extend(self.audience_queue());
        }
    }

    pub(super) fn audience_queue(&self) -> Vec<AudienceJob> {
        self.queued_for_audience().into_iter().map(|outgoing| outgoing.job).collect()
    }

    pub(super) fn queued_for_audience(&self) -> Vec<Outgoing<AudienceJob>> {
        self.kit.audience.take()
    }

    pub(super) async fn progress(&self, store: &StoreId, run: &RunId) -> RunProgress {
        self.table.get_progress(store, run).await.unwrap().unwrap()
    }
}

/// A list of which each page has one person.
struct ShortPages(Arc<dyn SubscriberShards>);

#[async_trait]
impl SubscriberShards for ShortPages {
    async fn list_shard(
        &self,
        store: &StoreId,
        shard: u8,
        after: Option<&Cursor>,
        _limit: usize,
    ) -> Result<Page<Subscriber>, StoreError> {
        self.0.list_shard(store, shard, after, 1).await
    }
}

fn phone(number: u32) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1212{:07}", 2_000_000 + number)).unwrap()
}
