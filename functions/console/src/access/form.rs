//! Forms that only our own pages can send.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use super::{notice::notice, signed_in::SignedIn};
use crate::app::App;

/// The hidden field with the session's token against forged forms.
pub(super) const CSRF: &str = "csrf";

/// The fields of a form that somebody who is signed in sent from one of our pages: [`guard`](super::origin::guard) looked
/// at the sender, and the token is this session's. `csrf` is not among them. For forms
/// whose fields are not known beforehand, `Form<Vec<(String, String)>>` has them in their order.
pub(crate) struct Form<T>(pub(crate) T);

/// The fields of a form that is sent before anybody is signed in: that of the sign-in page. It carries no token, because
/// there is no session yet.
pub(crate) struct OpenForm<T>(pub(crate) T);

/// Why a form is not taken. Nothing was changed.
#[derive(Debug)]
pub(crate) enum FormRefused {
    /// Another site sent it, or nobody knows who did.
    Foreign,
    /// It is of another session, or carries no token.
    OtherSession,
    /// It is no form.
    Kind,
    /// It is too large, or did not arrive whole.
    Body(StatusCode),
    /// Its file is larger than one request may be.
    LargeFile,
    /// Its fields are not those that the page has.
    Fields,
    /// Nobody is signed in.
    NotSignedIn(Box<Response>),
}

impl IntoResponse for FormRefused {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::NotSignedIn(response) => return *response,
            Self::Foreign => (
                StatusCode::FORBIDDEN,
                "The form came from another site, so nothing was changed. Open the page here and try again.",
            ),
            Self::OtherSession => (
                StatusCode::FORBIDDEN,
                "The form is from an earlier session, so nothing was changed. Go back, reload the page and try again; \
                 what you typed is kept in this browser.",
            ),
            Self::Kind => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Nothing was changed. Send the form from its page.")
            }
            Self::Body(StatusCode::PAYLOAD_TOO_LARGE) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The form is larger than 1 MiB, so nothing was changed. Shorten it.",
            ),
            Self::LargeFile => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The file is larger than 4 MiB, so nothing was changed. With JavaScript it is sent in parts; without it, cut \
                 the file into smaller ones.",
            ),
            Self::Body(status) => {
                (status, "The form did not arrive whole, so nothing was changed. Send it again.")
            }
            Self::Fields => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The form lacks a field, so nothing was changed. Go back, reload the page and try again.",
            ),
        };
        notice(status, "Nothing was changed", sentence)
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = FormRefused;

    async fn from_request(request: Request, app: &App) -> Result<Self, FormRefused> {
        let (mut parts, body) = request.into_parts();
        check_kind(&parts.headers)?;
        let who = SignedIn::from_request_parts(&mut parts, app)
            .await
            .map_err(|refusal| FormRefused::NotSignedIn(Box::new(refusal.into_response())))?;
        let (carried, fields) = read(Request::from_parts(parts, body), app).await?;
        if !carried.is_some_and(|carried| who.csrf.matches(&carried)) {
            return Err(FormRefused::OtherSession);
        }
        Ok(Self(decode(&fields)?))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for OpenForm<T> {
    type Rejection = FormRefused;

    async fn from_request(request: Request, app: &App) -> Result<Self, FormRefused> {
        check_kind(request.headers())?;
        let (_, fields) = read(request, app).await?;
        Ok(Self(decode(&fields)?))
    }
}

/// `text/plain` and `multipart/form-data` are what another site's form can pretend to be without asking; only the kind
/// that our forms have is taken.
fn check_kind(headers: &HeaderMap) -> Result<(), FormRefused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Ok(())
    } else {
        Err(FormRefused::Kind)
    }
}

/// The token that a form carries, and its other fields.
async fn read(request: Request, app: &App) -> Result<(Option<String>, String), FormRefused> {
    let body = Bytes::from_request(request, app)
        .await
        .map_err(|refusal| FormRefused::Body(refusal.into_response().status()))?;
    let mut carried = None;
    let mut fields = form_urlencoded::Serializer::new(String::with_capacity(body.len()));
    for (name, value) in form_urlencoded::parse(&body) {
        if name == CSRF {
            carried = Some(value.into_owned());
        } else {
            fields.append_pair(&name, &value);
        }
    }
    Ok((carried, fields.finish()))
}

fn decode<T: DeserializeOwned>(fields: &str) -> Result<T, FormRefused> {
    serde_urlencoded::from_str(fields).map_err(|_| FormRefused::Fields)
}
