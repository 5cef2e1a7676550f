//! The ways in which a job fails: it comes again, it is put off, or it is parked.

use std::{error::Error, time::Duration};

/// The cause of a failure, of any type.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a job is not done. In queue code every `?` says which, by [`JobError::retry`] or [`JobError::park`].
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may go well another time: the queue brings the message again.
    #[error("{0}")]
    Retry(Cause),
    /// It may go well after a while that is known: the message goes to the queue anew, and is kept there for so long. Unlike
    /// [`Self::Retry`] that uses up none of the queue's attempts.
    #[error("{cause}")]
    PutOff {
        /// Why.
        cause: Cause,
        /// For how long.
        wait: Duration,
    },
    /// It cannot go well as it is: the message leaves the queue and is kept with this reason, until a person has it
    /// tried again or deletes it.
    #[error("{0}")]
    Park(Cause),
}

impl JobError {
    /// For `map_err`: worth another attempt.
    pub fn retry(cause: impl Into<Cause>) -> Self {
        Self::Retry(cause.into())
    }

    /// Worth another attempt after a while.
    pub fn put_off(cause: impl Into<Cause>, wait: Duration) -> Self {
        Self::PutOff { cause: cause.into(), wait }
    }

    /// For `map_err`: another attempt will not help before a person does something.
    pub fn park(cause: impl Into<Cause>) -> Self {
        Self::Park(cause.into())
    }
}
