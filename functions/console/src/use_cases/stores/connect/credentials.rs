//! The secrets of a store that is being connected.

use jiff::Timestamp;
use rechime_platform::{
    random,
    secrets::{RechargeSecrets, ReplacedSecret},
};
use secrecy::{ExposeSecret, SecretString};

use super::Connecting;
use crate::use_cases::stores::{StoresError, pasted::pasted};

/// Characters of the path key: 190 bits.
const PATH_KEY_LENGTH: usize = 32;

/// The secrets as they will be kept: the path key stays as long as the store, the client secret until another
/// one is given, and the one before it for the webhooks that it still signs.
pub(super) fn settle(
    known: Option<&RechargeSecrets>,
    wanted: &Connecting,
    now: Timestamp,
) -> Result<RechargeSecrets, StoresError> {
    let api_token = pasted("recharge_api_key", Some(&wanted.recharge_api_key))?.ok_or_else(no_key)?;
    let client_secret = pasted("recharge_client_secret", wanted.recharge_client_secret.as_ref())?;
    let Some(known) = known else {
        let path_key = random::key(PATH_KEY_LENGTH)?.into();
        return Ok(RechargeSecrets {
            api_token,
            client_secret,
            previous_client_secret: None,
            path_key,
            shopify_secret: None,
        });
    };
    let other_key = !same(&known.api_token, &api_token);
    if other_key && !wanted.replace_key {
        return Err(StoresError::OtherKey);
    }
    if other_key && known.expects_signatures() && client_secret.is_none() {
        return Err(no_client_secret());
    }
    let replaced =
        known.client_secret.clone().filter(|old| client_secret.as_ref().is_some_and(|new| !same(old, new)));
    let replaced = replaced.map(|secret| ReplacedSecret { secret, replaced_at: now });
    Ok(RechargeSecrets {
        api_token,
        previous_client_secret: replaced.or_else(|| known.previous_client_secret.clone()),
        client_secret: client_secret.or_else(|| known.client_secret.clone()),
        path_key: known.path_key.clone(),
        shopify_secret: known.shopify_secret.clone(),
    })
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
