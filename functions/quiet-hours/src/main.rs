//! Wires quiet-hours and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use quiet_hours::{Call, QuietHours};
use rechime_platform::{
    installation_sender::installation_sender, process::Process, queue::SqsQueue,
    schedules::SchedulerSchedules,
};
use rechime_store::{Table, cached_configs::CachedConfigs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let table = Arc::new(Table::from_environment(&aws_config, &environment, clock.clone())?);
    let configs = Arc::new(CachedConfigs::new(table.clone()));
    let sends = Arc::new(SqsQueue::from_environment(&aws_config, &environment, "SENDS_QUEUE_URL")?);
    let bulk = Arc::new(SqsQueue::from_environment(&aws_config, &environment, "BULK_QUEUE_URL")?);
    let releases = Arc::new(SqsQueue::from_environment(&aws_config, &environment, "RELEASES_QUEUE_URL")?);
    let sender = installation_sender(&environment)?;
    run(service_fn(|event: LambdaEvent<Call>| {
        let (table, configs, clock) = (table.clone(), configs.clone(), clock.clone());
        let (sends, bulk, releases, sender) = (sends.clone(), bulk.clone(), releases.clone(), sender.clone());
        let (environment, aws_config) = (&environment, &aws_config);
        async move {
            // A function cannot name itself in its own environment, so its target is the address it was called by.
            let own_arn = &event.context.invoked_function_arn;
            let schedules = Arc::new(SchedulerSchedules::waking(aws_config, environment, own_arn)?);
            let (holds, buckets, paces) = (table.clone(), table.clone(), table);
            let quiet_hours = QuietHours {
                holds,
                buckets,
                configs,
                sender,
                paces,
                releases,
                schedules,
                sends,
                bulk,
                clock,
            };
            Ok::<_, Error>(quiet_hours.answer(event.payload).await?)
        }
    }))
    .await
}
