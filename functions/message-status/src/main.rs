//! Wires message-status and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use message_status::{Event, MessageStatus, RecentCalls};
use rechime_platform::{
    installation_sender::installation_sender, operator_alerts::EventBusOperatorAlerts, process::Process,
    queue::SqsQueue, secrets,
};
use rechime_store::{
    Table,
    parked::{ParkedKind, ParkingLot},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    let provider = rechime_sms::from_environment(&aws_config, &environment, &key).await?;
    let operator_alerts = Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?);
    let function = MessageStatus {
        webhooks: provider.webhooks,
        recent_calls: RecentCalls::default(),
        replies_queue: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "REPLIES_QUEUE_URL")?),
        feedback: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "FEEDBACK_QUEUE_URL")?),
        stores: table.clone(),
        subscribers: table.clone(),
        senders: table.clone(),
        own_sender: installation_sender(&environment)?,
        paces: table.clone(),
        phones: table.clone(),
        messages: table.clone(),
        clicks: table.clone(),
        sent_texts: table.clone(),
        replies: table.clone(),
        received: table.clone(),
        parking: ParkingLot::new(table, operator_alerts, clock.clone(), ParkedKind::Feedback),
        provider: provider.sender,
        clock,
    };
    run(service_fn(|event: LambdaEvent<Event>| async {
        Ok::<_, Error>(function.handle(event.payload).await)
    }))
    .await
}
