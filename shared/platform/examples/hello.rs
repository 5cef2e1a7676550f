//! The Lambda function that `cargo lambda new` makes: it keeps a log and does nothing. `cargo xtask bench cold` puts the
//! others beside it.

use lambda_runtime::{Error, LambdaEvent, run, service_fn, tracing};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>("hello") })).await
}
