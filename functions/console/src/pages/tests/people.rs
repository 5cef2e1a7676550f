//! A person's timeline, their erasure, and how they are found.

use rechime_domain::{
    ids::{MessageId, PersonId},
    message::MessageState,
    occurrence::Subject,
    reason::Reason,
    trigger::Trigger,
};
use rechime_recharge::client::CustomerProfile;
use rechime_store::messages::Messages;
use rechime_testkit::{claim, occurrence, pending};
use serde_json::json;

use super::Browser;
use crate::testing::{Bench, demo_id};

const PHONE: &str = "+12125551234";

async fn with_somebody() -> Bench {
    let bench = Bench::with_store().await;
    let said = json!({ "consent": "unsubscribed", "consent_wording": "<i>Please stop</i>" });
    assert_eq!(bench.put(&format!("/api/v1/stores/demo/subscribers/{PHONE}"), &said).await.status, 200);
    bench
}

#[tokio::test]
async fn the_timeline_of_a_subscriber_is_linked_and_trusts_no_words() {
    let bench = with_somebody().await;
    let browser = Browser::signed_in(&bench).await;
    let profile = browser.get(&format!("/s/demo/subscribers/{PHONE}")).await;
    profile.shows(&format!("/subscribers/{PHONE}/timeline")).shows(&format!("/subscribers/{PHONE}/erase"));
    let timeline = browser.get(&format!("/s/demo/subscribers/{PHONE}/timeline")).await;
    assert_eq!(timeline.status, 200);
    timeline.shows("The customer opted out.").shows("Entered in the console.").hides("<i>Please");
    assert_eq!(timeline.html.matches("<h1").count(), 1);
    for nobody in ["+12125550000", "nonsense"] {
        let page = browser.get(&format!("/s/demo/subscribers/{nobody}/timeline")).await;
        assert_eq!(page.status, 404, "{nobody}");
    }
}

#[tokio::test]
async fn a_customer_without_a_phone_is_found_by_e_mail_with_the_reason() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    bench
        .recharge
        .knows_profile("9", CustomerProfile { id: Some("9".to_owned()), ..CustomerProfile::default() });
    bench.recharge.knows_email("9", "maya@example.com");
    let subject = Subject::Subscription("1".to_owned());
    let mut message = pending(&demo_id(), occurrence(Trigger::ChargePaid, subject, bench.now()));
    message.id = MessageId::derive(
        &demo_id(),
        &PersonId::of_customer(&demo_id(), "9"),
        &message.source,
        0,
        &message.occurrence.key.hash(),
    );
    let mut row = claim(&message, "q", bench.now());
    (row.phone, row.body, row.why) = (None, None, vec![Reason::NoPhone]);
    row.state = MessageState::Skipped { at: bench.now() };
    assert_eq!(bench.memory.put_skip(&row).await, Ok(true));
    let found = browser.get("/s/demo/subscribers?phone=maya%40example.com").await;
    let timeline = browser.get(&found.location.unwrap()).await;
    timeline
        .shows("It was decided not to send the message.")
        .shows("has a phone number for this customer")
        .shows("Charge Paid");
    timeline.shows("href=\"/s/demo/subscribers\"");
}

#[tokio::test]
async fn a_subscriber_s_page_tells_what_happened_last() {
    let bench = with_somebody().await;
    let browser = Browser::signed_in(&bench).await;
    let page = browser.get(&format!("/s/demo/subscribers/{PHONE}")).await;
    page.shows("What happened").shows("The customer opted out.").hides("<i>Please").hides("Whole timeline");
}

#[tokio::test]
async fn a_person_is_erased_after_one_more_question() {
    let bench = with_somebody().await;
    let browser = Browser::signed_in(&bench).await;
    let path = format!("/s/demo/subscribers/{PHONE}/erase");
    let question = browser.get(&path).await;
    question.shows("Everything that is kept of this person is removed for good");
    let listed = format!("/api/v1/stores/demo/subscribers?phone={}", PHONE.trim_start_matches('+'));
    assert_eq!(
        bench.get(&listed).await.json()["subscribers"].as_array().unwrap().len(),
        1,
        "asking erases nothing"
    );
    browser.submit(&path, &[]).await.shows("The person is erased.");
    assert_eq!(bench.get(&listed).await.json()["subscribers"], json!([]));
    browser.get("/s/demo/settings/changes").await.shows("erased a person").hides("5551234");
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_their_phone_or_by_e_mail() {
    let bench = with_somebody().await;
    let browser = Browser::signed_in(&bench).await;
    let leads_to_them =
        |page: super::Seen| assert_eq!(page.location.unwrap(), format!("/s/demo/subscribers/{PHONE}"));
    for beginning in ["212", "%2B1212", "(212)%20555"] {
        leads_to_them(browser.get(&format!("/s/demo/subscribers?phone={beginning}")).await);
    }
    browser.get("/s/demo/subscribers?phone=415").await.shows("is not on the list").hides("+1 212 555 1234");
    bench.recharge.knows_customer("9", PHONE);
    bench.recharge.knows_email("9", "maya@example.com");
    leads_to_them(browser.get("/s/demo/subscribers?phone=maya%40example.com").await);
    browser.get("/s/demo/subscribers?phone=sam%40example.com").await.shows("is not on the list");
    let another = json!({ "consent": "subscribed" });
    assert_eq!(bench.put("/api/v1/stores/demo/subscribers/+12125559999", &another).await.status, 200);
    let both = browser.get("/s/demo/subscribers?phone=212").await;
    both.shows("+1 212 555 1234").shows("+1 212 555 9999");
    browser.get("/s/demo/subscribers?phone=nonsense").await.shows("Look for the beginning of a phone number");
}
