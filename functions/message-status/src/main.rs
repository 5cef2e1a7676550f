//! Wires message-status and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use message_status::{Door, Event, MessageStatus};
use rechime_platform::{aws, clock, logging, queue::SqsQueue, settings::Settings};
use rechime_store::{Client, Table};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    let config = aws::config().await;
    let now = Arc::clone(&clock);
    let table =
        Arc::new(Table::new(Client::new(&config), settings.required("TABLE_NAME")?, move || now.now()));
    let token = rechime_sms::twilio_token(&config, &settings).await?;
    let function = MessageStatus {
        door: Door::new(token, settings.required("PUBLIC_URL")?),
        feedback: Arc::new(SqsQueue::new(&config, settings.required("FEEDBACK_QUEUE_URL")?)),
        stores: table.clone(),
        configs: table.clone(),
        subscribers: table.clone(),
        messages: table.clone(),
        replies: table,
        provider: rechime_sms::from_settings(&config, &settings).await?,
        clock,
    };
    run(service_fn(|event: LambdaEvent<Event>| async {
        Ok::<_, Error>(function.handle(event.payload).await)
    }))
    .await
}
