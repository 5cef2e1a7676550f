//! What would become of a flow's messages if its trigger occurred now to somebody: by the very rules that decide.

use std::sync::Arc;

use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    decision::{self, Decision, Knowledge, Situation},
    facts::Known,
    flow::{Flow, FlowStatus},
    ids::OccurrenceKey,
    link::LinkBase,
    occurrence::{Occurrence, Phone, Subject, Tags},
    phone::PhoneNumber,
    place::Address,
    segment::Segments,
    settings::StoreSettings,
    source::Source,
    subscriber::Subscriber,
    trigger::Trigger,
};

/// A number of Austin, Texas, that nobody has.
const PHONE: &str = "+15125550134";

/// The decision about each message of a flow, in order, as if the flow were active.
pub(crate) fn run(
    settings: &StoreSettings,
    links: &LinkBase,
    flow: &Flow,
    segments: &Segments,
    person: &Person,
    now: Timestamp,
) -> Vec<Decision> {
    let flow = Flow { status: FlowStatus::Active, ..flow.clone() };
    let occurrence = Arc::new(person.occurrence.clone());
    let known = Known::default();
    let decide = |message| {
        decision::decide(&Situation {
            settings,
            source: Source::Flow(&flow),
            message: &message,
            subscriber: Knowledge::Read(person.subscriber.as_ref()),
            segments,
            known: &known,
            links,
            now,
        })
    };
    flow.messages(&settings.id, &occurrence).map(decide).collect()
}

/// To whom something happens, and what.
pub(crate) struct Person {
    pub(crate) occurrence: Occurrence,
    pub(crate) subscriber: Option<Subscriber>,
}

impl Person {
    /// Somebody in Austin who agreed to texts.
    pub(crate) fn sample(trigger: Trigger, tags: Tags, now: Timestamp) -> Self {
        let phone = PhoneNumber::from_e164(PHONE).ok();
        let consent =
            Consent { status: ConsentStatus::Subscribed, source: ConsentSource::Merchant, since: now };
        let agreed = |phone| Subscriber { consent: Some(consent), ..Subscriber::new(phone) };
        let occurrence = sample(trigger, phone.clone().map_or(Phone::Missing, Phone::Known), tags, now);
        Self { occurrence, subscriber: phone.map(agreed) }
    }
}

fn sample(trigger: Trigger, phone: Phone, tags: Tags, now: Timestamp) -> Occurrence {
    let subject = Subject::Subscription("sample".to_owned());
    Occurrence {
        trigger: Some(trigger),
        key: OccurrenceKey::new("sample"),
        subject: Some(subject),
        customer: Some("sample".to_owned()),
        subscriptions: Vec::new(),
        attempt: None,
        at: now,
        received_at: now,
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone,
        address: Address::read(Some("US"), Some("TX"), Some("78701")),
        tags,
    }
}
