//! A processor for the process that is measured. Without it, this program and the emulator push its code out of the cache.

use std::{
    io,
    process::{Child, Command},
};

/// Which processors are for what is measured, and which for all else.
pub(super) struct Processors(#[cfg(target_os = "linux")] linux::Parts);

impl Processors {
    /// Moves this thread, and whatever it starts from now on, off one of the processors. Where there is only one, or the
    /// operating system has no way to do it, all run where they like.
    pub(super) fn part() -> io::Result<Self> {
        Ok(Self(
            #[cfg(target_os = "linux")]
            linux::Parts::part()?,
        ))
    }

    /// Leaves nothing in the caches of that processor that a program could use. So does Lambda, when a function starts; and
    /// what is measured would else depend on the program that ran before.
    pub(super) fn empty_caches(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        self.0.empty_caches()?;
        Ok(())
    }

    /// Starts a process that has that processor for itself.
    pub(super) fn spawn(&self, command: &mut Command) -> io::Result<Child> {
        #[cfg(target_os = "linux")]
        return self.0.spawn(command);
        #[cfg(not(target_os = "linux"))]
        command.spawn()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::hint::black_box;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    use super::{Child, Command, io};

    /// More than the caches of a machine's processors have.
    const MORE_THAN_CACHES: usize = 96 * 1024 * 1024;

    pub(super) struct Parts {
        measured: CpuSet,
        others: CpuSet,
    }

    impl Parts {
        pub(super) fn part() -> io::Result<Self> {
            let all = sched_getaffinity(None)?;
            let mut parts = Self { measured: all, others: all };
            if all.count() > 1
                && let Some(last) = (0..CpuSet::MAX_CPU).rev().find(|processor| all.is_set(*processor))
            {
                parts.others.unset(last);
                parts.measured.clear();
                parts.measured.set(last);
            }
            sched_setaffinity(None, &parts.others)?;
            Ok(parts)
        }

        pub(super) fn empty_caches(&self) -> io::Result<()> {
            sched_setaffinity(None, &self.measured)?;
            black_box(vec![1_u8; MORE_THAN_CACHES]);
            Ok(sched_setaffinity(None, &self.others)?)
        }

        /// A process runs where the thread does that starts it.
        pub(super) fn spawn(&self, command: &mut Command) -> io::Result<Child> {
            sched_setaffinity(None, &self.measured)?;
            let child = command.spawn();
            sched_setaffinity(None, &self.others)?;
            child
        }
    }
}
