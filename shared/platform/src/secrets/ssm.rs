//! Secrets of stores in SSM's Parameter Store.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ssm::{
    Client,
    operation::{delete_parameter::DeleteParameterError, get_parameter::GetParameterError},
    types::{ParameterTier, ParameterType},
};
use aws_types::SdkConfig;
use rechime_domain::ids::StoreId;
use secrecy::ExposeSecret;

use super::{RechargeSecrets, SecretEditor, SecretsError, StoreSecrets, unreachable};
use crate::environment::{Environment, EnvironmentError};

/// One `SecureString` for each store: `{SECRETS_PREFIX}/{store}/recharge`, JSON.
#[derive(Clone, Debug)]
pub struct SsmSecrets {
    client: Client,
    prefix: String,
}

impl SsmSecrets {
    /// The secrets below `SECRETS_PREFIX`.
    pub fn from_environment(
        sdk_config: &SdkConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        let prefix = environment.required("SECRETS_PREFIX")?.trim_end_matches('/').to_owned();
        Ok(Self { client: Client::new(sdk_config), prefix })
    }

    fn name(&self, store: &StoreId) -> String {
        format!("{}/{store}/recharge", self.prefix)
    }
}

#[async_trait]
impl StoreSecrets for SsmSecrets {
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        let name = self.name(store);
        let answer = match self.client.get_parameter().name(&name).with_decryption(true).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetParameterError::is_parameter_not_found) => {
                return Ok(None);
            }
            Err(error) => return Err(unreachable(&name, &error)),
        };
        let json = answer.parameter.and_then(|parameter| parameter.value).unwrap_or_default();
        // serde_json's own message may quote the secret.
        let place =
            |error: serde_json::Error| format!("not the JSON it was written as (column {})", error.column());
        let secrets = serde_json::from_str(&json)
            .map_err(|error| SecretsError::Unusable { name, reason: place(error) })?;
        Ok(Some(Arc::new(secrets)))
    }
}

#[async_trait]
impl SecretEditor for SsmSecrets {
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError> {
        let name = self.name(store);
        let json = secrets
            .to_json()
            .map_err(|error| SecretsError::Unusable { name: name.clone(), reason: error.to_string() })?;
        let request = self.client.put_parameter().name(&name).value(json.expose_secret());
        let request =
            request.r#type(ParameterType::SecureString).tier(ParameterTier::Standard).overwrite(true);
        request.send().await.map(drop).map_err(|error| unreachable(&name, &error))
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        let name = self.name(store);
        match self.client.delete_parameter().name(&name).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(DeleteParameterError::is_parameter_not_found) =>
            {
                Ok(())
            }
            Err(error) => Err(unreachable(&name, &error)),
        }
    }
}

#[cfg(test)]
mod tests;
