//! The name of a schedule, and when it fires.
//!
//! The emulator of the local stack takes anything, so what AWS would refuse is refused here:
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>.

use jiff::{Timestamp, tz::TimeZone};
use rechime_domain::{ids::StoreId, minute::Minute};

/// The Scheduler would not take this schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is nothing that EventBridge Scheduler takes")]
pub struct InvalidSchedule(pub String);

/// `release-20261124T1403`, and `release-20261124T1403-at-20261124T1510` for a bucket that is released late.
pub(super) fn name(release: Minute, at: Minute) -> Result<String, InvalidSchedule> {
    let own = utc(release, "release-%Y%m%dT%H%M");
    checked(if at == release { own } else { own + &utc(at, "-at-%Y%m%dT%H%M") })
}

/// `review-oat-and-ember-20261124T1403`.
pub(super) fn of_review(store: &StoreId, at: Minute) -> Result<String, InvalidSchedule> {
    checked(format!("review-{store}{}", utc(at, "-%Y%m%dT%H%M")))
}

/// `again-oat-and-ember-20261124T1403`: the next step of a review, which is not in the way of a new one.
pub(super) fn of_further_review(store: &StoreId, at: Minute) -> Result<String, InvalidSchedule> {
    checked(format!("again-{store}{}", utc(at, "-%Y%m%dT%H%M")))
}

fn checked(name: String) -> Result<String, InvalidSchedule> {
    // It is the client token too, which has the same length and fewer letters.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
        Ok(name)
    } else {
        Err(InvalidSchedule(name))
    }
}

/// `at(2026-11-24T14:03:00)`, in UTC and without a zone, as `at` wants it.
pub(super) fn expression(at: Minute) -> Result<String, InvalidSchedule> {
    let expression = utc(at, "at(%Y-%m-%dT%H:%M:00)");
    // Further back years are written with a sign.
    if at.start() >= Timestamp::UNIX_EPOCH { Ok(expression) } else { Err(InvalidSchedule(expression)) }
}

fn utc(minute: Minute, format: &str) -> String {
    minute.start().to_zoned(TimeZone::UTC).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute() -> Minute {
        "2026-11-24T14:03Z".parse().unwrap()
    }

    #[test]
    fn the_name_says_both_minutes_and_the_expression_is_utc() {
        assert_eq!(name(minute(), minute()).as_deref(), Ok("release-20261124T1403"));
        assert_eq!(
            name(minute(), minute().plus(67)).as_deref(),
            Ok("release-20261124T1403-at-20261124T1510")
        );
        let store = StoreId::parse(&"a".repeat(40)).unwrap();
        assert_eq!(of_review(&store, minute()), Ok(format!("review-{store}-20261124T1403")));
        assert_eq!(of_further_review(&store, minute()), Ok(format!("again-{store}-20261124T1403")));
        assert_eq!(expression(minute()).as_deref(), Ok("at(2026-11-24T14:03:00)"));
    }

    #[test]
    fn what_aws_would_refuse_is_refused() {
        let antiquity = minute().plus(-60 * 24 * 366 * 2100);
        assert!(name(antiquity, antiquity).is_ok_and(|name| name.len() <= 64));
        assert!(expression(antiquity).is_err());
    }
}
