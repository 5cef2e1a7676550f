//! Single values, in every form that Recharge writes them.

use rechime_domain::money::Money;
use serde_json::Value;

pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An id as it stands in an address. What could lead a request elsewhere, as `1/../2` would, is none.
pub(crate) fn id(value: &Value) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text(value).filter(|id| (1..=64).contains(&id.len()) && id.bytes().all(allowed))
}

pub(crate) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        other => match text(other)?.to_ascii_lowercase().as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
    }
}

/// `30`, `"30"` and `30.0`.
pub(crate) fn count(value: &Value) -> Option<u64> {
    let text = text(value)?;
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let is_whole = !part.is_empty() && part.bytes().all(|byte| byte == b'0');
    is_whole.then(|| whole.parse().ok())?
}

/// A number, a text, or, as Shopify writes it, an object with its `amount`.
pub(crate) fn money(value: &Value) -> Option<Money> {
    let amount = value.as_object().map_or(Some(value), |money| money.get("amount"));
    Money::parse(&text(amount?)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_recorded_forms_of_each_kind_of_value() {
        assert_eq!(
            [json!(1), json!(true), json!("true"), json!("1"), json!("TRUE")].map(|v| flag(&v)),
            [Some(true); 5]
        );
        assert_eq!([json!(0), json!(false), json!("false")].map(|v| flag(&v)), [Some(false); 3]);
        assert_eq!([json!("yes"), json!(2), json!({})].map(|v| flag(&v)), [None; 3]);
        assert_eq!(
            [json!(47_514_488), json!("47514488")].map(|v| id(&v)),
            [(); 2].map(|()| Some("47514488".to_owned()))
        );
        assert_eq!(
            [json!("1/../2"), json!("1?x"), json!(""), json!([])].map(|v| id(&v)),
            [const { None }; 4]
        );
        assert_eq!([json!("30"), json!(30), json!(30.0), json!("30.00")].map(|v| count(&v)), [Some(30); 4]);
        assert_eq!(
            [json!(1.5), json!(-1), json!("1."), json!(".0"), json!("two")].map(|v| count(&v)),
            [None; 5]
        );
        let shown = |value: Value| money(&value).map(|money| money.written_in(None));
        for (written, expected) in [
            (json!(12.5), "12.50"),
            (json!("14.90"), "14.90"),
            (json!("24,30"), "24.30"),
            (json!(1500), "1500.00"),
            (json!({"amount": "14.9", "currency_code": "USD"}), "14.90"),
            (json!("0.0"), "0.00"),
        ] {
            assert_eq!(shown(written).as_deref(), Some(expected));
        }
        assert_eq!(
            [json!("$5"), json!("1,000"), json!("."), json!(""), json!({})].map(|v| money(&v)),
            [None; 5]
        );
    }

    proptest! {
        #[test]
        fn an_amount_is_the_same_as_number_and_as_text(cents in -10_000_000_i64..10_000_000) {
            let written = format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
            let number: Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(money(&number), money(&json!(written)));
            prop_assert!(money(&number).is_some());
        }

        #[test]
        fn an_id_is_the_same_as_number_and_as_text(number in any::<u64>()) {
            prop_assert_eq!(id(&json!(number)), id(&json!(number.to_string())));
        }

        #[test]
        fn no_text_makes_a_reader_panic(wild in ".*") {
            let value = json!(wild);
            let _ = (text(&value), id(&value), flag(&value), count(&value), money(&value));
        }
    }
}
