//! What a campaign would come to if it were launched now, before anybody gets it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rechime_domain::{
    campaign::{Campaign, CampaignState, Launch},
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::Known,
    minute::Minute,
    pace::{Class, through_at},
    reason::Reason,
    source::Source,
    subscriber::Subscriber,
};
use rechime_store::{configs::StoreConfig, paces::PacedSender, subscribers::SHARDS};
use serde::Serialize;

use super::{CampaignError, condition_of, find};
use crate::{
    app::App,
    use_cases::{
        segments::survey::{Survey, survey},
        store_report::money::Dollars,
    },
};

/// What a campaign would come to. Each person of the list is decided on as if it were launched now; what changes until
/// their text goes, such as an opt-out, is not in it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Estimate {
    /// Whom it is for.
    pub(crate) people: u64,
    /// Who of them gets the text.
    pub(crate) texts: u64,
    /// Who of these waits: for the time of their own clock, or for quiet hours to end.
    pub(crate) waiting: u64,
    /// The texts' segments.
    pub(crate) segments: u64,
    /// What they cost at the list price of a segment to a US number, in US dollars.
    #[cfg_attr(test, schema(value_type = String))]
    pub(crate) cost_usd: Dollars,
    /// Who of them gets nothing, by the code of the reason.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// When the last of them has the text, if the sender sends nothing else: a campaign uses four fifths of its rate. Quiet
    /// hours that begin before that are not in it. Null where nobody gets the text.
    pub(crate) through_at: Option<Timestamp>,
    /// The same on the store's clocks, with their offset.
    pub(crate) through_at_local: Option<String>,
    /// False for sixteen times what a sixteenth of the list comes to.
    pub(crate) exact: bool,
    pub(crate) as_of: Timestamp,
}

/// What the people of a list come to.
#[derive(Debug, Default)]
struct Tally {
    people: u64,
    parts: u64,
    skipped: BTreeMap<String, u64>,
    /// Texts by the minute for which they wait; `None` for those that go at once.
    texts: BTreeMap<Option<Minute>, u64>,
}

/// Estimates a campaign as it is now.
pub(crate) async fn estimate(app: &App, store: &StoreConfig, key: &str) -> Result<Estimate, CampaignError> {
    let campaign = find(app, store, key).await?;
    let now = app.clock.now();
    let launch = Launch { at: now, condition: condition_of(store, &campaign)? };
    let launched = Campaign { state: CampaignState::Launched { launch: launch.clone() }, ..campaign };
    let found = survey(app, &store.settings.id, |tally: &mut Tally, subscriber| {
        if launch.is_for(&subscriber) {
            tally.add(&decision(app, store, &launched, &subscriber, now));
        }
    });
    let Survey { first, others } = found.await?.ok_or(CampaignError::TooLong)?;
    let exact = others.is_some();
    let tally = match others {
        Some(others) => first.with(others),
        None => first.of_all_shards(),
    };
    tally.into_estimate(app, store, now, exact).await
}

fn decision(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
    subscriber: &Subscriber,
    now: Timestamp,
) -> Decision {
    decide(&Situation {
        settings: &store.settings,
        source: Source::Campaign(campaign),
        message: &campaign.message(&store.settings.id, &subscriber.phone, now),
        subscriber: Knowledge::Read(Some(subscriber)),
        segments: &store.segments,
        known: &Known::default(),
        links: &app.link_base,
        now,
    })
}

impl Tally {
    fn add(&mut self, decision: &Decision) {
        self.people += 1;
        let minute = match decision.verdict {
            Verdict::Skip => {
                let code = decision.cause().map(Reason::code).unwrap_or_default();
                *self.skipped.entry(code).or_default() += 1;
                return;
            }
            Verdict::Send { .. } => None,
            Verdict::Wait { until } => Some(until),
        };
        self.parts += decision.text.as_ref().map_or(1, |text| u64::from(text.parts.count));
        *self.texts.entry(minute).or_default() += 1;
    }

    fn with(mut self, other: Self) -> Self {
        self.people += other.people;
        self.parts += other.parts;
        other.skipped.into_iter().for_each(|(code, count)| *self.skipped.entry(code).or_default() += count);
        other.texts.into_iter().for_each(|(minute, count)| *self.texts.entry(minute).or_default() += count);
        self
    }

    /// Sixteen times as much.
    fn of_all_shards(mut self) -> Self {
        let shards = u64::from(SHARDS);
        self.people *= shards;
        self.parts *= shards;
        self.skipped.values_mut().for_each(|count| *count *= shards);
        self.texts.values_mut().for_each(|count| *count *= shards);
        self
    }

    async fn into_estimate(
        self,
        app: &App,
        store: &StoreConfig,
        now: Timestamp,
        exact: bool,
    ) -> Result<Estimate, CampaignError> {
        let through_at = self.will_be_through(app, store, now).await?;
        let zone = store.settings.zone();
        let local = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let texts: u64 = self.texts.values().sum();
        Ok(Estimate {
            people: self.people,
            texts,
            waiting: texts - self.texts.get(&None).copied().unwrap_or_default(),
            segments: self.parts,
            cost_usd: Dollars::of_segments(self.parts.try_into().unwrap_or(i64::MAX)),
            skipped: self.skipped,
            through_at,
            through_at_local: through_at.map(local),
            exact,
            as_of: now,
        })
    }

    async fn will_be_through(
        &self,
        app: &App,
        store: &StoreConfig,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CampaignError> {
        let texts: u64 = self.texts.values().sum();
        if texts == 0 {
            return Ok(None);
        }
        let sender = PacedSender::from(store.sender(&app.own_sender));
        let standing = app.paces.get_standing(&sender.id, now).await?;
        let per_part = sender.pace.load(Class::Bulk, &[1]).length;
        let per_text = per_part.saturating_mul(self.parts.try_into().unwrap_or(i64::MAX));
        let per_text = per_text / i64::try_from(texts).unwrap_or(i64::MAX);
        let begins = |minute: &Option<Minute>| minute.map_or(now, Minute::start).max(now).as_microsecond();
        let waiting = self
            .texts
            .iter()
            .map(|(minute, texts)| (begins(minute), (*texts).try_into().unwrap_or(i64::MAX)));
        let through = through_at(waiting, per_text, standing.release_until, now.as_microsecond());
        Ok(through.and_then(|micros| Timestamp::from_second(micros / 1_000_000 + 1).ok()))
    }
}
