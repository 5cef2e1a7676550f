//! What both providers share: faults, lateness and the outbox.

use std::collections::BTreeMap;
use std::time::Duration;

use super::fault::{Faults, Kind};
use super::message_id::MessageIds;
use super::outbox::{Entry, Provider};
use super::topic::Topic;
use super::twilio::numbers::Numbers;
use crate::clock::Clock;
use crate::shared::Shared;

/// How long a connection is held whose answer never comes; longer than any client waits.
const SILENCE: Duration = Duration::from_mins(1);

/// The simulated provider.
#[derive(Debug)]
pub struct Gateway {
    pub(crate) clock: Clock,
    pub(crate) outbox: Shared<Vec<Entry>>,
    pub(crate) faults: Shared<Faults>,
    /// What owners of Twilio accounts set up.
    pub(crate) numbers: Shared<Numbers>,
    /// Where replies and receipts are published, if anywhere.
    pub(crate) topic: Option<Topic>,
    ids: MessageIds,
}

/// A valid request to send.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) provider: Provider,
    pub(crate) to: String,
    pub(crate) from: Option<String>,
    pub(crate) body: String,
    pub(crate) context: BTreeMap<String, String>,
    pub(crate) time_to_live: Option<u32>,
    /// Twilio only.
    pub(crate) account: Option<String>,
    /// Twilio only.
    pub(crate) status_callback: Option<String>,
}

/// How a submission ends.
#[derive(Debug)]
pub(crate) enum Answer {
    /// In the outbox.
    Accepted(Entry),
    /// Refused for now.
    Throttled,
    /// Refused for good, with the provider's code if the test named one.
    Failed(Option<String>),
    /// The time for an answer is long over.
    Silence,
}

impl Gateway {
    /// A provider that has sent these.
    #[must_use]
    pub fn new(clock: Clock, topic: Option<Topic>, outbox: Vec<Entry>) -> Self {
        let (outbox, faults, numbers) = (Shared::new(outbox), Shared::default(), Shared::default());
        Self { clock, outbox, faults, numbers, topic, ids: MessageIds::default() }
    }

    /// What it has sent.
    #[must_use]
    pub fn outbox(&self) -> Vec<Entry> {
        self.outbox.with(|outbox| outbox.clone())
    }

    /// Accepts `submission`, unless a fault meets it.
    pub(crate) async fn submit(&self, submission: Submission) -> Answer {
        let (fault, latency) = self.faults.with(|faults| (faults.strike(&submission.to), faults.latency_ms));
        let answer = match fault {
            None => Answer::Accepted(self.accept(submission)),
            Some((Kind::Throttle, _)) => Answer::Throttled,
            Some((Kind::Fail, code)) => Answer::Failed(code),
            Some((Kind::TimeoutBeforeAccept, _)) => Answer::Silence,
            Some((Kind::TimeoutAfterAccept, _)) => {
                self.accept(submission);
                Answer::Silence
            }
        };
        let silent = matches!(answer, Answer::Silence);
        tokio::time::sleep(if silent { SILENCE } else { Duration::from_millis(latency) }).await;
        answer
    }

    /// An id of 32 hexadecimal digits.
    pub(crate) fn next_id(&self) -> String {
        self.ids.next(self.clock.now())
    }

    fn accept(&self, submission: Submission) -> Entry {
        let id = self.next_id();
        let entry = Entry {
            to: submission.to,
            from: submission.from,
            body: submission.body,
            at: self.clock.now(),
            provider_message_id: match submission.provider {
                Provider::Aws => dashed(&id),
                Provider::Twilio => format!("SM{id}"),
            },
            provider: submission.provider,
            context: submission.context,
            time_to_live: submission.time_to_live,
            account: submission.account,
            status_callback: submission.status_callback,
        };
        self.outbox.with(|outbox| outbox.push(entry.clone()));
        entry
    }
}

/// 32 digits in the form of a UUID, as AWS writes ids.
pub(crate) fn dashed(digits: &str) -> String {
    let mut id = digits.to_owned();
    for position in [20, 16, 12, 8] {
        id.insert(position, '-');
    }
    id
}
