//! What an error of AWS's says about the text.
//!
//! Reasons are made from codes: AWS's own messages may quote the request.

use std::{error::Error, iter::successors};

use aws_sdk_pinpointsmsvoicev2::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::send_text_message::SendTextMessageError,
    types::{
        AccessDeniedExceptionReason as Denied, ConflictExceptionReason as Conflict,
        ServiceQuotaExceededExceptionReason as Quota, ValidationExceptionReason as Invalid,
        error::ValidationException,
    },
};

use crate::provider::SendError;

pub(super) fn read(error: &SdkError<SendTextMessageError, HttpResponse>) -> SendError {
    match error {
        SdkError::ServiceError(context) => refusal(context.err(), context.raw().status().as_u16()),
        SdkError::ConstructionFailure(_) => SendError::misconfigured(
            "the request could not be made; check the function's AWS region and credentials",
        ),
        SdkError::DispatchFailure(failure) if never_connected(failure.as_connector_error()) => {
            SendError::NotReached { reason: "no connection to AWS".to_owned() }
        }
        SdkError::TimeoutError(_) => SendError::ambiguous("AWS did not answer in time"),
        SdkError::DispatchFailure(_) => SendError::ambiguous("the connection to AWS broke"),
        _ => SendError::ambiguous("the answer from AWS could not be read"),
    }
}

/// Whether the request died before a byte of it was written. The SDK does not say so itself, the HTTP client does.
fn never_connected(error: Option<&(impl Error + 'static)>) -> bool {
    let first = error.map(|error| error as &(dyn Error + 'static));
    successors(first, |&error| error.source())
        .filter_map(|error| error.downcast_ref::<hyper_util::client::legacy::Error>())
        .any(hyper_util::client::legacy::Error::is_connect)
}

fn refusal(error: &SendTextMessageError, status: u16) -> SendError {
    use SendTextMessageError as Said;
    match error {
        Said::ThrottlingException(_) => SendError::Throttled { retry_after: None },
        Said::ConflictException(conflict) => conflicting(conflict.reason()),
        Said::ValidationException(invalid) => not_valid(invalid),
        Said::ServiceQuotaExceededException(quota) => over_quota(quota.reason()),
        Said::AccessDeniedException(denied) => denied_access(denied.reason()),
        Said::ResourceNotFoundException(_) => SendError::misconfigured(
            "AWS knows no such origination identity; check the parameter SmsOriginationIdentity",
        ),
        Said::InternalServerException(_) => SendError::ambiguous("AWS failed inside"),
        _ if status == 429 => SendError::Throttled { retry_after: None },
        other if (400..500).contains(&status) => SendError::misconfigured(format!(
            "AWS answered {status} {}; check the function's role and the account",
            other.code().unwrap_or("without a code")
        )),
        // Success too: the SDK hands over here what it could not read.
        _ => SendError::ambiguous(format!("AWS answered {status}, and what else could not be read")),
    }
}

fn conflicting(reason: Option<&Conflict>) -> SendError {
    match reason {
        Some(Conflict::DestinationPhoneNumberOptedOut) => SendError::opted_out("opted out on AWS's list"),
        Some(
            blocked @ (Conflict::DestinationCountryBlockedByProtectConfiguration
            | Conflict::DestinationPhoneNumberBlockedByProtectNumberOverride),
        ) => SendError::refused(format!(
            "blocked by the account's protect configuration ({})",
            blocked.as_str()
        )),
        Some(Conflict::DestinationPhoneNumberNotVerified) => SendError::misconfigured(
            "the AWS account is in the SMS sandbox; verify the phone there, or ask AWS for production access",
        ),
        Some(Conflict::NoOriginationIdentitiesFound) => SendError::misconfigured(
            "the AWS account has no number for this country; request one in AWS End User Messaging",
        ),
        other => {
            SendError::misconfigured(format!("AWS sees a conflict ({})", named(other.map(Conflict::as_str))))
        }
    }
}

fn not_valid(invalid: &ValidationException) -> SendError {
    let reason = named(invalid.reason().map(Invalid::as_str));
    let is_malformed = matches!(
        invalid.reason(),
        Some(Invalid::FieldValidationFailed | Invalid::InvalidParameter | Invalid::CannotParse)
    );
    if is_malformed && invalid.fields().iter().any(|field| field.name() == "DestinationPhoneNumber") {
        return SendError::invalid_number(format!("AWS takes no such number ({reason})"));
    }
    match invalid.reason() {
        Some(
            Invalid::SenderIdNotRegistered
            | Invalid::SenderIdNotSupported
            | Invalid::SenderIdRequiresRegistration
            | Invalid::InvalidArn
            | Invalid::ResourceNotAccessible
            | Invalid::ChannelNotEnabled,
        ) => SendError::misconfigured(format!(
            "AWS does not send from this origination identity ({reason}); check the parameter SmsOriginationIdentity"
        )),
        _ => SendError::refused(format!("AWS does not take it ({reason})")),
    }
}

fn over_quota(reason: Option<&Quota>) -> SendError {
    match reason {
        Some(Quota::MonthlySpendLimitReachedForText) => SendError::misconfigured(
            "this month's SMS spend limit is reached; raise it in AWS End User Messaging",
        ),
        other => {
            SendError::misconfigured(format!("an AWS quota is reached ({})", named(other.map(Quota::as_str))))
        }
    }
}

fn denied_access(reason: Option<&Denied>) -> SendError {
    match reason {
        Some(Denied::AccountDisabled | Denied::InsufficientAccountReputation) => {
            SendError::misconfigured(format!(
                "AWS has stopped this account's texts ({}); ask AWS Support",
                named(reason.map(Denied::as_str))
            ))
        }
        _ => {
            SendError::misconfigured("the function's role may not send texts from this origination identity")
        }
    }
}

fn named(reason: Option<&str>) -> &str {
    reason.unwrap_or("no reason given")
}
