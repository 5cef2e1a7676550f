use futures::future::join_all;
use rechime_domain::message::{Bill, ClaimKey, MessageRecord, MessageState, StateChange};
use rechime_store::messages::{Claim, Messages, ReceiptEffect};

use crate::samples::{at, claim_of, pending, pending_of, record, sending, store};

pub(crate) async fn keeps_its_promises(table: &impl Messages) {
    one_claim_wins_and_the_others_see_it(table).await;
    of_claims_at_the_same_time_one_wins(table).await;
    a_message_that_was_given_back_can_be_claimed_again(table).await;
    what_was_given_back_says_so_however_it_goes_on(table).await;
    only_the_claimant_concludes(table).await;
    each_state_is_read_back(table).await;
    a_message_is_skipped_once_and_never_after_a_claim(table).await;
    what_waits_anew_says_so_until_it_is_claimed(table).await;
    receipts_in_any_order_end_alike(table).await;
    a_receipt_needs_a_text_that_was_sent(table).await;
    receipts_are_remembered_whatever_order_they_come_in(table).await;
    a_receipt_brings_the_bill_once(table).await;
    many_are_read_at_once(table).await;
    messages_of_one_person_and_of_two_do_not_mix(table).await;
}

fn claimed(charge: u64, claimed_by: &str) -> MessageRecord {
    record(&pending(&store("demo"), charge), sending(claimed_by))
}

async fn put_outcome(
    table: &impl Messages,
    record: &MessageRecord,
    claimed_by: &str,
    state: &MessageState,
) -> bool {
    table.put_outcome(&record.store, &record.id, &claim_of(claimed_by), state).await.unwrap()
}

fn due() -> MessageState {
    MessageState::Due { reason: "The provider is busy.".to_owned(), at: at(61) }
}

fn receipts() -> [MessageState; 3] {
    let (provider_id, at) = ("p-1".to_owned(), at(70));
    [
        MessageState::Accepted { provider_id: provider_id.clone(), at },
        MessageState::Undelivered { provider_id: provider_id.clone(), reason: "unreachable".to_owned(), at },
        MessageState::Delivered { provider_id, at },
    ]
}

async fn state(table: &impl Messages, record: &MessageRecord) -> MessageState {
    table.get_message(&record.store, &record.id).await.unwrap().unwrap().state
}

async fn receipts_in_any_order_end_alike(table: &impl Messages) {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for (charge, order) in (40..).zip(orders) {
        let sent = claimed(charge, "a");
        table.claim(&sent).await.unwrap();
        let mut best = 0;
        for receipt in order {
            for first in [true, false] {
                let effect = table
                    .put_receipt(&sent.store, &sent.id, &receipts()[receipt], &Bill::default())
                    .await
                    .unwrap();
                let news = matches!(effect, ReceiptEffect::Replaced(_));
                assert_eq!(news, first && (receipt > best || receipt == order[0]), "{order:?} {receipt}");
            }
            best = best.max(receipt);
            assert_eq!(state(table, &sent).await, receipts()[best], "{order:?} {receipt}");
        }
    }
}

async fn a_receipt_needs_a_text_that_was_sent(table: &impl Messages) {
    let [accepted, _, delivered] = receipts();
    let sent = claimed(50, "a");
    assert_eq!(
        table.put_receipt(&sent.store, &sent.id, &delivered, &Bill::default()).await,
        Ok(ReceiptEffect::NoRow)
    );
    assert_eq!(table.get_message(&sent.store, &sent.id).await, Ok(None));
    let unknown = MessageState::Unknown { reason: "no answer".to_owned(), at: at(61) };
    for (charge, end, news) in [
        (51, unknown, true),
        (52, due(), false),
        (53, MessageState::Failed { reason: "blocked".to_owned(), at: at(61) }, false),
    ] {
        let sent = claimed(charge, "a");
        table.claim(&sent).await.unwrap();
        put_outcome(table, &sent, "a", &end).await;
        let effect =
            if news { ReceiptEffect::Replaced(end.clone()) } else { ReceiptEffect::Stands(end.clone()) };
        assert_eq!(
            table.put_receipt(&sent.store, &sent.id, &accepted, &Bill::default()).await,
            Ok(effect),
            "{end:?}"
        );
    }
}

async fn a_receipt_brings_the_bill_once(table: &impl Messages) {
    let sent = claimed(60, "a");
    table.claim(&sent).await.unwrap();
    let [accepted, _, delivered] = receipts();
    let first = Bill { parts: Some(2), price_micros: Some(8_810) };
    for (state, bill, news, expected) in [
        (&accepted, Bill::default(), true, (1, None)),
        (&accepted, Bill::default(), false, (1, None)),
        (&accepted, first, false, (2, Some(8_810))),
        (&accepted, Bill { price_micros: Some(1), ..first }, false, (2, Some(8_810))),
        (&delivered, Bill::default(), true, (2, Some(8_810))),
        (&accepted, first, false, (2, Some(8_810))),
    ] {
        let effect = table.put_receipt(&sent.store, &sent.id, state, &bill).await.unwrap();
        assert_eq!(matches!(effect, ReceiptEffect::Replaced(_)), news, "{state:?} {bill:?}");
        let row = table.get_message(&sent.store, &sent.id).await.unwrap().unwrap();
        assert_eq!((row.parts, row.price_micros), expected, "{state:?} {bill:?}");
        assert!(row.history.len() <= 1, "the same is not remembered twice");
        assert_eq!(row.hour, sent.hour, "the hour in which it is counted stays");
    }
}

async fn one_claim_wins_and_the_others_see_it(table: &impl Messages) {
    let (first, second) = (claimed(1, "a"), claimed(1, "b"));
    assert_eq!(table.get_message(&first.store, &first.id).await, Ok(None));
    assert_eq!(table.claim(&first).await, Ok(Claim::Won));
    assert_eq!(table.claim(&second).await, Ok(Claim::Lost(first.clone())));
    assert_eq!(table.claim(&first).await, Ok(Claim::Won), "a repeated write is the same claim");
    let state = MessageState::Sending { claimed_by: "a".to_owned(), at: at(61) };
    let later = MessageRecord { state, ..first.clone() };
    assert_eq!(
        table.claim(&later).await,
        Ok(Claim::Lost(first.clone())),
        "not even its claimant claims it twice"
    );
    assert_eq!(table.get_message(&first.store, &first.id).await, Ok(Some(first)));
}

async fn of_claims_at_the_same_time_one_wins(table: &impl Messages) {
    for charge in 10..15 {
        let claims: Vec<_> = ('a'..='t').map(|claimant| claimed(charge, &claimant.to_string())).collect();
        let outcomes = join_all(claims.iter().map(|claim| table.claim(claim))).await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(Claim::Won)).count(), 1, "{outcomes:?}");
    }
}

async fn a_message_that_was_given_back_can_be_claimed_again(table: &impl Messages) {
    let (first, second) = (claimed(2, "a"), claimed(2, "b"));
    table.claim(&first).await.unwrap();
    assert!(put_outcome(table, &first, "a", &due()).await);
    assert_eq!(table.get_message(&first.store, &first.id).await.unwrap().unwrap().state, due());
    assert_eq!(table.claim(&second).await, Ok(Claim::Won));
    assert_eq!(table.claim(&second).await, Ok(Claim::Won), "repeating it wins again");
    let claimed_again = MessageRecord { history: vec![StateChange::from(&due())], ..second };
    assert_eq!(table.claim(&first).await, Ok(Claim::Lost(claimed_again)));
}

/// A message's row is written anew by each claim, hold and skip; why it was given back is told on.
async fn what_was_given_back_says_so_however_it_goes_on(table: &impl Messages) {
    let given_back = |second| MessageState::Due { reason: format!("Try {second}."), at: at(second) };
    let claim = |second| ClaimKey { claimed_by: "a".to_owned(), at: at(second) };
    let row = |second| record(&pending(&store("demo"), 130), claim(second).sending());
    let told = async || table.get_message(&store("demo"), &row(0).id).await.unwrap().unwrap();
    for second in 100..110 {
        assert_eq!(table.claim(&row(second)).await, Ok(Claim::Won));
        let put = table.put_outcome(&store("demo"), &row(0).id, &claim(second), &given_back(second)).await;
        assert_eq!(put, Ok(true));
    }
    let held = MessageState::Held { until: "2026-11-25T14:00Z".parse().unwrap(), at: at(110) };
    assert_eq!(table.put_held(&MessageRecord { state: held, ..row(0) }).await, Ok(true));
    assert_eq!(table.claim(&row(120)).await, Ok(Claim::Won));
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(121) };
    assert!(table.put_outcome(&store("demo"), &row(0).id, &claim(120), &accepted).await.unwrap());
    let last_eight = (102..110).map(given_back).chain([accepted]);
    assert_eq!(told().await.changes(), last_eight.map(|state| StateChange::from(&state)).collect::<Vec<_>>());
}

async fn only_the_claimant_concludes(table: &impl Messages) {
    let ours = claimed(3, "a");
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(61) };
    let unknown = MessageState::Unknown { reason: "timed out".to_owned(), at: at(62) };
    assert!(!put_outcome(table, &ours, "a", &accepted).await, "no claim, no outcome");
    assert_eq!(table.get_message(&ours.store, &ours.id).await, Ok(None), "and nothing was made");
    table.claim(&ours).await.unwrap();
    assert!(!put_outcome(table, &ours, "b", &accepted).await);
    let earlier = ClaimKey { at: at(59), ..claim_of("a") };
    let of_earlier = table.put_outcome(&ours.store, &ours.id, &earlier, &accepted).await;
    assert_eq!(of_earlier, Ok(false), "an earlier claim of the same queue message is another");
    assert!(put_outcome(table, &ours, "a", &accepted).await);
    assert!(put_outcome(table, &ours, "a", &accepted).await, "repeating it is fine");
    assert!(!put_outcome(table, &ours, "a", &unknown).await, "the outcome stands");
    let row = table.get_message(&ours.store, &ours.id).await.unwrap().unwrap();
    let history = vec![StateChange::from(&accepted)];
    assert_eq!(row, MessageRecord { state: accepted, history, ..ours });
}

async fn each_state_is_read_back(table: &impl Messages) {
    let (provider_id, reason, at) = ("SM1".to_owned(), "30003".to_owned(), at(61));
    let states = [
        MessageState::Accepted { provider_id: provider_id.clone(), at },
        MessageState::Delivered { provider_id: provider_id.clone(), at },
        MessageState::Undelivered { provider_id, reason: reason.clone(), at },
        MessageState::Failed { reason: reason.clone(), at },
        MessageState::Due { reason: reason.clone(), at },
        MessageState::Unknown { reason, at },
        MessageState::Skipped { at },
    ];
    for (charge, state) in (100..).zip(states) {
        let claim = claimed(charge, "a");
        table.claim(&claim).await.unwrap();
        assert!(put_outcome(table, &claim, "a", &state).await);
        let row = table.get_message(&claim.store, &claim.id).await.unwrap().unwrap();
        let history = Vec::from_iter(state.may_be_replaced().then(|| StateChange::from(&state)));
        assert_eq!(row, MessageRecord { state, history, ..claim });
    }
}

async fn a_message_is_skipped_once_and_never_after_a_claim(table: &impl Messages) {
    let message = pending(&store("demo"), 4);
    let skipped =
        MessageRecord { phone: None, body: None, ..record(&message, MessageState::Skipped { at: at(60) }) };
    let later = MessageRecord { state: MessageState::Skipped { at: at(70) }, ..skipped.clone() };
    assert_eq!(table.put_skip(&skipped).await, Ok(true));
    assert_eq!(table.put_skip(&later).await, Ok(false));
    assert_eq!(table.claim(&claimed(4, "a")).await, Ok(Claim::Lost(skipped)));

    let claim = claimed(5, "a");
    table.claim(&claim).await.unwrap();
    let too_late = MessageRecord { state: MessageState::Skipped { at: at(70) }, ..claim.clone() };
    assert_eq!(table.put_skip(&too_late).await, Ok(false));
    assert!(put_outcome(table, &claim, "a", &due()).await);
    assert_eq!(table.put_skip(&too_late).await, Ok(true), "what was given back may still be skipped");
}

async fn what_waits_anew_says_so_until_it_is_claimed(table: &impl Messages) {
    let until = |minute: &str| minute.parse().unwrap();
    let held = |charge, minute| {
        let state = MessageState::Held { until: until(minute), at: at(60) };
        record(&pending(&store("demo"), charge), state)
    };
    let (first, later) = (held(6, "2026-11-25T14:00Z"), held(6, "2026-11-25T15:00Z"));
    assert_eq!(table.put_held(&first).await, Ok(true));
    assert_eq!(table.get_message(&first.store, &first.id).await, Ok(Some(first.clone())));
    assert_eq!(table.put_held(&later).await, Ok(true), "of several the last one counts");
    let claim = claimed(6, "a");
    assert_eq!(table.claim(&claim).await, Ok(Claim::Won));
    assert_eq!(table.put_held(&first).await, Ok(false), "it is being sent");
    assert!(put_outcome(table, &claim, "a", &due()).await);
    assert_eq!(table.put_held(&first).await, Ok(true), "it was given back, and waits");
    let given_back = MessageRecord { history: vec![StateChange::from(&due())], ..first };
    assert_eq!(table.get_message(&given_back.store, &given_back.id).await, Ok(Some(given_back)));
    let skipped = MessageRecord { state: MessageState::Skipped { at: at(70) }, ..later.clone() };
    assert_eq!(table.put_skip(&skipped).await, Ok(true));
    assert_eq!(table.put_held(&later).await, Ok(false), "a skip is final");
}

async fn receipts_are_remembered_whatever_order_they_come_in(table: &impl Messages) {
    let provider_id = || "SM1".to_owned();
    let accepted = |second| MessageState::Accepted { provider_id: provider_id(), at: at(second) };
    let lost =
        MessageState::Undelivered { provider_id: provider_id(), reason: "30003".to_owned(), at: at(63) };
    let arrived = MessageState::Delivered { provider_id: provider_id(), at: at(64) };
    for (charge, order) in (500..).zip([[&lost, &arrived], [&arrived, &lost]]) {
        let claim = claimed(charge, "a");
        table.claim(&claim).await.unwrap();
        assert!(put_outcome(table, &claim, "a", &accepted(61)).await);
        for receipt in order.into_iter().chain(order).chain([&accepted(65)]) {
            table.put_receipt(&claim.store, &claim.id, receipt, &Bill::default()).await.unwrap();
        }
        let row = table.get_message(&claim.store, &claim.id).await.unwrap().unwrap();
        let changes: Vec<_> = row.changes().into_iter().map(|change| (change.state, change.at)).collect();
        let expected = [("accepted", 61), ("undelivered", 63), ("delivered", 64)];
        let expected: Vec<_> = expected.map(|(state, second)| (state.to_owned(), at(second))).into();
        assert_eq!(changes, expected, "each once, in the order of their times");
        assert_eq!(row.state, arrived);
    }
}

async fn many_are_read_at_once(table: &impl Messages) {
    let records: Vec<_> = (1000..1110).map(|charge| claimed(charge, "a")).collect();
    for record in &records {
        table.claim(record).await.unwrap();
    }
    let unknown = claimed(9999, "a").id;
    let mut ids: Vec<_> = records.iter().map(|record| record.id.clone()).chain([unknown]).collect();
    ids.extend(ids.clone());
    let mut found = table.get_messages(&store("demo"), &ids).await.unwrap();
    found.sort_by_key(|record| record.id.clone());
    let mut expected = records;
    expected.sort_by_key(|record| record.id.clone());
    assert_eq!(found, expected);
    assert_eq!(table.get_messages(&store("demo"), &[]).await, Ok(vec![]));
}

async fn messages_of_one_person_and_of_two_do_not_mix(table: &impl Messages) {
    let claimed = |name: &str, customer: &str, charge| {
        record(&pending_of(&store(name), customer, charge), sending("a"))
    };
    let rows =
        [claimed("mix", "9", 1), claimed("mix", "9", 2), claimed("mix", "8", 1), claimed("mix-too", "9", 1)];
    assert_eq!(rows[0].id.person(), rows[1].id.person());
    assert_ne!(rows[0].id.person(), rows[2].id.person());
    for row in &rows {
        assert_eq!(table.get_message(&row.store, &row.id).await, Ok(None), "no other row is taken for it");
        assert_eq!(table.claim(row).await, Ok(Claim::Won));
    }
    let accepted = MessageState::Accepted { provider_id: "SM1".to_owned(), at: at(61) };
    assert!(put_outcome(table, &rows[0], "a", &accepted).await);
    assert_eq!(state(table, &rows[0]).await, accepted);
    for row in &rows[1..] {
        assert_eq!(table.get_message(&row.store, &row.id).await.as_ref(), Ok(&Some(row.clone())));
    }
    let ids = rows.each_ref().map(|row| row.id.clone());
    let mut found: Vec<_> =
        table.get_messages(&store("mix"), &ids).await.unwrap().into_iter().map(|row| row.id).collect();
    let mut expected = ids[..3].to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "and none of another store");
}
