//! A Lambda function that keeps a log and does nothing, on one thread as the others: what every function costs.
//! `cargo xtask bench cold` and `cpu` put the others beside it.

use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>("hello") })).await
}
