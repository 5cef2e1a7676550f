//! A store's quiet hours.

use rechime_domain::{quiet_hours::QuietHours, settings::StoreSettings};
use rechime_store::{StoreError, configs::StoreConfig};

use super::effective::Effective;
use crate::app::App;

/// Replaces a store's quiet hours. Equal times mean none. What waits is decided anew within a minute or so.
pub(crate) async fn replace(
    app: &App,
    store: &StoreConfig,
    quiet_hours: QuietHours,
) -> Result<Effective<QuietHours>, StoreError> {
    let current = &store.settings;
    if current.quiet_hours == quiet_hours {
        return Ok(Effective::unchanged(app, quiet_hours));
    }
    let changed = StoreSettings { quiet_hours, version: current.version + 1, ..current.clone() };
    app.configs.put_settings(&changed).await?;
    Ok(Effective::saved(app, quiet_hours).review_waiting(app, &current.id).await)
}
