//! The alarms of the dead-letter queues, which wake a function soon after one of them has a message.

use std::time::Duration;

use crate::emulator::Emulator;

/// `CloudWatch` looks once a minute; nobody should wait that long here.
const PERIOD: Duration = Duration::from_secs(2);

/// What an alarm hands to a function.
const ALARM: &str = r#"{"source":"aws.cloudwatch"}"#;

/// Looks at the queues for as long as the stack is up.
pub(crate) async fn watch(emulator: Emulator, function: String, queue_urls: Vec<String>) {
    loop {
        tokio::time::sleep(PERIOD).await;
        if let Err(error) = look(&emulator, &function, &queue_urls).await {
            eprintln!("alarms: {error:#}");
        }
    }
}

async fn look(emulator: &Emulator, function: &str, queue_urls: &[String]) -> anyhow::Result<()> {
    for url in queue_urls {
        if emulator.visible(url).await? > 0 {
            return emulator.invoke(function, ALARM).await;
        }
    }
    Ok(())
}
