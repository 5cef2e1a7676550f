//! What holds for every endpoint.

use axum::{body::Body, http::Request};
use rechime_platform::http_api::Event;
use serde_json::json;

use crate::testing::{Bench, KEY};

const QUIET_HOURS: &str = "/api/v1/stores/demo/quiet-hours";

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let start = Request::builder().method(method).uri(path);
    headers
        .iter()
        .fold(start, |request, (name, value)| request.header(*name, *value))
        .body(body.into())
        .unwrap()
}

#[tokio::test]
async fn without_the_key_nothing_is_told() {
    let bench = Bench::with_store().await;
    for credentials in ["", "Bearer", "Bearer wrong", "Basic the admin key", "the admin key"] {
        for path in [QUIET_HOURS, "/api/v1/stores", "/api/v1/nothing-here", "/api/v1/stores/none/flows"] {
            let answer = bench.call(request("GET", path, &[("Authorization", credentials)], "")).await;
            assert_eq!(answer.status, 401, "{credentials} {path}");
        }
    }
    let answer = bench.call(request("GET", QUIET_HOURS, &[], "")).await;
    assert_eq!(answer.head.headers["www-authenticate"], "Bearer realm=\"rechime\"");
    assert_eq!(answer.head.headers["content-type"], "application/problem+json");
    insta::assert_snapshot!(answer, @r#"
    401
    {
      "detail": "Send the header `Authorization: Bearer <key>`, with an API key of the store or with the admin key. The admin key is in AWS Secrets Manager; the output AdminKeySecretArn of the deployed stack names the secret.",
      "status": 401,
      "title": "Unauthorized",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn health_needs_no_key() {
    let bench = Bench::empty();
    insta::assert_snapshot!(bench.call(request("GET", "/api/v1/health", &[], "")).await, @r#"
    200
    {
      "status": "ok"
    }
    "#);
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let bench = Bench::with_store().await;
    insta::assert_snapshot!(bench.get("/api/v1/stores/none/quiet-hours").await, @r#"
    404
    {
      "detail": "There is no such store. GET /api/v1/stores lists them; POST /api/v1/stores connects one.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(bench.get("/api/v1/nothing-here").await, @r#"
    404
    {
      "detail": "There is nothing at this address. The API is below /api/v1.",
      "status": 404,
      "title": "Not Found",
      "type": "about:blank"
    }
    "#);
    let wrong_method = bench.delete(QUIET_HOURS).await;
    assert_eq!(wrong_method.head.headers["allow"], "GET,HEAD,PUT");
    insta::assert_snapshot!(wrong_method, @r#"
    405
    {
      "detail": "Use one of the methods in the `Allow` header.",
      "status": 405,
      "title": "Method Not Allowed",
      "type": "about:blank"
    }
    "#);
}

/// A call as API Gateway hands it on: its path is decoded.
fn handed_on(method: &str, path: &str, query: &str) -> Request<Body> {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "isBase64Encoded": false,
        "headers": {
            "host": "texts.example", "authorization": format!("Bearer {KEY}"), "content-type": "application/json",
        },
        "requestContext": { "stage": "$default", "http": { "method": method, "path": path } },
        "body": "{}",
    });
    serde_json::from_value::<Event>(event).unwrap().into_request().unwrap().map(Body::from)
}

#[tokio::test]
async fn a_reserved_character_in_a_path_leads_to_no_other_address() {
    let bench = Bench::with_store().await;
    for (method, path) in [
        ("POST", "/api/v1/stores/demo/segments/\u{dc}\u{a9}\u{1}#s/runs"),
        ("GET", "/api/v1/stores/demo/flows#/x"),
        ("GET", "/api/v1/stores/demo?/quiet-hours"),
        ("GET", "/api/v1/stores/demo%20/quiet-hours"),
        ("GET", "/api/v1/stores/demo#"),
    ] {
        let answer = bench.call(handed_on(method, path, "hours=3")).await;
        assert_eq!(answer.status, 404, "{path}: {answer}");
    }
    let plain = bench.call(handed_on("GET", QUIET_HOURS, "")).await;
    assert_eq!(plain.status, 200, "{plain}");
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_with_the_reason() {
    let bench = Bench::with_store().await;
    let authorization = format!("Bearer {KEY}");
    let key = ("Authorization", authorization.as_str());
    let json = ("Content-Type", "application/json");
    let put = |headers: &[(&str, &str)], body: String| request("PUT", QUIET_HOURS, headers, body);
    insta::assert_snapshot!(bench.call(put(&[key], "{}".to_owned())).await, @r#"
    415
    {
      "detail": "Send the header `Content-Type: application/json`.",
      "status": 415,
      "title": "Unsupported Media Type",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(bench.call(put(&[key, json], "{\"start\":".to_owned())).await, @r#"
    400
    {
      "detail": "Send valid JSON: start: EOF while parsing a value at line 1 column 9.",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
    insta::assert_snapshot!(bench.call(put(&[key, json], " ".repeat(1024 * 1024 + 1))).await, @r#"
    413
    {
      "detail": "Send a body of at most 1 MiB.",
      "status": 413,
      "title": "Payload Too Large",
      "type": "about:blank"
    }
    "#);
    let unknown = json!({ "start": "21:00", "end": "08:00", "ends": "08:00" });
    insta::assert_snapshot!(bench.call(put(&[key, json], unknown.to_string())).await, @r#"
    422
    {
      "detail": "Change the body: ends: unknown field `ends`, expected `start` or `end` at line 1 column 21.",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn a_failure_of_ours_is_not_explained_to_the_caller() {
    let bench = Bench::with_store().await;
    bench.secrets.refuse(true);
    insta::assert_snapshot!(bench.get("/api/v1/stores/demo").await, @r#"
    500
    {
      "status": 500,
      "title": "Internal Server Error",
      "type": "about:blank"
    }
    "#);
}
