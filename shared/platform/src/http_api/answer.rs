//! An answer as the HTTP API takes it, in format 2.0.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use http::{HeaderMap, header::SET_COOKIE};
use serde::Serialize;

use super::Response;

/// The answer. A body that is no text is base64. Cookies are apart, because a header has one value there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    status_code: u16,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    body: String,
    is_base64_encoded: bool,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        let (head, body) = response.into_parts();
        let status_code = head.status.as_u16();
        let (headers, cookies) = (headers(&head.headers), values(&head.headers, SET_COOKIE.as_str()));
        match String::from_utf8(body) {
            Ok(body) => Self { status_code, headers, cookies, body, is_base64_encoded: false },
            Err(bytes) => {
                let body = BASE64.encode(bytes.as_bytes());
                Self { status_code, headers, cookies, body, is_base64_encoded: true }
            }
        }
    }
}

/// The headers but the cookies. Several values of one are a list.
fn headers(all: &HeaderMap) -> BTreeMap<String, String> {
    let names = all.keys().filter(|name| *name != SET_COOKIE);
    names.map(|name| (name.to_string(), values(all, name.as_str()).join(", "))).collect()
}

fn values(all: &HeaderMap, name: &str) -> Vec<String> {
    all.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use aws_lambda_events::apigw::ApiGatewayV2httpResponse;
    use http::header::{CONTENT_TYPE, VARY};
    use serde_json::{Value, json};

    use super::*;

    fn answer(body: &[u8]) -> Value {
        let mut response = Response::new(body.to_vec());
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        for (name, value) in [
            (CONTENT_TYPE, "text/plain"),
            (SET_COOKIE, "a=1; Secure"),
            (SET_COOKIE, "b=2"),
            (VARY, "Cookie"),
            (VARY, "Accept-Encoding"),
        ] {
            response.headers_mut().append(name, value.parse().unwrap());
        }
        serde_json::to_value(Answer::from(response)).unwrap()
    }

    #[test]
    fn an_answer_is_as_the_http_api_takes_it() {
        let text = answer("é".as_bytes());
        assert_eq!(
            text,
            json!({
                "statusCode": 404, "headers": { "content-type": "text/plain", "vary": "Cookie, Accept-Encoding" },
                "cookies": ["a=1; Secure", "b=2"], "body": "é", "isBase64Encoded": false,
            })
        );
        let read: ApiGatewayV2httpResponse = serde_json::from_value(text).unwrap();
        assert_eq!((read.status_code, read.cookies.len(), read.headers.len()), (404, 2, 2));
    }

    #[test]
    fn a_body_that_is_no_text_is_base64() {
        let bytes = answer(b"\x1f\x8b");
        assert_eq!((&bytes["body"], &bytes["isBase64Encoded"]), (&json!("H4s="), &json!(true)));
    }
}
