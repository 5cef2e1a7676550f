//! How senders stand: whose turn it is, who stands in line, and what went today.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rechime_domain::{
    ids::{SenderId, StoreId},
    pace::{Class, Pace, Refusal, Share, Standing},
    sender::Sender,
    token_bucket::Turn,
};

use crate::error::StoreError;

mod line;
#[cfg(feature = "memory")]
mod memory;
mod table;

#[cfg(feature = "memory")]
pub(crate) use self::memory::PaceRow;

/// A sender, as far as its pace matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacedSender {
    /// Its id.
    pub id: SenderId,
    /// How fast it may send.
    pub pace: Pace,
}

impl From<&Sender> for PacedSender {
    fn from(sender: &Sender) -> Self {
        Self { id: sender.id.clone(), pace: Pace::new(sender.parts_per_second, sender.daily_cap) }
    }
}

/// What a batch of texts got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// When each of the first texts goes, in order: [`AHEAD`](rechime_domain::pace::AHEAD) from now at the latest.
    pub starts: Vec<Timestamp>,
    /// Why the others got none, if there are others.
    pub refusal: Option<Refusal>,
    /// When to ask again for the others, at the earliest.
    pub again_at: Timestamp,
}

/// Places of texts in the line of releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// How many.
    pub texts: usize,
    /// When the first of them is to ask for its turn.
    pub first: Timestamp,
    /// How long after one the next is.
    pub spacing: SignedDuration,
}

/// Gives the texts of a sender their turns, to all functions alike: in no second more parts than the sender may send.
#[async_trait]
pub trait Paces: Send + Sync {
    /// Takes turns for texts of so many parts each, for as many of them as get one now. One or two write units.
    async fn take_turns(
        &self,
        sender: &PacedSender,
        class: Class,
        parts: &[u32],
        now: Timestamp,
    ) -> Result<Turns, StoreError>;

    /// The provider refused a text although it had its turn: nobody gets one before `pause` has passed, at most
    /// [`LONGEST_LINE`](rechime_domain::pace::LONGEST_LINE).
    async fn pause_sender(
        &self,
        sender: &PacedSender,
        now: Timestamp,
        pause: Duration,
    ) -> Result<(), StoreError>;

    /// Gives texts of a store that got no turn places in line, from `from` on: when each is to ask again. While immediate
    /// texts or releases stand in line, the less important get no turn.
    async fn line_up(
        &self,
        sender: &PacedSender,
        class: Class,
        store: &StoreId,
        parts: &[u32],
        from: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError>;

    /// Gives up to `most` texts places in the line of releases, which are to ask for their turns before `until`. Their
    /// parts are not known; they count as the texts of the day.
    async fn line_up_release(
        &self,
        sender: &PacedSender,
        most: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Places>, StoreError>;

    /// Notes when the texts of a release are expected to be through, so that campaigns ask for their turns no sooner. One
    /// write unit.
    async fn note_release(
        &self,
        sender: &PacedSender,
        through_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// How a sender stands. May miss the last second.
    async fn get_standing(&self, sender: &SenderId, now: Timestamp) -> Result<Standing, StoreError>;
}

/// Whoever stands in line may come a little late to ask.
const LATE: SignedDuration = SignedDuration::from_secs(2);

fn turns(
    pace: Pace,
    class: Class,
    parts: &[u32],
    standing: &Standing,
    share: Share,
    turn: Option<Turn>,
    now: Timestamp,
) -> Turns {
    let offsets = pace.offsets(class, parts.get(..share.texts).unwrap_or_default());
    let starts =
        turn.into_iter().flat_map(|turn| offsets.iter().map(move |offset| instant(turn.start + offset)));
    let again_at = instant(pace.again_at(standing, class, now.as_microsecond()));
    Turns { starts: starts.collect(), refusal: share.refusal, again_at }
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}
