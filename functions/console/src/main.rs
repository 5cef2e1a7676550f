//! Wires the console and runs it.

use std::sync::Arc;

use console::{AdminKey, App, Queues, Surroundings, answer, router};
use lambda_runtime::Error;
use rechime_domain::{link::LinkBase, path_key::PathKeys};
use rechime_platform::{
    http::HttpClient, http_api, installation_sender::installation_sender,
    operator_alerts::EventBusOperatorAlerts, process::Process, queue::SqsQueue,
    schedules::SchedulerSchedules, secrets,
};
use rechime_recharge::client::RateLimited;
use rechime_store::Table;
use secrecy::ExposeSecret;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    let admin_key = secrets::admin_key(&aws_config, environment.required("ADMIN_KEY_SECRET_ARN")?).await?;
    let recharge =
        RateLimited::from_environment(&environment, HttpClient::new(), table.clone(), clock.clone())?;
    let surroundings = Surroundings {
        admin_key: AdminKey::new(&admin_key),
        operator_alerts: Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?),
        path_keys: PathKeys::new(key.expose_secret().as_bytes()),
        public_url: environment.required("PUBLIC_URL")?.to_owned(),
        link_base: LinkBase::new(environment.required("LINK_BASE_URL")?),
        clock,
        schedules: Arc::new(SchedulerSchedules::from_environment(&aws_config, &environment)?),
        queues: Queues {
            events: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "EVENTS_QUEUE_URL")?),
            sends: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "SENDS_QUEUE_URL")?),
            feedback: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "FEEDBACK_QUEUE_URL")?),
            audience: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "AUDIENCE_QUEUE_URL")?),
            clicks: Arc::new(SqsQueue::from_environment(&aws_config, &environment, "CLICKS_QUEUE_URL")?),
        },
        secrets: Arc::new(secrets::SsmSecrets::from_environment(&aws_config, &environment)?),
        own_sender: installation_sender(&environment)?,
        sender_secrets: Arc::new(secrets::SsmSenderSecrets::from_environment(&aws_config, &environment)?),
        sender_check: Arc::new(rechime_sms::new_sender_check(&aws_config, &environment, &key)?),
        recharge: Arc::new(recharge),
    };
    let router = router(App::new(&table, surroundings));
    http_api::run(|request| answer(router.clone(), request)).await
}
