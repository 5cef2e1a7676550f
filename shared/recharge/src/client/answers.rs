//! Recharge's answers, read as liberally as its webhooks.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::{ApiError, CustomerProfile, Listing, ObjectPage, ShopDetails, TokenInformation, Webhook};
use crate::payload::{PayloadError, envelope::Envelope, fields::Fields};

/// Where a list's answer has the cursor of the page after it.
const NEXT: &str = "next_cursor";

impl From<PayloadError> for ApiError {
    fn from(error: PayloadError) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }
}

pub(super) fn customer(answer: &RawValue) -> Result<CustomerProfile, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let customer = envelope.resource("customer")?;
    CustomerProfile::read(&customer, &envelope.included_list(&customer, "addresses"))
}

/// The customers of a list, without addresses.
pub(super) fn customers(answer: &RawValue) -> Result<Vec<CustomerProfile>, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let list = envelope.root()?.list("customers")?;
    list.iter().map(|customer| CustomerProfile::read(customer, &[])).collect()
}

pub(super) fn token_information(answer: &RawValue) -> Result<TokenInformation, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let token = envelope.resource("token_information")?;
    Ok(TokenInformation { name: token.text("name")?.unwrap_or_default(), scopes: token.texts("scopes")? })
}

/// The webhooks of a page, and the cursor of the next.
pub(super) fn webhooks(answer: &RawValue) -> Result<(Vec<Webhook>, Option<String>), PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let root = envelope.root()?;
    let webhooks = root.list("webhooks")?.iter().map(read_webhook).collect::<Result<_, _>>()?;
    Ok((webhooks, root.text(NEXT)?))
}

/// A page, each item in the envelope of a webhook. Nothing inside an item is looked at: its reader says what is wrong
/// with it, and one that is wrong does not hide the others.
pub(super) fn page(answer: &RawValue, listing: Listing) -> Result<ObjectPage, PayloadError> {
    let next = Envelope::parse(answer)?.root()?.text(NEXT)?;
    let mut parts: HashMap<String, Box<RawValue>> =
        serde_json::from_str(answer.get()).map_err(|_| PayloadError::NotAnObject)?;
    let missing = || PayloadError::Missing { field: listing.plural().to_owned() };
    let items = parts.remove(listing.plural()).ok_or_else(missing)?;
    let malformed = |_| PayloadError::Malformed { field: listing.plural().to_owned(), expected: "a list" };
    let items: Vec<Box<RawValue>> = serde_json::from_str(items.get()).map_err(malformed)?;
    let wrap = |item: &RawValue| RawValue::from_string(format!(r#"{{"{}":{item}}}"#, listing.singular()));
    let items = items.iter().map(|item| wrap(item)).collect::<Result<_, _>>().map_err(malformed)?;
    Ok(ObjectPage { items, next })
}

pub(super) fn webhook(answer: &RawValue) -> Result<Webhook, PayloadError> {
    read_webhook(&Envelope::parse(answer)?.resource("webhook")?)
}

pub(super) fn store(answer: &RawValue) -> Result<ShopDetails, PayloadError> {
    let envelope = Envelope::parse(answer)?;
    let store = envelope.resource("store")?;
    // 2021-11 has an object here, older answers a text such as "(GMT+02:00) Berlin", which names no zone.
    let zone = store.object("timezone").ok().flatten();
    let named = zone.map(|zone| zone.text("iana_name")).transpose()?.flatten();
    Ok(ShopDetails {
        time_zone: named.map_or_else(|| store.text("iana_timezone"), |name| Ok(Some(name)))?,
        name: store.text("name")?,
        domain: store.either(["domain", "identifier"], Fields::text)?,
    })
}

fn read_webhook(webhook: &Fields<'_>) -> Result<Webhook, PayloadError> {
    Ok(Webhook {
        id: webhook.needed("id", Fields::id)?,
        url: webhook.needed("address", Fields::text)?,
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
        assert_eq!(webhooks(&hooks).unwrap().0[0].id, "6");
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
    #[test]
    fn a_page_holds_what_webhooks_would_carry() {
        let answer = raw(
            r#"{"next_cursor":"c2","charges":[{"id":1, "note":"é"},{"id":2,"include":{"customer":{"id":5}}},null]}"#,
        );
        let ObjectPage { items, next } = page(&answer, Listing::Charges).unwrap();
        let items: Vec<_> = items.iter().map(|item| item.get()).collect();
        assert_eq!(
            items,
            [
                r#"{"charge":{"id":1, "note":"é"}}"#,
                r#"{"charge":{"id":2,"include":{"customer":{"id":5}}}}"#,
                r#"{"charge":null}"#
            ]
        );
        assert_eq!(next.as_deref(), Some("c2"));
        let last = page(&raw(r#"{"next_cursor":null,"orders":[]}"#), Listing::Orders).unwrap();
        assert_eq!((last.items.len(), last.next), (0, None));
        let missing = PayloadError::Missing { field: "orders".to_owned() };
        assert_eq!(page(&answer, Listing::Orders).unwrap_err(), missing);
    }
}
