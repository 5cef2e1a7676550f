//! What texts are sent from: shown, changed, tried and given back. Credentials go in and never come out.

use rechime_sms::sender_check::CheckError;

use super::Browser;
use crate::testing::Bench;

const PATH: &str = "/s/demo/settings/sms/sender";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

const TWILIO: [(&str, &str); 6] = [
    ("provider", "twilio"),
    ("account", ACCOUNT),
    ("identity", "+18005551301"),
    ("auth_token", "secret-token"),
    ("parts_per_second", "25"),
    ("daily_cap", "2000"),
];

#[tokio::test]
async fn a_store_gets_a_number_of_its_own_and_gives_it_back() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let page = browser.get(PATH).await;
    page.shows("the installation&#39;s number").shows("+1 800 555 1212").shows("10 segments a second");
    browser.get("/s/demo/settings/sms").await.shows("+1 800 555 1212");
    let saved = browser.submit(PATH, &TWILIO).await;
    saved.shows("Saved.").shows("+18005551301").shows("25 segments a second, 2,000 a day");
    saved.shows("/sms/twilio/replies/").hides("secret-token").shows("One is kept, and never shown.");
    let faster: Vec<_> = TWILIO.into_iter().filter(|(name, _)| *name != "auth_token").collect();
    browser.submit(PATH, &faster).await.shows("Saved.");
    browser.get(&format!("{PATH}/remove")).await.shows("Use the installation&#39;s number again?");
    let back = browser.submit(&format!("{PATH}/remove"), &[]).await;
    back.shows("Texts come from the installation&#39;s number again.").shows("+1 800 555 1212");
    browser.get("/s/demo/settings/changes").await.hides("secret-token");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_the_token_does_not_come_back() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let fields = [
        ("provider", "twilio"),
        ("account", "XX"),
        ("identity", "nothing"),
        ("auth_token", "secret-token"),
        ("parts_per_second", "many"),
        ("daily_cap", "0"),
    ];
    let page = browser.post(PATH, &fields).await;
    assert_eq!(page.status, 422);
    for field in ["account", "identity", "parts_per_second", "daily_cap"] {
        page.shows(&format!("id=\"{field}-error\"")).shows(&format!("href=\"#{field}\""));
    }
    page.shows("value=\"many\"").hides("secret-token");
    bench.sender_check.refuse_next(CheckError::Credentials);
    let refused = browser.post(PATH, &TWILIO).await;
    refused.shows("id=\"auth_token-error\"").hides("secret-token");
    let mut own = TWILIO;
    own[0] = ("provider", "aws");
    own[2] = ("identity", "+18005551212");
    browser.post(PATH, &own).await.shows("id=\"identity-error\"").hides("DELETE");
    browser.get(PATH).await.shows("the installation&#39;s number");
}

#[tokio::test]
async fn a_test_goes_to_the_merchant_s_own_phone() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let done = browser.submit(&format!("{PATH}/test"), &[("to", "(415) 555-2671")]).await;
    done.shows("The test is on its way.");
    assert_eq!(bench.sends.take().len(), 1);
    let refused = browser.post(&format!("{PATH}/test"), &[("to", "my phone")]).await;
    assert_eq!(refused.status, 422);
    refused.shows("id=\"to-error\"").shows("value=\"my phone\"");
    assert!(bench.sends.take().is_empty());
}

#[tokio::test]
async fn what_was_typed_is_text() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let evil = "\"><script>alert(1)</script>";
    let fields = [("account", evil), ("identity", evil), ("parts_per_second", evil), ("daily_cap", evil)];
    browser.post(PATH, &fields).await.hides("<script>alert");
    browser.post(&format!("{PATH}/test"), &[("to", evil)]).await.hides("<script>alert");
}
