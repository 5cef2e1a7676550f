//! Wires tally and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{process::Process, queue::SqsQueue};
use rechime_store::Table;
use tally::{StreamEvent, Tally};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let tally = Tally {
        counters: Arc::new(Table::from_environment(&aws_config, &environment, clock.clone())?),
        dead_letters: Arc::new(SqsQueue::from_environment(
            &aws_config,
            &environment,
            "TALLY_DEAD_LETTERS_URL",
        )?),
        clock,
    };
    run(service_fn(|event: LambdaEvent<StreamEvent>| async {
        Ok::<_, Error>(tally.handle(event.payload).await?)
    }))
    .await
}
