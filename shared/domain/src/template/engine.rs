//! minijinja with almost nothing in it: tags, conditions, one filter, and a limit on the work.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, value::ValueKind};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{TemplateError, compiled};
use crate::{characters::is_bidi_control, occurrence::Tags};

/// Instructions, and pieces of 64 bytes written, that one text may cost. The longest text needs well under 200.
const FUEL: u64 = 2_000;
/// Depth of nesting; a person writes two or three.
const NESTING: usize = 20;

/// The tags that have a value, ready to print.
type Values = BTreeMap<Value, Value>;

/// Renders. Values are data: nothing in them is read as template.
pub(super) fn render(template: &str, tags: &Tags) -> Result<String, TemplateError> {
    try_render(template, usable(tags))
        .map_err(|error| TemplateError::from_engine(&error, || at_fault(template, &usable(tags))))
}

/// The tags a template names, in alphabetical order.
pub(super) fn tags_in(template: &str) -> Result<BTreeSet<String>, TemplateError> {
    names(template, false).map_err(|error| TemplateError::from_engine(&error, Vec::new))
}

/// What a template can do.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    // Printing or joining a missing value fails, asking whether it is there does not.
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(NESTING);
    environment.add_filter("default", fallback);
    environment.set_formatter(|out, _, value| print(out, value));
    environment
}

/// minijinja's own filter of this name lets null and blank values through.
fn fallback(value: Value, fallback: Value) -> Value {
    let blank = value.as_str().is_some_and(|text| text.trim().is_empty());
    if value.is_undefined() || value.is_none() || blank { fallback } else { value }
}

/// Prints a scalar as it is: a text message knows no HTML to escape.
fn print(out: &mut minijinja::Output<'_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(write!(out, "{value}")?),
        ValueKind::Undefined | ValueKind::None => Err(Error::from(ErrorKind::UndefinedError)),
        _ => Err(Error::from(ErrorKind::NonPrimitive)),
    }
}

fn try_render(template: &str, values: Values) -> Result<String, Error> {
    compiled::with(template, |template| template.render(values))
}

/// `a` of `{{ a.b }}`, or `a.b` where attributes count.
fn names(template: &str, attributes: bool) -> Result<BTreeSet<String>, Error> {
    compiled::with(template, |template| Ok(template.undeclared_variables(attributes).into_iter().collect()))
}

/// The tags that have a value, without what a text message cannot show.
fn usable(tags: &Tags) -> Values {
    tags.iter().filter_map(|(name, value)| Some((name.as_str().into(), clean(value)?))).collect()
}

fn clean(value: &Json) -> Option<Value> {
    match value {
        Json::Null => None,
        Json::String(text) => {
            Some(one_line(text)).filter(|line| !line.is_empty()).map(|line| Value::from(&line))
        }
        other => Value::deserialize(other).ok(),
    }
}

/// A value is one line: what a shop's data holds must not be able to imitate a second message, nor turn round the
/// letters that follow it.
fn one_line(text: &str) -> Cow<'_, str> {
    let words = text.split(separates).filter(|word| !word.is_empty());
    words.fold(Cow::default(), |line, word| if line.is_empty() { word.into() } else { line + " " + word })
}

/// White space, control characters, and what reaches beyond the value.
fn separates(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_bidi_control(character)
}

/// The tags without which there is no text: with all others filled, it still fails. Where that finds none,
/// because a condition hides one behind another, all that are missing.
fn at_fault(template: &str, values: &Values) -> Vec<String> {
    let named = names(template, true).unwrap_or_default().into_iter();
    let missing: Vec<String> = named.filter(|name| !values.contains_key(&Value::from(name))).collect();
    let fails_without = |name: &&String| {
        let others =
            missing.iter().filter(|other| other != name).map(|other| (Value::from(other), Value::from("x")));
        let filled = values.clone().into_iter().chain(others).collect();
        try_render(template, filled).is_err_and(|error| error.kind() == ErrorKind::UndefinedError)
    };
    let needed: Vec<String> = missing.iter().filter(fails_without).cloned().collect();
    if needed.is_empty() { missing } else { needed }
}
