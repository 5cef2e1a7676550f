//! What is known of subscriptions and charges.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rechime_domain::{
    facts::{FactKind, FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
};

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt_attribute, expiry, string, text},
    keys::{self, Key},
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

    /// What is known of several subjects, in their order: as [`get_facts`](Self::get_facts), in one request.
    async fn list_facts(&self, store: &StoreId, subjects: &[Subject]) -> Result<Vec<Facts>, StoreError>;
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

    async fn list_facts(&self, store: &StoreId, subjects: &[Subject]) -> Result<Vec<Facts>, StoreError> {
        let keys: Vec<_> = subjects.iter().map(|subject| keys::facts(store, subject)).collect();
        let distinct: BTreeMap<_, _> = keys.iter().map(|key| (key.pk.clone(), key.clone())).collect();
        let found = self.get_rows(&distinct.into_values().collect::<Vec<_>>(), Consistency::Eventual).await?;
        let of = |key: &Key| {
            let item = found.iter().find(|item| text(item, "pk") == key.pk);
            item.map_or_else(|| Ok(Facts::default()), facts)
        };
        keys.iter().map(of).collect()
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
        let text = item.get(kind.key())?.as_s().map_err(|_| corrupt_attribute(item, kind.key()));
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

    async fn list_facts(&self, store: &StoreId, subjects: &[Subject]) -> Result<Vec<Facts>, StoreError> {
        let contents = self.contents();
        let of = |subject: &Subject| contents.facts.get(&(store.clone(), subject.key())).cloned();
        Ok(subjects.iter().map(|subject| of(subject).unwrap_or_default()).collect())
    }
}
