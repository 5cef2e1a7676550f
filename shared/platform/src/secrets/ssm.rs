//! Secrets of stores in SSM's Parameter Store.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use aws_sdk_ssm::{
    Client,
    operation::{delete_parameter::DeleteParameterError, put_parameter::PutParameterError},
    types::{ParameterTier, ParameterType},
};
use aws_types::SdkConfig;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use secrecy::{ExposeSecret, SecretString};

use super::{
    ApiTokens, RechargeSecrets, SecretEditor, SecretsError, SignatureMarks, SigningSecrets,
    SigningSecretsReader, StoreSecrets, unreachable,
};
use crate::{
    aws::{OnFirstUse, on_first_use},
    environment::{Environment, EnvironmentError},
};

/// Three parameters for each store, below `{SECRETS_PREFIX}/{store}/`, so that a function may read one and not another:
/// `signing` and `token` are `SecureString`s, and `timestamped` is the time of the first webhook that was signed with one.
#[derive(Clone, Debug)]
pub struct SsmSecrets {
    client: OnFirstUse<Client>,
    prefix: String,
}

const SIGNING: &str = "signing";
const TOKEN: &str = "token";
const TIMESTAMPED: &str = "timestamped";

impl SsmSecrets {
    /// The secrets below `SECRETS_PREFIX`.
    pub fn from_environment(
        sdk_config: &SdkConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        let prefix = environment.required("SECRETS_PREFIX")?.trim_end_matches('/').to_owned();
        Ok(Self { client: on_first_use(sdk_config, Client::new), prefix })
    }

    fn name(&self, store: &StoreId, part: &str) -> String {
        format!("{}/{store}/{part}", self.prefix)
    }

    /// Those of the parameters that exist, in one request.
    async fn read(&self, store: &StoreId, parts: &[&str]) -> Result<Parameters, SecretsError> {
        let names = parts.iter().map(|part| self.name(store, part)).collect();
        let request = self.client.get_parameters().set_names(Some(names)).with_decryption(true);
        let answer = request.send().await.map_err(|error| unreachable(&self.name(store, "*"), &error))?;
        let parameters = answer.parameters.unwrap_or_default().into_iter();
        Ok(parameters.filter_map(|parameter| Some((parameter.name?, parameter.value?.into()))).collect())
    }

    /// Reads the secrets among the parameters.
    fn signing(
        &self,
        store: &StoreId,
        parameters: &Parameters,
    ) -> Result<Option<SigningSecrets>, SecretsError> {
        let name = self.name(store, SIGNING);
        let Some(json) = parameters.get(&name) else { return Ok(None) };
        // serde_json's own message may quote the secret.
        let place =
            |error: serde_json::Error| format!("not the JSON it was written as (column {})", error.column());
        let secrets = serde_json::from_str::<SigningSecrets>(json.expose_secret())
            .map_err(|error| SecretsError::Unusable { name, reason: place(error) })?;
        let timestamped = parameters.contains_key(&self.name(store, TIMESTAMPED));
        Ok(Some(SigningSecrets { timestamped, ..secrets }))
    }

    async fn put_secret(&self, name: &str, value: &SecretString) -> Result<(), SecretsError> {
        let request = self.client.put_parameter().name(name).value(value.expose_secret());
        let request =
            request.r#type(ParameterType::SecureString).tier(ParameterTier::Standard).overwrite(true);
        request.send().await.map(drop).map_err(|error| unreachable(name, &error))
    }

    async fn delete_secret(&self, name: &str) -> Result<(), SecretsError> {
        match self.client.delete_parameter().name(name).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(DeleteParameterError::is_parameter_not_found) =>
            {
                Ok(())
            }
            Err(error) => Err(unreachable(name, &error)),
        }
    }
}

/// Values by the parameters' names.
type Parameters = BTreeMap<String, SecretString>;

#[async_trait]
impl SigningSecretsReader for SsmSecrets {
    async fn get_signing(&self, store: &StoreId) -> Result<Option<Arc<SigningSecrets>>, SecretsError> {
        let parameters = self.read(store, &[SIGNING, TIMESTAMPED]).await?;
        Ok(self.signing(store, &parameters)?.map(Arc::new))
    }
}

#[async_trait]
impl ApiTokens for SsmSecrets {
    async fn get_token(&self, store: &StoreId) -> Result<Option<Arc<SecretString>>, SecretsError> {
        let mut parameters = self.read(store, &[TOKEN]).await?;
        Ok(parameters.remove(&self.name(store, TOKEN)).map(Arc::new))
    }
}

#[async_trait]
impl SignatureMarks for SsmSecrets {
    /// Looks first: SSM takes few writes a second.
    async fn mark_timestamped(&self, store: &StoreId, at: Timestamp) -> Result<(), SecretsError> {
        if !self.read(store, &[TIMESTAMPED]).await?.is_empty() {
            return Ok(());
        }
        let name = self.name(store, TIMESTAMPED);
        let request = self.client.put_parameter().name(&name).value(at.to_string());
        match request.r#type(ParameterType::String).tier(ParameterTier::Standard).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(PutParameterError::is_parameter_already_exists) =>
            {
                Ok(())
            }
            Err(error) => Err(unreachable(&name, &error)),
        }
    }
}

#[async_trait]
impl StoreSecrets for SsmSecrets {
    async fn get(&self, store: &StoreId) -> Result<Option<Arc<RechargeSecrets>>, SecretsError> {
        let mut parameters = self.read(store, &[SIGNING, TOKEN, TIMESTAMPED]).await?;
        let signing = self.signing(store, &parameters)?;
        let token = parameters.remove(&self.name(store, TOKEN));
        Ok(signing.zip(token).map(|(signing, api_token)| Arc::new(RechargeSecrets { api_token, signing })))
    }
}

#[async_trait]
impl SecretEditor for SsmSecrets {
    /// The token comes last and goes first: a store without one is not connected.
    async fn put(&self, store: &StoreId, secrets: &RechargeSecrets) -> Result<(), SecretsError> {
        let name = self.name(store, SIGNING);
        let json = secrets
            .signing
            .to_json()
            .map_err(|error| SecretsError::Unusable { name: name.clone(), reason: error.to_string() })?;
        self.put_secret(&name, &json).await?;
        self.put_secret(&self.name(store, TOKEN), &secrets.api_token).await
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        self.delete_secret(&self.name(store, TOKEN)).await?;
        self.delete_secret(&self.name(store, SIGNING)).await
    }
}

#[cfg(test)]
mod tests;
