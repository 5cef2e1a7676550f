//! Giving everybody whom a campaign is for their message.
//!
//! What may go now is handed on as fast as the store's sender can take it, so that what waits in its queue is minutes and
//! not days of work. A message that comes twice is the same message: its id is made of store, phone and campaign, a hold
//! overwrites itself, and the claim lets one of them through.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    campaign::{Campaign, Launch},
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::Known,
    job::{CampaignStretch, SendJob},
    message::PendingMessage,
    minute::Minute,
    pace::{Class, seconds_until},
    reason::Reason,
    source::Source,
    subscriber::Subscriber,
};
use rechime_platform::{job::JobError, queue::Outgoing};
use rechime_store::{
    Cursor, campaigns::ShardReach, configs::StoreConfig, paces::PacedSender, waiting::Place,
};

use crate::{Audience, PAGES_PER_JOB};

/// Texts of so many seconds are a page, as far as it has that many people. Sixteen shards are read at once.
const SECONDS_ON_A_PAGE: u32 = 30;

/// People on a page.
const FEWEST: usize = 25;
const MOST: usize = 500;

/// A job ends once its sender has work for so long, and the next begins when half of that is left.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// A campaign that runs, and its store.
struct Running {
    campaign: Campaign,
    launch: Launch,
    store_config: Arc<StoreConfig>,
    sender: PacedSender,
    /// People on a page.
    page: usize,
}

/// The messages of a page.
#[derive(Default)]
struct Planned {
    /// Those that may go, with their parts.
    due: Vec<(PendingMessage, u32)>,
    /// Those that wait for a minute.
    waiting: Vec<(PendingMessage, Minute)>,
}

impl Audience {
    /// Gives those of a stretch their messages, and writes down how far the shard was read. Of a campaign that was canceled
    /// nothing more is read.
    pub(crate) async fn give(&self, mut stretch: CampaignStretch) -> Result<(), JobError> {
        let mut busy_until = None;
        for _ in 0..PAGES_PER_JOB {
            let Some(running) = self.running(&stretch).await? else { return Ok(()) };
            busy_until = self.give_page(&running, &mut stretch).await?;
            if stretch.after.is_none() || busy_until.is_some() {
                break;
            }
        }
        let now = self.clock.now();
        let reach = reach(&stretch, now);
        let put = self.reach.put_reach(&stretch.store, &stretch.campaign, &reach).await;
        put.map_err(JobError::retry)?;
        if reach.is_done { Ok(()) } else { self.go_on_with(stretch, busy_until, now).await }
    }

    /// The campaign of a stretch, unless it was canceled.
    async fn running(&self, stretch: &CampaignStretch) -> Result<Option<Running>, JobError> {
        let (store, id) = (&stretch.store, &stretch.campaign);
        let campaign = self.campaigns.get_campaign(store, id).await.map_err(JobError::retry)?;
        let store_config = self.configs.get_config(store).await.map_err(JobError::retry)?;
        let (Some(campaign), Some(store_config)) = (campaign.filter(Campaign::is_running), store_config)
        else {
            return Ok(None);
        };
        let Some(launch) = campaign.launch().cloned() else { return Ok(None) };
        let sender = store_config.sender(&self.sender);
        let texts = sender.parts_per_second.get().saturating_mul(SECONDS_ON_A_PAGE);
        let page = usize::try_from(texts).unwrap_or(MOST).clamp(FEWEST, MOST);
        let sender = PacedSender::from(sender);
        Ok(Some(Running { campaign, launch, store_config, sender, page }))
    }

    /// Gives a page its messages. Where the sender has work for a while, says until when.
    async fn give_page(
        &self,
        running: &Running,
        stretch: &mut CampaignStretch,
    ) -> Result<Option<Timestamp>, JobError> {
        let cursor = stretch.after.take().map(Cursor::new);
        let page = self.shards.list_shard(&stretch.store, stretch.shard, cursor.as_ref(), running.page).await;
        let page = page.map_err(JobError::retry)?;
        let now = self.clock.now();
        let planned = self.plan(running, &page.items, stretch, now);
        stretch.after = page.next.map(String::from);
        self.hold(&planned.waiting, now).await?;
        self.hand_on(running, planned.due, now).await
    }

    /// Decides about each of a page whom the campaign is for, and counts what it comes to. Days count back from the launch,
    /// so that it is of no matter when a page is read.
    fn plan(
        &self,
        running: &Running,
        people: &[Subscriber],
        stretch: &mut CampaignStretch,
        now: Timestamp,
    ) -> Planned {
        let mut planned = Planned::default();
        for subscriber in people {
            stretch.read += 1;
            if !running.launch.is_for(subscriber) {
                continue;
            }
            stretch.matched += 1;
            let message = running.campaign.message(&stretch.store, &subscriber.phone, running.launch.at);
            let decision = self.decide(running, &message, subscriber, now);
            let message = message.decided(now);
            match decision.verdict {
                Verdict::Send { .. } => {
                    let parts = decision.text.map_or(1, |text| text.parts.count);
                    planned.due.push((message.ready(now), parts));
                }
                Verdict::Wait { until } => {
                    stretch.held += 1;
                    stretch.last_minute = stretch.last_minute.max(Some(until));
                    planned.waiting.push((message.waiting(now, until, &decision.why), until));
                }
                Verdict::Skip => {
                    let code = decision.cause().map(Reason::code).unwrap_or_default();
                    *stretch.skipped.entry(code).or_default() += 1;
                }
            }
        }
        planned
    }

    fn decide(
        &self,
        running: &Running,
        message: &PendingMessage,
        subscriber: &Subscriber,
        now: Timestamp,
    ) -> Decision {
        decide(&Situation {
            settings: &running.store_config.settings,
            source: Source::Campaign(&running.campaign),
            message,
            subscriber: Knowledge::Read(Some(subscriber)),
            segments: &running.store_config.segments,
            known: &Known::default(),
            links: &self.link_base,
            now,
        })
    }

    /// Puts messages where they wait.
    async fn hold(&self, waiting: &[(PendingMessage, Minute)], now: Timestamp) -> Result<(), JobError> {
        let (mut held, mut soon) = (Vec::new(), Vec::new());
        for (message, until) in waiting {
            match self.waiting.place(*until, now) {
                Place::Hold => held.push((message.clone(), *until)),
                Place::Queue { delay_seconds } => {
                    soon.push(Outgoing { job: SendJob::new(message.clone()), delay_seconds });
                }
            }
        }
        self.waiting.hold(&held, now).await.map_err(JobError::retry)?;
        self.bulk.send(&soon).await.map_err(JobError::retry)
    }

    /// Hands messages on, each when its place in the line of the store's campaigns has come. Where the last of them is far
    /// away, says when it is.
    async fn hand_on(
        &self,
        running: &Running,
        due: Vec<(PendingMessage, u32)>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, JobError> {
        if due.is_empty() {
            return Ok(None);
        }
        let store = &running.store_config.settings.id;
        let parts: Vec<_> = due.iter().map(|(_, parts)| *parts).collect();
        let places = self.paces.line_up(&running.sender, Class::Bulk, store, &parts, now).await;
        let places = places.map_err(JobError::retry)?;
        let job = |((message, _), at): ((PendingMessage, u32), &Timestamp)| {
            let delay = seconds_until(at.as_microsecond(), now.as_microsecond());
            Outgoing::after(SendJob::new(message), delay)
        };
        let jobs: Vec<_> = due.into_iter().zip(&places).map(job).collect();
        self.bulk.send(&jobs).await.map_err(JobError::retry)?;
        Ok(places.last().copied().filter(|last| *last > now + AHEAD))
    }

    /// Goes on behind a stretch, when its sender has nearly done what it was given.
    async fn go_on_with(
        &self,
        next: CampaignStretch,
        busy_until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let from = busy_until.map_or(now, |until| until - AHEAD / 2);
        let delay = seconds_until(from.as_microsecond(), now.as_microsecond());
        let job = rechime_domain::job::AudienceJob::Campaign(next);
        self.jobs.send(&[Outgoing::after(job, self.waiting.on_queue(delay))]).await.map_err(JobError::retry)
    }
}

fn reach(stretch: &CampaignStretch, at: Timestamp) -> ShardReach {
    ShardReach {
        shard: stretch.shard,
        read: stretch.read,
        matched: stretch.matched,
        held: stretch.held,
        last_minute: stretch.last_minute,
        skipped: stretch.skipped.clone(),
        is_done: stretch.after.is_none(),
        at,
    }
}
