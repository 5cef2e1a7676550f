//! The laws that messages keep to.

use axum::Json;
use rechime_domain::law::Law;
use serde::Serialize;

use super::routes::{ADMIN_KEY, Routes};
use crate::use_cases::laws;

pub(super) fn routes() -> Routes {
    Routes::default().get("/laws", ADMIN_KEY, list)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(super) struct Laws {
    #[cfg_attr(test, schema(value_type = Vec<Law>))]
    laws: &'static [Law],
}

/// `GET /laws`.
async fn list() -> Json<Laws> {
    Json(Laws { laws: laws::list() })
}

#[cfg(test)]
mod tests {
    use crate::testing::Bench;

    #[tokio::test]
    async fn a_law_is_shown_with_its_hours_and_its_source() {
        let laws = Bench::empty().get("/api/v1/laws").await.json();
        let texas =
            laws["laws"].as_array().unwrap().iter().find(|law| law["jurisdiction"] == "US-TX").unwrap();
        insta::assert_snapshot!(format!("{texas:#}"), @r#"
        {
          "basis": "text",
          "jurisdiction": "US-TX",
          "name": "Texas",
          "presumed_by_area_code": false,
          "reviewed": "2026-11-22",
          "since": "2025-09-01",
          "source": "Tex. Bus. & Com. Code 301.051, extended to texts by SB 140 (2025).",
          "week": {
            "closed_on_holidays": false,
            "saturday": {
              "from": "09:00",
              "to": "21:00"
            },
            "sunday": {
              "from": "12:00",
              "to": "21:00"
            },
            "weekdays": {
              "from": "09:00",
              "to": "21:00"
            }
          }
        }
        "#);
    }
}
