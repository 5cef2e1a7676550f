//! Wires quiet-hours and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use quiet_hours::{QuietHours, SendRate};
use rechime_domain::job::ReleaseJob;
use rechime_platform::{process::Process, queue::SqsQueue, schedules::SchedulerSchedules};
use rechime_store::{Table, waiting::WaitingMessages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, sdk_config, clock } = Process::start()?;
    let table = Arc::new(Table::from_environment(&sdk_config, &environment, clock.clone())?);
    let sends = Arc::new(SqsQueue::from_environment(&sdk_config, &environment, "SENDS_QUEUE_URL")?);
    let send_rate = SendRate::shared(environment.parsed("SEND_RATE_PER_SECOND")?);
    run(service_fn(|event: LambdaEvent<ReleaseJob>| {
        let (table, sends, clock) = (table.clone(), sends.clone(), clock.clone());
        let (environment, sdk_config) = (&environment, &sdk_config);
        async move {
            // A function cannot name itself in its own environment, so its target is the address it was called by.
            let own_arn = &event.context.invoked_function_arn;
            let schedules = Arc::new(SchedulerSchedules::waking(sdk_config, environment, own_arn)?);
            let waiting = WaitingMessages::new(table.clone(), table.clone(), schedules, 0);
            let release =
                QuietHours { holds: table.clone(), buckets: table, waiting, sends, send_rate, clock };
            Ok::<_, Error>(release.handle(&event.payload).await?)
        }
    }))
    .await
}
