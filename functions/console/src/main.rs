//! Wires the console's API and runs it.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use console_api::{AdminKey, App, Lag, router};
use lambda_http::{Error, run};
use rechime_platform::{
    aws, clock, http, logging, queue::SqsQueue, random, schedules::SchedulerSchedules, secrets,
    settings::Settings,
};
use rechime_recharge::client::{HttpRechargeApi, Paced};
use rechime_store::{Table, cached_configs::KEEP};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::from_env();
    logging::init(&settings);
    let sdk = aws::config().await;
    let clock = clock::from_settings(&settings)?;
    let now = clock.clone();
    let table = Arc::new(Table::new(Client::new(&sdk), settings.required("TABLE_NAME")?, move || now.now()));
    let admin_key = secrets::admin_key(&sdk, settings.required("ADMIN_KEY_SECRET_ARN")?).await?;
    let recharge = HttpRechargeApi::new(settings.required("RECHARGE_API_URL")?, http::client()?);
    let now = clock.clone();
    let recharge = Paced::new(recharge, table.clone(), move || now.now(), random::up_to);
    let app = App {
        admin_key: AdminKey::new(&admin_key),
        public_url: settings.required("PUBLIC_URL")?.trim_end_matches('/').into(),
        clock,
        configs: table.clone(),
        checkups: table.clone(),
        lag: Lag(KEEP),
        subscribers: table.clone(),
        facts: table.clone(),
        journal: table.clone(),
        holds: table.clone(),
        schedules: Arc::new(SchedulerSchedules::from_settings(&sdk, &settings)?),
        messages: table.clone(),
        parking: table,
        events: Arc::new(SqsQueue::new(&sdk, settings.required("EVENTS_QUEUE_URL")?)),
        secrets: Arc::new(secrets::SsmSecrets::from_settings(&sdk, &settings)?),
        recharge: Arc::new(recharge),
    };
    run(router(app)).await
}
