//! SSM's Parameter Store:
//! <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html>.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{SecretsError, unreachable};
use crate::aws::{AwsConfig, Client, SSM};

/// The parameters of this account and region.
#[derive(Clone, Debug)]
pub(super) struct ParameterStore(Client);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Get<'a> {
    name: &'a str,
    with_decryption: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetSeveral<'a> {
    names: &'a [String],
    with_decryption: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Put<'a> {
    name: &'a str,
    value: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    overwrite: Option<bool>,
    tier: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Delete<'a> {
    name: &'a str,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Got {
    parameter: Parameter,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GotSeveral {
    parameters: Vec<Parameter>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Parameter {
    name: Option<String>,
    value: Option<SecretString>,
}

const STANDARD: &str = "Standard";

impl ParameterStore {
    pub(super) fn new(aws_config: &AwsConfig) -> Self {
        Self(Client::new(aws_config, &SSM))
    }

    /// A parameter's value; empty if it has none, `None` if there is no such parameter.
    pub(super) async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretsError> {
        match self.0.call::<Got>("GetParameter", &Get { name, with_decryption: true }).await {
            Ok(got) => Ok(Some(got.parameter.value.unwrap_or_default())),
            Err(error) if error.is("ParameterNotFound") => Ok(None),
            Err(error) => Err(unreachable(name, &error)),
        }
    }

    /// The values, by name, of those parameters that there are. An error names them `all`.
    pub(super) async fn get_several(
        &self,
        names: &[String],
        all: &str,
    ) -> Result<BTreeMap<String, SecretString>, SecretsError> {
        let several = GetSeveral { names, with_decryption: true };
        let got: GotSeveral =
            self.0.call("GetParameters", &several).await.map_err(|error| unreachable(all, &error))?;
        let parameters = got.parameters.into_iter();
        Ok(parameters.filter_map(|parameter| parameter.name.zip(parameter.value)).collect())
    }

    /// Puts an encrypted parameter, in place of any other with that name.
    pub(super) async fn put(&self, name: &str, value: &SecretString) -> Result<(), SecretsError> {
        let value = value.expose_secret();
        let put = Put { name, value, r#type: "SecureString", overwrite: Some(true), tier: STANDARD };
        let put = self.0.call::<IgnoredAny>("PutParameter", &put).await;
        put.map(drop).map_err(|error| unreachable(name, &error))
    }

    /// Puts a parameter that is no secret. One that is there already stays.
    pub(super) async fn put_first(&self, name: &str, value: &str) -> Result<(), SecretsError> {
        let put = Put { name, value, r#type: "String", overwrite: None, tier: STANDARD };
        match self.0.call::<IgnoredAny>("PutParameter", &put).await {
            Err(error) if !error.is("ParameterAlreadyExists") => Err(unreachable(name, &error)),
            _ => Ok(()),
        }
    }

    /// Deletes a parameter. If there is none, that is fine.
    pub(super) async fn delete(&self, name: &str) -> Result<(), SecretsError> {
        match self.0.call::<IgnoredAny>("DeleteParameter", &Delete { name }).await {
            Err(error) if !error.is("ParameterNotFound") => Err(unreachable(name, &error)),
            _ => Ok(()),
        }
    }
}
