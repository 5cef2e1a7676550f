//! Wires delayed-send and runs it.

use std::sync::Arc;

use delayed_send::DelayedSend;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{process::Process, queue::SqsQueue, troubles::EventBusTroubles};
use rechime_store::{
    Table,
    cached_configs::CachedConfigs,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingRoom,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { settings, sdk_config, clock } = Process::start().await?;
    let table = Table::from_settings(&sdk_config, &settings, clock.clone())?;
    let troubles = Arc::new(EventBusTroubles::from_settings(&sdk_config, &settings)?);
    let sender = DelayedSend {
        configs: Arc::new(CachedConfigs::new(table.clone())),
        subscribers: table.clone(),
        promotions: table.clone(),
        facts: table.clone(),
        messages: table.clone(),
        sends: Arc::new(SqsQueue::from_settings(&sdk_config, &settings, "SENDS_QUEUE_URL")?),
        provider: rechime_sms::from_settings(&sdk_config, &settings).await?.sender,
        parking: ParkingLot::new(table.clone(), troubles.clone(), clock.clone(), ParkedKind::Send),
        waiting: WaitingRoom::from_settings(table, &sdk_config, &settings)?,
        troubles,
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(sender.handle(event.payload).await) }))
        .await
}
