//! How many people a condition describes, while somebody waits for the answer.

use jiff::Timestamp;
use rechime_domain::{condition::Condition, segment::edit::check_condition};
use rechime_store::{configs::StoreConfig, subscribers::SHARDS};
use serde::{Deserialize, Serialize};

use super::{
    SegmentError,
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
