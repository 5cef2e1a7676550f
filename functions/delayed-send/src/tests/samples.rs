//! Messages that became known an hour before noon.

use rechime_domain::{
    message::PendingMessage,
    occurrence::{Occurrence, Subject},
    trigger::Trigger,
};
pub(super) use rechime_testkit::{DAY, NIGHT, at, claim, demo, phone};
use rechime_testkit::{occurrence, pending};

/// A message to Maya.
pub(super) fn message(trigger: Trigger, subject: Subject) -> PendingMessage {
    message_to("maya", trigger, subject)
}

/// The same to any customer; all of them gave the same phone.
pub(super) fn message_to(customer: &str, trigger: Trigger, subject: Subject) -> PendingMessage {
    let occurrence = occurrence(trigger, subject, at("2026-11-24T16:00:00Z"));
    pending(&demo(), Occurrence { customer: Some(customer.to_owned()), ..occurrence })
}

/// Of a flow that sends anyway.
pub(super) fn paid(charge: u32) -> PendingMessage {
    message(Trigger::ChargePaid, Subject::Charge(charge.to_string()))
}

/// Of a flow that holds.
pub(super) fn skipped() -> PendingMessage {
    message(Trigger::OrderSkipped, Subject::Subscription("7".to_owned()))
}
