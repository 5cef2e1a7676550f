//! Twilio's webhooks: where they come to, and what they say.

use rechime_domain::{
    ids::{MessageId, SenderId, StoreId},
    message::Bill,
    phone::PhoneNumber,
    reply::ReplyMeaning,
    sender::{SenderDoor, SenderPathKey},
};

use crate::feedback::{Feedback, Progress, Receipt, Reply};

/// The form of a webhook, decoded, in the order in which it came.
pub(super) type Form = Vec<(String, String)>;

/// The path of a URL that Twilio calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CallPath {
    /// Whose account calls.
    pub(super) sender: SenderId,
    /// What shows that the address was given out.
    pub(super) key: String,
    /// What it is for.
    pub(super) door: Door,
}

/// What Twilio calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// The number's or the messaging service's webhook for incoming messages.
    Replies,
    /// The status callback of one text.
    Receipts {
        /// The store that sent it.
        store: StoreId,
        /// Which text.
        message: MessageId,
    },
}

/// The path of a sender's webhook for incoming messages, below the public URL.
pub(super) fn replies_path(sender: &SenderId, key: &str) -> String {
    format!("/sms/twilio/replies/{sender}/{key}")
}

/// The path of the status callback of a text, below the public URL.
pub(super) fn receipts_path(sender: &SenderId, key: &str, store: &StoreId, message: &MessageId) -> String {
    format!("/sms/twilio/receipts/{sender}/{key}/{store}/{message}")
}

impl CallPath {
    /// Takes the path of a request; `None` where it is none of ours.
    #[must_use]
    pub(super) fn parse(path: &str) -> Option<Self> {
        let parts: Vec<_> = path.split_once("/sms/twilio/")?.1.split('/').collect();
        let (sender, key, door) = match *parts {
            ["replies", sender, key] => (sender, key, Door::Replies),
            ["receipts", sender, key, store, message] => {
                let (store, message) = (StoreId::parse(store).ok()?, MessageId::parse(message).ok()?);
                (sender, key, Door::Receipts { store, message })
            }
            _ => return None,
        };
        Some(Self { sender: SenderId::parse(sender).ok()?, key: key.to_owned(), door })
    }

    /// Whether the installation gave this address out.
    #[must_use]
    pub(super) fn was_issued(&self, key: &SenderPathKey) -> bool {
        let door = match &self.door {
            Door::Replies => SenderDoor::Replies,
            Door::Receipts { store, message } => SenderDoor::Receipts(store, message),
        };
        key.opens(&self.sender, door, &self.key)
    }

    /// The path, below the public URL.
    #[must_use]
    pub(super) fn as_text(&self) -> String {
        match &self.door {
            Door::Replies => replies_path(&self.sender, &self.key),
            Door::Receipts { store, message } => receipts_path(&self.sender, &self.key, store, message),
        }
    }

    /// What a form that came here says. `None` where it tells nothing new.
    #[must_use]
    pub(super) fn read(&self, form: &Form) -> Option<Feedback> {
        match &self.door {
            Door::Replies => reply(&self.sender, form).map(Feedback::Reply),
            Door::Receipts { store, message } => receipt(store, message, form).map(Feedback::Receipt),
        }
    }
}

/// What Twilio calls a text, sent or received: <https://www.twilio.com/docs/glossary/what-is-a-sid>.
fn message_sid(form: &Form) -> Option<&str> {
    let sid = field(form, "MessageSid")?;
    let digits = sid.strip_prefix("SM").or_else(|| sid.strip_prefix("MM"))?;
    let is_sid = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sid.then_some(sid)
}

/// Whether a form has a field twice, which Twilio never sends. A signature covers names and values one after the other,
/// without anything between: the more a form may be written in other ways, the more a signed one can be made to say.
pub(super) fn repeats_a_field(form: &Form) -> bool {
    let mut names: Vec<_> = form.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair.first() == pair.last())
}

pub(super) fn field<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// <https://www.twilio.com/docs/messaging/guides/webhook-request>. `OptOutType` is there where Advanced Opt-Out has
/// understood a keyword, and answered it.
fn reply(sender: &SenderId, form: &Form) -> Option<Reply> {
    Some(Reply {
        id: message_sid(form)?.to_owned(),
        from: PhoneNumber::from_e164(field(form, "From")?).ok()?,
        body: field(form, "Body").unwrap_or_default().to_owned(),
        answered: field(form, "OptOutType").is_some(),
        keyword: field(form, "OptOutType").and_then(keyword),
        sender: Some(sender.clone()),
        number: None,
    })
}

/// Advanced Opt-Out's keywords are set in Twilio's console, so `HALT` may be a stop there. A name that Twilio may add says
/// nothing.
fn keyword(opt_out_type: &str) -> Option<ReplyMeaning> {
    match opt_out_type.to_ascii_uppercase().as_str() {
        "STOP" => Some(ReplyMeaning::Stop),
        "START" => Some(ReplyMeaning::Start),
        "HELP" => Some(ReplyMeaning::Help),
        _ => None,
    }
}

/// <https://www.twilio.com/docs/messaging/guides/track-outbound-message-status>.
fn receipt(store: &StoreId, message: &MessageId, form: &Form) -> Option<Receipt> {
    let code = field(form, "ErrorCode").and_then(|code| code.parse().ok());
    let to = field(form, "To").and_then(|phone| PhoneNumber::from_e164(phone).ok());
    let progress = progress(field(form, "MessageStatus")?, code, to.as_ref())?;
    Some(Receipt {
        store: store.clone(),
        message: message.clone(),
        to,
        provider_id: message_sid(form)?.to_owned(),
        progress,
        opted_out: code == Some(21610),
        invalid_number: code.is_some_and(is_for_good),
        // A callback does not tell what the text costs.
        bill: Bill::default(),
        at: None,
    })
}

/// `None` for what something better follows on: a text that is queued or being sent; and, where carriers report whether a
/// text arrived, one that the carrier has. Twilio's create call has told as much.
fn progress(status: &str, code: Option<u32>, to: Option<&PhoneNumber>) -> Option<Progress> {
    match status {
        "sent" if !to.is_some_and(carrier_reports_delivery) => Some(Progress::Accepted),
        "delivered" | "read" => Some(Progress::Delivered),
        "undelivered" | "failed" | "canceled" => Some(Progress::Undelivered { reason: reason(status, code) }),
        _ => None,
    }
}

/// In the United States and Canada carriers report the end of each text. In many other countries `sent` is the last that is
/// heard: <https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks>.
fn carrier_reports_delivery(to: &PhoneNumber) -> bool {
    to.as_str().starts_with("+1")
}

/// Whether an error is the number's, and stays: it is none, not in use any more, or no mobile's. A phone that is out of
/// reach (30003) or an error nobody explains (30008) may be over tomorrow.
pub(super) const fn is_for_good(code: u32) -> bool {
    matches!(code, 21211 | 21614 | 21635 | 30005 | 30006)
}

/// <https://www.twilio.com/docs/api/errors>.
fn reason(status: &str, code: Option<u32>) -> String {
    let Some(code) = code else { return format!("Twilio reports {status}") };
    let known = match code {
        21211 | 21614 | 21635 => "no number that takes texts",
        21610 => "opted out with Twilio",
        30003 => "the phone is out of reach",
        30004 => "the phone's owner or carrier blocks it",
        30005 => "the number is not in use any more",
        30006 => "a landline, or a carrier that cannot be reached",
        30007 => "filtered by the carrier",
        30034 => "the sender is not registered with the carriers",
        _ => "see twilio.com/docs/api/errors",
    };
    format!("Twilio reports {status} ({code}: {known})")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SID: &str = "SM0123456789abcdef0123456789abcdef";

    fn form(fields: &[(&str, &str)]) -> Form {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn callback(status: &str, code: &str) -> Option<Receipt> {
        callback_of("+14155552671", status, code)
    }

    fn callback_of(to: &str, status: &str, code: &str) -> Option<Receipt> {
        let fields = form(&[
            ("SmsSid", SID),
            ("SmsStatus", status),
            ("MessageStatus", status),
            ("To", to),
            ("MessageSid", SID),
            ("AccountSid", "AC1"),
            ("ErrorCode", code),
            ("From", "+18005551212"),
            ("ApiVersion", "2010-04-01"),
        ]);
        let path =
            CallPath::parse("/sms/twilio/receipts/default/key/demo/abcdefghijklmabcdefghijklmnopqrstuvwxyz");
        let path = path.unwrap();
        match path.read(&fields) {
            Some(Feedback::Receipt(receipt)) => Some(receipt),
            _ => None,
        }
    }

    #[test]
    fn addresses_are_read_as_they_are_made() {
        let paths = [
            "/sms/twilio/replies/default/key",
            "/sms/twilio/receipts/abcdefghijklmnop/key/demo/abcdefghijklmabcdefghijklmnopqrstuvwxyz",
        ];
        for path in paths {
            assert_eq!(CallPath::parse(path).unwrap().as_text(), path);
        }
        for other in [
            "/sms/twilio",
            "/sms/twilio/replies",
            "/sms/twilio/replies/default",
            "/sms/twilio/replies/Nobody/key",
            "/sms/twilio/receipts/default/key/demo/x",
            "/replies/default/key",
        ] {
            assert_eq!(CallPath::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_field_that_comes_twice_is_seen_wherever_it_stands() {
        assert!(!repeats_a_field(&form(&[("Body", "STOP"), ("From", "+1")])));
        assert!(repeats_a_field(&form(&[("From", "+1"), ("Body", "STOP"), ("From", "+2")])));
        assert!(repeats_a_field(&form(&[("From", "+1"), ("From", "+1")])));
    }

    #[test]
    fn a_text_has_a_sid() {
        for (sid, is_one) in [(SID, true), ("SM1", false), (&SID.replace("SM", "CA"), false), ("", false)] {
            assert_eq!(message_sid(&form(&[("MessageSid", sid)])).is_some(), is_one, "{sid}");
        }
    }

    #[test]
    fn a_reply_keeps_its_words() {
        let fields =
            [("MessageSid", SID), ("From", "+14155552671"), ("Body", "Stop please 😀"), ("NumMedia", "0")];
        let expected = Reply {
            id: SID.to_owned(),
            from: PhoneNumber::from_e164("+14155552671").unwrap(),
            body: "Stop please 😀".to_owned(),
            answered: false,
            keyword: None,
            sender: Some(SenderId::installation()),
            number: None,
        };
        let replies = CallPath::parse("/sms/twilio/replies/default/key").unwrap();
        assert_eq!(replies.read(&form(&fields)), Some(Feedback::Reply(expected.clone())));
        for (name, keyword) in [
            ("STOP", Some(ReplyMeaning::Stop)),
            ("START", Some(ReplyMeaning::Start)),
            ("HELP", Some(ReplyMeaning::Help)),
            ("PAUSE", None),
        ] {
            let handled = [fields.as_slice(), &[("OptOutType", name)]].concat();
            let handled = replies.read(&form(&handled));
            let expected = Reply { answered: true, keyword, ..expected.clone() };
            assert_eq!(handled, Some(Feedback::Reply(expected)), "{name}");
        }
        assert_eq!(replies.read(&form(&[("MessageSid", SID), ("From", "72345")])), None);
    }

    #[test]
    fn what_something_better_follows_on_ends_at_the_door() {
        for status in ["accepted", "scheduled", "queued", "sending"] {
            for to in ["+14155552671", "+4915112345678"] {
                assert_eq!(callback_of(to, status, ""), None, "{status} {to}");
            }
        }
        assert_eq!(callback_of("+14155552671", "sent", ""), None);
        let german = callback_of("+4915112345678", "sent", "").unwrap();
        assert_eq!(german.progress, Progress::Accepted, "nobody tells more there");
    }

    #[test]
    fn receipts_tell_how_far_it_came() {
        for status in ["delivered", "read"] {
            assert_eq!(callback(status, "").unwrap().progress, Progress::Delivered, "{status}");
        }
        assert_eq!(callback("receiving", ""), None);
        for for_good in ["30005", "30006", "21211", "21614"] {
            assert!(callback("undelivered", for_good).unwrap().invalid_number, "{for_good}");
        }
        for may_pass in ["30003", "30008", "30007", "21610", ""] {
            assert!(!callback("undelivered", may_pass).unwrap().invalid_number, "{may_pass}");
        }
        let gone = callback("undelivered", "30005").unwrap();
        let reason = "Twilio reports undelivered (30005: the number is not in use any more)".to_owned();
        assert_eq!((gone.progress, gone.opted_out), (Progress::Undelivered { reason }, false));
        assert!(callback("failed", "21610").unwrap().opted_out);
    }
}
