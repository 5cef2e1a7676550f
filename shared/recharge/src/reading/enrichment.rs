//! What a webhook left out and Recharge, when asked for the customer, tells.

use rechime_domain::{
    occurrence::{Occurrence, Phone},
    zone,
};

use super::{Meaning, Reading, contact::Contact, tags};
use crate::payload::customer::CustomerProfile;

impl Reading {
    /// The occurrence, whether it happened or would have under a condition.
    #[must_use]
    pub const fn occurrence(&self) -> Option<&Occurrence> {
        match &self.meaning {
            Meaning::Occurred(occurrence) | Meaning::IfPaused(occurrence) => Some(occurrence),
            Meaning::Nothing(_) => None,
        }
    }

    /// The occurrence itself, once nothing is to be filled in any more.
    #[must_use]
    pub fn into_occurrence(self) -> Option<Occurrence> {
        match self.meaning {
            Meaning::Occurred(occurrence) | Meaning::IfPaused(occurrence) => Some(occurrence),
            Meaning::Nothing(_) => None,
        }
    }

    /// Recharge's id of the customer, where the phone is missing and Recharge may know it.
    #[must_use]
    pub fn customer_to_look_up(&self) -> Option<String> {
        self.occurrence().filter(|_| self.lacks_contact())?.customer.clone()
    }

    /// Whether there is somebody to tell and no number to tell them by: ask Recharge for the customer. What is not
    /// confirmed is told to nobody.
    #[must_use]
    pub fn lacks_contact(&self) -> bool {
        let is_told = |occurrence: &&Occurrence| occurrence.doubt.is_none();
        self.occurrence().filter(is_told).is_some_and(|told| !matches!(told.phone, Phone::Known(_)))
    }

    /// Fills in what the webhook left out. `country` is the store's, as for [`read`](super::read).
    pub fn enrich(&mut self, customer: &CustomerProfile, country: &str) {
        match &mut self.meaning {
            Meaning::Occurred(occurrence) | Meaning::IfPaused(occurrence) => {
                fill(occurrence, customer, country);
            }
            Meaning::Nothing(_) => {}
        }
    }
}

fn fill(occurrence: &mut Occurrence, customer: &CustomerProfile, store_country: &str) {
    let contact = Contact::of_customer(customer.clone());
    let (told, asked) = (occurrence.address.clone(), contact.address());
    occurrence.address = zone::most_telling([&told, &asked]).cloned().unwrap_or_default();
    if !matches!(occurrence.phone, Phone::Known(_)) {
        match contact.phone(told.country.as_deref().unwrap_or(store_country)) {
            Phone::Missing => {}
            found => occurrence.phone = found,
        }
    }
    for (name, value) in tags::collect(contact.tags(), occurrence.received_at) {
        occurrence.tags.entry(name).or_insert(value);
    }
}
