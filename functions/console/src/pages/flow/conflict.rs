//! Two edits of one flow, side by side.

use askama::Template;
use rechime_domain::flow::Flow;

use super::{editor::Editor, form::FlowForm};
use crate::{
    pages::{frame::Frame, visit::Visit},
    words::{EN, Words},
};

/// What somebody else saved, and what was typed here meanwhile.
#[derive(Template)]
#[template(path = "flow_conflict.html")]
pub(super) struct ConflictPage {
    w: &'static Words,
    frame: Frame,
    address: String,
    version: u64,
    activate: bool,
    /// The message that was open.
    open: Option<usize>,
    pairs: Vec<Pair>,
    hidden: Vec<(String, String)>,
}

/// A text as somebody else saved it, and as it was typed here.
struct Pair {
    label: String,
    theirs: Option<String>,
    yours: Option<String>,
}

impl ConflictPage {
    pub(super) fn new(visit: &Visit, theirs: &Flow, editor: Editor, frame: Frame, activate: bool) -> Self {
        let Editor { form, open, .. } = editor;
        Self {
            w: &EN,
            frame,
            address: visit.at(&format!("/flows/{}", theirs.id)),
            version: theirs.version,
            activate,
            open,
            pairs: pairs(&texts(&FlowForm::of(theirs)), &texts(&form)),
            hidden: form.rebased(theirs).fields(),
        }
    }
}

/// The texts that differ. A text that one of the two does not have stands beside nothing.
fn pairs(theirs: &[(String, String)], yours: &[(String, String)]) -> Vec<Pair> {
    let find = |texts: &[(String, String)], label: &str| {
        texts.iter().find(|(other, _)| other == label).map(|(_, text)| text.clone())
    };
    let only_yours = yours.iter().filter(|(label, _)| find(theirs, label).is_none());
    let labels = theirs.iter().chain(only_yours).map(|(label, _)| label);
    labels
        .map(|label| Pair { label: label.clone(), theirs: find(theirs, label), yours: find(yours, label) })
        .filter(|pair| pair.theirs != pair.yours)
        .collect()
}

/// Each text with its place among the flow's messages.
pub(super) fn texts(form: &FlowForm) -> Vec<(String, String)> {
    let of_step = |(place, step): (usize, &super::form::StepForm)| {
        let message = (EN.say.message)(place + 1);
        let others = step.alternatives.iter().enumerate().map({
            let message = message.clone();
            move |(index, other)| {
                (format!("{message} · {}", (EN.say.variant)(index + 1)), other.template.clone())
            }
        });
        std::iter::once((message, step.template.clone())).chain(others).collect::<Vec<_>>()
    };
    form.steps.iter().enumerate().flat_map(of_step).collect()
}
