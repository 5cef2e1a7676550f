//! The editor's state between a form and its page.

use rechime_domain::{flow::Flow, settings::StoreSettings, trigger::Trigger};

use super::{deed::Deed, form::FlowForm, person::Viewers, preview};
use crate::pages::fields::{Faults, Fields};

/// The editor's state: what is typed, what is wrong with it, and as whom it is previewed.
pub(super) struct Editor {
    pub(super) form: FlowForm,
    pub(super) faults: Faults,
    /// The message that is open.
    pub(super) open: Option<usize>,
    pub(super) viewers: Viewers,
    /// The phone that tests go to.
    pub(super) test_to: String,
    /// The field to go on at.
    pub(super) focus: Option<String>,
}

impl Editor {
    pub(super) fn read(fields: &Fields, flow: &Flow) -> Self {
        Self {
            form: FlowForm::read(fields, flow),
            faults: Faults::default(),
            open: fields.get("open").and_then(|text| text.parse().ok()),
            viewers: Viewers::read(fields),
            test_to: fields.text("test_to"),
            focus: None,
        }
    }

    /// Changes the form's shape, and goes on at what is new.
    pub(super) fn reshape(&mut self, deed: Deed<'_>) {
        self.form.reshape(deed);
        if deed == Deed::AddStep {
            self.open = Some(self.form.steps.len().saturating_sub(1));
        }
        self.focus = self.newest(deed);
    }

    /// The field that a button added.
    fn newest(&mut self, deed: Deed<'_>) -> Option<String> {
        match deed {
            Deed::AddStep => Some(format!("steps.{}.template", self.form.steps.len().checked_sub(1)?)),
            Deed::AddAlternative(place) => {
                let last = self.form.steps.get(place)?.alternatives.len().checked_sub(1)?;
                Some(format!("steps.{place}.alternatives.{last}.template"))
            }
            Deed::AddRow(field) => {
                let last = self.form.condition_mut(field)?.rows.len().checked_sub(1)?;
                Some(format!("{field}.{last}.field"))
            }
            _ => None,
        }
    }

    /// Opens the first message that has a fault.
    pub(super) fn with_faults(self, faults: Faults) -> Self {
        let place = |field: &str| field.strip_prefix("steps.")?.split('.').next()?.parse().ok();
        let open = faults.0.iter().find_map(|fault| place(&fault.field)).or(self.open);
        Self { faults, open, ..self }
    }

    /// Puts a merge tag at the end of a text.
    pub(super) fn insert(&mut self, field: &str, name: &str, trigger: Trigger) {
        let tag = preview::tags(trigger).into_iter().find(|tag| tag.name == name);
        if let (Some(text), Some(tag)) = (self.form.text_mut(field), tag) {
            if text.ends_with(|letter: char| !letter.is_whitespace()) {
                text.push(' ');
            }
            text.push_str(&tag.inserts);
            self.focus = Some(field.to_owned());
        }
    }

    /// Mends what a warning is about.
    pub(super) fn mend(&mut self, field: &str, kind: &str, trigger: Trigger, settings: &StoreSettings) {
        let tags = self.viewers.tags(trigger);
        if let Some(text) = self.form.text_mut(field)
            && let Some(mended) = preview::mend(settings, trigger, tags, text, kind)
        {
            *text = mended;
            self.focus = Some(field.to_owned());
        }
    }
}
