//! Ids: stores.

use serde::{Deserialize, Serialize};

use super::id_as_text;

/// A store's name in addresses and keys: 2 to 40 of `a-z`, `0-9` and `-`, starting with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct StoreId(String);

/// Why a text is not a [`StoreId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store id is 2 to 40 lower-case letters, digits and hyphens, and starts with a letter or digit")]
pub struct InvalidStoreId;

impl StoreId {
    /// Takes a store id as it stands in a path or a key.
    pub fn parse(text: &str) -> Result<Self, InvalidStoreId> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (2..=40).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidStoreId) }
    }
}

id_as_text!(StoreId, InvalidStoreId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_ids_are_slugs() {
        for good in ["demo", "oat-and-ember", "7a"] {
            assert_eq!(StoreId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a", "-shop", "Shop", "shop#1", "shöp", &"a".repeat(41)] {
            assert_eq!(StoreId::parse(bad), Err(InvalidStoreId), "{bad}");
        }
    }
}
