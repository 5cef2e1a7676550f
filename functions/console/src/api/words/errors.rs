//! Samples of errors.

use axum::{body::Body, http::Request};
use rechime_domain::{
    condition::ConditionError,
    contact::InvalidContact,
    flow::edit::FieldFault,
    ids::SourceId,
    link::InvalidLinkHost,
    list_file::{UnreadableList, UnusableColumns},
    message::NotAgain,
    phone::InvalidPhone,
    portal::InvalidPortal,
    profile::{ProfileError, ProfileField},
    template::{Mistake, TemplateError},
    trigger::Trigger,
};
use rechime_platform::{queue::QueueError, schedules::ScheduleError, secrets::SecretsError};
use rechime_recharge::{client::ApiError, payload::PayloadError};
use rechime_store::StoreError;

use super::{Sampled, section, sentences};
use crate::{
    api::subscribers::import::UploadError,
    testing::{Bench, KEY},
    use_cases::{
        activity::MessageError,
        api_keys::ApiKeyError,
        campaigns::CampaignError,
        explain::{ExplainError, hypothesis::UnknownZone},
        flows::FlowError,
        parked::ParkedError,
        people::PersonError,
        preview::PreviewError,
        segments::{
            SegmentError,
            view::{SegmentUse, UserKind},
        },
        send_again::SendAgainError,
        sender::SenderError,
        store_report::StoreReportError,
        stores::{StoresError, connect::scopes::NEEDED},
        subscribers::{
            SubscriberError,
            import::{ImportError, long::LongImportError},
            search::SearchError,
        },
    },
};

fn faults() -> Vec<FieldFault> {
    vec![FieldFault::new("name", "give the brand in 1 to 40 characters; it signs the texts")]
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("no answer".to_owned())
}

impl Sampled for SenderError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Invalid(faults()),
            Some(Self::Invalid(_)) => Self::Shared,
            Some(Self::Shared) => Self::Provider("no answer".to_owned()),
            Some(Self::Provider(_)) => Self::Overtaken,
            Some(Self::Overtaken) => {
                Self::Secrets(SecretsError::Unreachable { name: String::new(), reason: String::new() })
            }
            Some(Self::Secrets(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for StoreError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Conflict,
            Some(Self::Conflict) => Self::Exists,
            Some(Self::Exists) => unavailable(),
            Some(Self::Unavailable(_)) => Self::Corrupt { key: String::new(), problem: String::new() },
            Some(Self::Corrupt { .. }) => return None,
        })
    }
}

impl Sampled for ApiError {
    fn next(last: Option<&Self>) -> Option<Self> {
        let reason = || "connection closed".to_owned();
        Some(match last {
            None => Self::BadToken,
            Some(Self::BadToken) => Self::Forbidden,
            Some(Self::Forbidden) => Self::PaymentRequired,
            Some(Self::PaymentRequired) => Self::NotFound { what: "webhook" },
            Some(Self::NotFound { .. }) => {
                Self::Refused { status: 422, message: "address is not valid".to_owned() }
            }
            Some(Self::Refused { .. }) => Self::Conflict,
            Some(Self::Conflict) => Self::Throttled,
            Some(Self::Throttled) => Self::Unavailable { status: 503 },
            Some(Self::Unavailable { .. }) => Self::Unreachable { reason: reason() },
            Some(Self::Unreachable { .. }) => Self::RateLimiterUnavailable { reason: reason() },
            Some(Self::RateLimiterUnavailable { .. }) => {
                Self::Unreadable { reason: "the payload has no webhook".to_owned() }
            }
            // Only evaluation lines up, and shows it to nobody.
            Some(Self::Unreadable { .. } | Self::InLine { .. }) => return None,
        })
    }
}

/// Recharge's errors are told as the store's.
impl Sampled for StoresError {
    fn next(last: Option<&Self>) -> Option<Self> {
        let recharge = |last| ApiError::next(last).map(Self::from);
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Invalid(faults()),
            Some(Self::Invalid(faults)) if faults.iter().all(|fault| fault.field == "name") => {
                recharge(None)?
            }
            Some(Self::Invalid(_)) => recharge(Some(&ApiError::BadToken))?,
            Some(Self::Recharge(error)) => recharge(Some(error)).unwrap_or(Self::OtherKey),
            Some(Self::OtherKey) => Self::NotConnected,
            Some(Self::NotConnected) => Self::MissingPermissions(NEEDED.into_iter().take(1).collect()),
            Some(Self::MissingPermissions(_)) => Self::Stale(None),
            Some(Self::Stale(_)) => {
                Self::Secrets(SecretsError::Unreachable { name: String::new(), reason: String::new() })
            }
            Some(Self::Secrets(_) | Self::Random(_)) => Self::Store(StoreError::Conflict),
            Some(Self::Store(error)) => Self::Store(StoreError::next(Some(error))?),
        })
    }
}

impl Sampled for FlowError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Invalid(faults()),
            Some(Self::Invalid(_)) => Self::IsDefault,
            Some(Self::IsDefault) => Self::TooMany,
            Some(Self::TooMany) => Self::NoSuchVersion,
            Some(Self::NoSuchVersion) => Self::Stale(None),
            Some(Self::Stale(_) | Self::Random(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for SegmentError {
    fn next(last: Option<&Self>) -> Option<Self> {
        let used = || SegmentUse {
            kind: UserKind::Flow,
            key: SourceId::default_flow(Trigger::ChargePaid),
            name: "Charge paid".to_owned(),
        };
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Invalid(faults()),
            Some(Self::Invalid(_)) => Self::BuiltIn,
            Some(Self::BuiltIn) => Self::TooMany,
            Some(Self::TooMany) => Self::InUse(vec![used()]),
            Some(Self::InUse(_)) => Self::Stale(None),
            Some(Self::Stale(_)) => Self::Cursor,
            Some(Self::Cursor) => Self::TooLong,
            Some(Self::TooLong) => Self::NoSuchRun,
            Some(Self::NoSuchRun | Self::Random(_)) => {
                Self::Queue(QueueError { failed: vec![0], reason: String::new() })
            }
            Some(Self::Queue(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for CampaignError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Invalid(faults()),
            Some(Self::Invalid(_)) => Self::NotDraft,
            Some(Self::NotDraft) => Self::NotLaunched,
            Some(Self::NotLaunched) => Self::Done,
            Some(Self::Done) => Self::SegmentGone,
            Some(Self::SegmentGone) => Self::Stale(None),
            Some(Self::Stale(_)) => Self::TooLong,
            Some(Self::TooLong | Self::Random(_)) => {
                Self::Queue(QueueError { failed: vec![0], reason: String::new() })
            }
            Some(Self::Queue(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for ApiKeyError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Invalid(faults()),
            Some(Self::Invalid(_)) => Self::TooMany,
            Some(Self::TooMany | Self::Random(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for ProfileError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::TimeZone("EST5".to_owned()),
            Some(Self::TimeZone(_)) => Self::Country("Atlantis".to_owned()),
            Some(Self::Country(_)) => Self::TooLong(ProfileField::Zip),
            Some(Self::TooLong(_)) => return None,
        })
    }
}

impl Sampled for SubscriberError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Phone(InvalidPhone),
            Some(Self::Phone(_)) => Self::NotFound,
            Some(Self::NotFound) => Self::Profile(ProfileError::next(None)?),
            Some(Self::Profile(error)) => {
                ProfileError::next(Some(error)).map_or(Self::OptedOut, Self::Profile)
            }
            Some(Self::OptedOut) => Self::Stale,
            Some(Self::Stale) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for SearchError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Wanted,
            Some(Self::Wanted) => Self::NotConnected,
            Some(Self::NotConnected) => Self::Recharge(ApiError::Throttled),
            Some(Self::Recharge(_)) => {
                Self::Secrets(SecretsError::Unreachable { name: String::new(), reason: String::new() })
            }
            Some(Self::Secrets(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for PersonError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Name(InvalidPhone),
            Some(Self::Name(_)) => Self::NotFound,
            Some(Self::NotFound) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for UploadError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Kind,
            Some(Self::Kind) => Self::Lines,
            Some(Self::Lines) => Self::TooLarge,
            Some(Self::TooLarge) => Self::Broken,
            Some(Self::Broken) => return None,
        })
    }
}

impl Sampled for UnusableColumns {
    fn next(last: Option<&Self>) -> Option<Self> {
        let all = || "Phone, Status".to_owned();
        Some(match last {
            None => Self::TooMany { columns: 1_001, bytes: 9_000 },
            Some(Self::TooMany { .. }) => Self::NoPhones("e-mail, name".to_owned()),
            Some(Self::NoPhones(_)) => Self::Twice("phone".to_owned()),
            Some(Self::Twice(_)) => {
                Self::NoSuchColumn { parameter: "consent_column", name: "Consent".to_owned(), all: all() }
            }
            Some(Self::NoSuchColumn { .. }) => {
                Self::MayBeConsent { suspects: "`Status`".to_owned(), all: all() }
            }
            Some(Self::MayBeConsent { .. }) => Self::BothMeanings("active".to_owned()),
            Some(Self::BothMeanings(_)) => Self::ValuesOfNoColumn(all()),
            Some(Self::ValuesOfNoColumn(_)) => return None,
        })
    }
}

impl Sampled for UnreadableList {
    fn next(last: Option<&Self>) -> Option<Self> {
        let not_a_list = || serde_json::from_str::<Vec<u8>>("{}").unwrap_err();
        Some(match last {
            None => Self::Columns(UnusableColumns::next(None)?),
            Some(Self::Columns(error)) => {
                UnusableColumns::next(Some(error)).map_or(Self::Header, Self::Columns)
            }
            Some(Self::Header) => Self::Json(not_a_list()),
            Some(Self::Json(_)) => Self::BlankInJson,
            Some(Self::BlankInJson) => Self::UnknownField("zone".to_owned()),
            Some(Self::UnknownField(_)) => return None,
        })
    }
}

impl Sampled for ImportError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::List(UnreadableList::next(None)?),
            Some(Self::List(error)) => {
                UnreadableList::next(Some(error)).map_or_else(|| Self::Store(unavailable()), Self::List)
            }
            Some(Self::Store(_)) => return None,
        })
    }
}

/// Its lists are those of [`ImportError`].
impl Sampled for LongImportError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::NotPreviewed(5001),
            Some(Self::NotPreviewed(_)) => Self::Gap(5001),
            Some(Self::Gap(_)) => Self::TooShort,
            Some(Self::TooShort) => Self::Busy,
            Some(Self::Busy) => Self::Store(unavailable()),
            Some(Self::Store(_) | Self::List(_)) => return None,
        })
    }
}

impl Sampled for MessageError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for StoreReportError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::EndsBeforeItBegins,
            Some(Self::EndsBeforeItBegins) => Self::TooLong { most: 92 },
            Some(Self::TooLong { .. }) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for PayloadError {
    fn next(last: Option<&Self>) -> Option<Self> {
        let field = || "charge.total_price".to_owned();
        Some(match last {
            None => Self::NotAnObject,
            Some(Self::NotAnObject) => Self::Missing { field: field() },
            Some(Self::Missing { .. }) => Self::Malformed { field: field(), expected: "an amount" },
            Some(Self::Malformed { .. }) => return None,
        })
    }
}

impl Sampled for ExplainError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Payload(PayloadError::next(None)?),
            Some(Self::Payload(error)) => PayloadError::next(Some(error))
                .map_or_else(|| Self::Zone(UnknownZone("EST5".to_owned())), Self::Payload),
            Some(Self::Zone(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for TemplateError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Unreadable {
                line: 2,
                column: 4,
                part: "{{ first_name | upper }}".to_owned(),
                mistake: Mistake::Filter { filter: "upper".to_owned(), tag: "first_name".to_owned() },
            },
            Some(Self::Unreadable { .. }) => Self::TooLarge { bytes: 5_000 },
            Some(Self::TooLarge { .. }) => Self::UnknownTag {
                name: "first_nam".to_owned(),
                nearest: Some("first_name".to_owned()),
                known: "store_name, first_name".to_owned(),
            },
            Some(Self::UnknownTag { .. }) => Self::OrderOfText { tag: "price".to_owned() },
            Some(Self::OrderOfText { .. }) => Self::TextAsNumber { tag: "price".to_owned() },
            Some(Self::TextAsNumber { .. }) => Self::NumberAsText { tag: "quantity".to_owned() },
            Some(Self::NumberAsText { .. }) => Self::NoValue { tags: vec!["first_name".to_owned()] },
            Some(Self::NoValue { .. }) => Self::NotScalar,
            Some(Self::NotScalar) => Self::Empty,
            Some(Self::Empty) => Self::TooLong { characters: 1_700 },
            Some(Self::TooLong { .. }) => return None,
        })
    }
}

impl Sampled for PreviewError {
    fn next(last: Option<&Self>) -> Option<Self> {
        TemplateError::next(last.map(|Self(error)| error)).map(Self)
    }
}

impl Sampled for NotAgain {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Arrived,
            Some(Self::Arrived) => Self::OnItsWay,
            Some(Self::OnItsWay) => Self::MayHaveGone,
            Some(Self::MayHaveGone) => Self::Skipped,
            Some(Self::Skipped) => Self::TooOld,
            Some(Self::TooOld) => Self::SecondTry,
            Some(Self::SecondTry) => Self::Campaign,
            Some(Self::Campaign) => Self::FlowGone,
            Some(Self::FlowGone) => Self::FlowOff,
            Some(Self::FlowOff) => Self::Incomplete,
            Some(Self::Incomplete) => return None,
        })
    }
}

impl Sampled for SendAgainError {
    fn next(last: Option<&Self>) -> Option<Self> {
        let not_again = |last| NotAgain::next(last).map(Self::NotAgain);
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => return not_again(None),
            Some(Self::NotAgain(last)) => return not_again(Some(last)).or(Some(Self::OptedOut)),
            Some(Self::OptedOut) => Self::NumberGone,
            Some(Self::NumberGone) => Self::Already,
            Some(Self::Already) => Self::Queue(QueueError { failed: vec![0], reason: String::new() }),
            Some(Self::Queue(_)) => Self::Store(unavailable()),
            Some(Self::Encode(_) | Self::Store(_)) => return None,
        })
    }
}

impl Sampled for ParkedError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotFound,
            Some(Self::NotFound) => Self::Incomplete,
            Some(Self::Incomplete) => Self::NotJson,
            Some(Self::NotJson) => Self::Uncounted,
            Some(Self::Uncounted) => Self::Queue(QueueError { failed: vec![0], reason: String::new() }),
            Some(Self::Queue(_)) => {
                Self::Schedule(ScheduleError::Refused { name: String::new(), reason: String::new() })
            }
            Some(Self::Schedule(_)) => Self::Store(unavailable()),
            Some(Self::Store(_)) => return None,
        })
    }
}

impl Sampled for InvalidPortal {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotHttps,
            Some(Self::NotHttps) => Self::NoHost,
            Some(Self::NoHost) => Self::UserInfo,
            Some(Self::UserInfo) => Self::Characters,
            Some(Self::Characters) => Self::Braces,
            Some(Self::Braces) => Self::HashInHost,
            Some(Self::HashInHost) => Self::TooLong,
            Some(Self::TooLong) => return None,
        })
    }
}

impl Sampled for InvalidLinkHost {
    fn next(last: Option<&Self>) -> Option<Self> {
        last.is_none().then_some(Self)
    }
}

impl Sampled for InvalidContact {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NoContact,
            Some(Self::NoContact) => Self::TooLong,
            Some(Self::TooLong) => Self::Characters,
            Some(Self::Characters) => Self::UserInfo,
            Some(Self::UserInfo) => Self::NotHttps,
            Some(Self::NotHttps) => return None,
        })
    }
}

impl Sampled for ConditionError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::UnknownField { name: "age".to_owned(), known: "country, zip".to_owned() },
            Some(Self::UnknownField { .. }) => Self::NoValue("zip".to_owned()),
            Some(Self::NoValue(_)) => Self::LongValue("zip".to_owned()),
            Some(Self::LongValue(_)) => Self::NoNumber("total_price".to_owned()),
            Some(Self::NoNumber(_)) => Self::Days,
            Some(Self::Days) => Self::Texts,
            Some(Self::Texts) => Self::UnknownFlow("flow-7k2m9x".to_owned()),
            Some(Self::UnknownFlow(_)) => Self::UnknownSegment {
                name: "segment-7k2m9x".to_owned(),
                known: "received_recharge, clicked_recharge".to_owned(),
            },
            Some(Self::UnknownSegment { .. }) => Self::SegmentInSegment,
            Some(Self::SegmentInSegment) => Self::NoEvent,
            Some(Self::NoEvent) => Self::Nothing,
            Some(Self::Nothing) => Self::TooLarge,
            Some(Self::TooLarge) => return None,
        })
    }
}

/// What may be wrong with one field.
pub(super) fn of_fields() -> String {
    [
        sentences("The field portal_url", |error: InvalidPortal| error.to_string()),
        sentences("The field link_host", |error: InvalidLinkHost| error.to_string()),
        sentences("The field contact", |error: InvalidContact| error.to_string()),
        sentences("The fields audience and when", |error: ConditionError| error.to_string()),
        sentences("What somebody else changed", |error: StoreError| {
            use crate::api::problem_details::RouteError;
            if error.status().is_server_error() {
                "500, logged and told to nobody".to_owned()
            } else {
                error.detail()
            }
        }),
    ]
    .join("\n")
}

/// What may be wrong with a request before anything is looked at.
pub(super) async fn of_requests(bench: &Bench) -> String {
    let preview = "/api/v1/stores/demo/preview";
    let json = Some("application/json");
    let requests = [
        ("GET", "/api/v1/stores", None, "", "Bearer wrong"),
        ("GET", "/api/v1/nothing", None, "", ""),
        ("GET", "/nothing", None, "", ""),
        ("DELETE", "/api/v1/stores", None, "", ""),
        ("POST", preview, None, "{}", ""),
        ("POST", preview, json, "{", ""),
        ("POST", preview, json, "{}", ""),
        ("POST", preview, json, r#"{"template":"x","trigger":"charge_lost"}"#, ""),
        ("GET", "/api/v1/stores/demo/activity?limit=many", None, "", ""),
        ("GET", "/api/v1/stores/demo/activity?page=2", None, "", ""),
    ];
    let mut lines = Vec::new();
    for (method, path, kind, body, key) in requests {
        let key = if key.is_empty() { format!("Bearer {KEY}") } else { key.to_owned() };
        let request = Request::builder().method(method).uri(path).header("Authorization", key);
        let request = kind.into_iter().fold(request, |it, kind| it.header("Content-Type", kind));
        let answer = bench.call(request.body(Body::from(body)).unwrap()).await;
        let body: serde_json::Value = serde_json::from_str(&answer.text).unwrap_or_default();
        lines.push(format!("{} {}", answer.status, body["detail"].as_str().unwrap_or_default()));
    }
    section("Requests", lines)
}
