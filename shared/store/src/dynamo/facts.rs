use async_trait::async_trait;
use rechime_domain::{
    facts::{FactKind, FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
};

use super::{
    Table,
    changes::Changes,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, corrupt_attribute, expiry, string},
    table::Write,
};
use crate::{error::StoreError, facts::FactLedger, keys};

#[async_trait]
impl FactLedger for Table {
    async fn record(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError> {
        let (Write::Done(before) | Write::Refused(before)) =
            self.update(&keys::facts(store, &report.subject), entry(report)).await?;
        alive(before, self.now()).map_or_else(|| Ok(Facts::default()), |item| facts(&item))
    }

    async fn get(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError> {
        let item = self.get(&keys::facts(store, subject), false).await?;
        item.map_or_else(|| Ok(Facts::default()), |item| facts(&item))
    }
}

/// [`Facts::with`] as an update: the text of what was told sorts as what was told does.
fn entry(report: &FactReport) -> Changes {
    let kind = report.kind.key();
    Changes::default()
        .only_if(format!("attribute_not_exists(#{kind}) OR #{kind} < :{kind}"))
        .set(kind, string(report.told().to_string()))
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
