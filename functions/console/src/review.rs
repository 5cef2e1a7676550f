//! What waits is decided anew once what it was decided by has changed.

use jiff::SignedDuration;
use rechime_domain::{ids::StoreId, minute::Minute};

use crate::app::App;

/// Has the store's waiting messages looked at again, once the change counts everywhere. Where that cannot be asked for
/// they are looked at when their own minute comes: later than they might go, and never earlier than they may.
pub(crate) async fn soon(app: &App, store: &StoreId) {
    let counts = app.clock.now() + SignedDuration::try_from(app.lag.0).unwrap_or_default();
    let at = Minute::at_or_after(counts);
    if let Err(error) = app.schedules.ensure_review(store, at).await {
        tracing::error!(%error, %store, "what waits is not looked at before its minute");
    }
}
