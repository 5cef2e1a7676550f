//! What the editor's buttons ask for.

use super::{
    condition::Row,
    form::{AlternativeForm, FlowForm, Span, StepForm, Unit},
};
use crate::pages::fields::Fields;

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
