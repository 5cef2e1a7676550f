//! What only a person can mend, each with a link to where that is done.

use crate::{
    pages::{frame::NoticeKind, results::count, visit::Visit},
    use_cases::{store_report::recent::Recent, stores::view::StoreDetail},
    words::EN,
};

/// Days in which a text that could not be sent needs a look: today and yesterday.
const LATELY: i32 = 2;

/// Something that needs a person.
pub(super) struct Need {
    pub(super) kind: NoticeKind,
    pub(super) text: String,
    pub(super) address: String,
    pub(super) action: &'static str,
}

/// All of it, the gravest first.
pub(super) fn needs(visit: &Visit, detail: &StoreDetail, counted: &Recent, has_parked: bool) -> Vec<Need> {
    let w = &EN.overview;
    let need = |kind, text: String, path: &str, action| Need { kind, text, address: visit.at(path), action };
    let problem = detail.store.connection.problem.as_ref();
    let connection =
        problem.map(|problem| need(NoticeKind::Bad, problem.text.clone(), "/integrations/recharge", w.mend));
    let failed =
        failed(counted).map(|failed| need(NoticeKind::Warn, failed, "/activity?show=failed", w.look));
    let parked = has_parked.then(|| need(NoticeKind::Warn, w.parked.to_owned(), "/activity/parked", w.look));
    [connection, failed, parked].into_iter().flatten().collect()
}

/// Texts that the provider refused, and those of which it is not known whether they went.
fn failed(counted: &Recent) -> Option<String> {
    let lately = counted.total_of(LATELY);
    let failed = count(lately.failed + lately.unknown);
    (failed > 0).then(|| (EN.say.failed_lately)(failed))
}
