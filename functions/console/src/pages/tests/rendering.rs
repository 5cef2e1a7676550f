//! Every page, with something on it and with nothing.

use super::Browser;
use crate::testing::Bench;

const PAGES: [&str; 36] = [
    "/s/demo",
    "/s/demo?days=30",
    "/s/demo/flows",
    "/s/demo/flows/new",
    "/s/demo/flows/order_skipped",
    "/s/demo/flows/order_skipped?step=0&as=emoji-title",
    "/s/demo/flows/order_skipped/report",
    "/s/demo/flows/order_skipped/history",
    "/s/demo/flows/order_skipped/reset",
    "/s/demo/flows/charge_will_be_retried",
    "/s/demo/activity",
    "/s/demo/activity?show=failed&flow=order_skipped",
    "/s/demo/activity/parked",
    "/s/demo/replies",
    "/s/demo/subscribers",
    "/s/demo/subscribers/new",
    "/s/demo/subscribers/import",
    "/s/demo/subscribers/export",
    "/s/demo/campaigns",
    "/s/demo/campaigns/new",
    "/s/demo/segments",
    "/s/demo/segments?count=yes",
    "/s/demo/segments/new",
    "/s/demo/segments/clicked_recharge",
    "/s/demo/segments/clicked_recharge/members",
    "/s/demo/settings/sms/sender",
    "/s/demo/integrations",
    "/s/demo/integrations/recharge",
    "/s/demo/integrations/shopify",
    "/s/demo/settings",
    "/s/demo/settings/sms",
    "/s/demo/settings/sms/quiet-hours",
    "/s/demo/settings/sms/laws",
    "/s/demo/settings/sms/frequency",
    "/s/demo/settings/sms/contact",
    "/s/demo/settings/keys",
];

#[tokio::test]
async fn every_page_renders_without_script_or_style_in_it() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    for path in PAGES.into_iter().chain(["/stores", "/stores/new", "/account", "/s/demo/settings/changes"]) {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.html);
        page.shows("<title>").shows("</html>").shows("<h1>");
        for forbidden in [" style=", " onclick=", "<style", "javascript:", "http://"] {
            page.hides(forbidden);
        }
        assert_eq!(page.html.matches("<script").count(), 1, "{path}");
        assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn each_of_the_twelve_flows_opens_with_each_sample() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    for trigger in rechime_domain::trigger::Trigger::ALL {
        for sample in crate::use_cases::preview::people::Sample::ALL {
            let path = format!("/s/demo/flows/{trigger}?step=0&as={}", sample.key());
            let page = browser.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            page.shows("class=\"bubble\"").hides("class=\"bubble broken\"");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_and_what_others_may_not_see_leads_to_the_sign_in() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    for path in
        ["/nothing", "/s/other", "/s/demo/flows/flow-none", "/s/demo/subscribers/+19995550100", "/s/demo/x"]
    {
        let page = browser.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        page.shows("There is nothing here");
    }
    for (path, status) in
        [("/s/demo/flows/order_skipped?step=x&step=y", 400), ("/s/demo/activity?show=a&show=b", 400)]
    {
        let page = browser.get(path).await;
        assert_eq!(page.status, status, "{path}");
        page.shows("The address cannot be read.");
    }
    let put = super::Seen::of(browser.send("PUT", "/s/demo/flows", String::new()).await).await;
    assert_eq!(put.status, 405);
    put.shows("takes no such request");
    let stranger = Browser { bench: &bench, cookie: String::new() };
    let sent = stranger.get("/s/demo/flows").await;
    assert_eq!(sent.location.as_deref(), Some("/sign-in?next=%2Fs%2Fdemo%2Fflows"));
}

#[tokio::test]
async fn pages_and_assets_stay_light() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let page = browser.get("/s/demo/flows/order_skipped?step=0").await.html;
    let assets = crate::pages::assets::ALL.iter().map(super::super::assets::Asset::weight).sum::<usize>();
    let gzipped = gzip(&page).len();
    assert!(assets + gzipped < 60 * 1024, "the flow editor weighs {assets} + {gzipped} bytes");
    assert!(assets < 22 * 1024, "the sign-in page loads {assets} bytes");
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}
