//! Ending a store's connection to Recharge.

use rechime_platform::secrets::RechargeSecrets;
use rechime_recharge::registration::{self, Deletion};
use rechime_store::{
    audit::AuditAction,
    configs::{Connection, StoreConfig, StoreProfile},
};
use serde::Serialize;

use super::{StoresError, create, view::StoreView};
use crate::{
    app::App,
    use_cases::{author::Author, effective::Effective},
};

/// A store without a connection, and what became of the one it had.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Disconnected {
    pub(crate) store: StoreView,
    pub(crate) webhooks_deleted: usize,
    /// Whether there was a key, which is gone now.
    pub(crate) key_removed: bool,
    /// What Recharge did not let us do, and what to do instead.
    pub(crate) advice: Option<String>,
}

/// Deletes the webhooks as far as Recharge lets us, and forgets the key. Settings and flows stay.
///
/// A merchant who wants to leave is never held: without its key the store takes no webhook, whether or not Recharge
/// still has some. The secrets go last, for until then the same call can be repeated.
pub(crate) async fn disconnect(
    app: &App,
    author: &Author,
    store: &StoreConfig,
) -> Result<Effective<Disconnected>, StoresError> {
    let id = &store.settings.id;
    let secrets = app.secrets.get(id).await?;
    let deletion = match &secrets {
        Some(secrets) => delete(app, store, secrets).await,
        None => Deletion::default(),
    };
    let profile = StoreProfile { connection: ended(&store.profile.connection), ..store.profile.clone() };
    let entry = author.entry(app, AuditAction::DisconnectStore, Vec::new());
    app.configs.put_profile(id, &profile, &entry).await?;
    app.checkups.delete_checkup(id).await?;
    app.secrets.delete(id).await?;
    let outcome = Disconnected {
        store: StoreView::of(&profile, &store.settings, None),
        webhooks_deleted: deletion.deleted,
        key_removed: secrets.is_some(),
        advice: deletion.error.map(|error| {
            format!(
                "{error} Webhooks may be left in Recharge: delete the API token there, and they end with it."
            )
        }),
    };
    Ok(Effective::changed_signing(app, outcome))
}

async fn delete(app: &App, store: &StoreConfig, secrets: &RechargeSecrets) -> Deletion {
    let token = &secrets.api_token;
    match registration::webhooks_of(&*app.recharge, token, &app.public_url, &store.settings.id).await {
        Ok(ours) => registration::delete_webhooks(&*app.recharge, token, ours).await,
        Err(error) => Deletion { deleted: 0, error: Some(error) },
    }
}

fn ended(connection: &Connection) -> Connection {
    Connection { shop_domain: connection.shop_domain.clone(), ..create::no_connection() }
}
