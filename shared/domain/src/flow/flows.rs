//! The flows of a store.

use std::collections::BTreeMap;

use super::Flow;
use crate::{ids::SourceId, trigger::Trigger};

/// A store's flows, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flows(BTreeMap<SourceId, Flow>);

impl Flows {
    /// The flow of that id.
    #[must_use]
    pub fn get(&self, id: &SourceId) -> Option<&Flow> {
        self.0.get(id)
    }

    /// Adds a flow, or puts it in the place of the one with its id.
    pub fn put(&mut self, flow: Flow) {
        self.0.insert(flow.id.clone(), flow);
    }

    /// Deletes a flow.
    pub fn delete(&mut self, id: &SourceId) -> Option<Flow> {
        self.0.remove(id)
    }

    /// The flows for a trigger: the default one first, the others by id.
    pub fn for_trigger(&self, trigger: Trigger) -> impl Iterator<Item = &Flow> {
        let of_trigger = move |flow: &&Flow| flow.trigger == trigger;
        let default = self.0.values().filter(of_trigger).filter(|flow| flow.is_default());
        default.chain(self.0.values().filter(of_trigger).filter(|flow| !flow.is_default()))
    }

    /// Those that send; none where nothing happened.
    pub fn active_for(&self, trigger: impl Into<Option<Trigger>>) -> impl Iterator<Item = &Flow> {
        let trigger = trigger.into().into_iter();
        trigger.flat_map(|trigger| self.for_trigger(trigger)).filter(|flow| flow.is_active())
    }

    /// All flows in the order of the console: by trigger, the default one before the others.
    pub fn iter(&self) -> impl Iterator<Item = &Flow> {
        Trigger::ALL.into_iter().flat_map(|trigger| self.for_trigger(trigger))
    }
}

impl FromIterator<Flow> for Flows {
    fn from_iter<I: IntoIterator<Item = Flow>>(flows: I) -> Self {
        Self(flows.into_iter().map(|flow| (flow.id.clone(), flow)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        default_flows::{default_flow, default_flows},
        flow::FlowStatus,
    };

    fn further(random: &str, trigger: Trigger) -> Flow {
        Flow { id: SourceId::further_flow(random).unwrap(), ..default_flow(trigger) }
    }

    #[test]
    fn a_trigger_has_its_default_flow_first_and_any_number_of_others() {
        let mut flows: Flows = default_flows().into_iter().collect();
        assert!(flows.iter().map(|flow| flow.trigger).eq(Trigger::ALL), "in the order of the console");
        flows.put(further("b", Trigger::ChargePaid));
        flows.put(further("a", Trigger::ChargePaid));
        let ids: Vec<_> = flows.for_trigger(Trigger::ChargePaid).map(|flow| flow.id.as_str()).collect();
        assert_eq!(ids, ["charge_paid", "flow-a", "flow-b"]);
        assert_eq!(flows.iter().count(), 14);
        flows.delete(&SourceId::further_flow("a").unwrap());
        assert_eq!(flows.for_trigger(Trigger::ChargePaid).count(), 2);
    }

    #[test]
    fn only_active_flows_send() {
        let active = Flow { status: FlowStatus::Active, ..further("a", Trigger::ChargePaid) };
        let flows: Flows = default_flows().into_iter().chain([active]).collect();
        assert!(flows.active_for(Trigger::ChargePaid).map(|flow| flow.id.as_str()).eq(["flow-a"]));
    }
}
