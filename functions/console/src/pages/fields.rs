//! Fields of a form as they were typed, so that they come back as they were with what is wrong about them.

use rechime_domain::flow::edit::FieldFault;
use serde::Deserialize;

use crate::words::EN;

/// A form's fields in order. A name may come more than once.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// The value of a field; empty where it is absent. Browsers send line ends as CR LF; texts have LF.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().replace("\r\n", "\n")
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// The value, if it is not blank.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All values of a field: of check boxes.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What is wrong with a form, by field and as a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<FieldFault>);

impl Faults {
    pub(crate) fn add(&mut self, field: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldFault::new(field, detail));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field, as a sentence.
    pub(crate) fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|fault| fault.field == field).map(|fault| sentence(&fault.detail))
    }

    /// `true` or `false`, for `aria-invalid`.
    pub(crate) fn invalid(&self, field: &str) -> bool {
        self.of(field).is_some()
    }

    /// Each with the field that it is about, for the list above the form.
    pub(crate) fn listed(&self) -> Vec<(String, String)> {
        self.0.iter().map(|fault| (fault.field.clone(), sentence(&fault.detail))).collect()
    }

    /// "2 things to correct."
    pub(crate) fn heading(&self) -> String {
        (EN.say.faults)(self.0.len() as u64)
    }
}

impl From<Vec<FieldFault>> for Faults {
    fn from(faults: Vec<FieldFault>) -> Self {
        Self(faults)
    }
}

/// Faults are parts of sentences in the API: here each is a sentence of its own.
pub(crate) fn sentence(detail: &str) -> String {
    let end = if detail.ends_with(['.', '!', '?']) { "" } else { "." };
    capitalised(detail) + end
}

/// With a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}
