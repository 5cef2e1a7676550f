//! What a test makes go wrong with the next messages.

use serde::{Deserialize, Serialize};

/// The body of `PUT /_sim/faults`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Faults {
    /// Used up in order, each by the messages it is meant for.
    next: Vec<Fault>,
    /// How late every answer comes, in milliseconds. The message is accepted at once.
    pub(crate) latency_ms: u64,
}

/// One fault.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    kind: Kind,
    /// The provider's own error code, for `fail`: a Twilio number, or an AWS exception or reason.
    code: Option<String>,
    /// How many messages it meets.
    #[serde(default = "once")]
    times: u32,
    /// Meets only messages to this phone.
    to: Option<String>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Refused for now.
    Throttle,
    /// Refused for good.
    Fail,
    /// Accepted, and never answered.
    TimeoutAfterAccept,
    /// Neither accepted nor answered.
    TimeoutBeforeAccept,
}

impl Faults {
    /// Takes the fault that meets a message to `to`, if any is left.
    pub(crate) fn strike(&mut self, to: &str) -> Option<(Kind, Option<String>)> {
        let meets = |fault: &Fault| fault.times > 0 && fault.to.as_deref().is_none_or(|phone| phone == to);
        let fault = self.next.iter_mut().find(|fault| meets(fault))?;
        fault.times -= 1;
        let struck = (fault.kind, fault.code.clone());
        self.next.retain(|fault| fault.times > 0);
        Some(struck)
    }
}

fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_used_up_in_order_by_those_they_are_meant_for() {
        let mut faults: Faults = serde_json::from_str(
            r#"{"next": [{"kind": "fail", "to": "+1", "code": "21610"}, {"kind": "throttle", "times": 2}]}"#,
        )
        .unwrap();
        assert_eq!(faults.strike("+2"), Some((Kind::Throttle, None)));
        assert_eq!(faults.strike("+1"), Some((Kind::Fail, Some("21610".to_owned()))));
        assert_eq!(faults.strike("+1"), Some((Kind::Throttle, None)));
        assert_eq!(faults.strike("+1"), None);
    }
}
