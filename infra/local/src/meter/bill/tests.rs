use serde_json::json;

use super::*;

fn tally(operation: &str, request: &Value, status: u16, answer: &Value) -> Tally {
    let status = StatusCode::from_u16(status).unwrap();
    Exchange::new(operation, request, status, answer.to_string().as_bytes()).tally()
}

/// Read and write units.
fn units(operation: &str, request: &Value, status: u16, answer: &Value) -> (f64, f64) {
    let tally = tally(operation, request, status, answer);
    (tally.read_units, tally.write_units)
}

fn item(bytes: usize) -> Value {
    json!({ "pk": { "S": "x".repeat(bytes - 2) } })
}

#[test]
fn a_read_costs_its_started_units_and_half_where_it_may_be_stale() {
    for (bytes, consistent, cost) in
        [(100, false, 0.5), (100, true, 1.0), (4097, false, 1.0), (9000, true, 3.0)]
    {
        let request = json!({ "ConsistentRead": consistent });
        let found = units("DynamoDB.GetItem", &request, 200, &json!({ "Item": item(bytes) }));
        assert_eq!(found, (cost, 0.0), "{bytes} {consistent}");
    }
    assert_eq!(units("DynamoDB.GetItem", &json!({}), 200, &json!({})), (0.5, 0.0), "not found");
}

#[test]
fn a_query_rounds_its_items_together_and_a_batch_each_by_itself() {
    let items = json!([item(1000), item(1000), item(1000)]);
    assert_eq!(units("DynamoDB.Query", &json!({}), 200, &json!({ "Items": items })), (0.5, 0.0));
    let request = json!({ "RequestItems": { "t": { "Keys": [{}, {}, {}, {}, {}] } } });
    let answer = json!({ "Responses": { "t": items }, "UnprocessedKeys": { "t": { "Keys": [{}] } } });
    let batch = units("DynamoDB.BatchGetItem", &request, 200, &answer);
    assert_eq!(batch, (2.0, 0.0), "three found, one absent");
}

#[test]
fn a_write_costs_what_its_answer_says() {
    let put = json!({ "ConsumedCapacity": { "CapacityUnits": 2.0 } });
    assert_eq!(units("DynamoDB.PutItem", &json!({}), 200, &put), (0.0, 2.0));
    let batch = json!({ "ConsumedCapacity": [{ "CapacityUnits": 2.0 }, { "CapacityUnits": 1.0 }] });
    assert_eq!(units("DynamoDB.BatchWriteItem", &json!({}), 200, &batch), (0.0, 3.0));
}

#[test]
fn a_failed_condition_costs_a_write_and_an_invalid_request_none() {
    let failed = json!({ "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" });
    assert_eq!(tally("DynamoDB.UpdateItem", &json!({}), 400, &failed).errors, 1);
    assert_eq!(units("DynamoDB.UpdateItem", &json!({}), 400, &failed), (0.0, 1.0));
    assert_eq!(units("DynamoDB.PutItem", &json!({ "Item": item(1500) }), 400, &failed), (0.0, 2.0));
    let canceled = json!({ "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException" });
    let parts = json!({ "TransactItems": [{ "Put": { "Item": item(1500) } }, { "Update": {} }] });
    assert_eq!(units("DynamoDB.TransactWriteItems", &parts, 400, &canceled), (0.0, 6.0));
    let invalid = json!({ "__type": "com.amazon.coral.validate#ValidationException" });
    assert_eq!(units("DynamoDB.PutItem", &json!({}), 400, &invalid), (0.0, 0.0));
}

#[test]
fn messages_are_counted_by_their_bodies() {
    let batch = json!({ "Entries": [{ "MessageBody": "12345" }, { "MessageBody": "é" }] });
    let tally = tally("SQS.SendMessageBatch", &batch, 200, &json!({}));
    assert_eq!((tally.requests, tally.messages, tally.message_bytes), (1, 2, 7));
}
