//! The pace of a sender: when its texts go, whatever makes them, and which of them go first.
//!
//! Providers and carriers count *parts*, so a text of three parts takes three turns. All that sends from one sender takes
//! its turns from one [token bucket](crate::token_bucket). Nobody takes a turn that is more than [`AHEAD`] away, so
//! that a burst cannot own the future. What gets no turn queues up in a line: a place there is the time at which to ask
//! again, and no turn.

use std::{num::NonZeroU32, time::Duration};

use crate::{
    message::PendingMessage,
    token_bucket::{Load, TokenBucket, micros},
};

/// How far ahead anybody may take a turn.
pub const AHEAD: Duration = Duration::from_secs(2);

/// The longest that a provider can have everybody wait in one go, and how far a line reaches: as long as a queue can
/// delay a text.
pub const LONGEST_LINE: Duration = Duration::from_mins(15);

const SECOND: i64 = 1_000_000;

/// The part of a second that is left free, a hundredth: a process that was to call at a moment calls a little later.
const SPARED: i64 = 10_000;

/// What a text is to its sender. The more important comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// It has just become due.
    Immediate,
    /// It was held, and is released.
    Release,
    /// It is a campaign's.
    Bulk,
}

impl Class {
    /// All of them, the most important first.
    pub const ALL: [Self; 3] = [Self::Immediate, Self::Release, Self::Bulk];

    /// The class of a message.
    #[must_use]
    pub fn of(message: &PendingMessage) -> Self {
        if message.source.is_campaign() {
            Self::Bulk
        } else if message.held_until.is_some() {
            Self::Release
        } else {
            Self::Immediate
        }
    }

    /// The name in keys.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Release => "release",
            Self::Bulk => "bulk",
        }
    }

    /// How far ahead the class may take a turn. An immediate text finds room where the others find none.
    #[must_use]
    pub const fn ahead(self) -> Duration {
        match self {
            Self::Immediate => AHEAD,
            // A queue brings what waited in it by whole seconds.
            Self::Release => Duration::from_millis(1_500),
            Self::Bulk => Duration::from_secs(1),
        }
    }

    /// The time that a text takes of its sender, in hundredths of what its parts take. A campaign leaves a fifth of the
    /// rate free.
    const fn weight(self) -> i64 {
        match self {
            Self::Immediate | Self::Release => 100,
            Self::Bulk => 125,
        }
    }
}

/// How fast a sender may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    bucket: TokenBucket,
    /// Parts that an ordinary text has at most.
    ordinary: i64,
    daily_cap: Option<u32>,
}

/// How a sender stands: what its row says. Moments are microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Until when its turns are taken.
    pub empty_at: Option<i64>,
    /// Until when immediate texts stand in line.
    pub immediate_until: Option<i64>,
    /// Until when released texts do.
    pub release_until: Option<i64>,
    /// When the releases under way are expected to be through.
    pub release_through: Option<i64>,
    /// Texts of the day for which turns were taken.
    pub texts_today: u32,
    /// Their parts.
    pub parts_today: u32,
}

/// Why not all texts of a batch get a turn now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The next turns are taken, or more important texts wait for them.
    Busy,
    /// The sender has sent what it may send in a day.
    Capped,
}

/// What a batch of texts gets, by its order: turns for the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// For so many.
    pub texts: usize,
    /// What those put into the bucket.
    pub load: Load,
    /// Their parts.
    pub parts: u32,
    /// Why the others get none, if there are others.
    pub refusal: Option<Refusal>,
}

impl Pace {
    /// The pace of a sender that may send so many parts a second, and so many in a day.
    ///
    /// A text goes as a whole. So that in no second more than the rate goes, the parts of the second's last text must
    /// fit as well. For texts of up to `ordinary` parts the bucket is that much slower than the rate; a longer one waits
    /// for so much longer before it goes.
    #[must_use]
    pub fn new(parts_per_second: NonZeroU32, daily_cap: Option<NonZeroU32>) -> Self {
        let rate = i64::from(parts_per_second.get());
        let ordinary = 1 + (rate / 10).min(3);
        let sustained = rate - ordinary + 1;
        let interval = (SECOND + SPARED + sustained - 1) / sustained;
        let bucket = TokenBucket::new(interval, 1, LONGEST_LINE);
        Self { bucket, ordinary, daily_cap: daily_cap.map(NonZeroU32::get) }
    }

    /// The bucket that says so.
    #[must_use]
    pub const fn bucket(self) -> TokenBucket {
        self.bucket
    }

    /// How many parts it may send in a day.
    #[must_use]
    pub const fn daily_cap(self) -> Option<u32> {
        self.daily_cap
    }

    /// What texts of so many parts put into the bucket, one after the other.
    #[must_use]
    pub fn load(self, class: Class, parts: &[u32]) -> Load {
        let offsets = self.offsets(class, parts);
        let last = offsets.last().copied().unwrap_or_default();
        Load {
            lead: parts.first().map_or(0, |parts| self.lead(*parts)),
            last,
            length: last + parts.last().map_or(0, |parts| self.length(class, *parts)),
        }
    }

    /// How long after the first text each text of a batch goes.
    #[must_use]
    pub fn offsets(self, class: Class, parts: &[u32]) -> Vec<i64> {
        let mut offset = 0;
        let mut before = None;
        let next = |parts: &u32| {
            offset += before.map_or(0, |before| self.length(class, before) + self.lead(*parts));
            before = Some(*parts);
            offset
        };
        parts.iter().map(next).collect()
    }

    /// What of a batch gets a turn now: as many texts as may go within the class's time, within the day's parts, and none
    /// while a more important class waits.
    #[must_use]
    pub fn share(self, standing: &Standing, class: Class, parts: &[u32], now: i64) -> Share {
        let awaited = [standing.immediate_until, standing.release_until];
        let awaited = awaited
            .into_iter()
            .zip(Class::ALL)
            .any(|(until, other)| other < class && self.is_waiting(until, now));
        let (mut texts, mut total, mut refusal) = (0, 0_u32, None);
        for (place, more) in parts.iter().enumerate() {
            let load = self.load(class, parts.get(..=place).unwrap_or_default());
            let sum = total.saturating_add(*more);
            refusal = if awaited || self.bucket.admit(standing.empty_at, load, now, class.ahead()).is_none() {
                Some(Refusal::Busy)
            } else if self.is_over_cap(standing.parts_today, total, *more) {
                Some(Refusal::Capped)
            } else {
                None
            };
            if refusal.is_some() {
                break;
            }
            (texts, total) = (place + 1, sum);
        }
        let load = self.load(class, parts.get(..texts).unwrap_or_default());
        Share { texts, load, parts: total, refusal }
    }

    /// When a text of a class that got no turn may get one, at the earliest. A campaign's text asks again when the
    /// releases under way are expected to be through, or as late as a queue can bring it.
    #[must_use]
    pub fn again_at(self, standing: &Standing, class: Class, now: i64) -> i64 {
        let turns = standing.empty_at.map(|end| end - micros(class.ahead()));
        let lines = [standing.immediate_until, standing.release_until].into_iter().zip(Class::ALL);
        let lines = lines.filter_map(|(until, other)| until.filter(|_| other < class));
        let latest = self.bucket.latest(now);
        let through = standing.release_through.filter(|_| class == Class::Bulk);
        let through = through.map(|at| at.min(now + micros(LONGEST_LINE)));
        turns.into_iter().chain(lines).chain(through).filter(|at| *at <= latest).max().unwrap_or(now).max(now)
    }

    /// Whether a class waits that is in line until then. A line that is too long to be true is none.
    fn is_waiting(self, until: Option<i64>, now: i64) -> bool {
        until.is_some_and(|until| until > now && until <= self.bucket.latest(now))
    }

    /// How many parts may have gone today before so many more go; `None` where any may. The first text of a day goes
    /// however long it is.
    #[must_use]
    pub fn most_before(self, more: u32) -> Option<u32> {
        self.daily_cap.map(|cap| cap.saturating_sub(more))
    }

    fn is_over_cap(self, today: u32, batch: u32, more: u32) -> bool {
        let before = today.saturating_add(batch);
        before > 0 && self.daily_cap.is_some_and(|cap| before.saturating_add(more) > cap)
    }

    /// Microseconds for a text of the sender's ordinary length today: what a line of texts takes that nobody has
    /// counted yet.
    #[must_use]
    pub fn per_text(self, standing: &Standing) -> i64 {
        let interval = self.bucket.interval();
        match (i64::from(standing.texts_today), i64::from(standing.parts_today)) {
            (0, _) => interval * 3 / 2,
            (texts, parts) => (interval * parts / texts).max(interval),
        }
    }

    /// How much longer a text waits that is longer than an ordinary one: a second at most.
    fn lead(self, parts: u32) -> i64 {
        let longer = (i64::from(parts) - self.ordinary).max(0);
        longer.saturating_mul(self.bucket.interval()).min(SECOND + self.bucket.interval())
    }

    fn length(self, class: Class, parts: u32) -> i64 {
        i64::from(parts.max(1)) * self.bucket.interval() * class.weight() / 100
    }
}

/// When texts will have gone of which so many wait until a moment each, in microseconds since 1970, where each takes
/// `per_text` microseconds of a sender whose line reaches until `line_until`. `None` where no text waits.
#[must_use]
pub fn through_at(
    waiting: impl IntoIterator<Item = (i64, i64)>,
    per_text: i64,
    line_until: Option<i64>,
    now: i64,
) -> Option<i64> {
    let mut waiting: Vec<_> = waiting.into_iter().filter(|(_, texts)| *texts > 0).collect();
    waiting.sort_unstable();
    let begin = line_until.unwrap_or(now).max(now);
    let through = |free: i64, (from, texts): &(i64, i64)| {
        free.max(*from).saturating_add(texts.saturating_mul(per_text))
    };
    (!waiting.is_empty()).then(|| waiting.iter().fold(begin, through))
}

/// The wait until a moment, in whole seconds.
#[must_use]
pub fn seconds_until(moment: i64, now: i64) -> u16 {
    let seconds = (moment - now).max(0).min(micros(LONGEST_LINE));
    u16::try_from((seconds + SECOND - 1) / SECOND).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
