use async_trait::async_trait;
use jiff::Timestamp;

use super::{
    Table,
    changes::Changes,
    item::{EXPIRES_AT, RECORDS_KEPT, corrupt_attribute, expiry, string, text},
    table::Write,
};
use crate::{error::StoreError, keys, replies::Replies};

#[async_trait]
impl Replies for Table {
    async fn receive(&self, id: &str, at: Timestamp) -> Result<Timestamp, StoreError> {
        let changes = Changes::default()
            .set("at", string(at.to_string()))
            .set(EXPIRES_AT, expiry(at, RECORDS_KEPT))
            .only_if("attribute_not_exists(#at)");
        match self.update(&keys::reply(id), changes).await? {
            Write::Done(_) => Ok(at),
            Write::Refused(item) => text(&item, "at").parse().map_err(|_| corrupt_attribute(&item, "at")),
        }
    }

    async fn claim_answer(&self, id: &str, claim: &str) -> Result<bool, StoreError> {
        let changes = Changes::default()
            .set("answered_by", string(claim))
            .only_if("attribute_not_exists(#answered_by) OR #answered_by = :answered_by");
        Ok(matches!(self.update(&keys::reply(id), changes).await?, Write::Done(_)))
    }

    async fn give_back(&self, id: &str, claim: &str) -> Result<(), StoreError> {
        let changes = Changes::default()
            .remove("answered_by")
            .only_if("#answered_by = :claim")
            .value("claim", string(claim));
        self.update(&keys::reply(id), changes).await.map(drop)
    }
}
