use jiff::{SignedDuration, civil::date};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rechime_domain::{
    facts::{FactKind, FactReport, Facts, Moment},
    ids::PersonId,
    occurrence::Subject,
};
use rechime_store::{consistency::Consistency, facts::FactLedger, subscribers::Subscribers};

use crate::samples::{at, phone, store};

/// Each run is a sequence of reports of one subject of its own.
const RUNS: usize = 40;

pub(crate) async fn keeps_its_promises(table: &(impl FactLedger + Subscribers)) {
    let mut runner = TestRunner::default();
    for run in 0..RUNS {
        let reports = vec(report(Subject::Subscription(run.to_string())), 1..12)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        any_reports_add_up_as_the_domain_says(table, &reports).await;
    }
    several_are_read_in_their_order(table).await;
}

async fn several_are_read_in_their_order(table: &(impl FactLedger + Subscribers)) {
    let (shop, moment) = (store("several"), Moment { at: at(1), received_at: at(1) });
    let subject = |id: &str| Subject::Subscription(id.to_owned());
    for (id, kind) in [("1", FactKind::Paused), ("2", FactKind::Canceled)] {
        let report = FactReport { subject: subject(id), kind, moment, day: None };
        table.put_fact(&shop, &report).await.unwrap();
    }
    let asked = ["2", "never", "1", "2"].map(subject);
    let (found, row) = table.list_facts_and_row(&shop, &asked, None, Consistency::Eventual).await.unwrap();
    table.add_person(&shop, &phone(), &PersonId::of_customer(&shop, "maya")).await.unwrap();
    let both = table.list_facts_and_row(&shop, &asked, Some(&phone()), Consistency::Strong).await.unwrap();
    let own_row = table.get_own_row(&shop, &phone(), Consistency::Strong).await.unwrap();
    assert!(own_row.is_some());
    assert_eq!(both, (found.clone(), own_row));
    let kinds: Vec<Vec<_>> = found.iter().map(|facts| facts.latest.keys().copied().collect()).collect();
    let [paused, canceled] = [vec![FactKind::Paused], vec![FactKind::Canceled]];
    assert_eq!(kinds, [canceled.clone(), vec![], paused, canceled]);
    assert_eq!(row, None);
    assert_eq!(table.list_facts_and_row(&shop, &[], None, Consistency::Eventual).await, Ok((vec![], None)));
}

async fn any_reports_add_up_as_the_domain_says(table: &impl FactLedger, reports: &[FactReport]) {
    let mut known = Facts::default();
    for report in reports {
        let before = table.put_fact(&store("demo"), report).await.unwrap();
        assert_eq!(before, known, "before {report:?} of {reports:?}");
        known = known.with(report);
        assert_eq!(table.get_facts(&store("demo"), &report.subject).await.unwrap(), known, "{reports:?}");
    }
}

fn report(subject: Subject) -> impl Strategy<Value = FactReport> {
    let days = proptest::option::of((1_i8..4).prop_map(|day| date(2026, 12, day)));
    // Few moments and days, so that ties are common; in whole milliseconds, which is what the text of a moment keeps.
    let moments = (0_i64..4, 0_i64..3).prop_map(|(happened, learnt)| {
        let whole = |second| at(second).round(jiff::Unit::Second).unwrap() + SignedDuration::from_millis(7);
        Moment { at: whole(happened), received_at: whole(10 + learnt) }
    });
    (proptest::sample::select(FactKind::ALL.to_vec()), moments, days)
        .prop_map(move |(kind, moment, day)| FactReport { subject: subject.clone(), kind, moment, day })
}
