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

fn parameter(value: &str) -> Answer {
    Answer::json(200, &serde_json::json!({"Parameter": {"Value": value}}).to_string())
}

#[tokio::test]
async fn what_is_put_is_what_is_got() {
    let stub = HttpStub::start([Answer::json(200, r#"{"Version":1}"#)]).unwrap();
    let put = RechargeSecrets {
        api_token: "sk_test".into(),
        client_secret: Some("shhh".into()),
        previous_client_secret: Some(ReplacedSecret {
            secret: "hush".into(),
            replaced_at: "2026-11-24T17:00:00Z".parse().unwrap(),
        }),
        path_key: "k1".into(),
        shopify_secret: Some("shpss".into()),
    };
    secrets(&stub).put(&store(), &put).await.unwrap();
    let body: serde_json::Value = serde_json::from_str(&stub.asked()[0].body).unwrap();
    insta::assert_snapshot!(body, @r#"{"Name":"/rechime/test/stores/oat-and-ember/recharge","Overwrite":true,"Tier":"Standard","Type":"SecureString","Value":"{\"api_token\":\"sk_test\",\"client_secret\":\"shhh\",\"previous_client_secret\":\"hush\",\"client_secret_replaced_at\":\"2026-11-24T17:00:00Z\",\"path_key\":\"k1\",\"shopify_secret\":\"shpss\"}"}"#);

    let stub = HttpStub::start([parameter(body["Value"].as_str().unwrap())]).unwrap();
    let got = secrets(&stub).get(&store()).await.unwrap().unwrap();
    assert_eq!(got.api_token.expose_secret(), "sk_test");
    assert_eq!(got.client_secret.as_ref().map(ExposeSecret::expose_secret), Some("shhh"));
    let counting = |time: &str| {
        let secrets = got.client_secrets(time.parse().unwrap()).map(ExposeSecret::expose_secret);
        secrets.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(counting("2026-11-26T17:00:00Z"), ["shhh", "hush"]);
    assert_eq!(counting("2026-11-26T17:00:01Z"), ["shhh"]);
    assert_eq!(got.path_key.expose_secret(), "k1");
    assert_eq!(got.shopify_secret.as_ref().map(ExposeSecret::expose_secret), Some("shpss"));
    assert!(!format!("{got:?}").contains("shhh"));
}

#[tokio::test]
async fn a_store_that_is_not_connected_has_none_and_loses_none() {
    let missing = || Answer::json(400, r#"{"__type":"ParameterNotFound"}"#);
    let stub = HttpStub::start([missing(), missing()]).unwrap();
    assert!(secrets(&stub).get(&store()).await.unwrap().is_none());
    secrets(&stub).delete(&store()).await.unwrap();
}

#[tokio::test]
async fn errors_name_the_parameter_and_never_quote_it() {
    let stub = HttpStub::start([parameter(r#"{"api_token":"sk_live_1"}"#)]).unwrap();
    let error = secrets(&stub).get(&store()).await.unwrap_err().to_string();
    assert!(error.contains("/rechime/test/stores/oat-and-ember/recharge"), "{error}");
    assert!(!error.contains("sk_live"), "{error}");

    let denied = Answer::json(400, r#"{"__type":"AccessDeniedException","message":"not sk_live_1"}"#);
    let stub = HttpStub::start([denied]).unwrap();
    let error = secrets(&stub).get(&store()).await.unwrap_err().to_string();
    assert!(error.ends_with("is out of reach: AccessDeniedException"), "{error}");
}
