use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    default_flows::{default_flow, default_flows},
    flow::FlowStatus,
    ids::SourceId,
};

fn flows() -> Flows {
    default_flows().into_iter().collect()
}

fn edit(fields: &Value) -> FlowEdit {
    let mut edit = json!({ "steps": [{ "template": "Hello" }], "version": 1 });
    edit.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(edit).unwrap()
}

fn faults(trigger: Trigger, fields: &Value) -> String {
    match edit(fields).apply(&default_flow(trigger), &flows(), &Segments::default()) {
        Err(FlowEditError::Invalid(faults)) => faults
            .iter()
            .map(|fault| format!("{}: {}", fault.field, fault.detail))
            .collect::<Vec<_>>()
            .join("\n"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_left_out_stays_and_null_forgets() {
    let audience = json!({ "segment": "received_recharge" });
    let current = Flow { status: FlowStatus::Active, ..default_flow(Trigger::OrderSkipped) };
    let first = edit(&json!({ "audience": audience, "exit_on": ["canceled"], "kind": "promotional" }));
    let first = first.apply(&current, &flows(), &Segments::default()).unwrap();
    assert_eq!((first.status, first.version, first.kind), (FlowStatus::Active, 2, MessageKind::Promotional));
    assert_eq!(first.expires_after_minutes, current.expires_after_minutes);

    let same = edit(&json!({ "version": 2 })).apply(&first, &flows(), &Segments::default()).unwrap();
    assert_eq!(same, Flow { version: 3, ..first });

    let forgotten = edit(&json!({ "version": 3, "audience": null, "expires_after_minutes": null }));
    let forgotten = forgotten.apply(&same, &flows(), &Segments::default()).unwrap();
    assert_eq!((forgotten.audience, forgotten.expires_after_minutes), (None, None));
    assert_eq!(forgotten.exit_on, same.exit_on);
}

#[test]
fn a_name_is_one_that_can_be_read() {
    for bad in ["", " ", "a\nb", "a\u{200b}b", "\u{202e}a", "a\u{7}"] {
        assert!(check_name(bad).is_err(), "{bad:?}");
    }
    assert_eq!(check_name(" VIP ❤️ ").as_deref(), Ok("VIP ❤️"));
}

#[test]
fn the_largest_flow_that_can_be_saved_fits_an_item_of_the_table() {
    // Four bytes a character, and in JSON not one more: the widest there is.
    let wide = |length: usize| "😀".repeat(length);
    let test = json!({ "event": { "field": "product_title", "is": "not_equal", "value": wide(100) } });
    let all = |tests: usize| json!({ "all": vec![test.clone(); tests] });
    let template = format!("{}{{% if is_final %}}{}{{% endif %}}", wide(500), wide(500));
    let alternative = json!({ "percent": 10, "template": template });
    let step = json!({ "delay_minutes": 259_200, "template": template, "alternatives": vec![alternative; 5], "when": all(20) });
    let largest = json!({ "name": wide(60), "audience": all(20), "steps": vec![step; 10] });
    let flow =
        edit(&largest).apply(&default_flow(Trigger::ChargeFailed), &flows(), &Segments::default()).unwrap();
    let bytes = serde_json::to_vec(&flow).unwrap().len();
    assert!(bytes < 380_000, "{bytes}");
    assert_eq!(faults(Trigger::ChargeFailed, &json!({ "audience": all(21) })).lines().count(), 1);
    let long = json!({ "event": { "field": "product_title", "is": "equal", "value": wide(101) } });
    assert_eq!(
        faults(Trigger::ChargeFailed, &json!({ "audience": long })),
        "audience: `product_title` is compared with a text of at most 100 characters; shorten `value`"
    );
}

#[test]
fn an_edit_of_another_version_is_stale_whatever_else_is_wrong() {
    let current = default_flow(Trigger::ChargePaid);
    for version in [0, 2] {
        let stale = edit(&json!({ "version": version, "steps": [] }));
        assert_eq!(stale.apply(&current, &flows(), &Segments::default()), Err(FlowEditError::Stale));
    }
}

#[test]
fn every_field_that_cannot_work_is_named() {
    let bad = json!({
        "audience": { "all": [] },
        "exit_on": ["unskipped"],
        "expires_after_minutes": 14,
        "each_retry": true,
        "steps": [
            { "template": "{{ nickname }}", "delay_minutes": 259_201 },
            { "template": "Hi", "id": 0, "when": { "any": [] } },
            { "template": "Hi", "id": 0, "alternatives": [{ "percent": 100, "template": "" }] },
        ],
    });
    insta::assert_snapshot!(faults(Trigger::ChargePaid, &bad), @r"
    steps.0.delay_minutes: a message waits 259200 minutes (180 days) at most
    steps.0.template: there is no tag {{ nickname }} here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency
    steps.1.when: `all` and `any` need at least one condition
    steps.2.alternatives: a message has at most 5 alternatives, each for 1 percent or more, and less than 100 percent together: the rest get `template`
    steps.2.alternatives.0.template: the text is empty; write what the customer should read
    steps.2.id: each step keeps the `id` it was read with; leave it out for a new step
    each_retry: only charge_will_be_retried has retries to tell of
    audience: `all` and `any` need at least one condition
    expires_after_minutes: a message is too late after 15 to 259200 minutes (180 days); null for never
    exit_on: `unskipped` does not happen to what starts this flow; use some of: refunded
    ");
    assert_eq!(
        faults(Trigger::ChargeFailed, &json!({ "exit_on": ["failed", "paid"] })),
        "exit_on: `failed` does not happen to what starts this flow; use some of: retried, paid, refunded, deleted"
    );
    assert_eq!(faults(Trigger::ChargePaid, &json!({ "steps": [] })), "steps: a flow has 1 to 10 messages");
}

#[test]
fn a_name_has_1_to_60_characters_and_no_blanks_around_it() {
    let current = default_flow(Trigger::ChargePaid);
    let named = |name: &str| {
        edit(&json!({ "name": name })).apply(&current, &flows(), &Segments::default()).map(|flow| flow.name)
    };
    assert_eq!(named(" VIPs\n"), Ok("VIPs".to_owned()));
    let longest = "é".repeat(LONGEST_NAME);
    assert_eq!(named(&longest), Ok(longest.clone()));
    for bad in ["", " \t", &"é".repeat(LONGEST_NAME + 1)] {
        assert_eq!(
            faults(Trigger::ChargePaid, &json!({ "name": bad })),
            "name: give the flow a name of 1 to 60 characters"
        );
        assert_eq!(check_name(bad).unwrap_err().field, "name");
    }
}

#[test]
fn an_edit_changes_neither_what_a_flow_is_nor_whether_it_sends() {
    let id = SourceId::further_flow("7k2m9x").unwrap();
    let further = Flow { id, status: FlowStatus::Inactive, ..default_flow(Trigger::ChargeFailed) };
    let edited = edit(&json!({ "name": "VIPs", "kind": "promotional" }))
        .apply(&further, &flows(), &Segments::default())
        .unwrap();
    assert_eq!((&edited.id, edited.trigger, edited.status), (&further.id, further.trigger, further.status));
    for fixed in ["id", "trigger", "status"] {
        let fields = json!({ fixed: "charge_paid", "steps": [{ "template": "Hi" }], "version": 1 });
        let refused = serde_json::from_value::<FlowEdit>(fields).unwrap_err().to_string();
        assert!(refused.starts_with(&format!("unknown field `{fixed}`")), "{refused}");
    }
}

proptest! {
    #[test]
    fn steps_never_share_a_number_and_named_ones_keep_theirs(
        count in 1_usize..=MOST_STEPS,
        named in prop::collection::vec(prop::option::of(0_u8..10), 1..=MOST_STEPS),
    ) {
        let texts = |count| vec![json!({ "template": "Hello" }); count];
        let current = edit(&json!({ "steps": texts(count) })).apply(&default_flow(Trigger::ChargePaid), &flows(), &Segments::default()).unwrap();
        let steps: Vec<_> = named.iter().map(|id| json!({ "id": id, "template": "Hello" })).collect();
        if let Ok(edited) = edit(&json!({ "steps": steps, "version": 2 })).apply(&current, &flows(), &Segments::default()) {
            let numbers: BTreeSet<_> = edited.numbered_steps().map(|(number, _)| number).collect();
            prop_assert_eq!(numbers.len(), named.len());
            for (step, named) in edited.steps.iter().zip(&named) {
                prop_assert!(named.is_none() || step.id == *named);
            }
        }
    }
}
