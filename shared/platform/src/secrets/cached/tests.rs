use super::*;
use crate::secrets::{MemorySecrets, RechargeSecrets, SecretEditor};

fn secrets() -> RechargeSecrets {
    let signing = SigningSecrets {
        client_secret: None,
        previous_client_secret: None,
        path_key: "k1".into(),
        shopify_secret: None,
        timestamped: false,
    };
    RechargeSecrets { api_token: "sk_test".into(), signing }
}

fn store(name: &str) -> StoreId {
    StoreId::parse(name).unwrap()
}

async fn knowing(names: &[&str]) -> Cached<MemorySecrets> {
    let cached = Cached::new(MemorySecrets::default());
    for name in names {
        cached.inner.put(&store(name), &secrets()).await.unwrap();
    }
    cached
}

#[tokio::test(start_paused = true)]
async fn an_answer_counts_for_its_time_also_that_there_is_none() {
    let cached = knowing(&[]).await;
    let demo = store("demo");
    assert!(cached.get_signing(&demo).await.unwrap().is_none());
    assert!(cached.get_token(&demo).await.unwrap().is_none());
    cached.inner.put(&demo, &secrets()).await.unwrap();
    assert!(cached.get_signing(&demo).await.unwrap().is_none());
    assert_eq!(cached.inner.reads(), 2);
    tokio::time::advance(TOKENS_FRESH).await;
    assert!(cached.get_token(&demo).await.unwrap().is_some());
    assert!(cached.get_signing(&demo).await.unwrap().is_none());
    tokio::time::advance(SIGNING_FRESH).await;
    for _ in 0..2 {
        assert!(cached.get_signing(&demo).await.unwrap().is_some());
    }
    assert_eq!(cached.inner.reads(), 4);
}

#[tokio::test(start_paused = true)]
async fn stores_that_were_read_together_are_not_read_together_again() {
    let names: Vec<_> = (0..100).map(|number| format!("store-{number}")).collect();
    let cached = knowing(&[]).await;
    let ages: Vec<_> = names.iter().map(|name| cached.signing.fresh_for(&store(name))).collect();
    let shortest = SIGNING_FRESH.mul_f64(0.9);
    assert!(ages.iter().all(|age| *age > shortest && *age <= SIGNING_FRESH));
    let early = ages.iter().filter(|age| **age < SIGNING_FRESH.mul_f64(0.95)).count();
    assert!((10..=90).contains(&early), "{early} of 100 in the first half");
}

#[tokio::test(start_paused = true)]
async fn whoever_suspects_an_answer_gets_a_new_one_but_not_all_the_time() {
    let cached = knowing(&[]).await;
    let demo = store("demo");
    assert!(cached.get_signing(&demo).await.unwrap().is_none());
    cached.inner.put(&demo, &secrets()).await.unwrap();
    assert!(cached.refresh_signing(&demo).await.unwrap().is_none(), "it was asked a moment ago");
    tokio::time::advance(SUSPECT).await;
    for _ in 0..3 {
        assert!(cached.refresh_signing(&demo).await.unwrap().is_some());
    }
    assert_eq!(cached.inner.reads(), 2);
    assert!(cached.get_signing(&demo).await.unwrap().is_some(), "what was learnt counts for everybody");
    assert_eq!(cached.inner.reads(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_aged_answer_is_better_than_none_and_an_outage_is_not_asked_about_each_time() {
    let cached = knowing(&["demo"]).await;
    assert!(cached.get_signing(&store("demo")).await.unwrap().is_some());
    cached.inner.refuse(true);
    tokio::time::advance(SIGNING_FRESH * 10).await;
    for _ in 0..100 {
        assert!(cached.get_signing(&store("demo")).await.unwrap().is_some());
    }
    assert_eq!(cached.inner.reads(), 2);
    assert!(cached.get_signing(&store("other")).await.is_err());
    assert!(cached.refresh_signing(&store("demo")).await.is_err(), "whoever suspects it gets no aged one");
    cached.inner.refuse(false);
    tokio::time::advance(REST).await;
    assert!(cached.get_signing(&store("demo")).await.unwrap().is_some());
    assert_eq!(cached.inner.reads(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_process_asks_for_so_many_secrets_and_no_more() {
    let cached = knowing(&["demo"]).await;
    assert!(cached.get_signing(&store("demo")).await.unwrap().is_some());
    tokio::time::advance(SIGNING_FRESH).await;
    let mut refused = 0;
    for number in 0..1_000 {
        let answer = cached.get_signing(&store(&format!("guess-{number}"))).await;
        refused += usize::from(matches!(answer, Err(SecretsError::OverBudget { .. })));
    }
    assert_eq!((cached.inner.reads(), refused), (1 + 20, 980));
    assert!(cached.get_signing(&store("demo")).await.unwrap().is_some(), "its aged secrets count");
}

#[tokio::test(start_paused = true)]
async fn many_at_once_for_one_store_ask_once() {
    let cached = knowing(&["demo"]).await;
    let demo = store("demo");
    let answers = futures::future::join_all((0..50).map(|_| cached.get_signing(&demo))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(Option::is_some)));
    assert_eq!(cached.inner.reads(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_has_secrets_is_never_forgotten_for_one_that_has_none() {
    let cached = knowing(&[]).await;
    let known = Arc::new(secrets().signing);
    for number in 0..REMEMBERED {
        cached.signing.answers.put(&store(&format!("store-{number}")), Some(Arc::clone(&known)));
    }
    for number in 0..REMEMBERED {
        cached.signing.answers.put(&store(&format!("guess-{number}")), None);
    }
    let remembers = |name: &str| cached.signing.answers.get_even_aged(&store(name)).is_some();
    assert!((0..REMEMBERED).all(|number| remembers(&format!("store-{number}"))));
}

#[tokio::test(start_paused = true)]
async fn a_store_is_marked_once_and_tried_again_where_that_failed() {
    let cached = knowing(&["demo"]).await;
    let (demo, at) = (store("demo"), Timestamp::UNIX_EPOCH);
    cached.inner.refuse(true);
    assert!(cached.mark_timestamped(&demo, at).await.is_err());
    cached.inner.refuse(false);
    for _ in 0..3 {
        cached.mark_timestamped(&demo, at).await.unwrap();
    }
    assert_eq!(cached.inner.marks(), 2);
}
