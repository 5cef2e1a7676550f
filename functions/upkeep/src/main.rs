//! Wires upkeep and runs it.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{aws, clock, logging, schedules::SchedulerSchedules, settings::Settings};
use rechime_store::{Client, Table};
use serde_json::Value;
use upkeep::Upkeep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    let config = aws::config().await;
    let now = Arc::clone(&clock);
    let table =
        Arc::new(Table::new(Client::new(&config), settings.required("TABLE_NAME")?, move || now.now()));
    let upkeep = Upkeep {
        buckets: table,
        schedules: Arc::new(SchedulerSchedules::from_settings(&config, &settings)?),
        clock,
    };
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>(upkeep.handle().await.map(drop)?) })).await
}
