//! The form that creates a message, and its constraints.

use std::collections::BTreeMap;

use super::error::TwilioError;
use crate::sms::gateway::Submission;
use crate::sms::outbox::Provider;

/// Form or query parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

/// The message that the form asks for, or Twilio's refusal.
pub(crate) fn submission(account: &str, mut form: Parameters) -> Result<Submission, TwilioError> {
    let mut take = |name: &str| form.remove(name).filter(|value| !value.is_empty());
    let required = |code, message: &'static str| move || TwilioError::new(code, message.to_owned());
    let to = take("To").ok_or_else(required(21604, "A 'To' phone number is required."))?;
    let from = take("From").or_else(|| take("MessagingServiceSid"));
    let from = from.ok_or_else(required(21603, "A 'From' phone number is required."))?;
    let body = take("Body").ok_or_else(required(21602, "Message body is required."))?;
    let time_to_live = take("ValidityPeriod").map(|text| validity_period(&text)).transpose()?;
    let status_callback = take("StatusCallback");
    check_phone(&to)?;
    check_length(&body)?;
    Ok(Submission {
        provider: Provider::Twilio,
        to,
        from: Some(from),
        body,
        context: BTreeMap::new(),
        time_to_live,
        account: Some(account.to_owned()),
        status_callback,
    })
}

/// Seconds, 1 to 36000.
fn validity_period(text: &str) -> Result<u32, TwilioError> {
    let seconds = text.parse().ok().filter(|seconds| (1..=36_000).contains(seconds));
    seconds.ok_or_else(|| TwilioError::new(21624, "Invalid validity period value".to_owned()))
}

fn check_phone(to: &str) -> Result<(), TwilioError> {
    let digits = to.strip_prefix('+').unwrap_or_default();
    let valid = (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    let message = || format!("The 'To' number {to} is not a valid phone number.");
    if valid { Ok(()) } else { Err(TwilioError::new(21211, message())) }
}

fn check_length(body: &str) -> Result<(), TwilioError> {
    let message = "The concatenated message body exceeds the 1600 character limit.";
    if body.chars().count() <= 1600 { Ok(()) } else { Err(TwilioError::new(21617, message.to_owned())) }
}
