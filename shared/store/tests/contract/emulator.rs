//! Tables of their own in the local emulator of DynamoDB.

use std::{
    io::Write,
    sync::{Arc, Once},
    time::Instant,
};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};
use jiff::Timestamp;
use rechime_platform::clock::{Clock, FakeClock};
use rechime_store::Table;

use crate::samples;

/// A new, empty table with the keys of `template.yaml`, in the time of the samples; none without an emulator.
pub(crate) async fn table(name: &str) -> Option<Table> {
    let (client, name) = create(name).await?;
    Some(
        Table::new(client, name, Arc::new(Running(Instant::now())))
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
    let (client, name) = create(name).await?;
    let at = |second| Arc::new(FakeClock::at(samples::at(second)));
    let table = |second| {
        Table::new(client.clone(), name.clone(), at(second)).with_installation_key(&"installation key".into())
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

async fn create(name: &str) -> Option<(Client, String)> {
    let (client, name) = (client()?, format!("contract-{name}-{}", unique()));
    let request = client.create_table().table_name(&name).billing_mode(BillingMode::PayPerRequest);
    let request =
        [("pk", KeyType::Hash), ("sk", KeyType::Range)].into_iter().fold(request, |request, (key, kind)| {
            let attribute =
                AttributeDefinition::builder().attribute_name(key).attribute_type(ScalarAttributeType::S);
            let element = KeySchemaElement::builder().attribute_name(key).key_type(kind);
            request.attribute_definitions(attribute.build().unwrap()).key_schema(element.build().unwrap())
        });
    request.send().await.expect("the emulator makes a table");
    Some((client, name))
}

/// A client of the emulator that `RECHIME_TEST_ENDPOINT` names.
fn client() -> Option<Client> {
    let Ok(endpoint) = std::env::var("RECHIME_TEST_ENDPOINT") else {
        SKIPPED.call_once(say_that_it_is_skipped);
        return None;
    };
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .http_client(rechime_platform::aws::http_client(&Region::new("us-east-1")))
        .endpoint_url(endpoint);
    Some(Client::from_conf(config.build()))
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
