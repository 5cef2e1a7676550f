//! Wires dead-letters and runs it.

use std::sync::Arc;

use dead_letters::{DeadLetterQueue, DeadLetterSweep};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rechime_platform::{
    operator_alerts::EventBusOperatorAlerts, process::Process, queue::SqsDeadLetters, secrets,
};
use rechime_store::{
    Table,
    parked::{ParkedKind, ParkingLot},
};
use serde_json::Value;

/// Where each queue's dead letters are, and what they are.
const QUEUES: [(&str, ParkedKind); 9] = [
    // First, because a STOP may be among them.
    ("REPLIES_DEAD_LETTERS_URL", ParkedKind::Feedback),
    ("FEEDBACK_DEAD_LETTERS_URL", ParkedKind::Feedback),
    ("EVENTS_DEAD_LETTERS_URL", ParkedKind::Event),
    ("SENDS_DEAD_LETTERS_URL", ParkedKind::Send),
    ("BULK_DEAD_LETTERS_URL", ParkedKind::Send),
    ("CLICKS_DEAD_LETTERS_URL", ParkedKind::Click),
    ("AUDIENCE_DEAD_LETTERS_URL", ParkedKind::Audience),
    ("RELEASES_DEAD_LETTERS_URL", ParkedKind::Release),
    ("TALLY_DEAD_LETTERS_URL", ParkedKind::Change),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Process { environment, aws_config, clock } = Process::start()?;
    let key =
        secrets::installation_key(&aws_config, environment.required("INSTALLATION_KEY_SECRET_ARN")?).await?;
    let table = Table::from_environment(&aws_config, &environment, clock.clone())?;
    let table = Arc::new(table.with_installation_key(&key));
    let operator_alerts = Arc::new(EventBusOperatorAlerts::from_environment(&aws_config, &environment)?);
    let mut queues = Vec::new();
    for (name, kind) in QUEUES {
        let letters = Arc::new(SqsDeadLetters::from_environment(&aws_config, &environment, name)?);
        let parking = ParkingLot::new(table.clone(), operator_alerts.clone(), clock.clone(), kind);
        queues.push(match kind {
            ParkedKind::Change => DeadLetterQueue::of_changes(letters, parking),
            _ => DeadLetterQueue::new(letters, parking),
        });
    }
    let sweep = DeadLetterSweep {
        queues,
        stores: table.clone(),
        phones: table.clone(),
        subscribers: table.clone(),
        replies: table,
        operator_alerts,
        clock,
    };
    run(service_fn(|_: LambdaEvent<Value>| async { Ok::<_, Error>(sweep.handle().await?) })).await
}
