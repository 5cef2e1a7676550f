//! What an error of AWS's says about the text.
//!
//! Reasons are made from codes: AWS's own messages may quote the request. The codes are those of
//! <https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html>.

use rechime_platform::aws::{CallError, Refusal};
use serde_json::Value;

use crate::provider::SendError;

pub(super) fn read(error: &CallError) -> SendError {
    match error {
        CallError::Refused(refusal) => refused(refusal),
        CallError::NotMade(_) => SendError::misconfigured(
            "the request could not be made; check the function's AWS region and credentials",
        ),
        CallError::NotConnected(_) => SendError::NotReached { reason: "no connection to AWS".to_owned() },
        CallError::TimedOut => SendError::ambiguous("AWS did not answer in time"),
        CallError::Broken(_) => SendError::ambiguous("the connection to AWS broke"),
        CallError::Unreadable => SendError::ambiguous("the answer from AWS could not be read"),
    }
}

fn refused(refusal: &Refusal) -> SendError {
    let reason = refusal.body.get("Reason").and_then(Value::as_str);
    match (refusal.code.as_deref(), refusal.status) {
        (Some("ThrottlingException"), _) | (_, 429) => SendError::Throttled { retry_after: None },
        (Some("ConflictException"), _) => conflicting(reason),
        (Some("ValidationException"), _) => not_valid(reason, &refusal.body),
        (Some("ServiceQuotaExceededException"), _) => over_quota(reason),
        (Some("AccessDeniedException"), _) => denied_access(reason),
        (Some("ResourceNotFoundException"), _) => SendError::misconfigured(
            "AWS knows no such origination identity; check the parameter SmsOriginationIdentity",
        ),
        (Some("InternalServerException"), _) => SendError::ambiguous("AWS failed inside"),
        (code, status @ 400..500) => SendError::misconfigured(format!(
            "AWS answered {status} {}; check the function's role and the account",
            code.unwrap_or("without a code")
        )),
        (_, status) => {
            SendError::ambiguous(format!("AWS answered {status}, and what else could not be read"))
        }
    }
}

fn conflicting(reason: Option<&str>) -> SendError {
    match reason {
        Some("DESTINATION_PHONE_NUMBER_OPTED_OUT") => SendError::opted_out("opted out on AWS's list"),
        Some(
            blocked @ ("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"
            | "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE"),
        ) => SendError::refused(format!("blocked by the account's protect configuration ({blocked})")),
        Some("DESTINATION_PHONE_NUMBER_NOT_VERIFIED") => SendError::misconfigured(
            "the AWS account is in the SMS sandbox; verify the phone there, or ask AWS for production access",
        ),
        Some("NO_ORIGINATION_IDENTITIES_FOUND") => SendError::misconfigured(
            "the AWS account has no number for this country; request one in AWS End User Messaging",
        ),
        other => SendError::misconfigured(format!("AWS sees a conflict ({})", named(other))),
    }
}

fn not_valid(reason: Option<&str>, body: &Value) -> SendError {
    let fields = body.get("Fields").and_then(Value::as_array).into_iter().flatten();
    let mut names = fields.filter_map(|field| field.get("Name").and_then(Value::as_str));
    match reason {
        Some("FIELD_VALIDATION_FAILED" | "INVALID_PARAMETER" | "CANNOT_PARSE")
            if names.any(|name| name == "DestinationPhoneNumber") =>
        {
            SendError::invalid_number(format!("AWS takes no such number ({})", named(reason)))
        }
        Some(
            "SENDER_ID_NOT_REGISTERED"
            | "SENDER_ID_NOT_SUPPORTED"
            | "SENDER_ID_REQUIRES_REGISTRATION"
            | "INVALID_ARN"
            | "RESOURCE_NOT_ACCESSIBLE"
            | "CHANNEL_NOT_ENABLED",
        ) => SendError::misconfigured(format!(
            "AWS does not send from this origination identity ({}); check the parameter SmsOriginationIdentity",
            named(reason)
        )),
        _ => SendError::refused(format!("AWS does not take it ({})", named(reason))),
    }
}

fn over_quota(reason: Option<&str>) -> SendError {
    match reason {
        Some("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT") => SendError::misconfigured(
            "this month's SMS spend limit is reached; raise it in AWS End User Messaging",
        ),
        other => SendError::misconfigured(format!("an AWS quota is reached ({})", named(other))),
    }
}

fn denied_access(reason: Option<&str>) -> SendError {
    match reason {
        Some("ACCOUNT_DISABLED" | "INSUFFICIENT_ACCOUNT_REPUTATION") => SendError::misconfigured(format!(
            "AWS has stopped this account's texts ({}); ask AWS Support",
            named(reason)
        )),
        _ => {
            SendError::misconfigured("the function's role may not send texts from this origination identity")
        }
    }
}

fn named(reason: Option<&str>) -> &str {
    reason.unwrap_or("no reason given")
}
