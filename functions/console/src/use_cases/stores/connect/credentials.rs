//! The secrets of a store that is being connected.

use jiff::Timestamp;
use rechime_domain::{ids::StoreId, path_key::PathKeys};
use rechime_platform::{
    random,
    secrets::{RechargeSecrets, ReplacedSecret, SigningSecrets},
};
use secrecy::{ExposeSecret, SecretString};

use super::Connecting;
use crate::{
    app::App,
    use_cases::stores::{StoresError, pasted::pasted},
};

/// The secrets as they will be kept: the path key stays as long as the store is connected, the client secret until another
/// one is given, and the one before it for the webhooks that it still signs.
pub(super) fn settle(
    app: &App,
    known: Option<&RechargeSecrets>,
    wanted: &Connecting,
) -> Result<RechargeSecrets, StoresError> {
    let api_token = pasted("recharge_api_key", Some(&wanted.recharge_api_key))?.ok_or_else(no_key)?;
    let client_secret = pasted("recharge_client_secret", wanted.recharge_client_secret.as_ref())?;
    let Some(known) = known else {
        return Ok(RechargeSecrets { api_token, signing: new_signing(app, &wanted.id, client_secret)? });
    };
    let other_key = !same(&known.api_token, &api_token);
    if other_key && !wanted.replace_key {
        return Err(StoresError::OtherKey);
    }
    if other_key && known.signing.expects_signatures() && client_secret.is_none() {
        return Err(no_client_secret());
    }
    Ok(RechargeSecrets { api_token, signing: replaced(&known.signing, client_secret, app.clock.now()) })
}

fn new_signing(
    app: &App,
    store: &StoreId,
    client_secret: Option<SecretString>,
) -> Result<SigningSecrets, StoresError> {
    let path_key = app.path_keys.issue(store, &random::key(PathKeys::RANDOM)?);
    Ok(SigningSecrets {
        client_secret,
        previous_client_secret: None,
        path_key: path_key.into(),
        shopify_secret: None,
        timestamped: false,
    })
}

fn replaced(known: &SigningSecrets, client_secret: Option<SecretString>, now: Timestamp) -> SigningSecrets {
    let replaced =
        known.client_secret.clone().filter(|old| client_secret.as_ref().is_some_and(|new| !same(old, new)));
    let replaced = replaced.map(|secret| ReplacedSecret { secret, replaced_at: now });
    SigningSecrets {
        previous_client_secret: replaced.or_else(|| known.previous_client_secret.clone()),
        client_secret: client_secret.or_else(|| known.client_secret.clone()),
        ..known.clone()
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// Its webhooks would be signed with a secret that we do not know, and all refused.
fn no_client_secret() -> StoresError {
    let detail =
        "another key has another client secret; paste that too, from Tools & apps > API tokens > the key";
    StoresError::of_field("recharge_client_secret", detail)
}

fn no_key() -> StoresError {
    let detail = "paste the API token from Recharge: Tools & apps > API tokens";
    StoresError::of_field("recharge_api_key", detail)
}
