//! How a file is to be read, as far as the merchant or its header says.

use serde::{Deserialize, Serialize};

use super::columns::plain;

/// A blank field, among the values that a merchant lists.
const BLANK: &str = "(blank)";

/// What the merchant says of a file's columns and values. What it leaves out is recognised by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The column of the phones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_column: Option<String>,
    /// The column that says who agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_column: Option<String>,
    /// The column that says when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_at_column: Option<String>,
    /// The values of the consent column that say that somebody agreed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subscribed: Vec<String>,
    /// Those that say that somebody opted out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsubscribed: Vec<String>,
}

/// A file's header: how each of its parts is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The columns.
    pub names: Vec<String>,
    /// What separates fields.
    pub delimiter: u8,
    /// The number of the line after the header.
    pub first_line: u64,
    /// What the merchant says of the columns.
    #[serde(default)]
    pub mapping: Mapping,
}

impl Mapping {
    /// Values as they are listed: `yes,opted in`. `(blank)` is an empty field.
    #[must_use]
    pub fn values(listed: &str) -> Vec<String> {
        listed.split(',').map(normal).filter(|value| !value.is_empty()).map(unblanked).collect()
    }

    /// What a field of the consent column means by the merchant's own words: yes, no, or not told.
    pub(super) fn answer(&self, field: &str) -> Option<bool> {
        let value = normal(field);
        match (self.subscribed.contains(&value), self.unsubscribed.contains(&value)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// A value that is said to mean both.
    pub(super) fn contradiction(&self) -> Option<&str> {
        self.subscribed.iter().find(|value| self.unsubscribed.contains(value)).map(String::as_str)
    }

    /// Whether any value is listed.
    pub(super) const fn has_values(&self) -> bool {
        !self.subscribed.is_empty() || !self.unsubscribed.is_empty()
    }

    /// Whether an empty field means something.
    pub(super) fn means_blanks(&self) -> bool {
        self.answer("").is_some()
    }
}

/// Signs count here, unlike in the names of columns: `✗` is not blank.
fn normal(value: &str) -> String {
    value.trim().to_lowercase()
}

fn unblanked(value: String) -> String {
    if value == BLANK { String::new() } else { value }
}

/// Whether a header's name is the one that the merchant names.
pub(super) fn is_named(header: &str, wanted: &str) -> bool {
    header.trim() == wanted.trim() || plain(header) == plain(wanted) && !plain(wanted).is_empty()
}
