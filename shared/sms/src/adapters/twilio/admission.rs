//! Which calls are Twilio's: the address, the signature, and what a signed form must look like.

use std::sync::Arc;

use async_trait::async_trait;
use rechime_domain::{ids::SenderId, sender::SenderPathKey};
use rechime_platform::secrets::{SecretsError, SenderSecret, SenderSecrets};
use secrecy::ExposeSecret;

use super::{
    signature,
    webhook::{CallPath, Door, Form, field, repeats_a_field},
};
use crate::{
    feedback::Feedback,
    webhooks::{AnswerBody, CallRefused, HttpRequest, ProviderWebhooks},
};

/// The largest form taken. A text of ten segments in percent-encoded emoji is 20 KB.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// An empty `TwiML` document: any other text would be sent to the customer.
const EMPTY_TWIML: AnswerBody = AnswerBody { content_type: "text/xml", text: "<Response/>" };

/// Takes the calls of every Twilio account that the installation or a store sends with.
pub struct TwilioWebhooks {
    own: Option<Arc<SenderSecret>>,
    secrets: Arc<dyn SenderSecrets>,
    key: SenderPathKey,
    public_url: String,
}

impl TwilioWebhooks {
    /// Takes what is signed with the auth token of the sender that an address below `public_url` names. `own` is that of
    /// the installation's sender, if it is Twilio's; the others are among `secrets`.
    #[must_use]
    pub fn new(
        own: Option<Arc<SenderSecret>>,
        secrets: Arc<dyn SenderSecrets>,
        key: SenderPathKey,
        public_url: &str,
    ) -> Self {
        Self { own, secrets, key, public_url: public_url.trim_end_matches('/').to_owned() }
    }

    /// The address as Twilio was told. Never the Host header's: whoever calls writes that. Receipts may have a Function URL
    /// of their own, which its function cannot know before it is there: AWS says that it was called.
    fn url(&self, call: &CallPath, request: &HttpRequest) -> String {
        let own = request.function_url().filter(|_| matches!(call.door, Door::Receipts { .. }));
        let (base, query) = (own.as_ref().unwrap_or(&self.public_url), &request.raw_query_string);
        let path = call.as_text();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{base}{path}{mark}{query}")
    }

    async fn secret(&self, sender: &SenderId) -> Result<Arc<SenderSecret>, CallRefused> {
        if sender.is_installations() {
            return self.own.clone().ok_or(CallRefused::NotFound);
        }
        found(self.secrets.get_sender_secret(sender).await)
    }

    /// The credentials that a call is signed with. If those that are remembered do not fit, they may have been replaced.
    async fn signer(&self, call: &Call<'_>) -> Result<Arc<SenderSecret>, CallRefused> {
        let known = self.secret(&call.path.sender).await?;
        if call.is_signed_by(&known) {
            return Ok(known);
        }
        if call.path.sender.is_installations() {
            return Err(CallRefused::Forbidden);
        }
        let newer = found(self.secrets.refresh_sender_secret(&call.path.sender).await)?;
        let is_new = newer.token.expose_secret() != known.token.expose_secret();
        if is_new && call.is_signed_by(&newer) { Ok(newer) } else { Err(CallRefused::Forbidden) }
    }
}

fn found(secret: Result<Option<Arc<SenderSecret>>, SecretsError>) -> Result<Arc<SenderSecret>, CallRefused> {
    let secret = secret.map_err(|error| {
        tracing::error!(%error, "the credentials of a sender are out of reach");
        CallRefused::Unavailable
    })?;
    secret.ok_or(CallRefused::NotFound)
}

/// A call to an address that was given out.
struct Call<'a> {
    path: &'a CallPath,
    url: String,
    form: &'a Form,
    signature: &'a str,
}

impl Call<'_> {
    fn is_signed_by(&self, secret: &SenderSecret) -> bool {
        signature::is_genuine(&secret.token, self.signature, &self.url, self.form)
    }
}

#[async_trait]
impl ProviderWebhooks for TwilioWebhooks {
    async fn admit(&self, request: &HttpRequest) -> Result<Option<Feedback>, CallRefused> {
        let path = CallPath::parse(&request.raw_path).filter(|path| path.was_issued(&self.key));
        let path = path.ok_or(CallRefused::NotFound)?;
        let form: Form = form_urlencoded::parse(&request.bytes(MAX_BODY_BYTES)?).into_owned().collect();
        let signature = request.headers.get("x-twilio-signature").ok_or(CallRefused::Forbidden)?;
        let url = self.url(&path, request);
        let signer = self.signer(&Call { path: &path, url, form: &form, signature }).await?;
        if repeats_a_field(&form) {
            return Err(CallRefused::Malformed);
        }
        if field(&form, "AccountSid") != Some(signer.account.as_str()) {
            return Err(CallRefused::Forbidden);
        }
        Ok(path.read(&form))
    }

    fn answer_body(&self) -> AnswerBody {
        EMPTY_TWIML
    }
}
