//! AWS Signature Version 4:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use std::fmt::Write;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Whose requests they are.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: SecretString,
    /// Of the credentials of a role.
    pub(super) session_token: Option<SecretString>,
}

/// For what a signature is good.
pub(super) struct Scope<'a> {
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) at: Timestamp,
}

/// What is signed of a `POST` without a query.
pub(super) struct Signed<'a> {
    /// Of letters that need no encoding.
    pub(super) path: &'a str,
    /// By name, in lower case, in order.
    pub(super) headers: &'a [(&'static str, &'a str)],
    pub(super) body: &'a [u8],
}

impl Scope<'_> {
    /// The value of `X-Amz-Date`.
    pub(super) fn time(&self) -> String {
        self.at.strftime("%Y%m%dT%H%M%SZ").to_string()
    }

    fn date(&self) -> String {
        self.at.strftime("%Y%m%d").to_string()
    }

    fn name(&self) -> String {
        format!("{}/{}/{}/aws4_request", self.date(), self.region, self.service)
    }

    fn key(&self, secret_access_key: &SecretString) -> [u8; 32] {
        let secret = format!("AWS4{}", secret_access_key.expose_secret());
        let date = code(secret.as_bytes(), self.date().as_bytes());
        let region = code(&date, self.region.as_bytes());
        let service = code(&region, self.service.as_bytes());
        code(&service, b"aws4_request")
    }
}

/// The value of `Authorization`.
pub(super) fn authorization(
    credentials: &Credentials,
    scope: &Scope<'_>,
    request: &Signed<'_>,
) -> Result<String, std::fmt::Error> {
    let mut names = String::new();
    let mut headers = String::new();
    for (name, value) in request.headers {
        let separator = if names.is_empty() { "" } else { ";" };
        write!(names, "{separator}{name}")?;
        writeln!(headers, "{name}:{}", value.trim())?;
    }
    let canonical = format!("POST\n{}\n\n{headers}\n{names}\n{}", request.path, hash(request.body));
    let scope_name = scope.name();
    let to_sign = format!("{ALGORITHM}\n{}\n{scope_name}\n{}", scope.time(), hash(canonical.as_bytes()));
    let key = scope.key(&credentials.secret_access_key);
    let signature = HEXLOWER.encode(&code(&key, to_sign.as_bytes()));
    let id = &credentials.access_key_id;
    Ok(format!("{ALGORITHM} Credential={id}/{scope_name}, SignedHeaders={names}, Signature={signature}"))
}

fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn code(key: &[u8], data: &[u8]) -> [u8; 32] {
    let keyed = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    keyed.chain_update(data).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
