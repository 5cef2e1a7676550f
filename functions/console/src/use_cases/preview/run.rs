//! What would become of a flow's messages if its trigger occurred now to somebody: by the very rules that decide.

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    decision::{self, Decision, Knowledge, Situation},
    facts::Known,
    flow::{Flow, FlowStatus},
    ids::OccurrenceKey,
    occurrence::{Occurrence, Phone, Subject, Tags},
    phone::PhoneNumber,
    place::Address,
    settings::StoreSettings,
    subscriber::Subscriber,
    trigger::Trigger,
};

/// A number of Austin, Texas, that nobody has.
const PHONE: &str = "+15125550134";

/// The decision about each message of a flow, in order, as if the flow were active and the customer had agreed.
pub(crate) fn run(settings: &StoreSettings, flow: &Flow, tags: Tags, now: Timestamp) -> Vec<Decision> {
    let flow = Flow { status: FlowStatus::Active, ..flow.clone() };
    let Ok(phone) = PhoneNumber::from_e164(PHONE) else { return Vec::new() };
    let occurrence = Arc::new(sample(flow.trigger, phone.clone(), tags, now));
    let consent = Consent { status: ConsentStatus::Subscribed, source: ConsentSource::Merchant, since: now };
    let subscriber = Subscriber { consent: Some(consent), ..Subscriber::new(phone) };
    let known = Known::default();
    let decide = |message| {
        decision::decide(&Situation {
            settings,
            flow: &flow,
            message: &message,
            subscriber: Knowledge::Read(Some(&subscriber)),
            known: &known,
            now,
        })
    };
    flow.messages(&settings.id, &occurrence).map(decide).collect()
}

fn sample(trigger: Trigger, phone: PhoneNumber, tags: Tags, now: Timestamp) -> Occurrence {
    let subject = Subject::Subscription("sample".to_owned());
    Occurrence {
        trigger,
        key: OccurrenceKey::new("sample"),
        subject,
        customer: Some("sample".to_owned()),
        subscriptions: Vec::new(),
        attempt: None,
        at: now,
        received_at: now,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Known(phone),
        address: Address::read(Some("US"), Some("TX"), Some("78701")),
        tags,
    }
}
