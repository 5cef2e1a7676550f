//! An event that takes too long ends, and keeps no other waiting.

use rechime_store::Fault;
use tokio::time::Instant;

use super::{webhook::Webhook, world::World};
use crate::PLANNING_TIME;

#[tokio::test(start_paused = true)]
async fn an_event_that_hangs_comes_again_and_the_others_of_its_batch_are_told() {
    // Configuration and facts of the one or the other.
    for calls in 0..4 {
        let world = World::new().await;
        world.faulty.fail_after(calls, Fault::Stalled);
        let batch = [Webhook::paid(1).queued_as("q-1"), Webhook::paid(2).queued_as("q-2")];
        let started = Instant::now();
        let again = world.evaluate(&batch).await;
        assert_eq!(started.elapsed(), PLANNING_TIME, "{calls}");
        assert_eq!((again.len(), world.queued().len()), (1, 1), "{calls}");
        let rest = if again == ["q-1"] { &batch[..1] } else { &batch[1..] };
        assert!(world.evaluate(rest).await.is_empty());
        assert_eq!(world.queued().len(), 1, "{calls}: and it is told then");
    }
}
