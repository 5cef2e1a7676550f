//! What an input costs: time of the processor, and bytes of memory asked for.

use std::{alloc::System, time::Duration};

use rustix::time::{ClockId, clock_gettime};
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
    let started = processor_time();
    let done = work();
    let cost =
        Cost { time: processor_time().saturating_sub(started), bytes: region.change().bytes_allocated };
    (done, cost)
}

/// How long the processor has worked for this thread. A busy machine makes no input slow, and no run short.
pub(crate) fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
