//! Listings come in pages.

use serde::{Deserialize, Serialize};

/// Where a page ended: hand it back to get the next one. Opaque; percent-encode it in an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Cursor(String);

/// Why a text is no [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is what the page before had as `next_cursor`")]
pub struct InvalidCursor;

/// The longest sort key of a table, in bytes.
const LONGEST: usize = 1024;

/// The table takes no other text for a place in it.
impl TryFrom<String> for Cursor {
    type Error = InvalidCursor;

    fn try_from(text: String) -> Result<Self, InvalidCursor> {
        if (1..=LONGEST).contains(&text.len()) { Ok(Self(text)) } else { Err(InvalidCursor) }
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.0
    }
}

impl Cursor {
    /// Takes a cursor as it was handed out.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The cursor as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A part of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// Its things, in the listing's order. May be empty even where more follow.
    pub items: Vec<T>,
    /// Where to go on; `None` at the end.
    pub next: Option<Cursor>,
}
