//! Stores, senders, and the two functions with their processes.

use std::{
    collections::BTreeSet,
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::Duration,
};

use delayed_send::DelayedSend;
use quiet_hours::{Call, QuietHours};
use rechime_domain::{
    default_flows::{default_flow, default_flows},
    flow::{Flow, FlowStatus, QuietHoursPolicy, Step},
    ids::{SourceId, StoreId},
    job::{AudienceJob, ReleaseJob, SendJob},
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
    campaigns::CachedCampaigns,
    configs::{ConfigEditor, Connection, ConnectionState, StoreConfig, StoreProfile},
    holds::Holds,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};
use rechime_testkit::{
    World as Kit, at, audit_entry, installation_sender, link_base, link_key, occurrence, settings,
    simulation::{SimulatedQueue, VirtualClock, run_processes},
    store_id,
};
use tokio::time::sleep;

use crate::provider::BusyProvider;

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
    /// The schedules that were run.
    woken: Mutex<BTreeSet<Ensured>>,
    pub(crate) sends: Arc<SimulatedQueue<SendJob>>,
    pub(crate) bulk: Arc<SimulatedQueue<SendJob>>,
    pub(crate) releases: Arc<SimulatedQueue<ReleaseJob>>,
    pub(crate) audience: Arc<SimulatedQueue<AudienceJob>>,
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
            audience: Arc::new(SimulatedQueue::new(clock.clone())),
            woken: Mutex::default(),
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
        let store_config = StoreConfig {
            profile: StoreProfile { created_at: now, connection },
            settings: settings(id),
            flows: default_flows().into_iter().map(of_some_parts).collect(),
            segments: Segments::default(),
            sender: Some(Sender::new(ProviderName::Aws, None, number.to_owned(), rate)),
        };
        self.kit.table.create_store(&store_config, &audit_entry()).await.unwrap();
        self.kit.launch_campaign(&store(id), CAMPAIGN, &text(1), |_| {}).await;
    }

    /// A message of a class to a customer of their own, in one to three parts.
    pub(crate) fn message(&self, store: &StoreId, class: Class, number: u32) -> PendingMessage {
        let trigger = TRIGGERS[usize::try_from(number).unwrap() % 3];
        let flow = default_flow(trigger);
        let name = format!("{store}-{number}");
        let phone = PhoneNumber::from_e164(&format!("+1212{}", 2_000_000 + number)).unwrap();
        let occurrence = occurrence(flow.trigger, Subject::Subscription(name.clone()), self.clock.now());
        let occurrence = Occurrence { customer: Some(name), phone: Phone::Known(phone), ..occurrence };
        let message = flow.messages(store, &Arc::new(occurrence)).next().unwrap();
        match class {
            Class::Bulk => {
                PendingMessage { source: SourceId::campaign(CAMPAIGN).unwrap(), step: 0, ..message }
            }
            Class::Immediate | Class::Release => message,
        }
    }

    /// Puts messages on their queue, or into the hold of a minute.
    pub(crate) async fn add(&self, class: Class, messages: &[PendingMessage], minute: Minute) {
        let jobs: Vec<_> = messages.iter().cloned().map(SendJob::new).map(Outgoing::now).collect();
        match class {
            Class::Immediate => self.sends.send(&jobs).await.unwrap(),
            Class::Bulk => {
                for message in messages {
                    let Phone::Known(phone) = &message.occurrence.phone else { continue };
                    self.kit.subscribe(&message.store, phone).await;
                }
                self.bulk.send(&jobs).await.unwrap();
            }
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
            campaigns: Arc::new(CachedCampaigns::new(table.clone())),
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
        self.while_sending(self.release_until(texts)).await;
    }

    async fn release_until(&self, texts: usize) {
        let mut idle = 0;
        while self.provider.accepted() < texts && idle < 120 {
            self.pass_a_second().await;
            let depth = self.sends.depth() + self.bulk.depth() + self.releases.depth();
            let is_idle = depth == 0 && self.next_schedule().is_none();
            idle = if is_idle { idle + 1 } else { 0 };
        }
    }

    /// Waits for something while the processes of delayed-send work.
    pub(crate) async fn while_sending<T>(&self, awaited: impl Future<Output = T>) -> T {
        let sender = self.delayed_send();
        let handle = async |batch| sender.handle(batch).await;
        tokio::select! {
            biased;
            () = run_processes(&self.sends, PROCESSES, handle) => unreachable!("processes never end"),
            () = run_processes(&self.bulk, BULK_PROCESSES, handle) => unreachable!("processes never end"),
            outcome = awaited => outcome,
        }
    }

    /// Runs what is scheduled for now, and what releases have sent themselves on for, and lets a second pass.
    pub(crate) async fn pass_a_second(&self) {
        let quiet_hours = self.quiet_hours();
        while let Some(schedule) = self.next_schedule().filter(|it| it.at.start() <= self.clock.now()) {
            self.woken.lock().unwrap().insert(schedule);
            quiet_hours.handle(&ReleaseJob::V1 { minute: schedule.release }).await.unwrap();
        }
        while let Some(event) = self.releases.receive() {
            let ids: Vec<_> = event.records.iter().filter_map(|record| record.message_id.clone()).collect();
            quiet_hours.answer(Call::Queue(event)).await.unwrap();
            self.releases.delete(&ids, &[]);
        }
        sleep(Duration::from_secs(1)).await;
    }

    /// Hours since the beginning.
    pub(crate) fn hours(&self) -> i64 {
        self.clock.now().duration_since(self.kit.now()).as_hours()
    }

    fn next_schedule(&self) -> Option<Ensured> {
        let woken = self.woken.lock().unwrap();
        self.kit.schedules.ensured().into_iter().filter(|it| !woken.contains(it)).min_by_key(|it| it.at)
    }
}

fn of_some_parts(flow: Flow) -> Flow {
    let parts = TRIGGERS.iter().position(|trigger| *trigger == flow.trigger).unwrap_or_default();
    Flow {
        status: FlowStatus::Active,
        quiet_hours: QuietHoursPolicy::Hold,
        steps: vec![Step::new(0, text(parts))],
        ..flow
    }
}

/// A text of a part more than so many.
fn text(parts: usize) -> String {
    "Your order is on its way. ".repeat([5, 11, 17][parts]).trim_end().to_owned()
}

/// A store's id.
pub(crate) fn store(id: &str) -> StoreId {
    store_id(id)
}
