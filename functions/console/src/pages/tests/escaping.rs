//! What others wrote is shown as text.

use rechime_store::parked::{Parked, ParkedId, ParkedKind, ParkedMessages};

use super::Browser;
use crate::testing::{Bench, demo_id};

const EVIL: &str = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

/// Nothing of it came through as markup.
fn check(page: &super::Seen) {
    assert!(page.status < 500, "{}", page.html);
    page.hides("<script>alert").hides("<img src=x").hides("\"><img");
}

#[tokio::test]
async fn a_name_a_store_and_a_search_are_text() {
    let bench = Bench::with_store().await;
    let mut browser = Browser::signed_in(&bench).await;
    let form = super::encode(&[("key", crate::testing::KEY), ("name", "<b>Ana</b>\"><script>alert(1)")]);
    let answer = browser.send("POST", "/sign-in", form).await;
    let set = answer.headers().get("set-cookie").unwrap().to_str().unwrap().to_owned();
    browser.cookie = set.split(';').next().unwrap().to_owned();
    let name = &EVIL[..40];
    let fields =
        [("name", name), ("time_zone", "America/New_York"), ("country", "US"), ("consent_mode", "own_list")];
    assert_eq!(browser.post("/s/demo/settings", &fields).await.status, 303);
    for path in [
        "/s/demo",
        "/stores",
        "/s/demo/flows",
        "/s/demo/flows/order_skipped",
        "/s/demo/settings",
        "/s/demo/settings/changes",
    ] {
        let page = browser.get(path).await;
        check(&page);
        page.hides("<b>Ana").hides("<script>alert(1)");
    }
    let wanted = super::encode(&[("phone", EVIL), ("next", EVIL), ("as", EVIL), ("done", EVIL)]);
    for path in [
        "/s/demo/subscribers",
        "/s/demo/subscribers/new",
        "/sign-in",
        "/s/demo/flows/order_skipped",
        "/s/demo/settings",
    ] {
        check(&browser.get(&format!("{path}?{wanted}")).await);
    }
}

#[tokio::test]
async fn a_template_a_condition_and_a_wording_are_text() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let flow = "/s/demo/flows/order_skipped";
    let fields = [
        ("steps.0.template", EVIL),
        ("audience.0.field", "event.product_title"),
        ("audience.0.is", "contains"),
        ("audience.0.value", EVIL),
        ("name", "Order Skipped"),
        ("as", "maya"),
        ("open", "0"),
        ("test_to", EVIL),
    ];
    for deed in ["preview", "test:0", "add-step"] {
        check(&browser.post(flow, &[&fields[..], &[("do", deed)]].concat()).await);
    }
    assert_eq!(browser.post(flow, &fields).await.status, 303);
    for path in [flow, "/s/demo/flows", "/s/demo/flows/order_skipped/history"] {
        check(&browser.get(path).await);
    }
    check(&browser.post(flow, &[&fields[..], &[("version", "1")]].concat()).await);
    let person = [("phone", "+12125551234"), ("agreed", "yes"), ("wording", EVIL), ("zip", EVIL)];
    assert_eq!(browser.post("/s/demo/subscribers/new", &person).await.status, 303);
    for path in ["/s/demo/subscribers", "/s/demo/subscribers/+12125551234"] {
        let page = browser.get(path).await;
        check(&page);
        page.shows("&#60;script&#62;");
    }
}

#[tokio::test]
async fn a_product_title_and_a_parked_payload_are_text() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let id = ParkedId::new(bench.now(), "one");
    let (topic, reason, payload) = (EVIL.to_owned(), EVIL.to_owned(), EVIL.to_owned());
    let parked = Parked::new(id, ParkedKind::RechargeWebhook, topic, reason, payload, bench.now());
    bench.memory.park(Some(&demo_id()), &parked).await.unwrap();
    let page = browser.get("/s/demo/activity/parked").await;
    check(&page);
    page.shows("&#60;img src=x onerror=alert(1)&#62;");
    check(&browser.get("/s/demo").await);
    let list = format!("phone,consent\n\"{EVIL}\",yes\n");
    check(&browser.post("/s/demo/subscribers/import", &[("list", &list)]).await);
}
