//! A segment as it is typed: groups of tests. All of a group's tests must hold, or any; and all of the groups, or any.

use rechime_domain::{
    condition::{Comparison, Condition, Did, Engagement, FieldTest, OfFlow},
    consent::ConsentStatus,
    segment::SegmentId,
};

use crate::{
    pages::{
        fields::{Faults, Fields},
        flow::COMPARISONS,
    },
    words::EN,
};

/// The days that are asked for if nobody says otherwise.
const DAYS: &str = "30";

/// The field of a subscriber that has a choice of its own.
const CONSENT: &str = "consent";

/// A segment's condition as it is typed. Blank tests are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ConditionForm {
    pub(super) any: bool,
    pub(super) groups: Vec<Group>,
    /// The condition as JSON, if it is none of groups.
    pub(super) raw: Option<String>,
}

/// Tests of which all, or any, must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) any: bool,
    pub(super) tests: Vec<Test>,
}

/// One test. Which of its fields count depends on what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) about: About,
    /// Of a deed: the flow whose texts are meant, within how many days, with how many texts.
    pub(super) flow: String,
    pub(super) days: String,
    pub(super) times: String,
    /// Of a field: how it is compared, and with what.
    pub(super) is: String,
    pub(super) value: String,
}

impl Default for Test {
    fn default() -> Self {
        Self::about(About::Nothing)
    }
}

/// What a test is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    Nothing,
    /// Somebody did that lately, or did not.
    Lately(Did, bool),
    /// Somebody ever did that with a text of a Recharge flow, or never.
    Ever(Did, bool),
    /// A field of the subscriber.
    Field(String),
}

impl About {
    /// As a form names it.
    pub(super) fn name(&self) -> String {
        let deed = |did: Did| if did == Did::Click { "click" } else { "receive" };
        match self {
            Self::Nothing => String::new(),
            Self::Lately(did, true) => format!("did.{}", deed(*did)),
            Self::Lately(did, false) => format!("not.{}", deed(*did)),
            Self::Ever(did, true) => format!("ever.{}", deed(*did)),
            Self::Ever(did, false) => format!("never.{}", deed(*did)),
            Self::Field(field) => format!("subscriber.{field}"),
        }
    }

    fn read(name: &str) -> Self {
        let (kind, rest) = name.split_once('.').unwrap_or_default();
        let did = if rest == "click" { Did::Click } else { Did::Receive };
        match kind {
            "did" => Self::Lately(did, true),
            "not" => Self::Lately(did, false),
            "ever" => Self::Ever(did, true),
            "never" => Self::Ever(did, false),
            "subscriber" => Self::Field(rest.to_owned()),
            _ => Self::Nothing,
        }
    }
}

impl ConditionForm {
    /// What a new segment begins with.
    pub(super) fn first(is_connected: bool) -> Self {
        let test = if is_connected {
            Test::about(About::Lately(Did::Click, true))
        } else {
            let value = ConsentStatus::Subscribed.key().to_owned();
            Test { value, ..Test::about(About::Field(CONSENT.to_owned())) }
        };
        Self { groups: vec![Group { any: false, tests: vec![test] }], ..Self::default() }
    }

    pub(super) fn of(condition: &Condition) -> Self {
        let one_group = Group::of(condition).map(|group| (false, vec![group]));
        let groups = || match condition {
            Condition::All(parts) => Some((false, parts.iter().map(Group::of).collect::<Option<_>>()?)),
            Condition::Any(parts) => Some((true, parts.iter().map(Group::of).collect::<Option<_>>()?)),
            _ => None,
        };
        match one_group.or_else(groups) {
            Some((any, groups)) => Self { any, groups, raw: None },
            None => Self { raw: serde_json::to_string(condition).ok(), ..Self::default() },
        }
    }

    pub(super) fn read(fields: &Fields) -> Self {
        let group = |place: usize| {
            let any = fields.get(&format!("groups.{place}.match"))? == "any";
            let tests = (0..).map_while(|test| Test::read(fields, &name(place, test))).collect();
            Some(Group { any, tests })
        };
        Self {
            any: fields.get("match") == Some("any"),
            groups: (0..).map_while(group).collect(),
            raw: fields.given("raw"),
        }
    }

    /// The condition. What is wrong with a test is a fault of its field.
    pub(super) fn condition(&self, faults: &mut Faults) -> Option<Condition> {
        if let Some(raw) = &self.raw {
            let read = serde_json::from_str(raw);
            return read.inspect_err(|error| faults.add("condition", error.to_string())).ok();
        }
        let groups = self.groups.iter().enumerate();
        let parts: Vec<_> = groups.filter_map(|(place, group)| group.condition(place, faults)).collect();
        if parts.is_empty() && faults.is_empty() {
            faults.add(format!("{}.about", name(0, 0)), EN.segments.fault_nothing);
        }
        joined(self.any, parts)
    }

    /// Changes the form's shape by what a button asks for.
    pub(super) fn reshape(&mut self, deed: &str) {
        let mut parts = deed.split(':');
        let kind = parts.next().unwrap_or_default();
        let mut place = || parts.next().and_then(|text| text.parse::<usize>().ok()).unwrap_or(usize::MAX);
        let (group, test) = (place(), place());
        match kind {
            "add-group" => self.groups.push(Group { any: false, tests: vec![Test::default()] }),
            "remove-group" if group < self.groups.len() => {
                self.groups.remove(group);
            }
            "add-test" => {
                if let Some(group) = self.groups.get_mut(group) {
                    group.tests.push(Test::default());
                }
            }
            "remove-test" => {
                if let Some(group) = self.groups.get_mut(group).filter(|group| test < group.tests.len()) {
                    group.tests.remove(test);
                }
                self.groups.retain(|group| !group.tests.is_empty());
            }
            _ => {}
        }
        if self.groups.is_empty() && self.raw.is_none() {
            self.groups.push(Group { any: false, tests: vec![Test::default()] });
        }
    }
}

/// What the fields of a test begin with.
pub(super) fn name(group: usize, test: usize) -> String {
    format!("groups.{group}.{test}")
}

/// One part stands for itself.
fn joined(any: bool, mut parts: Vec<Condition>) -> Option<Condition> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ if any => Some(Condition::Any(parts)),
        _ => Some(Condition::All(parts)),
    }
}

impl Group {
    fn of(condition: &Condition) -> Option<Self> {
        let (any, parts) = match condition {
            Condition::All(parts) => (false, parts.as_slice()),
            Condition::Any(parts) => (true, parts.as_slice()),
            one => (false, std::slice::from_ref(one)),
        };
        Some(Self { any, tests: parts.iter().map(Test::of).collect::<Option<_>>()? })
    }

    fn condition(&self, place: usize, faults: &mut Faults) -> Option<Condition> {
        let tests = self.tests.iter().enumerate();
        let parts = tests.filter_map(|(test, it)| it.condition(&name(place, test), faults));
        joined(self.any, parts.collect())
    }
}

impl Test {
    fn about(about: About) -> Self {
        let [flow, is] = ["recharge", "equal"].map(str::to_owned);
        Self { about, flow, is, days: DAYS.to_owned(), times: "1".to_owned(), value: String::new() }
    }

    pub(super) fn of(condition: &Condition) -> Option<Self> {
        match condition {
            Condition::Not(part) => match &**part {
                Condition::Engagement(engagement) => Some(Self::of_engagement(engagement, false)),
                Condition::Segment(segment) => Some(Self::about(About::Ever(deed(segment)?, false))),
                _ => None,
            },
            Condition::Engagement(engagement) => Some(Self::of_engagement(engagement, true)),
            Condition::Segment(segment) => Some(Self::about(About::Ever(deed(segment)?, true))),
            Condition::Subscriber(test) => {
                let (is, _) = COMPARISONS.iter().find(|(_, comparison)| *comparison == test.is)?;
                let about = About::Field(test.field.clone());
                Some(Self { is: (*is).to_owned(), value: test.value.clone(), ..Self::about(about) })
            }
            Condition::All(_) | Condition::Any(_) | Condition::Event(_) => None,
        }
    }

    fn of_engagement(engagement: &Engagement, did: bool) -> Self {
        Self {
            flow: engagement.flow.clone().into(),
            days: engagement.within_days.to_string(),
            times: engagement.at_least.to_string(),
            ..Self::about(About::Lately(engagement.did, did))
        }
    }

    fn read(fields: &Fields, name: &str) -> Option<Self> {
        let about = About::read(fields.get(&format!("{name}.about"))?);
        let field = |part: &str| fields.text(&format!("{name}.{part}")).trim().to_owned();
        let value = match &about {
            About::Field(of) if of == CONSENT => field("consent"),
            _ => field("value"),
        };
        let [flow, days, times, is] = ["flow", "days", "times", "is"].map(field);
        Some(Self { about, flow, days, times, is, value })
    }

    /// The condition; `None` if it is blank or something is wrong with it.
    fn condition(&self, name: &str, faults: &mut Faults) -> Option<Condition> {
        match &self.about {
            About::Nothing => None,
            About::Ever(did, said) => Some(unless(*said, Condition::Segment(segment(*did)))),
            About::Lately(did, said) => {
                Some(unless(*said, Condition::Engagement(self.engagement(*did, name, faults)?)))
            }
            About::Field(field) => self.field_test(field, name, faults).map(Condition::Subscriber),
        }
    }

    fn engagement(&self, did: Did, name: &str, faults: &mut Faults) -> Option<Engagement> {
        let days = self.days.parse().ok().filter(|days| (1..=90).contains(days));
        if days.is_none() {
            faults.add(format!("{name}.days"), EN.segments.fault_days);
        }
        let times = self.times.parse().ok().filter(|times| (1..=20).contains(times));
        if times.is_none() {
            faults.add(format!("{name}.times"), EN.segments.fault_times);
        }
        let flow = OfFlow::try_from(self.flow.clone());
        let flow = flow.inspect_err(|error| faults.add(format!("{name}.flow"), error.to_string())).ok();
        Some(Engagement { did, flow: flow?, within_days: days?, at_least: times? })
    }

    fn field_test(&self, field: &str, name: &str, faults: &mut Faults) -> Option<FieldTest> {
        let (_, is) = *COMPARISONS.iter().find(|(key, _)| *key == self.is)?;
        let is_number = matches!(is, Comparison::AtLeast | Comparison::AtMost);
        let fault = match self.value.as_str() {
            _ if is == Comparison::Known => None,
            "" => Some(EN.segments.fault_value),
            value if is_number && value.parse::<f64>().is_err() => Some(EN.segments.fault_number),
            _ => None,
        };
        if let Some(fault) = fault {
            faults.add(format!("{name}.value"), fault);
            return None;
        }
        let value = if is == Comparison::Known { String::new() } else { self.value.clone() };
        Some(FieldTest { field: field.to_owned(), is, value })
    }
}

fn unless(said: bool, condition: Condition) -> Condition {
    if said { condition } else { Condition::Not(Box::new(condition)) }
}

const fn deed(segment: &SegmentId) -> Option<Did> {
    match segment {
        SegmentId::ReceivedRecharge => Some(Did::Receive),
        SegmentId::ClickedRecharge => Some(Did::Click),
        SegmentId::Own(_) => None,
    }
}

const fn segment(did: Did) -> SegmentId {
    match did {
        Did::Receive => SegmentId::ReceivedRecharge,
        Did::Click => SegmentId::ClickedRecharge,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn condition(json: serde_json::Value) -> Condition {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_condition_comes_back_from_its_form_as_it_was() {
        let clicked = json!({ "engagement": { "did": "click", "within_days": 30 } });
        let paid = json!({ "engagement": { "did": "receive", "flow": "charge_paid", "within_days": 7, "at_least": 3 } });
        let us = json!({ "subscriber": { "field": "country", "is": "equal", "value": "US" } });
        let known = json!({ "subscriber": { "field": "zip", "is": "known" } });
        let ever = json!({ "segment": "received_recharge" });
        for written in [
            clicked.clone(),
            json!({ "not": paid }),
            json!({ "not": ever }),
            json!({ "all": [clicked, us] }),
            json!({ "any": [clicked, paid, known, ever] }),
            json!({ "all": [clicked, { "any": [us, known] }] }),
            json!({ "any": [{ "all": [clicked, us] }, { "all": [paid, known] }] }),
            json!({ "not": us }),
            json!({ "all": [clicked, { "any": [us, { "all": [paid, known] }] }] }),
        ] {
            let before = condition(written);
            let mut faults = Faults::default();
            assert_eq!(ConditionForm::of(&before).condition(&mut faults), Some(before));
            assert!(faults.is_empty());
        }
    }

    #[test]
    fn what_is_senseless_is_a_fault_of_its_field_and_blank_tests_are_left_out() {
        let lately = Test::about(About::Lately(Did::Click, true));
        let senseless = [
            (Test { days: "soon".to_owned(), ..lately.clone() }, "days"),
            (Test { days: "91".to_owned(), ..lately.clone() }, "days"),
            (Test { times: "0".to_owned(), ..lately.clone() }, "times"),
            (Test { flow: "A B".to_owned(), ..lately.clone() }, "flow"),
            (Test::about(About::Field("zip".to_owned())), "value"),
            (Test::default(), "about"),
        ];
        for (test, field) in senseless {
            let form = ConditionForm {
                groups: vec![Group { any: false, tests: vec![test] }],
                ..ConditionForm::default()
            };
            let mut faults = Faults::default();
            assert_eq!(form.condition(&mut faults), None);
            assert_eq!(faults.0[0].field, format!("groups.0.0.{field}"));
        }
        let tests = vec![Test::default(), lately, Test::default()];
        let form = ConditionForm { groups: vec![Group { any: true, tests }], ..ConditionForm::default() };
        let mut faults = Faults::default();
        assert_eq!(
            form.condition(&mut faults),
            Some(condition(json!({ "engagement": { "did": "click", "within_days": 30 } })))
        );
    }

    #[test]
    fn the_buttons_change_the_shape_and_never_leave_nothing() {
        let mut form = ConditionForm::first(true);
        form.reshape("add-test:0");
        form.reshape("add-group");
        assert_eq!(form.groups.iter().map(|group| group.tests.len()).collect::<Vec<_>>(), [2, 1]);
        form.reshape("remove-test:1:0");
        form.reshape("remove-test:9:9");
        form.reshape("remove-group:9");
        assert_eq!(form.groups.len(), 1);
        form.reshape("remove-group:0");
        assert_eq!(form.groups, [Group { any: false, tests: vec![Test::default()] }]);
    }
}
