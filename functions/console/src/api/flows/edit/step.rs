//! An edited step, and whether it can work.

use rechime_domain::{
    condition::Condition,
    flow::{Alternative, LONGEST_MINUTES, Step},
    template,
    trigger::Trigger,
};
use serde::Deserialize;

use crate::problem::FieldError;

const MOST_ALTERNATIVES: usize = 5;

/// A message of a flow, as it is sent to be saved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EditedStep {
    /// The number it had when it was read; none for a new one.
    id: Option<u8>,
    #[serde(default)]
    delay_minutes: u32,
    template: String,
    #[serde(default)]
    alternatives: Vec<Alternative>,
    when: Option<Condition>,
}

impl EditedStep {
    /// The number it says it had.
    pub(super) const fn id(&self) -> Option<u8> {
        self.id
    }

    /// The step as it will be.
    pub(super) fn numbered(self, id: u8) -> Step {
        Step {
            id: Some(id),
            delay_minutes: self.delay_minutes,
            template: self.template,
            alternatives: self.alternatives,
            when: self.when,
        }
    }

    /// What is wrong with it, as the flow's step of that number.
    pub(super) fn faults(&self, number: usize, trigger: Trigger) -> Vec<FieldError> {
        let field = |name: &str| format!("steps.{number}.{name}");
        let too_late = (self.delay_minutes > LONGEST_MINUTES)
            .then(|| format!("a message waits {LONGEST_MINUTES} minutes (180 days) at most"));
        let unusable = template::check(&self.template, trigger).err().map(|error| error.to_string());
        let condition = self.when.as_ref().and_then(|when| when.check(trigger).err());
        let faults = [
            ("delay_minutes", too_late),
            ("template", unusable),
            ("when", condition.map(|error| error.to_string())),
            ("alternatives", self.division()),
        ];
        let of_alternatives = self.alternatives.iter().enumerate().filter_map(|(place, alternative)| {
            let error = template::check(&alternative.template, trigger).err()?;
            Some(FieldError::new(field(&format!("alternatives.{place}.template")), error.to_string()))
        });
        let own = faults.into_iter().filter_map(|(name, fault)| Some(FieldError::new(field(name), fault?)));
        own.chain(of_alternatives).collect()
    }

    /// What is wrong with how people are divided.
    fn division(&self) -> Option<String> {
        let percents = || self.alternatives.iter().map(|alternative| u32::from(alternative.percent));
        let fits = self.alternatives.len() <= MOST_ALTERNATIVES
            && percents().all(|percent| percent > 0)
            && percents().sum::<u32>() < 100;
        (!fits).then(|| {
            format!(
                "a message has at most {MOST_ALTERNATIVES} alternatives, each for 1 percent or more, and less than \
                 100 percent together: the rest get `template`"
            )
        })
    }
}
