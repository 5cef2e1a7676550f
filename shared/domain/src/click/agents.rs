//! Programs by the name that they give themselves.
//!
//! Reviewed in November 2026. Beside each group is where its names are from; most programs name such a page themselves. The
//! rest is from the lists <https://github.com/monperrus/crawler-user-agents> and <https://github.com/omrilotan/isbot>.

use super::ClickClass;

/// Parts of the names of programs that show what a link leads to, in small letters.
const PREVIEWS: [&str; 29] = [
    // iMessage calls itself `… Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0`, and other messengers do alike:
    // https://github.com/oivvio/libtechblog, content/20200318_separate_og_images_for_facebook_and_messages.md
    "facebookexternalhit",
    "facebot",
    "twitterbot",
    // Google Messages: https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers
    "googlemessages",
    "google-pagerenderer",
    "developers.google.com/+/web/snippet",
    "google-read-aloud",
    "googleimageproxy",
    // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
    "meta-externalagent",
    "meta-externalfetcher",
    // https://opengraphplus.com/consumers/whatsapp/crawling; Signal borrows the name: https://opengraphplus.com/consumers/signal
    "whatsapp/",
    // https://api.slack.com/robots
    "slackbot",
    "slack-imgproxy",
    // https://aka.ms/MicrosoftPreview
    "microsoftpreview",
    "skypeuripreview",
    "bingpreview",
    // https://developers.snap.com/robots
    "snap url preview",
    // https://github.com/monperrus/crawler-user-agents
    "telegrambot",
    "discordbot",
    "linkedinbot",
    "redditbot",
    "vkshare",
    "kakaotalk-scrap",
    "line-poker",
    "embedly",
    "iframely",
    "bluesky cardyb",
    // Whatever else says so.
    "preview",
    "unfurl",
];

/// Parts of the names of other programs, in small letters.
const SCANNERS: [&str; 27] = [
    // https://github.com/omrilotan/isbot
    "bot",
    "crawl",
    "spider",
    "scan",
    "scrape",
    "fetch",
    "monitor",
    "probe",
    "headless",
    "phantom",
    "lighthouse",
    "pagespeed",
    "bluecoat drtr",
    "zgrab",
    "wappalyzer",
    "httrack",
    "feedburner",
    // https://github.com/monperrus/crawler-user-agents
    "barracuda",
    "censysinspect",
    "netcraft",
    "virustotal",
    "internetmeasurement",
    // Security products, where they give a name: https://github.com/monperrus/crawler-user-agents
    "expanse",
    "paloaltonetworks",
    "proofpoint",
    "mimecast",
    "zscaler",
];

/// A maker of phones, in whose name is `bot`.
const CUBOT: &str = "cubot";

/// What a program is by its name; `None` where it is a browser's. Every browser's begins with `Mozilla/` or `Opera/`
/// (<https://www.rfc-editor.org/rfc/rfc9110#name-user-agent>; <https://webaim.org/blog/user-agent-string-history/>), and
/// no library's does.
pub(super) fn class_of(agent: &str) -> Option<ClickClass> {
    let name = agent.to_ascii_lowercase().replace(CUBOT, "");
    let is_one_of = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if is_one_of(&PREVIEWS) {
        Some(ClickClass::Preview)
    } else if is_one_of(&SCANNERS) || !is_a_browsers(&name) {
        Some(ClickClass::Scanner)
    } else {
        None
    }
}

/// A browser names its engine as well: `Mozilla/5.0` alone is none.
fn is_a_browsers(name: &str) -> bool {
    ["mozilla/", "opera/"].iter().any(|start| name.starts_with(start)) && name.contains('(')
}
