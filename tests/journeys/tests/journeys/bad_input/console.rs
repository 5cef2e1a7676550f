//! What a merchant may not ask of the console.

use anyhow::ensure;
use journeys::Journey;
use serde_json::json;

use super::a_good_webhook_is_served;

#[test]
#[ignore = "needs a running stack"]
fn the_console_refuses_what_cannot_work_and_says_what_to_change() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    let shop = journey.shop()?;
    let template = |template: &str| json!({ "steps": [{ "template": template }], "version": 2 });
    let flow = "/flows/charge_paid";
    let cases = [
        ("an unknown tag", flow, template("Hi {{ first_nam }}"), "first_nam"),
        ("a template that does not compile", flow, template("Hi {% if first_name %}"), "endif"),
        ("an empty template", flow, template(" "), "empty"),
        ("a flow without messages", flow, json!({ "steps": [], "version": 2 }), "steps"),
        (
            "an unknown field",
            flow,
            json!({ "steps": [{ "template": "Hi" }], "version": 2, "colour": 1 }),
            "colour",
        ),
        ("hours that are none", "/quiet-hours", json!({ "start": "25:00", "end": "09:00" }), "start"),
        ("half a window", "/quiet-hours", json!({ "start": "20:00" }), "end"),
        ("a window too many", "/quiet-hours", json!({ "start": "20:00", "end": "09:00", "zone": 1 }), "zone"),
        ("a number that is none", "/subscribers/911", json!({ "consent": "subscribed" }), "phone"),
    ];
    for (what, path, body, named) in cases {
        let answer = shop.put(path, &body)?;
        ensure!(answer.status == 422, "{what}: {answer:?}");
        ensure!(answer.content_type == "application/problem+json", "{what}: {answer:?}");
        ensure!(answer.body.to_string().contains(named), "{what} does not name {named}: {answer:?}");
    }
    ensure!(shop.put("/flows/charge_eaten", &template("Hi"))?.status == 404);
    ensure!(
        journey
            .console
            .send("PUT", &format!("/api/v1/stores/{}/quiet-hours", shop.id), b"{".to_vec())?
            .status
            == 400
    );
    a_good_webhook_is_served(&shop)
}

#[test]
#[ignore = "needs a running stack"]
fn nobody_gets_in_without_the_admin_key() -> anyhow::Result<()> {
    let journey = Journey::begin()?;
    for authorization in ["", "Bearer", "Bearer wrong", "Basic d3Jvbmc6d3Jvbmc="] {
        let guest = journey.stranger.clone().with_header("authorization", authorization);
        for path in ["/api/v1/stores", "/api/v1/stores/demo/activity", "/api/v1/nothing"] {
            let answer = guest.get(path)?;
            ensure!(answer.status == 401, "{authorization:?} at {path}: {answer:?}");
            ensure!(answer.content_type == "application/problem+json", "{answer:?}");
        }
    }
    ensure!(journey.stranger.get("/api/v1/stores")?.status == 401);
    ensure!(journey.console.get("/api/v1/stores")?.status == 200);
    Ok(())
}
