//! Ids: runs over a store's list.

use serde::{Deserialize, Serialize};

use super::id_as_text;

/// A run over all shards of a store's list. 2 to 40 of `a-z`, `0-9` and `-`, starting with a letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// Why a text is not a [`RunId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a run is 2 to 40 lower-case letters, digits and hyphens")]
pub struct InvalidRunId;

impl RunId {
    /// Takes an id as it stands in a path or a queue message.
    pub fn parse(text: &str) -> Result<Self, InvalidRunId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (2..=40).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidRunId) }
    }

    /// A run that counts a segment. `random` makes it unique in its store: lower-case letters and digits.
    pub fn of_count(random: &str) -> Result<Self, InvalidRunId> {
        Self::parse(&format!("run-{random}"))
    }
}

id_as_text!(RunId, InvalidRunId);
