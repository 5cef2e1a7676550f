use jiff::Timestamp;
use rechime_domain::{
    ids::OccurrenceKey,
    occurrence::{Phone, Tags},
    phone::PhoneNumber,
    place::Address,
    reason::Reason,
    trigger::Trigger,
    zone::ZoneSource,
};

use super::*;
use crate::{samples, size};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// As much as an ordinary upcoming order says.
fn ordinary() -> PendingMessage {
    let tags = [
        ("first_name", "Bartholomew"),
        ("product_title", "Ethiopia Guji Natural, whole bean, and 2 more"),
        ("variant_title", "340 g / whole bean"),
        ("next_charge_date", "Friday, November 27"),
        ("total_price", "$142.50"),
        ("card_brand", "Visa"),
        ("card_last4", "4242"),
        ("customer_hash", "3c4a2a0a0d4f4e2b9d2f1a6b7c8d9e0f"),
    ];
    let occurrence = Occurrence {
        key: OccurrenceKey::new("address:1191965724:upcoming:2026-11-27"),
        at: at("2026-11-24T02:03:05.123456Z"),
        received_at: at("2026-11-24T02:03:07.123456789Z"),
        stale_from: Some(at("2026-11-27T05:00:00Z")),
        old_from: None,
        subscriptions: vec!["1169282975".to_owned()],
        day: Some(jiff::civil::date(2026, 11, 27)),
        phone: Phone::Known(PhoneNumber::from_e164("+14155552671").unwrap()),
        address: Address {
            country: Some("US".to_owned()),
            province: Some("California".to_owned()),
            zip: Some("94110-1234".to_owned()),
        },
        tags: tags.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect::<Tags>(),
        ..samples::occurrence(Trigger::UpcomingOrder, 1_191_965_724)
    };
    let message = samples::message(&StoreId::parse("oat-and-ember-coffee").unwrap(), occurrence);
    let until = at("2026-11-24T14:03:00Z");
    let why = [
        Reason::CheckoutPhone,
        Reason::TimeZone { zones: vec!["America/Los_Angeles".to_owned()], source: ZoneSource::Address },
        Reason::HeldForQuietHours { until },
    ];
    let planned_at = at("2026-11-24T02:03:08.123456789Z");
    message.decided(planned_at).waiting(planned_at, Minute::containing(until), &why)
}

#[test]
fn an_ordinary_hold_costs_one_write_unit() {
    let item = hold(&ordinary(), "2026-11-24T14:03Z".parse().unwrap()).unwrap();
    let size = size::of(&item);
    assert!((400..=1024).contains(&size), "{size} bytes");
}

#[test]
fn a_hold_expires_two_weeks_after_its_minute() {
    let item = hold(&ordinary(), "2026-11-24T14:03Z".parse().unwrap()).unwrap();
    let expires_at: i64 = crate::item::number(&item, EXPIRES_AT).unwrap();
    assert_eq!(expires_at, at("2026-12-08T14:03:00Z").as_second());
}
