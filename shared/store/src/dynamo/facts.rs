use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::{
    facts::{FactKind, FactReport, Facts, Moment},
    ids::StoreId,
    occurrence::Subject,
};
use serde::Deserialize;

use super::{
    Table,
    changes::Changes,
    item::{EXPIRES_AT, Item, RECORDS_KEPT, alive, decode, expiry, string},
    table::Write,
};
use crate::{error::StoreError, facts::FactLedger, keys};

#[async_trait]
impl FactLedger for Table {
    async fn record(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError> {
        let (Write::Done(before) | Write::Refused(before)) =
            self.update(&keys::facts(store, &report.subject), entry(report)).await?;
        alive(before, self.now()).map_or_else(|| Ok(Facts::default()), facts)
    }

    async fn get(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError> {
        let item = self.get(&keys::facts(store, subject), false).await?;
        item.map_or_else(|| Ok(Facts::default()), facts)
    }
}

/// [`Facts::with`] as an update: a moment's text sorts as the moment does.
fn entry(report: &FactReport) -> Changes {
    let kind = report.kind.key();
    let next = report.next_charge_on.map(|day| string(day.to_string()));
    let changes = Changes::default()
        .only_if(format!("attribute_not_exists(#{kind}) OR #{kind} < :{kind}"))
        .set(kind, string(report.moment.to_string()))
        .replace("next_charge_on", next.clone())
        .set(EXPIRES_AT, expiry(report.moment.received_at, RECORDS_KEPT));
    if report.kind == FactKind::Paused { changes.replace("resumes_on", next) } else { changes }
}

/// The attributes of an item: the moments by their kind, and two dates.
#[derive(Deserialize)]
struct Attributes {
    next_charge_on: Option<Date>,
    resumes_on: Option<Date>,
    #[serde(flatten)]
    latest: BTreeMap<FactKind, Moment>,
}

fn facts(mut item: Item) -> Result<Facts, StoreError> {
    for other in ["pk", "sk", EXPIRES_AT] {
        item.remove(other);
    }
    let Attributes { next_charge_on, resumes_on, latest } = decode(item)?;
    Ok(Facts { latest, next_charge_on, resumes_on })
}
