//! Wires upkeep and runs it.

use std::{sync::Arc, time::Duration};

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    http, process::Process, queue::SqsQueue, schedules::SchedulerSchedules, secrets,
    troubles::EventBusTroubles,
};
use rechime_recharge::client::{Limits, Paced};
use rechime_store::Table;
use serde_json::Value;
use upkeep::Upkeep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { settings, sdk_config, clock } = Process::start().await?;
    let table = Table::from_settings(&sdk_config, &settings, clock.clone())?;
    // A page of 250 objects may take Recharge a while, and nobody waits for it here.
    let http = http::client_within(Duration::from_secs(20))?;
    let recharge = Paced::from_settings(&settings, http, table.clone(), clock.clone())?.within(Limits::LONG);
    let upkeep = Upkeep {
        buckets: table.clone(),
        schedules: Arc::new(SchedulerSchedules::from_settings(&sdk_config, &settings)?),
        stores: table.clone(),
        checkups: table.clone(),
        messages: table.clone(),
        facts: table.clone(),
        events: Arc::new(SqsQueue::from_settings(&sdk_config, &settings, "EVENTS_QUEUE_URL")?),
        people: table.clone(),
        number_lists: rechime_sms::from_settings(&sdk_config, &settings).await?.number_lists,
        list_positions: table,
        secrets: Arc::new(secrets::SsmSecrets::from_settings(&sdk_config, &settings)?),
        recharge: Arc::new(recharge),
        troubles: Arc::new(EventBusTroubles::from_settings(&sdk_config, &settings)?),
        public_url: settings.required("PUBLIC_URL")?.trim_end_matches('/').into(),
        clock,
    };
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>(upkeep.handle().await?) })).await
}
