//! What an error of Twilio's says about the text: <https://www.twilio.com/docs/api/errors>.
//!
//! Reasons are made from codes: Twilio's own messages quote the phone number.

use std::time::Duration;

use reqwest::{Response, header::RETRY_AFTER};
use serde::Deserialize;

use super::webhook::is_for_good;
use crate::provider::SendError;

#[derive(Deserialize)]
struct Body {
    code: Option<u32>,
}

/// No answer came.
pub(super) fn broken(error: &reqwest::Error) -> SendError {
    if error.is_builder() {
        return SendError::misconfigured("the request could not be made; check the parameter TwilioApiUrl");
    }
    if error.is_connect() {
        return SendError::NotReached { reason: "no connection to Twilio".to_owned() };
    }
    let reason =
        if error.is_timeout() { "Twilio did not answer in time" } else { "the connection to Twilio broke" };
    SendError::ambiguous(reason)
}

/// An answer came that is no success.
pub(super) async fn read(answer: Response) -> SendError {
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    let code = answer.json::<Body>().await.ok().and_then(|body| body.code);
    refusal(status, code.unwrap_or_default(), retry_after.map(Duration::from_secs))
}

fn refusal(status: u16, code: u32, retry_after: Option<Duration>) -> SendError {
    match (status, code) {
        // 21611: the number's own queue is full. None of these was processed.
        (429, _) | (_, 20429 | 21611) => SendError::Throttled { retry_after },
        (_, 21610) => SendError::opted_out("opted out with Twilio (21610)"),
        (_, code) if is_for_good(code) => {
            SendError::invalid_number(format!("no number that takes texts ({code})"))
        }
        (_, 21408) => {
            SendError::misconfigured("turn on this country in Twilio's Messaging geographic permissions")
        }
        (_, code) if is_of_the_sender(code) => SendError::misconfigured(format!(
            "Twilio does not send from this number or service ({code}); check SmsOriginationIdentity"
        )),
        (_, 21608) => SendError::misconfigured(
            "the Twilio account is on trial and texts verified phones only (21608); upgrade it in Twilio's console",
        ),
        (_, 21704) => SendError::misconfigured(
            "the Twilio messaging service has no number (21704); add one to its sender pool",
        ),
        (_, 21609) => SendError::misconfigured(
            "Twilio does not take the address for receipts (21609); check the parameter PublicUrl",
        ),
        (401 | 403, _) | (_, 20003 | 20005) => SendError::misconfigured(
            "Twilio does not let this account in; check TwilioAccountSid and the stored auth token",
        ),
        (404, _) => SendError::misconfigured("Twilio knows no such account; check TwilioAccountSid"),
        (500.., _) => SendError::ambiguous(format!("Twilio answered {status}")),
        (..=399, _) => {
            SendError::misconfigured(format!("Twilio answered {status}; check the parameter TwilioApiUrl"))
        }
        _ => SendError::refused(format!("Twilio answered {status} ({code})")),
    }
}

/// Whether an error is about the number or service that texts come from: not the account's, not one that can send texts,
/// or missing. Until somebody changes that, no text goes.
const fn is_of_the_sender(code: u32) -> bool {
    matches!(
        code,
        21212 | 21267 | 21601 | 21603 | 21606 | 21607 | 21659 | 21660 | 21661 | 21701 | 21702 | 21703 | 21705
    )
}
