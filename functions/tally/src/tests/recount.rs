//! The same counters, counted from the rows and the journal as they stand in the end. It knows nothing of changes.

use std::collections::BTreeMap;

use rechime_domain::{
    hour::Hour,
    ids::{SourceId, StoreId},
    message::MessageState,
};
use rechime_store::{Memory, counters::Counters};

use super::day::Day;

/// Values by store, hour, source (empty for the store) and counter. Those that are 0 are left out.
pub(super) type Recount = BTreeMap<(String, String, String, String), i64>;

fn add(to: &mut Recount, store: &StoreId, hour: Hour, source: &str, counter: &str, by: i64) {
    let key = (store.to_string(), hour.to_string(), source.to_owned(), counter.to_owned());
    *to.entry(key).or_default() += by;
}

pub(super) fn of_rows(day: &Day) -> Recount {
    let mut found = Recount::new();
    for (store, hour, sources) in &day.journal {
        for source in sources {
            add(&mut found, store, *hour, source.as_str(), "planned", 1);
        }
    }
    for row in day.messages.values() {
        let mut count =
            |counter: &str, by| add(&mut found, &row.store, row.hour, row.source.as_str(), counter, by);
        let state = row.state.name();
        if ["accepted", "delivered", "undelivered"].contains(&state) {
            count("sent", 1);
            count("parts", row.parts.into());
        }
        if ["delivered", "undelivered", "failed", "unknown"].contains(&state) {
            count(state, 1);
        }
        if let MessageState::Failed { reason, .. } = &row.state {
            count(&format!("failed_because_{reason}"), 1);
        }
        if state == "skipped" {
            count(&format!("skipped_{}", row.why.last().unwrap().code()), 1);
        }
        count("clicked", row.clicked_at.iter().count().try_into().unwrap());
        count("cost", row.price_micros.unwrap_or(0).try_into().unwrap());
    }
    for (store, hour, source) in &day.opt_outs {
        add(&mut found, store, *hour, source.as_ref().map_or("", SourceId::as_str), "opted_out", 1);
    }
    for (store, minute, _) in day.holds.difference(&day.left) {
        let time = minute.to_string();
        let slot: u32 = time[14..16].parse().unwrap();
        add(
            &mut found,
            store,
            Hour::containing(minute.start()),
            "",
            &format!("waiting_{:02}", slot / 5 * 5),
            1,
        );
    }
    found.retain(|_, value| *value != 0);
    found
}

pub(super) async fn of_counters(table: &Memory, stores: &[StoreId]) -> Recount {
    let mut found = Recount::new();
    let hours: [Hour; 2] = ["2026-11-18T00Z", "2026-11-30T00Z"].map(|hour| hour.parse().unwrap());
    for store in stores {
        let counted = table.list_counts(store, hours[0], hours[1]).await.unwrap();
        let forecast = table.list_forecast(store, hours[0], hours[1]).await.unwrap();
        for row in counted.into_iter().chain(forecast) {
            let source = row.source.as_ref().map_or("", |source| source.as_str());
            for (counter, value) in row.counts.iter() {
                add(&mut found, store, row.hour, source, &counter.key(), value);
            }
        }
    }
    found.retain(|_, value| *value != 0);
    found
}
