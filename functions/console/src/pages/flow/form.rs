//! A flow as it is typed. Fields are named as in the API's faults: `steps.0.template`.

use std::collections::BTreeSet;

use rechime_domain::{
    facts::FactKind,
    flow::{
        Alternative, Flow, QuietHoursPolicy, Step,
        edit::{Change, EditedStep, FlowEdit},
    },
    message_kind::MessageKind,
};

use super::condition::{ConditionForm, Row};
use crate::pages::fields::{Faults, Fields};

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
    pub(super) audience: ConditionForm,
    pub(super) steps: Vec<StepForm>,
}

/// One message.
#[derive(Clone, Debug, Default)]
pub(super) struct StepForm {
    pub(super) id: Option<u8>,
    pub(super) delay: Span,
    pub(super) template: String,
    pub(super) alternatives: Vec<AlternativeForm>,
    pub(super) when: ConditionForm,
}

#[derive(Clone, Debug, Default)]
pub(super) struct AlternativeForm {
    pub(super) percent: String,
    pub(super) template: String,
}

/// A time span as number and unit.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    pub(super) amount: String,
    pub(super) unit: Unit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    #[default]
    Minutes,
    Hours,
    Days,
}

impl Unit {
    pub(super) const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    const fn minutes(self) -> u32 {
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => 24 * 60,
        }
    }
}

impl Span {
    /// In the largest unit that leaves no rest.
    pub(super) fn of(minutes: u32) -> Self {
        let fits = |unit: &Unit| minutes > 0 && minutes.is_multiple_of(unit.minutes());
        let unit = Unit::ALL.into_iter().rev().find(fits).unwrap_or_default();
        Self { amount: (minutes / unit.minutes()).to_string(), unit }
    }

    fn read(fields: &Fields, name: &str) -> Self {
        let unit = fields.get(&format!("{name}.unit"));
        let unit = Unit::ALL.into_iter().find(|known| Some(known.key()) == unit).unwrap_or_default();
        Self { amount: fields.text(name).trim().to_owned(), unit }
    }

    fn put(&self, name: &str, put: &mut impl FnMut(String, &str)) {
        put(name.to_owned(), &self.amount);
        put(format!("{name}.unit"), self.unit.key());
    }

    /// In minutes; `None` if it is blank. What is no number is a fault.
    pub(super) fn minutes(&self, field: &str, faults: &mut Faults) -> Option<u32> {
        if self.amount.is_empty() {
            return None;
        }
        let minutes = self.amount.parse::<u32>().ok().and_then(|n| n.checked_mul(self.unit.minutes()));
        if minutes.is_none() {
            faults.add(field, "write a whole number, such as 30");
        }
        minutes
    }
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
            audience: ConditionForm::of(flow.audience.as_ref()),
            steps: steps.collect(),
        }
    }

    /// What was typed over `flow`.
    pub(super) fn read(fields: &Fields, flow: &Flow) -> Self {
        let count = (0..).take_while(|place| fields.has(&format!("steps.{place}.template"))).count();
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
        let retries = flow.trigger == rechime_domain::trigger::Trigger::ChargeWillBeRetried;
        let edit = FlowEdit {
            name: Some(self.name.clone()),
            quiet_hours: Some(self.quiet_hours),
            kind: Some(self.kind),
            audience: Change::To(audience),
            exit_on: Some(self.exit_on.clone()),
            expires_after_minutes: Change::To(lifetime),
            each_retry: retries.then_some(self.each_retry),
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

impl StepForm {
    fn put(&self, place: usize, put: &mut impl FnMut(String, &str)) {
        let name = |part: &str| format!("steps.{place}.{part}");
        if let Some(id) = self.id {
            put(name("id"), &id.to_string());
        }
        put(name("template"), &self.template);
        self.delay.put(&name("delay_minutes"), put);
        for (index, other) in self.alternatives.iter().enumerate() {
            put(name(&format!("alternatives.{index}.percent")), &other.percent);
            put(name(&format!("alternatives.{index}.template")), &other.template);
        }
        self.when.put(&name("when"), put);
    }

    fn of(id: u8, step: &Step) -> Self {
        let alternatives = step.alternatives.iter().map(|other| AlternativeForm {
            percent: other.percent.to_string(),
            template: other.template.clone(),
        });
        Self {
            id: Some(id),
            delay: Span::of(step.delay_minutes),
            template: step.template.clone(),
            alternatives: alternatives.collect(),
            when: ConditionForm::of(step.when.as_ref()),
        }
    }

    fn read(fields: &Fields, place: usize) -> Self {
        let name = |part: &str| format!("steps.{place}.{part}");
        let alternatives = (0..).map_while(|index| {
            let field = |part: &str| format!("steps.{place}.alternatives.{index}.{part}");
            fields.has(&field("template")).then(|| AlternativeForm {
                percent: fields.text(&field("percent")).trim().to_owned(),
                template: fields.text(&field("template")),
            })
        });
        Self {
            id: fields.get(&name("id")).and_then(|text| text.parse().ok()),
            delay: Span::read(fields, &name("delay_minutes")),
            template: fields.text(&name("template")),
            alternatives: alternatives.collect(),
            when: ConditionForm::read(fields, &name("when")),
        }
    }

    fn edit(&self, place: usize, faults: &mut Faults) -> EditedStep {
        let field = |part: &str| format!("steps.{place}.{part}");
        let alternatives = self.alternatives.iter().enumerate().map(|(index, other)| {
            let percent = other.percent.parse().unwrap_or_else(|_| {
                faults.add(field(&format!("alternatives.{index}.percent")), "write a number from 1 to 99");
                1
            });
            Alternative { percent, template: other.template.clone() }
        });
        let alternatives = alternatives.collect();
        let when = self.when.condition(&field("when")).unwrap_or_else(|fault| {
            faults.0.push(fault);
            None
        });
        EditedStep {
            id: self.id,
            delay_minutes: self.delay.minutes(&field("delay_minutes"), faults).unwrap_or(0),
            template: self.template.clone(),
            alternatives,
            when,
        }
    }
}

/// What a button of the form asks for: `remove-step:2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed<'a> {
    Save,
    Activate,
    Preview,
    AddStep,
    RemoveStep(usize),
    AddAlternative(usize),
    RemoveAlternative(usize, usize),
    AddRow(&'a str),
    RemoveRow(&'a str, usize),
    /// Puts a merge tag at the end of a text.
    Insert(&'a str, &'a str),
    /// Mends what a warning of that kind is about.
    Mend(&'a str, &'a str),
    /// Looks for real events to preview the flow with.
    Recent,
    /// Sends a step's text to a phone of the merchant's.
    Test(usize),
}

impl<'a> Deed<'a> {
    /// A form that was sent without a button is saved.
    pub(super) fn read(fields: &'a Fields) -> Option<Self> {
        let mut parts = fields.get("do").unwrap_or("save").split(':');
        let name = parts.next()?;
        let (first, second) = (parts.next(), parts.next());
        let number = |part: Option<&str>| part.and_then(|text| text.parse().ok());
        Some(match name {
            "save" => Self::Save,
            "activate" => Self::Activate,
            "preview" => Self::Preview,
            "recent" => Self::Recent,
            "add-step" => Self::AddStep,
            "remove-step" => Self::RemoveStep(number(first)?),
            "add-alternative" => Self::AddAlternative(number(first)?),
            "remove-alternative" => Self::RemoveAlternative(number(first)?, number(second)?),
            "add-row" => Self::AddRow(first?),
            "remove-row" => Self::RemoveRow(first?, number(second)?),
            "insert" => Self::Insert(first?, second?),
            "mend" => Self::Mend(first?, second?),
            "test" => Self::Test(number(first)?),
            _ => return None,
        })
    }
}

impl FlowForm {
    /// Changes the form's shape. Deeds that do more than that leave it as it is.
    pub(super) fn reshape(&mut self, deed: Deed<'_>) {
        match deed {
            Deed::AddStep => {
                let delay = Span { amount: "1".to_owned(), unit: Unit::Days };
                let template = "{{ store_name }}: ".to_owned();
                self.steps.push(StepForm { delay, template, ..StepForm::default() });
            }
            Deed::RemoveStep(place) if self.steps.len() > 1 && place < self.steps.len() => {
                self.steps.remove(place);
            }
            Deed::AddAlternative(place) => {
                if let Some(step) = self.steps.get_mut(place) {
                    let template = step.template.clone();
                    let percent = if step.alternatives.is_empty() { "50" } else { "20" }.to_owned();
                    step.alternatives.push(AlternativeForm { percent, template });
                }
            }
            Deed::RemoveAlternative(place, index) => {
                let alternatives = self.steps.get_mut(place).map(|step| &mut step.alternatives);
                if let Some(alternatives) = alternatives.filter(|others| index < others.len()) {
                    alternatives.remove(index);
                }
            }
            Deed::AddRow(field) => {
                if let Some(condition) = self.condition_mut(field) {
                    condition.rows.push(Row::default());
                }
            }
            Deed::RemoveRow(field, place) => {
                let condition = self.condition_mut(field).filter(|it| place < it.rows.len());
                if let Some(condition) = condition {
                    condition.rows.remove(place);
                }
            }
            _ => {}
        }
    }
}
