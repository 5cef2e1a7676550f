use std::time::SystemTime;

use aws_credential_types::Credentials as Theirs;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use proptest::prelude::*;

use super::*;

const REGION: &str = "eu-central-1";

/// The signature that AWS's own library gives.
fn theirs(credentials: &Credentials, service: &str, at: Timestamp, request: &Signed<'_>) -> String {
    let token = credentials.session_token.as_ref().map(|token| token.expose_secret().to_owned());
    let secret = credentials.secret_access_key.expose_secret();
    let identity = Theirs::new(&credentials.access_key_id, secret, token, None, "test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name(service)
        .time(SystemTime::from(at))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let (_, host) = request.headers.iter().find(|(name, _)| *name == "host").unwrap();
    let url = format!("https://{host}{}", request.path);
    let added = ["host", "x-amz-date", "x-amz-security-token"];
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), *value));
    let others = headers.filter(|(name, _)| !added.contains(name));
    let signable = SignableRequest::new("POST", url, others, SignableBody::Bytes(request.body)).unwrap();
    let (signed, _) = sign(signable, &parameters).unwrap().into_parts();
    signed.headers().find(|(name, _)| *name == "authorization").unwrap().1.to_owned()
}

proptest! {
    #[test]
    fn a_signature_is_that_of_awss_own_library(
        seconds in proptest::collection::vec(0_i64..4_102_444_800, 1..4),
        services in proptest::collection::vec(proptest::sample::select(vec!["dynamodb", "sqs", "sms-voice"]), 1..4),
        path in "/(schedules/[a-z][a-zA-Z0-9_.-]{0,59})?",
        secret in "[a-zA-Z0-9/+]{40}",
        token in proptest::option::of("[a-zA-Z0-9/+=]{1,400}"),
        target in proptest::option::of("[a-zA-Z0-9_.]{1,40}"),
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: secret.into(),
            session_token: token.clone().map(Into::into),
        };
        let signer = Signer::new(credentials.clone(), REGION);
        // One signer for several days and services: its keys are remembered.
        for (second, service) in seconds.iter().flat_map(|second| services.iter().map(move |service| (second, *service))) {
            let at = Timestamp::from_second(*second).unwrap();
            let (host, time) = (format!("{service}.{REGION}.amazonaws.com"), time(at));
            let mut headers =
                vec![("content-type", "application/x-amz-json-1.0"), ("host", &host), ("x-amz-date", &time)];
            headers.extend(token.as_deref().map(|token| ("x-amz-security-token", token)));
            headers.extend(target.as_deref().map(|target| ("x-amz-target", target)));
            let headers: Vec<_> =
                headers.into_iter().map(|(name, value)| (HeaderName::from_static(name), value)).collect();
            let request = Signed { path: &path, headers: &headers, body: &body };
            let ours = signer.authorization(service, at, &request).unwrap();
            prop_assert_eq!(ours, theirs(&credentials, service, at, &request));
        }
    }
}
