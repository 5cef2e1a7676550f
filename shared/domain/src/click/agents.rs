//! Programs by the name that they give themselves.
//!
//! Reviewed in November 2026. Names are those of the vendors' own pages; where a vendor has none, of the lists
//! <https://github.com/monperrus/crawler-user-agents> and <https://github.com/omrilotan/isbot>.

use super::ClickClass;

/// Parts of the names of programs that show what a link leads to, in small letters.
const PREVIEWS: [&str; 33] = [
    // iMessage calls itself `… Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0`, and so do several messengers:
    // https://medium.com/@siggi/apples-imessage-impersonates-twitter-facebook-bots-when-scraping-cef85b2cbb7d
    "facebookexternalhit",
    "facebot",
    "twitterbot",
    // https://developers.facebook.com/docs/sharing/webmasters/web-crawlers
    "facebookcatalog",
    "meta-externalagent",
    "meta-externalfetcher",
    // https://faq.whatsapp.com/1653210615118480, and Signal, which borrows the name:
    // https://github.com/signalapp/Signal-Android/blob/main/app/src/main/java/org/thoughtcrime/securesms/linkpreview
    "whatsapp",
    // Google Messages, and Google's other previews: https://developers.google.com/search/docs/crawling-indexing/google-user-triggered-fetchers
    "google-pagerenderer",
    "developers.google.com/+/web/snippet",
    "google-read-aloud",
    "googleimageproxy",
    // https://api.slack.com/robots
    "slackbot",
    "slack-imgproxy",
    // https://core.telegram.org/bots/webhooks; the name is seen as `TelegramBot (like TwitterBot)`
    "telegrambot",
    // https://github.com/monperrus/crawler-user-agents: the next ten
    "discordbot",
    "skypeuripreview",
    "linkedinbot",
    "redditbot",
    "pinterest",
    "vkshare",
    "kakaotalk-scrap",
    "line-poker",
    "viber",
    "snapchat",
    // https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0
    "microsoftpreview",
    "bingpreview",
    // https://support.apple.com/en-us/119829
    "applebot",
    // https://docs.snap.com/robots
    "snap url preview",
    // https://docs.embed.ly, https://iframely.com/docs/about
    "embedly",
    "iframely",
    // https://github.com/bluesky-social/social-app/tree/main/bskyembed
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
    // https://docs-cortex.paloaltonetworks.com: Xpanse says that it scans and for whom
    "expanse",
    "paloaltonetworks",
    // https://help.proofpoint.com, https://mimecastsupport.zendesk.com: where they give a name
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
