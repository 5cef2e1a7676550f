//! A store's quiet hours.

use rechime_domain::{quiet_hours::QuietHours, settings::StoreSettings};
use rechime_store::configs::StoreConfig;

use super::{
    author::Author,
    effective::Effective,
    stores::{self, StoresError, settings},
};
use crate::app::App;

/// Replaces a store's quiet hours. Equal times mean none. What waits is decided anew within a minute or so.
pub(crate) async fn replace(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    quiet_hours: QuietHours,
) -> Result<Effective<QuietHours>, StoresError> {
    let current = &store.settings;
    if author.is_stale(current.version) {
        return Err(stores::overtaken(app, &current.id).await?);
    }
    if current.quiet_hours == quiet_hours {
        return Ok(Effective::unchanged(app, quiet_hours));
    }
    let changed = StoreSettings { quiet_hours, version: current.version + 1, ..current.clone() };
    settings::save(app, author, current, &changed).await?;
    Ok(Effective::saved(app, quiet_hours).review_waiting(app, &current.id).await)
}
