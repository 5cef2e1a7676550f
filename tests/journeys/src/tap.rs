//! A link in a text, followed as phones, messengers and strangers do.

use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use ureq::{
    Agent,
    http::{HeaderMap, Request},
};

use crate::{Entry, Person, Shop, activity::PATIENCE, sms::Text, wait};

/// A person's browser.
pub const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/// What shows a picture of the page in iMessage.
pub const IMESSAGE: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0";

/// What a link was answered.
#[derive(Clone, Debug)]
pub struct Tapped {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
}

impl Tapped {
    /// A header; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Asks for an address, and goes nowhere else.
pub fn follow(method: &str, url: &str, agent: &str) -> anyhow::Result<Tapped> {
    let config = Agent::config_builder().proxy(None).http_status_as_error(false).max_redirects(0);
    let client: Agent = config.timeout_global(Some(Duration::from_secs(30))).build().into();
    let request = Request::builder().method(method).uri(url);
    let request = request.header("user-agent", agent).header("accept-language", "en-US");
    let response = client.run(request.body(())?).with_context(|| format!("{method} {url}"))?;
    Ok(Tapped { status: response.status().as_u16(), headers: response.headers().clone() })
}

/// The first link in a text.
pub fn link(text: &Text) -> anyhow::Result<&str> {
    let start = text.body.find("http").with_context(|| format!("no link in {text:?}"))?;
    let link = text.body.get(start..).and_then(|rest| rest.split_whitespace().next());
    Ok(link.unwrap_or_default().trim_end_matches(['.', ',', ')']))
}

impl Shop<'_> {
    /// Waits until the console tells that a person clicked in a message; gives when.
    pub fn await_click(&self, person: &Person, flow: &str) -> anyhow::Result<Timestamp> {
        wait::until("the click shows", PATIENCE, || {
            Ok(self.entry(person, flow)?.and_then(|entry: Entry| entry.clicked_at))
        })
    }
}
