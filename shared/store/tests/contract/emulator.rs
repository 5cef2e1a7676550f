//! Tables of their own in the local emulator of DynamoDB.

use std::time::Instant;

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region},
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};
use jiff::Timestamp;
use rechime_store::Table;

use crate::samples;

/// A new, empty table with the keys of `template.yaml`, in the time of the samples.
pub(crate) async fn table(name: &str) -> Table {
    let (client, name) = create(name).await;
    let begun = Instant::now();
    Table::new(client, name, move || samples::at(100) + begun.elapsed())
}

/// A table as it is in the time of the samples, and the same two years later.
pub(crate) async fn table_now_and_later(name: &str) -> (Table, Table) {
    let (client, name) = create(name).await;
    let later = Table::new(client.clone(), name.clone(), || samples::at(2 * 365 * 86_400));
    (Table::new(client, name, || samples::at(100)), later)
}

async fn create(name: &str) -> (Client, String) {
    let (client, name) = (client(), format!("contract-{name}-{}", unique()));
    let request = client.create_table().table_name(&name).billing_mode(BillingMode::PayPerRequest);
    let request =
        [("pk", KeyType::Hash), ("sk", KeyType::Range)].into_iter().fold(request, |request, (key, kind)| {
            let attribute =
                AttributeDefinition::builder().attribute_name(key).attribute_type(ScalarAttributeType::S);
            let element = KeySchemaElement::builder().attribute_name(key).key_type(kind);
            request.attribute_definitions(attribute.build().unwrap()).key_schema(element.build().unwrap())
        });
    request.send().await.expect("the emulator makes a table");
    (client, name)
}

/// A client that does not answer for the wrong thing: without an emulator there is no test, not a test that passes.
fn client() -> Client {
    let endpoint = std::env::var("RECHIME_TEST_ENDPOINT").expect(
        "RECHIME_TEST_ENDPOINT is not set: it is the address of the local AWS emulator. \
         `cargo xtask test` starts one and sets it",
    );
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint);
    Client::from_conf(config.build())
}

/// An emulator may outlive the test run; its tables must not be met again.
#[expect(clippy::disallowed_methods, reason = "only to name a table")]
fn unique() -> i64 {
    Timestamp::now().as_microsecond()
}
