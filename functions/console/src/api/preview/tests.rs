use serde_json::json;

use crate::testing::{Answer, Bench};

const PATH: &str = "/api/v1/stores/demo/preview";

async fn preview(bench: &Bench, template: &str) -> Answer {
    bench.post(PATH, &json!({ "template": template, "trigger": "charge_paid" })).await
}

#[tokio::test]
async fn a_template_is_shown_with_sample_values_and_its_cost() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(preview(&bench, "{{ store_name }}: thank you, {{ first_name }}!").await, @r#"
    200
    {
      "body": "Oat & Ember: thank you, Maya!",
      "cost": 0.0133,
      "encoding": "GSM-7",
      "links": [],
      "remedies": [],
      "segments": 1,
      "units": 29,
      "warnings": []
    }
    "#);
}

#[tokio::test]
async fn given_tags_are_the_only_ones_with_a_value() {
    let bench = Bench::with_store().await;
    let template = "{{ store_name }}: hi {{ first_name | default('there') }}";
    let blank = json!({ "template": template, "trigger": "charge_paid", "tags": { "first_name": " " } });
    assert_eq!(bench.post(PATH, &blank).await.json()["body"], "Oat & Ember: hi there");
    let missing = json!({ "template": "Hi {{ first_name }}", "trigger": "charge_paid", "tags": {} });
    insta::assert_snapshot!(bench.post(PATH, &missing).await, @r#"
    422
    {
      "detail": "Change the template: no value for first_name; give a fallback, for instance {{ first_name | default('...') }}, or put the words around it between {% if first_name %} and {% endif %}.",
      "errors": [
        {
          "detail": "no value for first_name; give a fallback, for instance {{ first_name | default('...') }}, or put the words around it between {% if first_name %} and {% endif %}",
          "field": "template"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn what_makes_a_text_dear_or_doubtful_is_told() {
    let bench = Bench::with_store().await;
    let long = format!("Paid 🎉 {}", "x".repeat(70));
    insta::assert_snapshot!(preview(&bench, &long).await, @r#"
    200
    {
      "body": "Paid 🎉 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "cost": 0.0266,
      "encoding": "UCS-2",
      "links": [],
      "remedies": [
        {
          "template": "Paid xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "warning": 0
        },
        {
          "template": "{{ store_name }}: Paid 🎉 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "warning": 2
        }
      ],
      "segments": 2,
      "units": 78,
      "warnings": [
        "Not in the SMS alphabet: 🎉. With it a segment holds 70 characters instead of 160.",
        "The text is sent and billed as 2 segments.",
        "The text does not say who sends it. Begin it with {{ store_name }}."
      ]
    }
    "#);
    let first =
        json!({ "template": "{{ store_name }}: hi. {{ portal_link }}", "trigger": "subscription_started" });
    let warnings = bench.post(PATH, &first).await.json()["warnings"].clone();
    insta::assert_snapshot!(format!("{warnings:#}"), @r#"
    [
      "This can be the first text a customer gets. Say how to opt out: Reply STOP to opt out.",
      "The store has no portal address, so {{ portal_link }} has no value. Set it in the store's settings."
    ]
    "#);
}

#[tokio::test]
async fn templates_that_cannot_work_are_refused_with_the_known_tags() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(preview(&bench, "Hi {{ nickname }}").await, @r#"
    422
    {
      "detail": "Change the template: there is no tag {{ nickname }} here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency.",
      "errors": [
        {
          "detail": "there is no tag {{ nickname }} here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency",
          "field": "template"
        }
      ],
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
    assert_eq!(preview(&bench, "Hi {{ first_name").await.status, 422);
    assert_eq!(preview(&bench, " ").await.status, 422);
    let unknown = json!({ "template": "Hi", "trigger": "charge_lost" });
    assert_eq!(bench.post(PATH, &unknown).await.status, 422);
}

#[tokio::test]
async fn only_what_makes_the_text_dear_is_blamed() {
    let bench = Bench::with_store().await;
    let blamed = async |template: &str| {
        let warnings = preview(&bench, template).await.json()["warnings"].clone();
        warnings[0].as_str().unwrap_or_default().split('.').next().unwrap_or_default().to_owned()
    };
    assert_eq!(blamed("{{ store_name }}: it’s “paid” 🎉").await, "Not in the SMS alphabet: 🎉");
    assert_eq!(blamed("{{ store_name }}: it’s paid, François").await, "Not in the SMS alphabet: ç");
    assert_eq!(
        blamed("{{ store_name }}: see https://a.example/–\u{200b}x").await,
        "Not in the SMS alphabet: U+200B –"
    );
    assert_eq!(blamed("{{ store_name }}: it’s “paid”").await, "");
}

#[tokio::test]
async fn a_link_is_shown_and_counted_as_it_is_sent() {
    let bench = Bench::with_store().await;
    let template = "{{ store_name }}: see https://shop.example/a/long/way/to/go?with=everything&in=it";
    insta::assert_snapshot!(preview(&bench, template).await, @r#"
    200
    {
      "body": "Oat & Ember: see https://txt.example/aB3dE5gH7k",
      "cost": 0.0133,
      "encoding": "GSM-7",
      "links": [
        "https://shop.example/a/long/way/to/go?with=everything&in=it"
      ],
      "remedies": [],
      "segments": 1,
      "units": 47,
      "warnings": []
    }
    "#);
    let written = json!({ "template": template, "trigger": "charge_paid", "links": "as_written" });
    let as_written = bench.post(PATH, &written).await.json();
    assert_eq!((&as_written["units"], &as_written["links"]), (&json!(76), &json!([])));
    bench.patch("/api/v1/stores/demo", &json!({ "links": "as_written" })).await.changed();
    assert_eq!(preview(&bench, template).await.json(), as_written, "the store has all of its links so");
}
