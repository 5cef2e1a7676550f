//! An edited segment, and whether it can be saved.

use serde::Deserialize;

use super::{LONGEST_NAME, Segment};
use crate::{
    characters::is_meaningless,
    condition::{Condition, Scope},
    flow::{Flows, edit::FieldFault},
};

/// What a segment is to be. The same makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SegmentEdit {
    /// What the merchant calls it.
    pub name: String,
    /// Who is in it.
    pub condition: Condition,
}

impl SegmentEdit {
    /// The name and the condition as they are kept, or all that is wrong with them.
    fn checked(self, flows: &Flows) -> Result<(String, Condition), Vec<FieldFault>> {
        let (name, condition) = (self.name.trim(), check_condition(&self.condition, flows));
        let faults = [name_fault(name).map(|fault| FieldFault::new("name", fault)), condition.err()];
        let faults: Vec<_> = faults.into_iter().flatten().collect();
        if faults.is_empty() { Ok((name.to_owned(), self.condition)) } else { Err(faults) }
    }

    /// A new segment.
    pub fn create(self, id: super::SegmentId, flows: &Flows) -> Result<Segment, Vec<FieldFault>> {
        let (name, condition) = self.checked(flows)?;
        Ok(Segment { id, name, condition, version: 1 })
    }

    /// The segment as it will be, with the next version.
    pub fn apply(self, current: &Segment, flows: &Flows) -> Result<Segment, Vec<FieldFault>> {
        let (name, condition) = self.checked(flows)?;
        Ok(Segment { id: current.id.clone(), name, condition, version: current.version + 1 })
    }
}

/// Says whether a condition may describe a group of subscribers.
pub fn check_condition(condition: &Condition, flows: &Flows) -> Result<(), FieldFault> {
    let scope = Scope { trigger: None, flows, segments: None };
    condition.check(&scope).map_err(|error| FieldFault::new("condition", error.to_string()))
}

fn name_fault(name: &str) -> Option<String> {
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Some(format!("give the segment a name of 1 to {LONGEST_NAME} characters"));
    }
    let detail = "take out line breaks and invisible characters: type the name instead of pasting it";
    name.chars().any(is_meaningless).then(|| detail.to_owned())
}
