//! The request and its constraints, as the service model states them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::error::AwsError;
use crate::sms::gateway::Submission;
use crate::sms::outbox::Provider;

/// `SendTextMessageRequest`, as far as the outcome depends on it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SendTextMessage {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_type: Option<String>,
    configuration_set_name: Option<String>,
    max_price: Option<String>,
    protect_configuration_id: Option<String>,
    time_to_live: Option<i64>,
    #[serde(default)]
    context: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) dry_run: bool,
}

impl SendTextMessage {
    /// Reads and checks the JSON body.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, AwsError> {
        let request: Self = serde_json::from_slice(body)
            .map_err(|error| AwsError::new("SerializationException", None, &error.to_string()))?;
        request.check_destination()?;
        request.check_message()?;
        request.check_names()?;
        request.check_context()?;
        Ok(request)
    }

    fn check_destination(&self) -> Result<(), AwsError> {
        let Some(phone) = &self.destination_phone_number else {
            let field = "DestinationPhoneNumber";
            return Err(AwsError::invalid("MISSING_PARAMETER", field, "is required"));
        };
        check("DestinationPhoneNumber", is_phone(phone), "must match \\+?[1-9][0-9]{1,18}")
    }

    fn check_message(&self) -> Result<(), AwsError> {
        let body = self.message_body.as_deref();
        check(
            "MessageBody",
            body.is_none_or(|body| has_length(body, 1..=1600)),
            "must have 1 to 1600 characters",
        )?;
        check("MessageBody", body.is_none_or(|body| !body.trim().is_empty()), "must not be blank")?;
        let known = |kind: &str| matches!(kind, "TRANSACTIONAL" | "PROMOTIONAL");
        let kind = self.message_type.as_deref();
        check("MessageType", kind.is_none_or(known), "must be TRANSACTIONAL or PROMOTIONAL")?;
        let life = self.time_to_live;
        check("TimeToLive", life.is_none_or(|life| (5..=259_200).contains(&life)), "must be 5 to 259200")
    }

    fn check_names(&self) -> Result<(), AwsError> {
        for (field, value, marks) in [
            ("OriginationIdentity", &self.origination_identity, "_:/+-"),
            ("ConfigurationSetName", &self.configuration_set_name, "_:/-"),
            ("ProtectConfigurationId", &self.protect_configuration_id, "_:/-"),
        ] {
            let fits = |value: &String| {
                has_length(value, 1..=256) && value.chars().all(|c| is_name_character(c, marks))
            };
            check(field, value.as_ref().is_none_or(fits), "has forbidden characters or length")?;
        }
        check(
            "MaxPrice",
            self.max_price.as_deref().is_none_or(is_price),
            "must match [0-9]{0,2}\\.[0-9]{1,5}",
        )
    }

    fn check_context(&self) -> Result<(), AwsError> {
        check("Context", self.context.len() <= 5, "must have at most 5 pairs")?;
        for (key, value) in &self.context {
            let key_fits = has_length(key, 1..=100) && !key.contains(char::is_whitespace);
            check("Context", key_fits, "keys have 1 to 100 characters without blanks")?;
            let value_fits = has_length(value, 1..=800) && value.trim() == value;
            check("Context", value_fits, "values have 1 to 800 characters without blanks around them")?;
        }
        Ok(())
    }
}

impl From<SendTextMessage> for Submission {
    fn from(request: SendTextMessage) -> Self {
        Self {
            provider: Provider::Aws,
            to: request.destination_phone_number.unwrap_or_default(),
            from: request.origination_identity,
            body: request.message_body.unwrap_or_default(),
            context: request.context,
            time_to_live: request.time_to_live.and_then(|life| life.try_into().ok()),
            account: None,
            status_callback: None,
        }
    }
}

fn check(field: &str, holds: bool, message: &str) -> Result<(), AwsError> {
    if holds { Ok(()) } else { Err(AwsError::invalid("FIELD_VALIDATION_FAILED", field, message)) }
}

fn has_length(text: &str, allowed: RangeInclusive<usize>) -> bool {
    allowed.contains(&text.chars().count())
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (2..=19).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_name_character(character: char, marks: &str) -> bool {
    character.is_ascii_alphanumeric() || marks.contains(character)
}

fn is_price(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, fraction)| {
        whole.len() <= 2 && (1..=5).contains(&fraction.len()) && digits(whole) && digits(fraction)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn accepts(change: &Value) -> bool {
        let mut request = json!({"DestinationPhoneNumber": "+15551230001", "MessageBody": "hi"});
        let change = change.as_object().unwrap().clone();
        request.as_object_mut().unwrap().extend(change);
        SendTextMessage::parse(request.to_string().as_bytes()).is_ok()
    }

    #[test]
    fn every_constraint_of_the_model_holds() {
        for good in [
            json!({"TimeToLive": 5, "MaxPrice": ".05", "MessageType": "TRANSACTIONAL"}),
            json!({"MessageBody": "é".repeat(1600), "OriginationIdentity": "arn:aws:sms-voice:us-east-1:1:pool/p-1"}),
            json!({"Context": {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}, "TimeToLive": 259_200}),
        ] {
            assert!(accepts(&good), "{good}");
        }
        for bad in [
            json!({"DestinationPhoneNumber": null}),
            json!({"DestinationPhoneNumber": "+0551"}),
            json!({"DestinationPhoneNumber": "555-1234"}),
            json!({"MessageBody": ""}),
            json!({"MessageBody": " \n"}),
            json!({"MessageBody": "a".repeat(1601)}),
            json!({"MessageType": "MARKETING"}),
            json!({"TimeToLive": 4}),
            json!({"TimeToLive": 259_201}),
            json!({"TimeToLive": "60"}),
            json!({"MaxPrice": "100"}),
            json!({"OriginationIdentity": "my number"}),
            json!({"Context": {"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"}}),
            json!({"Context": {"a b": "1"}}),
            json!({"Context": {"a": ""}}),
        ] {
            assert!(!accepts(&bad), "{bad}");
        }
    }
}
