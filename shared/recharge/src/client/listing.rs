//! Lists of what changed, page by page.

use jiff::Timestamp;
use serde_json::value::RawValue;

/// A list that can be asked for what changed since a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// `GET /charges`. Processed charges older than 90 days are not listed.
    Charges,
    /// `GET /subscriptions`.
    Subscriptions,
    /// `GET /orders`.
    Orders,
}

impl Listing {
    /// All lists.
    pub const ALL: [Self; 3] = [Self::Charges, Self::Subscriptions, Self::Orders];

    /// The list's name, in its path and in its answers.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Charges => "charges",
            Self::Subscriptions => "subscriptions",
            Self::Orders => "orders",
        }
    }

    /// What one of its items is called: the part of a topic before the slash, and the name of the object in a webhook.
    #[must_use]
    pub const fn singular(self) -> &'static str {
        match self {
            Self::Charges => "charge",
            Self::Subscriptions => "subscription",
            Self::Orders => "order",
        }
    }

    /// Path and query of a page. Recharge refuses filters beside a cursor, which remembers those of the first page.
    pub(super) fn path(self, since: Timestamp, cursor: Option<&str>) -> String {
        let filter = match cursor {
            Some(cursor) => format!("cursor={}", encoded(cursor)),
            None => format!("include=customer&updated_at_min={}", since.strftime("%Y-%m-%dT%H:%M:%SZ")),
        };
        format!("/{}?limit={PAGE}&{filter}", self.plural())
    }
}

/// Items of a page: the most that Recharge gives at once.
const PAGE: u8 = 250;

/// A page of a list.
#[derive(Clone, Debug)]
pub struct ObjectPage {
    /// Each object as a webhook about it would carry it: `{"charge": {…}}`.
    pub items: Vec<Box<RawValue>>,
    /// The cursor of the page after this one; `None` on the last.
    pub next: Option<String>,
}

/// A cursor is Recharge's own and may hold anything.
pub(super) fn encoded(cursor: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    cursor.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_alone_and_the_first_page_with_its_filters() {
        let since = "2026-11-24T17:00:00.75Z".parse().unwrap();
        let first = Listing::Charges.path(since, None);
        insta::assert_snapshot!(first, @"/charges?limit=250&include=customer&updated_at_min=2026-11-24T17:00:00Z");
        let later = Listing::Orders.path(since, Some("eyJ+/w=="));
        insta::assert_snapshot!(later, @"/orders?limit=250&cursor=eyJ%2B%2Fw%3D%3D");
    }
}
