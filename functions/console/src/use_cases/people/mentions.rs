//! Which parked queue messages are about somebody.

use rechime_domain::{
    ids::{PersonId, StoreId},
    phone::PhoneNumber,
};
use rechime_store::{StoreError, configs::StoreConfig, parked::Parked};
use serde_json::Value;

use super::who::Who;
use crate::app::App;

/// Digits by which a phone is looked for before it is read in full, which takes long for what is none.
const LAST_DIGITS: usize = 7;

/// The parked messages about somebody, each with the store that it is parked under, if it names one.
pub(super) async fn parked(
    app: &App,
    store: &StoreConfig,
    who: &Who,
) -> Result<Vec<(Option<StoreId>, Parked)>, StoreError> {
    let mut found = Vec::new();
    for place in [Some(store.settings.id.clone()), None] {
        let mut after = None;
        loop {
            let page = app.parked.list_parked(place.as_ref(), after.as_ref()).await?;
            let about = page.items.into_iter().filter(|parked| is_about(&parked.payload, store, who));
            found.extend(about.map(|parked| (place.clone(), parked)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

/// Whether a payload names one of the phones, the customer, or one of their messages.
fn is_about(payload: &str, store: &StoreConfig, who: &Who) -> bool {
    match serde_json::from_str(payload) {
        Ok(value) => names(&value, store, who),
        // What is no JSON, or was cut, is searched as text.
        Err(_) => who.phones.iter().any(|phone| digits(payload).contains(&digits(phone.as_str()))),
    }
}

fn names(value: &Value, store: &StoreConfig, who: &Who) -> bool {
    match value {
        Value::Array(values) => values.iter().any(|value| names(value, store, who)),
        Value::Object(fields) => fields.values().any(|value| names(value, store, who)),
        Value::Number(number) => is_customer(&number.to_string(), store, who),
        Value::String(text) => {
            let is_message = who.persons.iter().any(|person| text.starts_with(person.as_str()));
            is_message || is_customer(text, store, who) || is_phone(text, store, who) || {
                // A queue message may carry another as text.
                text.starts_with('{') && is_about(text, store, who)
            }
        }
        Value::Null | Value::Bool(_) => false,
    }
}

/// Whether it is what Recharge calls the customer.
fn is_customer(text: &str, store: &StoreConfig, who: &Who) -> bool {
    let is_id = (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_id && who.persons.contains(&PersonId::of_customer(&store.settings.id, text))
}

fn is_phone(text: &str, store: &StoreConfig, who: &Who) -> bool {
    let written = digits(text);
    let may_be = |phone: &&PhoneNumber| {
        let own = phone.as_str();
        own.get(own.len().saturating_sub(LAST_DIGITS)..).is_some_and(|last| written.ends_with(last))
    };
    let mut likely = who.phones.iter().filter(may_be);
    likely.any(|phone| PhoneNumber::parse(text, &store.settings.country).as_ref() == Ok(phone))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
