//! A report as a table for a spreadsheet. Its fields hold days, ids and numbers, none of which needs quotes or could be
//! taken for a formula.

use std::collections::BTreeSet;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use rechime_domain::ids::StoreId;

use crate::use_cases::store_report::{Line, StoreReport};

/// The columns that every table has. After them, one for each reason for which a message was skipped.
const COLUMNS: &str =
    "at,source,planned,sent,segments,delivered,undelivered,failed,unknown,clicked,opted_out,cost_usd,skipped";

/// The table as an answer that a browser saves.
pub(super) fn answer(store: &StoreId, report: &StoreReport) -> Response {
    let name = format!("{store}-{}-{}.csv", report.from, report.to);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, table(report)).into_response()
}

fn table(report: &StoreReport) -> String {
    let reasons: BTreeSet<&String> =
        report.lines.iter().flat_map(|line| line.figures.skipped.keys()).collect();
    let head = reasons.iter().map(|reason| format!(",skipped_{reason}")).collect::<String>();
    let lines = report.lines.iter().map(|line| row(line, &reasons)).collect::<String>();
    format!("{COLUMNS}{head}\r\n{lines}")
}

fn row(line: &Line, reasons: &BTreeSet<&String>) -> String {
    let figures = &line.figures;
    let source = line.source.as_ref().map_or("", |source| source.as_str());
    let skipped = |reason: &String| figures.skipped.get(reason).copied().unwrap_or_default();
    let all_skipped = figures.skipped.values().sum();
    let [numbers, rest] = [
        vec![
            figures.planned,
            figures.sent,
            figures.segments,
            figures.delivered,
            figures.undelivered,
            figures.failed,
            figures.unknown,
            figures.clicked,
            figures.opted_out,
        ],
        std::iter::once(all_skipped).chain(reasons.iter().map(|reason| skipped(reason))).collect(),
    ]
    .map(|numbers: Vec<i64>| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    format!("{},{source},{numbers},{},{rest}\r\n", line.at, figures.cost_usd)
}
