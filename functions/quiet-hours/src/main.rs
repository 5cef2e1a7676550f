//! Wires quiet-hours and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use quiet_hours::{Pace, QuietHours};
use rechime_domain::job::ReleaseJob;
use rechime_platform::{
    aws, clock, logging, queue::SqsQueue, schedules::SchedulerSchedules, settings::Settings,
};
use rechime_store::{Client, Table};
use rechime_waiting::WaitingRoom;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    let config = aws::config().await;
    let now = Arc::clone(&clock);
    let table =
        Arc::new(Table::new(Client::new(&config), settings.required("TABLE_NAME")?, move || now.now()));
    let sends = Arc::new(SqsQueue::new(&config, settings.required("SENDS_QUEUE_URL")?));
    let pace = Pace::shared(settings.parsed("SEND_RATE_PER_SECOND")?);
    run(service_fn(|event: LambdaEvent<ReleaseJob>| {
        let (table, sends, clock, config) = (table.clone(), sends.clone(), clock.clone(), config.clone());
        let settings = settings.clone();
        async move {
            // A function cannot name itself in its own environment, so its target is the address it was called by.
            let schedules =
                SchedulerSchedules::waking(&config, &settings, &event.context.invoked_function_arn)?;
            let waiting = WaitingRoom::new(table.clone(), table.clone(), Arc::new(schedules), 0);
            QuietHours { holds: table.clone(), buckets: table, waiting, sends, pace, clock }
                .handle(&event.payload)
                .await?;
            Ok::<_, Error>(())
        }
    }))
    .await
}
