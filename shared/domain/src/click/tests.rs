use super::*;

const DELIVERED: &str = "2026-11-24T15:00:00Z";

fn at(seconds: i64) -> Timestamp {
    DELIVERED.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn of(agent: &str) -> Signals {
    Signals { agent: agent.to_owned(), prefetch: false, language: true }
}

/// A minute after the delivery.
fn class(agent: &str) -> ClickClass {
    classify(&of(agent), at(60), Some(at(0)))
}

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

#[test]
fn a_person_with_a_phone_is_one() {
    for browser in [
        IPHONE,
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918U) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/340.3 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 350.0.0.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/13.10.0.41 (like Safari/8620.1.16.10.11, panda)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [Pinterest/iOS]",
        "Opera/9.80 (Android; Opera Mini/36.2.2254/191.256; U; en) Presto/2.12.423 Version/12.16",
    ] {
        assert_eq!(class(browser), ClickClass::Human, "{browser}");
    }
}

#[test]
fn an_app_that_shows_a_picture_of_the_page_is_no_person() {
    for preview in [
        // iMessage
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        // Google Messages
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.83 Safari/537.36 Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
        "WhatsApp/2.23.20.0 A",
        "WhatsApp/2",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        "Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "facebookexternalhit/1.1;line-poker/1.0",
        "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
        "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
        "GoogleMessages",
    ] {
        assert_eq!(class(preview), ClickClass::Preview, "{preview}");
    }
}

#[test]
fn other_programs_are_no_persons() {
    for program in [
        "",
        "Mozilla/5.0",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "Go-http-client/2.0",
        "okhttp/4.12.0",
        "Java/17.0.9",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/119.0.0.0 Safari/537.36",
        "Expanse, a Palo Alto Networks company, searches across the global IPv4 space",
        "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
        "BarracudaCentral/1.0",
    ] {
        assert_eq!(class(program), ClickClass::Scanner, "{program}");
    }
}

#[test]
fn what_is_fetched_ahead_is_no_click() {
    for (name, value) in [
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ] {
        let headers = [("user-agent", IPHONE), ("accept-language", "en-US"), (name, value)];
        let signals =
            Signals::read(|wanted| headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value));
        assert!(signals.prefetch && signals.language);
        assert_eq!(classify(&signals, at(60), None), ClickClass::Preview, "{name}");
    }
}

#[test]
fn nobody_is_faster_than_three_seconds_after_the_delivery() {
    let person = of(IPHONE);
    for (seconds, expected) in [
        (-60, ClickClass::Scanner),
        (0, ClickClass::Scanner),
        (2, ClickClass::Scanner),
        (3, ClickClass::Human),
    ] {
        assert_eq!(classify(&person, at(seconds), Some(at(0))), expected, "{seconds} s after");
    }
    assert_eq!(classify(&person, at(0), None), ClickClass::Human, "no receipt has come");
    let wordless = Signals { language: false, ..person };
    assert_eq!(
        classify(&wordless, at(9), Some(at(0))),
        ClickClass::Scanner,
        "no browser is without a language"
    );
    assert_eq!(classify(&wordless, at(10), Some(at(0))), ClickClass::Human);
}

#[test]
fn a_name_is_kept_up_to_a_length() {
    let long = "x".repeat(5_000);
    let signals = Signals::read(|name| (name == "user-agent").then_some(long.as_str()));
    assert_eq!(signals.agent.len(), 300);
}
