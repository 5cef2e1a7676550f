//! From when a change counts.

use jiff::Timestamp;
use rechime_domain::{ids::StoreId, minute::Minute};
use rechime_platform::secrets::{SIGNING_FRESH, TOKENS_FRESH};
use rechime_store::cached_configs::KEEP;
use serde::Serialize;

use crate::app::App;

/// The outcome of a change, and from when it counts in every function.
#[derive(Debug, Serialize)]
pub(crate) struct Effective<T> {
    #[serde(flatten)]
    pub(crate) outcome: T,
    pub(crate) effective_at: Timestamp,
}

impl<T> Effective<T> {
    /// Something was saved just now. The other functions may go by what was before for as long as they keep a store's
    /// configuration.
    pub(crate) fn saved(app: &App, outcome: T) -> Self {
        Self { outcome, effective_at: app.clock.now() + KEEP }
    }

    /// Keys were saved just now. The other functions may ask Recharge with the key that they read before for as long as
    /// they remember it. What webhooks are checked with counts at once, because intake reads again what does not fit.
    pub(crate) fn saved_secrets(app: &App, outcome: T) -> Self {
        Self { outcome, effective_at: app.clock.now() + TOKENS_FRESH }
    }

    /// What webhooks are checked with was replaced or deleted just now. What is new counts at once; what was there before
    /// may count in intake for as long as it remembers that.
    pub(crate) fn changed_signing(app: &App, outcome: T) -> Self {
        Self { outcome, effective_at: app.clock.now() + SIGNING_FRESH }
    }

    /// Nothing had to be saved.
    pub(crate) fn unchanged(app: &App, outcome: T) -> Self {
        Self { outcome, effective_at: app.clock.now() }
    }

    /// Has the store's waiting messages decided anew once the change counts. Where that cannot be asked for they are
    /// looked at when their own minute comes: later than they might go, and never earlier than they may.
    pub(crate) async fn review_waiting(self, app: &App, store: &StoreId) -> Self {
        let at = Minute::at_or_after(self.effective_at);
        if let Err(error) = app.schedules.put_review(store, at).await {
            tracing::error!(%error, %store, "what waits is not looked at before its minute");
        }
        self
    }
}
