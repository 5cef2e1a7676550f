//! Every recorded payload, each of its values in one of the forms that Recharge is known to write it in, and with
//! things in it that we do not know: it reads the same.

use proptest::{prelude::*, test_runner::TestRng};
use serde_json::Map;

use super::*;

/// What a value is, by its name: that decides in which forms it may come.
enum Sort {
    /// An id or a count.
    Number,
    Amount,
    Flag,
    State,
    Moment,
    Day,
    /// Nobody reads it: anything may stand there.
    Unread,
    Other,
}

fn sort(name: &str) -> Sort {
    match name {
        "id" | "address_id" | "customer_id" | "subscription_id" | "purchase_item_id" | "quantity"
        | "charge_attempts" | "number_times_tried" => Sort::Number,
        "price" | "unit_price" | "total_price" => Sort::Amount,
        "is_prepaid" | "max_retries_reached" => Sort::Flag,
        "status" | "error_type" => Sort::State,
        "created_at"
        | "updated_at"
        | "cancelled_at"
        | "processed_at"
        | "last_charge_attempt"
        | "last_charge_attempt_date" => Sort::Moment,
        "next_charge_scheduled_at" | "scheduled_at" | "retry_date" => Sort::Day,
        "tax_lines" | "discounts" | "discount_codes" | "shipping_lines" | "properties" | "tags" => {
            Sort::Unread
        }
        _ => Sort::Other,
    }
}

/// The forms of a value; what has but one is left as it is.
fn forms(name: &str, value: &Value) -> Vec<Value> {
    let Some(text) = value.as_str().map(str::to_owned).or_else(|| scalar(value)) else {
        return if let Sort::Unread = sort(name) { anything() } else { Vec::new() };
    };
    match sort(name) {
        Sort::Number => as_number(&text).into_iter().chain([json!(text)]).collect(),
        Sort::Amount => {
            as_number(&text).into_iter().chain([json!(text), json!({ "amount": text })]).collect()
        }
        Sort::Flag => flags(&text),
        Sort::State => {
            vec![json!(text.to_uppercase()), json!(text.to_lowercase()), json!(format!(" {text} "))]
        }
        Sort::Moment => moments(&text),
        Sort::Day => days(&text),
        Sort::Unread => anything(),
        Sort::Other => Vec::new(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    (value.is_number() || value.is_boolean()).then(|| value.to_string())
}

fn as_number(text: &str) -> Option<Value> {
    serde_json::from_str::<serde_json::Number>(text).ok().map(Value::Number)
}

fn flags(text: &str) -> Vec<Value> {
    if matches!(text, "1" | "true") {
        vec![json!(1), json!(true), json!("1"), json!("true"), json!("True")]
    } else {
        vec![json!(0), json!(false), json!("0"), json!("false"), json!(null)]
    }
}

/// With an offset, in another zone, with microseconds, and without an offset in New York's time.
fn moments(text: &str) -> Vec<Value> {
    let instant = crate::payload::time::instant(text).unwrap();
    let new_york = instant.in_tz("America/New_York").unwrap().datetime();
    let tokyo = instant.in_tz("Asia/Tokyo").unwrap();
    vec![
        json!(instant.to_string()),
        json!(instant.strftime("%Y-%m-%dT%H:%M:%S%.f+00:00").to_string()),
        json!(tokyo.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()),
        json!(new_york.to_string()),
    ]
}

fn days(text: &str) -> Vec<Value> {
    let day = crate::payload::time::day(text).unwrap();
    let begins = day.in_tz("America/New_York").unwrap().timestamp();
    vec![
        json!(day.to_string()),
        json!(format!("{day}T00:00:00")),
        json!(begins.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()),
    ]
}

fn anything() -> Vec<Value> {
    vec![
        json!(null),
        json!(0),
        json!("[]"),
        json!([]),
        json!({}),
        json!([{"title": 4, "price": []}]),
        json!(true),
    ]
}

/// Goes through a payload, and gives each value one of its forms and each object a field nobody knows.
fn mutate(value: &mut Value, rng: &mut TestRng) {
    match value {
        Value::Object(fields) => mutate_fields(fields, rng),
        Value::Array(list) => list.iter_mut().for_each(|element| mutate(element, rng)),
        _ => {}
    }
}

fn mutate_fields(fields: &mut Map<String, Value>, rng: &mut TestRng) {
    for (name, value) in fields.iter_mut() {
        let forms = forms(name, value);
        if forms.is_empty() {
            mutate(value, rng);
        } else {
            *value = forms[pick(rng, forms.len())].clone();
        }
    }
    // An absent optional field may be null, and a null one absent.
    let nulls: Vec<String> =
        fields.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()).collect();
    for name in nulls.into_iter().filter(|_| pick(rng, 2) == 0) {
        fields.remove(&name);
    }
    for name in
        ["cancelled_at", "processed_at", "retry_date", "error_type", "phone", "include", "field_of_next_year"]
    {
        fields
            .entry(name)
            .or_insert_with(|| if name == "field_of_next_year" { json!({"any": [1]}) } else { Value::Null });
    }
}

fn pick(rng: &mut TestRng, among: usize) -> usize {
    usize::try_from(rng.next_u32()).unwrap() % among
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_recorded_payload_reads_the_same_in_every_form(seed in any::<[u8; 16]>()) {
        let mut rng = TestRng::from_seed(prop::test_runner::RngAlgorithm::XorShift, &seed);
        for row in recorded::handled() {
            let mut mutated = row.payload();
            mutate(&mut mutated, &mut rng);
            let plain = row.read(row.received_at).unwrap();
            let again = read_at(row.topic, &mutated, row.received_at);
            prop_assert_eq!(again.as_ref(), Ok(&plain), "{} as {}: {}", row.file, row.topic, mutated);
        }
    }

    /// Included objects stand beside the resource, under its `include`, or under one beside it.
    #[test]
    fn an_included_customer_means_the_same_wherever_it_stands(place in 0..3_usize) {
        let customer = json!({"id": 33_333_333, "first_name": "Kim", "phone": "(614) 555-0188"});
        for row in recorded::handled().filter(|row| row.topic.starts_with("subscription/")) {
            let (mut beside, mut moved) = (row.payload(), row.payload());
            beside["customer"] = customer.clone();
            moved.as_object_mut().unwrap().remove("customer");
            match place {
                0 => moved["customer"] = customer.clone(),
                1 => moved["include"] = json!({"customer": customer}),
                _ => moved["subscription"]["include"] = json!({"customer": customer}),
            }
            let read = |payload| read_at(row.topic, payload, row.received_at);
            prop_assert_eq!(read(&moved), read(&beside), "{}", row.file);
        }
    }
}
