//! AWS Signature Version 4:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.

use std::{
    collections::HashMap,
    fmt::{self, Write},
    sync::{Mutex, PoisonError},
};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use hyper::header::HeaderName;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The credentials of the function's role.
#[derive(Clone, Debug)]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: SecretString,
    /// Temporary credentials, as those of a role are, have one.
    pub(super) session_token: Option<SecretString>,
}

/// Signs requests to the services of a region.
pub(super) struct Signer {
    pub(super) credentials: Credentials,
    region: String,
    /// The key of each service, with the day on which it is valid.
    keys: Mutex<HashMap<&'static str, (String, Key)>>,
}

type Key = [u8; 32];

/// The signed parts of a `POST` without a query.
pub(super) struct Signed<'a> {
    /// Of letters that need no encoding. No segment is `.` or `..`: for a signature those are taken out.
    pub(super) path: &'a str,
    /// In the order of their names.
    pub(super) headers: &'a [(HeaderName, &'a str)],
    pub(super) body: &'a [u8],
}

impl Signer {
    pub(super) fn new(credentials: Credentials, region: &str) -> Self {
        Self { credentials, region: region.to_owned(), keys: Mutex::default() }
    }

    /// The value of `Authorization` for a request to a service.
    pub(super) fn authorization(
        &self,
        service: &'static str,
        at: Timestamp,
        request: &Signed<'_>,
    ) -> Result<String, fmt::Error> {
        let mut names = String::new();
        let mut headers = String::new();
        for (name, value) in request.headers {
            let separator = if names.is_empty() { "" } else { ";" };
            write!(names, "{separator}{name}")?;
            writeln!(headers, "{name}:{}", value.trim())?;
        }
        let canonical = format!("POST\n{}\n\n{headers}\n{names}\n{}", request.path, hash(request.body));
        let date = date(at);
        let scope = format!("{date}/{}/{service}/aws4_request", self.region);
        let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{}", time(at), hash(canonical.as_bytes()));
        let signature = HEXLOWER.encode(&code(&self.key(service, &date), to_sign.as_bytes()));
        let id = &self.credentials.access_key_id;
        Ok(format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"))
    }

    /// The key of a service for a day.
    fn key(&self, service: &'static str, date: &str) -> Key {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.get(service) {
            Some((its_date, key)) if its_date == date => *key,
            _ => {
                let key = self.derive(service, date);
                keys.insert(service, (date.to_owned(), key));
                key
            }
        }
    }

    fn derive(&self, service: &str, date: &str) -> Key {
        let secret = format!("AWS4{}", self.credentials.secret_access_key.expose_secret());
        let date = code(secret.as_bytes(), date.as_bytes());
        let region = code(&date, self.region.as_bytes());
        let service = code(&region, service.as_bytes());
        code(&service, b"aws4_request")
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("region", &self.region).finish_non_exhaustive()
    }
}

/// The value of `X-Amz-Date`.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date(at: Timestamp) -> String {
    at.strftime("%Y%m%d").to_string()
}

fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn code(key: &[u8], data: &[u8]) -> Key {
    let keyed = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    keyed.chain_update(data).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
