//! Laws over a store's own settings: hours, and how many.

use super::*;
use crate::{
    frequency::SentText,
    ids::{MessageId, StoreId},
    law,
    settings::LawScope,
};

/// A promotional flow of a store without quiet hours, to somebody who agreed to it.
fn promotion(now: &str) -> World {
    let mut world = World::new(Trigger::OrderSkipped, now);
    world.flow.kind = MessageKind::Promotional;
    world.settings.quiet_hours.end = world.settings.quiet_hours.start;
    world.consent(ConsentStatus::Subscribed);
    world
}

fn in_state(world: &mut World, state: &str) {
    world.occurrence().address =
        Address { country: Some("US".to_owned()), province: Some(state.to_owned()), zip: None };
}

const SUNDAY: &str = "2026-11-29T16:30:00Z"; // 10:30 in Dallas, 11:30 in New York
const EVENING: &str = "2026-11-24T01:30:00Z"; // 20:30 in New York

#[test]
fn a_law_holds_a_promotion_though_the_store_has_no_quiet_hours() {
    let mut world = promotion(SUNDAY);
    in_state(&mut world, "TX");
    world.occurrence().address.zip = Some("75201".to_owned());
    let Verdict::Wait { until } = world.decide().verdict else { panic!("{:?}", world.decide()) };
    assert_eq!(
        until.start().to_string().get(..15),
        Some("2026-11-29T18:0"),
        "noon in Texas, and some minutes"
    );
    assert_eq!(world.codes().last().unwrap(), "held_by_law");
    in_state(&mut world, "NY");
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
}

#[test]
fn a_law_says_nothing_of_notices_unless_the_merchant_wants_it_so() {
    let mut world = World::new(Trigger::ChargeFailed, EVENING);
    in_state(&mut world, "FL");
    assert_eq!(world.codes().last().unwrap(), "sent_in_quiet_hours");
    world.settings.law_scope = LawScope::All;
    assert_eq!(world.codes().last().unwrap(), "held_by_law", "not even a flow that sends anyway");
    world.flow.quiet_hours = QuietHoursPolicy::Drop;
    assert_eq!(world.codes().last().unwrap(), "dropped_in_quiet_hours", "which come first");
    world.settings.quiet_hours.end = world.settings.quiet_hours.start;
    assert_eq!(world.codes().last().unwrap(), "dropped_by_law");
}

#[test]
fn a_floridian_number_is_presumed_in_florida_and_a_texan_one_is_not_in_texas() {
    let mut world = promotion(EVENING);
    in_state(&mut world, "NY");
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.occurrence().phone = Phone::Known(PhoneNumber::from_e164("+13055550123").unwrap());
    assert_eq!(world.codes().last().unwrap(), "held_by_law");
    let mut world = promotion("2026-11-29T16:30:00Z");
    in_state(&mut world, "NY");
    world.occurrence().phone = Phone::Known(PhoneNumber::from_e164("+12145550123").unwrap());
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
}

/// Whose hours they are waiting for, by the last reason.
fn held_by(world: &World) -> Option<String> {
    match world.decide().why.pop() {
        Some(Reason::HeldByLaw { law, .. }) => Some(law),
        _ => None,
    }
}

#[test]
fn the_reason_is_the_rule_that_is_the_last_to_open() {
    let mut world = promotion("2026-11-29T09:00:00Z"); // a Sunday, 03:00 in Dallas
    in_state(&mut world, "TX");
    assert_eq!(held_by(&world).as_deref(), Some("Texas"), "the federal law opens at eight");
    world.settings.quiet_hours = crate::quiet_hours::QuietHours::default();
    assert_eq!(held_by(&world).as_deref(), Some("Texas"), "quiet hours end at nine");
    world.now = "2026-11-28T09:00:00Z".parse().unwrap();
    world.occurrence().received_at = world.now;
    assert_eq!(world.codes().last().unwrap(), "held_for_quiet_hours", "on a Saturday");
}

#[test]
fn a_list_that_has_but_the_country_does_not_hide_the_webhooks_address() {
    let mut world = promotion(SUNDAY);
    in_state(&mut world, "TX");
    world.subscriber().profile.address.country = Some("US".to_owned());
    assert_eq!(held_by(&world).as_deref(), Some("Texas"));
    world.subscriber().profile.address.province = Some("NY".to_owned());
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }), "the list says where");
    world.subscriber().profile.address = Address { country: Some("GB".to_owned()), ..Address::default() };
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }), "another country, where it is evening");
    world.subscriber().profile.address =
        Address { country: Some("Atlantis".to_owned()), ..Address::default() };
    assert_eq!(held_by(&world).as_deref(), Some("Texas"), "a country that nobody knows");
    world.subscriber().profile.address = Address::read(Some("US"), Some("Atlantis"), None);
    assert_eq!(held_by(&world).as_deref(), Some("Texas"), "a state that nobody knows");
}

#[test]
fn laws_about_calls_bind_who_chose_them() {
    let mut world = promotion("2026-11-23T23:30:00Z"); // 18:30 in Providence
    in_state(&mut world, "RI");
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.settings.voice_laws.insert("US-RI".to_owned());
    assert_eq!(world.codes().last().unwrap(), "held_by_law");
}

#[test]
fn the_provider_gives_up_when_the_law_closes() {
    let mut world = promotion("2026-11-24T00:30:00Z");
    in_state(&mut world, "FL");
    let eight: Timestamp = "2026-11-24T01:00:00Z".parse().unwrap();
    assert_eq!(world.decide().verdict, Verdict::Send { until: Some(eight) });
}

#[test]
fn a_promotion_too_soon_or_too_many_is_skipped_with_the_reason_and_a_notice_is_not() {
    let mut world = promotion(DAY);
    in_state(&mut world, "FL");
    let at = world.now - SignedDuration::from_hours(2);
    let earlier = |key: &str| SentText { message: id(key), at, promotional: true };
    world.subscriber().recent_texts = vec![earlier("a"), earlier("b")];
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.subscriber().recent_texts.push(earlier("c"));
    assert_eq!(world.codes().last().unwrap(), "daily_cap");
    world.settings.smart_sending_hours = 24;
    assert_eq!(world.codes().last().unwrap(), "texted_recently");
    world.flow.kind = MessageKind::Transactional;
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
}

fn id(key: &str) -> MessageId {
    MessageId::of_answer(
        &StoreId::parse("demo").unwrap(),
        &PhoneNumber::from_e164("+12125550123").unwrap(),
        key,
    )
}

#[test]
fn zones_that_share_no_open_minute_are_said_to_be_the_reason() {
    let mut world = World::new(Trigger::OrderSkipped, NIGHT);
    world.settings.quiet_hours.start = "10:00".parse().unwrap();
    world.settings.quiet_hours.end = "09:59".parse().unwrap();
    world.occurrence().phone = Phone::Known(PhoneNumber::from_e164("+18005550123").unwrap());
    world.occurrence().address.country = Some("US".to_owned());
    assert_eq!(world.codes().last().unwrap(), "never_open");
}

proptest! {
    /// Whatever the state, the hour and the store's own window: a promotion never goes, nor is released, while the law
    /// of the customer's state is closed.
    #[test]
    fn a_promotion_never_goes_against_the_law(second in 1_767_300_000_i64..1_900_000_000, state in prop::sample::select(vec!["TX", "FL", "CT", "WA", "NY"]), start in 0..24_u8, end in 0..24_u8) {
        let mut world = promotion(DAY);
        in_state(&mut world, state);
        world.settings.quiet_hours.start = format!("{start:02}:00").parse().unwrap();
        world.settings.quiet_hours.end = format!("{end:02}:00").parse().unwrap();
        world.now = Timestamp::from_second(second).unwrap();
        world.occurrence().received_at = world.now;
        let decision = world.decide();
        let goes = match decision.verdict {
            Verdict::Send { .. } => world.now,
            Verdict::Wait { until } => until.start(),
            Verdict::Skip => return Ok(()),
        };
        let zones = decision.zone.unwrap().time_zones();
        let code = format!("US-{state}");
        for law in law::all().iter().filter(|law| law.jurisdiction == "US" || law.jurisdiction == code) {
            prop_assert!(crate::send_window::SendWindow::new(&[law], &zones).is_open(goes), "{} at {}", law.name, goes);
        }
    }
}
