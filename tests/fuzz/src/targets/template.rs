//! Templates, saved and rendered: bounded in time and memory, and a value is never read as template.

use jiff::tz::TimeZone;
use rechime_domain::{
    link::{LinkBase, LinkForm},
    occurrence::Tags,
    template::{TemplateError, check, compose},
    trigger::Trigger,
};
use serde_json::Value;

use super::Target;

pub(super) const TARGET: Target = Target { name: "template", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-}}",
    "{%-",
    "-%}",
    "{#",
    "#}",
    "if",
    "elif",
    "else",
    "endif",
    "and ",
    "or ",
    "not ",
    "(",
    ")",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "|",
    "default",
    "'",
    "\"",
    "first_name",
    "quantity",
    "store_name",
    "is_final",
    "portal_link",
    "{% if first_name %}",
    "{% else %}",
    "{% endif %}",
    "{{ first_name }}",
    "{{ product_title | default('x') }}",
    "[a,a]",
    "a ~ a",
    "{% set a = [a,a] %}",
    "{% for a in b %}",
    " * 1000",
    "{{ list }}",
    "'\\n'",
    "https://acme.example/a?b=c ",
    "2.5",
    "-1",
];

/// Values as shops have them, and as attackers would like to.
fn tags() -> Tags {
    let values = [
        ("first_name", Value::from("{{ secret }}{% if x %}")),
        ("product_title", Value::from("x".repeat(3_000))),
        ("last_name", Value::from("\u{202e}a\r\n\u{0}b")),
        ("quantity", Value::from(2)),
        ("list", serde_json::json!([[1, [2]], [1, [2]]])),
        ("portal_link", Value::from("https://acme.example/{{ a }}")),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn seeds() -> Vec<Vec<u8>> {
    rechime_domain::default_flows::default_flows()
        .into_iter()
        .flat_map(|flow| flow.steps)
        .map(|step| step.template.into_bytes())
        .collect()
}

/// A template is read in place; a text is at most 10,000 characters before it is cut down, and folding, links and counting
/// copy it some times.
fn most_bytes(input: usize) -> usize {
    4_000_000 + 400 * input.min(4_096)
}

fn run(input: &[u8]) -> String {
    let template = String::from_utf8_lossy(input);
    let saved = check(&template, Trigger::ChargeFailed);
    let settings = rechime_domain::settings::StoreSettings::new(
        rechime_testkit::demo(),
        "Oat & Ember",
        TimeZone::UTC.iana_name().unwrap_or("UTC"),
    );
    let base = LinkBase::new("https://texts.example/l");
    let sent = compose(&template, &tags(), true, base.shortening(&settings, LinkForm::Short).as_ref());
    if let Ok(text) = &sent {
        assert!(template.len() <= 4_096, "a template of more than 4 KB is taken");
        assert!(text.body.chars().count() <= 1_600, "a text is too long");
        assert!(
            !text.body.contains('\u{202e}') || template.contains('\u{202e}'),
            "a value turns letters round"
        );
    }
    if let Err(refusal) = &saved {
        assert!(
            refusal.to_string().chars().count() < 1_000 + 4 * template.chars().count(),
            "a refusal is too long"
        );
    }
    format!("{:?} {:?}", kind(&saved), sent.as_ref().map(|text| text.parts.count).map_err(kind_of))
}

fn kind(saved: &Result<(), TemplateError>) -> String {
    saved.as_ref().err().map(kind_of).unwrap_or_default()
}

/// The refusal without what it quotes.
fn kind_of(refusal: &TemplateError) -> String {
    match refusal {
        TemplateError::Unreadable { mistake, .. } => format!("{mistake:?}").chars().take(14).collect(),
        other => format!("{other:?}").chars().take(14).collect(),
    }
}
