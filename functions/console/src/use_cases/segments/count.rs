//! How many people a condition describes, while somebody waits for the answer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rechime_domain::{
    condition::Condition,
    segment::{SegmentId, edit::check_condition},
};
use rechime_store::{configs::StoreConfig, subscribers::SHARDS};
use serde::{Deserialize, Serialize};

use super::{
    SegmentError, condition_of,
    survey::{Survey, survey},
};
use crate::app::App;

/// Whom to count.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Counting {
    pub(crate) condition: Condition,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct CountView {
    pub(crate) count: u64,
    /// False for sixteen times as many as a sixteenth of the list has.
    pub(crate) exact: bool,
    pub(crate) as_of: Timestamp,
}

/// Counts whom a condition describes.
pub(crate) async fn count(
    app: &App,
    store: &StoreConfig,
    condition: &Condition,
) -> Result<CountView, SegmentError> {
    check_condition(condition, &store.flows).map_err(|fault| SegmentError::Invalid(vec![fault]))?;
    let now = app.clock.now();
    let found = survey(app, &store.settings.id, |count: &mut u64, subscriber| {
        *count += u64::from(condition.describes(&subscriber, now));
    });
    let Survey { first, others } = found.await?.ok_or(SegmentError::TooLong)?;
    let count = others.map_or(first * u64::from(SHARDS), |others| first + others);
    Ok(CountView { count, exact: others.is_some(), as_of: now })
}

/// Counts every segment of the store's, by the same reads of the list.
pub(crate) async fn count_all(
    app: &App,
    store: &StoreConfig,
) -> Result<BTreeMap<SegmentId, CountView>, SegmentError> {
    let segments: Vec<_> = super::list(store).into_iter().map(|segment| segment.key).collect();
    let conditions: Vec<_> = segments.iter().map(|id| condition_of(store, id)).collect();
    let now = app.clock.now();
    let found = survey(app, &store.settings.id, |counts: &mut Vec<u64>, subscriber| {
        counts.resize(conditions.len(), 0);
        for (count, condition) in counts.iter_mut().zip(&conditions) {
            *count += u64::from(condition.describes(&subscriber, now));
        }
    });
    let Survey { first, others } = found.await?.ok_or(SegmentError::TooLong)?;
    let of = |counts: &[u64], place: usize| counts.get(place).copied().unwrap_or_default();
    let view = |(place, segment)| {
        let first = of(&first, place);
        let count = others.as_ref().map_or(first * u64::from(SHARDS), |others| first + of(others, place));
        (segment, CountView { count, exact: others.is_some(), as_of: now })
    };
    Ok(segments.into_iter().enumerate().map(view).collect())
}
