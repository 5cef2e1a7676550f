//! Secrets of the installation, read once when a process starts.

use aws_types::SdkConfig;
use secrecy::SecretString;

use super::{SecretsError, unreachable};

/// The key that signs the merchant in to the console, from Secrets Manager.
pub async fn admin_key(sdk_config: &SdkConfig, arn: &str) -> Result<SecretString, SecretsError> {
    generated(sdk_config, arn).await
}

/// The key from which codes and hashes are made that only this installation can make, from Secrets Manager.
pub async fn installation_key(sdk_config: &SdkConfig, arn: &str) -> Result<SecretString, SecretsError> {
    generated(sdk_config, arn).await
}

/// A secret that the template made.
async fn generated(sdk_config: &SdkConfig, arn: &str) -> Result<SecretString, SecretsError> {
    let client = aws_sdk_secretsmanager::Client::new(sdk_config);
    let answer = client.get_secret_value().secret_id(arn).send().await;
    let answer = answer.map_err(|error| unreachable(arn, &error))?;
    usable(arn, answer.secret_string)
}

/// A `SecureString` that the operator stored in SSM beforehand, such as Twilio's auth token.
pub async fn parameter(sdk_config: &SdkConfig, name: &str) -> Result<SecretString, SecretsError> {
    let client = aws_sdk_ssm::Client::new(sdk_config);
    let answer = client.get_parameter().name(name).with_decryption(true).send().await;
    let answer = answer.map_err(|error| unreachable(name, &error))?;
    usable(name, answer.parameter.and_then(|parameter| parameter.value))
}

fn usable(name: &str, value: Option<String>) -> Result<SecretString, SecretsError> {
    let value = value.filter(|value| !value.trim().is_empty());
    let missing = || SecretsError::Unusable { name: name.to_owned(), reason: "it is empty".to_owned() };
    value.map(SecretString::from).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

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
