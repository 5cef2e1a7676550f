//! Ids of accepted messages.

use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Makes ids that no other message has, in this or another run.
#[derive(Debug, Default)]
pub(crate) struct MessageIds(AtomicU64);

impl MessageIds {
    /// 32 hexadecimal digits.
    pub(crate) fn next(&self, now: Timestamp) -> String {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let unique = format!("{}/{}/{number}", std::process::id(), now.as_nanosecond());
        let mut digits = HEXLOWER.encode(&Sha256::digest(unique));
        digits.truncate(32);
        digits
    }
}
