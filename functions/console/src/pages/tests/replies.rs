//! What customers replied.

use rechime_domain::{consent::Wording, reply::ReplyMeaning};
use rechime_store::received_replies::{ReceivedReplies, ReceivedReply};

use super::Browser;
use crate::testing::{Bench, demo_id, instant};

#[tokio::test]
async fn replies_are_shown_the_newest_first_with_their_meaning_and_as_text() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    browser.get("/s/demo/replies").await.shows("No replies yet");
    let phone = rechime_domain::phone::PhoneNumber::from_e164("+12125551234").unwrap();
    for (id, words, meaning) in [
        ("1", "Please stop", ReplyMeaning::Stop),
        ("2", "<script>alert('x')</script><img src=x onerror=alert(1)>", ReplyMeaning::Other),
    ] {
        let at = instant(&format!("2026-11-23T16:0{id}:00Z"));
        let reply =
            ReceivedReply { id: id.to_owned(), at, meaning, words: Wording::cut(words), answer: None };
        bench.memory.put_received_reply(&demo_id(), &phone, &reply).await.unwrap();
    }
    let page = browser.get("/s/demo/replies").await;
    page.shows("+1 212 555 1234").shows("They are opted out.").shows("today at 11:02 AM EST");
    page.shows("&#60;script&#62;alert").hides("<script>alert").hides("<img src=x");
    page.shows("/s/demo/subscribers/+12125551234/timeline");
    let (newest, older) = (page.html.find("onerror").unwrap(), page.html.find("Please stop").unwrap());
    assert!(newest < older, "the newest first");
}
