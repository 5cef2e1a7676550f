//! Clicks on DynamoDB.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    click::ClickClass,
    ids::{MessageId, StoreId},
    link::LinkCode,
};

use super::{Click, ClickRecord, Clicks};
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, alive, as_string, corrupt_attribute, expiry, string, text},
    keys,
    table::{Table, Write},
};

#[async_trait]
impl Clicks for Table {
    async fn put_click(&self, click: &Click) -> Result<Timestamp, StoreError> {
        let class = click.class.key();
        let changes = Changes::default()
            .set(class, string(click.at.to_string()))
            .set("code", string(click.code.as_str()))
            .set(EXPIRES_AT, expiry(click.expires_at, SignedDuration::ZERO))
            .only_if(format!("attribute_not_exists(#{class})"));
        match self.update_row(&keys::click(&click.store, &click.message, click.position), changes).await? {
            Write::Done(_) => Ok(click.at),
            Write::Refused(row) => instant(&row, class),
        }
    }

    async fn put_clicked(
        &self,
        store: &StoreId,
        message: &MessageId,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let changes = Changes::default()
            .set(CLICKED_AT, string(at.to_string()))
            .only_if("attribute_exists(pk) AND attribute_not_exists(#clicked_at)");
        match self.update_row(&keys::message(store, message), changes).await? {
            Write::Done(_) => Ok(Some(at)),
            Write::Refused(row) if row.is_empty() => Ok(None),
            Write::Refused(row) => instant(&row, CLICKED_AT).map(Some),
        }
    }

    async fn list_clicks(
        &self,
        store: &StoreId,
        message: &MessageId,
    ) -> Result<Vec<ClickRecord>, StoreError> {
        let (pk, prefix) = keys::clicks(store, message);
        let query = self
            .partition(&pk)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", string(prefix));
        let rows = self.query_rows(query).await?;
        rows.into_iter().filter_map(|row| alive(row, self.now())).map(|row| record(&row)).collect()
    }
}

/// The attribute of a message's row; `MessageRecord` has it.
const CLICKED_AT: &str = "clicked_at";

/// What a row says.
pub(crate) fn record(row: &Item) -> Result<ClickRecord, StoreError> {
    let position = keys::click_position(text(row, "sk")).ok_or_else(|| corrupt_attribute(row, "sk"))?;
    let code = LinkCode::parse(text(row, "code")).map_err(|_| corrupt_attribute(row, "code"))?;
    let kept = ClickClass::ALL.into_iter().filter(|class| row.contains_key(class.key()));
    let first = kept.map(|class| Ok((class, instant(row, class.key())?)));
    Ok(ClickRecord { position, code, first: first.collect::<Result<_, StoreError>>()? })
}

fn instant(row: &Item, name: &str) -> Result<Timestamp, StoreError> {
    let text = row.get(name).and_then(as_string);
    text.and_then(|text| text.parse().ok()).ok_or_else(|| corrupt_attribute(row, name))
}
