use proptest::{collection::btree_map, prelude::*};
use rechime_domain::counting::{Counts, FlowText};

use super::*;

fn of_day() -> Date {
    "2026-11-24".parse().unwrap()
}

fn counters() -> impl Strategy<Value = Counter> {
    prop_oneof![
        Just(Counter::Planned),
        Just(Counter::Sent),
        Just(Counter::Cost),
        "[a-z_]{1,20}".prop_map(Counter::Skipped),
        (0..9_u8, 0..3_u8).prop_map(|(step, alternative)| Counter::SentOf(FlowText { step, alternative })),
    ]
}

fn rows() -> impl Strategy<Value = Vec<HourCounts>> {
    let source = prop_oneof![Just(None), "[a-z]{3,9}".prop_map(|id| Some(SourceId::parse(&id).unwrap())),];
    let counts = btree_map(counters(), prop_oneof![-3..200_i64, any::<i64>()], 0..6);
    btree_map((source, 0..24_i64), (counts, any::<u64>()), 0..40).prop_map(|rows| {
        let row = |((source, hour), (counts, version))| HourCounts {
            hour: Hour::first_of(of_day()).plus(hour),
            source,
            counts: Counts::from_iter(counts),
            version,
        };
        rows.into_iter().map(row).collect()
    })
}

proptest! {
    #[test]
    fn what_is_packed_is_read_again(rows in rows()) {
        prop_assert_eq!(read_day(&day(&rows), of_day()), Some(rows));
    }

    #[test]
    fn other_bytes_are_read_as_nothing_or_as_something(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = read_day(&bytes, of_day());
    }

    #[test]
    fn numbers_of_any_sign_are_themselves_again(value: i64) {
        prop_assert_eq!(signed(unsigned(value)), value);
    }
}

#[test]
fn a_day_of_twelve_busy_flows_weighs_little() {
    let counters = ["planned", "sent", "parts", "delivered", "undelivered", "clicked", "opted_out", "cost"];
    let counts = |hour: i64| -> Counts {
        let value = |name: &str| if name == "cost" { 8_810 * 1_200 } else { 1_200 + hour };
        counters.iter().map(|name| (Counter::parse(name).unwrap(), value(name))).collect()
    };
    let row = |flow: i64, hour: i64| HourCounts {
        hour: Hour::first_of(of_day()).plus(hour),
        source: Some(SourceId::parse(&format!("subscription_flow_{flow}")).unwrap()),
        counts: counts(hour),
        version: 180,
    };
    let rows: Vec<_> = (0..12).flat_map(|flow| (0..24).map(move |hour| row(flow, hour))).collect();
    let bytes = day(&rows).len();
    assert!(bytes < 7 * 1024, "{bytes} bytes");
}
