use proptest::prelude::*;
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus},
    trigger::Trigger,
};

use super::*;
use crate::samples;

fn message_id(number: u64) -> MessageId {
    let store = StoreId::parse("demo").unwrap();
    samples::message(&store, samples::occurrence(Trigger::ChargePaid, number)).id
}

proptest! {
    #[test]
    fn text_order_is_time_order(a in 0_i64..4_000_000_000, b in 0_i64..4_000_000_000, c in 0_i32..1_000_000_000) {
        let (one, two) = (Timestamp::new(a, c).unwrap(), Timestamp::from_second(b).unwrap());
        prop_assert_eq!(one.cmp(&two), sortable(one).cmp(&sortable(two)));
        prop_assert_eq!(sortable(one).parse::<Timestamp>().ok(), Some(one));
    }

    #[test]
    fn a_hold_is_read_back_from_its_key(store in "[a-z0-9][a-z0-9-]{1,39}", number: u64, second in 0_i64..4_000_000_000) {
        let (store, id) = (StoreId::parse(&store).unwrap(), message_id(number));
        let minute = Minute::containing(Timestamp::from_second(second).unwrap());
        prop_assert_eq!(held(&hold(minute, &id, &store).sk), Some((store, id)));
    }

    #[test]
    fn the_time_of_a_batch_is_read_back_from_its_key(second in 0_i64..4_000_000_000, uniq in "[ -~]{0,40}") {
        let (store, at) = (StoreId::parse("demo").unwrap(), Timestamp::from_second(second).unwrap());
        prop_assert_eq!(batch_at(&batch(&store, at, &uniq).sk), Some(at));
    }
}

#[test]
fn phones_in_a_row_are_spread_over_all_shards() {
    let mut people = [0; SUBSCRIBER_SHARDS as usize];
    for number in 0..16_000 {
        people[usize::from(subscriber_shard(&format!("+1415555{number:05}")))] += 1;
    }
    assert!(people.iter().all(|shard| (800..1200).contains(shard)), "{people:?}");
}

#[test]
fn keys_look_as_documented() {
    let store = StoreId::parse("demo").unwrap();
    let phone = PhoneNumber::from_e164("+14155552671").unwrap();
    let at: Timestamp = "2026-11-24T14:03:05.5Z".parse().unwrap();
    let minute: Minute = "2026-11-24T14:03Z".parse().unwrap();
    let id = message_id(1);
    let stop = Consent { status: ConsentStatus::Unsubscribed, source: ConsentSource::Reply, since: at };
    let subject = Subject::Charge("91965724".to_owned());
    let keys = [
        store_line(&store),
        profile(&store),
        settings(&store),
        flow(&store, &SourceId::default_flow(Trigger::ChargePaid)),
        flow(&store, &SourceId::further_flow("7k2m9x").unwrap()),
        checkup(&store),
        subscriber(&store, &phone),
        consent(&store, &phone, &stop),
        customer(&store, "17191222"),
        rate_limit(&TokenQuota::of(&"sk_1x1_test".into())),
        facts(&store, &subject),
        message(&store, &id),
        click(&store, &id, 3),
        link(&LinkCode::sample()),
        batch(&store, at, "b1"),
        parked(Some(&store), &ParkedId::new(at, "q1")),
        parked(None, &ParkedId::new(at, "q1")),
        super::phone("v622astemk7lbutfo7mk432dii"),
        reply("SM0f3c"),
        hold(minute, &id, &store),
        bucket(minute),
    ];
    let table = keys.map(|key| format!("{} / {}", key.pk, key.sk)).join("\n");
    insta::assert_snapshot!(table, @r"
    STORES / demo
    STORE#demo / PROFILE
    STORE#demo / SETTINGS
    STORE#demo / FLOW#charge_paid
    STORE#demo / FLOW#flow-7k2m9x
    STORE#demo#CHECKUP / CHECKUP
    STORE#demo#SUBSCRIBERS#11 / +14155552671
    STORE#demo#CONSENT#+14155552671 / 2026-11-24T14:03:05.500000000Z#unsubscribed
    STORE#demo#PERSON#cjkq5s5l56kpq / CUSTOMER
    RATE_LIMIT#dc45e1b3ff72b59ae9a8277797a784d5 / RATE_LIMIT
    STORE#demo#FACTS#charge:91965724 / FACTS
    STORE#demo#PERSON#she5qw4t5tcx2 / MESSAGE#clczqsn7omxox76bxbfc6mqri7
    STORE#demo#PERSON#she5qw4t5tcx2 / MESSAGE#clczqsn7omxox76bxbfc6mqri7#CLICK#03
    LINK#aB3dE5gH7k / LINK
    STORE#demo#JOURNAL / 2026-11-24T14:03:05.500000000Z#b1
    STORE#demo#PARKED / 2026-11-24T14:03:05.500000000Z_q1
    PARKED / 2026-11-24T14:03:05.500000000Z_q1
    PHONE#v622astemk7lbutfo7mk432dii / PHONE
    REPLY#SM0f3c / REPLY
    HOLD#2026-11-24T14:03Z#12 / demo#she5qw4t5tcx2clczqsn7omxox76bxbfc6mqri7
    BUCKETS / 2026-11-24T14:03Z
    ");
}

#[test]
fn a_click_is_told_from_its_message_by_its_key() {
    let (store, id) = (StoreId::parse("demo").unwrap(), message_id(1));
    for position in [0, 9, 10, u8::MAX] {
        assert_eq!(click_position(&click(&store, &id, position).sk), Some(position));
    }
    assert_eq!(click_position(&message(&store, &id).sk), None);
}
