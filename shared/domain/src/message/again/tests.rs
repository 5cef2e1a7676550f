use super::*;
use crate::{
    decision::{Decision, Knowledge, Situation, Verdict, decide},
    default_flows::default_flow,
    facts::{FactKind, FactReport, Facts, Known, Moment},
    flow::FlowStatus,
    hour::Hour,
    ids::{SourceId, StoreId},
    link::LinkBase,
    segment::Segments,
    source::Source,
    trigger::Trigger,
};

const CLAIMED: &str = "2026-11-23T19:00:00Z"; // 14:00 in New York

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn flow() -> Flow {
    Flow { status: FlowStatus::Active, ..default_flow(Trigger::OrderProcessed) }
}

/// A text of a processed order that failed.
fn failed() -> MessageRecord {
    let occurrence = Occurrence {
        trigger: Some(Trigger::OrderProcessed),
        key: OccurrenceKey::new("order:7:processed"),
        subject: Some(Subject::Order("7".to_owned())),
        customer: Some("9".to_owned()),
        subscriptions: Vec::new(),
        attempt: None,
        at: at(CLAIMED),
        received_at: at(CLAIMED),
        stale_from: None,
        old_from: None,
        day: None,
        doubt: None,
        phone: Phone::Known(crate::phone::PhoneNumber::from_e164("+12125550123").unwrap()),
        address: Address::default(),
        tags: Tags::new(),
    };
    let store = StoreId::parse("demo").unwrap();
    let message = flow().messages(&store, &Arc::new(occurrence)).next().unwrap();
    let state = MessageState::Failed { reason: "no route".to_owned(), at: at(CLAIMED) };
    let row = Decision { why: Vec::new(), ..Decision::flow_deleted() }.record(&message, state);
    let body = "Oat & Ember: your order is on its way: https://txt.example/Abc 🎉".to_owned();
    MessageRecord { body: Some(body), hour: Hour::containing(at(CLAIMED)), ..row }
}

fn in_state(state: MessageState) -> Result<PendingMessage, NotAgain> {
    MessageRecord { state, ..failed() }.again(Some(&flow()), at(CLAIMED))
}

fn last_look(message: &PendingMessage, known: &Known, now: Timestamp) -> Decision {
    decide(&Situation {
        settings: &crate::settings::tests::sample(),
        source: Source::Flow(&flow()),
        message,
        subscriber: Knowledge::NotRead,
        segments: &Segments::default(),
        known,
        links: &LinkBase::new("https://txt.example"),
        now,
    })
}

#[test]
fn it_goes_as_it_was_by_a_message_of_its_own() {
    let first = failed();
    let second = first.again(Some(&flow()), at(CLAIMED)).unwrap();
    assert_ne!(second.id, first.id);
    assert_eq!((second.id.person(), &second.source), (first.id.person(), &first.source));
    assert_eq!(first.again(Some(&flow()), at("2026-11-23T20:00:00Z")).unwrap().id, second.id);
    let decision = last_look(&second, &Known::default(), at(CLAIMED));
    assert!(matches!(decision.verdict, Verdict::Send { .. }), "{decision:?}");
    let text = decision.text.as_ref().unwrap();
    assert_eq!((Some(&text.body), text.links.len()), (first.body.as_ref(), 0));
    let row = decision.record(&second, MessageState::Skipped { at: at(CLAIMED) });
    assert_eq!(row.second_try_of(), Some(&first.id));
    assert_eq!(row.again(Some(&flow()), at(CLAIMED)), Err(NotAgain::Skipped));
}

#[test]
fn quiet_hours_hold_it_and_later_news_ends_it() {
    let second = failed().again(Some(&flow()), at(CLAIMED)).unwrap();
    let night = last_look(&second, &Known::default(), at("2026-11-24T03:00:00Z"));
    assert!(matches!(night.verdict, Verdict::Wait { .. }), "{night:?}");
    for (said_at, verdict) in [("2026-11-23T18:59:00Z", false), ("2026-11-23T19:30:00Z", true)] {
        let canceled = FactReport {
            subject: Subject::Order("7".to_owned()),
            kind: FactKind::OrderCanceled,
            moment: Moment { at: at(said_at), received_at: at(said_at) },
            day: None,
        };
        let known = Facts::default().with(&canceled).into();
        let decision = last_look(&second, &known, at("2026-11-23T20:00:00Z"));
        assert_eq!(decision.verdict == Verdict::Skip, verdict, "{said_at}: {decision:?}");
    }
}

#[test]
fn what_did_not_fail_for_certain_is_not_sent_again() {
    let (provider_id, reason, at) = ("SM1".to_owned(), "?".to_owned(), at(CLAIMED));
    let until = crate::minute::Minute::containing(at);
    for (state, why) in [
        (MessageState::Delivered { provider_id: provider_id.clone(), at }, NotAgain::Arrived),
        (MessageState::Accepted { provider_id, at }, NotAgain::OnItsWay),
        (MessageState::Sending { claimed_by: "q".to_owned(), at }, NotAgain::OnItsWay),
        (MessageState::Due { reason: reason.clone(), at }, NotAgain::OnItsWay),
        (MessageState::Held { until, at }, NotAgain::OnItsWay),
        (MessageState::Unknown { reason, at }, NotAgain::MayHaveGone),
        (MessageState::Skipped { at }, NotAgain::Skipped),
    ] {
        assert_eq!(in_state(state), Err(why));
    }
}

#[test]
fn it_is_refused_with_what_stands_against_it() {
    let again = |row: MessageRecord| row.again(Some(&flow()), at(CLAIMED));
    let second = MessageRecord { why: vec![Reason::SentAgain { of: failed().id }], ..failed() };
    assert_eq!(again(second), Err(NotAgain::SecondTry));
    let of_campaign = MessageRecord { source: SourceId::campaign("spring").unwrap(), ..failed() };
    assert_eq!(again(of_campaign), Err(NotAgain::Campaign));
    assert_eq!(again(MessageRecord { body: None, ..failed() }), Err(NotAgain::Incomplete));
    assert_eq!(again(MessageRecord { phone: None, ..failed() }), Err(NotAgain::Incomplete));
    assert_eq!(failed().again(None, at(CLAIMED)), Err(NotAgain::FlowGone));
    let off = Flow { status: FlowStatus::Inactive, ..flow() };
    assert_eq!(failed().again(Some(&off), at(CLAIMED)), Err(NotAgain::FlowOff));
    assert!(failed().again(Some(&flow()), at("2026-11-24T19:00:00Z")).is_ok());
    assert_eq!(failed().again(Some(&flow()), at("2026-11-24T19:01:00Z")), Err(NotAgain::TooOld));
}

#[test]
fn its_object_is_known_where_the_key_names_it() {
    let subject = |key: &str| subject_of(&OccurrenceKey::new(key));
    assert_eq!(subject("charge:91965724:failed"), Some(Subject::Charge("91965724".to_owned())));
    assert_eq!(subject("customer:9:started:x"), Some(Subject::Customer("9".to_owned())));
    for other in ["address:1:upcoming:2026-11-24", "charge::x", "charge", ""] {
        assert_eq!(subject(other), None, "{other}");
    }
}
