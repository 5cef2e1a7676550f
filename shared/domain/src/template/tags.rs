//! The merge tags each trigger offers.

use serde::Serialize;

use crate::{occurrence::Tags, portal, settings::StoreSettings, trigger::Trigger};

/// A merge tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tag {
    /// Its name in a template: `first_name`.
    pub name: &'static str,
    /// What it stands for, in a merchant's words.
    pub meaning: &'static str,
    /// An example, which previews use.
    pub sample: &'static str,
    /// What a template compares it with.
    #[serde(skip)]
    pub kind: TagKind,
}

/// What the value of a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// Text, also of amounts and dates.
    Text,
    /// A number.
    Number,
}

const fn tag(name: &'static str, meaning: &'static str, sample: &'static str) -> Tag {
    Tag { name, meaning, sample, kind: TagKind::Text }
}

const STORE_NAME: Tag = tag("store_name", "Your store's name", "Acme Coffee");
const PORTAL_LINK: Tag =
    tag("portal_link", "Where the customer manages the subscription", "https://acme.example/4fGk29Xq1Z");
const FIRST_NAME: Tag = tag("first_name", "The customer's first name", "Maya");
const LAST_NAME: Tag = tag("last_name", "The customer's last name", "Lopez");
const PRODUCT_TITLE: Tag = tag("product_title", "The product (the first one, of several)", "House Blend");
const QUANTITY: Tag = Tag { kind: TagKind::Number, ..tag("quantity", "How many of the product", "2") };
const PRICE: Tag = tag("price", "The price of one", "14.90");
const TOTAL_PRICE: Tag = tag("total_price", "The total to pay", "29.80");
const CURRENCY: Tag = tag("currency", "The currency of the amounts", "USD");
const NEXT_CHARGE_DATE: Tag = tag("next_charge_date", "The day of the next order", "Dec 1");
const RESUME_DATE: Tag = tag("resume_date", "The day the pause ends", "Jan 15");
const CHARGE_DATE: Tag = tag("charge_date", "The day of the order", "Dec 1");
const RETRY_DATE: Tag = tag("retry_date", "The day of the next try to charge", "Dec 3");
const ORDER_NUMBER: Tag = tag("order_number", "The order's number in your shop", "1042");
const IS_FINAL: Tag = tag(
    "is_final",
    "Has a value where Recharge says that it will not try again: the order won't ship",
    "yes",
);
const CANCELLATION_REASON: Tag =
    tag("cancellation_reason", "Why, in the customer's words", "Too much coffee");

/// The tags a template for this trigger may name. Those of the store and the customer come first, for all alike.
///
/// Only `store_name` always has a value: what Recharge tells differs from store to store and customer to customer.
#[must_use]
pub const fn tags_of(trigger: Trigger) -> &'static [Tag] {
    match trigger {
        Trigger::SubscriptionStarted | Trigger::SubscriptionResumed | Trigger::OrderSkipped => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            PRICE,
            CURRENCY,
            NEXT_CHARGE_DATE,
        ],
        Trigger::SubscriptionPaused => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            PRICE,
            CURRENCY,
            RESUME_DATE,
        ],
        Trigger::SubscriptionCanceled => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            PRICE,
            CURRENCY,
            CANCELLATION_REASON,
        ],
        Trigger::SubscriptionExpired => {
            &[STORE_NAME, PORTAL_LINK, FIRST_NAME, LAST_NAME, PRODUCT_TITLE, QUANTITY, PRICE, CURRENCY]
        }
        Trigger::UpcomingOrder => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            TOTAL_PRICE,
            CURRENCY,
            CHARGE_DATE,
        ],
        Trigger::OrderProcessed => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            TOTAL_PRICE,
            CURRENCY,
            ORDER_NUMBER,
        ],
        Trigger::ChargeWillBeRetried => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            TOTAL_PRICE,
            CURRENCY,
            RETRY_DATE,
        ],
        Trigger::ChargeFailed => &[
            STORE_NAME,
            PORTAL_LINK,
            FIRST_NAME,
            LAST_NAME,
            PRODUCT_TITLE,
            QUANTITY,
            TOTAL_PRICE,
            CURRENCY,
            IS_FINAL,
        ],
        Trigger::ChargePaid => {
            &[STORE_NAME, PORTAL_LINK, FIRST_NAME, LAST_NAME, PRODUCT_TITLE, QUANTITY, TOTAL_PRICE, CURRENCY]
        }
        Trigger::CustomerAccountActivation => &[STORE_NAME, PORTAL_LINK, FIRST_NAME, LAST_NAME],
    }
}

impl Tag {
    fn sample_value(&self) -> serde_json::Value {
        let number = self.sample.parse::<u64>().ok().filter(|_| self.kind == TagKind::Number);
        number.map_or_else(|| self.sample.into(), serde_json::Value::from)
    }
}

/// The tags a campaign's text may name: those of the store and the person. Nothing happened to them.
pub const CAMPAIGN_TAGS: &[Tag] = &[STORE_NAME, PORTAL_LINK];

/// The values that everybody has, as samples.
pub(super) fn certain() -> Tags {
    samples(&[STORE_NAME])
}

/// A sample value for every tag of a trigger.
#[must_use]
pub fn sample_tags(trigger: Trigger) -> Tags {
    samples(tags_of(trigger))
}

/// A sample value for each of some tags.
#[must_use]
pub fn samples(tags: &[Tag]) -> Tags {
    tags.iter().map(|tag| (tag.name.to_owned(), tag.sample_value())).collect()
}

/// The customer's Recharge hash, which opens the portal. Not offered to templates, and dropped once used.
const CUSTOMER_HASH: &str = "customer_hash";

/// Adds the store's own tags: `store_name`, and `portal_link` where the store has a portal address and the
/// customer a hash for it (an address without `{hash}` needs none).
#[must_use]
pub fn with_store_tags(tags: &Tags, settings: &StoreSettings) -> Tags {
    let mut tags = tags.clone();
    let hash = tags.remove(CUSTOMER_HASH);
    tags.insert(STORE_NAME.name.to_owned(), settings.name.clone().into());
    let address = settings.portal_url.as_deref().filter(|address| !address.trim().is_empty());
    let hash = hash.as_ref().and_then(serde_json::Value::as_str);
    if let Some(link) = address.and_then(|address| portal::link(address, hash)) {
        tags.insert(PORTAL_LINK.name.to_owned(), link.into());
    }
    tags
}
