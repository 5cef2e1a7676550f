//! What the `checkups` queue carries.

use serde::{Deserialize, Serialize};

use crate::ids::StoreId;

/// What the `checkups` queue carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CheckupJob {
    /// Look after a store's connection, and fetch what no webhook told of.
    #[serde(rename = "checkup.v1")]
    V1 {
        /// The store.
        store: StoreId,
    },
}
