use super::*;

const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn sent(browser: &Browser, headers: &[(&str, &str)], form: &str) -> u16 {
    browser.post("/s/demo", headers, form.to_owned()).await.status().as_u16()
}

#[tokio::test]
async fn a_form_of_our_own_is_taken() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let form = format!("text=Oat+%26+Ember&csrf={}&minutes=15", browser.csrf());
    let saved = browser.post("/s/demo", &[OWN], form).await;
    assert_eq!(text(saved).await, "Ana saved Oat & Ember 15");
}

#[tokio::test]
async fn what_another_site_can_send_is_refused() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    // Even if it knew the token.
    let form = format!("text=a&minutes=1&csrf={}", browser.csrf());
    for (what, headers) in [
        ("another site's form", vec![("sec-fetch-site", "cross-site")]),
        ("a sibling's form", vec![("sec-fetch-site", "same-site")]),
        ("an old browser's", vec![("origin", "https://evil.example")]),
        ("a hidden origin", vec![("origin", "null")]),
        ("a hidden origin with a pretence", vec![("origin", "null"), OWN]),
        ("nobody knows whose", vec![]),
    ] {
        assert_eq!(sent(&browser, &headers, &form).await, 403, "{what}");
    }
    for kind in ["text/plain", "multipart/form-data; boundary=a", "application/json", ""] {
        assert_eq!(sent(&browser, &[OWN, ("content-type", kind)], &form).await, 415, "{kind}");
    }
}

#[tokio::test]
async fn a_form_without_the_session_s_token_is_refused() {
    let bench = Bench::empty();
    let [browser, other] = [Browser::signed_in(&bench).await, Browser::signed_in(&bench).await];
    for token in ["", "csrf=", "csrf=0", &format!("csrf={}", other.csrf())] {
        assert_eq!(sent(&browser, &[OWN], &format!("text=a&minutes=1&{token}")).await, 403, "{token}");
    }
    let own = format!("csrf={}", browser.csrf());
    assert_eq!(sent(&browser, &[OWN], &format!("text=a&{own}")).await, 422, "a field is missing");
    assert_eq!(sent(&browser, &[OWN], &format!("text=a&minutes=1&more=1&{own}")).await, 422, "one too many");
}

#[tokio::test]
async fn nobody_else_s_form_signs_somebody_in() {
    let bench = Bench::empty();
    let browser = Browser::new(&bench, HOME);
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "null")]] {
        let refused = browser.post("/sign-in", &headers, format!("key={KEY}&name=Mallory")).await;
        assert_eq!(refused.status(), 403);
        assert!(!refused.headers().contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_form_after_the_session_leads_to_the_page_to_sign_in() {
    let bench = Bench::empty();
    let browser = Browser::signed_in(&bench).await;
    let form = format!("text=a&minutes=1&csrf={}", browser.csrf());
    bench.clock.advance(jiff::SignedDuration::from_hours(12));
    let response = browser.post("/s/demo", &[OWN], form).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/sign-in?next=%2Fs%2Fdemo".parse().unwrap())
    );
}
