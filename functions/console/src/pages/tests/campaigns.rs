//! Campaigns: written, estimated, launched, followed, canceled, without JavaScript.

use serde_json::json;

use super::Browser;
use crate::testing::Bench;

const EVIL: &str = "<script>alert('x')</script>";

const SPRING: [(&str, &str); 4] = [
    ("name", "Spring"),
    ("segment", ""),
    ("template", "{{ store_name }}: 20 % off, https://shop.example/spring Reply STOP to opt out"),
    ("when", "now"),
];

/// Three people who agreed, and one who opted out.
async fn with_people() -> Bench {
    let bench = Bench::with_store().await;
    for (number, consent) in ["subscribed", "subscribed", "subscribed", "unsubscribed"].iter().enumerate() {
        let path = format!("/api/v1/stores/demo/subscribers/+1212555000{number}");
        assert_eq!(bench.put(&path, &json!({ "consent": consent })).await.status, 200);
    }
    bench
}

/// Saves a draft, and gives its address.
async fn draft(browser: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    let saved = browser.post("/s/demo/campaigns/new", fields).await;
    assert_eq!(saved.status, 303, "{}", saved.html);
    let review = saved.location.unwrap();
    review.strip_suffix("/review").unwrap().to_owned()
}

#[tokio::test]
async fn a_campaign_is_written_estimated_launched_and_canceled() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    browser.get("/s/demo/campaigns").await.shows("No campaigns yet");
    let new = browser.get("/s/demo/campaigns/new").await;
    new.shows("value=\"Campaign of Nov\u{a0}23\"")
        .shows("Everybody on your list")
        .shows("Clicked in a Recharge flow");
    let address = draft(&browser, &SPRING).await;
    let review = browser.get(&format!("{address}/review")).await;
    review
        .shows("3 people × 1 segment = $0.04")
        .shows("Send to 3 people")
        .shows("Opted out")
        .shows("1 person");
    review.shows("Oat &#38; Ember: 20 % off").hides("shop.example/spring");
    browser.get("/s/demo/campaigns").await.shows("Draft").shows(&format!("href=\"{address}/edit\""));
    let launched = browser.submit(&format!("{address}/review"), &[("version", "1")]).await;
    launched.shows("It is on its way.").shows("Cancel the campaign").shows("Sending");
    assert!(!bench.audience.take().is_empty());
    assert_eq!(browser.get(&format!("{address}/edit")).await.location.as_deref(), Some(address.as_str()));
    assert_eq!(browser.get(&format!("{address}/review")).await.location.as_deref(), Some(address.as_str()));
    browser.get(&format!("{address}/cancel")).await.shows("Cancel this campaign?");
    let canceled = browser.submit(&format!("{address}/cancel"), &[]).await;
    canceled.shows("The campaign is canceled.").hides("Cancel the campaign");
    browser.get("/s/demo/settings/changes").await.shows("canceled a campaign");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_comes_back() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let fields = [("name", ""), ("template", "Hi {{ frist_name }}"), ("when", "planned"), ("at", "")];
    let page = browser.post("/s/demo/campaigns/new", &fields).await;
    assert_eq!(page.status, 422);
    for field in ["name", "template", "at"] {
        page.shows(&format!("href=\"#{field}\"")).shows(&format!("id=\"{field}-error\""));
    }
    page.shows("Choose a date and a time.")
        .shows("Hi {{ frist_name }}</textarea>")
        .shows("3 things to correct.");
    let past = [("name", "Late"), SPRING[2], ("when", "planned"), ("at", "2026-11-01T10:00")];
    browser
        .post("/s/demo/campaigns/new", &past)
        .await
        .shows("id=\"at-error\"")
        .shows("value=\"2026-11-01T10:00\"");
    browser.get("/s/demo/campaigns").await.shows("No campaigns yet");
}

#[tokio::test]
async fn buttons_put_tags_in_mend_warnings_and_send_a_test() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let without = [("name", "Spring"), ("template", "Oat & Ember: 20 % off"), ("when", "now")];
    let deed = |deed: &'static str| [&without[..], &[("do", deed), ("test_to", "(415) 555-2671")]].concat();
    let path = "/s/demo/campaigns/new";
    browser
        .post(path, &deed("preview"))
        .await
        .shows("Say how to opt out")
        .shows("Oat &#38; Ember: 20 % off</p>");
    browser.post(path, &deed("mend:template:stop")).await.shows("Reply STOP to opt out</textarea>");
    browser.post(path, &deed("insert:template:store_name")).await.shows("off {{ store_name }}</textarea>");
    browser.post(path, &deed("test")).await.shows("The test is on its way.");
    assert_eq!(bench.sends.take().len(), 1);
    let nobody = [&without[..], &[("do", "test"), ("test_to", "me")]].concat();
    browser.post(path, &nobody).await.shows("id=\"test_to-error\"");
    let part = browser.post("/s/demo/campaigns/preview", &without).await;
    part.shows("data-part=\"phone\"").shows("data-part=\"meter\"").hides("<html");
}

#[tokio::test]
async fn a_planned_campaign_tells_the_time_of_everybody_s_own_clock() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let mut fields = SPRING.to_vec();
    fields[3] = ("when", "planned");
    fields.push(("at", "2026-12-01T10:00"));
    let address = draft(&browser, &fields).await;
    browser.get(&format!("{address}/edit")).await.shows("value=\"2026-12-01T10:00\"");
    let review = browser.get(&format!("{address}/review")).await;
    review.shows("Dec 1, 2026 at 10:00 AM, on each person&#39;s own clock").shows("3 of them wait");
    browser.submit(&format!("{address}/review"), &[("version", "1")]).await.shows("Scheduled");
}

#[tokio::test]
async fn two_who_edit_at_once_do_not_overwrite_each_other_and_nobody_launches_what_they_did_not_see() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let address = draft(&browser, &SPRING).await;
    let edit = format!("{address}/edit");
    let versioned = |version| [&SPRING[..], &[("version", version), ("do", "save")]].concat();
    browser.submit(&edit, &versioned("1")).await.shows("The draft is saved.");
    let late = browser.post(&edit, &versioned("1")).await;
    assert_eq!(late.status, 422);
    late.shows("Somebody else changed the campaign").shows("name=\"version\" value=\"2\"");
    let unseen = browser.post(&format!("{address}/review"), &[("version", "1")]).await;
    assert_eq!(unseen.status, 422);
    unseen.shows("Somebody else changed this campaign").shows("name=\"version\" value=\"2\"");
    assert!(bench.audience.take().is_empty());
    browser.submit(&format!("{address}/delete"), &[]).await.shows("The draft is deleted.");
    assert_eq!(browser.get(&edit).await.status, 404);
}

#[tokio::test]
async fn a_campaign_to_nobody_says_so() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let mut fields = SPRING;
    fields[1] = ("segment", "clicked_recharge");
    let address = draft(&browser, &fields).await;
    let review = browser.get(&format!("{address}/review")).await;
    review.shows("Nobody is in this segment now.").hides("button primary").hides("Who gets nothing");
    let planned = [&fields[..3], &[("when", "planned"), ("at", "2026-12-01T10:00")]].concat();
    let address = draft(&browser, &planned).await;
    let review = browser.get(&format!("{address}/review")).await;
    review.shows("Nobody is in this segment now.").hides("button primary").hides("Send to 0");
}

#[tokio::test]
async fn names_and_texts_are_text() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let mut fields = SPRING;
    (fields[0], fields[2]) = (("name", EVIL), ("template", EVIL));
    let address = draft(&browser, &fields).await;
    let pages = [
        "/s/demo/campaigns",
        &format!("{address}/edit"),
        &format!("{address}/review"),
        &format!("{address}/delete"),
    ];
    for path in pages {
        browser.get(path).await.hides("<script>alert").shows("&#60;script&#62;");
    }
    browser.post("/s/demo/campaigns/preview", &fields).await.hides("<script>alert");
    browser.submit(&format!("{address}/review"), &[("version", "1")]).await.hides("<script>alert");
    for path in [address.clone(), format!("{address}/cancel")] {
        browser.get(&path).await.hides("<script>alert").shows("&#60;script&#62;");
    }
}
