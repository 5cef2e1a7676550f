use super::*;
use crate::{
    secrets::ReplacedSecret,
    testing::{Answer, HttpStub},
};

fn secrets(stub: &HttpStub) -> SsmSecrets {
    let environment = [("SECRETS_PREFIX", "/rechime/test/stores")].into_iter().collect();
    SsmSecrets::from_environment(&stub.aws(), &environment).unwrap()
}

fn store() -> StoreId {
    StoreId::parse("oat-and-ember").unwrap()
}

/// The answer that holds these parameters of the store.
fn parameters(values: &[(&str, &str)]) -> Answer {
    let name = |part: &str| format!("/rechime/test/stores/oat-and-ember/{part}");
    let parameters: Vec<_> = values
        .iter()
        .map(|(part, value)| serde_json::json!({ "Name": name(part), "Value": value }))
        .collect();
    Answer::json(200, &serde_json::json!({ "Parameters": parameters }).to_string())
}

fn done() -> Answer {
    Answer::json(200, r#"{"Version":1}"#)
}

fn asked(stub: &HttpStub) -> Vec<serde_json::Value> {
    stub.asked().iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect()
}

#[tokio::test]
async fn what_is_put_is_what_is_got() {
    let stub = HttpStub::start([done(), done()]).unwrap();
    let signing = SigningSecrets {
        client_secret: Some("shhh".into()),
        previous_client_secret: Some(ReplacedSecret {
            secret: "hush".into(),
            replaced_at: "2026-11-24T17:00:00Z".parse().unwrap(),
        }),
        path_key: "k1".into(),
        shopify_secret: Some("shpss".into()),
        timestamped: false,
    };
    let put = RechargeSecrets { api_token: "sk_test".into(), signing };
    secrets(&stub).put(&store(), &put).await.unwrap();
    let [signing, token] = asked(&stub).try_into().unwrap();
    insta::assert_snapshot!(signing, @r#"{"Name":"/rechime/test/stores/oat-and-ember/signing","Overwrite":true,"Tier":"Standard","Type":"SecureString","Value":"{\"client_secret\":\"shhh\",\"previous_client_secret\":\"hush\",\"client_secret_replaced_at\":\"2026-11-24T17:00:00Z\",\"path_key\":\"k1\",\"shopify_secret\":\"shpss\"}"}"#);
    insta::assert_snapshot!(token, @r#"{"Name":"/rechime/test/stores/oat-and-ember/token","Overwrite":true,"Tier":"Standard","Type":"SecureString","Value":"sk_test"}"#);

    let stub = HttpStub::start([parameters(&[
        ("signing", signing["Value"].as_str().unwrap()),
        ("token", token["Value"].as_str().unwrap()),
        ("timestamped", "2026-11-24T17:00:00Z"),
    ])])
    .unwrap();
    let got = secrets(&stub).get(&store()).await.unwrap().unwrap();
    assert_eq!(got.api_token.expose_secret(), "sk_test");
    assert_eq!(got.signing.client_secret.as_ref().map(ExposeSecret::expose_secret), Some("shhh"));
    let previous =
        |time: &str| got.signing.previous(time.parse().unwrap()).map(|it| it.secret.expose_secret());
    assert_eq!([previous("2026-11-26T17:00:00Z"), previous("2026-11-26T17:00:01Z")], [Some("hush"), None]);
    assert_eq!(got.signing.path_key.expose_secret(), "k1");
    assert_eq!(got.signing.shopify_secret.as_ref().map(ExposeSecret::expose_secret), Some("shpss"));
    assert!(got.signing.timestamped);
    assert!(!format!("{got:?}").contains("shhh"));
}

#[tokio::test]
async fn a_function_asks_for_what_it_needs_and_no_more() {
    let known = || parameters(&[("signing", r#"{"path_key":"k1"}"#), ("token", "sk_test")]);
    let stub = HttpStub::start([known(), known()]).unwrap();
    let signing = secrets(&stub).get_signing(&store()).await.unwrap().unwrap();
    assert!(!signing.timestamped);
    secrets(&stub).get_token(&store()).await.unwrap().unwrap();
    let names: Vec<_> = asked(&stub).iter().map(|asked| asked["Names"].to_string()).collect();
    let prefix = "/rechime/test/stores/oat-and-ember";
    assert_eq!(names[0], format!(r#"["{prefix}/signing","{prefix}/timestamped"]"#));
    assert_eq!(names[1], format!(r#"["{prefix}/token"]"#));
}

#[tokio::test]
async fn a_store_that_is_not_connected_has_none_and_loses_none() {
    let missing = || Answer::json(400, r#"{"__type":"ParameterNotFound"}"#);
    let nothing = || parameters(&[]);
    let stub = HttpStub::start([nothing(), nothing(), nothing(), missing(), missing()]).unwrap();
    assert!(secrets(&stub).get(&store()).await.unwrap().is_none());
    assert!(secrets(&stub).get_signing(&store()).await.unwrap().is_none());
    assert!(secrets(&stub).get_token(&store()).await.unwrap().is_none());
    secrets(&stub).delete(&store()).await.unwrap();
}

#[tokio::test]
async fn a_store_is_marked_once_whoever_else_marks_it() {
    let at = "2026-11-24T17:00:00Z".parse().unwrap();
    let taken = Answer::json(400, r#"{"__type":"ParameterAlreadyExists"}"#);
    let stub = HttpStub::start([parameters(&[]), taken, parameters(&[("timestamped", "x")])]).unwrap();
    secrets(&stub).mark_timestamped(&store(), at).await.unwrap();
    secrets(&stub).mark_timestamped(&store(), at).await.unwrap();
    let asked = asked(&stub);
    assert_eq!(asked.len(), 3, "the second finds the mark");
    insta::assert_snapshot!(asked[1], @r#"{"Name":"/rechime/test/stores/oat-and-ember/timestamped","Tier":"Standard","Type":"String","Value":"2026-11-24T17:00:00Z"}"#);
}

#[tokio::test]
async fn errors_name_the_parameter_and_never_quote_it() {
    let stub = HttpStub::start([parameters(&[("signing", r#"{"client_secret":"shhh"}"#)])]).unwrap();
    let error = secrets(&stub).get_signing(&store()).await.unwrap_err().to_string();
    assert!(error.contains("/rechime/test/stores/oat-and-ember/signing"), "{error}");
    assert!(!error.contains("shhh"), "{error}");

    let denied = Answer::json(400, r#"{"__type":"AccessDeniedException","message":"not sk_live_1"}"#);
    let stub = HttpStub::start([denied]).unwrap();
    let error = secrets(&stub).get(&store()).await.unwrap_err().to_string();
    assert!(error.ends_with("is out of reach: AccessDeniedException"), "{error}");
}
