//! How many secrets a process asks for.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How many may be asked for at once, by a process that has just started.
pub(super) const BURST: u32 = 20;
/// Time for one more. SSM answers 40 requests a second of an account, which all processes share.
pub(super) const EACH: Duration = Duration::from_millis(100);

/// A bucket that leaks (GCRA): the moment at which it will be empty.
#[derive(Debug, Default)]
pub(super) struct Budget(Mutex<Option<Instant>>);

impl Budget {
    /// Takes one lookup; `false` if none is left.
    pub(super) fn take(&self) -> bool {
        let now = Instant::now();
        let mut empty_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = empty_at.map_or(now, |at| at.max(now)) + EACH;
        let has_room = filled.duration_since(now) <= EACH * BURST;
        if has_room {
            *empty_at = Some(filled);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_taken_and_then_one_in_its_time() {
        let budget = Budget::default();
        let taken = |asked: u32| (0..asked).filter(|_| budget.take()).count();
        assert_eq!(taken(1_000), 20);
        tokio::time::advance(EACH * 3).await;
        assert_eq!(taken(1_000), 3);
        tokio::time::advance(Duration::from_hours(1)).await;
        assert_eq!(taken(1_000), 20, "what was not used does not add up");
    }
}
