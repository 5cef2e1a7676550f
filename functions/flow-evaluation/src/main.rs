//! Wires flow-evaluation and runs it.

use std::sync::Arc;

use flow_evaluation::Evaluation;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    aws, clock, http, logging,
    queue::SqsQueue,
    schedules::SchedulerSchedules,
    secrets::{Cached, SsmSecrets},
    settings::Settings,
    troubles::EventBusTroubles,
};
use rechime_recharge::client::HttpRechargeApi;
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
    let evaluation = Evaluation {
        configs: Arc::new(CachedConfigs::new((*table).clone(), KEEP)),
        checkups: table.clone(),
        subscribers: table.clone(),
        facts: table.clone(),
        messages: table.clone(),
        journal: table.clone(),
        parking: table,
        waiting,
        sends: Arc::new(SqsQueue::new(&config, settings.required("SENDS_QUEUE_URL")?)),
        secrets: Arc::new(Cached::new(SsmSecrets::from_settings(&config, &settings)?)),
        recharge: Arc::new(HttpRechargeApi::new(settings.required("RECHARGE_API_URL")?, http::client()?)),
        troubles: Arc::new(EventBusTroubles::from_settings(&config, &settings)?),
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(evaluation.handle(event.payload).await) }))
        .await
}
