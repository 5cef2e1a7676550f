//! Routes of a store's sender.

use axum::{Json, extract::State, http::StatusCode};
use rechime_domain::flow::edit::FieldFault;
use rechime_store::api_keys::Scope;

use super::{
    caller::Caller,
    extract::JsonBody,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
    routes::{ADMIN_KEY, READ, Routes, WRITE_SETTINGS},
};
use crate::{
    app::App,
    use_cases::{
        author::Author,
        effective::Effective,
        sender::{self, NewSender, SenderError, SenderView},
        test_text::{self, TestOfSender, TestedSender},
    },
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/sender", READ, show)
        .put("/sender", WRITE_SETTINGS, put)
        .delete("/sender", WRITE_SETTINGS, delete)
        // A key of another system must not be a way to text whomever it likes.
        .post("/sender/test", ADMIN_KEY, test)
}

impl RouteError for SenderError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Shared => StatusCode::FORBIDDEN,
            Self::Provider(_) => StatusCode::BAD_GATEWAY,
            Self::Overtaken => StatusCode::CONFLICT,
            Self::Secrets(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) => error.status(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) => faults.clone(),
            _ => Vec::new(),
        }
    }
}

/// `GET /stores/{store}/sender`. The webhook's address holds its key, so that a key that may only read does not get it.
async fn show(
    State(app): State<App>,
    caller: Caller,
    Shop(store): Shop,
) -> Result<Json<SenderView>, ProblemDetails> {
    let mut view = sender::show(&app, &store).await?;
    view.replies_url = view.replies_url.filter(|_| caller.holds(Scope::WriteSettings));
    Ok(Json(view))
}

/// `PUT /stores/{store}/sender`.
async fn put(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(wanted): JsonBody<NewSender>,
) -> Result<Json<Effective<SenderView>>, ProblemDetails> {
    Ok(Json(sender::put(&app, &author, &store, wanted).await?))
}

/// `DELETE /stores/{store}/sender`, which may be repeated.
async fn delete(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
) -> Result<Json<Effective<SenderView>>, ProblemDetails> {
    Ok(Json(sender::delete(&app, &author, &store).await?))
}

/// `POST /stores/{store}/sender/test`: 202, because the queue sends it.
async fn test(
    State(app): State<App>,
    Shop(store): Shop,
    JsonBody(wanted): JsonBody<TestOfSender>,
) -> Result<(StatusCode, Json<TestedSender>), ProblemDetails> {
    Ok((StatusCode::ACCEPTED, Json(test_text::send_from_sender(&app, &store, &wanted).await?)))
}

#[cfg(test)]
mod tests;
