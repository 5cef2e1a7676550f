//! Subscribers on DynamoDB.

use std::collections::BTreeSet;

use async_trait::async_trait;
use rechime_domain::{
    consent::{Consent, ConsentEntry, Ruling, Statement},
    ids::{PersonId, StoreId},
    phone::{PhoneNumber, PhonePrefix},
    profile::Profile,
    subscriber::Subscriber,
};
use serde_dynamo::AttributeValue;

use super::{PAGE, Saved, SubscriberEditor, SubscriberShards, Subscribers};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{Item, attribute, attributes, corrupt, decode, string, text},
    keys,
    page::{Cursor, Page},
    phones::{KnownPhone, Phones},
    senders::Senders,
    table::{Table, WritePart},
};

/// How often the consent may change between its read and its write before the caller is told to come again.
const TRIES: usize = 8;

#[async_trait]
impl Subscribers for Table {
    async fn get_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let row = self.get_own_row(store, phone, consistency).await?;
        if row.is_some() {
            return Ok(row);
        }
        let consent = self.consent_without_row(store, &self.get_phone(phone).await?).await?;
        let told = |consent| Subscriber { consent: Some(consent), ..Subscriber::new(phone.clone()) };
        Ok(consent.map(told))
    }

    async fn get_own_row(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        consistency: Consistency,
    ) -> Result<Option<Subscriber>, StoreError> {
        let row = self.get_row(&keys::subscriber(store, phone), consistency).await?;
        row.map(subscriber).transpose()
    }

    async fn add_person(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        let known = self.add_store(phone, store).await?;
        if self.consent_without_row(store, &known).await?.is_some() {
            self.write_subscriber(store, phone, None, None).await?;
        }
        let changes = Changes::default().add_to_set("persons", person.as_str());
        self.update_row(&keys::subscriber(store, phone), changes).await.map(drop)
    }

    async fn put_consent(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        statement: &Statement,
    ) -> Result<Ruling, StoreError> {
        Ok(self.write_subscriber(store, phone, None, Some(statement)).await?.ruling)
    }

    async fn list_consents(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
    ) -> Result<Vec<ConsentEntry>, StoreError> {
        let items =
            self.query_rows(self.partition(&keys::consents(store, phone)).consistent_read(true)).await?;
        items.into_iter().map(decode).collect()
    }
}

#[async_trait]
impl SubscriberEditor for Table {
    async fn get_subscribers(
        &self,
        store: &StoreId,
        phones: &[PhoneNumber],
        consistency: Consistency,
    ) -> Result<Vec<Subscriber>, StoreError> {
        let distinct: BTreeSet<_> = phones.iter().collect();
        let keys: Vec<_> = distinct.iter().map(|phone| keys::subscriber(store, phone)).collect();
        let rows = self.get_rows(&keys, consistency).await?;
        let mut found = rows.into_iter().map(subscriber).collect::<Result<Vec<_>, _>>()?;
        let listed: BTreeSet<_> = found.iter().map(|subscriber| subscriber.phone.clone()).collect();
        let others = distinct.into_iter().filter(|phone| !listed.contains(*phone));
        for (phone, known) in self.get_phones(others, consistency).await? {
            let consent = self.consent_without_row(store, &known).await?;
            found.extend(
                consent.map(|consent| Subscriber { consent: Some(consent), ..Subscriber::new(phone) }),
            );
        }
        Ok(found)
    }

    async fn put_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        profile: &Profile,
        statement: Option<&Statement>,
    ) -> Result<Saved, StoreError> {
        self.write_subscriber(store, phone, Some(profile), statement).await
    }

    async fn list_subscribers(
        &self,
        store: &StoreId,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError> {
        self.list_from(store, None, after).await
    }

    async fn find_subscribers(
        &self,
        store: &StoreId,
        prefix: &PhonePrefix,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError> {
        self.list_from(store, Some(prefix), after).await
    }
}

#[async_trait]
impl SubscriberShards for Table {
    async fn list_shard(
        &self,
        store: &StoreId,
        shard: u8,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Subscriber>, StoreError> {
        let pk = keys::subscribers(store, shard);
        let page = self.page_rows(self.partition(&pk), &pk, after, limit).await?;
        Ok(Page { items: page.items.into_iter().map(subscriber).collect::<Result<_, _>>()?, next: page.next })
    }
}

impl Table {
    /// A page of the list, shard by shard.
    async fn list_from(
        &self,
        store: &StoreId,
        prefix: Option<&PhonePrefix>,
        after: Option<&Cursor>,
    ) -> Result<Page<Subscriber>, StoreError> {
        let first = after.map_or(0, |cursor| keys::subscriber_shard(cursor.as_str()));
        let (mut after, mut found, mut next) = (after.cloned(), Vec::new(), None);
        // A shard that ends before the page is full is cheap to read on from: a query of half a read unit.
        for pk in (first..keys::SUBSCRIBER_SHARDS).map(|shard| keys::subscribers(store, shard)) {
            let room = PAGE - found.len();
            let query = match prefix {
                Some(prefix) => self
                    .partition(&pk)
                    .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                    .expression_attribute_values(":prefix", string(prefix.as_str())),
                None => self.partition(&pk),
            };
            let page = self.page_rows(query, &pk, after.take().as_ref(), room).await?;
            found.extend(page.items);
            if page.next.is_some() || found.len() >= PAGE {
                next = found.last().map(|row| Cursor::new(text(row, "sk")));
                break;
            }
        }
        Ok(Page { items: found.into_iter().map(subscriber).collect::<Result<_, _>>()?, next })
    }
}

impl Table {
    /// Reads the consent that stands, asks for the ruling, and writes on the condition that it still stands: the rule
    /// is the domain's, and the table only sees to it that nothing comes in between.
    ///
    /// A row that is made now takes over what the owner of the phone told the number. The store is added to those that know
    /// the phone before that is read, so that a STOP which comes in between finds the store.
    async fn write_subscriber(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        profile: Option<&Profile>,
        statement: Option<&Statement>,
    ) -> Result<Saved, StoreError> {
        for _ in 0..TRIES {
            let known = self.get_own_row(store, phone, Consistency::Strong).await?;
            let inherited = match known {
                Some(_) => None,
                None => self.consent_without_row(store, &self.add_store(phone, store).await?).await?,
            };
            // Where it is what is stated now, the statement has its words.
            let inherited = inherited.filter(|told| statement.is_none_or(|stated| stated.consent() != *told));
            let mut subscriber = known.unwrap_or_else(|| Subscriber::new(phone.clone()));
            let standing = subscriber.consent;
            let ruling =
                statement.map_or(Ruling::Unchanged, |stated| stated.ruling(standing.or(inherited).as_ref()));
            let counts = counting(ruling).or(inherited);
            let mut parts =
                Vec::from_iter(self.row_part(store, phone, profile, standing.as_ref(), counts)?);
            let entries = inherited.map(ConsentEntry::from).into_iter();
            for entry in entries.chain(statement.and_then(|stated| stated.entry(ruling))) {
                parts.push(self.update_part(&keys::consent(store, phone, &entry.consent), entered(&entry)?));
            }
            if parts.is_empty() || self.transact(&parts).await? {
                subscriber.profile = profile.cloned().unwrap_or(subscriber.profile);
                subscriber.consent = counts.or(standing);
                return Ok(Saved { subscriber, ruling });
            }
        }
        Err(StoreError::Conflict)
    }

    /// The consent that counts in a store without a row of the phone. The store's sender is asked for only where it
    /// matters, which is rare.
    async fn consent_without_row(
        &self,
        store: &StoreId,
        known: &KnownPhone,
    ) -> Result<Option<Consent>, StoreError> {
        if known.is_silent() {
            return Ok(None);
        }
        Ok(known.consent(store, &self.get_sender_of_store(store).await?))
    }

    fn row_part(
        &self,
        store: &StoreId,
        phone: &PhoneNumber,
        profile: Option<&Profile>,
        standing: Option<&Consent>,
        counts: Option<Consent>,
    ) -> Result<Option<WritePart>, StoreError> {
        if profile.is_none() && counts.is_none() {
            return Ok(None);
        }
        let mut changes = Changes::default();
        if let Some(profile) = profile {
            changes = changes.set("profile", attribute(profile)?);
        }
        if let Some(consent) = counts {
            changes = if_it_stands(changes.set("consent", consent_attribute(&consent)?), standing)?;
        }
        Ok(Some(self.update_part(&keys::subscriber(store, phone), changes)))
    }
}

/// The consent that counts from now on by a ruling.
const fn counting(ruling: Ruling) -> Option<Consent> {
    match ruling {
        Ruling::Counts(consent) => Some(consent),
        _ => None,
    }
}

/// Lets the changes happen if the consent that was read is still the one that stands.
pub(crate) fn if_it_stands(changes: Changes, standing: Option<&Consent>) -> Result<Changes, StoreError> {
    let changes = changes.name("consent");
    Ok(match standing {
        None => changes.only_if("attribute_not_exists(#consent)"),
        Some(standing) => {
            changes.only_if("#consent = :standing").value("standing", consent_attribute(standing)?)
        }
    })
}

/// The phone is the sort key and not written a second time.
pub(crate) fn subscriber(mut item: Item) -> Result<Subscriber, StoreError> {
    let phone = string(text(&item, "sk"));
    item.insert("phone".to_owned(), phone);
    decode(item)
}

/// What makes an entry of the ledger, and leaves one that is there as it is.
fn entered(entry: &ConsentEntry) -> Result<Changes, StoreError> {
    let mut attributes = attributes(entry).map_err(|error| corrupt("", "", &error))?;
    // An entry without words says so, or else the next one of the same instant would give it its own words.
    attributes.entry("wording".to_owned()).or_insert(AttributeValue::Null(true));
    Ok(attributes.into_iter().fold(Changes::default(), |changes, (name, value)| {
        changes.set_to(&name, &format!("if_not_exists(#{name}, :{name})")).value(&name, value)
    }))
}

/// A consent in its one spelling, so that two of them can be compared as a whole.
fn consent_attribute(consent: &Consent) -> Result<AttributeValue, StoreError> {
    let mut value = attribute(consent)?;
    if let AttributeValue::M(parts) = &mut value {
        parts.insert("since".to_owned(), string(keys::sortable(consent.since)));
    }
    Ok(value)
}
