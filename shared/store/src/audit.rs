//! Who changed what of a store.

use serde::{Deserialize, Serialize};

/// Who changes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who signed in, by the name that they gave.
    Session {
        /// The name.
        name: String,
    },
    /// Another system, by its API key.
    ApiKey {
        /// The key's id.
        id: String,
        /// The name that the merchant gave the key.
        name: String,
    },
    /// A call of the API with the admin key.
    AdminKey,
}
