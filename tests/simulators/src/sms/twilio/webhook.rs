//! What Twilio calls: signed forms, as
//! <https://www.twilio.com/docs/usage/webhooks/webhooks-security> and
//! <https://www.twilio.com/docs/messaging/guides/webhook-request> have it.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::numbers::Number;
use crate::sms::outbox::Entry;

/// Fields in the order of their names, as the signature has them.
type Fields = BTreeMap<&'static str, String>;

/// A customer's text, on its way to the number's webhook.
pub(crate) async fn reply(owner: &Number, id: &str, from: &str, to: &str, body: &str) -> anyhow::Result<()> {
    let url = owner.sms_url.as_deref().context("the number has no webhook for incoming messages")?;
    let mut fields = common(owner, id, from, to);
    fields.extend([
        ("Body", body.to_owned()),
        ("FromCountry", "US".to_owned()),
        ("NumMedia", "0".to_owned()),
        ("NumSegments", "1".to_owned()),
        ("SmsMessageSid", id.to_owned()),
        ("SmsStatus", "received".to_owned()),
    ]);
    call(owner, url, &fields).await
}

/// How far a text came, on its way to the status callback that it was sent with. `status` is AWS's word for it, so that one
/// test can tell it of either provider.
pub(crate) async fn receipt(owner: &Number, entry: &Entry, status: &str) -> anyhow::Result<()> {
    let url = entry.status_callback.as_deref().context("the text has no StatusCallback")?;
    let (status, error) = match status {
        "PENDING" | "QUEUED" => ("queued", None),
        "SENT" | "SUCCESSFUL" => ("sent", None),
        "DELIVERED" => ("delivered", None),
        "INVALID" => ("undelivered", Some("30005")),
        "BLOCKED" => ("undelivered", Some("30004")),
        _ => ("undelivered", Some("30003")),
    };
    let from = entry.from.as_deref().unwrap_or_default();
    let mut fields = common(owner, &entry.provider_message_id, from, &entry.to);
    fields.insert("MessageStatus", status.to_owned());
    fields.insert("SmsStatus", status.to_owned());
    fields.extend(error.map(|code| ("ErrorCode", code.to_owned())));
    call(owner, url, &fields).await
}

fn common(owner: &Number, id: &str, from: &str, to: &str) -> Fields {
    Fields::from([
        ("AccountSid", owner.account.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("From", from.to_owned()),
        ("MessageSid", id.to_owned()),
        ("SmsSid", id.to_owned()),
        ("To", to.to_owned()),
    ])
}

async fn call(owner: &Number, url: &str, fields: &Fields) -> anyhow::Result<()> {
    let signature = signature(&owner.auth_token, url, fields)?;
    let http = crate::http::client().no_proxy().build()?;
    let request = http.post(url).header("X-Twilio-Signature", signature).form(fields);
    let answer = request.send().await.context("the webhook is out of reach")?;
    ensure!(answer.status().is_success(), "the webhook answered {}", answer.status());
    Ok(())
}

fn signature(token: &str, url: &str, fields: &Fields) -> anyhow::Result<String> {
    let keyed = Hmac::<Sha1>::new_from_slice(token.as_bytes())?.chain_update(url);
    let code = fields.iter().fold(keyed, |code, (name, value)| code.chain_update(name).chain_update(value));
    Ok(BASE64.encode(&code.finalize().into_bytes()))
}
