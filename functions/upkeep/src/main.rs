//! Wires upkeep and runs it.

use std::{sync::Arc, time::Duration};

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    http::HttpClient, operator_alerts::EventBusOperatorAlerts, process::Process, queue::SqsQueue,
    schedules::SchedulerSchedules, secrets,
};
use rechime_recharge::client::{Limits, RateLimited};
use rechime_store::Table;
use upkeep::{Event, Upkeep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    // A page of 250 objects may take Recharge a while, and nobody waits for it here.
    let http = HttpClient::within(Duration::from_secs(20));
    let recharge =
        RateLimited::from_environment(&environment, http, table.clone(), clock.clone())?.within(Limits::LONG);
    let upkeep = Upkeep {
        buckets: table.clone(),
        schedules: Arc::new(SchedulerSchedules::from_environment(&aws_config, &environment)?),
        stores: table.clone(),
        due: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "CHECKUPS_QUEUE_URL")?),
        spread_seconds: environment.parsed("SHORT_DELAY_LIMIT_SECONDS")?,
        checkups: table.clone(),
        counters: table.clone(),
        journal: table.clone(),
        facts: table.clone(),
        events: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "EVENTS_QUEUE_URL")?),
        shards: table.clone(),
        subscribers: table.clone(),
        number_lists: rechime_sms::from_environment(&aws_config, &environment, &key).await?.number_lists,
        list_positions: table,
        secrets: Arc::new(secrets::SsmSecrets::from_environment(&aws_config, &environment)?),
        recharge: Arc::new(recharge),
        operator_alerts: Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?),
        public_url: environment.required("PUBLIC_URL")?.trim_end_matches('/').into(),
        clock,
    };
    run(service_fn(|event: LambdaEvent<Event>| async { Ok::<_, Error>(upkeep.handle(event.payload).await?) }))
        .await
}
