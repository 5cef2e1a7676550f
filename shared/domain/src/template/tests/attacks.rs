//! Templates that were made to burn time and memory. Each took seconds, or a hundred megabytes, when templates were a
//! language with lists, loops and joining.

use std::time::{Duration, Instant};

use super::*;

/// Far more than any template may take, and far less than any of these once took.
const BRIEF: Duration = Duration::from_millis(200);

fn attacks() -> Vec<(&'static str, String)> {
    let nested = |levels: usize| (0..levels).fold("[1]".to_owned(), |list, _| format!("[{list},{list}]"));
    let doubled = |levels: usize| "{% set a = [a,a] %}".repeat(levels);
    let hidden = |inside: &str| format!("Hi{{% if first_name == 'Nobody' %}}{inside}{{% endif %}}");
    let compared = format!("{{% set a = [1] %}}{{% set b = [1] %}}{}{{{{ a == a }}}}", doubled(22));
    let joined = format!("{{% set a = [1] %}}{}{{{{ a ~ a }}}}", doubled(22));
    vec![
        ("compare nested lists", compared.clone()),
        ("join nested lists", joined.clone()),
        ("compare nested lists behind a condition", hidden(&compared)),
        ("join nested lists behind a condition", hidden(&joined)),
        ("lists as they are written", format!("{{{{ {} }}}}", nested(8))),
        ("repeat a text", "{{ 'x' * 100000000 }}".to_owned()),
        ("repeat a repeated text", "{% set a = 'xxxxxxxxxx' * 1000 %}{{ a * 1000 }}".to_owned()),
        ("loops", format!("{}x{}", "{% for a in '0123456789' %}".repeat(9), "{% endfor %}".repeat(9))),
        ("joining in a row", format!("{{% set a = 'x' %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(60))),
        ("conditions in each other", format!("{}x{}", "{% if a %}".repeat(200), "{% endif %}".repeat(200))),
        ("brackets", format!("{{% if {}a{} %}}x{{% endif %}}", "(".repeat(1_500), ")".repeat(1_500))),
        ("not in a row", format!("{{% if {}a %}}x{{% endif %}}", "not ".repeat(900))),
        ("a call of a filter in a row", format!("{{{{ a {} }}}}", "| default('x') ".repeat(200))),
        ("a large template", "x".repeat(4_097)),
        ("a huge template", format!("{}x{}", "{% if 1 %}".repeat(10_000), "{% endif %}".repeat(10_000))),
    ]
}

#[test]
fn a_template_that_burns_time_or_memory_is_refused_when_it_is_saved_and_when_it_is_sent() {
    for (attack, template) in attacks() {
        let started = Instant::now();
        let saved = check(&template, Trigger::ChargePaid);
        let sent = body(&template, &[("a", json!("x")), ("first_name", json!("Nobody"))]);
        assert!(saved.is_err(), "{attack}");
        assert!(sent.is_err(), "{attack}");
        assert!(started.elapsed() < BRIEF, "{attack} took {:?}", started.elapsed());
    }
}

#[test]
fn the_longest_templates_that_are_taken_take_no_time() {
    let deep = format!("{}x{}", "{% if a %}".repeat(10), "{% endif %}".repeat(10));
    let asked = format!("{{% if a {} %}}x{{% endif %}}", "or a == 'x' ".repeat(300));
    let printed = "{{a}}".repeat(800);
    for template in [deep, asked, printed] {
        let started = Instant::now();
        assert_eq!(body(&template, &[("a", json!("x"))]).err(), None, "{template:.40}");
        assert!(started.elapsed() < BRIEF, "{template:.40} took {:?}", started.elapsed());
    }
}

#[test]
fn values_do_not_fill_the_memory() {
    let started = Instant::now();
    let refused = body(&"{{a}}".repeat(800), &[("a", json!("x".repeat(250_000)))]).unwrap_err();
    assert!(started.elapsed() < BRIEF);
    assert_eq!(
        refused.to_string(),
        "the text has more than 10000 characters and 1600 is the most that can be sent; shorten it"
    );
}
