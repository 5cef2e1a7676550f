//! Wires upkeep and runs it.

use std::{sync::Arc, time::Duration};

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    aws, clock, http, logging, queue::SqsQueue, random, schedules::SchedulerSchedules, secrets::SsmSecrets,
    settings::Settings, troubles::EventBusTroubles,
};
use rechime_recharge::client::{HttpRechargeApi, Limits, Paced};
use rechime_store::{Client, Table};
use serde_json::Value;
use upkeep::Upkeep;

/// A page of 250 objects may take Recharge a while, and nobody waits for it here.
const LONGEST_CALL: Duration = Duration::from_secs(20);

/// It gives way to those for whom a customer waits, which share the store's pace.
const LIMITS: Limits = Limits { patience: Duration::from_secs(10), total: Duration::from_secs(40) };

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let clock = clock::from_settings(&settings)?;
    let config = aws::config().await;
    let now = Arc::clone(&clock);
    let table =
        Arc::new(Table::new(Client::new(&config), settings.required("TABLE_NAME")?, move || now.now()));
    let recharge =
        HttpRechargeApi::new(settings.required("RECHARGE_API_URL")?, http::client_within(LONGEST_CALL)?);
    let now = Arc::clone(&clock);
    let recharge = Paced::new(recharge, table.clone(), move || now.now(), random::up_to).within(LIMITS);
    let upkeep = Upkeep {
        buckets: table.clone(),
        schedules: Arc::new(SchedulerSchedules::from_settings(&config, &settings)?),
        stores: table.clone(),
        checkups: table.clone(),
        messages: table.clone(),
        facts: table.clone(),
        events: Arc::new(SqsQueue::new(&config, settings.required("EVENTS_QUEUE_URL")?)),
        people: table.clone(),
        number_lists: rechime_sms::number_lists(&config, &settings).await?,
        list_positions: table,
        secrets: Arc::new(SsmSecrets::from_settings(&config, &settings)?),
        recharge: Arc::new(recharge),
        troubles: Arc::new(EventBusTroubles::from_settings(&config, &settings)?),
        public_url: settings.required("PUBLIC_URL")?.trim_end_matches('/').into(),
        clock,
    };
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>(upkeep.handle().await?) })).await
}
