//! Wires flow-evaluation and runs it.

use std::sync::Arc;

use flow_evaluation::Evaluation;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    aws, clock, http, logging,
    queue::SqsQueue,
    random,
    schedules::SchedulerSchedules,
    secrets::{Cached, SsmSecrets},
    settings::Settings,
    troubles::EventBusTroubles,
};
use rechime_recharge::client::{HttpRechargeApi, Paced};
use rechime_store::{
    Client, Table,
    cached_configs::{CachedConfigs, KEEP},
    cached_customers::{CachedCustomers, FRESH},
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
    let customers = Arc::new(CachedCustomers::new((*table).clone(), FRESH));
    let recharge = HttpRechargeApi::new(settings.required("RECHARGE_API_URL")?, http::client()?);
    let now = Arc::clone(&clock);
    let recharge = Paced::new(recharge, table.clone(), move || now.now(), random::up_to);
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
        recharge: Arc::new(recharge),
        customers,
        troubles: Arc::new(EventBusTroubles::from_settings(&config, &settings)?),
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(evaluation.handle(event.payload).await) }))
        .await
}
