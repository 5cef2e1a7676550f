//! Segments: built without JavaScript, counted, shown, taken away, deleted.

use serde_json::{Value, json};

use super::{Browser, Seen};
use crate::testing::Bench;

const EVIL: &str = "<script>alert('x')</script>";

/// Three people: two in the United States, one of whom opted out.
async fn with_people() -> Bench {
    let bench = Bench::with_store().await;
    for (phone, consent, country) in [
        ("+12125550001", "subscribed", "US"),
        ("+12125550002", "unsubscribed", "US"),
        ("+442071838750", "subscribed", "GB"),
    ] {
        let body = json!({ "consent": consent, "address": { "country": country } });
        let put = bench.put(&format!("/api/v1/stores/demo/subscribers/{phone}"), &body).await;
        assert_eq!(put.status, 200, "{put}");
    }
    bench
}

const IN_THE_STATES: [(&str, &str); 5] = [
    ("name", "In the States"),
    ("groups.0.match", "all"),
    ("groups.0.0.about", "subscriber.country"),
    ("groups.0.0.is", "equal"),
    ("groups.0.0.value", "US"),
];

async fn create(browser: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    let saved = browser.post("/s/demo/segments/new", fields).await;
    assert_eq!(saved.status, 303, "{}", saved.html);
    saved.location.unwrap().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_segment_is_built_row_by_row_without_javascript_and_counted() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    browser
        .get("/s/demo/segments/new")
        .await
        .shows("value=\"did.click\" data-of=\"deed\" selected")
        .shows("0 people");
    let more = [&IN_THE_STATES[..], &[("do", "add-test:0")]].concat();
    let page = browser.post("/s/demo/segments/new", &more).await;
    page.shows("value=\"In the States\"").shows("groups.0.1.about").shows("2 people at 12:00 PM EST");
    let consent = [("groups.0.1.about", "subscriber.consent"), ("groups.0.1.is", "equal")];
    let narrowed = [&IN_THE_STATES[..], &consent, &[("groups.0.1.consent", "subscribed")]].concat();
    let counted = [&narrowed[..], &[("do", "count")]].concat();
    browser.post("/s/demo/segments/new", &counted).await.shows("1 person at");
    let address = create(&browser, &narrowed).await;
    let key = address.rsplit('/').next().unwrap();
    let saved = bench.get(&format!("/api/v1/stores/demo/segments/{key}")).await.json();
    assert_eq!(
        saved["condition"],
        json!({ "all": [
            { "subscriber": { "field": "country", "is": "equal", "value": "US" } },
            { "subscriber": { "field": "consent", "is": "equal", "value": "subscribed" } },
        ] })
    );
    let list = browser.get("/s/demo/segments?count=yes").await;
    list.shows("Country is US and Consent is Subscribed").shows("1 person at 12:00 PM EST");
    list.shows("Clicked in a Recharge flow message").shows("Received a Recharge flow message");
    let members = browser.get(&format!("{address}/members")).await;
    members.shows("+1 212 555 0001").hides("+1 212 555 0002");
    let table = browser.get(&format!("{address}/members.csv")).await;
    assert_eq!(table.html.lines().count(), 2, "{}", table.html);
    browser.get(&format!("{address}/export")).await.shows("Download CSV").shows("Download part 1");
    let end = browser.get(&format!("{address}/export?after=&part=1")).await;
    browser.get(&end.location.unwrap()).await.shows("That was the last part.");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_is_saved() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let mut fields = IN_THE_STATES.to_vec();
    fields[0] = ("name", " ");
    fields[4] = ("groups.0.0.value", "");
    fields.extend([
        ("groups.0.1.about", "did.click"),
        ("groups.0.1.days", "soon"),
        ("groups.0.1.times", "1"),
    ]);
    fields.push(("groups.0.1.flow", "recharge"));
    let page = browser.post("/s/demo/segments/new", &fields).await;
    assert_eq!(page.status, 422);
    for field in ["groups.0.0.value", "groups.0.1.days"] {
        page.shows(&format!("href=\"#{field}\"")).shows(&format!("id=\"{field}-error\""));
    }
    page.shows("value=\"soon\"").shows("2 things to correct.");
    let long = "x".repeat(61);
    let named = [&[("name", long.as_str())], &IN_THE_STATES[1..]].concat();
    browser.post("/s/demo/segments/new", &named).await.shows("id=\"name-error\"");
    browser
        .post("/s/demo/segments/new", &[("name", "Nobody"), ("groups.0.match", "all")])
        .await
        .shows("role=\"alert\"");
    assert_eq!(
        bench.get("/api/v1/stores/demo/segments").await.json()["segments"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_segment_without_a_name_is_called_by_what_it_says() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let address = create(&browser, &[&[("name", " ")], &IN_THE_STATES[1..]].concat()).await;
    browser.get(&address).await.shows("<h1>Country is US</h1>");
}

#[tokio::test]
async fn two_who_edit_at_once_do_not_overwrite_each_other() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let address = create(&browser, &IN_THE_STATES).await;
    browser.get(&address).await.shows("name=\"version\" value=\"1\"");
    let versioned = |version| [&[("version", version), ("name", "Ours")], &IN_THE_STATES[1..]].concat();
    browser.submit(&address, &versioned("1")).await.shows("Saved.").shows("value=\"2\"");
    let late = browser.post(&address, &[&versioned("1")[..], &[("do", "add-test:0")]].concat()).await;
    late.shows("name=\"version\" value=\"1\"");
    let late = browser.post(&address, &versioned("1")).await;
    assert_eq!(late.status, 422);
    late.shows("Somebody else changed the segment").shows("name=\"version\" value=\"2\"");
    assert_eq!(browser.post(&address, &versioned("2")).await.status, 303);
}

/// A flow as it is, for others.
async fn with_audience(bench: &Bench, flow: &str, audience: &Value) -> Value {
    let flow = bench.get(flow).await.json();
    json!({ "steps": flow["steps"], "version": flow["version"], "audience": audience })
}

#[tokio::test]
async fn a_segment_that_a_flow_uses_says_so_and_stays() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let address = create(&browser, &IN_THE_STATES).await;
    let key = address.rsplit('/').next().unwrap();
    let flow = "/api/v1/stores/demo/flows/order_skipped";
    let put = bench.put(flow, &with_audience(&bench, flow, &json!({ "segment": key })).await).await;
    assert!(put.status < 300, "{put}");
    browser.get("/s/demo/segments").await.shows("Used by").shows("href=\"/s/demo/flows/order_skipped\"");
    browser.get(&address).await.shows("Used by the flows").shows("Order Skipped");
    let refused = browser.post(&format!("{address}/delete"), &[]).await;
    assert_eq!(refused.status, 422);
    refused.shows("in use by the flow “Order Skipped”");
    let everybody = with_audience(&bench, flow, &json!(null)).await;
    assert!(bench.put(flow, &everybody).await.status < 300);
    browser.get(&format!("{address}/delete")).await.shows("Delete this segment?");
    browser.submit(&format!("{address}/delete"), &[]).await.shows("The segment is deleted.");
    assert_eq!(browser.get(&address).await.status, 404);
}

#[tokio::test]
async fn what_people_did_with_texts_is_asked_for_once_recharge_is_connected() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let store = [
        ("name", "Demo"),
        ("time_zone", "America/New_York"),
        ("country", "US"),
        ("consent_mode", "own_list"),
    ];
    browser.submit("/stores/new", &store).await;
    browser.get("/s/demo/segments").await.shows("No segments yet").hides("Recharge flow message");
    let page = browser.get("/s/demo/segments/new").await;
    page.hides("did.click")
        .hides("ever.receive")
        .shows("value=\"subscriber.consent\" data-of=\"consent\" selected");
    assert_eq!(browser.get("/s/demo/segments/clicked_recharge").await.status, 404);
}

#[tokio::test]
async fn a_built_in_segment_has_members_and_no_form() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let page = browser.get("/s/demo/segments/clicked_recharge").await;
    page.shows("It cannot be changed.").hides("Delete segment").hides("name=\"groups");
    browser.get("/s/demo/segments/clicked_recharge/members").await.shows("Nobody fits yet");
    let refused = browser.post("/s/demo/segments/clicked_recharge", &IN_THE_STATES).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn a_condition_of_the_api_that_is_more_than_groups_stays_as_it_is() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let known = json!({ "subscriber": { "field": "zip", "is": "known" } });
    let deep = json!({ "not": { "all": [known, { "not": known }] } });
    let body = json!({ "name": "Deep", "condition": deep });
    let key =
        bench.post("/api/v1/stores/demo/segments", &body).await.json()["key"].as_str().unwrap().to_owned();
    let page = browser.get(&format!("/s/demo/segments/{key}")).await;
    page.shows("made through the API");
    let raw = deep.to_string();
    let fields = [("version", "1"), ("name", "Deeper"), ("raw", raw.as_str())];
    assert_eq!(browser.post(&format!("/s/demo/segments/{key}"), &fields).await.status, 303);
    let saved = bench.get(&format!("/api/v1/stores/demo/segments/{key}")).await.json();
    assert_eq!((&saved["name"], &saved["condition"]), (&json!("Deeper"), &deep));
}

fn check(page: &Seen) {
    page.hides("<script>alert").shows("&#60;script&#62;");
}

#[tokio::test]
async fn a_name_and_a_value_are_text() {
    let bench = with_people().await;
    let browser = Browser::signed_in(&bench).await;
    let mut fields = IN_THE_STATES;
    (fields[0], fields[4]) = (("name", EVIL), ("groups.0.0.value", EVIL));
    let address = create(&browser, &fields).await;
    for path in ["/s/demo/segments", &address, &format!("{address}/members"), &format!("{address}/export")] {
        check(&browser.get(path).await);
    }
    check(&browser.get(&format!("{address}/delete")).await);
    check(&browser.post(&address, &[&fields[..], &[("do", "add-group")]].concat()).await);
    let raw = [("name", "x"), ("raw", EVIL)];
    check(&browser.post(&address, &raw).await);
}

#[tokio::test]
async fn a_long_list_is_paged_and_its_pages_name_the_next() {
    let bench = Bench::with_store().await;
    let list = (0..130).map(|number| format!("+1212555{number:04}")).collect::<Vec<_>>().join("\n");
    let browser = Browser::signed_in(&bench).await;
    let done = browser
        .post("/s/demo/subscribers/import", &[("list", &format!("phone\n{list}")), ("act", "import")])
        .await;
    done.shows("130 people");
    let fields = [
        ("name", "Everybody"),
        ("groups.0.match", "all"),
        ("groups.0.0.about", "subscriber.consent"),
        ("groups.0.0.is", "known"),
    ];
    let address = create(&browser, &fields).await;
    let (mut seen, mut next) = (0, Some(format!("{address}/members")));
    while let Some(page) = next {
        let page = browser.get(&page).await;
        seen += page.html.matches("/s/demo/subscribers/+1212").count();
        next = page
            .html
            .split("class=\"pager\"><a class=\"button\" href=\"")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned());
    }
    assert_eq!(seen, 130);
    let nonsense = browser.get(&format!("{address}/members?cursor=99_x")).await;
    assert_eq!(nonsense.status, 422);
}
