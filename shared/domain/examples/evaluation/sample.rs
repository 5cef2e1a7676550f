//! What is evaluated: a store with its twelve flows active, and customers to whom something happens.
//!
//! Settings and people are read from JSON as the table's rows are, so that a field with a default is no change here.

use std::{error::Error, sync::Arc};

use jiff::Timestamp;
use rechime_domain::{
    decision::{Knowledge, Situation},
    default_flows::default_flow,
    facts::{FactKind, FactReport, Facts, Known, Moment},
    flow::{Flow, FlowStatus},
    link::LinkBase,
    message::PendingMessage,
    occurrence::Occurrence,
    segment::Segments,
    settings::StoreSettings,
    source::Source,
    subscriber::Subscriber,
    trigger::Trigger,
};
use serde_json::json;

/// A case: its name, and the evaluations of one round.
pub(crate) type Case = (&'static str, fn() -> Result<Vec<Sample>, Box<dyn Error>>);

/// The cases, by the verdict they end in.
pub(crate) const CASES: [Case; 4] = [
    ("sent at once", || Ok(vec![Sample::new(Trigger::OrderProcessed, AFTERNOON, SUBSCRIBED)?])),
    ("held, in one of two zones", || Ok(vec![Sample::new(Trigger::UpcomingOrder, NIGHT, SUBSCRIBED)?])),
    ("skipped, opted out", || Ok(vec![Sample::new(Trigger::ChargePaid, AFTERNOON, UNSUBSCRIBED)?])),
    ("all twelve flows in turn", || {
        Trigger::ALL.iter().map(|trigger| Sample::new(*trigger, AFTERNOON, SUBSCRIBED)).collect()
    }),
];

const AFTERNOON: &str = "2026-11-23T19:00:00Z";
const NIGHT: &str = "2026-11-24T03:00:00Z";
const SUBSCRIBED: &str = "subscribed";
const UNSUBSCRIBED: &str = "unsubscribed";
/// West Florida: the area code lies in two time zones, so both must be open.
const PHONE: &str = "+18505550123";

/// One message, with all that its decision rests on.
pub(crate) struct Sample {
    settings: StoreSettings,
    flow: Flow,
    message: PendingMessage,
    subscriber: Subscriber,
    segments: Segments,
    known: Known,
    links: LinkBase,
    now: Timestamp,
}

impl Sample {
    fn new(trigger: Trigger, now: &str, consent: &str) -> Result<Self, Box<dyn Error>> {
        let settings = settings()?;
        let flow = Flow { status: FlowStatus::Active, ..default_flow(trigger) };
        let occurrence = Arc::new(occurrence(trigger, now)?);
        let message = flow.messages(&settings.id, &occurrence).next();
        Ok(Self {
            message: message.ok_or("a flow without a message")?,
            subscriber: subscriber(consent, now)?,
            segments: Segments::default(),
            known: history(&occurrence).unwrap_or_default().into(),
            links: LinkBase::new("https://txt.example"),
            now: now.parse()?,
            settings,
            flow,
        })
    }

    /// What [`decide`](rechime_domain::decision::decide) is asked.
    pub(crate) fn situation(&self) -> Situation<'_> {
        Situation {
            settings: &self.settings,
            source: Source::Flow(&self.flow),
            message: &self.message,
            subscriber: Knowledge::Read(Some(&self.subscriber)),
            segments: &self.segments,
            known: &self.known,
            links: &self.links,
            now: self.now,
        }
    }
}

fn settings() -> serde_json::Result<StoreSettings> {
    serde_json::from_value(json!({
        "id": "acme", "name": "Acme Coffee", "time_zone": "America/New_York", "country": "US",
        "quiet_hours": {"start": "20:00", "end": "09:00"}, "consent_mode": "own_list", "fold_typography": true,
        "portal_url": "https://acme.example/portal/{hash}/", "version": 1
    }))
}

fn subscriber(consent: &str, since: &str) -> serde_json::Result<Subscriber> {
    serde_json::from_value(json!({
        "phone": PHONE, "consent": {"status": consent, "source": "import", "since": since}
    }))
}

/// With a value for every tag, and an address that says less than the phone.
fn occurrence(trigger: Trigger, now: &str) -> serde_json::Result<Occurrence> {
    serde_json::from_value(json!({
        "trigger": trigger, "key": "subscription:47514488:x", "at": now, "received_at": now,
        "subject": {"type": "subscription", "id": "47514488"}, "phone": {"known": PHONE}, "address": {"country": "US"},
        "tags": {
            "first_name": "Maya", "last_name": "Lopez", "product_title": "House Blend – 12oz", "quantity": 2,
            "price": "14.90", "total_price": "29.80", "currency": "USD", "customer_hash": "1a2b3c4d5e6f",
            "next_charge_date": "Dec 1", "resume_date": "Jan 15", "charge_date": "Dec 1", "retry_date": "Dec 3",
            "order_number": "1042"
        }
    }))
}

/// An earlier change of the same subscription: to be looked at, but no reason to be silent.
fn history(occurrence: &Occurrence) -> Option<Facts> {
    let earlier = Moment { at: Timestamp::UNIX_EPOCH, received_at: occurrence.received_at };
    let subject = occurrence.subject.clone()?;
    Some(Facts::default().with(&FactReport { subject, kind: FactKind::Resumed, moment: earlier, day: None }))
}
