//! What AWS End User Messaging publishes to its topic: two-way messages
//! (<https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html>) and delivery events
//! (<https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html>).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::Bill,
    phone::PhoneNumber,
};
use serde::Deserialize;

use crate::feedback::{Feedback, Progress, Receipt, Reply};

#[derive(Deserialize)]
#[serde(untagged)]
enum Published {
    TwoWay(TwoWay),
    Delivery(Delivery),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TwoWay {
    origination_number: String,
    destination_number: Option<String>,
    message_body: String,
    inbound_message_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    event_type: String,
    event_timestamp: i64,
    message_id: String,
    destination_phone_number: Option<String>,
    message_status_description: Option<String>,
    #[serde(default)]
    is_final: bool,
    total_message_parts: Option<u32>,
    total_message_price: Option<f64>,
    total_carrier_fee: Option<f64>,
    #[serde(default)]
    context: BTreeMap<String, String>,
}

/// Reads a publication. `None` where it is none of ours: another sender's text, a voice event, a short code's reply.
pub(in crate::adapters) fn feedback(json: &str) -> Result<Option<Feedback>, serde_json::Error> {
    Ok(match serde_json::from_str(json)? {
        Published::TwoWay(message) => message.reply().map(Feedback::Reply),
        Published::Delivery(event) => event.receipt().map(Feedback::Receipt),
    })
}

impl TwoWay {
    fn reply(self) -> Option<Reply> {
        let from = PhoneNumber::from_e164(&self.origination_number).ok()?;
        let number = self.destination_number.as_deref().map(PhoneNumber::from_e164);
        Some(Reply {
            id: self.inbound_message_id,
            from,
            body: self.message_body,
            answered: false,
            keyword: None,
            sender: None,
            number: number.and_then(Result::ok),
        })
    }
}

impl Delivery {
    fn receipt(self) -> Option<Receipt> {
        let progress = progress(self.event_type.strip_prefix("TEXT_")?)?;
        if progress == Progress::Accepted && !self.is_final {
            return None;
        }
        Some(Receipt {
            store: StoreId::parse(self.context.get("s")?).ok()?,
            message: MessageId::parse(self.context.get("m")?).ok()?,
            to: self.destination_phone_number.as_deref().and_then(|phone| PhoneNumber::from_e164(phone).ok()),
            provider_id: self.message_id,
            opted_out: progress != Progress::Accepted && tells_of_opt_out(self.message_status_description),
            invalid_number: self.is_final && self.event_type == "TEXT_INVALID",
            progress,
            bill: bill(self.total_message_parts, [self.total_message_price, self.total_carrier_fee]),
            at: Timestamp::from_millisecond(self.event_timestamp).ok(),
        })
    }
}

/// `UNKNOWN`: the carrier never told, for three days; nothing was learnt. `SUCCESSFUL`: the carrier has it. In many
/// countries nobody tells more, and `isFinal` says so; otherwise it is no news.
fn progress(status: &str) -> Option<Progress> {
    match status {
        "PENDING" | "QUEUED" | "SENT" | "SUCCESSFUL" => Some(Progress::Accepted),
        "DELIVERED" => Some(Progress::Delivered),
        "INVALID"
        | "INVALID_MESSAGE"
        | "UNREACHABLE"
        | "CARRIER_UNREACHABLE"
        | "BLOCKED"
        | "CARRIER_BLOCKED"
        | "SPAM"
        | "TTL_EXPIRED"
        | "PROTECT_BLOCKED" => Some(Progress::Undelivered { reason: format!("AWS reports {status}") }),
        _ => None,
    }
}

/// The price and the carriers' fee are two items of AWS's bill, both in US dollars and for all parts.
fn bill(parts: Option<u32>, [price, fee]: [Option<f64>; 2]) -> Bill {
    let price_micros = price.and_then(micros).map(|price| price + fee.and_then(micros).unwrap_or(0));
    Bill { parts: parts.filter(|parts| *parts > 0), price_micros }
}

/// Dollars as millionths of them; `None` if that is no amount.
fn micros(dollars: f64) -> Option<u64> {
    format!("{dollars:.6}").replace('.', "").parse().ok()
}

/// AWS names this end in words only: "Phone number is opted out"
/// (<https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html>).
fn tells_of_opt_out(description: Option<String>) -> bool {
    description.is_some_and(|words| words.to_lowercase().contains("opted out"))
}

#[cfg(test)]
mod tests {
    use rechime_domain::message::MessageState;

    use super::*;

    /// The example of AWS's documentation, with our context.
    fn event(kind: &str, description: &str) -> String {
        format!(
            r#"{{"eventType":"{kind}","eventVersion":"1.0","eventTimestamp":1795528800123,"isFinal":true,
            "originationPhoneNumber":"+12065550152","destinationPhoneNumber":"+14155552671","isoCountryCode":"US",
            "mcc":"310","mnc":"800","carrierName":"Foo","messageId":"862a8790-60c0-4430-9b2b-658bdexample",
            "messageRequestTimestamp":1795528800000,"messageEncoding":"GSM","messageType":"TRANSACTIONAL",
            "messageStatus":"X","messageStatusDescription":"{description}",
            "context":{{"m":"abcdefghijklmabcdefghijklmnopqrstuvwxyz","s":"demo"}},"totalMessageParts":1,
            "totalMessagePrice":0.09582,"totalCarrierFee":0.0}}"#
        )
    }

    fn receipt(kind: &str, description: &str) -> Option<Receipt> {
        match feedback(&event(kind, description)).unwrap() {
            Some(Feedback::Receipt(receipt)) => Some(receipt),
            Some(other) => panic!("{other:?}"),
            None => None,
        }
    }

    #[test]
    fn a_reply_is_read_as_it_is_documented() {
        let json = r#"{"originationNumber":"+14255550182","destinationNumber":"+12125550101","messageKeyword":"JOIN",
            "messageBody":"Stop, please 🙏","inboundMessageId":"cae173d2-66b9-564c-8309-21f858e9fb84",
            "previousPublishedMessageId":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#;
        let reply = Reply {
            id: "cae173d2-66b9-564c-8309-21f858e9fb84".to_owned(),
            from: PhoneNumber::from_e164("+14255550182").unwrap(),
            body: "Stop, please 🙏".to_owned(),
            answered: false,
            keyword: None,
            sender: None,
            number: PhoneNumber::from_e164("+12125550101").ok(),
        };
        assert_eq!(feedback(json).unwrap(), Some(Feedback::Reply(reply)));
        assert_eq!(feedback(&json.replace("+14255550182", "72345")).unwrap(), None, "a short code");
    }

    #[test]
    fn a_receipt_names_our_message_and_how_far_it_came() {
        let delivered = receipt("TEXT_DELIVERED", "Message has been accepted by phone").unwrap();
        assert_eq!(
            delivered.state(Timestamp::MIN),
            MessageState::Delivered {
                provider_id: "862a8790-60c0-4430-9b2b-658bdexample".to_owned(),
                at: "2026-11-24T14:00:00.123Z".parse().unwrap(),
            }
        );
        assert_eq!((delivered.store.as_str(), delivered.opted_out), ("demo", false));
        for kind in ["TEXT_PENDING", "TEXT_QUEUED", "TEXT_SENT", "TEXT_SUCCESSFUL"] {
            assert_eq!(receipt(kind, "ok").unwrap().progress, Progress::Accepted, "{kind}");
            let under_way = event(kind, "ok").replace(r#""isFinal":true"#, r#""isFinal":false"#);
            assert_eq!(feedback(&under_way).unwrap(), None, "{kind}");
        }
        let gone = receipt("TEXT_INVALID", "Invalid phone number").unwrap();
        let reason = "AWS reports INVALID".to_owned();
        assert!(gone.invalid_number);
        assert_eq!((gone.progress, gone.opted_out), (Progress::Undelivered { reason }, false));
        for may_pass in
            ["TEXT_UNREACHABLE", "TEXT_CARRIER_UNREACHABLE", "TEXT_BLOCKED", "TEXT_INVALID_MESSAGE"]
        {
            assert!(!receipt(may_pass, "").unwrap().invalid_number, "{may_pass}");
        }
        let not_final = event("TEXT_INVALID", "").replace(r#""isFinal":true"#, r#""isFinal":false"#);
        assert!(matches!(
            feedback(&not_final),
            Ok(Some(Feedback::Receipt(Receipt { invalid_number: false, .. })))
        ));
        assert!(receipt("TEXT_BLOCKED", "Phone number is opted out").unwrap().opted_out);
    }

    #[test]
    fn a_receipt_brings_the_bill() {
        let delivered = receipt("TEXT_DELIVERED", "ok").unwrap();
        assert_eq!(delivered.bill, Bill { parts: Some(1), price_micros: Some(95_820) });
        assert_eq!(bill(Some(2), [Some(0.005_81), Some(0.003)]).price_micros, Some(8_810));
        assert_eq!(bill(Some(0), [None, Some(0.003)]), Bill::default());
        for nonsense in [-0.5, f64::NAN, f64::INFINITY] {
            assert_eq!(micros(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn what_is_none_of_ours_means_nothing() {
        assert_eq!(receipt("TEXT_UNKNOWN", "no answer"), None);
        assert_eq!(receipt("VOICE_COMPLETED", "done"), None);
        assert_eq!(feedback(&event("TEXT_DELIVERED", "ok").replace("\"s\"", "\"shop\"")).unwrap(), None);
        assert!(feedback("{}").is_err());
    }
}
