//! What takes too long ends, and keeps nothing else waiting; but no answer is cut off.

use std::time::Duration;

use jiff::SignedDuration;
use rechime_domain::consent::ConsentStatus;
use rechime_store::Fault;
use tokio::time::Instant;

use super::world::{World, inbound, queue_message};
use crate::WORKING_TIME;

#[tokio::test(start_paused = true)]
async fn a_reply_that_hangs_comes_again_and_the_others_of_its_batch_are_answered() {
    let world = World::new().await;
    world.faulty.fail_after(0, Fault::Stalled);
    let messages = [("q-1", "r-1", "STOP"), ("q-2", "r-2", "HELP")];
    let started = Instant::now();
    let batch = messages.map(|(queued, id, words)| queue_message(queued, 1, inbound(id, words)));
    assert!(!world.come_together(batch).await);
    assert_eq!(started.elapsed(), WORKING_TIME);
    assert_eq!(world.answers().len(), 1);
    world.clock.advance(SignedDuration::from_mins(1));
    assert!(world.comes("q-1", 2, &inbound("r-1", "STOP")).await);
    assert_eq!((world.answers().len(), world.consent("demo").await), (2, ConsentStatus::Unsubscribed));
}

#[tokio::test(start_paused = true)]
async fn no_answer_is_begun_without_the_time_to_finish_it() {
    let world = World::new().await;
    world.faulty.delay(Duration::from_millis(600));
    assert!(world.comes("q-1", 1, &inbound("r-1", "STOP")).await, "what was said need not be entered again");
    assert!(world.answers().is_empty());
    world.faulty.delay(Duration::ZERO);
    assert_eq!(world.consent("demo").await, ConsentStatus::Unsubscribed);
    let [waiting] = world.replies.take().try_into().unwrap();
    assert!(world.comes("q-2", 1, &serde_json::to_string(&waiting.job).unwrap()).await);
    assert_eq!(world.answers().len(), 1);
}
