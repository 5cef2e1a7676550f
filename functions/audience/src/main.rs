//! Wires audience and runs it.

use std::sync::Arc;

use audience::Audience;
use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_domain::link::LinkBase;
use rechime_platform::{
    installation_sender::installation_sender, operator_alerts::EventBusOperatorAlerts, process::Process,
    queue::SqsQueue,
};
use rechime_store::{
    Table,
    cached_configs::CachedConfigs,
    campaigns::CachedCampaigns,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let table = Arc::new(Table::from_environment(&aws_config, &environment, clock.clone())?);
    let operator_alerts = Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?);
    let audience = Audience {
        shards: table.clone(),
        runs: table.clone(),
        configs: Arc::new(CachedConfigs::new(table.clone())),
        campaigns: Arc::new(CachedCampaigns::new(table.clone())),
        reach: table.clone(),
        waiting: WaitingMessages::from_environment(table.clone(), &aws_config, &environment)?,
        paces: table.clone(),
        sender: installation_sender(&environment)?,
        link_base: LinkBase::new(environment.required("LINK_BASE_URL")?),
        bulk: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "BULK_QUEUE_URL")?),
        jobs: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "AUDIENCE_QUEUE_URL")?),
        parking: ParkingLot::new(table, operator_alerts, clock.clone(), ParkedKind::Audience),
        clock,
    };
    run(service_fn(|event: LambdaEvent<SqsEvent>| async {
        Ok::<_, Error>(audience.handle(event.payload).await)
    }))
    .await
}
