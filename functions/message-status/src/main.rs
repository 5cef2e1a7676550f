//! Wires message-status and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use message_status::{Event, MessageStatus};
use rechime_platform::{process::Process, queue::SqsQueue, troubles::EventBusTroubles};
use rechime_store::{
    Table,
    parked::{ParkedKind, ParkingLot},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { settings, sdk_config, clock } = Process::start().await?;
    let table = Table::from_settings(&sdk_config, &settings, clock.clone())?;
    let provider = rechime_sms::from_settings(&sdk_config, &settings).await?;
    let troubles = Arc::new(EventBusTroubles::from_settings(&sdk_config, &settings)?);
    let function = MessageStatus {
        webhooks: provider.webhooks,
        feedback: Arc::new(SqsQueue::from_settings(&sdk_config, &settings, "FEEDBACK_QUEUE_URL")?),
        stores: table.clone(),
        subscribers: table.clone(),
        messages: table.clone(),
        replies: table.clone(),
        parking: ParkingLot::new(table, troubles, clock.clone(), ParkedKind::Feedback),
        provider: provider.sender,
        clock,
    };
    run(service_fn(|event: LambdaEvent<Event>| async {
        Ok::<_, Error>(function.handle(event.payload).await)
    }))
    .await
}
