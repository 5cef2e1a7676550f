//! What became of a campaign's texts.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    campaign::{Campaign, CampaignState},
    counting::Counts,
    hour::Hour,
};
use rechime_store::{campaigns::Reach, configs::StoreConfig};
use serde::Serialize;

use super::CampaignError;
use crate::{app::App, use_cases::store_report::figures::Figures};

/// How long after its launch, or its time, a campaign's texts are counted. What has not gone by then is in trouble.
pub(super) const COUNTED: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How far a campaign has come. What became of the texts is counted some seconds to a minute after it happened.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Progress {
    /// How many people of the list were read so far.
    pub(crate) read: u64,
    /// Whether that is all of the list.
    pub(crate) is_read_whole: bool,
    /// How many of those whom it is for were given a time to wait for.
    pub(crate) held: u64,
    /// How many of them wait: for their time, or for their turn. None once it was canceled.
    pub(crate) waiting: u64,
    /// How many get nothing because it was canceled.
    pub(crate) canceled: u64,
    /// `planned` are those whom it is for. Who was skipped is among them.
    #[serde(flatten)]
    pub(crate) figures: Figures,
    pub(crate) as_of: Timestamp,
}

/// The progress of a campaign; `None` for a draft.
pub(super) async fn of(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
    reach: &Reach,
) -> Result<Option<Progress>, CampaignError> {
    let Some(launch) = campaign.launch() else { return Ok(None) };
    let now = app.clock.now();
    let counts = counts(app, store, campaign, launch.at, now).await?;
    let matched = reach.sum(|shard| shard.matched);
    let mut figures = Figures { planned: signed(matched), ..Figures::of(&counts) };
    for (code, count) in reach.shards.iter().flat_map(|shard| &shard.skipped) {
        *figures.skipped.entry(code.clone()).or_default() += signed(*count);
    }
    let ended = figures.sent + figures.failed + figures.unknown + figures.all_skipped();
    let open = matched.saturating_sub(ended.try_into().unwrap_or(0));
    let is_canceled = matches!(campaign.state, CampaignState::Canceled { .. });
    Ok(Some(Progress {
        read: reach.sum(|shard| shard.read),
        is_read_whole: reach.is_done(),
        held: reach.sum(|shard| shard.held),
        waiting: if is_canceled { 0 } else { open },
        canceled: if is_canceled { open } else { 0 },
        figures,
        as_of: now,
    }))
}

fn signed(count: u64) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// All that was counted of a campaign: after its launch, when the list is read, and from its time on.
async fn counts(
    app: &App,
    store: &StoreConfig,
    campaign: &Campaign,
    launched_at: Timestamp,
    now: Timestamp,
) -> Result<Counts, CampaignError> {
    let mut counts = Counts::default();
    for (first, last) in spans(campaign.send_at.span(), launched_at, now) {
        let rows = app.counters.list_counts(&store.settings.id, first, last).await?;
        let own = rows.iter().filter(|row| row.source.as_ref() == Some(&campaign.id));
        own.for_each(|row| counts.add_all(&row.counts, 1));
    }
    Ok(counts)
}

/// The hours in which a campaign's texts are counted, without an hour that is in two of them.
fn spans(due: Option<(Timestamp, Timestamp)>, launched_at: Timestamp, now: Timestamp) -> Vec<(Hour, Hour)> {
    let (first, last) = due.unwrap_or((launched_at, launched_at));
    let after_launch = (launched_at, launched_at + COUNTED);
    let after_due = (first.max(after_launch.1), last.max(launched_at) + COUNTED);
    let hours = |(from, to): (Timestamp, Timestamp)| (Hour::containing(from), Hour::containing(to.min(now)));
    let (launch, mut due) = (hours(after_launch), hours(after_due));
    due.0 = due.0.max(launch.1.plus(1));
    [launch, due].into_iter().filter(|(first, last)| first <= last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn the_hours_that_are_read_follow_launch_and_time_and_none_is_read_twice() {
        let launch = at("2026-11-01T12:30:00Z");
        let told = |due, now: &str| {
            let spans = spans(due, launch, at(now));
            spans.iter().map(|(first, last)| format!("{first}..{last}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(None, "2026-11-01T14:00:00Z"), "2026-11-01T12Z..2026-11-01T14Z");
        assert_eq!(told(None, "2027-01-01T00:00:00Z"), "2026-11-01T12Z..2026-11-15T12Z");
        let soon = Some((at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z")));
        assert_eq!(
            told(soon, "2027-01-01T00:00:00Z"),
            "2026-11-01T12Z..2026-11-15T12Z 2026-11-15T13Z..2026-11-17T00Z"
        );
        let later = Some((at("2026-12-24T00:00:00Z"), at("2026-12-25T02:00:00Z")));
        assert_eq!(told(later, "2026-12-01T00:00:00Z"), "2026-11-01T12Z..2026-11-15T12Z");
        assert_eq!(
            told(later, "2027-02-01T00:00:00Z"),
            "2026-11-01T12Z..2026-11-15T12Z 2026-12-24T00Z..2027-01-08T02Z"
        );
    }
}
