//! Pages that cannot be shown: an answer that a person understands, never JSON.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::html::Page;
use crate::{
    api::problem_details::RouteError,
    words::{EN, Words},
};

/// Why a page is not shown, as it is answered.
pub(crate) struct Failure(Box<Response>);

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    w: &'static Words,
    title: &'static str,
    text: String,
}

impl Failure {
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, EN.failure.not_found.to_owned())
    }

    pub(crate) fn unreadable() -> Self {
        Self::new(StatusCode::BAD_REQUEST, EN.failure.unreadable.to_owned())
    }

    pub(crate) fn unreadable_address() -> Self {
        Self::new(StatusCode::BAD_REQUEST, EN.failure.unreadable_address.to_owned())
    }

    pub(crate) fn not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, EN.failure.not_allowed.to_owned())
    }

    fn new(status: StatusCode, text: String) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => EN.failure.not_found_title,
            status if status.is_server_error() => EN.failure.ours_title,
            _ => EN.failure.refused_title,
        };
        (status, Page(FailurePage { w: &EN, title, text })).into_response().into()
    }
}

/// What a use case refuses. Of our own faults the page tells nothing but that they were logged.
impl<E: RouteError> From<E> for Failure {
    fn from(error: E) -> Self {
        let status = error.status();
        Self::new(status, told(&error))
    }
}

/// What a page tells of an error: the sentence for people, not the one for callers of the API.
pub(crate) fn told<E: RouteError>(error: &E) -> String {
    if error.status() == StatusCode::INTERNAL_SERVER_ERROR {
        crate::api::problem_details::log(error);
        return EN.failure.ours.to_owned();
    }
    error.to_string()
}

impl From<Response> for Failure {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        *self.0
    }
}
