use super::*;
use crate::testing::{Answer, HttpStub};

const MADE: &str =
    r#"{"ScheduleArn":"arn:aws:scheduler:us-east-1:000000000000:schedule/rechime-test/release"}"#;

fn environment() -> Environment {
    [
        ("SCHEDULE_GROUP", "rechime-test"),
        ("SCHEDULE_ROLE_ARN", "arn:aws:iam::000000000000:role/schedules"),
        ("RELEASE_TARGET_ARN", "arn:aws:lambda:us-east-1:000000000000:function:quiet-hours"),
        ("RELEASE_DLQ_ARN", "arn:aws:sqs:us-east-1:000000000000:releases"),
    ]
    .into_iter()
    .collect()
}

fn schedules(stub: &HttpStub) -> SchedulerSchedules {
    SchedulerSchedules::from_environment(&stub.aws(), &environment()).unwrap()
}

fn minute() -> Minute {
    "2026-11-24T14:03Z".parse().unwrap()
}

#[tokio::test]
async fn a_minute_is_scheduled_with_everything_that_aws_asks_for() {
    let stub = HttpStub::start([Answer::json(200, MADE)]).unwrap();
    let schedules = schedules(&stub);
    schedules.put_release(minute(), minute()).await.unwrap();
    let asked = stub.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "POST /schedules/release-20261124T1403");
    let body: serde_json::Value = serde_json::from_str(&asked[0].body).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap(), @r#"
    {
      "ActionAfterCompletion": "DELETE",
      "ClientToken": "release-20261124T1403",
      "FlexibleTimeWindow": {
        "Mode": "OFF"
      },
      "GroupName": "rechime-test",
      "ScheduleExpression": "at(2026-11-24T14:03:00)",
      "ScheduleExpressionTimezone": "UTC",
      "Target": {
        "Arn": "arn:aws:lambda:us-east-1:000000000000:function:quiet-hours",
        "DeadLetterConfig": {
          "Arn": "arn:aws:sqs:us-east-1:000000000000:releases"
        },
        "Input": "{\"type\":\"release.v1\",\"minute\":\"2026-11-24T14:03Z\"}",
        "RetryPolicy": {
          "MaximumEventAgeInSeconds": 3600
        },
        "RoleArn": "arn:aws:iam::000000000000:role/schedules"
      }
    }
    "#);
}

#[tokio::test]
async fn a_late_release_is_a_schedule_of_its_own() {
    let stub = HttpStub::start([Answer::json(200, MADE)]).unwrap();
    schedules(&stub).put_release(minute(), minute().plus(67)).await.unwrap();
    assert_eq!(stub.asked()[0].line, "POST /schedules/release-20261124T1403-at-20261124T1510");
    assert!(stub.asked()[0].body.contains("at(2026-11-24T15:10:00)"));
}

#[tokio::test]
async fn a_review_names_its_store() {
    let stub = HttpStub::start([Answer::json(200, MADE)]).unwrap();
    let store = rechime_domain::ids::StoreId::parse("demo").unwrap();
    schedules(&stub).put_review(&store, minute()).await.unwrap();
    assert_eq!(stub.asked()[0].line, "POST /schedules/review-demo-20261124T1403");
    let body: serde_json::Value = serde_json::from_str(&stub.asked()[0].body).unwrap();
    assert_eq!(body["Target"]["Input"], r#"{"type":"review.v1","store":"demo"}"#);
}

#[tokio::test]
async fn a_schedule_that_exists_is_fine() {
    let conflict = Answer::json(409, r#"{"Message":"already exists"}"#)
        .with_header("x-amzn-errortype", "ConflictException");
    let stub = HttpStub::start([conflict]).unwrap();
    schedules(&stub).put_release(minute(), minute()).await.unwrap();
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_told() {
    let refusal = Answer::json(400, r#"{"Message":"no such role"}"#)
        .with_header("x-amzn-errortype", "ValidationException");
    let stub = HttpStub::start([refusal]).unwrap();
    let error = schedules(&stub).put_release(minute(), minute()).await.unwrap_err().to_string();
    assert!(error.contains("release-20261124T1403 could not be made"), "{error}");
    assert!(error.contains("no such role"), "{error}");
}
