//! One API key taking the place of another.

use std::collections::BTreeSet;

use rechime_domain::ids::StoreId;
use rechime_platform::secrets::RechargeSecrets;
use rechime_recharge::{client::ApiError, registration};
use secrecy::{ExposeSecret, SecretString};

use crate::app::App;

/// Deletes the webhooks of the key that `new` has taken the place of, and says how many there were: from now on each
/// event would come twice. What cannot be deleted ends with the old key.
pub(super) async fn delete_old_webhooks(
    app: &App,
    store: &StoreId,
    old: Option<&RechargeSecrets>,
    new: &SecretString,
) -> usize {
    let Some(old) = old.map(|old| &old.api_token).filter(|old| old.expose_secret() != new.expose_secret())
    else {
        return 0;
    };
    match delete(app, store, old, new).await {
        Ok(deleted) => deleted,
        Err(error) => {
            tracing::warn!(%store, %error, "the old key's webhooks are left in Recharge");
            0
        }
    }
}

/// Spares what the new key sees as its own, should Recharge show both keys the same.
async fn delete(
    app: &App,
    store: &StoreId,
    old: &SecretString,
    new: &SecretString,
) -> Result<usize, ApiError> {
    let of = |token| registration::webhooks_of(&*app.recharge, token, &app.public_url, store);
    let (theirs, ours) = (of(old).await?, of(new).await?);
    let ours: BTreeSet<_> = ours.into_iter().map(|webhook| webhook.id).collect();
    let left = theirs.into_iter().filter(|webhook| !ours.contains(&webhook.id));
    let deletion = registration::delete_webhooks(&*app.recharge, old, left).await;
    deletion.error.map_or(Ok(deletion.deleted), Err)
}
