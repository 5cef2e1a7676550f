use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    facts::{FactKind, FactReport, Moment},
    occurrence::Subject,
    phone::PhoneNumber,
};
use rechime_store::{facts::FactLedger, subscribers::Subscribers};
use serde_json::{Value, json};

use crate::testing::{Answer, Bench, demo_id, instant};

/// 22:30 in New York, 19:30 in Los Angeles.
const EVENING: &str = "2026-11-23T22:30:00-05:00";

fn skipped(changes: &Value) -> Value {
    let mut question = json!({
        "topic": "subscription/skipped",
        "payload": {
            "subscription": {
                "id": 47_514_488,
                "customer_id": 31_194_358,
                "status": "active",
                "product_title": "House Blend",
                "quantity": 1,
                "price": "14.90",
                "next_charge_scheduled_at": "2026-12-23",
            },
            "customer": { "id": 31_194_358, "first_name": "Maya", "phone": "+12125550142" },
        },
        "now": EVENING,
    });
    question.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    question
}

async fn ask(bench: &Bench, changes: Value) -> Answer {
    bench.post("/api/v1/stores/demo/explain", &skipped(&changes)).await
}

fn of(answer: &Answer, fields: [&str; 3]) -> [Value; 3] {
    fields.map(|field| answer.json()[field].clone())
}

fn last_reason(answer: &Answer) -> String {
    answer.json()["reasons"].as_array().unwrap().last().unwrap()["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_that_would_wait_for_the_morning() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(ask(&bench, json!({})).await, @r#"
    200
    {
      "body": "Oat & Ember: Got it, we skipped your House Blend order. The next one is due Dec 23.",
      "decision": "hold",
      "encoding": "GSM-7",
      "flow": "order_skipped",
      "flows": [
        {
          "body": "Oat & Ember: Got it, we skipped your House Blend order. The next one is due Dec 23.",
          "decision": "hold",
          "encoding": "GSM-7",
          "flow": "order_skipped",
          "local_time": "2026-11-24T09:01:00-05:00",
          "message": "ml4sc3hqg35a6zyvugkwb7i5qr6mrffqkh6oezg",
          "reasons": [
            {
              "code": "checkout_phone",
              "text": "The customer gave this phone at checkout, which the store takes as consent to notices about their own orders."
            },
            {
              "code": "time_zone",
              "text": "The customer's time zone is America/New_York, from the phone's area code."
            },
            {
              "code": "held_for_quiet_hours",
              "text": "It is quiet hours where the customer is. The message waits until Nov 24, 2026 at 9:01 AM EST."
            }
          ],
          "segments": 1,
          "send_at": "2026-11-24T14:01:00Z",
          "time_zone": "America/New_York",
          "time_zone_source": "area_code"
        }
      ],
      "local_time": "2026-11-24T09:01:00-05:00",
      "message": "ml4sc3hqg35a6zyvugkwb7i5qr6mrffqkh6oezg",
      "reasons": [
        {
          "code": "checkout_phone",
          "text": "The customer gave this phone at checkout, which the store takes as consent to notices about their own orders."
        },
        {
          "code": "time_zone",
          "text": "The customer's time zone is America/New_York, from the phone's area code."
        },
        {
          "code": "held_for_quiet_hours",
          "text": "It is quiet hours where the customer is. The message waits until Nov 24, 2026 at 9:01 AM EST."
        }
      ],
      "segments": 1,
      "send_at": "2026-11-24T14:01:00Z",
      "time_zone": "America/New_York",
      "time_zone_source": "area_code"
    }
    "#);
}

#[tokio::test]
async fn a_text_that_would_go_at_once() {
    let bench = Bench::with_store().await;
    let answer = ask(&bench, json!({ "now": "2026-07-01T09:00:00-04:00" })).await;
    let [decision, send_at, local] = of(&answer, ["decision", "send_at", "local_time"]);
    assert_eq!(decision, "send");
    assert_eq!(send_at, "2026-07-01T13:00:00Z");
    assert_eq!(local, "2026-07-01T09:00:00-04:00");
    bench.clock.set(instant("2026-11-23T17:00:00Z"));
    assert_eq!(ask(&bench, json!({ "now": null })).await.json()["send_at"], "2026-11-23T17:00:00Z");
}

#[tokio::test]
async fn the_question_overrules_the_payload() {
    let bench = Bench::with_store().await;
    let zone = async |subscriber: Value| {
        let answer = ask(&bench, json!({ "subscriber": subscriber })).await;
        of(&answer, ["decision", "time_zone", "time_zone_source"])
    };
    assert_eq!(zone(json!({ "phone": "+13105550142" })).await, ["send", "America/Los_Angeles", "area_code"]);
    assert_eq!(
        zone(json!({ "phone": "+12125550142", "state": "CA" })).await,
        ["send", "America/Los_Angeles", "address"]
    );
    assert_eq!(
        zone(json!({ "time_zone": "Europe/Berlin", "state": "CA" })).await,
        ["hold", "Europe/Berlin", "stated"]
    );
}

#[tokio::test]
async fn a_country_that_nobody_knows_is_not_the_stores() {
    let bench = Bench::with_store().await;
    for (country, phone, skipped) in [
        ("Atlantis", "9162345678", true),
        ("Atlantis", "+19162345678", false),
        ("Russia", "9162345678", false),
        ("United States", "9162345678", false),
    ] {
        let answer = ask(&bench, json!({ "subscriber": { "country": country, "phone": phone } })).await;
        assert_eq!(answer.text.contains("phone_unusable"), skipped, "{country} {phone}: {answer}");
    }
}

#[tokio::test]
async fn consent_is_asked_of_the_list_unless_the_question_says() {
    let bench = Bench::with_store().await;
    let phone = PhoneNumber::from_e164("+12125550142").unwrap();
    let said_at = instant("2026-11-01T10:00:00Z");
    let stop = Statement::new(ConsentStatus::Unsubscribed, ConsentSource::Reply, said_at);
    bench.memory.put_consent(&demo_id(), &phone, &stop).await.unwrap();
    assert_eq!(last_reason(&ask(&bench, json!({})).await), "opted_out");
    let decision = async |consent: Value| {
        let answer =
            ask(&bench, json!({ "subscriber": { "phone": phone.as_str(), "consent": consent } })).await;
        (
            answer.json()["decision"].as_str().unwrap().to_owned(),
            answer.json()["reasons"][0]["code"].as_str().unwrap().to_owned(),
        )
    };
    let expected = |decision: &str, reason: &str| (decision.to_owned(), reason.to_owned());
    for yes in [json!("subscribed"), json!("opted_in"), json!(true)] {
        assert_eq!(decision(yes).await, expected("hold", "subscribed"));
    }
    for unknown in [json!("unknown"), json!("none")] {
        assert_eq!(decision(unknown).await, expected("hold", "checkout_phone"));
    }
    for no in [json!("unsubscribed"), json!("opted_out"), json!(false)] {
        assert_eq!(decision(no).await, expected("skip", "opted_out"));
    }
}

#[tokio::test]
async fn a_skip_names_its_cause() {
    let bench = Bench::with_store().await;
    let nobody = json!({ "payload": { "subscription": { "id": 1, "customer_id": 2, "status": "active" } } });
    assert_eq!(last_reason(&ask(&bench, nobody).await), "no_phone");
    assert_eq!(
        last_reason(&ask(&bench, json!({ "subscriber": { "phone": "911" } })).await),
        "phone_unusable"
    );
    bench.post("/api/v1/stores/demo/flows/order_skipped/deactivate", &json!({})).await;
    insta::assert_snapshot!(ask(&bench, json!({})).await, @r#"
    200
    {
      "body": null,
      "decision": "skip",
      "encoding": null,
      "flow": "order_skipped",
      "flows": [
        {
          "body": null,
          "decision": "skip",
          "encoding": null,
          "flow": "order_skipped",
          "local_time": null,
          "message": "ml4sc3hqg35a6zyvugkwb7i5qr6mrffqkh6oezg",
          "reasons": [
            {
              "code": "flow_not_active",
              "text": "The flow is not active. Activate it to send its messages."
            }
          ],
          "segments": null,
          "send_at": null,
          "time_zone": null,
          "time_zone_source": null
        }
      ],
      "local_time": null,
      "message": "ml4sc3hqg35a6zyvugkwb7i5qr6mrffqkh6oezg",
      "reasons": [
        {
          "code": "flow_not_active",
          "text": "The flow is not active. Activate it to send its messages."
        }
      ],
      "segments": null,
      "send_at": null,
      "time_zone": null,
      "time_zone_source": null
    }
    "#);
}

#[tokio::test]
async fn a_webhook_that_means_nothing_has_no_flow() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(ask(&bench, json!({ "topic": "subscription/unskipped" })).await, @r#"
    200
    {
      "body": null,
      "decision": "skip",
      "encoding": null,
      "flow": null,
      "flows": [],
      "local_time": null,
      "message": null,
      "reasons": [
        {
          "code": "unskipped",
          "text": "A skipped order was taken back, and no flow tells of that."
        }
      ],
      "segments": null,
      "send_at": null,
      "time_zone": null,
      "time_zone_source": null
    }
    "#);
    for (topic, code) in [("checkout/created", "topic_of_no_interest"), ("order/lost", "unknown_topic")] {
        let answer = ask(&bench, json!({ "topic": topic })).await;
        assert_eq!(
            (answer.status, last_reason(&answer), &answer.json()["flow"]),
            (200, code.to_owned(), &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_changed_subscription_is_resumed_if_it_was_paused() {
    let bench = Bench::with_store().await;
    let changed = json!({ "topic": "subscription/updated" });
    assert_eq!(last_reason(&ask(&bench, changed.clone()).await), "only_changed");
    let at = instant("2026-11-20T10:00:00Z");
    let paused = FactReport {
        subject: Subject::Subscription("47514488".to_owned()),
        kind: FactKind::Paused,
        moment: Moment { at, received_at: at },
        day: Some("2027-02-01".parse().unwrap()),
    };
    bench.memory.put_fact(&demo_id(), &paused).await.unwrap();
    let answer = ask(&bench, changed.clone()).await;
    assert_eq!(
        of(&answer, ["flow", "decision", "segments"]),
        [json!("subscription_resumed"), json!("hold"), json!(1)]
    );
    let again = ask(&bench, changed).await;
    assert_eq!(again.json(), answer.json(), "nothing was written");
}

#[tokio::test]
async fn questions_that_cannot_be_answered_say_what_to_change() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(ask(&bench, json!({ "payload": { "charge": { "id": 1 } } })).await, @r#"
    422
    {
      "detail": "Change `payload` to what Recharge sends for this topic: the payload has no subscription.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(ask(&bench, json!({ "now": "tomorrow" })).await, @r#"
    422
    {
      "detail": "Change the body: now: failed to parse four digit integer as year: invalid digit, expected 0-9 but got t at line 1 column 17.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(ask(&bench, json!({ "subscriber": { "time_zone": "Mars/Olympus" } })).await, @r#"
    422
    {
      "detail": "`Mars/Olympus` is no IANA time zone; use a name such as America/New_York in `subscriber.time_zone`.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(ask(&bench, json!({ "subscriber": { "zone": "UTC" } })).await, @r#"
    422
    {
      "detail": "Change the body: subscriber.zone: unknown field `zone`, expected one of `phone`, `time_zone`, `country`, `state`, `zip`, `consent` at line 1 column 308.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

/// A thousand a second and core is what the console counts on; the figure is printed, for a time is no test.
#[tokio::test]
async fn many_questions_are_answered_alike() {
    let bench = Bench::with_store().await;
    let (first, begun) = (ask(&bench, json!({})).await.text, std::time::Instant::now());
    let questions = 500;
    for _ in 0..questions {
        assert_eq!(ask(&bench, json!({})).await.text, first);
    }
    println!("{:.0} questions explained a second", f64::from(questions) / begun.elapsed().as_secs_f64());
}
