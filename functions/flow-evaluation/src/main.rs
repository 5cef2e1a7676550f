//! Wires flow-evaluation and runs it.

use std::sync::Arc;

use flow_evaluation::Evaluation;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{http, process::Process, queue::SqsQueue, secrets, troubles::EventBusTroubles};
use rechime_recharge::client::Paced;
use rechime_store::{
    Table,
    cached_configs::CachedConfigs,
    cached_customers::CachedCustomers,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingRoom,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { settings, sdk_config, clock } = Process::start().await?;
    let table = Table::from_settings(&sdk_config, &settings, clock.clone())?;
    let recharge = Paced::from_settings(&settings, http::client()?, table.clone(), clock.clone())?;
    let troubles = Arc::new(EventBusTroubles::from_settings(&sdk_config, &settings)?);
    let evaluation = Evaluation {
        configs: Arc::new(CachedConfigs::new(table.clone())),
        checkups: table.clone(),
        subscribers: table.clone(),
        facts: table.clone(),
        messages: table.clone(),
        journal: table.clone(),
        parking: ParkingLot::new(table.clone(), troubles.clone(), clock.clone(), ParkedKind::Event),
        waiting: WaitingRoom::from_settings(table.clone(), &sdk_config, &settings)?,
        sends: Arc::new(SqsQueue::from_settings(&sdk_config, &settings, "SENDS_QUEUE_URL")?),
        secrets: Arc::new(secrets::Cached::new(secrets::SsmSecrets::from_settings(&sdk_config, &settings)?)),
        recharge: Arc::new(recharge),
        customers: Arc::new(CachedCustomers::new(table)),
        troubles,
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(evaluation.handle(event.payload).await) }))
        .await
}
