//! Forms come back with what was typed and what is wrong, and nothing is saved by halves.

use super::Browser;
use crate::testing::Bench;

const FLOW: &str = "/s/demo/flows/order_skipped";

#[tokio::test]
async fn a_flow_comes_back_as_it_was_typed_with_the_fault_at_its_field() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let typed = [
        ("steps.0.template", "Hi {{ frist_name }}"),
        ("steps.0.delay_minutes", "soon"),
        ("steps.1.template", "Still there, {{ first_name | default('you') }}?"),
        ("steps.1.delay_minutes", "2"),
        ("steps.1.delay_minutes.unit", "days"),
        ("name", "My flow"),
        ("quiet_hours", "drop"),
    ];
    let page = browser.post(FLOW, &typed).await;
    assert_eq!(page.status, 422);
    page.shows("Hi {{ frist_name }}</textarea>").shows("value=\"soon\"").shows("value=\"My flow\"");
    page.shows("id=\"steps.0.delay_minutes-error\"").shows("href=\"#steps.0.delay_minutes\"");
    page.shows("role=\"alert\"").shows("1 thing to correct. Nothing was saved.");
    let mended = [&typed[..1], &typed[2..]].concat();
    let page = browser.post(FLOW, &mended).await;
    page.shows("id=\"steps.0.template-error\"").shows("aria-invalid=\"true\"").shows("There is no tag");
    assert_eq!(bench.get("/api/v1/stores/demo/flows/order_skipped").await.json()["version"], 2);
}

#[tokio::test]
async fn all_of_a_flow_can_be_changed_and_is_saved_as_the_api_would() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let typed = [
        ("version", "2"),
        ("name", "Skipped"),
        ("quiet_hours", "send_anyway"),
        ("kind", "promotional"),
        ("expires_after_minutes", "2"),
        ("expires_after_minutes.unit", "days"),
        ("exit_on", "canceled"),
        ("exit_on", "paused"),
        ("audience.match", "any"),
        ("audience.0.field", "subscriber.country"),
        ("audience.0.is", "equal"),
        ("audience.0.value", "US"),
        ("audience.1.field", "did.click"),
        ("audience.1.is", "at_least"),
        ("audience.1.value", "30"),
        ("steps.0.id", "0"),
        ("steps.0.template", "{{ store_name }}: one\r\ntwo"),
        ("steps.0.alternatives.0.percent", "40"),
        ("steps.0.alternatives.0.template", "{{ store_name }}: B"),
        ("steps.0.when.0.field", "segment.received"),
        ("steps.0.when.0.is", "equal"),
        ("steps.1.template", "{{ store_name }}: later"),
        ("steps.1.delay_minutes", "3"),
        ("steps.1.delay_minutes.unit", "hours"),
        ("do", "save"),
    ];
    assert_eq!(
        browser.post(FLOW, &typed).await.location.as_deref(),
        Some("/s/demo/flows/order_skipped?done=saved")
    );
    let flow = bench.get("/api/v1/stores/demo/flows/order_skipped").await.json();
    for tag in ["tags", "sample"] {
        assert!(!flow[tag].is_null());
    }
    let mut flow = flow;
    for left_out in ["tags", "sample", "key", "trigger", "is_default", "each_retry", "status"] {
        flow.as_object_mut().unwrap().remove(left_out);
    }
    insta::assert_json_snapshot!(flow, @r#"
    {
      "audience": {
        "any": [
          {
            "subscriber": {
              "field": "country",
              "is": "equal",
              "value": "US"
            }
          },
          {
            "not": {
              "engagement": {
                "did": "click",
                "within_days": 30
              }
            }
          }
        ]
      },
      "exit_on": [
        "paused",
        "canceled"
      ],
      "expires_after_minutes": 2880,
      "kind": "promotional",
      "links": "short",
      "name": "Skipped",
      "quiet_hours": "send_anyway",
      "steps": [
        {
          "alternatives": [
            {
              "percent": 40,
              "template": "{{ store_name }}: B"
            }
          ],
          "delay_minutes": 0,
          "id": 0,
          "template": "{{ store_name }}: one\ntwo",
          "when": {
            "segment": "received_recharge"
          }
        },
        {
          "delay_minutes": 180,
          "id": 1,
          "template": "{{ store_name }}: later"
        }
      ],
      "version": 3
    }
    "#);
}

#[tokio::test]
async fn the_editor_is_a_fixed_point_of_loading_and_saving() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    for trigger in rechime_domain::trigger::Trigger::ALL {
        let before = bench.get(&format!("/api/v1/stores/demo/flows/{trigger}")).await.json();
        let flow = bench.store_config(&crate::testing::demo_id()).await;
        let id = rechime_domain::ids::SourceId::default_flow(trigger);
        let fields = crate::pages::flow::fields_of(flow.flows.get(&id).unwrap());
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = browser.post(&format!("/s/demo/flows/{trigger}"), &fields).await;
        assert_eq!(answer.status, 303, "{trigger}: {}", answer.html);
        let after = bench.get(&format!("/api/v1/stores/demo/flows/{trigger}")).await.json();
        assert_eq!(before, after, "what is sent back unchanged is not saved");
    }
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_second_sees_both_texts_and_loses_neither() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let mine = [
        ("version", "2"),
        ("name", "Order Skipped"),
        ("steps.0.id", "0"),
        ("steps.0.template", "{{ store_name }}: mine"),
    ];
    let theirs = [&mine[..3], &[("steps.0.template", "{{ store_name }}: theirs")]].concat();
    assert_eq!(browser.post(FLOW, &theirs).await.status, 303);
    let page = browser.post(FLOW, &mine).await;
    assert_eq!(page.status, 409);
    page.shows("{{ store_name }}: mine")
        .shows("{{ store_name }}: theirs")
        .shows("name=\"version\" value=\"3\"");
    let again = [&[("version", "3")], &mine[1..]].concat();
    assert_eq!(browser.post(FLOW, &again).await.status, 303);
    browser
        .get("/s/demo/flows/order_skipped/history")
        .await
        .shows("{{ store_name }}: theirs")
        .shows("Version 4");
    let restored = browser.submit("/s/demo/flows/order_skipped/restore", &[("version", "3")]).await;
    restored.shows("The earlier version is restored.").shows("{{ store_name }}: theirs</textarea>");
}

#[tokio::test]
async fn a_warning_is_mended_and_a_tag_inserted_without_javascript() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let typed = |text: &'static str, deed: &'static str| {
        [("steps.0.template", text), ("name", "Order Skipped"), ("as", "maya"), ("do", deed)]
    };
    let page = browser.post(FLOW, &typed("Skipped 🎉 for you", "preview")).await;
    page.shows("Not in the SMS alphabet: 🎉").shows("value=\"mend:steps.0.template:wide\"");
    browser
        .post(FLOW, &typed("Skipped 🎉 for you", "mend:steps.0.template:wide"))
        .await
        .shows("Skipped for you</textarea>");
    browser
        .post(FLOW, &typed("Skipped", "mend:steps.0.template:name"))
        .await
        .shows("{{ store_name }}: Skipped</textarea>");
    let inserted = browser.post(FLOW, &typed("Hi ", "insert:steps.0.template:first_name")).await;
    inserted.shows("Hi {{ first_name | default(&#39;there&#39;) }}</textarea>");
    let added = browser.post(FLOW, &typed("Hi", "add-row:audience")).await;
    added.shows("name=\"audience.0.field\"").shows("Hi</textarea>");
    browser
        .post(FLOW, &typed("Hi", "add-alternative:0"))
        .await
        .shows("name=\"steps.0.alternatives.0.template\"");
}

#[tokio::test]
async fn settings_come_back_with_their_faults_and_are_saved_over_the_version_that_was_seen() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let path = "/s/demo/settings/sms/contact";
    let page = browser.post(path, &[("contact", "nobody"), ("portal_url", "http://shop.example")]).await;
    assert_eq!(page.status, 422);
    page.shows("value=\"nobody\"").shows("id=\"contact-error\"").shows("id=\"portal_url-error\"");
    let saved =
        browser.submit(path, &[("version", "1"), ("contact", "help@shop.example"), ("portal_url", "")]).await;
    saved.shows("Saved.").shows("value=\"help@shop.example\"");
    let late = browser.post(path, &[("version", "1"), ("contact", "+1 800 555 0199")]).await;
    assert_eq!(late.status, 422);
    late.shows("Somebody else changed the settings")
        .shows("value=\"+1 800 555 0199\"")
        .shows("name=\"version\" value=\"2\"");
    let hours = browser.post("/s/demo/settings/sms/quiet-hours", &[("start", "25:00"), ("end", "9")]).await;
    hours.shows("id=\"start-error\"").shows("id=\"end-error\"").shows("value=\"25:00\"");
    let cap = browser
        .post(
            "/s/demo/settings/sms/frequency",
            &[("max_texts_per_hour", "many"), ("smart_sending_hours", "0")],
        )
        .await;
    cap.shows("value=\"many\"").shows("Use 1 to 10 texts.");
}

#[tokio::test]
async fn a_key_is_shown_once_and_can_be_revoked() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let path = "/s/demo/settings/keys";
    browser.post(path, &[("name", "Form")]).await.shows("id=\"scopes-error\"").shows("value=\"Form\"");
    let shown =
        browser.post(path, &[("name", "Form"), ("scopes", "read"), ("scopes", "subscribers:write")]).await;
    shown.shows(">rch_").shows("Read, Change subscribers");
    let list = browser.get(path).await;
    list.hides(">rch_").shows("Form");
    let id = list.html.split("/settings/keys/").nth(1).unwrap()[..32].to_owned();
    browser.get(&format!("{path}/{id}")).await.shows("Revoke this key?");
    assert_eq!(browser.post(&format!("{path}/{id}"), &[]).await.status, 303);
    browser.get(path).await.shows("No keys yet");
}

#[tokio::test]
async fn a_subscriber_is_added_opted_out_and_never_opted_in_by_the_store() {
    let bench = Bench::with_store().await;
    let browser = Browser::signed_in(&bench).await;
    let bad = browser.post("/s/demo/subscribers/new", &[("phone", "12"), ("time_zone", "Mars")]).await;
    bad.shows("id=\"phone-error\"").shows("value=\"Mars\"");
    let added =
        browser.submit("/s/demo/subscribers/new", &[("phone", "(212) 555-1234"), ("agreed", "yes")]).await;
    added.shows("+1 212 555 1234").shows("Subscribed");
    let path = "/s/demo/subscribers/+12125551234";
    let out = browser.submit(path, &[("do", "opt-out"), ("wording", "no more please")]).await;
    out.shows("They are opted out.")
        .shows("no more please")
        .hides("value=\"opt-out\"")
        .hides("value=\"opt-in\"");
    let back = browser.post(path, &[("do", "opt-in")]).await;
    assert_eq!(back.status, 422);
    back.shows("Only they can opt in again");
}
