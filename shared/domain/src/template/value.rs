//! The values of tags, as a template prints and compares them.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeMap};

use serde_json::{Number, Value as Json};

use super::grammar::Sign;
use crate::{characters::is_bidi_control, occurrence::Tags};

/// The tags that have a value.
pub(super) type Values<'v> = BTreeMap<&'v str, Value<'v>>;

/// What a tag stands for.
#[derive(Clone, Debug)]
pub(super) enum Value<'v> {
    /// One line, and not empty.
    Text(String),
    /// As it came.
    Number(&'v Number),
    /// True or false.
    Truth(bool),
    /// A list or an object, which no text can show; whether it is empty, and its place in the order of kinds.
    Structure { is_empty: bool },
}

/// What a condition compares a value with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal<'s> {
    /// In quotes.
    Text(Cow<'s, str>),
    /// Of at most 15 digits, so that it is exact.
    Number(f64),
}

/// The tags that have a value, without what a text message cannot show.
pub(super) fn usable(tags: &Tags) -> Values<'_> {
    tags.iter().filter_map(|(name, value)| Some((name.as_str(), Value::of(value)?))).collect()
}

impl<'v> Value<'v> {
    fn of(value: &'v Json) -> Option<Self> {
        Some(match value {
            Json::Null => return None,
            Json::String(text) => Self::Text(Some(one_line(text)).filter(|line| !line.is_empty())?),
            Json::Number(number) => Self::Number(number),
            Json::Bool(truth) => Self::Truth(*truth),
            Json::Array(items) => Self::Structure { is_empty: items.is_empty() },
            Json::Object(fields) => Self::Structure { is_empty: fields.is_empty() },
        })
    }

    /// As a text says it, if it can. A whole number that came as a fraction keeps its `.0`.
    pub(super) fn printed(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(written(number)),
            Self::Truth(true) => Cow::Borrowed("True"),
            Self::Truth(false) => Cow::Borrowed("False"),
            Self::Structure { .. } => return None,
        })
    }

    /// Whether a condition takes it for true.
    pub(super) fn holds(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => number.as_f64() != Some(0.0),
            Self::Truth(truth) => *truth,
            Self::Structure { is_empty } => !is_empty,
        }
    }

    /// Whether it is to the literal as the sign says. Texts are compared letter by letter, numbers by their worth; beside a
    /// number true counts as 1 and false as 0. Values of other kinds are never equal: a number comes before every text.
    pub(super) fn compares(&self, sign: Sign, literal: &Literal<'_>) -> bool {
        let order = match (self, literal) {
            (Self::Text(text), Literal::Text(other)) => text.as_str().cmp(other),
            (Self::Number(number), Literal::Number(other)) => by_worth(number.as_f64(), *other),
            (Self::Truth(truth), Literal::Number(other)) => by_worth(Some(f64::from(*truth)), *other),
            (value, other) => value.kind().cmp(&other.kind()),
        };
        match sign {
            Sign::Equal => order.is_eq(),
            Sign::NotEqual => order.is_ne(),
            Sign::Less => order.is_lt(),
            Sign::AtMost => order.is_le(),
            Sign::More => order.is_gt(),
            Sign::AtLeast => order.is_ge(),
        }
    }

    const fn kind(&self) -> u8 {
        match self {
            Self::Truth(_) => 0,
            Self::Number(_) => 1,
            Self::Text(_) => 2,
            Self::Structure { .. } => 3,
        }
    }
}

impl Literal<'_> {
    const fn kind(&self) -> u8 {
        match self {
            Self::Number(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

/// A value of JSON is never NaN. Beside a number of 15 digits, rounding one of more digits changes no order.
fn by_worth(value: Option<f64>, other: f64) -> Ordering {
    value.and_then(|value| value.partial_cmp(&other)).unwrap_or(Ordering::Less)
}

fn written(number: &Number) -> String {
    let whole = number.as_i64().map(|whole| whole.to_string());
    let whole = whole.or_else(|| Some(number.as_u64()?.to_string()));
    whole.unwrap_or_else(|| {
        let fraction = number.as_f64().unwrap_or_default().to_string();
        if fraction.contains('.') { fraction } else { fraction + ".0" }
    })
}

/// A value is one line: what a shop's data holds must not be able to imitate a second message, nor turn round the
/// letters that follow it.
fn one_line(text: &str) -> String {
    let words = text.split(separates).filter(|word| !word.is_empty());
    words.fold(String::new(), |line, word| if line.is_empty() { word.into() } else { line + " " + word })
}

/// White space, control characters, and what reaches beyond the value.
fn separates(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_bidi_control(character)
}
