//! What a test makes go wrong in the Admin API, and on the way of the webhooks.

use axum::http::StatusCode;
use serde::Deserialize;

/// The body of `PUT /_sim/faults`. A fault that is absent does not happen.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Faults {
    /// The HTTP status that stands in for the answer.
    status: Option<u16>,
    /// The share of requests that get it, from 0 to 1.
    share: f64,
    /// How long every answer takes, in milliseconds.
    pub(crate) latency_ms: u64,
    /// Whether the leaky bucket limits requests.
    pub(crate) rate_limit: bool,
    /// Whether webhooks reach anybody.
    pub(crate) deliveries: bool,
    #[serde(skip)]
    due: f64,
}

impl Default for Faults {
    fn default() -> Self {
        Self { status: None, share: 1.0, latency_ms: 0, rate_limit: true, deliveries: true, due: 0.0 }
    }
}

impl Faults {
    /// The fault that meets the next request. Faults are spread evenly, not drawn, so that tests repeat.
    pub(crate) fn strike(&mut self) -> Option<StatusCode> {
        let status = StatusCode::from_u16(self.status?).ok()?;
        self.due += self.share.clamp(0.0, 1.0);
        (self.due >= 1.0).then(|| {
            self.due -= 1.0;
            status
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_strikes_evenly() {
        let mut faults: Faults = serde_json::from_str(r#"{"status": 500, "share": 0.25}"#).unwrap();
        let struck: Vec<bool> = (0..8).map(|_| faults.strike().is_some()).collect();
        assert_eq!(struck, [false, false, false, true, false, false, false, true]);
    }
}
