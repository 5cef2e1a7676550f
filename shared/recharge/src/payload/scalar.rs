//! Single values, in every form that Recharge writes them.

use std::fmt;

use serde_json::Value;

/// An amount of money in hundredths of its currency's unit; written with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(i64);

impl Money {
    pub(crate) const ZERO: Self = Self(0);

    /// `14.9`, `14.90`, `-3` and `0.9931` (kept to the cent). No currency sign, no thousands.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let cents = format!("{part}00").get(..2)?.parse::<i64>().ok()?;
        let amount = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
        Some(Self(sign * amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let amount = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", amount / 100, amount % 100)
    }
}

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

pub(crate) fn count(value: &Value) -> Option<u64> {
    text(value)?.parse().ok()
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
        assert_eq!([json!("30"), json!(30)].map(|v| count(&v)), [Some(30); 2]);
        let shown = |value: Value| money(&value).map(|money| money.to_string());
        for (written, expected) in [
            (json!(12.5), "12.50"),
            (json!("14.90"), "14.90"),
            (json!(1500), "1500.00"),
            (json!({"amount": "14.9", "currency_code": "USD"}), "14.90"),
            (json!("0.0"), "0.00"),
        ] {
            assert_eq!(shown(written).as_deref(), Some(expected));
        }
        assert_eq!(shown(json!("0.9931")).as_deref(), Some("0.99"));
        assert_eq!(
            [json!("$5"), json!("1,000"), json!("."), json!(""), json!({})].map(|v| money(&v)),
            [None; 5]
        );
    }

    proptest! {
        #[test]
        fn an_amount_is_the_same_as_number_and_as_text(cents in -10_000_000_i64..10_000_000) {
            let written = Money(cents).to_string();
            prop_assert_eq!(Money::parse(&written), Some(Money(cents)));
            let number: Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(money(&number), Some(Money(cents)));
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
