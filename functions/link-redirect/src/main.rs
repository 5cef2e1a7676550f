//! Wires link-redirect and runs it.

use std::{sync::Arc, time::Duration};

use lambda_runtime::Error;
use link_redirect::{Guesses, LinkRedirect};
use rechime_platform::{http_api, process::Process, queue::SqsQueue};
use rechime_store::Table;

/// A customer waits for the page, and the queue comes after the table.
const LONGEST_CALL: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start_within(LONGEST_CALL)?;
    let redirect = LinkRedirect {
        links: Arc::new(Table::from_environment(&aws_config, &environment, clock.clone())?),
        clicks: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "CLICKS_QUEUE_URL")?),
        guesses: Guesses::default(),
        clock,
    };
    http_api::run(|request| redirect.handle(request)).await
}
