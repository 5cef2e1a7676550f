//! Whether Recharge's API tells of an object as it was before a webhook about it: its reads may lag behind its
//! webhooks.

use jiff::Timestamp;
use rechime_domain::occurrence::Subject;
use serde_json::value::RawValue;

use super::subject::singular;
use crate::payload::envelope::Envelope;

/// Whether `answer`, Recharge's answer about `subject`, is older than the webhook that asked for it.
///
/// By `updated_at`, to the second, since not every shape has more. Where either does not say when, there is nothing to
/// tell them apart by, and the answer counts.
#[must_use]
pub fn is_stale_answer(subject: &Subject, answer: &RawValue, webhook: &RawValue) -> bool {
    let of = |payload| Some(updated_at(subject, payload)?.as_second());
    matches!((of(answer), of(webhook)), (Some(answer), Some(webhook)) if answer < webhook)
}

fn updated_at(subject: &Subject, payload: &RawValue) -> Option<Timestamp> {
    Envelope::parse(payload).ok()?.resource(singular(subject)).ok()?.instant("updated_at").ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_stale_if_it_is_older_by_a_second_or_more() {
        let subject = Subject::Charge("1".to_owned());
        let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
        let at = |at: &str| raw(&format!(r#"{{"charge":{{"id":1,"updated_at":{at}}}}}"#));
        let webhook = at(r#""2023-05-13T04:07:33.637636+00:00""#);
        for (answer, expected) in [
            (r#""2023-05-13T04:07:32+00:00""#, true),
            (r#""2023-05-13T04:07:33+00:00""#, false),
            (r#""2023-05-13T04:07:34+00:00""#, false),
            // Of the older version, in the time of New York.
            (r#""2023-05-13T00:07:33""#, false),
            (r#""2023-05-13T00:07:32""#, true),
            (r#""soon""#, false),
            ("null", false),
        ] {
            assert_eq!(is_stale_answer(&subject, &at(answer), &webhook), expected, "{answer}");
        }
        assert!(!is_stale_answer(&subject, &at("null"), &at("null")));
        assert!(!is_stale_answer(&subject, &raw(r#"{"order":{}}"#), &webhook));
    }
}
