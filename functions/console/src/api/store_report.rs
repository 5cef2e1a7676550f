//! What became of a store's messages, and what waits.

pub(crate) mod table;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    csv::Format,
    extract::Query,
    path::Shop,
    problem_details::{ProblemDetails, RouteError},
    routes::{READ, Routes},
};
use crate::{
    app::App,
    use_cases::{
        forecast::{self, Forecast},
        store_report::{self, Span, StoreReportError},
    },
};

pub(super) fn routes() -> Routes {
    Routes::default().get("/report", READ, show).get("/forecast", READ, show_forecast)
}

impl RouteError for StoreReportError {
    fn status(&self) -> StatusCode {
        match self {
            Self::EndsBeforeItBegins | Self::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Store(error) => error.status(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    from: Option<Date>,
    to: Option<Date>,
    #[serde(default)]
    by: Span,
    format: Option<Format>,
}

/// `GET /stores/{store}/report?from&to&by&format`.
async fn show(
    State(app): State<App>,
    Shop(store): Shop,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ProblemDetails> {
    let report = store_report::show(&app, &store.settings, asked.from, asked.to, asked.by).await?;
    Ok(match asked.format.unwrap_or_else(|| Format::accepted(&headers)) {
        Format::Json => Json(report).into_response(),
        Format::Csv => table::answer(&store.settings.id, &report),
    })
}

/// `GET /stores/{store}/forecast`.
async fn show_forecast(State(app): State<App>, Shop(store): Shop) -> Result<Json<Forecast>, ProblemDetails> {
    Ok(Json(forecast::show(&app, &store).await?))
}

#[cfg(test)]
mod tests;
