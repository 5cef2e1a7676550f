//! Wires delayed-send and runs it.

use std::sync::Arc;

use delayed_send::DelayedSend;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    aws, clock, logging, queue::SqsQueue, schedules::SchedulerSchedules, settings::Settings,
    troubles::EventBusTroubles,
};
use rechime_store::{
    Client, Table,
    cached_configs::{CachedConfigs, KEEP},
};
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
    let waiting = WaitingRoom::new(
        table.clone(),
        table.clone(),
        Arc::new(SchedulerSchedules::from_settings(&config, &settings)?),
        settings.parsed("SHORT_DELAY_LIMIT_SECONDS")?,
    );
    let sender = DelayedSend {
        configs: Arc::new(CachedConfigs::new((*table).clone(), KEEP)),
        subscribers: table.clone(),
        promotions: table.clone(),
        facts: table.clone(),
        messages: table,
        waiting,
        sends: Arc::new(SqsQueue::new(&config, settings.required("SENDS_QUEUE_URL")?)),
        provider: rechime_sms::from_settings(&config, &settings).await?,
        troubles: Arc::new(EventBusTroubles::from_settings(&config, &settings)?),
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(sender.handle(event.payload).await) }))
        .await
}
