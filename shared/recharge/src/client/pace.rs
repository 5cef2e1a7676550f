//! Whose turn it is to ask Recharge: all who ask with the same token share one bucket, whatever process they are in.

use std::time::Duration;

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::Rate;

/// The longest that anybody is [held back](Pacer::hold_back) in one go.
pub const LONGEST_HOLD: Duration = Duration::from_mins(1);

/// All calls with one token: they share a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Names the token and gives nothing of it away: 32 hexadecimal digits.
    pub name: String,
    /// How fast it may ask.
    pub rate: Rate,
}

impl Lane {
    /// The lane of a token.
    #[must_use]
    pub fn of(token: &SecretString) -> Self {
        let digest =
            Sha256::new().chain_update(b"recharge pace:").chain_update(token.expose_secret()).finalize();
        let name = HEXLOWER.encode(&digest).chars().take(32).collect();
        Self { name, rate: Rate::of(token.expose_secret()) }
    }
}

/// Gives calls their turn, to all functions alike. It never lets more through than the bucket holds, over any stretch
/// of time.
#[async_trait]
pub trait Pacer: Send + Sync {
    /// Takes the next free turn and says how long to wait for it; `None` where that were longer than `patience`, and
    /// then nothing is taken.
    async fn take(
        &self,
        lane: &Lane,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Option<Duration>, PaceError>;

    /// Recharge refused a call although it had its turn: nobody gets one before `pause`, at most [`LONGEST_HOLD`], has
    /// passed.
    async fn hold_back(&self, lane: &Lane, now: Timestamp, pause: Duration) -> Result<(), PaceError>;
}

/// The pace could not be agreed upon, so nobody may ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PaceError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_gives_nothing_of_its_token_away() {
        let lane = Lane::of(&"sk_1x1_0123".into());
        assert_eq!((lane.name.len(), lane.name.contains("0123")), (32, false));
        assert_eq!(lane, Lane::of(&"sk_1x1_0123".into()));
        assert_ne!(lane.name, Lane::of(&"sk_1x1_0124".into()).name);
    }
}
