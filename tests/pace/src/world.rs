//! Stores, senders, and the two functions with their processes.

use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc, time::Duration};

use delayed_send::DelayedSend;
use jiff::Timestamp;
use quiet_hours::{Call, QuietHours};
use rechime_domain::{
    default_flows::{default_flow, default_flows},
    flow::{Flow, FlowStatus, QuietHoursPolicy, Step},
    ids::{SourceId, StoreId},
    job::{ReleaseJob, SendJob},
    message::PendingMessage,
    minute::Minute,
    occurrence::{Occurrence, Phone, Subject},
    pace::Class,
    phone::PhoneNumber,
    segment::Segments,
    sender::{ProviderName, Sender},
    trigger::Trigger,
};
use rechime_platform::{
    clock::Clock,
    queue::{Outgoing, Queue},
    schedules::{Ensured, Schedules},
};
use rechime_store::{
    buckets::Buckets,
    configs::{ConfigEditor, Connection, ConnectionState, StoreConfig, StoreProfile},
    holds::Holds,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};
use rechime_testkit::{
    World as Kit, at, audit_entry, failures, installation_sender, link_base, link_key, occurrence, settings,
    store_id,
};
use tokio::time::sleep;

use crate::{provider::BusyProvider, queues::SimulatedQueue, time::VirtualClock};

/// Processes of delayed-send for the two queues, as in `template.yaml`.
const PROCESSES: usize = 10;
const BULK_PROCESSES: usize = 4;

/// Triggers whose flows say something in one, two and three parts.
const TRIGGERS: [Trigger; 3] = [Trigger::OrderProcessed, Trigger::OrderSkipped, Trigger::SubscriptionResumed];

/// The only campaign.
const CAMPAIGN: &str = "spring";

pub(crate) struct World {
    pub(crate) kit: Kit,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) sends: Arc<SimulatedQueue>,
    pub(crate) bulk: Arc<SimulatedQueue>,
    pub(crate) releases: Arc<SimulatedQueue>,
    pub(crate) provider: Arc<BusyProvider>,
}

impl World {
    pub(crate) fn new(begin: &str, throttled_percent: u64) -> Self {
        let clock = Arc::new(VirtualClock::from(at(begin)));
        Self {
            kit: Kit::empty(begin),
            sends: Arc::new(SimulatedQueue::new(clock.clone())),
            bulk: Arc::new(SimulatedQueue::new(clock.clone())),
            releases: Arc::new(SimulatedQueue::new(clock.clone())),
            provider: Arc::new(BusyProvider::new(clock.clone(), throttled_percent)),
            clock,
        }
    }

    /// A store whose flows and campaign have texts of one to three parts, and which sends from a number of so many parts
    /// a second.
    pub(crate) async fn create_store(&self, id: &str, number: &str, parts_per_second: u32) {
        let now = self.clock.now();
        let connection = Connection {
            state: ConnectionState::Live,
            shop_domain: None,
            has_client_secret: true,
            scopes: Vec::new(),
            webhooks: 20,
            connected_at: Some(now),
        };
        let rate = NonZeroU32::new(parts_per_second).unwrap();
        let spring = Flow { id: SourceId::campaign(CAMPAIGN).unwrap(), ..default_flow(TRIGGERS[1]) };
        let store_config = StoreConfig {
            profile: StoreProfile { created_at: now, connection },
            settings: settings(id),
            flows: default_flows().into_iter().chain([spring]).map(of_some_parts).collect(),
            segments: Segments::default(),
            sender: Some(Sender::new(ProviderName::Aws, None, number.to_owned(), rate)),
        };
        self.kit.table.create_store(&store_config, &audit_entry()).await.unwrap();
    }

    /// A message of a class to a customer of their own, in one to three parts.
    pub(crate) fn message(&self, store: &StoreId, class: Class, number: u32) -> PendingMessage {
        let trigger = TRIGGERS[usize::try_from(number).unwrap() % 3];
        let flow = match class {
            Class::Bulk => Flow { id: SourceId::campaign(CAMPAIGN).unwrap(), ..default_flow(TRIGGERS[1]) },
            Class::Immediate | Class::Release => default_flow(trigger),
        };
        let name = format!("{store}-{number}");
        let phone = PhoneNumber::from_e164(&format!("+1212{}", 2_000_000 + number)).unwrap();
        let occurrence = occurrence(flow.trigger, Subject::Subscription(name.clone()), self.clock.now());
        let occurrence = Occurrence { customer: Some(name), phone: Phone::Known(phone), ..occurrence };
        flow.messages(store, &Arc::new(occurrence)).next().unwrap()
    }

    /// Puts messages on their queue, or into the hold of a minute.
    pub(crate) async fn add(&self, class: Class, messages: &[PendingMessage], minute: Minute) {
        let jobs: Vec<_> = messages.iter().cloned().map(SendJob::new).map(Outgoing::now).collect();
        match class {
            Class::Immediate => self.sends.send(&jobs).await.unwrap(),
            Class::Bulk => self.bulk.send(&jobs).await.unwrap(),
            Class::Release => {
                for message in messages {
                    self.kit.table.put_hold(message, minute).await.unwrap();
                }
                self.kit.table.open_bucket(minute).await.unwrap();
                self.kit.schedules.put_release(minute, minute).await.unwrap();
            }
        }
    }

    pub(crate) fn quiet_hours(&self) -> QuietHours {
        let table = Arc::new(self.kit.table.clone());
        QuietHours {
            holds: table.clone(),
            buckets: table.clone(),
            configs: table.clone(),
            sender: installation_sender(10),
            paces: table,
            releases: self.releases.clone(),
            schedules: self.kit.schedules.clone(),
            sends: self.sends.clone(),
            bulk: self.bulk.clone(),
            clock: self.clock.clone(),
        }
    }

    fn delayed_send(&self) -> DelayedSend {
        let table = Arc::new(self.kit.table.clone());
        let alerts = self.kit.operator_alerts.clone();
        DelayedSend {
            configs: table.clone(),
            subscribers: table.clone(),
            phones: table.clone(),
            sent_texts: table.clone(),
            facts: table.clone(),
            messages: table.clone(),
            links: table.clone(),
            link_key: link_key(),
            link_base: link_base(),
            waiting: WaitingMessages::new(table.clone(), table.clone(), self.kit.schedules.clone(), 900),
            paces: table.clone(),
            sender: installation_sender(10),
            sends: self.sends.clone(),
            bulk: self.bulk.clone(),
            provider: self.provider.clone(),
            parking: ParkingLot::new(table, alerts.clone(), self.clock.clone(), ParkedKind::Send),
            operator_alerts: alerts,
            clock: self.clock.clone(),
        }
    }

    /// Lets the functions work until the provider has accepted so many texts, or nothing is left to do.
    pub(crate) async fn run(&self, texts: usize) {
        let sender = Arc::new(self.delayed_send());
        let mut tasks = Vec::new();
        for (queue, processes) in [(&self.sends, PROCESSES), (&self.bulk, BULK_PROCESSES)] {
            tasks.extend(
                (0..processes).map(|_| tokio::spawn(work(sender.clone(), queue.clone(), self.clock.clone()))),
            );
        }
        let (quiet_hours, mut woken) = (self.quiet_hours(), BTreeSet::new());
        let mut idle = 0;
        while self.provider.accepted() < texts && idle < 120 {
            self.wake(&quiet_hours, &mut woken).await;
            sleep(Duration::from_secs(1)).await;
            let depth: usize =
                [&self.sends, &self.bulk, &self.releases].map(|queue| queue.depth()).iter().sum();
            let is_idle = depth == 0 && self.next_schedule(&woken).is_none();
            idle = if is_idle { idle + 1 } else { 0 };
        }
        for task in &tasks {
            task.abort();
        }
    }

    /// Runs what is scheduled for now, and what releases have sent themselves on for.
    async fn wake(&self, quiet_hours: &QuietHours, woken: &mut BTreeSet<Ensured>) {
        while let Some(schedule) = self.next_schedule(woken).filter(|it| it.at.start() <= self.clock.now()) {
            woken.insert(schedule);
            quiet_hours.handle(&ReleaseJob::V1 { minute: schedule.release }).await.unwrap();
        }
        while let Some(event) = self.releases.receive() {
            let ids: Vec<_> = event.records.iter().filter_map(|record| record.message_id.clone()).collect();
            quiet_hours.answer(Call::Queue(event)).await.unwrap();
            self.releases.delete(&ids, &[]);
        }
    }

    fn next_schedule(&self, woken: &BTreeSet<Ensured>) -> Option<Ensured> {
        self.kit.schedules.ensured().into_iter().filter(|it| !woken.contains(it)).min_by_key(|it| it.at)
    }
}

/// A process of delayed-send.
async fn work(sender: Arc<DelayedSend>, queue: Arc<SimulatedQueue>, clock: Arc<VirtualClock>) {
    loop {
        let Some(event) = queue.receive() else {
            let wait = queue.next().map_or(Duration::from_secs(1), |at| until(at, clock.now()));
            sleep(wait.clamp(Duration::from_millis(50), Duration::from_secs(1))).await;
            continue;
        };
        let ids: Vec<_> = event.records.iter().filter_map(|record| record.message_id.clone()).collect();
        let failed = failures(sender.handle(event).await);
        queue.delete(&ids, &failed);
    }
}

fn until(at: Timestamp, now: Timestamp) -> Duration {
    at.duration_since(now).try_into().unwrap_or_default()
}

fn of_some_parts(flow: Flow) -> Flow {
    let parts = TRIGGERS.iter().position(|trigger| *trigger == flow.trigger).unwrap_or_default();
    let text = "Your order is on its way. ".repeat([5, 11, 17][parts]);
    Flow {
        status: FlowStatus::Active,
        quiet_hours: QuietHoursPolicy::Hold,
        steps: vec![Step::new(0, text.trim_end())],
        ..flow
    }
}

/// A store's id.
pub(crate) fn store(id: &str) -> StoreId {
    store_id(id)
}
