//! Wires delayed-send and runs it.

use std::sync::Arc;

use delayed_send::{DelayedSend, LONGEST_AWS_CALL};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_domain::link::{LinkBase, LinkKey};
use rechime_platform::{
    installation_sender::installation_sender, operator_alerts::EventBusOperatorAlerts, process::Process,
    queue::SqsQueue, secrets,
};
use rechime_store::{
    Table,
    cached_configs::CachedConfigs,
    campaigns::CachedCampaigns,
    parked::{ParkedKind, ParkingLot},
    waiting::WaitingMessages,
};
use secrecy::ExposeSecret;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start_within(LONGEST_AWS_CALL)?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    let operator_alerts = Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?);
    let sender = DelayedSend {
        configs: Arc::new(CachedConfigs::new(table.clone())),
        campaigns: Arc::new(CachedCampaigns::new(table.clone())),
        subscribers: table.clone(),
        phones: table.clone(),
        sent_texts: table.clone(),
        facts: table.clone(),
        messages: table.clone(),
        links: table.clone(),
        link_key: LinkKey::new(key.expose_secret().as_bytes()),
        link_base: LinkBase::new(environment.required("LINK_BASE_URL")?),
        paces: table.clone(),
        sender: installation_sender(&environment)?,
        sends: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "SENDS_QUEUE_URL")?),
        bulk: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "BULK_QUEUE_URL")?),
        provider: rechime_sms::from_environment(&aws_config, &environment, &key).await?.sender,
        parking: ParkingLot::new(table.clone(), operator_alerts.clone(), clock.clone(), ParkedKind::Send),
        waiting: WaitingMessages::from_environment(table, &aws_config, &environment)?,
        operator_alerts,
        clock,
    };
    run(service_fn(|event: LambdaEvent<_>| async { Ok::<_, Error>(sender.handle(event.payload).await) }))
        .await
}
