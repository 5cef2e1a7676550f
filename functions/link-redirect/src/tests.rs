//! Where requests are taken, and what is told of them.

use rechime_domain::{
    click::Signals,
    ids::MessageId,
    job::{ClickJob, FollowedLink},
    link::{Destination, LinkCode},
};
use rechime_platform::http_api::{Response, SourceIp};
use rechime_store::{
    Fault,
    links::{Links, NewLink},
};
use rechime_testkit::{DAY, at, demo, link_key, phone};

use crate::{Guesses, LinkRedirect};

/// The function, and an installation with one link.
struct World {
    kit: rechime_testkit::World,
    redirect: LinkRedirect,
}

const DESTINATION: &str = "https://oatember.example/account/1a2b?x=1&y=%20#top";

fn message() -> MessageId {
    MessageId::of_test(&demo(), &phone(), "one")
}

fn code() -> LinkCode {
    link_key().code(&message(), 0)
}

impl World {
    async fn new() -> Self {
        let kit = rechime_testkit::World::empty(DAY);
        let redirect = LinkRedirect {
            links: kit.faulty.clone(),
            clicks: kit.clicks.clone(),
            guesses: Guesses::default(),
            clock: kit.clock.clone(),
        };
        let destination = Destination::parse(DESTINATION).unwrap();
        let link = NewLink { code: code(), store: demo(), message: message(), position: 0, destination };
        kit.table.put_links(&[link], at(DAY)).await.unwrap();
        Self { kit, redirect }
    }

    async fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        self.asks_from("198.51.100.7", method, path, headers).await
    }

    async fn asks_from(&self, address: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = http::Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.extension(SourceIp(address.to_owned()));
        self.redirect.handle(request.body(Vec::new()).unwrap()).await
    }

    /// The links that were followed since the last time.
    fn followed(&self) -> Vec<FollowedLink> {
        self.kit
            .clicks
            .take()
            .into_iter()
            .map(|outgoing| {
                let ClickJob::V1(followed) = outgoing.job;
                followed
            })
            .collect()
    }
}

fn shown(response: &Response) -> String {
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let body = String::from_utf8(response.body().clone()).unwrap();
    format!("{}\n{}\n\n{body}", response.status().as_u16(), headers.join("\n"))
}

#[tokio::test]
async fn a_tap_is_taken_where_the_link_leads_and_told() {
    let world = World::new().await;
    let headers =
        [("user-agent", "Mozilla/5.0 (iPhone)"), ("accept-language", "en-US"), ("purpose", "prefetch")];
    for path in [format!("/{}", code().as_str()), format!("/l/{}", code().as_str())] {
        let answer = world.asks("GET", &path, &headers).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&answer), @r"
            302
            cache-control: no-store
            content-type: text/plain; charset=utf-8
            location: https://oatember.example/account/1a2b?x=1&y=%20#top
            referrer-policy: no-referrer
            x-content-type-options: nosniff
            x-robots-tag: noindex
            ");
        }
        let [followed] = world.followed().try_into().unwrap();
        assert_eq!((followed.store, followed.message, followed.position), (demo(), message(), 0));
        assert_eq!((followed.at, followed.code), (at(DAY), code()));
        let agent = "Mozilla/5.0 (iPhone)".to_owned();
        assert_eq!(followed.signals, Signals { agent, prefetch: true, language: true });
    }
}

#[tokio::test]
async fn a_head_is_answered_alike_and_is_no_click() {
    let world = World::new().await;
    let path = format!("/{}", code().as_str());
    let [get, head] = [world.asks("GET", &path, &[]).await, world.asks("HEAD", &path, &[]).await];
    assert_eq!(shown(&get), shown(&head));
    assert_eq!(world.followed().len(), 1);
}

#[tokio::test]
async fn what_is_unknown_revoked_or_malformed_is_answered_alike_and_the_last_without_a_read() {
    let world = World::new().await;
    let unknown = world.asks("GET", "/aB3dE5gH7k", &[]).await;
    insta::assert_snapshot!(shown(&unknown), @r"
    404
    cache-control: no-store
    content-type: text/plain; charset=utf-8
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    x-robots-tag: noindex

    This link leads nowhere. It may have ended.
    ");
    world.kit.table.delete_links(&[code()]).await.unwrap();
    let revoked = world.asks("GET", &format!("/{}", code().as_str()), &[]).await;
    assert_eq!(shown(&revoked), shown(&unknown));
    world.kit.faulty.fail_after(0, Fault::Refused);
    for path in [
        "/",
        "/l",
        "/l/",
        "/short",
        "/aB3dE5gH7kX",
        "/aB3dE5gH7%6b",
        "/l/l/aB3dE5gH7k",
        "/x/aB3dE5gH7k",
        "//aB3dE5gH7k",
        "/aB3dE5gH7k/",
        "/aB3dE5gH7-",
        "/https://evil.example",
        "/l/..%2f..%2fet",
    ] {
        let malformed = world.asks("GET", path, &[]).await;
        assert_eq!(shown(&malformed), shown(&unknown), "{path}");
    }
    assert!(world.kit.faulty.is_armed(), "nothing was read");
    assert_eq!(world.followed(), []);
}

#[tokio::test]
async fn nothing_in_a_request_changes_where_it_is_taken() {
    let world = World::new().await;
    for query in [
        "?url=https://evil.example",
        "?next=//evil.example",
        "?%0d%0aSet-Cookie:a=b",
        "?x=%0aLocation:%20https://evil.example",
    ] {
        let headers = [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
            ("referer", "https://evil.example"),
        ];
        let answer = world.asks("GET", &format!("/{}{query}", code().as_str()), &headers).await;
        assert_eq!(answer.headers()["location"], DESTINATION, "{query}");
        assert!(!answer.headers().contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_thousand_guesses_find_nothing_and_are_put_off() {
    let world = World::new().await;
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for number in 1..=1_000_u16 {
        let [_, position] = number.to_be_bytes();
        let guess = link_key().code(&message(), position);
        let guess = guess.as_str().chars().rev().collect::<String>();
        let answer = world.asks("GET", &format!("/{guess}"), &[]).await;
        *statuses.entry(answer.status().as_u16()).or_default() += 1;
    }
    assert_eq!(statuses, [(404, 60), (429, 940)].into());
    let path = format!("/{}", code().as_str());
    assert_eq!(
        world.asks_from("198.51.100.8", "GET", &path, &[]).await.status(),
        302,
        "others are not put off"
    );
    world.kit.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(world.asks("GET", &path, &[]).await.status(), 302, "nor is anybody for long");
}

#[tokio::test]
async fn a_customer_is_taken_there_whatever_becomes_of_the_count() {
    let world = World::new().await;
    world.kit.clicks.refuse(true);
    let answer = world.asks("GET", &format!("/{}", code().as_str()), &[]).await;
    assert_eq!(answer.status(), 302);
    world.kit.faulty.fail_after(0, Fault::Refused);
    let answer = world.asks("GET", &format!("/{}", code().as_str()), &[]).await;
    assert_eq!(answer.status(), 503, "the table is out of reach");
    assert!(!answer.headers().contains_key("location"));
}
