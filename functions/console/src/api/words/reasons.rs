//! Samples of reasons.

use jiff::Timestamp;
use rechime_domain::{
    facts::FactKind,
    ids::MessageId,
    reason::Reason,
    truth::{Doubt, ObjectState},
    zone::ZoneSource,
};
use rechime_recharge::reading::Why;
use rechime_sms::provider::SendError;
use rechime_store::checkups::ConnectionProblem;

use super::{Sampled, sentences};
use crate::testing::instant;

fn morning() -> Timestamp {
    instant("2026-11-24T14:03:00Z")
}

fn sample_id() -> MessageId {
    MessageId::parse(&"a".repeat(39)).unwrap()
}

impl Sampled for Reason {
    fn next(last: Option<&Self>) -> Option<Self> {
        let (texas, zones) =
            ("Texas".to_owned(), vec!["America/Chicago".to_owned(), "America/Denver".to_owned()]);
        Some(match last {
            None => Self::FlowNotActive,
            Some(Self::FlowNotActive) => Self::FlowDeleted,
            Some(Self::FlowDeleted) => Self::CampaignCanceled,
            Some(Self::CampaignCanceled) => Self::StepRemoved,
            Some(Self::StepRemoved) => Self::Subscribed,
            Some(Self::Subscribed) => Self::CheckoutPhone,
            Some(Self::CheckoutPhone) => Self::OptedOut { since: morning() },
            Some(Self::OptedOut { .. }) => Self::ConsentVoid { since: morning() },
            Some(Self::ConsentVoid { .. }) => Self::NoConsent,
            Some(Self::NoConsent) => Self::PromotionNeedsConsent,
            Some(Self::PromotionNeedsConsent) => Self::NoPhone,
            Some(Self::NoPhone) => Self::PhoneUnusable,
            Some(Self::PhoneUnusable) => Self::TimeZone { zones, source: ZoneSource::AreaCode },
            Some(Self::TimeZone { .. }) => Self::WindowOpen,
            Some(Self::WindowOpen) => Self::HeldForQuietHours { until: morning() },
            Some(Self::HeldForQuietHours { .. }) => Self::Waited { until: morning() },
            Some(Self::Waited { .. }) => Self::SenderCapped { until: morning() },
            Some(Self::SenderCapped { .. }) => Self::SentInQuietHours,
            Some(Self::SentInQuietHours) => Self::DroppedInQuietHours,
            Some(Self::DroppedInQuietHours) => Self::HeldByLaw { law: texas, until: morning() },
            Some(Self::HeldByLaw { .. }) => Self::DroppedByLaw { law: texas },
            Some(Self::DroppedByLaw { .. }) => Self::NeverOpen,
            Some(Self::NeverOpen) => Self::TextedRecently { at: morning(), hours: 24 },
            Some(Self::TextedRecently { .. }) => Self::DailyCap { law: texas, most: 3 },
            Some(Self::DailyCap { .. }) => Self::HourlyCap { most: 5 },
            Some(Self::HourlyCap { .. }) => Self::NotInAudience,
            Some(Self::NotInAudience) => Self::Alternative { number: 0 },
            Some(Self::Alternative { number: 0 }) => Self::Alternative { number: 1 },
            Some(Self::Alternative { .. }) => Self::LeftFlow { by: FactKind::Canceled, at: morning() },
            Some(Self::LeftFlow { .. }) => Self::Delayed { minutes: 1_500 },
            Some(Self::Delayed { .. }) => Self::Scheduled { at: morning() },
            Some(Self::Scheduled { .. }) => Self::Expired { from: morning() },
            Some(Self::Expired { .. }) => Self::NotConfirmed { doubt: Doubt::State(ObjectState::Canceled) },
            Some(Self::NotConfirmed { .. }) => Self::Superseded { by: FactKind::Paused, at: morning() },
            Some(Self::Superseded { .. }) => Self::DateMoved { to: None },
            Some(Self::DateMoved { to: None }) => {
                Self::DateMoved { to: Some(jiff::civil::date(2026, 12, 28)) }
            }
            Some(Self::DateMoved { .. }) => Self::SentAgain { of: sample_id() },
            Some(Self::SentAgain { .. }) => Self::TextFailed { problem: "the text is empty".to_owned() },
            Some(Self::TextFailed { .. }) => return None,
        })
    }
}

impl Sampled for Why {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::NotActive,
            Some(Self::NotActive) => Self::Imported,
            Some(Self::Imported) => Self::OnlyChanged,
            Some(Self::OnlyChanged) => Self::Deleted,
            Some(Self::Deleted) => Self::CanceledForPayment,
            Some(Self::CanceledForPayment) => Self::Unskipped,
            Some(Self::Unskipped) => Self::Refunded,
            Some(Self::Refunded) => Self::ChargeDeleted,
            Some(Self::ChargeDeleted) => Self::OrderCanceled,
            Some(Self::OrderCanceled) => Self::Deactivated,
            Some(Self::Deactivated) => Self::AnnouncedByItsCharge,
            Some(Self::AnnouncedByItsCharge) => Self::NotTheCustomersProblem,
            Some(Self::NotTheCustomersProblem) => Self::UnclearFailure,
            Some(Self::UnclearFailure) => Self::NothingToPay,
            Some(Self::NothingToPay) => return None,
        })
    }
}

impl Sampled for Doubt {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::State(ObjectState::ALL[0]),
            Some(Self::State(state)) => {
                let place = ObjectState::ALL.iter().position(|other| other == state).unwrap();
                ObjectState::ALL.get(place + 1).map_or(Self::NothingShowsIt, |next| Self::State(*next))
            }
            Some(Self::NothingShowsIt) => Self::LongAgo,
            Some(Self::LongAgo) => Self::ToldAs(FactKind::Paused),
            Some(Self::ToldAs(_)) => Self::NeverEnded,
            Some(Self::NeverEnded) => Self::AlreadySo,
            Some(Self::AlreadySo) => Self::DeliveriesGoOn,
            Some(Self::DeliveriesGoOn) => return None,
        })
    }
}

impl Sampled for ConnectionProblem {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::KeyRefused,
            Some(Self::KeyRefused) => Self::KeyRestricted,
            Some(Self::KeyRestricted) => Self::Uninstalled,
            Some(Self::Uninstalled) => return None,
        })
    }
}

impl Sampled for SendError {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Throttled { retry_after: None },
            Some(Self::Throttled { .. }) => Self::NotReached { reason: "no connection to Twilio".to_owned() },
            Some(Self::NotReached { .. }) => Self::Refused {
                reason: "opted out with Twilio (21610)".to_owned(),
                opted_out: true,
                invalid_number: false,
            },
            Some(Self::Refused { .. }) => Self::Misconfigured {
                reason: "Twilio knows no such account; check TwilioAccountSid".to_owned(),
            },
            Some(Self::Misconfigured { .. }) => {
                Self::Ambiguous { reason: "Twilio did not answer in time".to_owned() }
            }
            Some(Self::Ambiguous { .. }) => return None,
        })
    }
}

impl Sampled for FactKind {
    fn next(last: Option<&Self>) -> Option<Self> {
        let place = last.map_or(0, |last| Self::ALL.iter().position(|kind| kind == last).unwrap() + 1);
        Self::ALL.get(place).copied()
    }
}

impl Sampled for ZoneSource {
    fn next(last: Option<&Self>) -> Option<Self> {
        Some(match last {
            None => Self::Stated,
            Some(Self::Stated) => Self::Address,
            Some(Self::Address) => Self::AreaCode,
            Some(Self::AreaCode) => Self::Store,
            Some(Self::Store) => return None,
        })
    }
}

/// What else says why.
pub(super) fn of_other_kinds() -> String {
    [
        sentences("What happened since", |kind: FactKind| format!("The {}.", kind.words())),
        sentences("Why an event is not confirmed", |doubt: Doubt| doubt.words()),
        sentences("Where a time zone is known from", |source: ZoneSource| {
            format!("The customer's time zone is .., {}.", source.words())
        }),
        sentences("Why a webhook leads to no message", |why: Why| format!("{}: {}", why.code(), why.words())),
        sentences("What is wrong with a connection", |problem: ConnectionProblem| {
            format!("{}: {}", problem.code(), problem.words())
        }),
        sentences("What an SMS provider answered", |error: SendError| error.to_string()),
    ]
    .join("\n")
}
