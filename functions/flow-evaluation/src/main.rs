//! Wires flow-evaluation and runs it.

use std::sync::Arc;

use flow_evaluation::{Evaluation, RecentReports};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_domain::link::LinkBase;
use rechime_platform::{
    http::HttpClient, operator_alerts::EventBusOperatorAlerts, process::Process, queue::SqsQueue, secrets,
};
use rechime_recharge::client::RateLimited;
use rechime_store::{
    Table,
    cached_configs::CachedConfigs,
    customer_cache::InProcessCustomerCache,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    let recharge =
        RateLimited::from_environment(&environment, HttpClient::new(), table.clone(), clock.clone())?
            .lining_up();
    let secrets = secrets::SsmSecrets::from_environment(&aws_config, &environment)?;
    let secrets = Arc::new(secrets::Cached::new(secrets));
    let operator_alerts = Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?);
    let evaluation = Evaluation {
        configs: Arc::new(CachedConfigs::new(table.clone())),
        checkups: table.clone(),
        subscribers: table.clone(),
        facts: table.clone(),
        recent: RecentReports::default(),
        messages: table.clone(),
        journal: table.clone(),
        link_base: LinkBase::new(environment.required("LINK_BASE_URL")?),
        parking: ParkingLot::new(table.clone(), operator_alerts.clone(), clock.clone(), ParkedKind::Event),
        waiting: WaitingMessages::from_environment(table.clone(), &aws_config, &environment)?,
        events: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "EVENTS_QUEUE_URL")?),
        sends: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "SENDS_QUEUE_URL")?),
        tokens: secrets.clone(),
        signature_marks: secrets,
        recharge: Arc::new(recharge),
        customer_cache: Arc::new(InProcessCustomerCache::new(table)),
        operator_alerts,
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(evaluation.handle(event.payload).await) }))
        .await
}
