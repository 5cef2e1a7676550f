//! What a store's texts are sent from: shown, changed, tried.

mod wanted;

use std::sync::Arc;

use rechime_domain::{
    flow::edit::FieldFault,
    ids::{SenderId, StoreId},
    phone::PhoneNumber,
    sender::{ProviderName, Sender},
};
use rechime_platform::secrets::{SecretsError, SenderSecret};
use rechime_sms::sender_check::CheckError;
use rechime_store::{
    StoreError,
    audit::{AuditAction, FieldChange},
    configs::StoreConfig,
    senders::KnownSender,
};
use serde::Serialize;

pub(crate) use self::wanted::NewSender;
use super::{audit::differences, author::Author, effective::Effective};
use crate::app::App;

/// Why a sender is not shown or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SenderError {
    #[error("Correct what `errors` lists, then send it again. Nothing was saved.")]
    Invalid(Vec<FieldFault>),
    #[error(
        "Only the admin key may give a store a sender of AWS, or one that another store uses too: a change counts for all \
         of them."
    )]
    Shared,
    #[error("The provider could not be asked: {0}. Send the same again.")]
    Provider(String),
    #[error("Somebody else changed the store's sender. Look at it as it is now, then send yours again.")]
    Overtaken,
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SenderError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Overtaken,
            other => Self::Store(other),
        }
    }
}

impl SenderError {
    fn of_field(field: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault::new(field, detail)])
    }
}

/// A store's sender. Credentials are never shown.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SenderView {
    pub(crate) id: SenderId,
    pub(crate) provider: ProviderName,
    pub(crate) account: Option<String>,
    pub(crate) identity: Option<String>,
    /// The numbers that customers reply to, where they are known.
    pub(crate) numbers: Vec<PhoneNumber>,
    pub(crate) parts_per_second: u32,
    pub(crate) daily_cap: Option<u32>,
    /// Whether the store has it of its own; else it is the installation's.
    pub(crate) own: bool,
    /// Whether other stores use it as well.
    pub(crate) shared: bool,
    /// The webhook for incoming messages, to be set at the number or messaging service in Twilio's console.
    pub(crate) replies_url: Option<String>,
}

/// Shows what a store's texts are sent from.
pub(crate) async fn show(app: &App, store: &StoreConfig) -> Result<SenderView, SenderError> {
    let shared = match &store.sender {
        Some(sender) => !others(app, store, &sender.id).await?.is_empty(),
        None => app.configs.get_only_store().await?.is_none(),
    };
    Ok(view(app, store.sender(&app.own_sender), shared))
}

/// Gives a store a sender, or changes the one that it has. The provider is asked first whether it can be used.
pub(crate) async fn put(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    wanted: NewSender,
) -> Result<Effective<SenderView>, SenderError> {
    let token = wanted.auth_token.clone();
    let sender = wanted.parse()?;
    if sender.sends_from_the_same(&app.own_sender) {
        return Err(SenderError::of_field("identity", INSTALLATIONS));
    }
    let others = others(app, store, &sender.id).await?;
    if (!others.is_empty() || sender.provider == ProviderName::Aws) && !author.is_admin() {
        return Err(SenderError::Shared);
    }
    let secret = secret(app, store, &sender, token).await?;
    let numbers = app.sender_check.check(&sender, secret.as_deref()).await.map_err(refused)?;
    let sender = Sender { numbers, ..sender };
    check_numbers(app, &sender).await?;
    if let Some(secret) = &secret {
        app.sender_secrets.put_sender_secret(&sender.id, secret).await?;
    }
    for other in &others {
        let Some(other) = app.configs.get_config(other).await? else { continue };
        save(app, author, &other, Some(&sender)).await?;
    }
    save(app, author, store, Some(&sender)).await?;
    let view = view(app, &sender, !others.is_empty());
    Ok(Effective::saved(app, view).review_waiting(app, &store.settings.id).await)
}

/// Gives a store the installation's own sender again. The one that it had stays known, with its credentials: customers still
/// reply to its number, and their STOP must be heard.
pub(crate) async fn delete(
    app: &App,
    author: &Author,
    store: &StoreConfig,
) -> Result<Effective<SenderView>, SenderError> {
    if store.sender.is_none() {
        return Ok(Effective::unchanged(app, show(app, store).await?));
    }
    save(app, author, store, None).await?;
    let now = StoreConfig { sender: None, ..store.clone() };
    Ok(Effective::saved(app, show(app, &now).await?).review_waiting(app, &store.settings.id).await)
}

async fn save(
    app: &App,
    author: &Author,
    store: &StoreConfig,
    sender: Option<&Sender>,
) -> Result<(), SenderError> {
    let action = if sender.is_some() { AuditAction::PutSender } else { AuditAction::DeleteSender };
    let entry = author.entry(app, action, changes(store.sender.as_ref(), sender));
    let before = store.sender.as_ref().map(|sender| &sender.id);
    Ok(app.configs.put_sender(&store.settings.id, sender, before, &entry).await?)
}

/// Of a sender that comes or goes as a whole, the entry names it by its id.
fn changes(before: Option<&Sender>, after: Option<&Sender>) -> Vec<FieldChange> {
    match (before, after) {
        (Some(before), Some(after)) => differences(before, after),
        (before, after) => {
            let id = |sender: Option<&Sender>| sender.map(|sender| sender.id.as_str().into());
            vec![FieldChange { field: "id".to_owned(), before: id(before), after: id(after) }]
        }
    }
}

/// The other stores that use a sender.
async fn others(app: &App, store: &StoreConfig, id: &SenderId) -> Result<Vec<StoreId>, SenderError> {
    let stores = app.senders.get_sender(id).await?.map(|KnownSender { stores, .. }| stores);
    Ok(stores.into_iter().flatten().filter(|other| *other != store.settings.id).collect())
}

const INSTALLATIONS: &str = "this is the installation's own sender, which each store without a sender of its own has; take \
                             the store's own sender away to have it";
const NO_TOKEN: &str = "give the account's auth token, from the account's page in Twilio's console";
const OTHERS_NUMBER: &str = "another sender has one of these numbers; give the store that sender, so that a STOP to the \
                             number ends the texts of all stores that use it";

/// The credentials: those that are given, else those that are kept of the sender that the store has.
async fn secret(
    app: &App,
    store: &StoreConfig,
    sender: &Sender,
    token: Option<secrecy::SecretString>,
) -> Result<Option<Arc<SenderSecret>>, SenderError> {
    let Some(account) = &sender.account else { return Ok(None) };
    if let Some(token) = token {
        return Ok(Some(Arc::new(SenderSecret { account: account.clone(), token })));
    }
    let has_it = store.sender.as_ref().is_some_and(|standing| standing.id == sender.id);
    let kept = if has_it { app.sender_secrets.get_sender_secret(&sender.id).await? } else { None };
    kept.map(Some).ok_or_else(|| SenderError::of_field("auth_token", NO_TOKEN))
}

fn refused(error: CheckError) -> SenderError {
    match error {
        CheckError::NotReached(reason) => SenderError::Provider(reason),
        CheckError::Credentials => SenderError::of_field("auth_token", error.to_string()),
        CheckError::AccountNotActive(_) => SenderError::of_field("account", error.to_string()),
        CheckError::NoSuchIdentity(_) => SenderError::of_field("identity", error.to_string()),
    }
}

/// A number belongs to one sender: where only the number of a reply is told, it says which.
async fn check_numbers(app: &App, sender: &Sender) -> Result<(), SenderError> {
    if sender.provider != ProviderName::Aws {
        return Ok(());
    }
    if !app.own_sender.numbers.is_disjoint(&sender.numbers) {
        return Err(SenderError::of_field("identity", INSTALLATIONS));
    }
    for number in &sender.numbers {
        let found = app.senders.find_sender(number).await?;
        if found.is_some_and(|found| found != sender.id) {
            return Err(SenderError::of_field("identity", OTHERS_NUMBER));
        }
    }
    Ok(())
}

fn view(app: &App, sender: &Sender, shared: bool) -> SenderView {
    SenderView {
        id: sender.id.clone(),
        provider: sender.provider,
        account: sender.account.clone(),
        identity: sender.identity.clone(),
        numbers: sender.numbers.iter().cloned().collect(),
        parts_per_second: sender.parts_per_second.get(),
        daily_cap: sender.daily_cap.map(std::num::NonZeroU32::get),
        own: !sender.id.is_installations(),
        shared,
        replies_url: app.sender_check.replies_url(sender),
    }
}
