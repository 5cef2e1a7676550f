//! Tables of their own in the local emulator of DynamoDB.

use std::{
    io::Write,
    sync::{Arc, Once},
    time::Instant,
};

use jiff::Timestamp;
use rechime_platform::{
    aws::{AwsConfig, Client, DYNAMODB},
    clock::{Clock, FakeClock},
    testing::aws_at,
};
use rechime_store::Table;
use serde_json::{Value, json};

use crate::samples;

/// A new, empty table with the keys of `template.yaml`, in the time of the samples; none without an emulator.
pub(crate) async fn table(name: &str) -> Option<Table> {
    let (aws_config, name) = create(name).await?;
    Some(
        Table::new(&aws_config, name, Arc::new(Running(Instant::now())))
            .with_installation_key(&"installation key".into()),
    )
}

/// A table as it is in the time of the samples, and the same two years later.
pub(crate) async fn table_now_and_later(name: &str) -> Option<(Table, Table)> {
    let [now, later] = table_at(name, [100, 2 * 365 * 86_400]).await?;
    Some((now, later))
}

/// One table as it is at some seconds of the samples.
pub(crate) async fn table_at<const N: usize>(name: &str, seconds: [i64; N]) -> Option<[Table; N]> {
    let (aws_config, name) = create(name).await?;
    let at = |second| Arc::new(FakeClock::at(samples::at(second)));
    let table = |second| {
        Table::new(&aws_config, name.clone(), at(second)).with_installation_key(&"installation key".into())
    };
    Some(seconds.map(table))
}

/// Goes on from the time of the samples.
struct Running(Instant);

impl Clock for Running {
    fn now(&self) -> Timestamp {
        samples::at(100) + self.0.elapsed()
    }
}

async fn create(name: &str) -> Option<(AwsConfig, String)> {
    let (aws_config, name) = (emulator()?, format!("contract-{name}-{}", unique()));
    let table = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            { "AttributeName": "pk", "AttributeType": "S" },
            { "AttributeName": "sk", "AttributeType": "S" },
        ],
        "KeySchema": [
            { "AttributeName": "pk", "KeyType": "HASH" },
            { "AttributeName": "sk", "KeyType": "RANGE" },
        ],
    });
    let made = Client::new(&aws_config, &DYNAMODB).call::<Value>("CreateTable", &table).await;
    made.expect("the emulator makes a table");
    Some((aws_config, name))
}

/// The emulator that `RECHIME_TEST_ENDPOINT` names.
fn emulator() -> Option<AwsConfig> {
    let Ok(endpoint) = std::env::var("RECHIME_TEST_ENDPOINT") else {
        SKIPPED.call_once(say_that_it_is_skipped);
        return None;
    };
    Some(aws_at(&endpoint))
}

static SKIPPED: Once = Once::new();

/// Past the test harness, which shows what a test prints only where it fails.
fn say_that_it_is_skipped() {
    let said = writeln!(
        std::io::stderr(),
        "the contract on DynamoDB is skipped: RECHIME_TEST_ENDPOINT, the address of the local AWS emulator, is not \
         set. `cargo xtask test` starts one and sets it"
    );
    said.expect("standard error is open");
}

/// An emulator may outlive the test run; its tables must not be met again.
#[expect(clippy::disallowed_methods, reason = "only to name a table")]
fn unique() -> i64 {
    Timestamp::now().as_microsecond()
}
