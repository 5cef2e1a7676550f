//! What values mean in conditions. The oracle `templates` compares it with Jinja2.

use super::*;

fn holds(condition: &str, value: &Value) -> bool {
    let template = format!("{{% if {condition} %}}T{{% else %}}F{{% endif %}}");
    body(&template, &[("a", value.clone())]).unwrap() == "T"
}

#[test]
fn no_value_zero_false_and_nothing_are_false() {
    for (value, expected) in [
        (json!(null), false),
        (json!(" \n"), false),
        (json!(0), false),
        (json!(0.0), false),
        (json!(false), false),
        (json!([]), false),
        (json!({}), false),
        (json!("0"), true),
        (json!("false"), true),
        (json!(-1), true),
        (json!(0.5), true),
        (json!(true), true),
        (json!([0]), true),
    ] {
        assert_eq!(holds("a", &value), expected, "{value}");
        assert_eq!(holds("not a", &value), !expected, "not {value}");
    }
}

#[test]
fn numbers_are_compared_by_their_worth_and_texts_letter_by_letter() {
    for (value, condition, expected) in [
        (json!(2), "a == 2.0", true),
        (json!(2.5), "a > 2", true),
        (json!(10), "a > 9", true),
        (json!(u64::MAX), "a > 999999999999999", true),
        (json!(-3), "a < -2.5", true),
        (json!("10"), "a > '9'", false),
        (json!("b"), "a > 'a'", true),
        (json!("B"), "a == 'b'", false),
        (json!(" two\nlines "), "a == 'two lines'", true),
        (json!(true), "a == 1", true),
        (json!(false), "a < 1", true),
    ] {
        assert_eq!(holds(condition, &value), expected, "{condition} for {value}");
    }
}

#[test]
fn a_number_is_no_text_and_comes_before_every_text() {
    for (value, condition, expected) in [
        (json!("2"), "a == 2", false),
        (json!("2"), "a != 2", true),
        (json!("2"), "a > 100", true),
        (json!(2), "a == '2'", false),
        (json!(2), "a < '1'", true),
        (json!(true), "a < 'a'", true),
        (json!(["x"]), "a == 'x'", false),
        (json!({}), "a > 'x'", true),
    ] {
        assert_eq!(holds(condition, &value), expected, "{condition} for {value}");
    }
}
