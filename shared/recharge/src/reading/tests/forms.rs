//! Whatever form a value has, it means the same; and whatever stands in its place, nothing breaks.

use proptest::prelude::*;

use super::*;

const DAYS: [&str; 3] = ["2026-12-01", "2026-12-01T00:00:00", "2026-12-01T05:00:00+00:00"];
const MOMENTS: [&str; 3] =
    ["2026-11-20T10:00:00+00:00", "2026-11-20T05:00:00", "2026-11-20T10:00:00.000000+00:00"];

fn pick(forms: &[Value], place: usize) -> Value {
    forms[place].clone()
}

/// A subscription, each value in one of the forms that Recharge writes it in.
fn in_forms(choice: [usize; 6]) -> Value {
    let [id, price, status, next, updated, flag] = choice;
    subscription(&json!({
        "id": pick(&[json!(7), json!("7")], id),
        "customer_id": pick(&[json!("9"), json!(9)], id),
        "price": pick(&[json!("12.50"), json!(12.5), json!("12.5")], price),
        "quantity": pick(&[json!(2), json!("2"), json!(2)], price),
        "status": pick(&[json!("active"), json!("ACTIVE"), json!("Active")], status),
        "next_charge_scheduled_at": DAYS[next],
        "updated_at": MOMENTS[updated],
        "max_retries_reached": pick(&[json!(0), json!(false), json!("false"), json!(null)], flag),
        "field_of_next_year": {"anything": [1]},
    }))
}

fn wild() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[0-9TZ:+. -]{0,30}".prop_map(Value::from),
        Just(json!([])),
        Just(json!([1, {}])),
        Just(json!({})),
        Just(json!({"id": {}, "name": 4})),
    ]
}

proptest! {
    #[test]
    fn every_form_reads_the_same(choice in [0..2_usize, 0..3, 0..3, 0..3, 0..3, 0..4]) {
        for topic in ["subscription/paused", "subscription/created", "subscription/updated"] {
            let plain = read_at(topic, &in_forms([0; 6]), "2026-11-21T12:00:00Z");
            prop_assert_eq!(read_at(topic, &in_forms(choice), "2026-11-21T12:00:00Z"), plain);
        }
    }

    #[test]
    fn a_wild_value_is_read_or_named_and_never_breaks_anything(
        topic in prop::sample::select(crate::topic::REGISTERED),
        field in prop::sample::select(&[
            "id", "status", "price", "customer", "customer_id", "next_charge_scheduled_at", "updated_at", "include",
            "line_items", "note_attributes", "shipping_address", "billing_address", "total_price", "scheduled_at",
            "retry_date", "error_type", "is_prepaid", "max_retries_reached", "quantity", "phone", "first_name",
        ][..]),
        value in wild(),
    ) {
        let (resource, _) = topic.key().split_once('/').unwrap();
        let mut object = json!({"id": 1, "status": "active", "scheduled_at": "2026-12-01", "total_price": "5.00"});
        object[field] = value;
        match read_at(topic.key(), &json!({resource: object}), "2026-11-21T12:00:00Z") {
            Ok(reading) => prop_assert!(reading.subject.key().starts_with(resource)),
            Err(PayloadError::Missing { field: path } | PayloadError::Malformed { field: path, .. }) => {
                prop_assert!(path.starts_with(&format!("{resource}.{field}")), "{}", path);
            }
            Err(PayloadError::NotAnObject) => prop_assert!(false, "it is an object"),
        }
    }
}
