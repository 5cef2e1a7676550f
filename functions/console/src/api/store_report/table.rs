//! A report as a table for a spreadsheet. Its fields hold days, ids and numbers, none of which needs quotes or could be
//! taken for a formula.

use std::collections::BTreeSet;

use axum::response::Response;
use rechime_domain::ids::StoreId;

use crate::{
    api::csv,
    use_cases::store_report::{Line, StoreReport},
};

/// The columns that every table has. After them, one for each reason for which a message was skipped.
const COLUMNS: [&str; 13] = [
    "at",
    "source",
    "planned",
    "sent",
    "segments",
    "delivered",
    "undelivered",
    "failed",
    "unknown",
    "clicked",
    "opted_out",
    "cost_usd",
    "skipped",
];

/// The table as an answer that a browser saves.
pub(crate) fn answer(store: &StoreId, report: &StoreReport) -> Response {
    let name = format!("{store}-{}-{}.csv", report.from, report.to);
    csv::answer(&name, table(report))
}

fn table(report: &StoreReport) -> String {
    let reasons: BTreeSet<&String> =
        report.lines.iter().flat_map(|line| line.figures.skipped.keys()).collect();
    let of_reasons = reasons.iter().map(|reason| format!("skipped_{reason}"));
    let head = COLUMNS.map(str::to_owned).into_iter().chain(of_reasons).collect::<Vec<_>>();
    let rows = report.lines.iter().map(|line| fields(line, &reasons));
    rows.fold(row(&head), |table, fields| table + &row(&fields))
}

fn fields(line: &Line, reasons: &BTreeSet<&String>) -> Vec<String> {
    let figures = &line.figures;
    let source = line.source.as_ref().map(ToString::to_string).unwrap_or_default();
    let counted = [
        figures.planned,
        figures.sent,
        figures.segments,
        figures.delivered,
        figures.undelivered,
        figures.failed,
        figures.unknown,
        figures.clicked,
        figures.opted_out,
    ];
    let skipped = reasons.iter().map(|reason| figures.skipped.get(*reason).copied().unwrap_or_default());
    let skipped = std::iter::once(figures.skipped.values().sum::<i64>()).chain(skipped);
    let about = [line.at.clone(), source].into_iter();
    let counted = counted.into_iter().map(|count| count.to_string());
    about
        .chain(counted)
        .chain([figures.cost_usd.map(|cost| cost.to_string()).unwrap_or_default()])
        .chain(skipped.map(|count| count.to_string()))
        .collect()
}

fn row(fields: &[String]) -> String {
    fields.join(",") + "\r\n"
}
