//! What is left to do until the first text can go.

use rechime_domain::flow::FlowStatus;
use rechime_store::configs::ConnectionState;

use crate::{pages::visit::Visit, words::EN};

/// A step on the way to the first text.
pub(super) struct Step {
    pub(super) done: bool,
    pub(super) next: bool,
    pub(super) title: &'static str,
    pub(super) text: String,
    pub(super) address: String,
    pub(super) action: &'static str,
}

impl Step {
    pub(super) const fn class(&self) -> &'static str {
        match (self.done, self.next) {
            (true, _) => "done",
            (false, true) => "next",
            (false, false) => "later",
        }
    }
}

/// All steps, the next one marked.
pub(super) fn steps(visit: &Visit) -> Vec<Step> {
    let (store, w) = (&visit.store, &EN.overview);
    let settings = &store.settings;
    let is_live = store.profile.connection.state == ConnectionState::Live;
    let any_active = store.flows.iter().any(|flow| flow.status != FlowStatus::Draft);
    let step = |done, title, text: &str, path, action| Step {
        done,
        next: false,
        title,
        text: text.to_owned(),
        address: visit.at(path),
        action,
    };
    let mut steps = vec![
        step(is_live, w.connect, w.connect_text, "/integrations/recharge", w.connect_action),
        step(any_active, w.activate, w.activate_text, "/flows", w.activate_action),
        step(
            settings.contact.is_some(),
            w.contact,
            w.contact_text,
            "/settings/sms/contact",
            w.contact_action,
        ),
    ];
    if let Some(first) = steps.iter_mut().find(|step| !step.done) {
        first.next = true;
    }
    steps
}
