//! The product's functions on one table in memory, and time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use delayed_send::DelayedSend;
use flow_evaluation::{Evaluation, RecentReports};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rechime_domain::{
    flow::{FlowStatus, QuietHoursPolicy, Step},
    frequency::MOST_TEXTS_PER_HOUR,
    ids::SourceId,
    job::{CheckupJob, EventJob, Proof, SendJob, WebhookJob},
    message::MessageState,
    minute::Minute,
    occurrence::Subject,
    trigger::Trigger,
};
use rechime_platform::queue::Outgoing;
use rechime_recharge::client::Listing;
use rechime_store::{
    checkups::{Checkup, Checkups},
    journal::{Journal, JournalDecision},
    messages::Messages,
    parked::ParkedKind,
};
use rechime_testkit::{
    PHONE, World, batch, demo, failures, installation_sender, link_base, link_key, queue_message,
};
use serde_json::{Value, value::to_raw_value};
use upkeep::{Event, Upkeep};

/// A text that the provider got.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) at: Timestamp,
    pub(crate) trigger: Trigger,
    /// What makes its event this one and no other.
    pub(crate) occurrence: String,
    pub(crate) body: String,
}

/// What is next to be done.
enum Task {
    Webhook(WebhookJob),
    Send(Box<SendJob>),
    Release(Minute),
    /// Recharge has these objects from now on.
    Recharge(Vec<(Subject, Value)>),
    Upkeep,
}

/// The functions, and what they still have to do, by time.
pub(crate) struct Machine {
    pub(crate) world: World,
    evaluation: Evaluation,
    sender: DelayedSend,
    upkeep: Upkeep,
    agenda: BTreeMap<(Timestamp, usize), Task>,
    tasks: usize,
    minutes: BTreeSet<Minute>,
    seen: usize,
    pub(crate) sent: Vec<Sent>,
}

/// What quiet hours do to every flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Night {
    /// Nothing.
    Sends,
    /// Every text waits for the morning.
    Holds,
}

/// Every date that a text may name, so that it can be judged.
const TEMPLATE: &str = "{{ store_name }} next={{ next_charge_date | default('-') }} until={{ resume_date | default('-') }} \
                        order={{ charge_date | default('-') }} retry={{ retry_date | default('-') }}";

impl Machine {
    /// The store `demo` at a time, all of whose flows are active.
    pub(crate) async fn new(now: Timestamp, night: Night) -> Self {
        let world = World::empty(&now.to_string());
        world.create_store_with("demo", FlowStatus::Active).await;
        // Of no text it is asked how many went before.
        world.edit_settings(|settings| settings.max_texts_per_hour = MOST_TEXTS_PER_HOUR).await;
        for trigger in Trigger::ALL {
            let edit = |flow: &mut rechime_domain::flow::Flow| {
                flow.steps = vec![Step::new(0, TEMPLATE)];
                flow.quiet_hours = match night {
                    Night::Sends => QuietHoursPolicy::SendAnyway,
                    Night::Holds => QuietHoursPolicy::Hold,
                };
            };
            world.edit_flow(trigger, edit).await;
        }
        world.recharge.knows_customer("9", PHONE);
        world.table.put_checkup(&demo(), &Checkup::fresh(now, 20)).await.unwrap();
        let (evaluation, sender, upkeep) = (evaluation(&world), sender(&world), upkeep(&world));
        let (agenda, minutes, sent) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Self { world, evaluation, sender, upkeep, agenda, tasks: 0, minutes, seen: 0, sent }
    }

    fn plan(&mut self, at: Timestamp, task: Task) {
        self.tasks += 1;
        self.agenda.insert((at, self.tasks), task);
    }

    /// A webhook that intake takes at a time.
    pub(crate) fn webhook(&mut self, at: Timestamp, topic: &str, payload: &Value, proof: Proof) {
        let payload = to_raw_value(payload).unwrap();
        self.plan(at, Task::Webhook(WebhookJob::new(demo(), topic.to_owned(), proof, at, payload)));
    }

    /// From a time on Recharge has these objects, each in its envelope, and no others.
    pub(crate) fn recharge_has(&mut self, at: Timestamp, objects: Vec<(Subject, Value)>) {
        self.plan(at, Task::Recharge(objects));
    }

    fn has(&self, objects: Vec<(Subject, Value)>) {
        let of = |listing: Listing| {
            let kind = |(_, it): &(Subject, Value)| it.get(listing.singular()).cloned();
            self.world.recharge.has_only(listing, objects.iter().filter_map(kind).collect());
        };
        Listing::ALL.into_iter().for_each(of);
        for (subject, object) in objects {
            self.world.recharge.knows(&subject.key(), object);
        }
    }

    /// Upkeep looks back at a time.
    pub(crate) fn look_back(&mut self, at: Timestamp) {
        self.plan(at, Task::Upkeep);
    }

    /// Does all that is due until a time.
    pub(crate) async fn run_until(&mut self, end: Timestamp) {
        while let Some(((at, place), task)) = self.next(end) {
            self.world.clock.set(at.max(self.world.now()));
            match task {
                Task::Webhook(job) => self.evaluate(place, &job).await,
                Task::Send(job) => self.send(&job).await,
                Task::Release(minute) => self.release(minute).await,
                Task::Recharge(objects) => self.has(objects),
                Task::Upkeep => self.check_up().await,
            }
            self.collect().await;
        }
        self.world.clock.set(end);
    }

    /// Upkeep looks after the store.
    async fn check_up(&self) {
        let job = serde_json::to_string(&CheckupJob::V1 { store: demo() }).unwrap();
        self.upkeep.handle(Event::Store(batch([queue_message("c-1", 1, job)]))).await.unwrap();
    }

    fn next(&mut self, end: Timestamp) -> Option<((Timestamp, usize), Task)> {
        self.agenda.first_key_value().filter(|((at, _), _)| *at <= end)?;
        self.agenda.pop_first()
    }

    async fn evaluate(&self, place: usize, job: &WebhookJob) {
        let body = serde_json::to_string(job).unwrap();
        for delivery in 1..4 {
            let event = batch([queue_message(&format!("q-{place}"), delivery, body.clone())]);
            if failures(self.evaluation.handle(event).await).is_empty() {
                return;
            }
            // Recharge knows no more of it: its reads are given two minutes.
            self.world.clock.advance(SignedDuration::from_mins(3));
        }
        panic!("{} is not done with", job.topic);
    }

    async fn send(&self, job: &SendJob) {
        let event = batch([queue_message("s", 1, serde_json::to_string(job).unwrap())]);
        assert!(failures(self.sender.handle(event).await).is_empty());
    }

    /// Takes up what the functions left for later, and what was sent.
    async fn collect(&mut self) {
        let now = self.world.now();
        for Outgoing { job, delay_seconds } in self.world.sends.take() {
            self.plan(now + SignedDuration::from_secs(i64::from(delay_seconds)), Task::Send(Box::new(job)));
        }
        for Outgoing { job, .. } in self.world.events.take() {
            let EventJob::Recharge(job) = job else { panic!("Recharge's") };
            self.plan(now, Task::Webhook(job));
        }
        self.plan_releases();
        let attempts = self.world.provider.attempts();
        for text in attempts.into_iter().skip(self.seen) {
            let row = self.world.table.get_message(&demo(), &text.message).await.unwrap().unwrap();
            let trigger =
                Trigger::ALL.into_iter().find(|trigger| row.source == SourceId::default_flow(*trigger));
            let occurrence = row.occurrence.as_str().to_owned();
            self.sent.push(Sent { at: now, trigger: trigger.unwrap(), occurrence, body: text.body });
            self.seen += 1;
        }
    }

    /// Plans the release of each minute that has a schedule.
    fn plan_releases(&mut self) {
        for scheduled in self.world.schedules.ensured() {
            if self.minutes.insert(scheduled.release) {
                self.plan(scheduled.release.start(), Task::Release(scheduled.release));
            }
        }
    }

    async fn release(&self, minute: Minute) {
        for message in self.world.held_until(minute).await {
            self.send(&SendJob::new(message)).await;
        }
    }

    /// The codes of the reasons for which messages of a trigger were skipped, by their rows or by the journal.
    pub(crate) async fn skips(&self, trigger: Trigger) -> Vec<String> {
        let lines = self.world.table.list_entries(&demo(), None, 100_000).await.unwrap().items;
        let mut codes = Vec::new();
        for line in lines.into_iter().filter(|line| line.entry.source == SourceId::default_flow(trigger)) {
            let row = self.world.table.get_message(&demo(), &line.entry.message).await.unwrap();
            match (row, line.entry.decision) {
                (Some(row), _) if matches!(row.state, MessageState::Skipped { .. }) => {
                    codes.extend(row.why.last().map(rechime_domain::reason::Reason::code));
                }
                (_, JournalDecision::Skip { code }) => codes.push(code),
                _ => {}
            }
        }
        codes
    }

    /// What was decided, and how each message stands: for whoever looks into a failure.
    pub(crate) async fn story(&self) -> String {
        let mut story = String::new();
        for line in
            self.world.table.list_entries(&demo(), None, 100_000).await.unwrap().items.into_iter().rev()
        {
            let row = self.world.table.get_message(&demo(), &line.entry.message).await.unwrap();
            let now = row.map(|row| {
                (row.occurrence, row.state.name(), row.why.last().map(|why| why.words(&TimeZone::UTC)))
            });
            let (at, entry) = (line.at, line.entry);
            story.extend([format!("{at} {} {:?} now {now:?}\n", entry.source, entry.decision)]);
        }
        story
    }

    /// Whether nothing was parked.
    pub(crate) async fn is_clean(&self) -> bool {
        self.world.parked_under(Some(&demo())).await.is_empty()
    }
}

fn evaluation(world: &World) -> Evaluation {
    Evaluation {
        configs: world.faulty.clone(),
        checkups: world.faulty.clone(),
        subscribers: world.faulty.clone(),
        facts: world.faulty.clone(),
        recent: RecentReports::default(),
        messages: world.faulty.clone(),
        journal: world.faulty.clone(),
        link_base: link_base(),
        parking: world.parking(ParkedKind::Event),
        waiting: world.waiting(900),
        events: world.events.clone(),
        sends: world.sends.clone(),
        tokens: world.secrets.clone(),
        signature_marks: world.secrets.clone(),
        recharge: world.recharge.clone(),
        customer_cache: world.faulty.clone(),
        operator_alerts: world.operator_alerts.clone(),
        clock: world.clock.clone(),
    }
}

fn sender(world: &World) -> DelayedSend {
    DelayedSend {
        configs: world.faulty.clone(),
        campaigns: world.faulty.clone(),
        subscribers: world.faulty.clone(),
        phones: world.faulty.clone(),
        sent_texts: world.faulty.clone(),
        facts: world.faulty.clone(),
        messages: world.faulty.clone(),
        links: world.faulty.clone(),
        link_key: link_key(),
        link_base: link_base(),
        waiting: world.waiting(900),
        paces: world.faulty.clone(),
        sender: installation_sender(1_000),
        sends: world.sends.clone(),
        bulk: world.bulk.clone(),
        provider: world.provider.clone(),
        parking: world.parking(ParkedKind::Send),
        operator_alerts: world.operator_alerts.clone(),
        clock: world.clock.clone(),
    }
}

fn upkeep(world: &World) -> Upkeep {
    Upkeep {
        buckets: world.faulty.clone(),
        schedules: world.schedules.clone(),
        stores: world.faulty.clone(),
        checkups: world.faulty.clone(),
        counters: world.faulty.clone(),
        journal: world.faulty.clone(),
        facts: world.faulty.clone(),
        events: world.events.clone(),
        due: world.checkups.clone(),
        spread_seconds: 0,
        shards: Arc::new(world.table.clone()),
        subscribers: Arc::new(world.table.clone()),
        number_lists: None,
        list_positions: Arc::new(world.table.clone()),
        secrets: world.secrets.clone(),
        recharge: world.recharge.clone(),
        operator_alerts: world.operator_alerts.clone(),
        public_url: "https://texts.example".into(),
        clock: world.clock.clone(),
    }
}
