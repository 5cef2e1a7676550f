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
    text: &'static str,
    button: &'static str,
}

impl ConfirmPage {
    /// `back` is where somebody goes who thinks better of it, and what that is called.
    pub(super) fn new(
        frame: Frame,
        (back, back_name): (String, String),
        action: String,
        (title, text, button): (&'static str, &'static str, &'static str),
    ) -> Self {
        Self { w: &EN, frame, back, back_name, action, title, text, button }
    }
}
