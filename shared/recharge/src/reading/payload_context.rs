//! What all readings of one webhook share, and how an occurrence and a report are made from it.

use jiff::{Timestamp, civil::Date};
use rechime_domain::{
    facts::{FactKind, FactReport, Moment},
    ids::OccurrenceKey,
    occurrence::{Occurrence, Phone, Subject},
    trigger::Trigger,
    truth::{self, Doubt, ObjectState},
};

use super::{
    Meaning, Reading, Why,
    contact::Contact,
    tags::{self, Tag},
};
use crate::payload::{PayloadError, customer::CustomerProfile, envelope::Envelope, fields::Fields};

/// A webhook's object, its customer, and when it came.
#[derive(Debug)]
pub(crate) struct PayloadContext<'a> {
    pub(crate) resource: Fields<'a>,
    pub(crate) received_at: Timestamp,
    subject: Subject,
    contact: Contact,
    country: &'a str,
}

impl<'a> PayloadContext<'a> {
    pub(crate) fn read(
        envelope: &'a Envelope<'_>,
        resource: &str,
        subject: impl FnOnce(String) -> Subject,
        received_at: Timestamp,
        country: &'a str,
    ) -> Result<Self, PayloadError> {
        let fields = envelope.resource(resource)?;
        let subject = subject(fields.needed("id", Fields::id)?);
        let contact = if let Subject::Customer(_) = subject {
            let addresses = envelope.included_list(&fields, "addresses");
            Contact::of_customer(CustomerProfile::read(&fields, &addresses)?)
        } else {
            Contact::of_resource(envelope, &fields)?
        };
        Ok(Self { resource: fields, received_at, subject, contact, country })
    }

    /// An occurrence. `happening` completes the subject to its key and holds only what the payload says, so
    /// that the same webhook makes the same key whenever it comes.
    pub(crate) fn occurrence(
        &self,
        trigger: Trigger,
        happening: &str,
        at: Option<Timestamp>,
        tags: impl IntoIterator<Item = Tag>,
    ) -> Occurrence {
        Occurrence {
            trigger: Some(trigger),
            key: OccurrenceKey::new(format!("{}:{happening}", self.subject.key())),
            subject: Some(self.subject.clone()),
            customer: self.customer_id(),
            subscriptions: Vec::new(),
            attempt: None,
            at: self.moment(at).at,
            received_at: self.received_at,
            stale_from: None,
            old_from: None,
            day: None,
            doubt: None,
            phone: self.phone(),
            address: self.contact.address(),
            tags: tags::collect(self.contact.tags().into_iter().chain(tags), self.received_at),
        }
    }

    /// The phone, by the payload alone.
    pub(crate) fn phone(&self) -> Phone {
        self.contact.phone(self.country)
    }

    pub(crate) fn customer_id(&self) -> Option<String> {
        self.contact.customer_id()
    }

    pub(crate) fn report(&self, kind: FactKind, at: Option<Timestamp>, day: Option<Date>) -> FactReport {
        FactReport { subject: self.subject.clone(), kind, moment: self.moment(at), day }
    }

    pub(crate) fn tells(self, report: Option<FactReport>, meaning: Meaning) -> Reading {
        Reading { subject: self.subject, report, meaning, is_shown: true }
    }

    pub(crate) fn happened(self, report: Option<FactReport>, occurrence: Occurrence) -> Reading {
        self.tells(report, Meaning::Occurred(occurrence))
    }

    /// What happened if the object's own state bears it out.
    pub(crate) fn confirmed(
        self,
        report: Option<FactReport>,
        occurrence: Occurrence,
        state: ObjectState,
    ) -> Reading {
        let is_borne_out = occurrence.trigger.is_none_or(|trigger| truth::bears_out(trigger, state));
        let occurrence = if is_borne_out { occurrence } else { occurrence.doubted(Doubt::State(state)) };
        self.happened(report, occurrence)
    }

    pub(crate) fn means_nothing(self, report: Option<FactReport>, why: Why) -> Reading {
        self.tells(report, Meaning::Nothing(why))
    }

    /// When something happened, in whole milliseconds, which is what the table keeps. It cannot be later than what we
    /// learnt of it; a payload's time that is comes from a clock or a zone gone wrong, and would outrank every true
    /// report until then.
    pub(crate) fn moment(&self, at: Option<Timestamp>) -> Moment {
        let at = at.map_or(self.received_at, |at| at.min(self.received_at));
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        Moment { at, received_at: self.received_at }
    }
}

/// A day as part of a key; what has none is told apart from what has.
pub(crate) fn day_part(day: Option<Date>, without: &str) -> String {
    day.map_or_else(|| without.to_owned(), |day| day.to_string())
}
