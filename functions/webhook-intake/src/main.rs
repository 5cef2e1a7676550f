//! Wires webhook-intake and runs it.

use std::{sync::Arc, time::Duration};

use lambda_http::{Error, run, service_fn};
use rechime_platform::{
    aws, clock, logging,
    queue::SqsQueue,
    secrets::{Cached, SsmSecrets},
    settings::Settings,
};
use webhook_intake::Intake;

/// Recharge waits 5 s for an answer, and so does Shopify.
const LONGEST_CALL: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    let config = aws::config_within(LONGEST_CALL).await;
    let secrets = Arc::new(Cached::new(SsmSecrets::from_settings(&config, &settings)?));
    let queue = settings.required("EVENTS_QUEUE_URL")?;
    let events = Arc::new(SqsQueue::new(&config, queue));
    let customers = Arc::new(SqsQueue::new(&config, queue));
    let intake = Intake { secrets, events, customers, clock };
    run(service_fn(|request| intake.handle(request))).await
}
