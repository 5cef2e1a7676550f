//! Takes whoever follows a short link to where it leads, and tells the `clicks` queue who it was.
//!
//! The code decides alone where a request is taken: the destination was fixed when the text was sent, and nothing else
//! in a request is read for it. What is no code costs no read. A code that is not known, was revoked or has ended is
//! answered like any other, so that guessing tells nothing; and whoever guesses much is put off.

mod answer;
mod guesses;

use std::sync::Arc;

use http::Method;
use jiff::Timestamp;
use rechime_domain::{
    click::Signals,
    job::{ClickJob, FollowedLink},
    link::LinkCode,
};
use rechime_platform::{
    clock::Clock,
    http_api::{Request, Response, SourceIp},
    queue::{Outgoing, Queue},
};
use rechime_store::links::{Links, ShortLink};

use crate::answer::Answer;
pub use crate::guesses::Guesses;

/// What stands before a code on the HTTP API that merchants and providers use, too. Link hosts have nothing.
const PATH: &str = "/l";

/// The function: its ports.
pub struct LinkRedirect {
    /// Where links lead.
    pub links: Arc<dyn Links>,
    /// Where it is found out who followed them.
    pub clicks: Arc<dyn Queue<ClickJob>>,
    /// Who asked for links that are none.
    pub guesses: Guesses,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

impl LinkRedirect {
    /// Answers one request. Every outcome is an HTTP answer.
    pub async fn handle(&self, request: Request) -> Response {
        self.follow(&request).await.into_response()
    }

    async fn follow(&self, request: &Request) -> Answer {
        let Some(code) = code(request.uri().path()) else { return Answer::NotFound };
        let (address, now) = (address(request), self.clock.now());
        if !self.guesses.may_ask(&address, now) {
            return Answer::TooMany;
        }
        match self.links.get_link(&code).await {
            Ok(Some(link)) => {
                if request.method() == Method::GET {
                    self.tell(request, code, &link, now).await;
                }
                Answer::Found(link.destination)
            }
            Ok(None) => {
                self.guesses.add(&address, now);
                Answer::NotFound
            }
            Err(error) => {
                tracing::error!(%error, "a link could not be looked up");
                Answer::Unavailable
            }
        }
    }

    /// A click that the queue does not take is lost: the customer matters more.
    async fn tell(&self, request: &Request, code: LinkCode, link: &ShortLink, at: Timestamp) {
        let header = |name: &str| request.headers().get(name)?.to_str().ok();
        let followed = FollowedLink {
            store: link.store.clone(),
            message: link.message.clone(),
            position: link.position,
            code,
            expires_at: link.expires_at,
            at,
            signals: Signals::read(header),
        };
        if let Err(error) = self.clicks.send(&[Outgoing::now(ClickJob::V1(followed))]).await {
            tracing::error!(%error, message = %link.message, "the clicks queue did not take a click");
        }
    }
}

/// The code in a path: `/aB3dE5gH7k`, or `/l/aB3dE5gH7k`.
fn code(path: &str) -> Option<LinkCode> {
    let code = path.strip_prefix(PATH).filter(|rest| rest.starts_with('/')).unwrap_or(path);
    LinkCode::parse(code.strip_prefix('/')?).ok()
}

fn address(request: &Request) -> String {
    request.extensions().get::<SourceIp>().map(|SourceIp(address)| address.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
