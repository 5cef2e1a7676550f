use std::io::Read;

use jiff::SignedDuration;

use super::*;
use crate::AdminKey;

async fn is_in(browser: &Browser) -> bool {
    browser.get("/s/demo", &[]).await.status() == 200
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_for_no_script() {
    let bench = Bench::empty();
    let mut browser = Browser::new(&bench, HOME);
    let response = browser.sign_in(KEY).await;
    let set = response.headers()["set-cookie"].to_str().unwrap();
    let (token, attributes) = set.strip_prefix("__Host-rechime=").unwrap().split_once("; ").unwrap();
    assert_eq!(token.len(), 43);
    insta::assert_snapshot!(attributes, @"Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Strict");
    assert!(text(browser.get("/s/demo", &[]).await).await.starts_with("Ana "), "by the name that was typed");
}

#[tokio::test]
async fn without_a_session_the_page_to_sign_in_is_shown_and_comes_back() {
    let bench = Bench::empty();
    let mut browser = Browser::new(&bench, HOME);
    let response = browser.get("/s/demo?from=%2F&x=1", &[]).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/sign-in?next=%2Fs%2Fdemo%3Ffrom%3D%252F%26x%3D1".parse().unwrap())
    );
    for made_up in [
        "__Host-rechime=",
        "__Host-rechime=short",
        "rechime=a",
        &format!("__Host-rechime={}", "a".repeat(43)),
    ] {
        browser.cookie = Some(made_up.to_owned());
        assert_eq!(browser.get("/s/demo", &[]).await.status(), 303, "{made_up}");
    }
    assert_eq!(browser.get("/s/demo", &[("x-fragment", "preview")]).await.status(), 401, "a script is told");
}

#[tokio::test]
async fn a_link_of_another_site_is_asked_for_once_more_with_the_cookie() {
    let bench = Bench::empty();
    let mut browser = Browser::signed_in(&bench).await;
    let cookie = browser.cookie.take();
    let kept = browser.get("/s/demo", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(kept.status(), 200);
    insta::assert_snapshot!(text(kept).await, @r#"<!doctype html><meta http-equiv="refresh" content="0"><title>Rechime</title>"#);
    assert_eq!(browser.get("/s/demo", &[("sec-fetch-site", "same-origin")]).await.status(), 303, "only once");
    browser.cookie = cookie;
    assert_eq!(browser.get("/s/demo", &[("sec-fetch-site", "cross-site")]).await.status(), 200);
    browser.cookie = Some("__Host-rechime=ended".to_owned());
    assert_eq!(browser.get("/s/demo", &[("sec-fetch-site", "cross-site")]).await.status(), 303, "no loop");
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_after_a_week_at_the_latest() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let began_at = bench.clock.now();
    let at = async |hours: i64| {
        bench.clock.set(began_at + SignedDuration::from_hours(hours));
        is_in(&browser).await
    };
    for hours in (11..168).step_by(11) {
        assert!(at(hours).await, "used every eleven hours: {hours}");
    }
    assert!(at(167).await);
    assert!(!at(168).await, "a week");
    let idle = Browser::signed_in(&bench).await;
    bench.clock.advance(SignedDuration::from_hours(12));
    assert!(!is_in(&idle).await);
}

#[tokio::test]
async fn signing_in_begins_a_new_session_and_ends_the_one_before() {
    let bench = Bench::empty();
    let mut victim = Browser::new(&bench, HOME);
    let planted = format!("__Host-rechime={}", "a".repeat(43));
    victim.cookie = Some(planted.clone());
    assert_eq!(victim.sign_in(KEY).await.status(), 200);
    assert_ne!(victim.cookie.as_deref(), Some(planted.as_str()));
    let mut attacker = Browser::new(&bench, ELSEWHERE);
    attacker.cookie = Some(planted);
    assert!(
        !is_in(&attacker).await && is_in(&victim).await,
        "a session that was fixed beforehand opens nothing"
    );

    let before = victim.cookie.clone();
    assert_eq!(victim.sign_in(KEY).await.status(), 200);
    attacker.cookie = before;
    assert!(!is_in(&attacker).await && is_in(&victim).await);
}

#[tokio::test]
async fn who_signs_out_is_out_and_everywhere_is_everywhere() {
    let bench = Bench::empty();
    let [phone, desk, colleague] = [
        Browser::signed_in(&bench).await,
        Browser::signed_in(&bench).await,
        Browser::signed_in(&bench).await,
    ];
    let own = [("sec-fetch-site", "same-origin")];
    let out = phone.post("/sign-out", &own, format!("csrf={}", phone.csrf())).await;
    assert_eq!(out.status(), 200);
    assert!(out.headers()["set-cookie"].to_str().unwrap().starts_with("__Host-rechime=; Max-Age=0;"));
    assert!(!is_in(&phone).await && is_in(&desk).await);
    let all = desk.post("/sign-out-everywhere", &own, format!("csrf={}", desk.csrf())).await;
    assert_eq!(all.status(), 200);
    assert!(!is_in(&desk).await && !is_in(&colleague).await);
}

#[tokio::test]
async fn another_admin_key_ends_every_session() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let app = bench.app.clone().with(|ports| ports.admin_key = AdminKey::new(&"another key".into()));
    let mut after = Browser::of_app(app, HOME);
    after.cookie = browser.cookie.clone();
    assert!(!is_in(&after).await);
    assert_eq!(after.sign_in(KEY).await.status(), 403);
    assert_eq!(after.sign_in("another key").await.status(), 200);
}

#[tokio::test]
async fn a_guesser_is_refused_and_the_owner_gets_in_from_elsewhere() {
    let bench = Bench::empty();
    let mut guesser = Browser::new(&bench, ELSEWHERE);
    for guess in 0..10 {
        assert_eq!(guesser.sign_in(&format!("guess {guess}")).await.status(), 403);
    }
    for _ in 0..100 {
        assert_eq!(guesser.sign_in("guess").await.status(), 429);
    }
    assert_eq!(guesser.sign_in(KEY).await.status(), 429, "even the key tells nothing now");
    assert_eq!(Browser::new(&bench, HOME).sign_in(KEY).await.status(), 200, "the owner gets in");
    let alerts: Vec<_> = bench.operator_alerts.sent().iter().map(|alert| alert.id.clone()).collect();
    assert_eq!(alerts, [ELSEWHERE], "the operator is told once");
    bench.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(guesser.sign_in(KEY).await.status(), 200);
}

#[tokio::test]
async fn who_signs_in_often_is_no_guesser_and_a_name_is_needed() {
    let bench = Bench::empty();
    let mut browser = Browser::new(&bench, HOME);
    for _ in 0..30 {
        assert_eq!(browser.sign_in(KEY).await.status(), 200);
    }
    for name in ["", "  ", "a\u{200b}b", &"a".repeat(41)] {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("key", KEY), ("name", name)])
            .finish();
        let refused = browser.post("/sign-in", &[("sec-fetch-site", "same-origin")], form).await;
        assert_eq!(refused.status(), 422, "{name:?}");
    }
}

#[tokio::test]
async fn pages_are_kept_by_no_cache_and_assets_by_all() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let page = browser.get("/s/demo", &[]).await;
    let names = [
        "cache-control",
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "strict-transport-security",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
    ];
    let shown = names.map(|name| format!("{name}: {}", page.headers()[name].to_str().unwrap())).join("\n");
    insta::assert_snapshot!(shown, @r"
    cache-control: no-store
    content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types rechime
    x-content-type-options: nosniff
    referrer-policy: same-origin
    strict-transport-security: max-age=31536000
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    ");
    let asset = browser.get("/a/0f3a/app.css", &[]).await;
    assert_eq!(asset.headers()["cache-control"], "public, max-age=31536000, immutable");
    for missing in
        ["/a/0f3a/../../s/demo", "/a/0f3a/%2e%2e/%2e%2e/etc/passwd", "/a/..%2f..%2fCargo.toml", "/a/"]
    {
        let answer = browser.get(missing, &[]).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["cache-control"]),
            (404, &"no-store".parse().unwrap())
        );
    }
    let refused = Browser::new(&bench, HOME).get("/s/demo", &[]).await;
    assert_eq!(refused.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn html_is_compressed_for_browsers_that_take_it() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    for (accepts, is_compressed) in
        [("gzip, deflate, br", true), ("br;q=1.0, gzip;q=0.8", true), ("gzip;q=0", false), ("br", false)]
    {
        let page = browser.get("/s/demo", &[("accept-encoding", accepts)]).await;
        assert_eq!(page.headers()["vary"], "accept-encoding");
        assert_eq!(page.headers().contains_key("content-encoding"), is_compressed, "{accepts}");
        let body = axum::body::to_bytes(page.into_body(), usize::MAX).await.unwrap();
        let mut shown = String::new();
        if is_compressed {
            flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut shown).unwrap();
            assert!(body.len() < shown.len() / 5);
        } else {
            shown = String::from_utf8(body.to_vec()).unwrap();
        }
        assert!(shown.starts_with("Ana ") && shown.ends_with("a long page "));
    }
}

#[tokio::test]
async fn the_api_takes_no_cookie_and_a_page_no_bearer_key() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let cookie = browser.cookie.clone().unwrap();
    let request = Request::get("/api/v1/stores").header("cookie", cookie).body(Body::empty()).unwrap();
    assert_eq!(bench.call(request).await.status, 401);
    let bearer = format!("Bearer {KEY}");
    let page = Browser::new(&bench, HOME).get("/s/demo", &[("authorization", &bearer)]).await;
    assert_eq!(page.status(), 303);
}
