//! A message as Twilio's JSON shows it.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::{Value, json};

use crate::sms::outbox::Entry;

/// The resource of `entry` in `account`.
pub(crate) fn message(entry: &Entry, account: &str, status: &str) -> Value {
    let sid = &entry.provider_message_id;
    let service = entry.from.as_deref().filter(|from| from.starts_with("MG"));
    let number = entry.from.as_deref().filter(|from| !from.starts_with("MG"));
    let uri = format!("/2010-04-01/Accounts/{account}/Messages/{sid}");
    let at = rfc2822(entry.at);
    json!({
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": entry.body,
        "date_created": at,
        "date_sent": (status == "sent").then_some(&at),
        "date_updated": at,
        "direction": "outbound-api",
        "error_code": null,
        "error_message": null,
        "from": number,
        "messaging_service_sid": service,
        "num_media": "0",
        // Twilio too answers 0 until it has chosen a sender and an encoding.
        "num_segments": "0",
        "price": null,
        "price_unit": "USD",
        "sid": sid,
        "status": status,
        "subresource_uris": {"media": format!("{uri}/Media.json")},
        "to": entry.to,
        "uri": format!("{uri}.json"),
    })
}

fn rfc2822(at: Timestamp) -> String {
    rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default()
}
