//! A queue as SQS is: delays, visibility, and messages that come again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use jiff::Timestamp;
use rechime_platform::{
    clock::Clock,
    queue::{Job, Outgoing, Queue, QueueError},
};
use rechime_testkit::{batch, queue_message};

use crate::time::VirtualClock;

/// How long a message that was received stays invisible.
const VISIBILITY: Duration = Duration::from_mins(1);

#[derive(Default)]
struct State {
    /// By when they are visible, and by their number.
    waiting: BTreeMap<(Timestamp, u64), Message>,
    in_flight: HashMap<String, Message>,
    sent: u64,
}

#[derive(Clone)]
struct Message {
    id: String,
    body: String,
    received: u32,
}

/// A queue in virtual time.
pub(crate) struct SimulatedQueue {
    clock: Arc<VirtualClock>,
    state: Mutex<State>,
}

impl SimulatedQueue {
    pub(crate) fn new(clock: Arc<VirtualClock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Up to ten messages that are visible; none where there are none.
    pub(crate) fn receive(&self) -> Option<SqsEvent> {
        self.receive_up_to(10)
    }

    /// The same for a function that takes so many at a time.
    pub(crate) fn receive_up_to(&self, most: usize) -> Option<SqsEvent> {
        let (mut state, now) = (self.state.lock().unwrap(), self.clock.now());
        let mut received: Vec<SqsMessage> = Vec::new();
        while received.len() < most
            && let Some(entry) = state.waiting.first_entry().filter(|entry| entry.key().0 <= now)
        {
            let mut message = entry.remove();
            message.received += 1;
            received.push(queue_message(&message.id, message.received, message.body.clone()));
            state.in_flight.insert(message.id.clone(), message);
        }
        (!received.is_empty()).then(|| batch(received))
    }

    /// Deletes the messages of a batch, but for those that come again.
    pub(crate) fn delete(&self, all: &[String], failed: &[String]) {
        let mut state = self.state.lock().unwrap();
        for id in all {
            let Some(message) = state.in_flight.remove(id) else { continue };
            if failed.contains(id) {
                state.sent += 1;
                let place = (self.clock.now() + VISIBILITY, state.sent);
                state.waiting.insert(place, message);
            }
        }
    }

    /// How many messages it holds.
    pub(crate) fn depth(&self) -> usize {
        let state = self.state.lock().unwrap();
        state.waiting.len() + state.in_flight.len()
    }

    /// When the next message is visible.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.state.lock().unwrap().waiting.keys().next().map(|(at, _)| *at)
    }

    /// How many messages it ever got.
    pub(crate) fn sent(&self) -> u64 {
        self.state.lock().unwrap().sent
    }
}

#[async_trait]
impl<T: Job> Queue<T> for SimulatedQueue {
    async fn send(&self, jobs: &[Outgoing<T>]) -> Result<(), QueueError> {
        let (mut state, now) = (self.state.lock().unwrap(), self.clock.now());
        for Outgoing { job, delay_seconds } in jobs {
            state.sent += 1;
            let number = state.sent;
            let at = now + Duration::from_secs(u64::from(*delay_seconds));
            let body = serde_json::to_string(job).unwrap();
            state.waiting.insert((at, number), Message { id: format!("m-{number}"), body, received: 0 });
        }
        Ok(())
    }
}
