//! What this process heard lately: what came a moment ago is not read again from the table.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use rechime_domain::{
    facts::{FactReport, Facts},
    ids::StoreId,
    occurrence::Subject,
};

/// Reports that are kept: those of the last seconds under load.
const MOST: usize = 256;

/// The reports that this process entered last.
#[derive(Debug, Default)]
pub struct RecentReports(Mutex<VecDeque<(StoreId, FactReport)>>);

impl RecentReports {
    /// Notes a report.
    pub(crate) fn note(&self, store: &StoreId, report: &FactReport) {
        let mut reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.len() == MOST {
            reports.pop_front();
        }
        reports.push_back((store.clone(), report.clone()));
    }

    /// What was heard of a subject.
    pub(crate) fn get(&self, store: &StoreId, subject: &Subject) -> Facts {
        let reports = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let about = reports.iter().filter(|(of, report)| of == store && report.subject == *subject);
        about.fold(Facts::default(), |facts, (_, report)| facts.with(report))
    }
}
