//! An edited flow, and whether it can work.

mod numbers;
mod step;

use std::collections::BTreeSet;

use rechime_domain::{
    condition::Condition,
    facts::FactKind,
    flow::{Flow, LONGEST_MINUTES, MessageKind, QuietHoursPolicy},
    supersession,
    trigger::Trigger,
};
use serde::Deserialize;

use self::step::EditedStep;
use super::FlowError;
use crate::{extract::present, problem::FieldError};

const MOST_STEPS: usize = 10;

/// Minutes after which a message may be said to be too late: a quarter of an hour to 180 days.
const LIFETIMES: std::ops::RangeInclusive<u32> = 15..=LONGEST_MINUTES;

/// What may be changed; what is left out stays, and null forgets it. `version` is the one that was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlowEdit {
    quiet_hours: Option<QuietHoursPolicy>,
    kind: Option<MessageKind>,
    #[expect(clippy::option_option, reason = "absent, null and a condition are three wishes")]
    #[serde(default, deserialize_with = "present")]
    audience: Option<Option<Condition>>,
    exit_on: Option<BTreeSet<FactKind>>,
    #[expect(clippy::option_option, reason = "absent, null and a number are three wishes")]
    #[serde(default, deserialize_with = "present")]
    expires_after_minutes: Option<Option<u32>>,
    each_retry: Option<bool>,
    steps: Vec<EditedStep>,
    version: u64,
}

impl FlowEdit {
    /// The flow as it will be.
    pub(super) fn apply(self, current: &Flow) -> Result<Flow, FlowError> {
        if self.version != current.version {
            return Err(FlowError::Stale);
        }
        let faults = self.faults(current);
        if !faults.is_empty() {
            return Err(FlowError::Invalid(faults));
        }
        Ok(Flow {
            trigger: current.trigger,
            status: current.status,
            quiet_hours: self.quiet_hours.unwrap_or(current.quiet_hours),
            kind: self.kind.unwrap_or(current.kind),
            audience: self.audience.unwrap_or_else(|| current.audience.clone()),
            exit_on: self.exit_on.unwrap_or_else(|| current.exit_on.clone()),
            expires_after_minutes: self.expires_after_minutes.unwrap_or(current.expires_after_minutes),
            each_retry: self.each_retry.unwrap_or(current.each_retry),
            steps: numbers::keep(current, self.steps),
            version: current.version + 1,
        })
    }

    fn faults(&self, current: &Flow) -> Vec<FieldError> {
        let trigger = current.trigger;
        if !(1..=MOST_STEPS).contains(&self.steps.len()) {
            return vec![FieldError::new("steps", format!("a flow has 1 to {MOST_STEPS} messages"))];
        }
        let of_steps = self.steps.iter().enumerate().flat_map(|(number, step)| step.faults(number, trigger));
        of_steps.chain(numbers::faults(current, &self.steps)).chain(self.own_faults(trigger)).collect()
    }

    fn own_faults(&self, trigger: Trigger) -> impl Iterator<Item = FieldError> {
        let audience = self.audience.iter().flatten().find_map(|audience| audience.check(trigger).err());
        let lifetime = self.expires_after_minutes.flatten().filter(|minutes| !LIFETIMES.contains(minutes));
        let ends = supersession::can_end(trigger);
        let exits = self.exit_on.iter().flatten().find(|kind| !ends.contains(kind));
        let retries = self.each_retry == Some(true) && trigger != Trigger::ChargeWillBeRetried;
        let faults = [
            ("each_retry", retries.then(|| "only charge_will_be_retried has retries to tell of".to_owned())),
            ("audience", audience.map(|error| error.to_string())),
            (
                "expires_after_minutes",
                lifetime.map(|_| {
                    "a message is too late after 15 to 259200 minutes (180 days); null for never".to_owned()
                }),
            ),
            ("exit_on", exits.map(|kind| no_such_exit(*kind, ends))),
        ];
        faults.into_iter().filter_map(|(field, fault)| Some(FieldError::new(field, fault?)))
    }
}

fn no_such_exit(kind: FactKind, ends: &[FactKind]) -> String {
    let known: Vec<_> = ends.iter().map(|kind| kind.key()).collect();
    if known.is_empty() {
        "nothing more is heard of what starts this flow; leave `exit_on` empty".to_owned()
    } else {
        format!(
            "`{}` does not happen to what starts this flow; use some of: {}",
            kind.key(),
            known.join(", ")
        )
    }
}
