//! What can be written.

use super::*;

fn saved(template: &str) {
    assert_eq!(check(template, Trigger::ChargePaid), Ok(()), "{template}");
}

#[test]
fn all_that_can_be_written_is_read() {
    for template in [
        "Hi",
        "{{ first_name }}",
        "{{first_name}}",
        "{{\n  first_name\n}}",
        "{{ first_name | default('there') }}",
        "{{first_name|default(\"there\")}}",
        "{{ first_name | default('it\\'s \\\\ \"you\"\\n}} {% here %}') }}",
        "{% if first_name %}Hi{% endif %}you",
        "{%if first_name%}Hi{%endif%}you",
        "{% if first_name %}a{% elif last_name %}b{% elif currency %}c{% else %}d{% endif %}",
        "{% if first_name %}{% if last_name %}a{% endif %}{% else %}b{% endif %}c",
        "{% if not first_name %}a{% endif %}b",
        "{% if not not first_name %}a{% endif %}b",
        "{% if first_name and last_name or not currency %}a{% endif %}b",
        "{% if (first_name or last_name) and not (currency) %}a{% endif %}b",
        "{% if currency == 'USD' or currency != \"EUR\" %}a{% endif %}b",
        "{% if quantity>1 and quantity<10 or quantity >= 20 %}a{% endif %}b",
        "{% if quantity == -1 or quantity <= 2.50 %}a{% endif %}b",
        "a {%- if first_name -%} b {%- else -%} c {%- endif -%} d {{- quantity -}} e",
        "{ 50% } {} %{ { { #1 #} 'it' \"is\" - | \\",
    ] {
        saved(template);
    }
}

#[test]
fn a_minus_in_a_mark_takes_the_white_space_beside_it() {
    let values = [("a", json!("x"))];
    assert_eq!(body("1 \n{%- if a -%} \n 2 {%- endif %} 3", &values).unwrap(), "12 3");
    assert_eq!(body("1 {{- a -}} 2 {{ a }} 3", &values).unwrap(), "1x2 x 3");
    assert_eq!(body("1 {{ a -}}  {{- a }} 2", &values).unwrap(), "1 xx 2");
}

#[test]
fn and_binds_more_than_or_and_not_more_than_and() {
    for (condition, holds) in [
        ("yes or yes and no", true),
        ("(yes or yes) and no", false),
        ("no and no or yes", true),
        ("not no and yes", true),
        ("not (no or yes)", false),
        ("not yes or yes", true),
        ("not q == 2", false),
        ("yes and q > 1 and q < 3", true),
    ] {
        let text = body(
            &format!("{{% if {condition} %}}T{{% else %}}F{{% endif %}}"),
            &[("yes", json!("x")), ("q", json!(2))],
        );
        assert_eq!(text.unwrap(), if holds { "T" } else { "F" }, "{condition}");
    }
}
