//! Where the customer may be: whose clock counts, and whose laws.

use super::Situation;
use crate::{
    jurisdiction,
    law::{self, Law},
    phone::PhoneNumber,
    place::Address,
    zone::{self, ZoneEvidence},
};

/// The zones the customer may be in.
pub(super) fn zone_evidence(situation: &Situation<'_>, phone: &PhoneNumber) -> ZoneEvidence {
    let stated =
        situation.subscriber.subscriber().and_then(|subscriber| subscriber.profile.time_zone.as_deref());
    zone::locate(stated, address(situation), phone, &situation.settings.time_zone)
}

/// The laws that protect this customer from this message; none where it is not of the kind they are about.
pub(super) fn laws(situation: &Situation<'_>, phone: &PhoneNumber) -> Vec<&'static Law> {
    if !situation.settings.law_covers(situation.source.kind()) {
        return Vec::new();
    }
    let places = jurisdiction::locate(address(situation), phone).candidates;
    law::protecting(&places, &jurisdiction::of_area_code(phone), &situation.settings.voice_laws)
}

/// An address on the store's own list was stated by the merchant; the webhook's may be a gift's. But a list that is not
/// understood, or that has hardly more than the country, does not hide a whole address in it.
pub(super) fn address<'a>(situation: &Situation<'a>) -> &'a Address {
    let of_event = &situation.message.occurrence.address;
    let listed = situation.subscriber.subscriber().map(|subscriber| &subscriber.profile.address);
    zone::most_telling(listed.into_iter().chain([of_event])).unwrap_or(of_event)
}
