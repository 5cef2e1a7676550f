//! The way in for Twilio: the address, and the signature.

use rechime_sms::{
    feedback::Feedback,
    twilio::{
        signature,
        webhook::{Address, Form},
    },
};
use secrecy::SecretString;

use crate::event::{HttpAnswer, HttpRequest};

/// The largest form taken. A text of ten segments in percent-encoded emoji is 20 KB.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Knows who is Twilio.
pub struct Door {
    token: Option<SecretString>,
    public_url: String,
}

impl Door {
    /// A door below `public_url`; without Twilio's auth token a closed one.
    #[must_use]
    pub fn new(token: Option<SecretString>, public_url: &str) -> Self {
        Self { token, public_url: public_url.trim_end_matches('/').to_owned() }
    }

    /// What a request tells, if it is Twilio's; `None` where that is nothing new.
    pub(crate) fn admit(&self, request: &HttpRequest) -> Result<Option<Feedback>, HttpAnswer> {
        let token = self.token.as_ref().ok_or(HttpAnswer::NotFound)?;
        let address = Address::parse(&request.raw_path).ok_or(HttpAnswer::NotFound)?;
        let form = form(request)?;
        let signature = request.headers.get("x-twilio-signature").ok_or(HttpAnswer::Forbidden)?;
        if !signature::is_genuine(token, signature, &self.url(&address, &request.raw_query_string), &form) {
            return Err(HttpAnswer::Forbidden);
        }
        Ok(address.read(&form))
    }

    /// The address as Twilio was told. Never the Host header's: whoever calls writes that.
    fn url(&self, address: &Address, query: &str) -> String {
        let path = address.path();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.public_url)
    }
}

fn form(request: &HttpRequest) -> Result<Form, HttpAnswer> {
    if request.body.as_ref().is_some_and(|body| body.len() > MAX_BODY_BYTES) {
        return Err(HttpAnswer::TooLarge);
    }
    let body = request.bytes().ok_or(HttpAnswer::NotAForm)?;
    Ok(form_urlencoded::parse(&body).into_owned().collect())
}
