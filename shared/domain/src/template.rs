//! From a template and the values of its tags to a text.
//!
//! The preview, the test send and the real send all come through [`compose`], so they cannot differ.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    link::{PlacedLink, Shortening},
    occurrence::Tags,
    parts::{self, Parts},
    trigger::Trigger,
};

mod advice;
mod error;
mod grammar;
mod mark;
mod mistake;
mod nearest;
mod parser;
mod render;
mod tags;
#[cfg(test)]
mod tests;
mod value;

pub use error::TemplateError;
pub use mark::MarkKind;
pub use mistake::Mistake;
pub use tags::{CAMPAIGN_TAGS, Tag, TagKind, sample_tags, samples, tags_of, with_store_tags};

use grammar::{Comparison, LONGEST as LONGEST_TEMPLATE, Node, Use};
use value::Literal;

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
    let source = with_line_feeds(template)?;
    compose_parsed(&parse(&source)?, template, tags, fold, shortening)
}

fn compose_parsed(
    nodes: &[Node<'_>],
    template: &str,
    tags: &Tags,
    fold: bool,
    shortening: Option<&Shortening<'_>>,
) -> Result<Text, TemplateError> {
    let rendered = render::render(nodes, &value::usable(tags))?;
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

fn parse(source: &str) -> Result<Vec<Node<'_>>, TemplateError> {
    parser::parse(source).map_err(|fault| TemplateError::of_fault(fault, source))
}

/// A browser's text field ends lines in CR LF, each of which would be two characters of the text.
fn with_line_feeds(template: &str) -> Result<Cow<'_, str>, TemplateError> {
    if template.len() > LONGEST_TEMPLATE {
        return Err(TemplateError::TooLarge { bytes: template.len() });
    }
    let has_returns = template.contains("\r\n");
    Ok(if has_returns { Cow::Owned(template.replace("\r\n", "\n")) } else { Cow::Borrowed(template) })
}

/// Says whether a template may be saved for a trigger: it can be read, names only tags of that trigger, compares each with
/// what it can be, and makes a text of sample values.
pub fn check(template: &str, trigger: Trigger) -> Result<(), TemplateError> {
    match check_with(template, tags_of(trigger), &Tags::new())? {
        Ok(_) | Err(TemplateError::NoValue { .. } | TemplateError::Empty) => Ok(()),
        Err(mistake) => Err(mistake),
    }
}

/// Says whether a template may be saved for a campaign: it names only tags of the person and the store, and makes a text
/// of those that everybody has. What is missing for many would make a text for few.
pub fn check_campaign(template: &str) -> Result<(), TemplateError> {
    check_with(template, CAMPAIGN_TAGS, &tags::certain())?.map(drop)
}

/// Reads a template that may name some tags, and makes a text of their samples; gives what it makes of other values. The
/// branches of a condition that are too long show only there.
fn check_with(
    template: &str,
    known: &[Tag],
    others: &Tags,
) -> Result<Result<Text, TemplateError>, TemplateError> {
    let source = with_line_feeds(template)?;
    let nodes = parse(&source)?;
    grammar::each_use(&nodes, &mut |it| check_use(it, known))?;
    compose_parsed(&nodes, template, &tags::samples(known), true, None)?;
    Ok(compose_parsed(&nodes, template, others, true, None))
}

fn check_use(it: Use<'_>, known: &[Tag]) -> Result<(), TemplateError> {
    let name = it.tag();
    let tag = known.iter().find(|tag| tag.name == name).ok_or_else(|| unknown(name, known))?;
    match it {
        Use::Value(_) => Ok(()),
        Use::Comparison(comparison) => check_comparison(comparison, tag.kind),
    }
}

fn unknown(name: &str, known: &[Tag]) -> TemplateError {
    let names: Vec<_> = known.iter().map(|tag| tag.name).collect();
    let nearest = nearest::nearest(name, &names).map(str::to_owned);
    TemplateError::UnknownTag { name: name.to_owned(), nearest, known: names.join(", ") }
}

fn check_comparison(comparison: &Comparison<'_>, kind: TagKind) -> Result<(), TemplateError> {
    let tag = comparison.tag.to_owned();
    match (kind, &comparison.literal) {
        (TagKind::Text, _) if comparison.sign.is_order() => Err(TemplateError::OrderOfText { tag }),
        (TagKind::Text, Literal::Number(_)) => Err(TemplateError::TextAsNumber { tag }),
        (TagKind::Number, Literal::Text(_)) => Err(TemplateError::NumberAsText { tag }),
        _ => Ok(()),
    }
}
