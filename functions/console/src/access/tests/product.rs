//! The product's own pages, from without.

use super::*;

const PAGES: [&str; 8] = [
    "/",
    "/stores",
    "/account",
    "/s/demo",
    "/s/demo/flows",
    "/s/demo/flows/order_skipped",
    "/s/demo/integrations",
    "/s/demo/activity",
];

const FORMS: [&str; 6] = [
    "/sign-out-everywhere",
    "/stores/new",
    "/s/demo/flows/activate",
    "/s/demo/flows/order_skipped",
    "/s/demo/integrations/recharge/disconnect",
    "/s/demo/settings/keys",
];

#[tokio::test]
async fn nobody_sees_a_page_without_a_session_and_no_cache_keeps_one() {
    let bench = Bench::with_store().await;
    let mut browser = Browser::of_the_product(&bench).await;
    for page in PAGES {
        let shown = browser.get(page, &[]).await;
        assert!([200, 303].contains(&shown.status().as_u16()), "{page}: {}", shown.status());
        assert_eq!(shown.headers()["cache-control"], "no-store", "{page}");
    }
    browser.cookie = None;
    let bearer = format!("Bearer {KEY}");
    for page in PAGES {
        let refused = browser.get(page, &[("authorization", &bearer)]).await;
        assert_eq!(refused.status(), 303, "{page}");
        assert!(refused.headers()["location"].to_str().unwrap().starts_with("/sign-in"), "{page}");
        assert_eq!(refused.headers()["cache-control"], "no-store", "{page}");
    }
}

#[tokio::test]
async fn no_form_of_another_site_or_session_is_taken() {
    let bench = Bench::with_store().await;
    let browser = Browser::of_the_product(&bench).await;
    let before = bench.get("/api/v1/stores/demo/audit").await.text;
    for form in FORMS {
        let own = format!("csrf={}", browser.csrf());
        for sender in
            [("sec-fetch-site", "cross-site"), ("origin", "null"), ("origin", "https://evil.example")]
        {
            assert_eq!(browser.post(form, &[sender], own.clone()).await.status(), 403, "{form} {sender:?}");
        }
        let sender = ("sec-fetch-site", "same-origin");
        for token in ["", "csrf=0"] {
            assert_eq!(browser.post(form, &[sender], token.to_owned()).await.status(), 403, "{form}");
        }
        let plain = browser.post(form, &[sender, ("content-type", "text/plain")], own).await;
        assert_eq!(plain.status(), 415, "{form}");
    }
    assert_eq!(bench.get("/api/v1/stores/demo/audit").await.text, before, "nothing was changed");
    assert_eq!(browser.get("/account", &[]).await.status(), 200, "nobody was signed out");
}

#[tokio::test]
async fn below_the_assets_there_is_nothing_else() {
    let bench = Bench::empty();
    let browser = Browser::of_the_product(&bench).await;
    for path in [
        "/a/../Cargo.toml",
        "/a/x/../../s/demo",
        "/a/%2e%2e/%2e%2e",
        "/a/x/..%2f..%2f..%2fetc%2fpasswd",
        "/a/x/%2e%2e%5capp.css",
        "/a/0/app.css",
        "/a//etc/passwd",
    ] {
        let answer = browser.get(path, &[]).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_ne!(answer.headers()["cache-control"], "public, max-age=31536000, immutable", "{path}");
    }
}
