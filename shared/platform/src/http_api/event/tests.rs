use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn event(path: &str, query: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "cookies": ["a=1", "b=2"],
        "headers": { "host": "texts.example", "x-forwarded-proto": "https", "content-type": "text/plain" },
        "requestContext": {
            "accountId": "1", "apiId": "api", "domainName": "texts.example", "stage": "$default", "timeEpoch": 1,
            "http": {
                "method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "a",
            },
        },
        "body": "hello", "isBase64Encoded": false,
    })
}

fn read(event: Value) -> Result<Request, NoRequest> {
    serde_json::from_value::<Event>(event).unwrap().into_request()
}

fn with(mut event: Value, pointer: &str, value: Value) -> Value {
    *event.pointer_mut(pointer).unwrap() = value;
    event
}

#[test]
fn a_request_is_read_with_where_it_came_from() {
    let request = read(event("/a/b", "x=1&y=%20")).unwrap();
    assert_eq!((request.method(), request.uri().to_string().as_str()), (&Method::POST, "/a/b?x=1&y=%20"));
    assert_eq!(
        (&request.headers()["content-type"], &request.headers()["cookie"]),
        (&"text/plain".parse().unwrap(), &"a=1; b=2".parse().unwrap())
    );
    assert_eq!(
        (request.body().as_slice(), request.extensions().get()),
        (b"hello".as_slice(), Some(&SourceIp("192.0.2.1".to_owned())))
    );
    let little = json!({ "rawPath": "/", "requestContext": { "http": { "method": "GET" } } });
    assert_eq!(read(little).unwrap().body(), b"");
}

#[test]
fn a_body_in_base64_is_decoded() {
    let coded = with(event("/", ""), "/isBase64Encoded", json!(true));
    assert_eq!(read(with(coded.clone(), "/body", json!("/wA="))).unwrap().body(), b"\xff\0");
    assert_eq!(read(with(coded, "/body", json!("?"))).unwrap_err(), NoRequest::Body);
}

#[test]
fn what_is_no_request_is_refused_and_a_header_that_is_none_is_left_out() {
    let method = with(event("/", ""), "/requestContext/http/method", json!("A B"));
    assert_eq!(read(method).unwrap_err(), NoRequest::Method);
    assert_eq!(read(event(&format!("/{}", "a".repeat(70_000)), "")).unwrap_err(), NoRequest::Address);
    let headers = json!({ "host": "a b:c", "bad name": "1", "x-line": "1\n2", "x-name": "René" });
    let read = read(with(event("/", ""), "/headers", headers)).unwrap();
    let names: Vec<_> =
        read.headers().keys().map(HeaderName::as_str).filter(|name| *name != "cookie").collect();
    assert_eq!(names, ["host", "x-name"]);
    assert_eq!(Response::from(NoRequest::Address).status(), 400);
}

proptest! {
    /// The path that is asked for is the one that was decoded, whatever is in it; so is the query.
    #[test]
    fn a_path_is_none_but_the_one_that_was_asked_for(path in "(/\\PC{0,12}){1,4}", query in "\\PC{0,30}") {
        let request = read(event(&path, &query)).unwrap();
        let decoded = |text: &str| percent_decode_str(text).collect::<Vec<_>>();
        prop_assert_eq!(decoded(request.uri().path()), path.into_bytes());
        prop_assert_eq!(decoded(request.uri().query().unwrap_or_default()), decoded(&query));
    }

    /// Where nothing needs to be encoded, `lambda_http` reads the same.
    #[test]
    fn a_plain_request_is_the_one_that_lambda_http_reads(
        path in "(/[a-zA-Z0-9_~.-]{1,12}){1,4}",
        query in "([a-z]{1,5}=[a-zA-Z0-9%20_.-]{0,9}(&[a-z]{1,5}=[a-z0-9]{0,9}){0,2})?",
        text in proptest::option::of("\\PC{0,40}"),
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        method in proptest::sample::select(vec!["GET", "HEAD", "POST", "PUT", "DELETE"]),
        header in "[!-~]{1,40}",
    ) {
        prop_assume!(!path.split('/').any(|segment| matches!(segment, "." | "..")));
        let is_base64 = text.is_none();
        let body = text.unwrap_or_else(|| BASE64.encode(&bytes));
        let event = with(with(event(&path, &query), "/body", json!(body)), "/isBase64Encoded", json!(is_base64));
        let event = with(with(event, "/requestContext/http/method", json!(method)), "/headers/content-type", json!(header));
        let theirs = lambda_http::request::from_str(&event.to_string()).unwrap();
        let ours = read(event).unwrap();
        prop_assert_eq!(ours.method(), theirs.method());
        prop_assert_eq!(ours.uri().path_and_query(), theirs.uri().path_and_query());
        prop_assert_eq!(ours.headers(), theirs.headers());
        prop_assert_eq!(ours.body().as_slice(), theirs.body().as_ref());
    }
}
