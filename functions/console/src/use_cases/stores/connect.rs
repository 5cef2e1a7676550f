//! Connecting a store to Recharge.

mod credentials;
mod key_replacement;
pub(crate) mod scopes;

use rechime_domain::{
    flow::edit::FieldFault,
    ids::StoreId,
    place::named_country,
    settings::{ConsentMode, StoreSettings},
};
use rechime_platform::secrets::RechargeSecrets;
use rechime_recharge::{
    client::{ShopDetails, TokenInformation},
    registration::{self, Registration},
};
use rechime_store::{
    StoreError,
    audit::AuditAction,
    checkups::Checkup,
    configs::{Connection, ConnectionState, StoreConfig, StoreProfile},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    StoresError, create, settings,
    view::{self, StoreView},
};
use crate::{
    app::App,
    use_cases::{audit::differences, author::Author, effective::Effective},
};

/// A store to connect. Where it exists its settings stay as they are, and the connection is completed.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Connecting {
    pub(crate) id: StoreId,
    pub(crate) name: String,
    #[cfg_attr(test, schema(value_type = String))]
    pub(crate) recharge_api_key: SecretString,
    #[cfg_attr(test, schema(value_type = Option<String>))]
    pub(crate) recharge_client_secret: Option<SecretString>,
    pub(crate) time_zone: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) consent_mode: Option<ConsentMode>,
    pub(crate) portal_url: Option<String>,
    pub(crate) contact: Option<String>,
    /// Whether another API key takes the place of the one that is there.
    #[serde(default)]
    pub(crate) replace_key: bool,
}

/// A connected store.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Connected {
    /// Whether the store is new; else it was completed or kept.
    #[serde(skip)]
    pub(crate) created: bool,
    pub(crate) store: StoreView,
    pub(crate) webhook_url: String,
    pub(crate) webhooks: Webhooks,
    pub(crate) missing: Vec<FieldFault>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Webhooks {
    pub(crate) created: usize,
    pub(crate) kept: usize,
    /// Those of the key that another took the place of.
    pub(crate) deleted: usize,
}

/// Connects a store, or completes what a failure left of that.
///
/// Each step is kept when a later one fails, and finds itself done when the call is repeated. The webhooks come
/// last but for the word that they are live: the first event must find the secrets and the store.
pub(crate) async fn connect(
    app: &App,
    author: &Author,
    wanted: Connecting,
) -> Result<Effective<Connected>, StoresError> {
    let known = app.secrets.get(&wanted.id).await?;
    let secrets = credentials::settle(app, known.as_deref(), &wanted)?;
    let token = app.recharge.get_token_information(&secrets.api_token).await?;
    let missing = scopes::missing(&token.scopes);
    if !missing.is_empty() {
        return Err(StoresError::MissingPermissions(missing));
    }
    let shop = app.recharge.get_store(&secrets.api_token).await?.unwrap_or_default();
    let standing = app.configs.get_config(&wanted.id).await?;
    let created = standing.is_none();
    let store_config =
        standing.map_or_else(|| new_store(app, &wanted, &shop), |store| Ok(StoreConfig::clone(&store)))?;
    app.secrets.put(&wanted.id, &secrets).await?;
    if created {
        create(app, author, &store_config).await?;
    }
    let webhook_url = registration::webhook_url(&app.public_url, &wanted.id, &secrets.signing.path_key);
    let (api, key) = (&*app.recharge, &secrets.api_token);
    let registration = registration::register_webhooks(api, key, &webhook_url, &token.scopes).await?;
    let deleted = key_replacement::delete_old_webhooks(app, &wanted.id, known.as_deref(), key).await;
    let profile = live(app, &store_config.profile, &secrets, token, shop, &registration);
    let checkup = checked(app, &wanted.id, &registration).await?;
    let changes = differences(&store_config.profile.connection, &profile.connection);
    let entry = author.entry(app, AuditAction::ConnectStore, changes);
    app.configs.put_profile(&wanted.id, &profile, &entry).await?;
    let webhooks = Webhooks { created: registration.created.len(), kept: registration.kept, deleted };
    let missing = view::missing(&store_config.settings);
    let store = StoreView::of(&profile, &store_config.settings, Some(&checkup));
    Ok(Effective::saved_secrets(app, Connected { created, store, webhook_url, webhooks, missing }))
}

/// Starts upkeep anew. What a key that was refused has missed is looked for from where upkeep was.
async fn checked(app: &App, store: &StoreId, registration: &Registration) -> Result<Checkup, StoreError> {
    let fresh = Checkup::fresh(app.clock.now(), registration.webhooks());
    let checkup = match app.checkups.get_checkup(store).await? {
        Some(last) => fresh.following(last),
        None => fresh,
    };
    app.checkups.put_checkup(store, &checkup).await?;
    Ok(checkup)
}

fn new_store(app: &App, wanted: &Connecting, shop: &ShopDetails) -> Result<StoreConfig, StoresError> {
    Ok(create::unconnected(app, new_settings(wanted, shop)?))
}

/// A call at the same time may have made the same store.
async fn create(app: &App, author: &Author, store_config: &StoreConfig) -> Result<(), StoreError> {
    let entry = author.entry(app, AuditAction::CreateStore, Vec::new());
    match app.configs.create_store(store_config, &entry).await {
        Err(StoreError::Exists) => Ok(()),
        outcome => outcome,
    }
}

fn new_settings(wanted: &Connecting, shop: &ShopDetails) -> Result<StoreSettings, StoresError> {
    let Some(time_zone) = wanted.time_zone.clone().or_else(|| shop.time_zone.clone()) else {
        let detail =
            "give the store's IANA time zone, such as America/New_York; this API key may not ask Recharge";
        return Err(StoresError::of_field("time_zone", detail));
    };
    let mut settings = StoreSettings::new(wanted.id.clone(), wanted.name.trim(), time_zone);
    if let Some(country) = named_country(wanted.country.as_deref()) {
        settings.country = country;
    }
    settings.consent_mode = wanted.consent_mode.unwrap_or(ConsentMode::OwnList);
    settings.portal_url = wanted.portal_url.as_ref().map(|url| url.trim().to_owned());
    let no_contact = settings::set_contact(&mut settings, wanted.contact.as_deref()).err();
    settings::check(&settings, no_contact)?;
    Ok(settings)
}

fn live(
    app: &App,
    profile: &StoreProfile,
    secrets: &RechargeSecrets,
    token: TokenInformation,
    shop: ShopDetails,
    registration: &Registration,
) -> StoreProfile {
    let connection = Connection {
        state: ConnectionState::Live,
        shop_domain: shop.domain,
        has_client_secret: secrets.signing.client_secret.is_some(),
        scopes: token.scopes,
        webhooks: registration.webhooks(),
        connected_at: profile.connection.connected_at.or_else(|| Some(app.clock.now())),
    };
    StoreProfile { connection, ..profile.clone() }
}
