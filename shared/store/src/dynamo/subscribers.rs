use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::civil::Date;
use rechime_domain::{
    ids::StoreId,
    phone::PhoneNumber,
    subscriber::{Consent, ConsentEntry, ConsentStatus, Subscriber, Wording},
};
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use super::{
    Table,
    changes::Changes,
    item::{Item, attribute, corrupt, decode, string, text},
};
use crate::{
    error::StoreError,
    keys,
    page::{Cursor, Page},
    subscribers::{Consistency, SubscriberEditor, Subscribers},
};

/// People on one page of the list.
const PAGE: usize = 100;

#[async_trait]
impl Subscribers for Table {
    async fn get(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let item = self.get(&keys::subscriber(store, phone), consistency == Consistency::Strong).await?;
        item.map(subscriber).transpose()
    }

    async fn mark_received(&self, store: &StoreId, phone: &PhoneNumber, day: Date) -> Result<(), StoreError> {
        let later =
            "attribute_not_exists(#received_recharge_on) OR #received_recharge_on < :received_recharge_on";
        let changes = Changes::default().set("received_recharge_on", string(day.to_string())).only_if(later);
        self.update(&keys::subscriber(store, phone), changes).await.map(drop)
    }

    async fn set_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        entry: ConsentEntry,
    ) -> Result<(), StoreError> {
        let consent = entry.consent;
        let changes = Changes::default().set("consent", consent_attribute(&consent)?);
        let changes = match consent.status {
            ConsentStatus::Unsubscribed => unless_later(changes, "<=", &consent),
            ConsentStatus::Void => unless_later_or_opted_out(changes, &consent),
            ConsentStatus::Subscribed | ConsentStatus::Unknown => unless_later(changes, "<", &consent),
        };
        let counts = self.update_part(&keys::subscriber(store, phone), changes)?;
        let key = keys::consent(store, phone, &consent);
        if !self.transact(vec![counts, self.update_part(&key, entered(&entry)?)?]).await? {
            self.update(&key, entered(&entry)?).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl SubscriberEditor for Table {
    async fn save(
        &self,
        store: &StoreId,
        subscriber: &Subscriber,
        wording: Option<&Wording>,
    ) -> Result<(), StoreError> {
        let changes = Changes::default()
            .replace("time_zone", subscriber.time_zone.as_deref().map(string))
            .set("address", attribute(&subscriber.address)?);
        let mut parts = Vec::new();
        let changes = match &subscriber.consent {
            None => changes.only_if("attribute_not_exists(#consent)").name("consent"),
            Some(consent) => {
                let entry = ConsentEntry { consent: *consent, wording: wording.cloned() };
                let key = keys::consent(store, &subscriber.phone, consent);
                parts.push(self.update_part(&key, entered(&entry)?)?);
                unless_later(changes.set("consent", consent_attribute(consent)?), "<=", consent)
            }
        };
        parts.push(self.update_part(&keys::subscriber(store, &subscriber.phone), changes)?);
        if self.transact(parts).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn list(&self, store: &StoreId, after: Option<&Cursor>) -> Result<Page<Subscriber>, StoreError> {
        let pk = keys::subscribers(store);
        let page = self.page(self.partition(&pk), &pk, after, PAGE).await?;
        let items = page.items.into_iter().map(subscriber).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn consents(&self, store: &StoreId, phone: &PhoneNumber) -> Result<Vec<ConsentEntry>, StoreError> {
        let items = self.all(self.partition(&keys::consents(store, phone)).consistent_read(true)).await?;
        items.into_iter().map(decode).collect()
    }
}

/// The phone is the sort key and not written a second time.
fn subscriber(mut item: Item) -> Result<Subscriber, StoreError> {
    let phone = string(text(&item, "sk"));
    item.insert("phone".to_owned(), phone);
    decode(item)
}

/// What makes an entry of the ledger, and leaves one that is there as it is.
fn entered(entry: &ConsentEntry) -> Result<Changes, StoreError> {
    let attributes: Item = to_item(entry).map_err(|error| corrupt("", "", &error))?;
    Ok(attributes.into_iter().fold(Changes::default(), |changes, (name, value)| {
        changes.set_to(&name, &format!("if_not_exists(#{name}, :{name})")).value(&name, value)
    }))
}

/// Lets the changes happen unless a consent stands that is not `<` (or not `<=`) in time than the new one.
fn unless_later(changes: Changes, comparison: &str, consent: &Consent) -> Changes {
    changes
        .only_if(format!("attribute_not_exists(#consent) OR #consent.#since {comparison} :since"))
        .name("consent")
        .name("since")
        .value("since", string(keys::sortable(consent.since)))
}

/// The same, and an opt-out stands whenever it was said.
fn unless_later_or_opted_out(changes: Changes, consent: &Consent) -> Changes {
    unless_later(changes, "<", consent)
        .only_if("attribute_not_exists(#consent) OR (#consent.#since < :since AND #consent.#status <> :stop)")
        .name("status")
        .value("stop", string("unsubscribed"))
}

/// A consent whose time can be compared as text.
fn consent_attribute(consent: &Consent) -> Result<AttributeValue, StoreError> {
    let mut value = attribute(consent)?;
    if let AttributeValue::M(parts) = &mut value {
        parts.insert("since".to_owned(), string(keys::sortable(consent.since)));
    }
    Ok(value)
}
