//! Webhooks that are not Recharge's, or are nothing that Recharge would send.

use anyhow::{Context, ensure};
use jiff::SignedDuration;
use journeys::{Delivery, Journey, Person, Webhook};
use serde_json::json;

use super::{FLOW, a_good_webhook_is_served, parked};

#[test]
#[ignore = "needs a running stack"]
fn a_webhook_that_cannot_be_taken_is_refused_and_leaves_no_trace() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let (shop, other) = (journey.shop()?, journey.shop()?);
    let (person, now) = (shop.person("212"), journey.clock.now()?);
    let webhook = Webhook::starting(FLOW, &person, now);
    let good = shop.delivery(&webhook, now)?;
    let raw = |topic: &str, body: &[u8]| shop.raw_delivery(topic, body.to_vec(), now);
    let with = |change: &dyn Fn(&mut Delivery)| {
        let mut delivery = good.clone();
        change(&mut delivery);
        delivery
    };
    let forged = other.delivery(&webhook, now)?.headers;
    let long_ago = shop.delivery(&webhook, now - SignedDuration::from_hours(49))?;
    let cases = [
        ("malformed JSON", 400, raw("charge/paid", b"{\"charge\": {\"id\": 1,")?),
        ("nothing", 400, raw("charge/paid", b"")?),
        ("a list", 400, raw("charge/paid", b"[{\"charge\": {}}]")?),
        ("a text", 400, raw("charge/paid", b"\"charge\"")?),
        ("a topic that Recharge does not have", 404, raw("charge/eaten", b"{}")?),
        (
            "a body of 1 MiB",
            413,
            raw("charge/paid", &json!({ "charge": "x".repeat(1 << 20) }).to_string().into_bytes())?,
        ),
        ("no signature", 401, with(&|delivery| delivery.headers.clear())),
        ("the newer signature cut off", 401, with(&|delivery| delivery.headers[1].1.truncate(20))),
        ("another secret", 401, with(&|delivery| delivery.headers.clone_from(&forged))),
        ("a changed body", 401, with(&|delivery| delivery.body.push(b' '))),
        ("a signature of the day before yesterday", 401, long_ago),
        (
            "a wrong key in the path",
            401,
            with(&|delivery| delivery.url = delivery.url.replace("/charge", "x/charge")),
        ),
        (
            "a store that nobody has",
            401,
            with(&|delivery| delivery.url = delivery.url.replace(&shop.id, "nobody")),
        ),
        (
            "another shop's address",
            401,
            with(&|delivery| delivery.url = delivery.url.replace(&shop.id, &other.id)),
        ),
    ];
    for (what, status, delivery) in cases {
        let answer = delivery.post()?;
        ensure!(answer.status == status, "{what}: {answer:?}");
        ensure!(answer.content_type == "application/problem+json", "{what}: {answer:?}");
    }
    a_good_webhook_is_served(&shop)?;
    ensure!(shop.activity()?.len() == 1, "something else was taken");
    ensure!(parked(&shop)?.is_empty(), "something was parked");
    Ok(())
}

#[test]
#[ignore = "needs a running stack"]
fn a_topic_of_no_interest_is_taken_and_dropped() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    shop.raw_delivery("checkout/created", b"{\"checkout\": {}}".to_vec(), journey.clock.now()?)?.deliver()?;
    a_good_webhook_is_served(&shop)
}

#[test]
#[ignore = "needs a running stack"]
fn a_phone_that_is_none_is_skipped_with_that_reason() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    for (phone, cause) in [("911", "phone_unusable"), ("call me", "phone_unusable"), ("", "no_phone")] {
        let person = Person { phone: phone.to_owned(), ..shop.person("212") };
        // Recharge is asked and knows no better, of somebody whom it has known for long.
        let long_since = journey.clock.now()? - SignedDuration::from_hours(24);
        shop.keep_customer(&person.customer(long_since))?;
        shop.happens(FLOW, &person)?;
        journey.queues.settle()?;
        let newest = shop.activity()?.into_iter().next().context("nothing happened")?;
        ensure!((newest.state.as_str(), newest.cause()) == ("skipped", cause), "{phone:?}: {newest:?}");
        ensure!(newest.phone.is_none(), "{newest:?}");
    }
    a_good_webhook_is_served(&shop)
}
