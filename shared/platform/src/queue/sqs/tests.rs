use rechime_domain::job::SendJob;
use serde_json::Value;

use super::*;
use crate::testing::{Answer, HttpStub};

impl Job for usize {}

fn jobs(count: usize) -> Vec<Outgoing<usize>> {
    (0..count).map(Outgoing::now).collect()
}

fn queue(stub: &HttpStub) -> SqsQueue<usize> {
    SqsQueue::new(&stub.aws(), &format!("{}/000000000000/sends", stub.url()))
}

/// The ids of the entries of each request.
fn ids(stub: &HttpStub) -> Vec<Vec<String>> {
    let entries =
        |body: &str| serde_json::from_str::<Value>(body).unwrap()["Entries"].as_array().unwrap().clone();
    let id = |entry: &Value| entry["Id"].as_str().unwrap().to_owned();
    stub.asked().iter().map(|asked| entries(&asked.body).iter().map(id).collect()).collect()
}

fn refusing(ids: &[usize]) -> Answer {
    let one = |id| format!(r#"{{"Id":"{id}","SenderFault":false,"Code":"InternalError"}}"#);
    let failed: Vec<_> = ids.iter().map(one).collect();
    Answer::json(200, &format!(r#"{{"Successful":[],"Failed":[{}]}}"#, failed.join(",")))
}

#[tokio::test]
async fn twelve_jobs_are_two_requests_with_their_delays() {
    let stub = HttpStub::start([refusing(&[]), refusing(&[])]).unwrap();
    let mut jobs = jobs(11);
    jobs.push(Outgoing::after(11, 5_000));
    queue(&stub).send(&jobs).await.unwrap();
    let mut sizes: Vec<_> = ids(&stub).iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [2, 10]);
    let delayed =
        stub.asked().iter().any(|asked| asked.body.contains(r#""MessageBody":"11","DelaySeconds":900"#));
    assert!(delayed, "{:?}", stub.asked());
}

#[tokio::test]
async fn what_was_refused_is_sent_once_more_and_nothing_else() {
    let stub = HttpStub::start([refusing(&[1, 2]), refusing(&[])]).unwrap();
    queue(&stub).send(&jobs(3)).await.unwrap();
    assert_eq!(ids(&stub), [vec!["0", "1", "2"], vec!["1", "2"]]);
}

#[tokio::test]
async fn what_is_refused_twice_is_named() {
    let stub = HttpStub::start([refusing(&[0, 2]), refusing(&[2])]).unwrap();
    let error = queue(&stub).send(&jobs(3)).await.unwrap_err();
    assert_eq!(error, QueueError { failed: vec![2], reason: "InternalError".to_owned() });
}

#[tokio::test]
async fn a_request_that_fails_names_all_of_its_jobs() {
    let refusal =
        || Answer::json(400, r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#);
    let stub = HttpStub::start([refusal(), refusal()]).unwrap();
    let error = queue(&stub).send(&jobs(2)).await.unwrap_err();
    assert_eq!(stub.asked().len(), 1);
    assert_eq!(error.failed, [0, 1]);
    assert!(error.reason.contains("QueueDoesNotExist"), "{}", error.reason);
}

#[tokio::test]
async fn nothing_to_send_costs_nothing() {
    let stub = HttpStub::start([]).unwrap();
    queue(&stub).send(&[]).await.unwrap();
}

#[test]
fn batches_stay_below_what_one_request_carries() {
    let message =
        |index, bytes: usize| Message { index, body: "x".repeat(bytes), delay_seconds: 0, group: None };
    let messages =
        [message(0, 600_000), message(1, 448_576), message(2, 1), message(3, 1_048_576), message(4, 1)];
    let cut: Vec<Vec<_>> =
        batches(&messages).iter().map(|batch| batch.iter().map(|message| message.index).collect()).collect();
    assert_eq!(cut, [vec![0, 1], vec![2], vec![3], vec![4]]);
}

#[tokio::test]
async fn a_stores_jobs_are_a_group() {
    let stub = HttpStub::start([refusing(&[])]).unwrap();
    let queue: SqsQueue<SendJob> = SqsQueue::new(&stub.aws(), &format!("{}/000000000000/sends", stub.url()));
    let job =
        serde_json::json!({"type": "test.v1", "store": "demo", "to": "+12125551234", "body": "", "id": "1"});
    queue.send(&[Outgoing::now(serde_json::from_value(job).unwrap())]).await.unwrap();
    assert!(stub.asked()[0].body.contains(r#""MessageGroupId":"demo""#), "{:?}", stub.asked());
}
