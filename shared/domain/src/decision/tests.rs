use std::sync::Arc;

use jiff::{SignedDuration, tz::TimeZone};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    default_flows::default_flow,
    facts::{FactKind, FactReport, Facts, Moment},
    flow::{Flow, FlowStatus, QuietHoursPolicy},
    ids::OccurrenceKey,
    link::LinkBase,
    message_kind::MessageKind,
    occurrence::{Occurrence, Subject},
    phone::PhoneNumber,
    place::Address,
    settings::ConsentMode,
    source::Source,
    trigger::Trigger,
    zone::ZoneSource,
};

mod audience;
mod laws;

const DAY: &str = "2026-11-23T19:00:00Z"; // 14:00 in New York
const NIGHT: &str = "2026-11-24T03:00:00Z"; // 22:00 in New York

/// Everything a decision rests on, to be changed by each test.
struct World {
    settings: StoreSettings,
    flow: Flow,
    message: PendingMessage,
    subscriber: Option<Subscriber>,
    known: Known,
    now: Timestamp,
}

impl World {
    fn new(trigger: Trigger, now: &str) -> Self {
        let now: Timestamp = now.parse().unwrap();
        let occurrence = Arc::new(Occurrence {
            trigger: Some(trigger),
            key: OccurrenceKey::new("subscription:1:x"),
            subject: Some(Subject::Subscription("1".to_owned())),
            customer: Some("9".to_owned()),
            subscriptions: Vec::new(),
            attempt: None,
            at: now,
            received_at: now,
            stale_from: None,
            old_from: None,
            day: None,
            doubt: None,
            phone: Phone::Known(PhoneNumber::from_e164("+12125550123").unwrap()),
            address: Address::default(),
            tags: std::iter::once(("first_name".to_owned(), json!("Ada"))).collect(),
        });
        let settings = crate::settings::tests::sample();
        let flow = Flow { status: FlowStatus::Active, ..default_flow(trigger) };
        let message = flow.messages(&settings.id, &occurrence).next().unwrap();
        Self { settings, flow, message, subscriber: None, known: Known::default(), now }
    }

    fn occurrence(&mut self) -> &mut Occurrence {
        Arc::make_mut(&mut self.message.occurrence)
    }

    fn decide(&self) -> Decision {
        decide(&Situation {
            settings: &self.settings,
            source: Source::Flow(&self.flow),
            message: &self.message,
            subscriber: Knowledge::Read(self.subscriber.as_ref()),
            segments: &Segments::default(),
            known: &self.known,
            links: &LinkBase::new("https://txt.example"),
            now: self.now,
        })
    }

    fn codes(&self) -> Vec<String> {
        self.decide().why.iter().map(Reason::code).collect()
    }

    fn subscriber(&mut self) -> &mut Subscriber {
        self.subscriber
            .get_or_insert_with(|| Subscriber::new(PhoneNumber::from_e164("+12125550123").unwrap()))
    }

    fn consent(&mut self, status: ConsentStatus) {
        let since = self.now;
        self.subscriber().consent = Some(Consent { status, source: ConsentSource::Reply, since });
    }
}

#[test]
fn by_day_a_notice_goes_at_once_and_the_provider_gives_up_when_the_window_closes() {
    let world = World::new(Trigger::OrderSkipped, DAY);
    let until = Some("2026-11-24T01:00:00Z".parse().unwrap()); // 20:00 in New York
    assert_eq!(world.decide().verdict, Verdict::Send { until });
    assert_eq!(world.codes(), ["checkout_phone", "time_zone", "window_open"]);
}

/// An area code of New York, an address in Honolulu, where it is five in the morning. Wherever the address stands, and
/// whatever stands beside it.
#[test]
fn an_address_counts_by_name_and_by_code_whichever_door_it_came_in_by() {
    let five_in_honolulu = "2026-11-24T15:00:00Z";
    let by_name = Address::read(Some("United States"), Some("Hawaii"), Some("96815"));
    let by_code = Address::read(Some("US"), Some("HI"), Some("96815"));
    let not_understood = Address::read(Some("Atlantis"), Some("Hawaii"), Some("96815"));
    let none = Address::default();
    for (listed, told) in [
        (&by_name, &none),
        (&by_code, &none),
        (&none, &by_name),
        (&none, &by_code),
        (&by_name, &not_understood),
        (&not_understood, &by_code),
    ] {
        let mut world = World::new(Trigger::OrderSkipped, five_in_honolulu);
        world.subscriber().profile.address = listed.clone();
        world.occurrence().address = told.clone();
        let decision = world.decide();
        let zone = decision.zone.unwrap();
        assert_eq!((zone.zones, zone.source), (vec!["Pacific/Honolulu".to_owned()], ZoneSource::Address));
        assert!(matches!(decision.verdict, Verdict::Wait { .. }), "{listed:?} {told:?}");
    }
}

#[test]
fn at_night_a_flow_that_holds_waits_for_the_customers_morning() {
    let world = World::new(Trigger::OrderSkipped, NIGHT);
    let Verdict::Wait { until } = world.decide().verdict else { panic!("{:?}", world.decide()) };
    let nine: Timestamp = "2026-11-24T14:00:00Z".parse().unwrap();
    assert!((0..5).contains(&until.start().duration_since(nine).as_mins()), "{until}");
    assert_eq!(world.codes(), ["checkout_phone", "time_zone", "held_for_quiet_hours"]);
}

#[test]
fn at_night_a_flow_may_send_anyway_or_drop() {
    let mut world = World::new(Trigger::ChargeFailed, NIGHT);
    world.flow.expires_after_minutes = None;
    assert_eq!(world.decide().verdict, Verdict::Send { until: None });
    world.flow.quiet_hours = QuietHoursPolicy::Drop;
    assert_eq!(world.decide().verdict, Verdict::Skip);
    assert_eq!(world.codes().last().unwrap(), "dropped_in_quiet_hours");
}

#[test]
fn a_stated_zone_beats_the_area_code() {
    let mut world = World::new(Trigger::OrderSkipped, NIGHT);
    world.subscriber().profile.time_zone = Some("Asia/Tokyo".to_owned());
    let decision = world.decide();
    assert_eq!(decision.zone.unwrap().source, ZoneSource::Stated);
    assert!(matches!(decision.verdict, Verdict::Send { .. }), "noon in Tokyo");
}

#[test]
fn stop_wins_over_everything() {
    let mut world = World::new(Trigger::ChargeFailed, DAY);
    world.consent(ConsentStatus::Unsubscribed);
    assert_eq!(world.decide().verdict, Verdict::Skip);
    assert_eq!(world.codes(), ["opted_out"]);
}

#[test]
fn without_consent_nothing_is_sent_and_promotion_needs_its_own() {
    let mut world = World::new(Trigger::ChargeFailed, DAY);
    world.flow.kind = MessageKind::Promotional;
    assert_eq!(world.codes(), ["promotion_needs_consent"]);
    world.settings.consent_mode = ConsentMode::OwnList;
    assert_eq!(world.codes(), ["no_consent"]);
    world.consent(ConsentStatus::Subscribed);
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
}

#[test]
fn a_flow_that_is_off_and_a_phone_that_is_none_are_the_reasons_they_are() {
    let mut world = World::new(Trigger::ChargePaid, DAY);
    world.occurrence().phone = Phone::Unusable;
    assert_eq!(world.codes(), ["phone_unusable"]);
    world.occurrence().phone = Phone::Missing;
    assert_eq!(world.codes(), ["no_phone"]);
    world.flow.status = FlowStatus::Inactive;
    assert_eq!(world.codes(), ["flow_not_active"]);
}

#[test]
fn a_message_whose_flow_is_gone_is_skipped_for_that() {
    let decision = Decision::flow_deleted();
    assert_eq!((decision.verdict, decision.cause()), (Verdict::Skip, Some(&Reason::FlowDeleted)));
}

#[test]
fn a_delay_counts_from_the_webhook_and_quiet_hours_from_its_end() {
    let mut world = World::new(Trigger::OrderSkipped, DAY);
    for step in &mut world.flow.steps {
        step.delay_minutes = 60;
    }
    let hour_later: Timestamp = "2026-11-23T20:00:00Z".parse().unwrap();
    assert_eq!(world.decide().verdict, Verdict::Wait { until: Minute::at_or_after(hour_later) });
    for step in &mut world.flow.steps {
        step.delay_minutes = 8 * 60;
    }
    let Verdict::Wait { until } = world.decide().verdict else { panic!() };
    assert!(until.start() >= "2026-11-24T14:00:00Z".parse().unwrap(), "22:00 is quiet; not before 09:00");
    assert_eq!(world.codes(), ["checkout_phone", "time_zone", "delayed", "held_for_quiet_hours"]);
}

#[test]
fn what_could_go_in_time_and_waits_for_its_senders_turn_does_not_grow_too_old() {
    let mut world = World::new(Trigger::OrderProcessed, DAY);
    world.flow.expires_after_minutes = Some(60);
    let known_at = world.now;
    world.now = known_at + SignedDuration::from_hours(2);
    assert_eq!(world.decide().verdict, Verdict::Skip);
    world.message.ready_at = Some(known_at + SignedDuration::from_mins(59));
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.message.ready_at = Some(known_at + SignedDuration::from_mins(60));
    assert_eq!(world.decide().verdict, Verdict::Skip, "it was too old before");
    world.message.ready_at = Some(known_at);
    world.occurrence().stale_from = Some(world.now);
    assert_eq!(world.decide().verdict, Verdict::Skip, "it is no longer true");
}

#[test]
fn what_would_come_too_late_is_not_held_at_all() {
    let mut world = World::new(Trigger::UpcomingOrder, NIGHT);
    world.occurrence().stale_from = Some("2026-11-24T05:00:00Z".parse().unwrap());
    assert_eq!(world.decide().verdict, Verdict::Skip);
    assert_eq!(world.codes().last().unwrap(), "expired");
}

#[test]
fn a_later_change_supersedes_and_an_earlier_one_does_not() {
    let mut world = World::new(Trigger::SubscriptionPaused, DAY);
    let resumed = |seconds: i64| FactReport {
        subject: Subject::Subscription("1".to_owned()),
        kind: FactKind::Resumed,
        moment: Moment { at: world.now + SignedDuration::from_secs(seconds), received_at: world.now },
        day: None,
    };
    let (earlier, later) = (Facts::default().with(&resumed(-1)), Facts::default().with(&resumed(1)));
    world.known = earlier.into();
    assert!(matches!(world.decide().verdict, Verdict::Send { .. }));
    world.known = later.into();
    assert_eq!(world.codes().last().unwrap(), "superseded");
}

#[test]
fn a_text_that_cannot_be_made_is_not_sent() {
    let mut world = World::new(Trigger::ChargePaid, DAY);
    for step in &mut world.flow.steps {
        step.template = "{{ order_number }}".to_owned();
    }
    assert_eq!(world.decide().verdict, Verdict::Skip);
    assert_eq!(world.codes().last().unwrap(), "text_failed");
}

proptest! {
    /// Whatever the time and the person: a text of a flow that holds never goes, nor is released, while it is quiet.
    #[test]
    fn a_held_flow_never_reaches_anybody_at_night(second in 1_700_000_000_i64..1_900_000_000, zone in zone_name(), key in "[a-z]{1,8}") {
        let mut world = World::new(Trigger::UpcomingOrder, DAY);
        world.occurrence().key = OccurrenceKey::new(key);
        world.message = world.flow.messages(&world.settings.id, &world.message.occurrence).next().unwrap();
        world.now = Timestamp::from_second(second).unwrap();
        let now = world.now;
        world.occurrence().received_at = now;
        world.subscriber().profile.time_zone = Some(zone.clone());
        let zone = TimeZone::get(&zone).unwrap();
        let goes = match world.decide().verdict {
            Verdict::Send { .. } => world.now,
            Verdict::Wait { until } => until.start(),
            Verdict::Skip => return Err(TestCaseError::fail("it may wait")),
        };
        prop_assert!(!world.settings.quiet_hours.is_quiet(&zone, goes));
    }
}

fn zone_name() -> impl Strategy<Value = String> {
    let zones = [
        "America/New_York",
        "America/Phoenix",
        "Europe/London",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/St_Johns",
    ];
    prop::sample::select(zones.map(str::to_owned).to_vec())
}
