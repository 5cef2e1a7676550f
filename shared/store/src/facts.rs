//! What is known of subscriptions and charges.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rechime_domain::{
    facts::{FactKind, FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
    phone::PhoneNumber,
    subscriber::Subscriber,
};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, as_string, corrupt_attribute, expiry, string, text},
    keys::{self, Key},
    subscribers::subscriber,
    table::{Table, Write},
};

/// Remembers what was reported of each subject. Agrees with [`Facts::with`].
#[async_trait]
pub trait FactLedger: Send + Sync {
    /// Puts a report and gives the facts as they were before it. A report that is not the latest of its kind
    /// changes nothing. One write.
    async fn put_fact(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError>;

    /// What is known. The default where nothing is. May miss the reports of the last second: a caller has
    /// waited for hours, and the read costs half.
    async fn get_facts(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError>;

    /// What a text that waited is looked at by, in one request: what is known of several subjects, in their order, and the
    /// store's own row of a phone, as [`get_own_row`](crate::subscribers::Subscribers::get_own_row) gives it.
    async fn list_facts_and_row(
        &self,
        store: &StoreId,
        subjects: &[Subject],
        phone: Option<&PhoneNumber>,
        consistency: Consistency,
    ) -> Result<(Vec<Facts>, Option<Subscriber>), StoreError>;
}

#[async_trait]
impl FactLedger for Table {
    async fn put_fact(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError> {
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&keys::facts(store, &report.subject), entry(report)).await?;
        alive(before, self.now()).map_or_else(|| Ok(Facts::default()), |item| facts(&item))
    }

    async fn get_facts(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError> {
        let item = self.get_row(&keys::facts(store, subject), Consistency::Eventual).await?;
        item.map_or_else(|| Ok(Facts::default()), |item| facts(&item))
    }

    async fn list_facts_and_row(
        &self,
        store: &StoreId,
        subjects: &[Subject],
        phone: Option<&PhoneNumber>,
        consistency: Consistency,
    ) -> Result<(Vec<Facts>, Option<Subscriber>), StoreError> {
        let of_subjects: Vec<_> = subjects.iter().map(|subject| keys::facts(store, subject)).collect();
        let of_phone = phone.map(|phone| keys::subscriber(store, phone));
        let distinct: BTreeMap<_, _> =
            of_subjects.iter().chain(&of_phone).map(|key| ((&key.pk, &key.sk), key.clone())).collect();
        let found = self.get_rows(&distinct.into_values().collect::<Vec<_>>(), consistency).await?;
        let row =
            |key: &Key| found.iter().find(|item| text(item, "pk") == key.pk && text(item, "sk") == key.sk);
        let facts_of = |key: &Key| row(key).map_or_else(|| Ok(Facts::default()), facts);
        let facts = of_subjects.iter().map(facts_of).collect::<Result<_, _>>()?;
        let subscriber = of_phone.as_ref().and_then(row).cloned().map(subscriber).transpose()?;
        Ok((facts, subscriber))
    }
}

/// [`Facts::with`] as an update: the text of what was told sorts as what was told does.
fn entry(report: &FactReport) -> Changes {
    let kind = report.kind.key();
    Changes::default()
        .only_if(format!("attribute_not_exists(#{kind}) OR #{kind} < :{kind}"))
        .set(kind, string(report.kind.text(report.told())))
        .set(EXPIRES_AT, expiry(report.moment.received_at, RECORDS_KEPT))
}

/// The attributes are what was told, by its kind. Kinds of another version are not looked at.
fn facts(item: &Item) -> Result<Facts, StoreError> {
    let told = |kind: FactKind| {
        let text = as_string(item.get(kind.key())?).ok_or_else(|| corrupt_attribute(item, kind.key()));
        let told = text.and_then(|text| text.parse().map_err(|_| corrupt_attribute(item, kind.key())));
        Some(told.map(|told| (kind, told)))
    };
    Ok(Facts { latest: FactKind::ALL.into_iter().filter_map(told).collect::<Result<_, _>>()? })
}

#[cfg(feature = "memory")]
#[async_trait]
impl FactLedger for Memory {
    async fn put_fact(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError> {
        let mut contents = self.contents();
        let facts = contents.facts.entry((store.clone(), report.subject.key())).or_default();
        let before = facts.clone();
        *facts = before.clone().with(report);
        Ok(before)
    }

    async fn get_facts(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError> {
        Ok(self.contents().facts.get(&(store.clone(), subject.key())).cloned().unwrap_or_default())
    }

    async fn list_facts_and_row(
        &self,
        store: &StoreId,
        subjects: &[Subject],
        phone: Option<&PhoneNumber>,
        _consistency: Consistency,
    ) -> Result<(Vec<Facts>, Option<Subscriber>), StoreError> {
        let contents = self.contents();
        let of = |subject: &Subject| contents.facts.get(&(store.clone(), subject.key())).cloned();
        let facts = subjects.iter().map(|subject| of(subject).unwrap_or_default()).collect();
        let row = phone.and_then(|phone| contents.subscribers.get(&(store.clone(), phone.clone())));
        Ok((facts, row.cloned()))
    }
}
