//! An edited step, and whether it can work.

use serde::Deserialize;

use super::FieldFault;
use crate::{
    condition::{Condition, Scope},
    flow::{Alternative, LONGEST_MINUTES, Step},
    template,
    trigger::Trigger,
};

const MOST_ALTERNATIVES: usize = 5;

/// A message of a flow, as it is sent to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditedStep {
    /// The number it had when it was read; none for a new one.
    pub id: Option<u8>,
    /// Minutes after the occurrence became known.
    #[serde(default)]
    pub delay_minutes: u32,
    /// The text, with merge tags.
    pub template: String,
    /// Other texts that some people get in its place.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// For whom it is.
    pub when: Option<Condition>,
}

impl EditedStep {
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

    /// What is wrong with it, as the flow's step in that place.
    pub(super) fn faults(&self, place: usize, trigger: Trigger, scope: &Scope<'_>) -> Vec<FieldFault> {
        let field = |name: &str| format!("steps.{place}.{name}");
        let too_late = (self.delay_minutes > LONGEST_MINUTES)
            .then(|| format!("a message waits {LONGEST_MINUTES} minutes (180 days) at most"));
        let unusable = template::check(&self.template, trigger).err().map(|error| error.to_string());
        let condition = self.when.as_ref().and_then(|when| when.check(scope).err());
        let faults = [
            ("delay_minutes", too_late),
            ("template", unusable),
            ("when", condition.map(|error| error.to_string())),
            ("alternatives", self.division()),
        ];
        let of_alternatives = self.alternatives.iter().enumerate().filter_map(|(index, alternative)| {
            let error = template::check(&alternative.template, trigger).err()?;
            Some(FieldFault::new(field(&format!("alternatives.{index}.template")), error.to_string()))
        });
        let own = faults.into_iter().filter_map(|(name, fault)| Some(FieldFault::new(field(name), fault?)));
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
