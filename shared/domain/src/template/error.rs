//! Why a template makes no text, in words for the merchant who wrote it.

use super::{grammar::LONGEST, mark::Fault, mistake::Mistake};

/// The characters of a text up to which they are counted. Folding and short links can only make a text of so many
/// characters fit if it has links of a thousand.
pub(super) const COUNTED: usize = 10_000;

/// Characters of a template that a message about it shows.
const SHOWN: usize = 60;

/// Why a template makes no text. Each message says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A part of it cannot be read.
    #[error("line {line}, column {column}, `{part}`: {mistake}")]
    Unreadable {
        /// Line of the template, from 1.
        line: usize,
        /// Character of the line, from 1.
        column: usize,
        /// The part, or its beginning.
        part: String,
        /// What is wrong with it.
        mistake: Mistake,
    },
    /// The template is too long.
    #[error("the template has {bytes} bytes and {LONGEST} is the most; shorten it")]
    TooLarge {
        /// Its bytes in UTF-8.
        bytes: usize,
    },
    /// It names a tag that its trigger does not have.
    #[error("there is no tag {{{{ {name} }}}} here; {}", use_instead(.nearest.as_deref(), .known))]
    UnknownTag {
        /// The name.
        name: String,
        /// The one that was probably meant.
        nearest: Option<String>,
        /// The names there are, joined by commas.
        known: String,
    },
    /// It asks which of two texts is more.
    #[error(
        "{tag} is text, and no text is more than another; ask for one text with == or !=, or give the message a condition \
         (`at_least` or `at_most`)"
    )]
    OrderOfText {
        /// The tag.
        tag: String,
    },
    /// It compares a text with a number.
    #[error("{tag} is text; write what it is compared with in quotes")]
    TextAsNumber {
        /// The tag.
        tag: String,
    },
    /// It compares a number with a text.
    #[error("{tag} is a number; write what it is compared with as a number, without quotes")]
    NumberAsText {
        /// The tag.
        tag: String,
    },
    /// It needs the value of a tag that has none.
    #[error(
        "no value for {names}; give a fallback, for instance {{{{ {first} | default('...') }}}}, or put the \
         words around it between {{% if {first} %}} and {{% endif %}}",
        names = .tags.join(", "),
        first = .tags.first().map_or("tag", String::as_str)
    )]
    NoValue {
        /// The tags, in alphabetical order.
        tags: Vec<String>,
    },
    /// It prints something that is no text, number or boolean.
    #[error("a tag must stand for a text, a number or true/false; print one value at a time")]
    NotScalar,
    /// Nothing is left to send.
    #[error("the text is empty; write what the customer should read")]
    Empty,
    /// The text is longer than a provider takes.
    #[error("the text has {} characters and 1600 is the most that can be sent; shorten it", counted(*.characters))]
    TooLong {
        /// Its characters. Counting ends at 10,000.
        characters: usize,
    },
}

fn use_instead(nearest: Option<&str>, known: &str) -> String {
    match nearest {
        Some(name) => format!("did you mean {{{{ {name} }}}}? The tags are: {known}"),
        None => format!("use one of: {known}"),
    }
}

fn counted(characters: usize) -> String {
    if characters > COUNTED { format!("more than {COUNTED}") } else { characters.to_string() }
}

impl TemplateError {
    pub(super) fn of_fault(fault: Fault, template: &str) -> Self {
        let before = template.get(..fault.place.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self::Unreadable {
            line: 1 + before.matches('\n').count(),
            column: 1 + line.chars().count(),
            part: beginning(template.get(fault.place).unwrap_or_default()),
            mistake: fault.mistake,
        }
    }
}

fn beginning(part: &str) -> String {
    match part.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", part.get(..end).unwrap_or_default()),
        None => part.to_owned(),
    }
}
