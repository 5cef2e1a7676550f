//! Secrets of the installation, read once when a process starts.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{SecretsError, parameter_store::ParameterStore, unreachable};
use crate::aws::{AwsConfig, Client, SECRETS_MANAGER};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValue<'a> {
    secret_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretValue {
    secret_string: Option<SecretString>,
}

/// The key that signs the merchant in to the console, from Secrets Manager.
pub async fn admin_key(aws_config: &AwsConfig, arn: &str) -> Result<SecretString, SecretsError> {
    generated(aws_config, arn).await
}

/// The key from which codes and hashes are made that only this installation can make, from Secrets Manager.
pub async fn installation_key(aws_config: &AwsConfig, arn: &str) -> Result<SecretString, SecretsError> {
    generated(aws_config, arn).await
}

/// A secret that the template made.
async fn generated(aws_config: &AwsConfig, arn: &str) -> Result<SecretString, SecretsError> {
    let client = Client::new(aws_config, &SECRETS_MANAGER);
    let answer = client.call::<SecretValue>("GetSecretValue", &GetSecretValue { secret_id: arn }).await;
    usable(arn, answer.map_err(|error| unreachable(arn, &error))?.secret_string)
}

/// A `SecureString` that the operator stored in SSM beforehand, such as Twilio's auth token.
pub async fn parameter(aws_config: &AwsConfig, name: &str) -> Result<SecretString, SecretsError> {
    let missing = || SecretsError::Unreachable {
        name: name.to_owned(),
        reason: "there is no such parameter in this account and region".to_owned(),
    };
    let value = ParameterStore::new(aws_config).get(name).await?.ok_or_else(missing)?;
    usable(name, Some(value))
}

fn usable(name: &str, value: Option<SecretString>) -> Result<SecretString, SecretsError> {
    let value = value.filter(|value| !value.expose_secret().trim().is_empty());
    value.ok_or_else(|| SecretsError::Unusable { name: name.to_owned(), reason: "it is empty".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Answer, HttpStub};

    #[tokio::test]
    async fn the_admin_key_is_a_secret_and_twilio_s_token_a_decrypted_parameter() {
        let stub = HttpStub::start([Answer::json(200, r#"{"SecretString":"key"}"#)]).unwrap();
        assert_eq!(admin_key(&stub.aws(), "arn:admin").await.unwrap().expose_secret(), "key");
        assert_eq!(stub.asked()[0].body, r#"{"SecretId":"arn:admin"}"#);

        let stub = HttpStub::start([Answer::json(200, r#"{"Parameter":{"Value":"token"}}"#)]).unwrap();
        assert_eq!(parameter(&stub.aws(), "/rechime/twilio").await.unwrap().expose_secret(), "token");
        assert_eq!(stub.asked()[0].body, r#"{"Name":"/rechime/twilio","WithDecryption":true}"#);
    }

    #[tokio::test]
    async fn what_is_empty_or_missing_is_named() {
        let empty = Answer::json(200, r#"{"Parameter":{"Value":" "}}"#);
        let stub = HttpStub::start([empty, Answer::json(400, r#"{"__type":"ParameterNotFound"}"#)]).unwrap();
        let error = parameter(&stub.aws(), "/rechime/twilio").await.unwrap_err();
        assert_eq!(error.to_string(), "the secret /rechime/twilio is not what it should be: it is empty");
        let error = parameter(&stub.aws(), "/rechime/twilio").await.unwrap_err();
        assert!(error.to_string().contains("/rechime/twilio is out of reach"), "{error}");
    }
}
