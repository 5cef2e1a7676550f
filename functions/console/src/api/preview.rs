//! What would this template look like?

mod warnings;

use axum::{Json, Router, http::StatusCode, routing::post};
use rechime_domain::{
    occurrence::Tags,
    segments::Encoding,
    template::{self, TemplateError, Text},
    trigger::Trigger,
};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    extract::JsonBody,
    problem::{FieldError, Problem, RouteError},
    shop::Shop,
};

/// US dollars for one segment to a US number: Twilio's $0.0083 and the higher of its carrier fees, $0.0050
/// (<https://www.twilio.com/en-us/sms/pricing/us>, July 2026). An estimate: other providers and countries differ.
const SEGMENT_PRICE_USD: f64 = 0.0133;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/preview", post(preview))
}

/// The template makes no text.
#[derive(Debug, thiserror::Error)]
#[error("Change the template: {0}.")]
struct PreviewError(#[from] TemplateError);

impl RouteError for PreviewError {
    fn status(&self) -> StatusCode {
        StatusCode::UNPROCESSABLE_ENTITY
    }

    fn fields(&self) -> Vec<FieldError> {
        vec![FieldError::new("template", self.0.to_string())]
    }
}

/// Without `tags` sample values are used; with them only they (and the store's own) have a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    template: String,
    trigger: Trigger,
    tags: Option<Tags>,
}

#[derive(Serialize)]
struct Preview {
    body: String,
    encoding: Encoding,
    segments: u32,
    /// US dollars for one text to one US number.
    cost: f64,
    warnings: Vec<String>,
}

/// `POST /stores/{store}/preview`.
async fn preview(shop: Shop, JsonBody(draft): JsonBody<Draft>) -> Result<Json<Preview>, Problem> {
    let settings = &shop.0.settings;
    template::check(&draft.template, draft.trigger).map_err(PreviewError)?;
    let values = draft.tags.unwrap_or_else(|| template::sample_tags(draft.trigger));
    let tags = template::with_store_tags(&values, settings);
    let text = template::compose(&draft.template, &tags, settings.fold_typography).map_err(PreviewError)?;
    let warnings = warnings::about(&text, &draft.template, draft.trigger, settings);
    Ok(Json(Preview {
        cost: cost(&text),
        warnings,
        encoding: text.segments.encoding,
        segments: text.segments.count,
        body: text.body,
    }))
}

/// Rounded to a hundredth of a cent, so that binary fractions do not show.
fn cost(text: &Text) -> f64 {
    (f64::from(text.segments.count) * SEGMENT_PRICE_USD * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests;
