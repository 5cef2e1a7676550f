//! How a job ends when it does not end well.

use std::error::Error;

/// What went wrong, whatever it is.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a job is not done. In queue code every `?` says which, by [`JobError::retry`] or [`JobError::fail`].
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may go well another time: the queue brings the message again.
    #[error("{0}")]
    Retry(Cause),
    /// It will never go well: the message leaves the queue and is told of.
    #[error("{0}")]
    Fail(Cause),
}

impl JobError {
    /// For `map_err`: worth another attempt.
    pub fn retry(cause: impl Into<Cause>) -> Self {
        Self::Retry(cause.into())
    }

    /// For `map_err`: no attempt will help.
    pub fn fail(cause: impl Into<Cause>) -> Self {
        Self::Fail(cause.into())
    }
}
