//! What became of a store's messages, and what waits.

mod csv;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
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

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    Json,
    Csv,
}

impl Format {
    /// The one that the header `Accept` names; JSON unless it is CSV.
    fn accepted(headers: &HeaderMap) -> Self {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        if accept.is_some_and(|accept| accept.contains("text/csv")) { Self::Csv } else { Self::Json }
    }
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
        Format::Csv => csv::answer(&store.settings.id, &report),
    })
}

/// `GET /stores/{store}/forecast`.
async fn show_forecast(State(app): State<App>, Shop(store): Shop) -> Result<Json<Forecast>, ProblemDetails> {
    Ok(Json(forecast::show(&app, &store).await?))
}

#[cfg(test)]
mod tests;
