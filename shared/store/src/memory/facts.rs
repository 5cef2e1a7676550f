use async_trait::async_trait;
use rechime_domain::{
    facts::{FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
};

use super::Memory;
use crate::{error::StoreError, facts::FactLedger};

#[async_trait]
impl FactLedger for Memory {
    async fn record(&self, store: &StoreId, report: &FactReport) -> Result<Facts, StoreError> {
        let mut contents = self.contents();
        let facts = contents.facts.entry((store.clone(), report.subject.key())).or_default();
        let before = facts.clone();
        *facts = before.clone().with(report);
        Ok(before)
    }

    async fn get(&self, store: &StoreId, subject: &Subject) -> Result<Facts, StoreError> {
        Ok(self.contents().facts.get(&(store.clone(), subject.key())).cloned().unwrap_or_default())
    }
}
