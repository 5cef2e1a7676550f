use serde_json::{Value, json};

use super::*;
use crate::parts::Encoding;

mod attacks;
mod grammar;
mod mistakes;
mod properties;
mod semantics;

fn tags(pairs: &[(&str, Value)]) -> Tags {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn body(template: &str, pairs: &[(&str, Value)]) -> Result<String, TemplateError> {
    compose(template, &tags(pairs), true, None).map(|text| text.body)
}

#[test]
fn null_blank_and_missing_are_alike() {
    for values in [
        tags(&[]),
        tags(&[("name", json!(null))]),
        tags(&[("name", json!("")), ("x", json!(1))]),
        tags(&[("name", json!(" \n"))]),
    ] {
        let text = |template| compose(template, &values, true, None).map(|text| text.body);
        assert_eq!(text("Hi {{ name | default('there') }}!").unwrap(), "Hi there!");
        assert_eq!(text("Hi{% if name %} {{ name }}{% endif %}!").unwrap(), "Hi!");
        let missing = TemplateError::NoValue { tags: vec!["name".into()] };
        assert_eq!(text("Hi {{ name }}!"), Err(missing.clone()));
        assert_eq!(
            text("Hi{% if name != 'x' %} you{% endif %}!"),
            Err(missing),
            "nothing is said of what is not there"
        );
        assert_eq!(text("Hi{% if name and name != 'x' %} you{% endif %}!").unwrap(), "Hi!");
        assert_eq!(text("Hi{{ name | default('') }}!").unwrap(), "Hi!");
    }
}

#[test]
fn names_only_the_tags_at_fault() {
    let error = body("{{ a | default('x') }} {{ b }} {{ c }} {{ d }}", &[("d", json!("here"))]).unwrap_err();
    assert_eq!(
        body("{% if a %}{{ c }}{% else %}{{ b }}{% endif %}", &[]),
        Err(TemplateError::NoValue { tags: vec!["b".into()] })
    );
    insta::assert_snapshot!(error, @"no value for b, c; give a fallback, for instance {{ b | default('...') }}, or put the words around it between {% if b %} and {% endif %}");
}

#[test]
fn prints_scalars_and_nothing_else() {
    assert_eq!(
        body("{{ a }} {{ b }} {{ c }}", &[("a", json!(2)), ("b", json!(true)), ("c", json!("<&>"))]).unwrap(),
        "2 True <&>"
    );
    assert_eq!(body("{{ a }}", &[("a", json!({"b": 1}))]), Err(TemplateError::NotScalar));
    assert_eq!(body("{{ a }}", &[("a", json!([1]))]), Err(TemplateError::NotScalar));
    assert_eq!(body("{{ a }}, {{ b }}", &[("a", json!(2.0)), ("b", json!(-0.5))]).unwrap(), "2.0, -0.5");
}

#[test]
fn a_value_is_one_line_of_data() {
    let title = "{{ secret }}\r\nSTOP\u{7} {% if x %}\tnow";
    let values = [("title", json!(title)), ("secret", json!("no"))];
    assert_eq!(body("Your {{ title }}", &values).unwrap(), "Your {{ secret }} STOP {% if x %} now");
    let turned = [("title", json!("\u{202e}eciffO\u{2066} Blend"))];
    assert_eq!(body("Your {{ title }}, today", &turned).unwrap(), "Your eciffO Blend, today");
    assert_eq!(
        body("{{ title | default('x') }}", &[("title", json!("\u{2067}\u{7}\u{2069}"))]).unwrap(),
        "x"
    );
}

#[test]
fn is_trimmed_and_folded_unless_unwanted() {
    let template = "  “It’s {{ a }}”\r\nBye \n";
    assert_eq!(body(template, &[("a", json!("on"))]).unwrap(), "\"It's on\"\nBye");
    let as_written = compose(template, &tags(&[("a", json!("on"))]), false, None).unwrap();
    assert_eq!((as_written.body.as_str(), as_written.parts.encoding), ("“It’s on”\nBye", Encoding::Ucs2));
}

#[test]
fn refuses_what_cannot_be_sent() {
    assert_eq!(body(" {% if a %}x{% endif %} ", &[]), Err(TemplateError::Empty));
    assert!(body(&"x".repeat(1_600), &[]).is_ok());
    assert_eq!(body(&"x".repeat(1_601), &[]), Err(TemplateError::TooLong { characters: 1_601 }));
}

#[test]
fn a_template_is_checked_against_its_own_trigger() {
    assert_eq!(check("Resumes {{ resume_date }}", Trigger::SubscriptionPaused), Ok(()));
    assert!(matches!(
        check("Resumes {{ resume_date }}", Trigger::ChargePaid),
        Err(TemplateError::UnknownTag { .. })
    ));
    assert!(
        check("{{ customer_hash }}", Trigger::ChargePaid).is_err(),
        "the hash opens the customer's account"
    );
}

#[test]
fn every_tag_of_a_trigger_has_a_sample() {
    for trigger in Trigger::ALL {
        assert_eq!(sample_tags(trigger).len(), tags_of(trigger).len(), "{trigger} declares a tag twice");
        for tag in tags_of(trigger) {
            assert_eq!(check(&format!("{{{{ {} }}}}", tag.name), trigger), Ok(()));
        }
    }
}

mod store_tags {
    use super::*;
    use crate::settings::StoreSettings;

    fn settings(portal_url: Option<&str>) -> StoreSettings {
        StoreSettings {
            name: "Acme Coffee".into(),
            portal_url: portal_url.map(str::to_owned),
            ..crate::settings::tests::sample()
        }
    }

    fn link(portal_url: Option<&str>, hash: Option<&str>) -> Option<Value> {
        let occurrence = tags(&[("customer_hash", json!(hash))]);
        let all = with_store_tags(&occurrence, &settings(portal_url));
        assert_eq!(all.get("store_name"), Some(&json!("Acme Coffee")));
        assert!(!all.contains_key("customer_hash"));
        all.get("portal_link").cloned()
    }

    #[test]
    fn the_portal_link_needs_an_address_and_the_hash_it_asks_for() {
        let with_hash = Some("https://acme.example/portal/{hash}/");
        assert_eq!(link(with_hash, Some("1a2b")), Some(json!("https://acme.example/portal/1a2b/")));
        assert_eq!(link(with_hash, None), None);
        assert_eq!(link(with_hash, Some(" ")), None);
        assert_eq!(
            link(Some("https://acme.example/account"), None),
            Some(json!("https://acme.example/account"))
        );
        assert_eq!(link(None, Some("1a2b")), None);
        assert_eq!(link(Some(""), Some("1a2b")), None);
    }
}
