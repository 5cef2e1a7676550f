//! Messages on DynamoDB.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::SignedDuration;
use rechime_domain::{
    ids::{MessageId, StoreId},
    message::{Bill, ClaimKey, MessageRecord, MessageState, StateChange},
};
use serde_dynamo::AttributeValue;

use super::{Claim, MOST_CHANGES, Messages, ReceiptEffect, latest};
use crate::{
    changes::Changes,
    consistency::Consistency,
    error::StoreError,
    item::{EXPIRES_AT, Item, attribute, attributes, corrupt, decode, encode, expiry, string},
    keys,
    links::Links,
    table::{Table, Write},
};

/// The attributes in which states differ.
const STATE: [&str; 6] = ["state", "at", "claimed_by", "provider_id", "reason", "until"];

#[async_trait]
impl Messages for Table {
    async fn claim(&self, record: &MessageRecord) -> Result<Claim, StoreError> {
        // The call may have been tried again after a write of which only the answer was lost: what it finds then is our own.
        let found = self.write_once(record).await?.filter(|found| found.state != record.state);
        Ok(found.map_or(Claim::Won, Claim::Lost))
    }

    async fn put_outcome(
        &self,
        store: &StoreId,
        id: &MessageId,
        claim: &ClaimKey,
        state: &MessageState,
    ) -> Result<bool, StoreError> {
        let key = keys::message(store, id);
        let changes = remembered(stands(state)?, state)?
            .only_if("#state = :sending AND #claimed_by = :claimant AND #at = :claimed_at")
            .value("sending", string("sending"))
            .value("claimant", string(&claim.claimed_by))
            .value("claimed_at", attribute(claim.at)?);
        match self.update_row(&key, changes).await? {
            Write::Done(_) => Ok(true),
            // The call may have been tried again after a write of which only the answer was lost.
            Write::Refused(item) if item.is_empty() => Ok(false),
            Write::Refused(item) => Ok(decode::<MessageRecord>(item)?.state == *state),
        }
    }

    async fn put_receipt(
        &self,
        store: &StoreId,
        id: &MessageId,
        state: &MessageState,
        bill: &Bill,
    ) -> Result<ReceiptEffect, StoreError> {
        let less = state.replaces();
        let changes = less
            .iter()
            .fold(remembered(stands(state)?, state)?, |changes, name| changes.value(name, string(*name)));
        let among = less.iter().map(|name| format!(":{name}")).collect::<Vec<_>>().join(", ");
        let changes = billed(changes, bill)?.only_if(format!("#state IN ({among})"));
        Ok(match self.update_row(&keys::message(store, id), changes).await? {
            Write::Done(before) => ReceiptEffect::Replaced(decode::<MessageRecord>(before)?.state),
            Write::Refused(row) if row.is_empty() => ReceiptEffect::NoRow,
            Write::Refused(row) => {
                let record: MessageRecord = decode(row)?;
                if !record.came_to(state) && record.history.len() < MOST_CHANGES {
                    self.remember_late(&record, state).await?;
                }
                if record.price_micros.is_none() && bill.price_micros.is_some() {
                    self.bill_late(&record, bill).await?;
                }
                ReceiptEffect::Stands(record.state)
            }
        })
    }

    async fn put_held(&self, record: &MessageRecord) -> Result<bool, StoreError> {
        Ok(self.write_once(record).await?.is_none_or(|standing| standing == *record))
    }

    async fn put_skip(&self, record: &MessageRecord) -> Result<bool, StoreError> {
        Ok(self.write_once(record).await?.is_none_or(|standing| standing == *record))
    }

    async fn put_old_news(&self, record: &MessageRecord) -> Result<(), StoreError> {
        let mut item = encode(&keys::old_news(&record.store, &record.id), record)?;
        item.insert(EXPIRES_AT.to_owned(), expiry(record.state.at(), self.messages_kept()));
        self.put_row(item).await
    }

    async fn get_message(
        &self,
        store: &StoreId,
        id: &MessageId,
    ) -> Result<Option<MessageRecord>, StoreError> {
        self.get_row(&keys::message(store, id), Consistency::Strong).await?.map(decode).transpose()
    }

    async fn get_messages(
        &self,
        store: &StoreId,
        ids: &[MessageId],
    ) -> Result<Vec<MessageRecord>, StoreError> {
        let distinct: BTreeSet<_> = ids.iter().collect();
        let keys: Vec<_> = distinct.into_iter().map(|id| keys::message(store, id)).collect();
        self.get_rows(&keys, Consistency::Eventual).await?.into_iter().map(decode).collect()
    }
}

impl Table {
    /// Keeps a receipt that came when more was known already: it changes nothing but the history.
    async fn remember_late(&self, record: &MessageRecord, state: &MessageState) -> Result<(), StoreError> {
        let change = with_change(Changes::default(), state)?.only_if("attribute_exists(pk)");
        self.update_row(&keys::message(&record.store, &record.id), change).await.map(drop)
    }

    /// Keeps the first price that a receipt tells, also where more was known of the state already.
    async fn bill_late(&self, record: &MessageRecord, bill: &Bill) -> Result<(), StoreError> {
        let unbilled = "attribute_exists(pk) AND attribute_not_exists(#price)";
        let change = billed(Changes::default(), bill)?.only_if(unbilled);
        self.update_row(&keys::message(&record.store, &record.id), change).await.map(drop)
    }

    /// Writes a message's row unless there is one; then gives that one. A message that still waits counts as not
    /// there.
    async fn write_once(&self, record: &MessageRecord) -> Result<Option<MessageRecord>, StoreError> {
        let free = Changes::default()
            .only_if("attribute_not_exists(pk) OR #state IN (:held, :due)")
            .name("state")
            .value("held", string("held"))
            .value("due", string("due"));
        match self.put_row_if(row(record, self.messages_kept())?, free).await? {
            Write::Done(before) => {
                // Without it a line of the timeline is missing, or a link ends later: no reason to hold up the message.
                self.carry_over(before, record).await.ok();
                Ok(None)
            }
            Write::Refused(standing) => decode(standing).map(Some),
        }
    }

    /// Takes over what the row told before it was written anew: why the message was given back. Links that the text has no
    /// more end. Nothing is done, and nothing asked of the table, for a message that has its row for the first time.
    async fn carry_over(&self, before: Item, record: &MessageRecord) -> Result<(), StoreError> {
        if before.is_empty() {
            return Ok(());
        }
        let before: MessageRecord = decode(before)?;
        let tries = latest(before.tries());
        if !tries.is_empty() {
            let changes = with_changes(Changes::default(), tries)?.only_if("attribute_exists(pk)");
            self.update_row(&keys::message(&record.store, &record.id), changes).await?;
        }
        self.delete_links(&before.links_missing_in(record)).await
    }
}

/// Adds a state to the history of its message, where another may take its place.
fn remembered(changes: Changes, state: &MessageState) -> Result<Changes, StoreError> {
    if state.may_be_replaced() { with_change(changes, state) } else { Ok(changes) }
}

fn with_change(changes: Changes, state: &MessageState) -> Result<Changes, StoreError> {
    with_changes(changes, vec![StateChange::from(state)])
}

fn with_changes(changes: Changes, more: Vec<StateChange>) -> Result<Changes, StoreError> {
    Ok(changes
        .set_to("history", "list_append(if_not_exists(#history, :none), :more)")
        .value("none", AttributeValue::L(Vec::new()))
        .value("more", attribute(more)?))
}

/// What makes a row stand as `state` says.
fn stands(state: &MessageState) -> Result<Changes, StoreError> {
    let mut attributes = attributes(state).map_err(|error| corrupt("", "", &error))?;
    let replace = |changes: Changes, name| changes.replace(name, attributes.remove(name));
    Ok(STATE.into_iter().fold(Changes::default(), replace))
}

/// What a bill says replaces what was known.
fn billed(changes: Changes, bill: &Bill) -> Result<Changes, StoreError> {
    let parts = bill.parts.map(attribute).transpose()?.map(|parts| ("parts", parts));
    let price = bill.price_micros.map(attribute).transpose()?.map(|price| ("price", price));
    let said = parts.into_iter().chain(price);
    Ok(said.fold(changes, |changes, (name, value)| changes.set(name, value)))
}

/// The row of a message that was claimed or skipped now, or waits; it is `kept` from then on, or from its minute.
pub(crate) fn row(record: &MessageRecord, kept: SignedDuration) -> Result<Item, StoreError> {
    let mut item = encode(&keys::message(&record.store, &record.id), record)?;
    let since = match record.state {
        MessageState::Held { until, .. } => until.start(),
        _ => record.state.at(),
    };
    item.insert(EXPIRES_AT.to_owned(), expiry(since, kept));
    Ok(item)
}

#[cfg(test)]
mod tests;
