//! What an input costs: time, and bytes of memory asked for.

use std::{
    alloc::System,
    time::{Duration, Instant},
};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What something cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) time: Duration,
    /// All bytes that were asked for, also those that were given back.
    pub(crate) bytes: usize,
}

/// Does something and says what it cost.
pub(crate) fn metered<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let region = Region::new(ALLOCATOR);
    let started = Instant::now();
    let done = work();
    let cost = Cost { time: started.elapsed(), bytes: region.change().bytes_allocated };
    (done, cost)
}
