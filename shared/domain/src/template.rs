//! From a template and the values of its tags to a text.
//!
//! The preview, the test send and the real send all come through [`compose`], so they cannot differ.

use serde::Serialize;

use crate::{
    link::{PlacedLink, Shortening},
    occurrence::Tags,
    parts::{self, Parts},
    trigger::Trigger,
};

mod compiled;
mod engine;
mod error;
mod liquid;
mod tags;
#[cfg(test)]
mod tests;

pub use error::TemplateError;
pub use tags::{Tag, sample_tags, tags_of, with_store_tags};

/// The longest text both providers take, in characters (AWS `SendTextMessage`, Twilio error 21617).
const LONGEST: usize = 1_600;

/// A text, ready to send.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text {
    /// What the customer reads.
    pub body: String,
    /// Its size.
    pub parts: Parts,
    /// Its short links, in order. Their codes in `body` are samples.
    #[serde(skip)]
    pub links: Vec<PlacedLink>,
}

/// Makes the text of a template.
///
/// A tag whose value is missing, null or blank needs a fallback (`{{ first_name | default('there') }}`) or a
/// condition (`{% if first_name %}`), else there is no text. `fold` replaces typographic look-alikes, see
/// [`parts::fold`]. `shortening` makes its links short; without it they stay as they are written.
pub fn compose(
    template: &str,
    tags: &Tags,
    fold: bool,
    shortening: Option<&Shortening<'_>>,
) -> Result<Text, TemplateError> {
    let rendered = engine::render(template, tags)?;
    let folded = if fold { parts::fold(&rendered) } else { rendered };
    let body = folded.trim();
    let (body, links) = match shortening {
        Some(shortening) => shortening.shorten(template, body),
        None => (body.to_owned(), Vec::new()),
    };
    match body.chars().count() {
        0 => Err(TemplateError::Empty),
        characters if characters > LONGEST => Err(TemplateError::TooLong { characters }),
        _ => Ok(Text { parts: parts::count(&body), body, links }),
    }
}

/// Says whether a template may be saved for a trigger: it can be read, names only tags of that trigger, and
/// makes a text of sample values.
pub fn check(template: &str, trigger: Trigger) -> Result<(), TemplateError> {
    check_as_ours(template, trigger).map_err(|error| match liquid::hint(template) {
        Some(hint) if error.may_be_liquid() => TemplateError::Liquid { hint },
        _ => error,
    })
}

fn check_as_ours(template: &str, trigger: Trigger) -> Result<(), TemplateError> {
    let known: Vec<&str> = tags_of(trigger).iter().map(|tag| tag.name).collect();
    if let Some(name) = engine::tags_in(template)?.into_iter().find(|name| !known.contains(&name.as_str())) {
        return Err(TemplateError::UnknownTag { name, known: known.join(", ") });
    }
    compose(template, &sample_tags(trigger), true, None)?;
    // What only shows when tags have no value: a mistake in the other branch of a condition.
    match compose(template, &Tags::new(), true, None) {
        Ok(_) | Err(TemplateError::NoValue { .. } | TemplateError::Empty) => Ok(()),
        Err(mistake) => Err(mistake),
    }
}
