//! Wires webhook-intake and runs it.

use std::{sync::Arc, time::Duration};

use lambda_runtime::Error;
use rechime_domain::path_key::PathKeys;
use rechime_platform::{
    http_api,
    process::Process,
    queue::SqsQueue,
    secrets::{self, Cached, SsmSecrets},
};
use secrecy::ExposeSecret;
use webhook_intake::Intake;

/// Recharge waits 5 s for an answer, and so does Shopify.
const LONGEST_CALL: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start_within(LONGEST_CALL)?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let intake = Intake {
        path_keys: PathKeys::new(key.expose_secret().as_bytes()),
        secrets: Arc::new(Cached::new(SsmSecrets::from_environment(&aws_config, &environment)?)),
        events: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "EVENTS_QUEUE_URL")?),
        clock,
    };
    http_api::run(|request| intake.handle(request)).await
}
