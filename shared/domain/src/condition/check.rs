//! What a condition must be like to be saved.

use super::{
    Comparison, Condition, Engagement, FieldTest, OfFlow,
    engagement::{DAYS, TEXTS},
    field::{self, of_subscribers},
};
use crate::{
    flow::Flows,
    segment::{SegmentId, Segments},
    template,
    trigger::Trigger,
};

/// The most tests in one condition.
const MOST_TESTS: usize = 20;

/// The longest value that is compared with, in characters: a flow with as many conditions as it can have is one item of the
/// table (400 KB).
const LONGEST_VALUE: usize = 100;

/// The deepest nesting.
const DEEPEST: usize = 5;

/// What a condition may name, where it is saved.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The trigger whose event it may test; `None` for a group of subscribers, which has no event.
    pub trigger: Option<Trigger>,
    /// The store's flows.
    pub flows: &'a Flows,
    /// The store's own segments; `None` where none of them may be named.
    pub segments: Option<&'a Segments>,
}

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
    /// Within no days, or more than are kept.
    #[error("`within_days` is 1 to 90, and counts today as 1")]
    Days,
    /// No texts, or more than are noted.
    #[error("`at_least` is 1 to 20")]
    Texts,
    /// No such flow.
    #[error("the store has no flow `{0}`; use `recharge` for all flows, or the key of one")]
    UnknownFlow(String),
    /// No such segment.
    #[error("there is no segment `{name}`; use one of: {known}")]
    UnknownSegment {
        /// What was named.
        name: String,
        /// What could be.
        known: String,
    },
    /// One segment in the other.
    #[error(
        "a segment does not name another of the store's own; use received_recharge or clicked_recharge, or write \
         the other's condition here"
    )]
    SegmentInSegment,
    /// The event, where there is none.
    #[error("there is no event to test here; use `subscriber`, `engagement` or `segment`")]
    NoEvent,
    /// `all` or `any` of nothing.
    #[error("`all` and `any` need at least one condition")]
    Nothing,
    /// Too large.
    #[error("a condition has at most {MOST_TESTS} tests, nested at most {DEEPEST} deep; use fewer")]
    TooLarge,
}

pub(super) fn check(condition: &Condition, scope: &Scope<'_>) -> Result<(), ConditionError> {
    if depth(condition) > DEEPEST || tests(condition) > MOST_TESTS {
        return Err(ConditionError::TooLarge);
    }
    check_part(condition, scope)
}

fn check_part(condition: &Condition, scope: &Scope<'_>) -> Result<(), ConditionError> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) if parts.is_empty() => Err(ConditionError::Nothing),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().try_for_each(|part| check_part(part, scope))
        }
        Condition::Not(part) => check_part(part, scope),
        Condition::Event(test) => {
            let tags = template::tags_of(scope.trigger.ok_or(ConditionError::NoEvent)?);
            let names: Vec<_> = tags.iter().map(|tag| tag.name).collect();
            check_test(test, &names)
        }
        Condition::Subscriber(test) => check_test(test, &of_subscribers()),
        Condition::Engagement(engagement) => check_engagement(engagement, scope.flows),
        Condition::Segment(id) => check_segment(id, scope.segments),
    }
}

fn check_engagement(engagement: &Engagement, flows: &Flows) -> Result<(), ConditionError> {
    if !DAYS.contains(&engagement.within_days) {
        return Err(ConditionError::Days);
    }
    if !TEXTS.contains(&engagement.at_least) {
        return Err(ConditionError::Texts);
    }
    match &engagement.flow {
        OfFlow::One(id) if flows.get(id).is_none() => Err(ConditionError::UnknownFlow(id.to_string())),
        _ => Ok(()),
    }
}

fn check_segment(id: &SegmentId, segments: Option<&Segments>) -> Result<(), ConditionError> {
    if id.is_built_in() {
        return Ok(());
    }
    let segments = segments.ok_or(ConditionError::SegmentInSegment)?;
    if segments.get(id).is_some() {
        return Ok(());
    }
    let own = segments.iter().map(|segment| segment.id.to_string());
    let known: Vec<_> = SegmentId::BUILT_IN.iter().map(ToString::to_string).chain(own).collect();
    Err(ConditionError::UnknownSegment { name: id.to_string(), known: known.join(", ") })
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

fn depth(condition: &Condition) -> usize {
    1 + condition.parts().iter().map(depth).max().unwrap_or_default()
}

fn tests(condition: &Condition) -> usize {
    let inside: usize = condition.parts().iter().map(tests).sum();
    inside.max(1)
}
