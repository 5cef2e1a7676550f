//! A queue as SQS is: delays, visibility, and messages that come again.

use std::{
    collections::{BTreeMap, HashMap},
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use jiff::Timestamp;
use rechime_platform::{
    clock::Clock,
    queue::{Job, Outgoing, Queue, QueueError},
};

use super::VirtualClock;
use crate::{batch, queue_message};

/// How long a message that was received stays invisible.
const VISIBILITY: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
struct State {
    /// By when they are visible, and in the order in which they were put there.
    waiting: BTreeMap<(Timestamp, u64), Message>,
    in_flight: HashMap<String, Message>,
    sent: u64,
    places: u64,
    most_in_flight: usize,
    /// How long each message took from when it was first visible until it was done with, by its number.
    done_after: Vec<(u64, Duration)>,
    most_received: u32,
}

#[derive(Clone, Debug)]
struct Message {
    /// The how manieth it is.
    number: u64,
    id: String,
    body: String,
    received: u32,
    visible_at: Timestamp,
}

impl State {
    fn put(&mut self, visible_at: Timestamp, message: Message) {
        self.places += 1;
        self.waiting.insert((visible_at, self.places), message);
    }
}

/// A queue in virtual time.
#[derive(Debug)]
pub struct SimulatedQueue<T> {
    clock: Arc<VirtualClock>,
    state: Mutex<State>,
    jobs: PhantomData<fn(T)>,
}

impl<T> SimulatedQueue<T> {
    /// An empty one.
    #[must_use]
    pub fn new(clock: Arc<VirtualClock>) -> Self {
        Self { clock, state: Mutex::default(), jobs: PhantomData }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Up to ten messages that are visible; none where there are none.
    pub fn receive(&self) -> Option<SqsEvent> {
        self.receive_up_to(10)
    }

    /// The same for a function that takes so many at a time.
    pub fn receive_up_to(&self, most: usize) -> Option<SqsEvent> {
        let (mut state, now) = (self.state(), self.clock.now());
        let mut received: Vec<SqsMessage> = Vec::new();
        while received.len() < most
            && let Some(entry) = state.waiting.first_entry().filter(|entry| entry.key().0 <= now)
        {
            let mut message = entry.remove();
            message.received += 1;
            state.most_received = state.most_received.max(message.received);
            received.push(queue_message(&message.id, message.received, message.body.clone()));
            state.in_flight.insert(message.id.clone(), message);
        }
        state.most_in_flight = state.most_in_flight.max(state.in_flight.len());
        (!received.is_empty()).then(|| batch(received))
    }

    /// Deletes the messages of a batch, but for those that come again.
    pub fn delete(&self, all: &[String], failed: &[String]) {
        let (mut state, now) = (self.state(), self.clock.now());
        for id in all {
            let Some(message) = state.in_flight.remove(id) else { continue };
            if failed.contains(id) {
                state.put(now + VISIBILITY, message);
            } else {
                let took = now.duration_since(message.visible_at);
                state.done_after.push((message.number, took.try_into().unwrap_or_default()));
            }
        }
    }

    /// How many messages it holds.
    pub fn depth(&self) -> usize {
        let state = self.state();
        state.waiting.len() + state.in_flight.len()
    }

    /// When the next message is visible.
    pub fn next(&self) -> Option<Timestamp> {
        self.state().waiting.keys().next().map(|(at, _)| *at)
    }

    /// How many messages it ever got.
    pub fn sent(&self) -> u64 {
        self.state().sent
    }

    /// The most messages that processes had in hand together.
    pub fn most_in_flight(&self) -> usize {
        self.state().most_in_flight
    }

    /// How often the message was received that was received most.
    pub fn most_received(&self) -> u32 {
        self.state().most_received
    }

    /// How long each message took from when it was first visible until it was done with, the shortest first.
    pub fn done_after(&self) -> Vec<Duration> {
        self.first_done_after(u64::MAX)
    }

    /// The same of the first messages that it got.
    pub fn first_done_after(&self, count: u64) -> Vec<Duration> {
        let state = self.state();
        let first = state.done_after.iter().filter(|(number, _)| *number <= count);
        let mut done_after: Vec<_> = first.map(|(_, took)| *took).collect();
        done_after.sort_unstable();
        done_after
    }
}

#[async_trait]
impl<T: Job> Queue<T> for SimulatedQueue<T> {
    async fn send(&self, jobs: &[Outgoing<T>]) -> Result<(), QueueError> {
        let (mut state, now) = (self.state(), self.clock.now());
        for Outgoing { job, delay_seconds } in jobs {
            state.sent += 1;
            let number = state.sent;
            let visible_at = now + Duration::from_secs(u64::from(*delay_seconds));
            let (id, body) = (format!("m-{number}"), serde_json::to_string(job).unwrap());
            let message = Message { number, id, body, received: 0, visible_at };
            state.put(visible_at, message);
        }
        Ok(())
    }
}
