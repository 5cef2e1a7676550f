use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus, Statement},
    ids::{PersonId, SenderId, StoreId},
    message::MessageState,
    phone::PhoneNumber,
    reason::Reason,
    reply::ReplyMeaning,
};
use rechime_recharge::client::CustomerProfile;
use rechime_store::{
    buckets::Buckets,
    consistency::Consistency,
    customer_cache::CustomerCache,
    holds::Holds,
    messages::Messages,
    people::{ErasureName, People, PersonRows},
    received_replies::{Answer, ReceivedReplies, ReceivedReply},
    subscribers::SubscriberEditor,
};

use crate::samples::{at, minute, pending_of, phone, record, sending, store};

pub(crate) trait Everything:
    People + Messages + Holds + Buckets + CustomerCache + SubscriberEditor + ReceivedReplies
{
}

impl<T> Everything for T where
    T: People + Messages + Holds + Buckets + CustomerCache + SubscriberEditor + ReceivedReplies
{
}

pub(crate) async fn keeps_its_promises(table: &impl Everything) {
    the_rows_of_a_person_are_theirs_alone(table).await;
    a_person_goes_with_their_past_waits(table).await;
    the_holds_of_a_person_are_found_minute_by_minute(table).await;
    replies_are_read_back_in_order_and_go_with_the_ledger(table).await;
    an_opt_out_outlives_the_row(table).await;
    a_later_consent_ends_an_opt_out_that_was_kept(table).await;
    a_start_ends_only_what_a_reply_stopped(table).await;
    of_a_phone_that_nobody_knows_nothing_stays(table).await;
    an_erasure_goes_on_where_it_stopped(table).await;
}

async fn the_rows_of_a_person_are_theirs_alone(table: &impl Everything) {
    let shop = store("rows");
    let customer = CustomerProfile { first_name: Some("Maya".to_owned()), ..CustomerProfile::default() };
    table.put_customer(&shop, "9", &customer, at(100)).await.unwrap();
    for (person, charge) in [("9", 1), ("9", 2), ("8", 1)] {
        table.claim(&record(&pending_of(&shop, person, charge), sending("a"))).await.unwrap();
    }
    let maya = PersonId::of_customer(&shop, "9");
    let rows = table.list_person_rows(&shop, &maya).await.unwrap();
    assert_eq!((rows.messages.len(), rows.customer), (2, Some(customer)));
    assert!(rows.messages.iter().all(|row| row.id.person() == maya));
    assert_eq!(table.erase_person_rows(&shop, &maya).await, Ok((2, false)));
    assert_eq!(table.erase_person_rows(&shop, &maya).await, Ok((0, false)), "again is fine");
    assert_eq!(table.list_person_rows(&shop, &maya).await, Ok(PersonRows::default()));
    assert_eq!(table.get_customer(&shop, "9").await, Ok(None));
    let sam = table.list_person_rows(&shop, &PersonId::of_customer(&shop, "8")).await.unwrap();
    assert_eq!(sam.messages.len(), 1);
}

async fn a_person_goes_with_their_past_waits(table: &impl Everything) {
    let shop = store("waits");
    let message = pending_of(&shop, "9", 1);
    let why = [Reason::HeldForQuietHours { until: minute(5).start() }];
    let first = message.waiting(at(1), minute(5), &why);
    table.put_hold(&first, minute(5)).await.unwrap();
    let again = first.waiting(at(2), minute(9), &why);
    table.put_hold(&again, minute(9)).await.unwrap();
    let mut row = record(&again, MessageState::Skipped { at: at(600) });
    row.waits = again.waits_in_brief();
    table.put_skip(&row).await.unwrap();
    table.erase_person_rows(&shop, &message.id.person()).await.unwrap();
    for until in [minute(5), minute(9)] {
        assert_eq!(table.get_hold(until, &message.id, &shop).await, Ok(None), "{until}");
    }
}

async fn the_holds_of_a_person_are_found_minute_by_minute(table: &impl Everything) {
    let shop = store("held");
    let mine = [pending_of(&shop, "9", 1), pending_of(&shop, "9", 2)];
    for (message, until) in mine.iter().chain(&[pending_of(&shop, "8", 1)]).zip([70, 71, 71]) {
        table.put_hold(message, minute(until)).await.unwrap();
        table.open_bucket(minute(until)).await.unwrap();
    }
    let open = table.list_open_minutes(None, 100).await.unwrap();
    assert!(open.is_sorted() && open.contains(&minute(70)) && open.contains(&minute(71)));
    assert_eq!(table.list_open_minutes(None, 1).await.unwrap(), &open[..1]);
    let after = table.list_open_minutes(Some(minute(70)), 100).await.unwrap();
    assert!(after.contains(&minute(71)) && !after.contains(&minute(70)));
    let person = mine[0].id.person();
    let found = table.list_holds_of_person(minute(71), &shop, &person).await.unwrap();
    assert_eq!(found.iter().map(|message| &message.id).collect::<Vec<_>>(), [&mine[1].id]);
    table.erase_holds(&found[0]).await.unwrap();
    table.erase_holds(&found[0]).await.unwrap();
    assert_eq!(table.list_holds_of_person(minute(71), &shop, &person).await, Ok(vec![]));
    assert_eq!(table.list_holds_of_person(minute(70), &shop, &person).await.unwrap().len(), 1);
}

/// The names of all replies to a store, read in pages of that size.
async fn inbox(table: &impl Everything, shop: &StoreId, limit: usize) -> Vec<String> {
    let (mut names, mut before) = (Vec::new(), None);
    loop {
        let page = table.list_inbox(shop, before.as_ref(), limit).await.unwrap();
        names.extend(page.items.into_iter().map(|line| line.reply.id));
        before = page.next;
        if before.is_none() {
            return names;
        }
    }
}

async fn replies_are_read_back_in_order_and_go_with_the_ledger(table: &impl Everything) {
    let shop = store("said");
    let reply = |id: &str, second| ReceivedReply {
        id: id.to_owned(),
        at: at(second),
        meaning: ReplyMeaning::Other,
        words: rechime_domain::consent::Wording::cut("where is my coffee?"),
        answer: None,
    };
    let mut replies = [reply("b", 10), reply("a", 20)];
    let answer = Answer { at: at(21), text: "Ask us at help@shop.example.".to_owned() };
    table.put_answer(&shop, &phone(), &replies[1], &answer).await.unwrap();
    assert_eq!(table.list_received_replies(&shop, &phone()).await, Ok(vec![]), "no reply, no answer");
    for reply in [&replies[1], &replies[0]] {
        table.put_received_reply(&shop, &phone(), reply).await.unwrap();
    }
    table.put_answer(&shop, &phone(), &replies[1], &answer).await.unwrap();
    table.put_received_reply(&shop, &phone(), &replies[1]).await.unwrap();
    replies[1].answer = Some(answer);
    assert_eq!(table.list_received_replies(&shop, &phone()).await, Ok(replies.to_vec()));
    assert_eq!(table.list_received_replies(&store("other"), &phone()).await, Ok(vec![]));
    let other = PhoneNumber::from_e164("+14155550199").unwrap();
    table.put_received_reply(&shop, &other, &reply("c", 15)).await.unwrap();
    assert_eq!(inbox(table, &shop, 9).await, ["a", "c", "b"], "of all phones, the newest first");
    assert_eq!(inbox(table, &shop, 2).await, ["a", "c", "b"], "page by page");
    assert_eq!(inbox(table, &store("other"), 9).await, [""; 0]);
    let yes = Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, at(5));
    table.put_consent(&shop, &phone(), &yes).await.unwrap();
    assert_eq!(table.erase_words(&shop, &phone()).await, Ok(3));
    assert_eq!(table.erase_words(&shop, &phone()).await, Ok(0));
    assert_eq!(table.list_received_replies(&shop, &phone()).await, Ok(vec![]));
    assert_eq!(inbox(table, &shop, 9).await, ["c"], "what others wrote stays");
    assert_eq!(table.list_consents(&shop, &phone()).await, Ok(vec![]));
    table.erase_subscriber(&shop, &phone()).await.unwrap();
    assert_eq!(table.get_own_row(&shop, &phone(), Consistency::Strong).await, Ok(None));
}

fn own() -> SenderId {
    SenderId::installation()
}

fn number(number: u32) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1718555{number:04}")).unwrap()
}

fn opted_out(source: ConsentSource, second: i64) -> Consent {
    Consent { status: ConsentStatus::Unsubscribed, source, since: at(second) }
}

async fn an_opt_out_outlives_the_row(table: &impl Everything) {
    let (shop, phone) = (store("outlives"), number(1));
    let said = opted_out(ConsentSource::Import, 10);
    table.put_consent(&shop, &phone, &Statement::new(said.status, said.source, said.since)).await.unwrap();
    table.keep_consent(&phone, &shop, &said).await.unwrap();
    table.keep_consent(&phone, &shop, &said).await.unwrap();
    table.erase_words(&shop, &phone).await.unwrap();
    table.forget_store(&phone, &shop).await.unwrap();
    table.erase_subscriber(&shop, &phone).await.unwrap();
    assert_eq!(table.get_own_row(&shop, &phone, Consistency::Strong).await, Ok(None));
    let known = table.get_phone(&phone).await.unwrap();
    assert!(known.stores.is_empty());
    let found = table.get_subscriber(&shop, &phone, Consistency::Strong).await.unwrap();
    assert_eq!(found.and_then(|subscriber| subscriber.consent), Some(said));
    let elsewhere = table.get_subscriber(&store("elsewhere"), &phone, Consistency::Strong).await;
    assert_eq!(elsewhere, Ok(None), "another store was not opted out of");
    let told = table.add_store(&phone, &shop).await.unwrap();
    assert_eq!(told.consent(&shop, &own()), Some(said), "whoever makes a row hears of it");
    table.add_person(&shop, &phone, &PersonId::of_customer(&shop, "9")).await.unwrap();
    let made = table.get_own_row(&shop, &phone, Consistency::Strong).await.unwrap().unwrap();
    assert_eq!(made.consent, Some(said), "and takes it over");
}

async fn a_later_consent_ends_an_opt_out_that_was_kept(table: &impl Everything) {
    let (shop, phone) = (store("later-yes"), number(2));
    table.keep_consent(&phone, &shop, &opted_out(ConsentSource::Reply, 10)).await.unwrap();
    let yes = Consent { status: ConsentStatus::Subscribed, source: ConsentSource::Reply, since: at(20) };
    table.keep_consent(&phone, &shop, &yes).await.unwrap();
    assert_eq!(table.get_phone(&phone).await.unwrap().consent(&shop, &own()), None);
    let again = opted_out(ConsentSource::Reply, 30);
    table.keep_consent(&phone, &shop, &again).await.unwrap();
    assert_eq!(table.get_phone(&phone).await.unwrap().consent(&shop, &own()), Some(again));
}

async fn a_start_ends_only_what_a_reply_stopped(table: &impl Everything) {
    let shop = store("started");
    for (phone, source, stays) in
        [(number(3), ConsentSource::Reply, false), (number(4), ConsentSource::Shopify, true)]
    {
        table.keep_consent(&phone, &shop, &opted_out(source, 10)).await.unwrap();
        table.put_opt_in(&phone, Some(&own()), at(20)).await.unwrap();
        assert_eq!(
            table.get_phone(&phone).await.unwrap().consent(&shop, &own()).is_some(),
            stays,
            "{source:?}"
        );
    }
}

async fn of_a_phone_that_nobody_knows_nothing_stays(table: &impl Everything) {
    let (one, other, phone) = (store("one"), store("two"), number(5));
    table.forget_store(&phone, &one).await.unwrap();
    table.add_store(&phone, &one).await.unwrap();
    table.add_store(&phone, &other).await.unwrap();
    table.forget_store(&phone, &one).await.unwrap();
    assert_eq!(table.get_phone(&phone).await.unwrap().stores, [other.clone()].into());
    table.forget_store(&phone, &other).await.unwrap();
    table.forget_store(&phone, &other).await.unwrap();
    assert_eq!(table.get_phone(&phone).await, Ok(rechime_store::phones::KnownPhone::default()));
    table.put_opt_out(&phone, Some(&own()), at(10), None).await.unwrap();
    table.forget_store(&phone, &other).await.unwrap();
    assert_eq!(table.get_phone(&phone).await.unwrap().opted_out_at(&own()), Some(at(10)), "a STOP stays");
}

async fn an_erasure_goes_on_where_it_stopped(table: &impl Everything) {
    let (shop, phone) = (store("erasing"), number(6));
    let person = PersonId::of_customer(&shop, "9");
    let names = [ErasureName::Phone(&phone), ErasureName::Person(&person)];
    for (name, reached) in names.into_iter().zip([minute(3), minute(4)]) {
        assert_eq!(table.get_erasure(&shop, name).await, Ok(None));
        table.put_erasure(&shop, name, reached, at(100)).await.unwrap();
        assert_eq!(table.get_erasure(&shop, name).await, Ok(Some(reached)));
    }
    for name in names {
        table.delete_erasure(&shop, name).await.unwrap();
        assert_eq!(table.get_erasure(&shop, name).await, Ok(None));
    }
}
