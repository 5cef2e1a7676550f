//! Failed texts are sent again from the activity.

use rechime_domain::{
    ids::{MessageId, SourceId},
    job::SendJob,
    message::{ClaimKey, MessageRecord, MessageState},
    occurrence::{Occurrence, Phone, Subject},
    phone::PhoneNumber,
    reason::Reason,
    trigger::Trigger,
};
use rechime_store::{
    journal::{Journal, JournalDecision, JournalEntry},
    messages::Messages,
};
use rechime_testkit::{claim, occurrence, pending};

use super::Browser;
use crate::testing::{Bench, demo_id, instant};

/// Texts of a quarter of an hour ago, each of which ended in some way.
async fn ended(states: &[(&str, bool)]) -> (Bench, Vec<MessageId>) {
    let bench = Bench::with_store().await;
    let at = instant("2026-11-23T16:45:00Z");
    let (mut entries, mut ids) = (Vec::new(), Vec::new());
    for (number, (phone, fails)) in states.iter().enumerate() {
        let about = occurrence(Trigger::ChargePaid, Subject::Charge(number.to_string()), at);
        let phone = PhoneNumber::from_e164(phone).unwrap();
        let about = Occurrence { phone: Phone::Known(phone.clone()), ..about };
        let message = pending(&demo_id(), about);
        let key = ClaimKey { claimed_by: "q".to_owned(), at };
        let body = Some("Oat & Ember: paid.".to_owned());
        let phone = Some(phone);
        let row = MessageRecord { state: key.sending(), body, phone, ..claim(&message, "q", at) };
        bench.memory.claim(&row).await.unwrap();
        let state = match fails {
            true => MessageState::Failed { reason: "no route".to_owned(), at },
            false => MessageState::Unknown { reason: "no answer".to_owned(), at },
        };
        bench.memory.put_outcome(&demo_id(), &row.id, &key, &state).await.unwrap();
        entries.push(JournalEntry {
            message: row.id.clone(),
            source: SourceId::default_flow(Trigger::ChargePaid),
            step: 0,
            occurrence: message.occurrence.key.hash(),
            phone: row.phone.as_ref().map(PhoneNumber::masked),
            decision: JournalDecision::Send,
        });
        ids.push(row.id);
    }
    bench.memory.put_entries(&demo_id(), at, "a", &entries).await.unwrap();
    (bench, ids)
}

/// Claims the second try of a text, as delayed-send does.
async fn claim_second_try(bench: &Bench, first: &MessageId, job: &str) {
    let SendJob::V1 { message, .. } = serde_json::from_str(job).unwrap() else { panic!("{job}") };
    let row = bench.memory.get_message(&demo_id(), first).await.unwrap().unwrap();
    let key = ClaimKey { claimed_by: "r".to_owned(), at: instant("2026-11-23T16:50:00Z") };
    let why = vec![Reason::SentAgain { of: first.clone() }];
    let second = MessageRecord { id: message.id, state: key.sending(), why, ..row };
    bench.memory.claim(&second).await.unwrap();
}

#[tokio::test]
async fn one_is_sent_again_by_its_button() {
    let (bench, ids) = ended(&[("+12125550123", true), ("+12125550124", false)]).await;
    let browser = Browser::signed_in(&bench).await;
    let action = format!("/s/demo/activity/again/{}", ids[0]);
    let page = browser.get("/s/demo/activity?show=failed").await;
    page.shows(&action).hides(&format!("/s/demo/activity/again/{}", ids[1]));
    browser.submit(&action, &[]).await.shows("1 text is on the way again.");
    let sent = bench.sends.take();
    assert_eq!(sent.len(), 1);
    claim_second_try(&bench, &ids[0], sent[0].job.get()).await;
    browser.get("/s/demo/activity?show=failed").await.hides(&action);
    let unclear = browser.post(&format!("/s/demo/activity/again/{}", ids[1]), &[]).await;
    unclear.shows("the customer could get it twice");
    assert!(bench.sends.take().is_empty());
}

#[tokio::test]
async fn all_are_counted_first_and_then_sent_again() {
    let phones = ["+12125550123", "+12125550124", "+12125550125"];
    let (bench, _) = ended(&phones.map(|phone| (phone, true))).await;
    let out = serde_json::json!({ "consent": "unsubscribed" });
    let answer = bench.put("/api/v1/stores/demo/subscribers/+12125550124", &out).await;
    assert_eq!(answer.status, 200);
    let browser = Browser::signed_in(&bench).await;
    let path = "/s/demo/activity/again?show=failed";
    browser.get("/s/demo/activity?show=failed").await.shows(path);
    browser.get(path).await.shows("3 texts").shows("Send failed again");
    assert!(bench.sends.take().is_empty(), "asking sends nothing");
    browser.submit(path, &[]).await.shows("2 texts are on the way again. 1 may not be sent again");
    assert_eq!(bench.sends.take().len(), 2);
    browser.get("/s/demo/activity/again?show=failed&flow=order_skipped").await.shows("None of these texts");
}
