//! The meaning of a reply.

use rechime_domain::reply::{self, ReplyMeaning};
use serde::{Deserialize, Serialize};

/// What a customer might reply.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = ReplyText))]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    pub(crate) text: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[cfg_attr(test, schema(as = ReplyExplanation))]
pub(crate) struct Explanation {
    pub(crate) meaning: ReplyMeaning,
}

/// Reads a reply as the real one would be: alike for every store.
pub(crate) fn explain(reply: &Reply) -> Explanation {
    Explanation { meaning: reply::meaning(&reply.text) }
}
