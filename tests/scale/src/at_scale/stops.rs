//! Ten thousand STOPs within a minute to a number that a thousand stores share.

use std::{sync::Arc, time::Duration};

use message_status::{Answer, Event, MessageStatus, RecentCalls};
use rechime_domain::{
    consent::{ConsentSource, ConsentStatus, Statement},
    phone::PhoneNumber,
    sender::SenderPathKey,
};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
};
use rechime_sms::{
    TwilioWebhooks,
    feedback::{Feedback, Reply},
};
use rechime_store::{consistency::Consistency, parked::ParkedKind, subscribers::Subscribers};
use rechime_testkit::{
    DAY, World, at, own_sender,
    simulation::{SimulatedQueue, VirtualClock, run_processes, until_empty},
    store_id,
};

use super::{
    CALL, STORES,
    figures::{each, spread},
    store_name,
};

const STOPS: usize = 10_000;
/// Stores that have a phone on their list.
const STORES_OF_EACH: usize = 3;
/// As in `template.yaml`.
const PROCESSES: usize = 20;

fn phone(number: usize) -> PhoneNumber {
    PhoneNumber::from_e164(&format!("+1212{}", 2_000_000 + number)).unwrap()
}

fn stores_of(number: usize) -> impl Iterator<Item = String> {
    (0..STORES_OF_EACH).map(move |place| store_name(number * 7 + place * 331))
}

/// An installation whose customers have agreed to the texts of three stores each.
async fn installation() -> World {
    let kit = World::empty(DAY);
    for number in 0..STORES {
        kit.create_store(&store_name(number)).await;
    }
    let agreed = Statement::new(ConsentStatus::Subscribed, ConsentSource::Import, at("2026-11-01T00:00:00Z"));
    for number in 0..STOPS {
        for store in stores_of(number) {
            kit.table.put_consent(&store_id(&store), &phone(number), &agreed).await.unwrap();
        }
    }
    kit
}

fn message_status(
    kit: &World,
    clock: &Arc<VirtualClock>,
    replies: &Arc<SimulatedQueue<Feedback>>,
) -> MessageStatus {
    let key = SenderPathKey::new(b"installation key");
    let webhooks = TwilioWebhooks::new(None, kit.sender_secrets.clone(), key, "https://hooks.example.com");
    MessageStatus {
        webhooks: Arc::new(webhooks),
        recent_calls: RecentCalls::default(),
        replies_queue: replies.clone(),
        feedback: kit.feedback.clone(),
        stores: kit.faulty.clone(),
        subscribers: kit.faulty.clone(),
        senders: kit.faulty.clone(),
        own_sender: own_sender(),
        paces: kit.faulty.clone(),
        phones: kit.faulty.clone(),
        messages: kit.faulty.clone(),
        clicks: kit.faulty.clone(),
        sent_texts: kit.faulty.clone(),
        replies: kit.faulty.clone(),
        received: kit.faulty.clone(),
        provider: kit.provider.clone(),
        parking: kit.parking(ParkedKind::Feedback),
        clock: clock.clone(),
    }
}

fn stop(number: usize) -> Outgoing<Feedback> {
    let reply = Reply {
        id: format!("r-{number}"),
        from: phone(number),
        body: "STOP".to_owned(),
        answered: false,
        keyword: None,
        sender: None,
        number: own_sender().numbers.into_iter().next(),
    };
    Outgoing::after(Feedback::Reply(reply), u16::try_from(number * 60 / STOPS).unwrap())
}

/// All STOPs of a minute, with a table that takes so many calls a second; gives after how long each was heeded.
async fn heed(calls_per_second: u32) -> Vec<Duration> {
    let kit = installation().await;
    let clock = Arc::new(VirtualClock::from(at(DAY)));
    let replies = Arc::new(SimulatedQueue::new(clock.clone()));
    let function = message_status(&kit, &clock, &replies);
    kit.faulty.delay(CALL);
    kit.faulty.limit(calls_per_second);
    replies.send(&(0..STOPS).map(stop).collect::<Vec<_>>()).await.unwrap();
    let begun = clock.now();
    let handle = async |batch| match function.handle(Event::Queue(batch)).await {
        Answer::Queue(response) => response,
        Answer::Http(_) => panic!("nobody called"),
    };
    tokio::select! {
        biased;
        () = run_processes(&replies, PROCESSES, handle) => {}
        () = until_empty(&replies) => {}
    }
    let took = clock.now().duration_since(begun).as_secs();
    let (calls, refused) = (kit.faulty.calls(), kit.faulty.refused());
    let heeded = replies.first_done_after(u64::try_from(STOPS).unwrap());
    let answers = each(usize::try_from(replies.sent()).unwrap() - STOPS, STOPS);
    println!(
        "{STOPS} STOPs within a minute, {STORES} stores, {calls_per_second} calls of the table a second: done after \
         {took} s; {:.1} calls each, {refused} refused; each heeded after {}; their answers came to the queue {:.1} times \
         each; {} tries at most, {} in hand at most",
        each(calls, STOPS),
        spread(&heeded),
        answers,
        replies.most_received(),
        replies.most_in_flight(),
    );
    all_are_out(&kit).await;
    assert_eq!(kit.provider.attempts().len(), STOPS, "each is answered once");
    assert!(answers < 4.0, "an answer asks for its turn so often and no more: {answers}");
    heeded
}

/// In every store that has them.
async fn all_are_out(kit: &World) {
    for number in 0..STOPS {
        for store in stores_of(number) {
            let row = kit.table.get_subscriber(&store_id(&store), &phone(number), Consistency::Strong).await;
            let status = row.unwrap().unwrap().consent_status();
            assert_eq!(status, ConsentStatus::Unsubscribed, "{number} in {store}");
        }
    }
    assert_eq!(kit.parked_under(None).await, []);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_stops_in_a_minute_are_heeded_within_seconds() {
    let done_after = heed(40_000).await;
    assert_eq!(done_after.len(), STOPS);
    assert!(done_after.last() < Some(&Duration::from_secs(10)), "{}", spread(&done_after));
}

/// With half of what they need.
#[tokio::test(start_paused = true)]
async fn a_table_at_its_quota_delays_them_and_loses_none() {
    let done_after = heed(2_000).await;
    assert_eq!(done_after.len(), STOPS);
}
