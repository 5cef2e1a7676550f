//! A day of some stores: rows that are written as the other functions write them, and the stream that tells of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rechime_domain::{
    consent::{Consent, ConsentSource, ConsentStatus},
    frequency::SentText,
    hour::Hour,
    ids::{MessageId, OccurrenceKey, SourceId, StoreId},
    message::{MessageRecord, MessageState, PendingMessage},
    minute::Minute,
    occurrence::{Occurrence, Subject},
    phone::PhoneNumber,
    reason::Reason,
    subscriber::Subscriber,
    trigger::Trigger,
};
use rechime_store::{
    journal::{JournalDecision, JournalEntry},
    stream::{StreamRecord, written::Row},
};
use rechime_testkit::{claim, occurrence, pending, store_id};

use super::chance::Chance;

pub(super) const SHARDS: usize = 4;

/// What was written, as the writers know it, and each shard's records.
pub(super) struct Day {
    chance: Chance,
    now: Timestamp,
    rows: BTreeMap<(String, String), Row>,
    pub(super) stream: [Vec<StreamRecord>; SHARDS],
    numbers: [u64; SHARDS],
    waiting: Vec<(PendingMessage, Option<Minute>)>,
    open: Vec<MessageId>,
    pub(super) messages: BTreeMap<MessageId, MessageRecord>,
    pub(super) journal: Vec<(StoreId, Hour, Vec<SourceId>)>,
    pub(super) holds: BTreeSet<(StoreId, Minute, MessageId)>,
    pub(super) left: BTreeSet<(StoreId, Minute, MessageId)>,
    subscribers: BTreeMap<(StoreId, PhoneNumber), Subscriber>,
    /// By store, hour, and the flow whose text the opt-out answers.
    pub(super) opt_outs: Vec<(StoreId, Hour, Option<SourceId>)>,
}

impl Day {
    /// A day of about so many records.
    pub(super) fn of(seed: u64, records: usize) -> Self {
        let mut day = Self {
            chance: Chance(seed),
            now: "2026-11-24T00:00:00Z".parse().unwrap(),
            rows: BTreeMap::new(),
            stream: Default::default(),
            numbers: [1_000_000; SHARDS],
            waiting: Vec::new(),
            open: Vec::new(),
            messages: BTreeMap::new(),
            journal: Vec::new(),
            holds: BTreeSet::new(),
            left: BTreeSet::new(),
            subscribers: BTreeMap::new(),
            opt_outs: Vec::new(),
        };
        let step = SignedDuration::from_millis(86_400_000 / i64::try_from(records).unwrap());
        let mut planned = 0;
        while day.records() < records {
            day.now += step;
            match day.chance.below(20) {
                0 | 1 => day.plan(&mut planned),
                2 => day.subscriber(),
                3 => day.write(Row::of_bucket(Minute::containing(day.now))),
                4..=8 if !day.waiting.is_empty() => day.last_look(),
                _ if !day.open.is_empty() => day.outcome(),
                _ => {}
            }
        }
        day
    }

    pub(super) fn records(&self) -> usize {
        self.stream.iter().map(Vec::len).sum()
    }

    /// Writes a row; the stream tells of it, in the shard of the row's partition, unless nothing is different.
    fn write(&mut self, row: Row) {
        let key = row.key();
        let before = self.rows.insert(key.clone(), row.clone());
        if before.as_ref() == Some(&row) {
            return;
        }
        let shard = key.0.bytes().map(usize::from).sum::<usize>() % SHARDS;
        self.numbers[shard] += u64::try_from(1 + self.chance.below(9)).unwrap();
        self.stream[shard].push(row.record(before, &format!("{:021}", self.numbers[shard])));
    }

    fn store(&mut self) -> StoreId {
        store_id(self.chance.one_of(&["demo", "oat-and-ember", "third"]))
    }

    /// One batch of events: some messages are sent at once, some held, some skipped.
    fn plan(&mut self, planned: &mut u32) {
        let (store, at) = (self.store(), self.now);
        let mut entries = Vec::new();
        for _ in 0..=self.chance.below(6) {
            *planned += 1;
            let message = self.message(&store, *planned);
            let decision = self.decide(&message);
            entries.push(entry(&message, decision));
        }
        let sources = entries.iter().map(|entry| entry.source.clone()).collect();
        self.journal.push((store.clone(), Hour::containing(at), sources));
        self.write(Row::of_batch(&store, at, &format!("q-{planned}"), &entries));
    }

    fn message(&mut self, store: &StoreId, number: u32) -> PendingMessage {
        let trigger = self.chance.one_of(&Trigger::ALL);
        let about = occurrence(trigger, Subject::Charge(number.to_string()), self.now);
        let key = OccurrenceKey::new(format!("charge:{number}"));
        pending(store, Occurrence { key, customer: Some((number % 500).to_string()), ..about })
    }

    fn decide(&mut self, message: &PendingMessage) -> JournalDecision {
        match self.chance.below(10) {
            0 | 1 => {
                self.skip(message);
                JournalDecision::Skip { code: "no_consent".to_owned() }
            }
            2..=5 => {
                let until = self.hold(message);
                self.waiting.push((message.clone(), Some(until)));
                JournalDecision::Wait { until }
            }
            _ => {
                self.waiting.push((message.clone(), None));
                JournalDecision::Send
            }
        }
    }

    fn hold(&mut self, message: &PendingMessage) -> Minute {
        let until = Minute::containing(self.now).plus(1 + i64::try_from(self.chance.below(900)).unwrap());
        self.holds.insert((message.store.clone(), until, message.id.clone()));
        self.write(Row::of_hold(message, until).unwrap());
        if self.chance.percent(10) {
            // The event came again: the hold is written once more, with other reasons.
            let again =
                message.waiting(self.now, until, &[Reason::HeldForQuietHours { until: until.start() }]);
            self.write(Row::of_hold(&again, until).unwrap());
        }
        until
    }

    fn skip(&mut self, message: &PendingMessage) {
        let why = vec![self.chance.one_of(&[Reason::NoConsent, Reason::NoPhone, Reason::NotInAudience])];
        let state = MessageState::Skipped { at: self.now };
        self.put(MessageRecord { state, why, ..self.row(message) });
    }

    fn row(&self, message: &PendingMessage) -> MessageRecord {
        MessageRecord { held_until: message.held_until, ..claim(message, "q", self.now) }
    }

    fn put(&mut self, record: MessageRecord) {
        if let Some(until) = record.held_until {
            self.left.insert((record.store.clone(), until, record.id.clone()));
        }
        self.write(Row::of_message(&record).unwrap());
        self.messages.insert(record.id.clone(), record);
    }

    /// A message that was planned is claimed or skipped, or waits for another minute.
    fn last_look(&mut self) {
        let place = self.chance.below(self.waiting.len());
        let (message, held_until) = self.waiting.swap_remove(place);
        let message = PendingMessage { held_until, ..message };
        match self.chance.below(10) {
            0 => self.skip(&message),
            1 => {
                let until = self.hold(&message);
                let state = MessageState::Held { until, at: self.now };
                self.put(MessageRecord { state, ..self.row(&message) });
                self.waiting.push((message, Some(until)));
            }
            _ => {
                let parts = u32::try_from(1 + self.chance.below(3)).unwrap();
                self.open.push(message.id.clone());
                self.put(MessageRecord { parts, ..self.row(&message) });
            }
        }
    }

    /// The next thing that becomes of a claimed message.
    fn outcome(&mut self) {
        let place = self.chance.below(self.open.len());
        let id = self.open[place].clone();
        let row = self.messages[&id].clone();
        let (provider_id, reason, at) = ("SM1".to_owned(), "no".to_owned(), self.now);
        let next = match row.state.name() {
            "sending" => match self.chance.below(12) {
                0 => MessageState::Failed { reason, at },
                1 => MessageState::Unknown { reason, at },
                2 => MessageState::Due { reason, at },
                _ => MessageState::Accepted { provider_id, at },
            },
            // The claim is made anew, in another hour perhaps.
            "due" => return self.put(MessageRecord { hour: Hour::containing(at), ..self.sending(row) }),
            "unknown" => MessageState::Accepted { provider_id, at },
            "accepted" if self.chance.percent(15) => MessageState::Undelivered { provider_id, reason, at },
            "accepted" | "undelivered" => MessageState::Delivered { provider_id, at },
            "delivered" if row.clicked_at.is_none() && self.chance.percent(20) => {
                return self.put(MessageRecord { clicked_at: Some(at), ..row });
            }
            _ => {
                self.open.swap_remove(place);
                return;
            }
        };
        let is_final = matches!(next.name(), "delivered" | "undelivered");
        let price_micros = if is_final { Some(8_810) } else { row.price_micros };
        self.put(MessageRecord { state: next, price_micros, ..row });
    }

    fn sending(&self, row: MessageRecord) -> MessageRecord {
        MessageRecord { state: MessageState::Sending { claimed_by: "q".to_owned(), at: self.now }, ..row }
    }

    /// Somebody gets a text, says STOP or START, or is on a list that is imported.
    fn subscriber(&mut self) {
        let store = self.store();
        let number = 2_000_000 + self.chance.below(50);
        let phone = PhoneNumber::from_e164(&format!("+1415{number}")).unwrap();
        let key = (store.clone(), phone.clone());
        let mut subscriber = self.subscribers.remove(&key).unwrap_or_else(|| Subscriber::new(phone));
        if self.chance.percent(40) {
            self.text(&store, &mut subscriber);
        } else {
            self.consent(&store, &mut subscriber);
        }
        self.write(Row::of_subscriber(&store, &subscriber).unwrap());
        self.subscribers.insert(key, subscriber);
    }

    /// A text of now, or of some days ago.
    fn text(&mut self, store: &StoreId, subscriber: &mut Subscriber) {
        let age = SignedDuration::from_mins(i64::try_from(self.chance.below(120 * 60)).unwrap());
        let source = SourceId::default_flow(self.chance.one_of(&Trigger::ALL));
        let message = MessageId::of_test(store, &subscriber.phone, &self.records().to_string());
        let text = SentText { message, at: self.now - age, promotional: false };
        subscriber.recent_texts = vec![text];
        subscriber.last_source = Some(source);
    }

    fn consent(&mut self, store: &StoreId, subscriber: &mut Subscriber) {
        let status = self.chance.one_of(&[ConsentStatus::Subscribed, ConsentStatus::Unsubscribed]);
        let source = self.chance.one_of(&[ConsentSource::Reply, ConsentSource::Import]);
        let consent = Consent { status, source, since: self.now };
        let before = subscriber.consent.replace(consent);
        let was_in = before.is_none_or(|before| before.status == ConsentStatus::Subscribed);
        if was_in && status == ConsentStatus::Unsubscribed && source == ConsentSource::Reply {
            let answered = subscriber.recent_texts.last().map(|text| text.at);
            let answered =
                answered.filter(|at| self.now.duration_since(*at) <= SignedDuration::from_hours(72));
            let hour = Hour::containing(answered.unwrap_or(self.now));
            let source = answered.and(subscriber.last_source.clone());
            self.opt_outs.push((store.clone(), hour, source));
        }
    }
}

fn entry(message: &PendingMessage, decision: JournalDecision) -> JournalEntry {
    JournalEntry {
        message: message.id.clone(),
        source: message.source.clone(),
        step: message.step,
        occurrence: message.occurrence.key.hash(),
        phone: None,
        decision,
    }
}
