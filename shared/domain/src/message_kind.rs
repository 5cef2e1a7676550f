//! The legal kind of a message: transactional or promotional.

use serde::{Deserialize, Serialize};

/// Promotion needs more consent and stricter hours than a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A notice about something the customer bought.
    Transactional,
    /// Anything that sells.
    Promotional,
}
