//! One message as it is typed.

use rechime_domain::flow::{Alternative, Step, edit::EditedStep};

use super::Span;
use crate::{
    pages::{
        fields::{Faults, Fields},
        flow::condition::ConditionForm,
    },
    words::EN,
};

/// One message.
#[derive(Clone, Debug, Default)]
pub(in crate::pages::flow) struct StepForm {
    pub(in crate::pages::flow) id: Option<u8>,
    pub(in crate::pages::flow) delay: Span,
    pub(in crate::pages::flow) template: String,
    pub(in crate::pages::flow) alternatives: Vec<AlternativeForm>,
    pub(in crate::pages::flow) when: ConditionForm,
}

#[derive(Clone, Debug, Default)]
pub(in crate::pages::flow) struct AlternativeForm {
    pub(in crate::pages::flow) percent: String,
    pub(in crate::pages::flow) template: String,
}

impl StepForm {
    pub(in crate::pages::flow) fn put(&self, place: usize, put: &mut impl FnMut(String, &str)) {
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

    pub(in crate::pages::flow) fn of(id: u8, step: &Step) -> Self {
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

    /// The percent that are left for the message's own text, if it has alternatives.
    pub(in crate::pages::flow) fn own_percent(&self) -> Option<String> {
        let others: u32 = self.alternatives.iter().filter_map(|it| it.percent.parse::<u32>().ok()).sum();
        (!self.alternatives.is_empty()).then(|| 100_u32.saturating_sub(others).to_string())
    }

    pub(in crate::pages::flow) fn read(fields: &Fields, place: usize) -> Self {
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

    pub(in crate::pages::flow) fn edit(&self, place: usize, faults: &mut Faults) -> EditedStep {
        let field = |part: &str| format!("steps.{place}.{part}");
        let alternatives = self.alternatives.iter().enumerate().map(|(index, other)| {
            let percent = other.percent.parse().unwrap_or_else(|_| {
                faults.add(field(&format!("alternatives.{index}.percent")), EN.faults.percent);
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
