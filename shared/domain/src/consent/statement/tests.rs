//! Every pair of what stands and what is stated: by source, status and time.

use std::fmt::Write;

use super::*;

const NOON: Timestamp = Timestamp::constant(1_795_000_000, 0);

fn at(seconds: i64) -> Timestamp {
    NOON + jiff::SignedDuration::from_secs(seconds)
}

fn standings() -> Vec<Option<Consent>> {
    let consents = ConsentSource::ALL.into_iter().flat_map(|source| {
        ConsentStatus::ALL.into_iter().map(move |status| Consent { status, source, since: NOON })
    });
    std::iter::once(None).chain(consents.map(Some)).collect()
}

/// Said a second before what stands, at the same instant, a second later, and without a date an hour later.
fn statements(source: ConsentSource, status: ConsentStatus, confirmed: bool) -> [Statement; 4] {
    let entered_at = at(3_600);
    [Some(at(-1)), Some(at(0)), Some(at(1)), None].map(|said_at| Statement {
        status,
        source,
        said_at,
        entered_at,
        confirmed,
        wording: None,
    })
}

fn all_statements() -> impl Iterator<Item = Statement> {
    ConsentSource::ALL.into_iter().flat_map(|source| {
        ConsentStatus::ALL.into_iter().flat_map(move |status| {
            [false, true].into_iter().flat_map(move |confirmed| statements(source, status, confirmed))
        })
    })
}

fn letter(ruling: Ruling) -> char {
    match ruling {
        Ruling::Counts(_) => 'C',
        Ruling::Recorded => 'r',
        Ruling::Unchanged => '.',
        Ruling::LaterStands => 'l',
        Ruling::OptedOut => 'X',
    }
}

fn cell(standing: Option<&Consent>, source: ConsentSource, status: ConsentStatus, confirmed: bool) -> String {
    statements(source, status, confirmed).iter().map(|stated| letter(stated.ruling(standing))).collect()
}

/// Sources that are treated alike stand for each other in the table.
const ALIKE: [&[ConsentSource]; 4] = [
    &[ConsentSource::Merchant, ConsentSource::Api, ConsentSource::Import],
    &[ConsentSource::Reply],
    &[ConsentSource::Provider],
    &[ConsentSource::Shopify],
];

#[test]
fn alike_sources_are_ruled_alike() {
    for standing in standings() {
        for status in ConsentStatus::ALL {
            for sources in ALIKE {
                let cells: Vec<_> =
                    sources.iter().map(|source| cell(standing.as_ref(), *source, status, false)).collect();
                let same_evidence =
                    standing.is_some_and(|it| sources.contains(&it.source) && it.status == status);
                assert!(
                    same_evidence || cells.iter().all(|it| *it == cells[0]),
                    "{standing:?} {status:?} {cells:?}"
                );
            }
        }
    }
}

/// Columns: what is stated, and by whom. Each cell is about a statement of a second before, of the same instant, of a
/// second later, and without a date. `C` counts, `r` is evidence, `.` says nothing new, `l` comes too late, `X` would
/// take an opt-out back.
#[test]
fn the_table_of_all_pairs() {
    let columns = [
        ("noted", ConsentSource::Import, false),
        ("reply", ConsentSource::Reply, false),
        ("provider", ConsentSource::Provider, false),
        ("shopify", ConsentSource::Shopify, false),
        ("confirmed", ConsentSource::Shopify, true),
    ];
    let mut table = String::new();
    for status in ConsentStatus::ALL {
        let _ = writeln!(table, "{} is stated", status.key());
        let names = columns.map(|(name, ..)| format!("{name:>11}"));
        let _ = writeln!(table, "{:26}{}", "", names.concat());
        for standing in standings() {
            let by = [ConsentSource::Merchant, ConsentSource::Provider, ConsentSource::Shopify];
            if standing.is_some_and(|it| !by.contains(&it.source)) {
                continue;
            }
            let name = standing.map_or_else(
                || "nothing".to_owned(),
                |it| format!("{} by {:?}", it.status.key(), it.source).to_lowercase(),
            );
            let cells = columns.map(|(_, source, confirmed)| {
                format!("{:>11}", cell(standing.as_ref(), source, status, confirmed))
            });
            let _ = writeln!(table, "{name:26}{}", cells.concat());
        }
    }
    insta::assert_snapshot!(table, @r"
    subscribed is stated
                                    noted      reply   provider    shopify  confirmed
    nothing                          CCCC       CCCC       ....       CCCC       CCCC
    subscribed by merchant           ....       rrCC       ....       rrCC       rrCC
    unsubscribed by merchant         XXXX       rrCC       ....       XXXX       XXCC
    void by merchant                 ..C.       rrCC       ....       rrCC       rrCC
    unknown by merchant              lCCC       rrCC       ....       rrCC       rrCC
    subscribed by shopify            ....       rrCC       ....       r.CC       r.CC
    unsubscribed by shopify          XXXX       rrCC       ....       rrCC       rrCC
    void by shopify                  ..C.       rrCC       ....       rrCC       rrCC
    unknown by shopify               lCCC       rrCC       ....       rrCC       rrCC
    subscribed by provider           ....       rrCC       ....       rrCC       rrCC
    unsubscribed by provider         XXXX       rrCC       ....       XXXX       XXCC
    void by provider                 ..C.       rrCC       ....       rrCC       rrCC
    unknown by provider              lCCC       rrCC       ....       rrCC       rrCC
    unsubscribed is stated
                                    noted      reply   provider    shopify  confirmed
    nothing                          CCCC       CCCC       CCCC       CCCC       CCCC
    subscribed by merchant           CCCC       rCCC       rCCC       rCCC       rCCC
    unsubscribed by merchant         ....       rCCC       rCCC       ....       ....
    void by merchant                 CCCC       rCCC       rCCC       rCCC       rCCC
    unknown by merchant              CCCC       rCCC       rCCC       rCCC       rCCC
    subscribed by shopify            lCCC       rCCC       rCCC       rCCC       rCCC
    unsubscribed by shopify          ....       rCCC       rCCC       ....       ....
    void by shopify                  lCCC       rCCC       rCCC       rCCC       rCCC
    unknown by shopify               lCCC       rCCC       rCCC       rCCC       rCCC
    subscribed by provider           lCCC       rCCC       rCCC       rCCC       rCCC
    unsubscribed by provider         ....       rCCC       r.CC       ....       ....
    void by provider                 lCCC       rCCC       rCCC       rCCC       rCCC
    unknown by provider              lCCC       rCCC       rCCC       rCCC       rCCC
    void is stated
                                    noted      reply   provider    shopify  confirmed
    nothing                          CCCC       ....       CCCC       ....       ....
    subscribed by merchant           lCCC       ....       rrCC       ....       ....
    unsubscribed by merchant         XXXX       ....       rrrr       ....       ....
    void by merchant                 ....       ....       rrrr       ....       ....
    unknown by merchant              lCCC       ....       rrCC       ....       ....
    subscribed by shopify            lCCC       ....       rrCC       ....       ....
    unsubscribed by shopify          XXXX       ....       rrrr       ....       ....
    void by shopify                  ....       ....       rrrr       ....       ....
    unknown by shopify               lCCC       ....       rrCC       ....       ....
    subscribed by provider           lCCC       ....       rrCC       ....       ....
    unsubscribed by provider         XXXX       ....       rrrr       ....       ....
    void by provider                 ....       ....       r.rr       ....       ....
    unknown by provider              lCCC       ....       rrCC       ....       ....
    unknown is stated
                                    noted      reply   provider    shopify  confirmed
    nothing                          ....       ....       ....       ....       ....
    subscribed by merchant           lCCC       ....       ....       ....       ....
    unsubscribed by merchant         XXXX       ....       ....       ....       ....
    void by merchant                 ....       ....       ....       ....       ....
    unknown by merchant              ....       ....       ....       ....       ....
    subscribed by shopify            lCCC       ....       ....       ....       ....
    unsubscribed by shopify          XXXX       ....       ....       ....       ....
    void by shopify                  ....       ....       ....       ....       ....
    unknown by shopify               ....       ....       ....       ....       ....
    subscribed by provider           lCCC       ....       ....       ....       ....
    unsubscribed by provider         XXXX       ....       ....       ....       ....
    void by provider                 ....       ....       ..CC       ....       ....
    unknown by provider              ....       ....       ....       ....       ....
    ");
}

#[test]
fn an_opt_out_is_taken_back_by_nobody_but_the_person() {
    for standing in standings().into_iter().flatten() {
        if standing.status != ConsentStatus::Unsubscribed {
            continue;
        }
        for stated in all_statements() {
            let Ruling::Counts(now) = stated.ruling(Some(&standing)) else { continue };
            if now.status == ConsentStatus::Unsubscribed {
                continue;
            }
            assert!(now.since > standing.since, "{stated:?}");
            let own = match stated.source {
                ConsentSource::Reply => true,
                ConsentSource::Shopify => stated.confirmed || standing.source == ConsentSource::Shopify,
                _ => false,
            };
            assert!(own, "{standing:?} {stated:?}");
        }
    }
}

#[test]
fn a_stop_in_the_persons_words_counts_unless_a_later_word_stands() {
    for standing in standings() {
        for stated in statements(ConsentSource::Reply, ConsentStatus::Unsubscribed, false) {
            let later = standing.is_some_and(|it| it.since > stated.consent().since);
            let stands = standing == Some(stated.consent());
            let expected = match (later, stands) {
                (true, _) => Ruling::Recorded,
                (false, true) => Ruling::Unchanged,
                (false, false) => Ruling::Counts(stated.consent()),
            };
            assert_eq!(stated.ruling(standing.as_ref()), expected, "{standing:?} {stated:?}");
        }
    }
}

#[test]
fn stating_the_same_twice_changes_nothing() {
    for standing in standings() {
        for stated in all_statements() {
            if let Ruling::Counts(now) = stated.ruling(standing.as_ref()) {
                let again = stated.ruling(Some(&now));
                let same = Statement { said_at: Some(now.since), ..stated.clone() };
                assert!(!matches!(again, Ruling::Counts(other) if other != now), "{standing:?} {stated:?}");
                assert_eq!(same.ruling(Some(&now)), Ruling::Unchanged, "{standing:?} {stated:?}");
            }
        }
    }
}

/// What arrives in any order ends alike: of two statements in the subscriber's own words the later counts.
#[test]
fn the_order_of_arrival_of_replies_does_not_matter() {
    for (one, other) in [(ConsentStatus::Subscribed, ConsentStatus::Unsubscribed)] {
        for seconds in [0, 1] {
            let first = Statement::new(one, ConsentSource::Reply, at(0));
            let second = Statement::new(other, ConsentSource::Reply, at(seconds));
            let end = |order: [&Statement; 2]| {
                order.into_iter().fold(None, |standing: Option<Consent>, stated| {
                    match stated.ruling(standing.as_ref()) {
                        Ruling::Counts(now) => Some(now),
                        _ => standing,
                    }
                })
            };
            assert_eq!(end([&first, &second]), end([&second, &first]));
            assert_eq!(end([&first, &second]), Some(second.consent()));
        }
    }
}

#[test]
fn an_undated_list_does_not_bring_back_a_number_that_changed_hands_and_a_merchants_word_does() {
    let void = Consent { status: ConsentStatus::Void, source: ConsentSource::Provider, since: NOON };
    let list = &statements(ConsentSource::Import, ConsentStatus::Subscribed, false)[3];
    assert_eq!(list.ruling(Some(&void)), Ruling::Unchanged);
    let edit = Statement::new(ConsentStatus::Subscribed, ConsentSource::Merchant, at(1));
    assert_eq!(edit.ruling(Some(&void)), Ruling::Counts(edit.consent()));
}

#[test]
fn an_old_opt_out_of_a_list_outweighs_a_noted_yes_and_not_the_persons_own_start() {
    let stop = &statements(ConsentSource::Import, ConsentStatus::Unsubscribed, false)[0];
    for source in ConsentSource::ALL {
        let yes = Consent { status: ConsentStatus::Subscribed, source, since: NOON };
        let expected = if source.is_stated_by_store() {
            Ruling::Counts(Consent { since: stop.entered_at, ..stop.consent() })
        } else {
            Ruling::LaterStands
        };
        assert_eq!(stop.ruling(Some(&yes)), expected, "{source:?}");
    }
}

#[test]
fn an_opt_out_from_elsewhere_is_undone_only_by_a_later_opt_in_that_was_confirmed_in_shopify() {
    let elsewhere = ConsentSource::ALL.into_iter().filter(|source| *source != ConsentSource::Shopify);
    for source in elsewhere {
        let stop = Consent { status: ConsentStatus::Unsubscribed, source, since: NOON };
        for confirmed in [false, true] {
            let [before, same, after, _] =
                statements(ConsentSource::Shopify, ConsentStatus::Subscribed, confirmed);
            for early in [before, same] {
                assert_eq!(early.ruling(Some(&stop)), Ruling::OptedOut, "{source:?}");
            }
            let later = if confirmed { Ruling::Counts(after.consent()) } else { Ruling::OptedOut };
            assert_eq!(after.ruling(Some(&stop)), later, "{source:?}");
        }
        // Else the next opt-in would find an opt-out of Shopify's.
        let again = &statements(ConsentSource::Shopify, ConsentStatus::Unsubscribed, false)[2];
        assert_eq!(again.ruling(Some(&stop)), Ruling::Unchanged, "{source:?}");
    }
}
