//! The stream of the table: what a record of it says that can matter to the counters.

use rechime_domain::{
    consent::Consent,
    counting::{LastText, RowChange},
    frequency::SentText,
    hour::Hour,
    ids::{SourceId, StoreId},
    message::MessageRecord,
};
use serde::Deserialize;
use serde_dynamo::Item as Image;

use crate::{
    error::StoreError,
    item::{Item, decode, text},
    journal,
    keys::{self, CountedRow},
};

#[cfg(feature = "memory")]
pub mod written;

/// A change of a row, as the stream tells of it:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StreamRecord {
    /// The row's key.
    pub keys: Image,
    /// The row before; absent if it is new.
    #[serde(default)]
    pub old_image: Option<Image>,
    /// The row now; absent if it is gone.
    #[serde(default)]
    pub new_image: Option<Image>,
    /// The record's number in its shard.
    pub sequence_number: String,
}

impl StreamRecord {
    /// What the record says. `None` if it cannot matter to the counters: a row of another kind, or one that is gone.
    pub fn change(self) -> Result<Option<(StoreId, RowChange)>, StoreError> {
        let (keys, before) = (Item::from(self.keys), self.old_image.map(Item::from));
        let Some(after) = self.new_image.map(Item::from) else { return Ok(None) };
        let Some(row) = keys::counted_row(text(&keys, "pk"), text(&keys, "sk")) else { return Ok(None) };
        Ok(match row {
            CountedRow::Message(store) => Some((store, message(before, after)?)),
            CountedRow::Batch(store, at) => {
                let change = batch(&store, Hour::containing(at), before.as_ref(), &after)?;
                Some((store, change))
            }
            CountedRow::Hold(store, until) => before.is_none().then_some((store, RowChange::Hold { until })),
            CountedRow::Subscriber(store) => consent(before, after)?.map(|change| (store, change)),
        })
    }
}

fn message(before: Option<Item>, after: Item) -> Result<RowChange, StoreError> {
    let before = before.map(decode::<MessageRecord>).transpose()?.map(Box::new);
    Ok(RowChange::Message { before, after: Box::new(decode(after)?) })
}

fn batch(store: &StoreId, hour: Hour, before: Option<&Item>, after: &Item) -> Result<RowChange, StoreError> {
    let sources = |item: &Item| -> Result<Vec<SourceId>, StoreError> {
        Ok(journal::lines(item, store)?.into_iter().map(|line| line.entry.source).collect())
    };
    let before = before.map(sources).transpose()?.unwrap_or_default();
    Ok(RowChange::Journal { hour, before, after: sources(after)? })
}

/// What counts of a subscriber's row.
#[derive(Deserialize)]
struct SubscriberRow {
    #[serde(default)]
    consent: Option<Consent>,
    #[serde(default)]
    recent_texts: Vec<SentText>,
    #[serde(default)]
    last_source: Option<SourceId>,
}

impl SubscriberRow {
    fn last_text(&self) -> Option<LastText> {
        Some(LastText { source: self.last_source.clone()?, at: self.recent_texts.last()?.at })
    }
}

fn consent(before: Option<Item>, after: Item) -> Result<Option<RowChange>, StoreError> {
    let before = before.map(decode::<SubscriberRow>).transpose()?.and_then(|row| row.consent);
    let row = decode::<SubscriberRow>(after)?;
    let after = row.consent.filter(|after| before.as_ref() != Some(after));
    Ok(after.map(|after| RowChange::Consent { before, after, last_text: row.last_text() }))
}

#[cfg(test)]
mod tests;
