//! Secrets of stores in SSM's Parameter Store.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use rechime_domain::ids::StoreId;
use secrecy::{ExposeSecret, SecretString};

use super::{
    ApiTokens, RechargeSecrets, SecretEditor, SecretsError, SignatureMarks, SigningSecrets,
    SigningSecretsReader, StoreSecrets, parameter_store::ParameterStore,
};
use crate::{
    aws::AwsConfig,
    environment::{Environment, EnvironmentError},
};

/// Three parameters for each store, below `{SECRETS_PREFIX}/{store}/`, so that a function may read one and not another:
/// `signing` and `token` are `SecureString`s, and `timestamped` is the time of the first webhook that was signed with one.
#[derive(Clone, Debug)]
pub struct SsmSecrets {
    parameters: ParameterStore,
    prefix: String,
}

const SIGNING: &str = "signing";
const TOKEN: &str = "token";
const TIMESTAMPED: &str = "timestamped";

impl SsmSecrets {
    /// The secrets below `SECRETS_PREFIX`.
    pub fn from_environment(
        aws_config: &AwsConfig,
        environment: &Environment,
    ) -> Result<Self, EnvironmentError> {
        let prefix = environment.required("SECRETS_PREFIX")?.trim_end_matches('/').to_owned();
        Ok(Self { parameters: ParameterStore::new(aws_config), prefix })
    }

    fn name(&self, store: &StoreId, part: &str) -> String {
        format!("{}/{store}/{part}", self.prefix)
    }

    /// Those of the parameters that exist, in one request.
    async fn read(&self, store: &StoreId, parts: &[&str]) -> Result<Parameters, SecretsError> {
        let names: Vec<_> = parts.iter().map(|part| self.name(store, part)).collect();
        self.parameters.get_several(&names, &self.name(store, "*")).await
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
        self.parameters.put_first(&self.name(store, TIMESTAMPED), &at.to_string()).await
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
        self.parameters.put(&name, &json).await?;
        self.parameters.put(&self.name(store, TOKEN), &secrets.api_token).await
    }

    async fn delete(&self, store: &StoreId) -> Result<(), SecretsError> {
        self.parameters.delete(&self.name(store, TOKEN)).await?;
        self.parameters.delete(&self.name(store, SIGNING)).await
    }
}

#[cfg(test)]
mod tests;
