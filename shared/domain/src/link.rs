//! Links in texts: where they stand, where a short one leads, and what it is called.
//!
//! A link is made short when its text is composed, so that previews and segments count what the customer gets: the
//! address of the short links and a code. Every code is as long as any other, so a text is composed with a
//! [sample](LinkCode::sample) and gets its own codes once its message is known.

use serde::{Deserialize, Serialize};

mod base;
mod code;
mod destination;
mod found;
mod short;
#[cfg(test)]
mod tests;

pub use self::{
    base::{InvalidLinkHost, LinkBase, check_host},
    code::{InvalidLinkCode, LinkCode, LinkKey},
    destination::Destination,
    short::{PlacedLink, Shortening, with_codes},
};
pub(crate) use self::{
    destination::{is_host, is_unusable},
    found::in_text,
};

/// How the links of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkForm {
    /// Each is a short link of its own for each message, and clicks are seen.
    #[default]
    Short,
    /// As the text has them. No click is seen.
    AsWritten,
}

impl LinkForm {
    /// Whether it is the usual one, which rows leave out.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}
