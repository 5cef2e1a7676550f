//! Moving the clock from due time to due time.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::expression::{earliest, hour, one_time, start_of};
use super::offset::OffsetClock;
use super::settle::settle;
use crate::emulator::{Definition, Emulator};
use crate::stack_config::StackConfig;

/// How often Lambda tries an event that the Scheduler handed it.
const ATTEMPTS: u8 = 3;

/// What an hourly schedule of the template hands over.
const HOURLY: &str = r#"{"source":"aws.scheduler","detail-type":"Scheduled Event","detail":"{}"}"#;

/// Moves the clock, one move at a time, and fires schedules as their moments come: those of the functions, and the hourly
/// ones of the template.
pub(crate) struct ClockAdvancer {
    clock: OffsetClock,
    emulator: Emulator,
    group: String,
    hourly_functions: Vec<String>,
    queue_urls: Vec<String>,
    journey: Mutex<Journey>,
}

/// What is known between moves.
struct Journey {
    /// By revision; `None` where it has fired or never will.
    schedules: HashMap<String, Option<Definition>>,
    /// The last hour in which upkeep ran.
    hour: i64,
}

/// What a moment wakes.
#[derive(Clone)]
enum Due {
    /// The target of a schedule.
    Schedule { name: String, revision: String, definition: Definition },
    /// Upkeep, at the beginning of that hour.
    Upkeep { hour: i64 },
}

impl ClockAdvancer {
    pub(crate) fn new(stack_config: &StackConfig, emulator: Emulator) -> anyhow::Result<Self> {
        let clock = OffsetClock::open(stack_config.clock_file.clone())?;
        let journey = Journey { schedules: HashMap::new(), hour: hour(clock.now()) };
        Ok(Self {
            clock,
            emulator,
            group: stack_config.schedule_group.clone(),
            hourly_functions: stack_config.hourly_functions.clone(),
            queue_urls: stack_config.queue_urls.clone(),
            journey: Mutex::new(journey),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock and answers its time once all that fell due on the way has been dealt with. A month of upkeep takes
    /// half an hour, so it can be left out.
    pub(crate) async fn move_to(&self, target: Timestamp, upkeep: bool) -> anyhow::Result<Timestamp> {
        let mut journey = self.journey.lock().await;
        if !upkeep {
            journey.hour = journey.hour.max(hour(target));
        }
        self.travel(&mut journey, |_| target).await
    }

    /// Moves the clock by a duration, counted from when earlier moves are done.
    pub(crate) async fn advance(&self, by: SignedDuration) -> anyhow::Result<Timestamp> {
        let mut journey = self.journey.lock().await;
        self.travel(&mut journey, |now| now.saturating_add(by).unwrap_or(now)).await
    }

    /// Fires what became due by itself. A move in progress does so already.
    pub(crate) async fn catch_up(&self) -> anyhow::Result<()> {
        let Ok(mut journey) = self.journey.try_lock() else { return Ok(()) };
        while let Some((_, due)) = self.next(&mut journey, self.now()).await? {
            self.fire(&mut journey, due).await?;
        }
        Ok(())
    }

    async fn travel(
        &self,
        journey: &mut Journey,
        target: impl FnOnce(Timestamp) -> Timestamp,
    ) -> anyhow::Result<Timestamp> {
        let start = self.now();
        let target = target(start);
        if target < start {
            self.clock.set(target)?;
            journey.hour = hour(target);
            return Ok(self.now());
        }
        while let Some((at, due)) = self.next(journey, target).await? {
            self.forward(at)?;
            self.fire(journey, due).await?;
            self.settle().await?;
        }
        self.forward(target)?;
        self.settle().await?;
        Ok(self.now())
    }

    /// The steps of a move take time themselves; the clock is never put back behind them.
    fn forward(&self, to: Timestamp) -> anyhow::Result<()> {
        if to > self.now() { self.clock.set(to) } else { Ok(()) }
    }

    async fn settle(&self) -> anyhow::Result<()> {
        settle(&self.emulator, &self.queue_urls).await
    }

    async fn next(
        &self,
        journey: &mut Journey,
        until: Timestamp,
    ) -> anyhow::Result<Option<(Timestamp, Due)>> {
        let hour = journey.hour + 1;
        let mut due: Vec<_> = start_of(hour).map(|at| (at, Due::Upkeep { hour })).into_iter().collect();
        for listed in self.emulator.schedules(&self.group).await? {
            let revision = listed.revision();
            if !journey.schedules.contains_key(&revision) {
                let definition = self.emulator.schedule(&self.group, &listed.name).await?;
                journey.schedules.insert(revision.clone(), definition);
            }
            let Some(Some(definition)) = journey.schedules.get(&revision) else { continue };
            let at = one_time(&definition.schedule_expression, &definition.schedule_expression_timezone);
            let definition = definition.clone();
            due.extend(at.map(|at| (at, Due::Schedule { name: listed.name, revision, definition })));
        }
        Ok(earliest(due, until))
    }

    async fn fire(&self, journey: &mut Journey, due: Due) -> anyhow::Result<()> {
        match due {
            Due::Schedule { name, revision, definition } => {
                journey.schedules.insert(revision, None);
                if definition.action_after_completion == "DELETE" {
                    self.emulator.delete_schedule(&self.group, &name).await?;
                }
                let function = definition.target.arn.rsplit(':').next().unwrap_or_default();
                self.invoke(function, &definition.target.input).await
            }
            Due::Upkeep { hour } => {
                journey.hour = hour;
                for function in &self.hourly_functions {
                    self.invoke(function, HOURLY).await?;
                }
                Ok(())
            }
        }
    }

    async fn invoke(&self, function: &str, input: &str) -> anyhow::Result<()> {
        let mut result = self.emulator.invoke(function, input).await;
        for _ in 1..ATTEMPTS {
            if result.is_ok() {
                break;
            }
            result = self.emulator.invoke(function, input).await;
        }
        result
    }
}
