//! Somebody with a session.

use axum::{
    extract::FromRequestParts,
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use rechime_store::{StoreError, audit::Actor};

use super::{cookie, next::sign_in_for, notice, origin};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        sessions::{self, CsrfToken, SessionToken},
    },
};

/// The header by which our script asks for a part of a page.
const FRAGMENT: &str = "x-fragment";

/// Somebody who signed in. A page that takes this is shown to nobody else; it costs one read of the table.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The name that they gave.
    pub(crate) name: String,
    /// What the forms of the page carry in the hidden field `csrf`.
    pub(crate) csrf: CsrfToken,
    /// The session's token, for signing out.
    pub(crate) token: SessionToken,
}

impl SignedIn {
    /// Who makes the changes of this session.
    pub(crate) fn author(&self) -> Author {
        Author::new(Actor::Session { name: self.name.clone() })
    }
}

/// Why a page is not shown.
#[derive(Debug)]
pub(crate) enum NotSignedIn {
    /// The browser keeps the cookie to itself, because the link was another site's. Its next request has it.
    LinkFromElsewhere,
    /// There is no session; the address is that of the page to sign in.
    NoSession { sign_in: String },
    /// The same, for a script, which cannot show the page to sign in.
    NoSessionForScript,
    /// The table failed.
    Failed,
}

impl From<StoreError> for NotSignedIn {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a session could not be read");
        Self::Failed
    }
}

impl IntoResponse for NotSignedIn {
    fn into_response(self) -> Response {
        match self {
            Self::LinkFromElsewhere => notice::reload(),
            Self::NoSession { sign_in } => Redirect::to(&sign_in).into_response(),
            Self::NoSessionForScript => notice::notice(
                StatusCode::UNAUTHORIZED,
                "Sign in again",
                "Your session has ended. Reload the page to sign in; what you typed is kept in this browser.",
            ),
            Self::Failed => notice::notice(
                StatusCode::INTERNAL_SERVER_ERROR,
                "That did not work",
                "Something failed on our side. Reload the page in a moment.",
            ),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = NotSignedIn;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NotSignedIn> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let Some(token) = cookie::presented(&parts.headers) else { return Err(without_session(parts)) };
        let Some(session) = sessions::resume(app, &token).await? else { return Err(without_session(parts)) };
        let signed_in = Self { name: session.name, csrf: token.csrf(), token };
        // A form looks at the session too, and the page after it.
        parts.extensions.insert(signed_in.clone());
        Ok(signed_in)
    }
}

fn without_session(parts: &Parts) -> NotSignedIn {
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    if parts.headers.contains_key(FRAGMENT) {
        NotSignedIn::NoSessionForScript
    } else if reads && !cookie::is_there(&parts.headers) && origin::is_from_another_site(&parts.headers) {
        NotSignedIn::LinkFromElsewhere
    } else {
        NotSignedIn::NoSession { sign_in: sign_in_for(&parts.uri) }
    }
}
