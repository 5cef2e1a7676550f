//! What a condition must be like to be saved.

use super::{
    Comparison, Condition, FieldTest,
    field::{self, of_subscribers},
};
use crate::{template, trigger::Trigger};

/// The most tests in one condition.
const MOST_TESTS: usize = 20;

/// The longest value that is compared with, in characters: a flow with as many conditions as it can have is one item of the
/// table (400 KB).
const LONGEST_VALUE: usize = 100;

/// The deepest nesting.
const DEEPEST: usize = 5;

/// Why a condition cannot be saved, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// No such field.
    #[error("there is no field `{name}` here; use one of: {known}")]
    UnknownField {
        /// What was named.
        name: String,
        /// What could be.
        known: String,
    },
    /// A comparison without a value.
    #[error("say with what `{0}` is compared, in `value`")]
    NoValue(String),
    /// A comparison with more than any field has.
    #[error("`{0}` is compared with a text of at most {LONGEST_VALUE} characters; shorten `value`")]
    LongValue(String),
    /// More or less of a text.
    #[error("`{0}` is compared as a number; write `value` as one, such as 25 or 19.90")]
    NoNumber(String),
    /// Within no days.
    #[error("`within_days` counts today as 1; use 1 or more")]
    NoDays,
    /// `all` or `any` of nothing.
    #[error("`all` and `any` need at least one condition")]
    Nothing,
    /// Too large.
    #[error("a condition has at most {MOST_TESTS} tests, nested at most {DEEPEST} deep; use fewer")]
    TooLarge,
}

pub(super) fn check(condition: &Condition, trigger: Trigger) -> Result<(), ConditionError> {
    if depth(condition) > DEEPEST || tests(condition) > MOST_TESTS {
        return Err(ConditionError::TooLarge);
    }
    check_part(condition, trigger)
}

fn check_part(condition: &Condition, trigger: Trigger) -> Result<(), ConditionError> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) if parts.is_empty() => Err(ConditionError::Nothing),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().try_for_each(|part| check_part(part, trigger))
        }
        Condition::Not(part) => check_part(part, trigger),
        Condition::Event(test) => {
            let names: Vec<_> = template::tags_of(trigger).iter().map(|tag| tag.name).collect();
            check_test(test, &names)
        }
        Condition::Subscriber(test) => check_test(test, &of_subscribers()),
        Condition::Engagement(engagement) if engagement.within_days == 0 => Err(ConditionError::NoDays),
        Condition::Engagement(_) | Condition::Segment(_) => Ok(()),
    }
}

fn check_test(test: &FieldTest, known: &[&str]) -> Result<(), ConditionError> {
    if !known.contains(&test.field.as_str()) {
        return Err(ConditionError::UnknownField { name: test.field.clone(), known: known.join(", ") });
    }
    if test.value.chars().count() > LONGEST_VALUE {
        return Err(ConditionError::LongValue(test.field.clone()));
    }
    match test.is {
        Comparison::Known => Ok(()),
        _ if test.value.trim().is_empty() => Err(ConditionError::NoValue(test.field.clone())),
        Comparison::AtLeast | Comparison::AtMost if field::number(test.value.trim()).is_none() => {
            Err(ConditionError::NoNumber(test.field.clone()))
        }
        _ => Ok(()),
    }
}

fn parts(condition: &Condition) -> &[Condition] {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts,
        Condition::Not(part) => std::slice::from_ref(part),
        _ => &[],
    }
}

fn depth(condition: &Condition) -> usize {
    1 + parts(condition).iter().map(depth).max().unwrap_or_default()
}

fn tests(condition: &Condition) -> usize {
    let inside: usize = parts(condition).iter().map(tests).sum();
    inside.max(1)
}
