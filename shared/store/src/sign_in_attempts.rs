//! Attempts to sign in, counted by the address that they come from: a guesser is slowed down, and whoever has the key
//! gets in from another address.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_dynamo::AttributeValue;

#[cfg(feature = "memory")]
use crate::memory::Memory;
use crate::{
    changes::Changes,
    error::StoreError,
    item::{EXPIRES_AT, Item, expiry, number},
    keys,
    table::{Table, Write},
};

/// Attempts from one address within ten minutes, not counting those that succeeded.
pub const MOST_ATTEMPTS: u8 = 10;

/// How long the attempts of an address are counted together, in seconds. Windows begin with the hour.
const WINDOW: i64 = 10 * 60;

/// The operator is told at most once in so many seconds.
const ALERT_WINDOW: i64 = 60 * 60;

/// Whether somebody may try a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// They may, and so often more after that.
    Allowed {
        /// What is left in this window.
        left: u8,
    },
    /// They may not, until then.
    Refused {
        /// When the next window begins.
        until: Timestamp,
    },
}

/// Counts attempts to sign in.
#[async_trait]
pub trait SignInAttempts: Send + Sync {
    /// Counts an attempt that comes from `address`, unless [`MOST_ATTEMPTS`] came in this window. It is counted before
    /// the key is looked at: of a thousand at once, no more are let through.
    async fn claim_attempt(&self, address: &str, at: Timestamp) -> Result<Attempt, StoreError>;

    /// Takes back an attempt that succeeded.
    async fn release_attempt(&self, address: &str, at: Timestamp) -> Result<(), StoreError>;

    /// Whether the caller is the one who tells the operator: once an hour, whatever the number of addresses.
    async fn claim_alert(&self, at: Timestamp) -> Result<bool, StoreError>;
}

/// The beginning of the window that an instant is in.
fn window(at: Timestamp, seconds: i64) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(seconds)).unwrap_or(at)
}

fn attempt(before: u8, at: Timestamp) -> Attempt {
    match MOST_ATTEMPTS.checked_sub(before + 1) {
        Some(left) => Attempt::Allowed { left },
        None => Attempt::Refused { until: window(at, WINDOW) + SignedDuration::from_secs(WINDOW) },
    }
}

#[async_trait]
impl SignInAttempts for Table {
    async fn claim_attempt(&self, address: &str, at: Timestamp) -> Result<Attempt, StoreError> {
        let changes = Changes::default()
            .set_to("attempts", "if_not_exists(#attempts, :none) + :one")
            .set(EXPIRES_AT, expiry(at, SignedDuration::from_secs(2 * WINDOW)))
            .only_if("attribute_not_exists(#attempts) OR #attempts < :most")
            .value("none", count(0))
            .value("one", count(1))
            .value("most", count(MOST_ATTEMPTS));
        let (Write::Done(before) | Write::Refused(before)) =
            self.update_row(&keys::sign_in_attempts(address, window(at, WINDOW)), changes).await?;
        Ok(attempt(attempts(&before), at))
    }

    async fn release_attempt(&self, address: &str, at: Timestamp) -> Result<(), StoreError> {
        let changes = Changes::default()
            .set_to("attempts", "#attempts - :one")
            .only_if("#attempts > :none")
            .value("none", count(0))
            .value("one", count(1));
        self.update_row(&keys::sign_in_attempts(address, window(at, WINDOW)), changes).await.map(drop)
    }

    async fn claim_alert(&self, at: Timestamp) -> Result<bool, StoreError> {
        let changes = Changes::default()
            .set(EXPIRES_AT, expiry(at, SignedDuration::from_secs(2 * ALERT_WINDOW)))
            .only_if("attribute_not_exists(pk)");
        Ok(self.update_row(&keys::sign_in_alert(window(at, ALERT_WINDOW)), changes).await?.is_done())
    }
}

fn count(number: u8) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn attempts(row: &Item) -> u8 {
    number(row, "attempts").unwrap_or_default()
}

#[cfg(feature = "memory")]
#[async_trait]
impl SignInAttempts for Memory {
    async fn claim_attempt(&self, address: &str, at: Timestamp) -> Result<Attempt, StoreError> {
        let mut contents = self.contents();
        let counted = contents.sign_in_attempts.entry((address.to_owned(), window(at, WINDOW))).or_default();
        let attempt = attempt(*counted, at);
        if matches!(attempt, Attempt::Allowed { .. }) {
            *counted += 1;
        }
        Ok(attempt)
    }

    async fn release_attempt(&self, address: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if let Some(counted) = contents.sign_in_attempts.get_mut(&(address.to_owned(), window(at, WINDOW))) {
            *counted = counted.saturating_sub(1);
        }
        Ok(())
    }

    async fn claim_alert(&self, at: Timestamp) -> Result<bool, StoreError> {
        Ok(self.contents().sign_in_alerts.insert(window(at, ALERT_WINDOW)))
    }
}
