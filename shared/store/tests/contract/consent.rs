//! What a store does with a statement of a person's consent is what the domain rules, whatever stands.

use std::collections::BTreeMap;

use futures::future::join_all;
use jiff::Timestamp;
use rechime_domain::{
    consent::{Consent, ConsentEntry, ConsentSource, ConsentStatus, Ruling, Statement, Wording},
    ids::StoreId,
    phone::PhoneNumber,
};
use rechime_store::{consistency::Consistency, subscribers::SubscriberEditor};

use crate::samples::{at, phone, store};

pub(crate) async fn keeps_its_promises(table: &impl SubscriberEditor) {
    every_pair_ends_as_the_domain_rules(table, &store("pairs")).await;
    of_statements_that_race_the_latest_counts(table, &store("race")).await;
}

/// Cases that are tried at the same time.
const AT_ONCE: usize = 64;

/// A store tries a write this often, and each failed try means that another statement was entered. So all of them get
/// in.
const RACING: i64 = 8;

/// What was stated before, and what is stated then. Each case has a phone of its own.
struct Case {
    before: Vec<Statement>,
    stated: Statement,
}

/// A person's consent and ledger as the domain has them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Person {
    consent: Option<Consent>,
    ledger: BTreeMap<(Timestamp, &'static str), ConsentEntry>,
}

impl Person {
    fn after<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Self {
        let mut person = Self::default();
        for statement in statements {
            person.hear(statement);
        }
        person
    }

    fn hear(&mut self, statement: &Statement) -> Ruling {
        let ruling = statement.ruling(self.consent.as_ref());
        if let Ruling::Counts(consent) = ruling {
            self.consent = Some(consent);
        }
        if let Some(entry) = statement.entry(ruling) {
            let key = (entry.consent.since, entry.consent.status.key());
            self.ledger.entry(key).or_insert(entry);
        }
        ruling
    }
}

/// Ways to every consent that can stand: nothing, and each source with each status that it can state. Nobody states
/// first of all that nothing is known, so a consent comes before that.
fn standings() -> Vec<Vec<Statement>> {
    let sources = ConsentSource::ALL.into_iter();
    let stated =
        sources.flat_map(|source| ConsentStatus::ALL.into_iter().map(move |status| (status, source)));
    let ways = stated.filter_map(|(status, source)| {
        let way = [(ConsentStatus::Subscribed, -60), (status, 0)]
            .map(|(status, second)| Statement::new(status, source, at(second)).saying("before"));
        let way = if status == ConsentStatus::Unknown { way.to_vec() } else { way[1..].to_vec() };
        let stands = Consent { status, source, since: at(0) };
        (Person::after(&way).consent == Some(stands)).then_some(way)
    });
    std::iter::once(Vec::new()).chain(ways).collect()
}

/// By every source, with every status: said before what stands, at the same instant, later, and without a date.
fn statements() -> Vec<Statement> {
    let mut statements = Vec::new();
    for source in ConsentSource::ALL {
        let confirmations: &[bool] = if source == ConsentSource::Shopify { &[false, true] } else { &[false] };
        for (status, confirmed) in ConsentStatus::ALL
            .into_iter()
            .flat_map(|status| confirmations.iter().map(move |it| (status, *it)))
        {
            statements.extend([Some(at(-1)), Some(at(0)), Some(at(1)), None].map(|said_at| Statement {
                status,
                source,
                said_at,
                entered_at: at(3600),
                confirmed,
                wording: Wording::cut("now"),
            }));
        }
    }
    statements
}

async fn every_pair_ends_as_the_domain_rules(table: &impl SubscriberEditor, store: &StoreId) {
    let (standings, statements) = (standings(), statements());
    assert_eq!((standings.len(), statements.len()), (19, 112));
    let pairs = standings.iter().flat_map(|before| {
        statements.iter().map(|stated| Case { before: before.clone(), stated: stated.clone() })
    });
    let cases: Vec<_> = (0..).zip(pairs).collect();
    for cases in cases.chunks(AT_ONCE) {
        join_all(cases.iter().map(|(number, case)| ends_as_ruled(table, store, *number, case))).await;
    }
}

async fn ends_as_ruled(table: &impl SubscriberEditor, store: &StoreId, number: u32, case: &Case) {
    let phone = PhoneNumber::from_e164(&format!("+1415555{number:04}")).unwrap();
    let Case { before, stated } = case;
    let mut person = Person::default();
    for statement in before.iter().chain([stated]) {
        let ruling = table.put_consent(store, &phone, statement).await.unwrap();
        assert_eq!(ruling, person.hear(statement), "{before:?} {stated:?}");
    }
    assert_eq!(as_kept(table, store, &phone).await, person, "{before:?} {stated:?}");
}

async fn as_kept(table: &impl SubscriberEditor, store: &StoreId, phone: &PhoneNumber) -> Person {
    let subscriber = table.get_subscriber(store, phone, Consistency::Strong).await.unwrap();
    let entries = table.list_consents(store, phone).await.unwrap();
    let key = |entry: &ConsentEntry| (entry.consent.since, entry.consent.status.key());
    assert!(entries.is_sorted_by_key(key), "oldest first: {entries:?}");
    Person {
        consent: subscriber.and_then(|subscriber| subscriber.consent),
        ledger: entries.into_iter().map(|entry| (key(&entry), entry)).collect(),
    }
}

async fn of_statements_that_race_the_latest_counts(table: &impl SubscriberEditor, store: &StoreId) {
    // 3 has no divisor in common with their number, so that each second comes once, out of order.
    let racing: Vec<_> = (0..RACING)
        .map(|turn| {
            let second = turn * 3 % RACING;
            let status =
                if second % 2 == 0 { ConsentStatus::Subscribed } else { ConsentStatus::Unsubscribed };
            Statement::new(status, ConsentSource::Reply, at(second)).saying("a word")
        })
        .collect();
    let phone = phone();
    let rulings = join_all(racing.iter().map(|stated| table.put_consent(store, &phone, stated))).await;
    for (stated, ruling) in racing.iter().zip(rulings) {
        let ruling = ruling.unwrap();
        assert!(ruling == Ruling::Counts(stated.consent()) || ruling == Ruling::Recorded, "{ruling:?}");
    }
    let kept = as_kept(table, store, &phone).await;
    assert_eq!(kept, Person::after(&racing));
    assert_eq!(kept.consent.map(|consent| consent.since), Some(at(RACING - 1)));
    assert_eq!(kept.ledger.len(), racing.len());
}
