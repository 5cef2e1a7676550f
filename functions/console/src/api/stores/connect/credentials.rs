//! The secrets of a store that is being connected.

use rechime_platform::{random, secrets::RechargeSecrets};
use secrecy::{ExposeSecret, SecretString};

use super::Connecting;
use crate::{api::stores::StoresError, problem::FieldError};

/// Characters of the path key: 190 bits.
const PATH_KEY_LENGTH: usize = 32;

/// The secrets as they will be kept: the path key stays as long as the store, the client secret until another
/// one is given, and the one before it for the webhooks that it still signs.
pub(super) fn settle(
    known: Option<&RechargeSecrets>,
    wanted: &Connecting,
) -> Result<RechargeSecrets, StoresError> {
    let api_token = given(Some(&wanted.recharge_api_key)).ok_or_else(no_key)?;
    let client_secret = given(wanted.recharge_client_secret.as_ref());
    let Some(known) = known else {
        let path_key = random::key(PATH_KEY_LENGTH)?.into();
        return Ok(RechargeSecrets { api_token, client_secret, previous_client_secret: None, path_key });
    };
    if !wanted.replace_key && !same(&known.api_token, &api_token) {
        return Err(StoresError::OtherKey);
    }
    let rotated =
        known.client_secret.as_ref().zip(client_secret.as_ref()).is_some_and(|(old, new)| !same(old, new));
    Ok(RechargeSecrets {
        api_token,
        previous_client_secret: if rotated {
            known.client_secret.clone()
        } else {
            known.previous_client_secret.clone()
        },
        client_secret: client_secret.or_else(|| known.client_secret.clone()),
        path_key: known.path_key.clone(),
    })
}

/// What was pasted, without the blanks around it.
fn given(secret: Option<&SecretString>) -> Option<SecretString> {
    let text = secret?.expose_secret().trim();
    (!text.is_empty()).then(|| SecretString::from(text))
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

fn no_key() -> StoresError {
    let detail = "paste the API token from Recharge: Tools & apps > API tokens";
    StoresError::Invalid(vec![FieldError::new("recharge_api_key", detail)])
}
