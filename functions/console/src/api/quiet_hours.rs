//! Routes of a store's quiet hours.

use axum::extract::State;
use rechime_domain::quiet_hours::{QuietHours, WallMinute};
use serde::Deserialize;

use super::{
    extract::JsonBody,
    path::Shop,
    problem_details::ProblemDetails,
    routes::{READ, Routes, WRITE_SETTINGS},
    versioned::Versioned,
};
use crate::{
    app::App,
    use_cases::{author::Author, effective::Effective, quiet_hours},
};

pub(super) fn routes() -> Routes {
    Routes::default().get("/quiet-hours", READ, show).put("/quiet-hours", WRITE_SETTINGS, replace)
}

/// `GET /stores/{store}/quiet-hours`.
async fn show(Shop(store): Shop) -> Versioned<QuietHours> {
    Versioned(store.settings.version, store.settings.quiet_hours)
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct NewHours {
    start: WallMinute,
    end: WallMinute,
}

/// `PUT /stores/{store}/quiet-hours`.
async fn replace(
    State(app): State<App>,
    author: Author,
    Shop(store): Shop,
    JsonBody(NewHours { start, end }): JsonBody<NewHours>,
) -> Result<Versioned<Effective<QuietHours>>, ProblemDetails> {
    let replaced = quiet_hours::replace(&app, &author, &store, QuietHours { start, end }).await?;
    let is_changed = replaced.outcome != store.settings.quiet_hours;
    Ok(Versioned(store.settings.version + u64::from(is_changed), replaced))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Bench;

    const PATH: &str = "/api/v1/stores/demo/quiet-hours";

    #[tokio::test]
    async fn they_are_shown_and_replaced() {
        let bench = Bench::with_store().await;
        insta::assert_snapshot!(bench.get(PATH).await, @r#"
        200
        {
          "end": "09:00",
          "start": "20:00"
        }
        "#);
        let longer = json!({ "start": "18:30", "end": "10:00" });
        insta::assert_snapshot!(bench.put(PATH, &longer).await, @r#"
        200
        {
          "effective_at": "2026-11-23T17:00:02Z",
          "end": "10:00",
          "start": "18:30"
        }
        "#);
        assert_eq!(bench.schedules.reviews().len(), 1, "what waits is looked at again");
        assert_eq!(bench.get(PATH).await.json(), longer);
        let store = bench.get("/api/v1/stores/demo").await.json();
        assert_eq!(store["store"]["version"], 2);
        bench.put(PATH, &longer).await;
        assert_eq!(bench.schedules.reviews().len(), 1);
        assert_eq!(bench.get("/api/v1/stores/demo").await.json(), store, "no change, no new version");
    }

    #[tokio::test]
    async fn times_that_are_none_are_refused() {
        let bench = Bench::with_store().await;
        for bad in ["24:00", "9:00", "09:60", "9am", ""] {
            assert_eq!(bench.put(PATH, &json!({ "start": bad, "end": "09:00" })).await.status, 422, "{bad}");
        }
        insta::assert_snapshot!(bench.put(PATH, &json!({ "start": "20:00", "end": "25:00" })).await, @r#"
        422
        {
          "detail": "Change the body: end: a time of day is written HH:MM, from 00:00 to 23:59 at line 1 column 14.",
          "status": 422,
          "title": "Unprocessable Entity",
          "type": "about:blank"
        }
        "#);
        insta::assert_snapshot!(bench.put(PATH, &json!({ "start": "20:00" })).await, @r#"
        422
        {
          "detail": "Change the body: missing field `end` at line 1 column 17.",
          "status": 422,
          "title": "Unprocessable Entity",
          "type": "about:blank"
        }
        "#);
    }
}
