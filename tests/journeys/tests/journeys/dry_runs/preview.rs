//! What a template would look like and cost.

use anyhow::{Context, ensure};
use journeys::Journey;
use serde_json::{Value, json};

use super::{has, has_fields};

#[test]
#[ignore = "needs a running stack"]
fn a_preview_counts_what_will_be_billed() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let preview = |template: &str, tags: &Value| {
        shop.post("/preview", &json!({ "template": template, "trigger": "charge_paid", "tags": tags }))
    };
    let told = preview("{{ store_name }}: thank you, {{ first_name }}!", &json!({ "first_name": "Ada" }))?
        .success()?;
    has_fields(&told, &["body", "encoding", "segments", "units", "cost", "warnings", "remedies", "links"])?;
    has(
        &told,
        &json!({ "body": "Journey: thank you, Ada!", "encoding": "GSM-7", "segments": 1, "warnings": [] }),
    )?;
    let one = told["cost"].as_f64().context("no cost")?;
    let told = preview(&format!("Journey 🎉 {}", "x".repeat(70)), &Value::Null)?.success()?;
    has(&told, &json!({ "encoding": "UCS-2", "segments": 2 }))?;
    ensure!(one > 0.0 && (told["cost"].as_f64().context("no cost")? - 2.0 * one).abs() < 1e-9, "{told}");
    ensure!(told["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty()), "{told}");
    let told = preview("Hi {{ first_name | default('there') }}", &json!({ "first_name": " " }))?.success()?;
    ensure!(told["body"] == "Hi there", "{told}");
    for (template, named) in
        [("Hi {{ nickname }}", "nickname"), ("Hi {{ first_name", "template"), ("", "empty")]
    {
        let answer = preview(template, &Value::Null)?;
        ensure!(answer.status == 422 && answer.body.to_string().contains(named), "{template}: {answer:?}");
    }
    Ok(())
}
