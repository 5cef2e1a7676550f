//! One suite for every implementation of the repositories: what holds for the table holds for the memory.
#![cfg(test)]

mod api_keys;
mod buckets;
mod campaigns;
mod checkups;
mod clicks;
mod configs;
mod consent;
mod counters;
mod customer_cache;
mod emulator;
mod expiry;
mod facts;
mod holds;
mod imports;
mod journal;
mod links;
mod messages;
mod number_lists;
mod paces;
mod parked;
mod people;
mod phones;
mod rate_limit;
mod replies;
mod runs;
mod samples;
mod senders;
mod sent_texts;
mod sessions;
mod sign_in_attempts;
mod subscribers;

/// The suite, for tables that `$table` makes (given a name that is its own). Where it makes none the suite is skipped.
macro_rules! suite {
    ($table:expr) => {
        suite!(
            @ $table, configs, checkups, subscribers, consent, facts, holds, buckets, messages, journal, parked,
            customer_cache, rate_limit, paces, sent_texts, replies, phones, number_lists, api_keys, sessions,
            sign_in_attempts, links, clicks, people, counters, senders, imports, runs, campaigns
        );
    };
    (@ $table:expr, $($repository:ident),+) => {
        $(
            #[tokio::test]
            async fn $repository() {
                if let Some(table) = $table(stringify!($repository)).await {
                    crate::$repository::keeps_its_promises(&table).await;
                }
            }
        )+
    };
}

mod memory {
    fn table(_name: &str) -> std::future::Ready<Option<rechime_store::Memory>> {
        std::future::ready(Some(rechime_store::Memory::default()))
    }

    suite!(table);
}

mod dynamo {
    suite!(crate::emulator::table);
}
