use super::*;
use crate::secrets::{MemorySecrets, SecretEditor};

fn secrets() -> RechargeSecrets {
    RechargeSecrets {
        api_token: "sk_test".into(),
        client_secret: None,
        previous_client_secret: None,
        path_key: "k1".into(),
        shopify_secret: None,
    }
}

fn store(name: &str) -> StoreId {
    StoreId::parse(name).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_answer_counts_for_a_minute_also_that_there_is_none() {
    let cached = Cached::new(MemorySecrets::default());
    let demo = store("demo");
    assert!(cached.get(&demo).await.unwrap().is_none());
    cached.inner.put(&demo, &secrets()).await.unwrap();
    assert!(cached.get(&demo).await.unwrap().is_none());
    assert_eq!(cached.inner.reads(), 1);
    tokio::time::advance(FRESH).await;
    assert!(cached.get(&demo).await.unwrap().is_some());
    assert!(cached.get(&demo).await.unwrap().is_some());
    assert_eq!(cached.inner.reads(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_suspects_an_answer_gets_a_new_one_but_not_all_the_time() {
    let cached = Cached::new(MemorySecrets::default());
    let demo = store("demo");
    assert!(cached.get(&demo).await.unwrap().is_none());
    cached.inner.put(&demo, &secrets()).await.unwrap();
    assert!(cached.refresh(&demo).await.unwrap().is_none(), "it was asked a moment ago");
    tokio::time::advance(SUSPECT).await;
    for _ in 0..3 {
        assert!(cached.refresh(&demo).await.unwrap().is_some());
    }
    assert_eq!(cached.inner.reads(), 2);
    assert!(cached.get(&demo).await.unwrap().is_some(), "what was learnt counts for everybody");
    assert_eq!(cached.inner.reads(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_aged_answer_is_better_than_none() {
    let cached = Cached::new(MemorySecrets::default());
    cached.inner.put(&store("demo"), &secrets()).await.unwrap();
    assert!(cached.get(&store("demo")).await.unwrap().is_some());
    cached.inner.refuse(true);
    tokio::time::advance(FRESH * 10).await;
    assert!(cached.get(&store("demo")).await.unwrap().is_some());
    assert!(cached.get(&store("other")).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn guessed_names_neither_fill_the_memory_nor_push_out_stores() {
    let cached = Cached::new(MemorySecrets::default());
    cached.inner.put(&store("demo"), &secrets()).await.unwrap();
    assert!(cached.get(&store("demo")).await.unwrap().is_some());
    for number in 0..3 * REMEMBERED {
        assert!(cached.get(&store(&format!("guess-{number}"))).await.unwrap().is_none());
    }
    let remembers = |name: &str| cached.answers.get_even_aged(&store(name)).is_some();
    let guesses = (0..3 * REMEMBERED).filter(|number| remembers(&format!("guess-{number}")));
    assert!(guesses.count() < REMEMBERED);
    assert!(remembers("demo"));
}
