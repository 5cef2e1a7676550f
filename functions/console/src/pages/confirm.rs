//! A page that asks once more.

use askama::Template;

use super::frame::Frame;
use crate::words::{EN, Words};

/// Asks once more before something is done that cannot be taken back by a click.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage {
    w: &'static Words,
    frame: Frame,
    back: String,
    back_name: String,
    action: String,
    title: &'static str,
    /// The thing that it is about, where the title does not say.
    object: Option<String>,
    text: &'static str,
    button: &'static str,
    /// How the button looks.
    class: &'static str,
}

impl ConfirmPage {
    /// `back` is where somebody goes who thinks better of it, and what that is called.
    pub(super) fn new(
        frame: Frame,
        (back, back_name): (String, String),
        action: String,
        (title, text, button): (&'static str, &'static str, &'static str),
    ) -> Self {
        Self { w: &EN, frame, back, back_name, action, title, object: None, text, button, class: "danger" }
    }

    /// It takes nothing away from anybody.
    pub(super) fn harmless(self) -> Self {
        Self { class: "primary", ..self }
    }

    /// Names the thing that it is about.
    pub(super) fn about(self, object: String) -> Self {
        Self { object: Some(object), ..self }
    }
}
