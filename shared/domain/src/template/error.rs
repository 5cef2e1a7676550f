//! Why a template makes no text, in words for the merchant who wrote it.

use minijinja::ErrorKind;

/// Why a template makes no text. Each message says what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It cannot be parsed.
    #[error(
        "the template cannot be read (line {line}: {problem}); check that every {{{{ has its }}}} and every \
         {{% if %}} its {{% endif %}}"
    )]
    Unreadable {
        /// Line of the template, from 1.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// It is written in Liquid.
    #[error("this is Liquid, which is not read here; {hint}")]
    Liquid {
        /// How to write it here.
        hint: String,
    },
    /// It names a tag that its trigger does not have.
    #[error("there is no tag {{{{ {name} }}}} in this flow; use one of: {known}")]
    UnknownTag {
        /// The name.
        name: String,
        /// The names there are, joined by commas.
        known: String,
    },
    /// It needs the value of a tag that has none.
    #[error(
        "no value for {names}; give a fallback, for instance {{{{ {first} | default('...') }}}}, or put the \
         words around it between {{% if {first} %}} and {{% endif %}}",
        names = .tags.join(", "),
        first = .tags.first().map_or("tag", String::as_str)
    )]
    NoValue {
        /// The tags.
        tags: Vec<String>,
    },
    /// It prints something that is no text, number or boolean.
    #[error("a tag must stand for a text, a number or true/false; print one value at a time")]
    NotScalar,
    /// It asks for something that templates do not have.
    #[error(
        "templates cannot do this ({problem}); use {{{{ tag }}}}, {{{{ tag | default('text') }}}} and \
         {{% if tag %}} ... {{% else %}} ... {{% endif %}}"
    )]
    Unsupported {
        /// What it asks for.
        problem: String,
    },
    /// It would work for too long.
    #[error("the template does too much; remove its loops and repetitions")]
    TooMuch,
    /// Nothing is left to send.
    #[error("the text is empty; write what the customer should read")]
    Empty,
    /// The text is longer than a provider takes.
    #[error("the text has {characters} characters and 1600 is the most that can be sent; shorten it")]
    TooLong {
        /// Its characters.
        characters: usize,
    },
}

impl TemplateError {
    /// Whether a template in another language could fail like this.
    pub(super) const fn may_be_liquid(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Unsupported { .. } | Self::UnknownTag { .. })
    }

    /// `without_value` are the tags that could be at fault where a value is missing.
    pub(super) fn from_engine(error: &minijinja::Error, without_value: impl FnOnce() -> Vec<String>) -> Self {
        let problem = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        match error.kind() {
            ErrorKind::SyntaxError if problem.starts_with("unknown statement") => {
                Self::Unsupported { problem }
            }
            ErrorKind::SyntaxError | ErrorKind::BadEscape => {
                Self::Unreadable { line: error.line().unwrap_or(1), problem }
            }
            ErrorKind::UndefinedError => Self::NoValue { tags: without_value() },
            ErrorKind::NonPrimitive => Self::NotScalar,
            ErrorKind::OutOfFuel => Self::TooMuch,
            _ => Self::Unsupported { problem },
        }
    }
}
