//! Recharge's answers, read as liberally as its webhooks.

use serde_json::value::RawValue;

use super::{ApiError, CustomerProfile, StoreFacts, TokenInformation, Webhook};
use crate::payload::{PayloadError, envelope::Envelope, fields::Fields};

impl From<PayloadError> for ApiError {
    fn from(error: PayloadError) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }
}

pub(super) fn customer(answer: &RawValue) -> Result<CustomerProfile, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let customer = envelope.resource("customer")?;
    CustomerProfile::read(&customer, &envelope.included_list(&customer, "addresses")?)
}

pub(super) fn token_information(answer: &RawValue) -> Result<TokenInformation, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let token = envelope.resource("token_information")?;
    Ok(TokenInformation { name: token.text("name")?.unwrap_or_default(), scopes: token.texts("scopes")? })
}

pub(super) fn webhooks(answer: &RawValue) -> Result<Vec<Webhook>, PayloadError> {
    Envelope::parse(answer)?.root().list("webhooks")?.iter().map(read_webhook).collect()
}

pub(super) fn webhook(answer: &RawValue) -> Result<Webhook, PayloadError> {
    read_webhook(&Envelope::parse(answer)?.resource("webhook")?)
}

pub(super) fn store(answer: &RawValue) -> Result<StoreFacts, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let store = envelope.resource("store")?;
    // 2021-11 has an object here, older answers a text such as "(GMT+02:00) Berlin", which names no zone.
    let zone = store.object("timezone").ok().flatten();
    let named = zone.map(|zone| zone.text("iana_name")).transpose()?.flatten();
    Ok(StoreFacts {
        time_zone: named.map_or_else(|| store.text("iana_timezone"), |name| Ok(Some(name)))?,
        name: store.text("name")?,
        domain: store.either(["domain", "identifier"], Fields::text)?,
    })
}

fn read_webhook(webhook: &Fields<'_>) -> Result<Webhook, PayloadError> {
    Ok(Webhook {
        id: webhook.needed("id", Fields::id)?,
        address: webhook.needed("address", Fields::text)?,
        topic: webhook.needed("topic", Fields::text)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn the_answers_of_either_age() {
        let token = raw(
            r#"{"token_information":{"name":"Texts","client":{},"scopes":["read_orders","read_customers"]}}"#,
        );
        assert_eq!(token_information(&token).unwrap().scopes, ["read_orders", "read_customers"]);
        let hooks = raw(r#"{"webhooks":[{"id":6,"address":"https://a.example/x","topic":"charge/paid"}]}"#);
        assert_eq!(webhooks(&hooks).unwrap()[0].id, "6");
        let zone = |text| store(&raw(text)).unwrap().time_zone;
        let new = zone(r#"{"store":{"timezone":{"iana_name":"Europe/Berlin","name":"(GMT+01:00) Berlin"}}}"#);
        let old = zone(r#"{"store":{"timezone":"(GMT+02:00) Berlin","iana_timezone":"Europe/Berlin"}}"#);
        assert_eq!([new, old].map(Option::unwrap), ["Europe/Berlin", "Europe/Berlin"]);
        assert_eq!(webhook(&hooks), Err(PayloadError::Missing { field: "webhook".to_owned() }));
    }

    #[test]
    fn a_customers_addresses_come_under_include() {
        let answer = raw(r#"{"customer":{"id":64817252,"first_name":"Jane","phone":null,
                "include":{"addresses":[{"id":69105381,"country_code":"US","phone":"1234567890"}]}}}"#);
        let customer = customer(&answer).unwrap();
        assert_eq!(customer.addresses[0].phone.as_deref(), Some("1234567890"));
        assert_eq!(customer.first_name.as_deref(), Some("Jane"));
    }
}
