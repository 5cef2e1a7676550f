//! The merchant's path, click by click, without JavaScript.

use rechime_recharge::client::Listing;
use rechime_testkit::payloads::recharge as payloads;

use super::Browser;
use crate::testing::{API_TOKEN, Bench};

#[tokio::test]
async fn a_new_merchant_names_a_store_connects_recharge_and_activates_all_twelve() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    assert_eq!(browser.get("/").await.location.as_deref(), Some("/stores/new"));
    browser.get("/stores/new").await.shows("Name your store");
    let bad = browser.post("/stores/new", &[("name", " "), ("time_zone", "Mars"), ("country", "US")]).await;
    bad.shows("id=\"name-error\"").shows("id=\"time_zone-error\"");
    let store = [
        ("name", "Oat & Ember"),
        ("time_zone", "America/New_York"),
        ("country", "us"),
        ("consent_mode", "checkout_phones"),
    ];
    let overview = browser.submit("/stores/new", &store).await;
    overview.shows("Connect Recharge").shows("/s/oat-ember/integrations/recharge");

    let integrations = browser.get("/s/oat-ember/integrations").await;
    integrations.shows("Recharge Subscriptions").shows("Activate").shows("Not connected");
    let connect = "/s/oat-ember/integrations/recharge";
    browser.get(connect).await.shows("API key").shows("Connect to Recharge").shows("Tools &#38; apps");

    bench.recharge.lacks(&["read_payments", "read_payment_methods"]);
    let refused = browser.post(connect, &[("recharge_api_key", API_TOKEN)]).await;
    assert_eq!(refused.status, 422);
    refused.shows("The key cannot read Payments.").shows("Payments · missing").hides("Orders · missing");
    refused.shows("tick Read for what is missing");
    bench.recharge.lacks(&[]);
    let live = browser.submit(connect, &[("recharge_api_key", API_TOKEN)]).await;
    live.shows("Live")
        .shows("Connected to Recharge.")
        .shows("Activate all twelve")
        .shows("Read the texts first")
        .hides(API_TOKEN);

    browser.get("/s/oat-ember/flows").await.shows("Activate all twelve").shows("0 of 12 flows are live.");
    let active = browser.submit("/s/oat-ember/flows/activate", &[]).await;
    active.shows("All twelve flows are live.").hides("Activate all twelve");
    browser.get("/s/oat-ember/settings/changes").await.shows("activated a flow").shows("Ana");
}

#[tokio::test]
async fn one_flow_shows_its_bubble_opens_its_editor_and_is_saved_and_activated_at_once() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let store = [("name", "Oat & Ember"), ("time_zone", "America/New_York"), ("country", "US")];
    browser.submit("/stores/new", &store).await;
    let path = "/s/oat-ember/flows/order_skipped";
    browser
        .get(path)
        .await
        .shows("class=\"bubble\" href=\"?step=0\"")
        .shows(">Activate</button>")
        .shows("Draft");
    browser.get(&format!("{path}?step=0")).await.shows("<details class=\"step\" id=\"step-0\" open>");
    let typed = [
        ("name", "Order Skipped"),
        ("steps.0.id", "0"),
        ("steps.0.template", "{{ store_name }}: skipped ☕"),
        ("do", "activate"),
    ];
    let saved = browser.submit(path, &typed).await;
    saved.shows("The flow is live.").shows("skipped ☕</textarea>").shows("Live");
    browser.submit("/s/oat-ember/flows/order_skipped/pause", &[]).await.shows("The flow is paused.");
    browser.get("/s/oat-ember/flows/order_skipped/reset").await.shows("Reset to default?");
    browser.submit("/s/oat-ember/flows/order_skipped/reset", &[]).await.hides("skipped ☕</textarea>");
}

#[tokio::test]
async fn an_emoji_and_a_long_title_show_what_a_text_costs() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let flow = "/s/demo/flows/order_skipped";
    let typed = |sample: &'static str| {
        [
            ("name", "Order Skipped"),
            ("steps.0.template", "{{ store_name }}: 🎉 {{ product_title | default('it') }} is skipped"),
            ("as", sample),
            ("do", "preview"),
        ]
    };
    browser.post(flow, &typed("maya")).await.shows("1 segment").shows("$0.0133");
    browser.post(flow, &typed("long-title")).await.shows("2 segments").shows("$0.0266").shows("$26.60");
}

#[tokio::test]
async fn a_real_event_is_offered_for_the_preview() {
    let bench = Bench::empty();
    bench.create_store("demo").await;
    let browser = Browser::signed_in(&bench).await;
    let charge = payloads::charge(&rechime_testkit::zoe(), bench.now(), &serde_json::json!({}));
    bench.recharge.has(Listing::Charges, charge);
    let fields = [
        ("name", "Charge Paid"),
        ("steps.0.template", "{{ store_name }}: {{ product_title }} at {{ total_price }}"),
        ("do", "recent"),
    ];
    let page = browser.post("/s/demo/flows/charge_paid", &fields).await;
    page.shows("value=\"event:0\" selected").shows("House Blend at 21.50").shows("name=\"event\"");
    let none = browser.post("/s/demo/flows/order_skipped", &fields).await;
    none.shows("Recharge does not list such events.");
}

#[tokio::test]
async fn a_test_goes_to_the_phone_that_was_typed() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let flow = "/s/demo/flows/order_skipped";
    let typed = |phone: &'static str| {
        [
            ("name", "Order Skipped"),
            ("steps.0.template", "{{ store_name }}: hi"),
            ("test_to", phone),
            ("do", "test:0"),
        ]
    };
    browser.post(flow, &typed("12")).await.shows("id=\"test_to-error\"").shows("value=\"12\"");
    browser.post(flow, &typed("+12125551234")).await.shows("The test is on its way.");
    let queued = bench.sends.take();
    assert!(queued[0].job.get().contains("Oat & Ember: hi"));
}
