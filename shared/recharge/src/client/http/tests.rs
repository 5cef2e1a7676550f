use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

/// Answers one request with `status` and `body`, and gives back what was asked, in lower case.
async fn exchange<T>(
    status: u16,
    body: &str,
    call: impl AsyncFnOnce(&HttpRechargeApi, &SecretString) -> T,
) -> (T, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = HttpRechargeApi::new(format!("http://{}", listener.local_addr().unwrap()), HttpClient::new());
    let answer =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4_096];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..length]).to_lowercase()
    };
    let token = "sk_1x1_test".into();
    tokio::join!(call(&api, &token), server)
}

#[tokio::test]
async fn each_call_carries_token_and_version() {
    let body = r#"{"customer":{"id":5,"phone":"+16145550188"}}"#;
    let (customer, request) =
        exchange(200, body, async |api, token| api.get_customer(token, "5").await).await;
    assert_eq!(customer.unwrap().phone.as_deref(), Some("+16145550188"));
    assert!(request.starts_with("get /customers/5?include=addresses http/1.1"), "{request}");
    assert!(request.contains("x-recharge-access-token: sk_1x1_test"), "{request}");
    assert!(request.contains("x-recharge-version: 2021-11"), "{request}");
}

#[tokio::test]
async fn a_webhook_is_asked_for_with_its_version_and_the_customer() {
    let body =
        r#"{"webhook":{"id":6,"address":"https://a.example/x","topic":"charge/paid","included_objects":[]}}"#;
    let (webhook, request) = exchange(201, body, async |api, token| {
        api.create_webhook(token, "https://a.example/x", HandledTopic::ChargePaid).await
    })
    .await;
    assert_eq!(webhook.unwrap().id, "6");
    let sent = request.rsplit("\r\n").next().unwrap();
    insta::assert_snapshot!(sent, @r#"{"address":"https://a.example/x","included_objects":["customer"],"topic":"charge/paid","version":"2021-11"}"#);
}

#[tokio::test]
async fn an_object_is_asked_for_again_as_its_webhook_would_carry_it() {
    let body = r#"{"charge":{"id":8}}"#;
    let subject = Subject::Charge("8".to_owned());
    let (answer, request) =
        exchange(200, body, async |api, token| api.get_object(token, &subject).await).await;
    assert_eq!(answer.unwrap().get(), body);
    assert!(request.starts_with("get /charges/8?include=customer "), "{request}");
}

#[tokio::test]
async fn a_store_that_may_not_be_read_is_unknown_and_a_lost_webhook_is_gone() {
    let (store, _) =
        exchange(403, r#"{"error":"scope"}"#, async |api, token| api.get_store(token).await).await;
    assert_eq!(store, Ok(None));
    let (gone, _) = exchange(404, "", async |api, token| api.delete_webhook(token, "6").await).await;
    assert_eq!(gone, Ok(()));
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let (bad, _) =
        exchange(401, r#"{"errors":"bad"}"#, async |api, token| api.get_token_information(token).await).await;
    assert_eq!(bad, Err(ApiError::BadToken));
    let (busy, _) = exchange(429, "", async |api, token| api.list_webhooks(token).await).await;
    assert!(busy.unwrap_err().is_retryable());
    let (odd, _) = exchange(200, "<html>", async |api, token| api.list_webhooks(token).await).await;
    assert!(!odd.unwrap_err().is_retryable());
    let nowhere = HttpRechargeApi::new("http://127.0.0.1:1", HttpClient::new());
    let lost = nowhere.list_webhooks(&"sk_1x1_test".into()).await.unwrap_err();
    assert!(lost.is_retryable() && !lost.to_string().contains("127.0.0.1"), "{lost}");
}

#[tokio::test]
async fn what_changed_is_asked_for_with_its_customers_and_by_the_cursor_after_that() {
    let since = "2026-11-24T17:00:00Z".parse().unwrap();
    let body = r#"{"next_cursor":"c2","previous_cursor":null,"charges":[{"id":8}]}"#;
    let (page, request) = exchange(200, body, async |api, token| {
        api.list_changed(token, Listing::Charges, since, None).await.unwrap()
    })
    .await;
    assert!(
        request.starts_with("get /charges?limit=250&include=customer&updated_at_min=2026-11-24t17:00:00z "),
        "{request}"
    );
    assert_eq!((page.items[0].get(), page.next.as_deref()), (r#"{"charge":{"id":8}}"#, Some("c2")));
    let (_, request) = exchange(200, body, async |api, token| {
        api.list_changed(token, Listing::Charges, since, Some("c2")).await.unwrap()
    })
    .await;
    assert!(request.starts_with("get /charges?limit=250&cursor=c2 "), "{request}");
}

#[tokio::test]
async fn webhooks_are_read_to_the_last_page() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let api = HttpRechargeApi::new(url, HttpClient::new());
    let page = |id: u8, next: &str| {
        format!(r#"{{"next_cursor":{next},"webhooks":[{{"id":{id},"address":"a","topic":"charge/paid"}}]}}"#)
    };
    let server = async {
        let mut asked = Vec::new();
        for body in [page(1, r#""c 2""#), page(2, "null")] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).await.unwrap();
            let head =
                format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            asked.push(String::from_utf8_lossy(&request[..length]).lines().next().unwrap().to_owned());
        }
        asked
    };
    let token = "sk_1x1_test".into();
    let (webhooks, asked) = tokio::join!(api.list_webhooks(&token), server);
    let ids: Vec<_> = webhooks.unwrap().into_iter().map(|webhook| webhook.id).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(asked, ["GET /webhooks?limit=250 HTTP/1.1", "GET /webhooks?limit=250&cursor=c%202 HTTP/1.1"]);
}
