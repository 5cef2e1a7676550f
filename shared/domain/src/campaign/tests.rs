use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{edit::CampaignEdit, *};
use crate::{
    consent::{Consent, ConsentSource, ConsentStatus},
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    facts::Known,
    frequency::SentText,
    ids::PersonId,
    link::LinkBase,
    minute::Minute,
    reason::Reason,
    segment::Segments,
    settings::StoreSettings,
    source::Source,
    subscriber::Subscriber,
};

/// Three in the afternoon in New York.
const AFTERNOON: &str = "2026-12-01T20:00:00Z";

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn edit(fields: &Value) -> CampaignEdit {
    let mut edit =
        json!({ "name": "Spring", "template": "{{ store_name }}: 20 % off. Reply STOP to opt out" });
    edit.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(edit).unwrap()
}

fn draft(fields: &Value) -> Campaign {
    let id = SourceId::campaign("7k2m9x").unwrap();
    edit(fields).create(id, &Segments::default(), at("2026-11-30T12:00:00Z")).unwrap()
}

fn launched(fields: &Value, when: &str) -> Campaign {
    let launch = Launch { at: at(when), condition: None };
    Campaign { state: CampaignState::Launched { launch }, ..draft(fields) }
}

/// Somebody who agreed to promotions.
fn subscriber(phone: &str) -> Subscriber {
    let consent = Consent {
        status: ConsentStatus::Subscribed,
        source: ConsentSource::Merchant,
        since: Timestamp::UNIX_EPOCH,
    };
    Subscriber { consent: Some(consent), ..Subscriber::new(PhoneNumber::from_e164(phone).unwrap()) }
}

fn decided(settings: &StoreSettings, campaign: &Campaign, subscriber: &Subscriber, now: &str) -> Decision {
    let launched_at = campaign.launch().unwrap().at;
    let message = campaign.message(&settings.id, &subscriber.phone, launched_at);
    decide(&Situation {
        settings,
        source: Source::Campaign(campaign),
        message: &message,
        subscriber: Knowledge::Read(Some(subscriber)),
        segments: &Segments::default(),
        known: &Known::default(),
        links: &LinkBase::new("https://txt.example"),
        now: at(now),
    })
}

fn decision(campaign: &Campaign, subscriber: &Subscriber, now: &str) -> Decision {
    decided(&crate::settings::tests::sample(), campaign, subscriber, now)
}

const NEW_YORK: &str = "+12125550123";
const SAN_FRANCISCO: &str = "+14155552671";

#[test]
fn a_campaign_goes_by_day_waits_at_night_and_asks_for_consent_to_promotions() {
    let now = launched(&json!({}), AFTERNOON);
    let goes = decision(&now, &subscriber(NEW_YORK), AFTERNOON);
    assert!(matches!(goes.verdict, Verdict::Send { .. }), "{goes:?}");
    let night = "2026-12-02T03:00:00Z";
    let Verdict::Wait { until } = decision(&now, &subscriber(NEW_YORK), night).verdict else { panic!() };
    assert!(
        until >= Minute::at_or_after(at("2026-12-02T14:00:00Z"))
            && until < Minute::at_or_after(at("2026-12-02T14:05:00Z"))
    );
    let silent = Subscriber { consent: None, ..subscriber(NEW_YORK) };
    let settings = StoreSettings {
        consent_mode: crate::settings::ConsentMode::CheckoutPhones,
        ..crate::settings::tests::sample()
    };
    let skipped = decided(&settings, &now, &silent, AFTERNOON);
    assert_eq!(skipped.cause(), Some(&Reason::PromotionNeedsConsent));
}

#[test]
fn a_second_campaign_of_the_day_meets_smart_sending() {
    let first = PersonId::of_phone(&crate::settings::tests::sample().id, &subscriber(NEW_YORK).phone);
    let key = OccurrenceKey::new("campaign").hash();
    let other = SourceId::campaign("other").unwrap();
    let message = MessageId::derive(&crate::settings::tests::sample().id, &first, &other, 0, &key);
    let earlier = at(AFTERNOON) - SignedDuration::from_hours(3);
    let texted = Subscriber {
        recent_texts: vec![SentText { message, at: earlier, promotional: true }],
        ..subscriber(NEW_YORK)
    };
    let settings = StoreSettings { smart_sending_hours: 16, ..crate::settings::tests::sample() };
    let skipped = decided(&settings, &launched(&json!({}), AFTERNOON), &texted, AFTERNOON);
    assert_eq!(skipped.cause(), Some(&Reason::TextedRecently { at: earlier, hours: 16 }));
}

#[test]
fn everybody_gets_it_when_their_own_clock_shows_the_time() {
    let ten = launched(&json!({ "send_at": "2026-12-02T10:00" }), AFTERNOON);
    for (phone, expected) in [(NEW_YORK, "2026-12-02T15:00:00Z"), (SAN_FRANCISCO, "2026-12-02T18:00:00Z")] {
        let decision = decision(&ten, &subscriber(phone), AFTERNOON);
        assert_eq!(decision.verdict, Verdict::Wait { until: Minute::at_or_after(at(expected)) });
        assert!(decision.why.contains(&Reason::Scheduled { at: at(expected) }));
    }
    // Nothing says where a toll-free number is: the zone of the store counts, Los Angeles.
    let nowhere = decision(&ten, &subscriber("+18005551212"), AFTERNOON);
    assert_eq!(nowhere.verdict, Verdict::Wait { until: Minute::at_or_after(at("2026-12-02T18:00:00Z")) });
}

#[test]
fn a_time_in_quiet_hours_waits_for_the_morning() {
    let late = launched(&json!({ "send_at": "2026-12-02T22:30" }), AFTERNOON);
    let Verdict::Wait { until } = decision(&late, &subscriber(NEW_YORK), AFTERNOON).verdict else { panic!() };
    assert!(until >= Minute::at_or_after(at("2026-12-03T14:00:00Z")));
}

#[test]
fn where_the_time_has_passed_it_goes_at_once_that_day_and_not_on_another() {
    let ten = json!({ "send_at": "2026-12-01T10:00" });
    let afternoon = decision(&launched(&ten, AFTERNOON), &subscriber(NEW_YORK), AFTERNOON);
    assert!(matches!(afternoon.verdict, Verdict::Send { .. }), "{afternoon:?}");
    let night = "2026-12-02T02:00:00Z";
    let too_late = decision(&launched(&ten, night), &subscriber(NEW_YORK), night);
    assert_eq!(too_late.cause(), Some(&Reason::Expired { from: at("2026-12-02T05:00:00Z") }));
    // Launched in time it may wait for its turn beyond midnight.
    let in_time = launched(&ten, "2026-12-01T14:00:00Z");
    let turn = decision(&in_time, &subscriber(NEW_YORK), "2026-12-02T15:00:00Z");
    assert!(matches!(turn.verdict, Verdict::Send { .. }), "{turn:?}");
}

#[test]
fn a_canceled_campaign_goes_to_nobody() {
    let running = launched(&json!({}), AFTERNOON);
    let launch = running.launch().unwrap().clone();
    let state = CampaignState::Canceled { launch, canceled_at: at(AFTERNOON) };
    let canceled = Campaign { state, ..running };
    assert_eq!(
        decision(&canceled, &subscriber(NEW_YORK), AFTERNOON).cause(),
        Some(&Reason::CampaignCanceled)
    );
}

#[test]
fn its_message_is_one_for_each_phone_and_campaign() {
    let store = crate::settings::tests::sample().id;
    let phone = subscriber(NEW_YORK).phone;
    let campaign = draft(&json!({}));
    let message = campaign.message(&store, &phone, at(AFTERNOON));
    assert_eq!(message.id, campaign.message(&store, &phone, at("2027-01-01T00:00:00Z")).id);
    assert_eq!(message.id.person(), PersonId::of_phone(&store, &phone));
    let other = Campaign { id: SourceId::campaign("other").unwrap(), ..campaign.clone() };
    assert_ne!(other.message(&store, &phone, at(AFTERNOON)).id, message.id);
    assert_ne!(campaign.message(&store, &subscriber(SAN_FRANCISCO).phone, at(AFTERNOON)).id, message.id);
    let as_json = serde_json::to_value(&message).unwrap();
    assert_eq!(serde_json::from_value::<PendingMessage>(as_json).unwrap(), message);
}

#[test]
fn every_field_that_cannot_work_is_named() {
    let bad = json!({
        "name": " ", "segment": "segment-gone", "send_at": "tomorrow",
        "template": "{{ product_title }}",
    });
    let id = SourceId::campaign("7k2m9x").unwrap();
    let faults = |fields: &Value| {
        let refused = edit(fields).create(id.clone(), &Segments::default(), at(AFTERNOON)).unwrap_err();
        let lines = refused.iter().map(|fault| format!("{}: {}", fault.field, fault.detail));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(faults(&bad), @r"
    name: give the campaign a name of 1 to 60 characters
    segment: there is no such segment; GET the store's segments to see their keys, or leave it out for everybody
    template: there is no tag {{ product_title }} here; use one of: store_name, portal_link
    send_at: write `now`, or a date and time such as 2026-12-01T10:00, which counts on each person's own clock
    ");
    insta::assert_snapshot!(faults(&json!({ "template": "See {{ portal_link }}", "send_at": "2026-11-30T10:00" })), @r"
    template: no value for portal_link; give a fallback, for instance {{ portal_link | default('...') }}, or put the words around it between {% if portal_link %} and {% endif %}
    send_at: this time has passed everywhere; write `now`, or a later date and time
    ");
    insta::assert_snapshot!(faults(&json!({ "send_at": "2027-11-30T10:00" })), @"send_at: a campaign is planned 90 days ahead at most; choose an earlier day");
}

#[test]
fn a_row_is_read_as_it_was_written() {
    for campaign in [draft(&json!({})), launched(&json!({ "send_at": "2026-12-02T10:00" }), AFTERNOON)] {
        let row = serde_json::to_value(&campaign).unwrap();
        assert_eq!(serde_json::from_value::<Campaign>(row).unwrap(), campaign);
    }
}
