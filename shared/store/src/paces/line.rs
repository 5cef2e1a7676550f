//! Lines: places in them are times at which to ask for a turn.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    ids::StoreId,
    pace::{Class, LONGEST_LINE, Pace, Standing},
    token_bucket::{Load, Turn},
};

use super::{PacedSender, Places, instant};
use crate::{
    keys::{self, Key},
    token_bucket::Asked,
};

/// Until when releases stand in line; it is their line.
pub(super) const RELEASE_UNTIL: &str = "release_until";

/// The row and the attribute of a line.
pub(super) fn line(sender: &PacedSender, class: Class, store: &StoreId) -> (Key, &'static str) {
    match class {
        Class::Release => (keys::pace(&sender.id), RELEASE_UNTIL),
        Class::Immediate | Class::Bulk => (keys::line(&sender.id, class, store), "until"),
    }
}

pub(super) fn queueing(pace: Pace, class: Class, parts: &[u32], from: Timestamp) -> Asked {
    Asked { load: pace.load(class, parts), now: from.as_microsecond(), patience: LONGEST_LINE }
}

/// How many texts may go into the line of releases, and how long after one the next.
pub(super) fn fitting(
    pace: Pace,
    standing: &Standing,
    most: usize,
    now: Timestamp,
    until: Timestamp,
) -> Option<(usize, i64)> {
    let spacing = pace.per_text(standing);
    let first = pace.bucket().turn(standing.release_until, NOTHING, now.as_microsecond()).start;
    let fitting = (until.as_microsecond() - first + spacing - 1).max(0) / spacing;
    let texts = usize::try_from(fitting).unwrap_or_default().min(most);
    (texts > 0).then_some((texts, spacing))
}

const NOTHING: Load = Load { lead: 0, last: 0, length: 0 };

pub(super) fn releasing(texts: usize, spacing: i64, now: Timestamp, until: Timestamp) -> Asked {
    let texts = i64::try_from(texts).unwrap_or(i64::MAX);
    Asked {
        load: Load { lead: 0, last: (texts - 1) * spacing, length: texts * spacing },
        now: now.as_microsecond(),
        patience: until.duration_since(now).try_into().unwrap_or_default(),
    }
}

pub(super) fn placed(texts: usize, spacing: i64, turn: Turn) -> Places {
    Places { texts, first: instant(turn.start), spacing: SignedDuration::from_micros(spacing) }
}

/// The places of texts that stand in line since `turn`; at its end, where it is too long for them.
pub(super) fn places(
    pace: Pace,
    class: Class,
    parts: &[u32],
    turn: Option<Turn>,
    from: Timestamp,
) -> Vec<Timestamp> {
    let end = from + SignedDuration::try_from(LONGEST_LINE).unwrap_or_default();
    let first = turn.map_or(end, |turn| instant(turn.start));
    let after = |offset| first + SignedDuration::from_micros(offset);
    pace.offsets(class, parts).into_iter().map(after).collect()
}
