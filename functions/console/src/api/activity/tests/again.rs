//! Sending failed texts again, by the API and by the pages.

use rechime_domain::{
    job::SendJob,
    message::{ClaimKey, MessageRecord, MessageState},
};
use serde_json::json;

use super::*;

/// A text that the provider refused, half an hour ago.
async fn failed(bench: &Bench, trigger: Trigger) -> MessageRecord {
    ended(bench, trigger, MessageState::Failed { reason: "no route".to_owned(), at: instant(CLAIMED) }).await
}

const CLAIMED: &str = "2026-11-23T16:30:00Z";

async fn ended(bench: &Bench, trigger: Trigger, state: MessageState) -> MessageRecord {
    let entry = decided(trigger, JournalDecision::Send);
    let at = instant(CLAIMED);
    bench.memory.put_entries(&demo_id(), at, trigger.key(), std::slice::from_ref(&entry)).await.unwrap();
    let claim = ClaimKey { claimed_by: "m-1".to_owned(), at };
    let claimed = row(&entry, claim.sending());
    bench.memory.claim(&claimed).await.unwrap();
    bench.memory.put_outcome(&demo_id(), &claimed.id, &claim, &state).await.unwrap();
    claimed
}

fn path(row: &MessageRecord) -> String {
    format!("/api/v1/stores/demo/messages/{}/send-again", row.id)
}

#[tokio::test]
async fn a_failed_text_goes_to_the_queue_as_it_was_and_shows_in_the_activity() {
    let bench = Bench::with_store().await;
    let row = failed(&bench, Trigger::ChargePaid).await;
    let answers = [bench.post(&path(&row), &json!({})).await, bench.post(&path(&row), &json!({})).await];
    assert_eq!(answers[0].status, 202, "{}", answers[0]);
    assert_eq!(answers[0].json(), answers[1].json(), "asking twice is asking for the same message");
    let jobs = bench.sends.take().into_iter();
    let messages: Vec<_> = jobs
        .map(|sent| match serde_json::from_str(sent.job.get()).unwrap() {
            SendJob::V1 { message, hold: None } => message,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((messages.len(), &messages[0].id), (2, &messages[1].id));
    let again = messages[0].again.as_ref().unwrap();
    assert_eq!((&again.of, Some(&again.body)), (&row.id, row.body.as_ref()));
    let activity = bench.get(ACTIVITY).await.json()["activity"].clone();
    assert_eq!(activity.as_array().unwrap().len(), 2);
    assert_eq!(activity[0]["id"], answers[0].json()["id"]);
    let page = bench.memory.list_entries(&demo_id(), None, 9).await.unwrap();
    let JournalEntry { message, source, step, occurrence, .. } = &page.items[0].entry;
    let derived = MessageId::derive(&demo_id(), &message.person(), source, *step, occurrence);
    assert_eq!((message, &derived), (&messages[0].id, message), "the table keeps what the id is made of");
    let audit = bench.get("/api/v1/stores/demo/audit").await.json();
    assert!(audit.to_string().contains("send_again"), "{audit}");
}

#[tokio::test]
async fn what_cannot_pass_is_refused_with_the_reason() {
    let bench = Bench::with_store().await;
    let at = instant(CLAIMED);
    let delivered = MessageState::Unknown { reason: "no answer".to_owned(), at };
    let unknown = ended(&bench, Trigger::OrderSkipped, delivered).await;
    let answer = bench.post(&path(&unknown), &json!({})).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("could get it twice"), "{answer}");
    let row = failed(&bench, Trigger::ChargePaid).await;
    let consent = format!("/api/v1/stores/demo/subscribers/{}", phone().as_str());
    let put = bench.put(&consent, &json!({ "consent": "unsubscribed" })).await;
    assert_eq!(put.status, 200, "{put}");
    let answer = bench.post(&path(&row), &json!({})).await;
    assert!(answer.status == 409 && answer.text.contains("opted out"), "{answer}");
    assert!(bench.sends.take().is_empty());
    let nobody = "/api/v1/stores/demo/messages/nobody/send-again";
    assert_eq!(bench.post(nobody, &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_second_try_that_came_to_something_is_not_made_again() {
    let bench = Bench::with_store().await;
    let row = failed(&bench, Trigger::ChargePaid).await;
    assert_eq!(bench.post(&path(&row), &json!({})).await.status, 202);
    let sent = bench.sends.take().remove(0);
    let SendJob::V1 { message, .. } = serde_json::from_str(sent.job.get()).unwrap() else { panic!() };
    let claim = ClaimKey { claimed_by: "m-2".to_owned(), at: instant(CLAIMED) };
    let why = vec![Reason::SentAgain { of: row.id.clone() }];
    let second = MessageRecord { id: message.id.clone(), state: claim.sending(), why, ..row.clone() };
    bench.memory.claim(&second).await.unwrap();
    let answer = bench.post(&path(&row), &json!({})).await;
    assert!(answer.status == 409 && answer.text.contains("sent again already"), "{answer}");
    let refused = MessageState::Failed { reason: "no route".to_owned(), at: instant(CLAIMED) };
    bench.memory.put_outcome(&demo_id(), &second.id, &claim, &refused).await.unwrap();
    let answer = bench.post(&path(&second), &json!({})).await;
    assert!(answer.status == 409 && answer.text.contains("third time"), "{answer}");
}
