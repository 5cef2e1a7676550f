//! An edited flow, and whether it can work.

use rechime_domain::{
    flow::{Flow, MessageKind, QuietHoursPolicy, Step},
    template,
    trigger::Trigger,
};
use serde::Deserialize;

use super::FlowError;
use crate::problem::FieldError;

/// 180 days.
const LONGEST_DELAY_MINUTES: u32 = 259_200;
const MOST_STEPS: usize = 10;

/// What may be changed. `version` is the one that was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlowEdit {
    quiet_hours: Option<QuietHoursPolicy>,
    kind: Option<MessageKind>,
    steps: Vec<EditedStep>,
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditedStep {
    #[serde(default)]
    delay_minutes: u32,
    template: String,
}

impl FlowEdit {
    /// The flow as it will be.
    pub(super) fn apply(self, current: &Flow) -> Result<Flow, FlowError> {
        if self.version != current.version {
            return Err(FlowError::Stale);
        }
        let faults = self.faults(current.trigger);
        if !faults.is_empty() {
            return Err(FlowError::Invalid(faults));
        }
        let step = |step: EditedStep| Step { delay_minutes: step.delay_minutes, template: step.template };
        Ok(Flow {
            trigger: current.trigger,
            status: current.status,
            quiet_hours: self.quiet_hours.unwrap_or(current.quiet_hours),
            kind: self.kind.unwrap_or(current.kind),
            steps: self.steps.into_iter().map(step).collect(),
            version: current.version + 1,
        })
    }

    fn faults(&self, trigger: Trigger) -> Vec<FieldError> {
        if !(1..=MOST_STEPS).contains(&self.steps.len()) {
            return vec![FieldError::new("steps", format!("a flow has 1 to {MOST_STEPS} messages"))];
        }
        self.steps.iter().enumerate().flat_map(|(number, step)| step.faults(number, trigger)).collect()
    }
}

impl EditedStep {
    fn faults(&self, number: usize, trigger: Trigger) -> impl Iterator<Item = FieldError> {
        let too_late = (self.delay_minutes > LONGEST_DELAY_MINUTES).then(|| {
            let detail = format!("a message waits {LONGEST_DELAY_MINUTES} minutes (180 days) at most");
            FieldError::new(format!("steps.{number}.delay_minutes"), detail)
        });
        let unusable = template::check(&self.template, trigger).err();
        let unusable =
            unusable.map(|error| FieldError::new(format!("steps.{number}.template"), error.to_string()));
        too_late.into_iter().chain(unusable)
    }
}
