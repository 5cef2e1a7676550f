//! Which calls are Twilio's: the address, and the signature.

use secrecy::SecretString;

use super::{
    signature,
    webhook::{CallPath, Form},
};
use crate::{
    feedback::Feedback,
    webhooks::{AnswerBody, CallRefused, HttpRequest, ProviderWebhooks},
};

/// The largest form taken. A text of ten segments in percent-encoded emoji is 20 KB.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// An empty `TwiML` document: any other text would be sent to the customer.
const EMPTY_TWIML: AnswerBody = AnswerBody { content_type: "text/xml", text: "<Response/>" };

/// Takes Twilio's calls.
pub struct TwilioWebhooks {
    token: SecretString,
    public_url: String,
}

impl TwilioWebhooks {
    /// Takes what is signed with the account's auth `token` for an address below `public_url`.
    #[must_use]
    pub fn new(token: SecretString, public_url: &str) -> Self {
        Self { token, public_url: public_url.trim_end_matches('/').to_owned() }
    }

    /// The address as Twilio was told. Never the Host header's: whoever calls writes that.
    fn url(&self, path: &CallPath, query: &str) -> String {
        let path = path.as_text();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{query}", self.public_url)
    }
}

impl ProviderWebhooks for TwilioWebhooks {
    fn admit(&self, request: &HttpRequest) -> Result<Option<Feedback>, CallRefused> {
        let path = CallPath::parse(&request.raw_path).ok_or(CallRefused::NotFound)?;
        let form: Form = form_urlencoded::parse(&request.bytes(MAX_BODY_BYTES)?).into_owned().collect();
        let signature = request.headers.get("x-twilio-signature").ok_or(CallRefused::Forbidden)?;
        let url = self.url(&path, &request.raw_query_string);
        if !signature::is_genuine(&self.token, signature, &url, &form) {
            return Err(CallRefused::Forbidden);
        }
        Ok(path.read(&form))
    }

    fn answer_body(&self) -> AnswerBody {
        EMPTY_TWIML
    }
}
