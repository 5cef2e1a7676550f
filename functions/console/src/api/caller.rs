//! Who calls the API.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use rechime_store::{
    api_keys::{ApiKey, Scope},
    audit::Actor,
};

use super::{problem_details::ProblemDetails, routes::Right};
use crate::use_cases::author::Author;

/// A caller whose key is known.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// Whoever has the admin key may do everything.
    AdminKey,
    /// A key of the store that the path names.
    ApiKey(Arc<ApiKey>),
}

impl Caller {
    /// Whether the caller holds a scope.
    pub(super) fn holds(&self, scope: Scope) -> bool {
        match self {
            Self::AdminKey => true,
            Self::ApiKey(key) => key.scopes.contains(&scope),
        }
    }

    /// Refuses a caller who lacks the right.
    pub(super) fn check(&self, right: Right) -> Result<(), ProblemDetails> {
        match (self, right) {
            (Self::AdminKey, _) => Ok(()),
            (_, Right::Scope(scope)) if self.holds(scope) => Ok(()),
            (_, Right::Scope(scope)) => {
                let name = scope.name();
                Err(forbidden(format!("This API key lacks the scope `{name}`. Create a key that has it.")))
            }
            (_, Right::AdminKey) => Err(forbidden("Only the admin key may do this.".to_owned())),
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Self::AdminKey => Actor::AdminKey,
            Self::ApiKey(key) => Actor::ApiKey { id: key.id.as_str().to_owned(), name: key.name.clone() },
        }
    }
}

fn forbidden(detail: String) -> ProblemDetails {
    ProblemDetails::new(StatusCode::FORBIDDEN, detail)
}

/// Without a caller nothing is done: `auth` puts one there, and whatever it does not see is refused.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemDetails> {
        parts.extensions.get().cloned().ok_or_else(super::auth::no_key)
    }
}

/// The caller as the author of a change, with the version that `If-Match` names.
impl<S: Sync> FromRequestParts<S> for Author {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemDetails> {
        let caller = Caller::from_request_parts(parts, state).await?;
        Ok(Self::new(caller.actor()).having_seen(seen(&parts.headers)))
    }
}

/// The version in `If-Match`. `*` means any, and what we never handed out is a version that never stands.
fn seen(headers: &HeaderMap) -> Option<u64> {
    let tag = headers.get(header::IF_MATCH)?.to_str().unwrap_or_default().trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    (tag != "*").then(|| tag.trim_matches('"').parse().unwrap_or(0))
}
