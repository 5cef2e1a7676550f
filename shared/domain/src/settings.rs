//! A store's settings.

use serde::{Deserialize, Serialize};

use crate::{ids::StoreId, quiet_hours::QuietHours};

/// Where a store's consent to be texted comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMode {
    /// Only from the store's own list: no row that says "subscribed", no message.
    OwnList,
    /// The merchant takes a phone given at checkout as consent to transactional notices (and to nothing else).
    CheckoutPhones,
}

/// What the rules need to know of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSettings {
    /// Its id.
    pub id: StoreId,
    /// The brand, as it signs its texts. 1 to 40 characters.
    pub name: String,
    /// IANA zone of the store, the last resort for a customer whose place is unknown.
    pub time_zone: String,
    /// Country whose customs a phone number without a country code follows (ISO 3166).
    pub country: String,
    /// When customers are left in peace.
    pub quiet_hours: QuietHours,
    /// Where consent comes from.
    pub consent_mode: ConsentMode,
    /// Typographic look-alikes (curly quotes, dashes) are folded to GSM-7 so that a text stays short.
    pub fold_typography: bool,
    /// Where a customer manages a subscription; `{hash}` stands for the customer's Recharge hash.
    pub portal_url: Option<String>,
    /// Whether any subscriber of this store has a stated time zone: only then must the subscriber be read
    /// before a message is held.
    #[serde(default)]
    pub has_stated_zones: bool,
    /// Counts edits, from 1.
    pub version: u64,
}

impl StoreSettings {
    /// Whether a subscriber's own row can change when, or whether, a message should wait. Where it cannot,
    /// nothing is read until the last look.
    #[must_use]
    pub fn subscriber_row_decides(&self) -> bool {
        self.has_stated_zones || self.consent_mode == ConsentMode::OwnList
    }
}
