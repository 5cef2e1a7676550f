//! A flow as it is typed. Fields are named as in the API's faults: `steps.0.template`.

mod span;
mod step;

use std::collections::BTreeSet;

use rechime_domain::{
    facts::FactKind,
    flow::{
        Flow, QuietHoursPolicy,
        edit::{Change, FlowEdit},
    },
    link::LinkForm,
    message_kind::MessageKind,
    trigger::Trigger,
};

pub(super) use self::{
    span::{Span, Unit},
    step::{AlternativeForm, StepForm},
};
use super::condition::ConditionForm;
use crate::pages::fields::{Faults, Fields};

/// Messages that are read of a form: more than a flow may have, so that its check can say so.
const MOST_READ: usize = 100;

/// All that the editor sends.
#[derive(Clone, Debug)]
pub(super) struct FlowForm {
    pub(super) version: u64,
    pub(super) name: String,
    pub(super) quiet_hours: QuietHoursPolicy,
    pub(super) kind: MessageKind,
    pub(super) lifetime: Span,
    pub(super) exit_on: BTreeSet<FactKind>,
    pub(super) each_retry: bool,
    pub(super) links: LinkForm,
    pub(super) audience: ConditionForm,
    pub(super) steps: Vec<StepForm>,
}

impl FlowForm {
    /// The flow as it is saved.
    pub(super) fn of(flow: &Flow) -> Self {
        let steps = flow.numbered_steps().map(|(id, step)| StepForm::of(id, step));
        Self {
            version: flow.version,
            name: flow.name.clone(),
            quiet_hours: flow.quiet_hours,
            kind: flow.kind,
            lifetime: flow.expires_after_minutes.map(Span::of).unwrap_or_default(),
            exit_on: flow.exit_on.clone(),
            each_retry: flow.each_retry,
            links: flow.links,
            audience: ConditionForm::of(flow.audience.as_ref()),
            steps: steps.collect(),
        }
    }

    /// What was typed over `flow`.
    pub(super) fn read(fields: &Fields, flow: &Flow) -> Self {
        let count = (0..MOST_READ).take_while(|place| fields.has(&format!("steps.{place}.template"))).count();
        let kinds = FactKind::ALL.into_iter();
        Self {
            version: fields.get("version").and_then(|text| text.parse().ok()).unwrap_or(flow.version),
            name: fields.text("name"),
            quiet_hours: match fields.get("quiet_hours") {
                Some("send_anyway") => QuietHoursPolicy::SendAnyway,
                Some("drop") => QuietHoursPolicy::Drop,
                _ => QuietHoursPolicy::Hold,
            },
            kind: match fields.get("kind") {
                Some("promotional") => MessageKind::Promotional,
                _ => MessageKind::Transactional,
            },
            lifetime: Span::read(fields, "expires_after_minutes"),
            exit_on: kinds.filter(|kind| fields.all("exit_on").any(|key| key == kind.key())).collect(),
            each_retry: fields.has("each_retry"),
            links: if fields.has("links_as_written") { LinkForm::AsWritten } else { LinkForm::Short },
            audience: ConditionForm::read(fields, "audience"),
            steps: (0..count).map(|place| StepForm::read(fields, place)).collect(),
        }
    }

    /// The edit that saves it. Faults are those of writing; whether the flow can work is asked by the edit.
    pub(super) fn edit(&self, flow: &Flow) -> Result<FlowEdit, Faults> {
        let mut faults = Faults::default();
        let lifetime = self.lifetime.minutes("expires_after_minutes", &mut faults);
        let audience = self.audience.condition("audience").unwrap_or_else(|fault| {
            faults.0.push(fault);
            None
        });
        let steps =
            self.steps.iter().enumerate().map(|(place, step)| step.edit(place, &mut faults)).collect();
        let retries = flow.trigger == Trigger::ChargeWillBeRetried;
        let edit = FlowEdit {
            name: Some(self.name.clone()),
            quiet_hours: Some(self.quiet_hours),
            kind: Some(self.kind),
            audience: Change::To(audience),
            exit_on: Some(self.exit_on.clone()),
            expires_after_minutes: Change::To(lifetime),
            each_retry: retries.then_some(self.each_retry),
            links: Some(self.links),
            steps,
            version: self.version,
        };
        if faults.is_empty() { Ok(edit) } else { Err(faults) }
    }

    /// The text that a field has: `steps.0.template`, `steps.0.alternatives.1.template`.
    pub(super) fn text_mut(&mut self, field: &str) -> Option<&mut String> {
        let mut path = field.split('.');
        let (Some("steps"), Some(place)) = (path.next(), path.next()) else { return None };
        let step = self.steps.get_mut(place.parse::<usize>().ok()?)?;
        match (path.next(), path.next()) {
            (Some("template"), None) => Some(&mut step.template),
            (Some("alternatives"), Some(index)) => {
                step.alternatives.get_mut(index.parse::<usize>().ok()?).map(|other| &mut other.template)
            }
            _ => None,
        }
    }

    /// The condition of a field: `audience`, `steps.0.when`.
    pub(super) fn condition_mut(&mut self, field: &str) -> Option<&mut ConditionForm> {
        if field == "audience" {
            return Some(&mut self.audience);
        }
        let place = field.strip_prefix("steps.")?.strip_suffix(".when")?;
        self.steps.get_mut(place.parse::<usize>().ok()?).map(|step| &mut step.when)
    }
}

impl FlowForm {
    /// The same words over another version of the flow: a step that is gone there becomes a new one.
    pub(super) fn rebased(mut self, onto: &Flow) -> Self {
        for step in &mut self.steps {
            step.id = step.id.filter(|id| onto.step(*id).is_some());
        }
        Self { version: onto.version, ..self }
    }

    /// The fields of a form that carries it, but for the version.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut put = |name: String, value: &str| fields.push((name, value.to_owned()));
        put("name".to_owned(), &self.name);
        put(
            "quiet_hours".to_owned(),
            match self.quiet_hours {
                QuietHoursPolicy::Hold => "hold",
                QuietHoursPolicy::SendAnyway => "send_anyway",
                QuietHoursPolicy::Drop => "drop",
            },
        );
        put(
            "kind".to_owned(),
            match self.kind {
                MessageKind::Transactional => "transactional",
                MessageKind::Promotional => "promotional",
            },
        );
        self.lifetime.put("expires_after_minutes", &mut put);
        for kind in &self.exit_on {
            put("exit_on".to_owned(), kind.key());
        }
        if self.links == LinkForm::AsWritten {
            put("links_as_written".to_owned(), "yes");
        }
        if self.each_retry {
            put("each_retry".to_owned(), "yes");
        }
        self.audience.put("audience", &mut put);
        for (place, step) in self.steps.iter().enumerate() {
            step.put(place, &mut put);
        }
        fields
    }
}
