//! What can be wrong with a mark of a template, and how to write it.

use super::mark::MarkKind;

/// A mistake, in words that say how to write what was meant. Many are what Liquid and Jinja have and templates here have not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// `{{ first_name`
    #[error("{} is not closed; write {} behind it", .mark.opening(), .mark.closing())]
    NeverClosed {
        /// What was opened.
        mark: MarkKind,
    },
    /// `first_name }}`
    #[error("{} closes nothing; write {} before the tag", .mark.closing(), .mark.opening())]
    NeverOpened {
        /// What was closed.
        mark: MarkKind,
    },
    /// `{# .. #}`
    #[error("remove {{# and what follows it up to #}}; templates have no notes")]
    Comment,
    /// `{{ }}`
    #[error("write the name of a tag between {} and {}", .mark.opening(), .mark.closing())]
    Nothing {
        /// What is empty.
        mark: MarkKind,
    },
    /// `{{ first_name | default(‘there’) }}`
    #[error("write straight quotes, ' or \", in place of {written}")]
    Quotes {
        /// The quote.
        written: char,
    },
    /// `{{ first_name | default('there) }}`
    #[error(
        "the quote {quote} is not closed; write another one behind the words, and \\{quote} for one among them"
    )]
    QuoteNeverClosed {
        /// The quote.
        quote: char,
    },
    /// `'50\% off'`
    #[error("in quotes a \\ stands before ', \", \\ or n; write \\\\ to print one")]
    Escape,
    /// `{% if quantity > 1e3 %}`
    #[error("{written} is no number here; write up to 15 digits, such as 25 or 19.90")]
    Number {
        /// What there is in place of a number.
        written: String,
    },
    /// `{{ first_name | upper }}`
    #[error("there is no filter `{filter}`; write {{{{ {tag} }}}}, or {{{{ {tag} | default('text') }}}}")]
    Filter {
        /// Its name.
        filter: String,
        /// The tag before it.
        tag: String,
    },
    /// `{{ first_name | default: 'there' }}`, `{{ quantity | default(1) }}`
    #[error("write {{{{ {tag} | default({text}) }}}}")]
    Fallback {
        /// The tag.
        tag: String,
        /// What was meant to stand in its place, in quotes.
        text: String,
    },
    /// `{{ customer.first_name }}`
    #[error("write the tag without what stands before the point: {name}")]
    Path {
        /// What stands behind the last point.
        name: String,
    },
    /// `{{ 'Hi' }}`
    #[error("write what is always the same outside of {{{{ and }}}}")]
    NoTag,
    /// `{{ first_name ~ last_name }}`, `{{ price * 2 }}`, `{{ range(9) }}`
    #[error("only the value of one tag can be printed, with nothing calculated; write {{{{ {tag} }}}}")]
    OneTag {
        /// The tag that comes first.
        tag: String,
    },
    /// `{% elsif tag %}`, `{% for item in items %}`
    #[error("there is no {{% {word} %}}; {advice}")]
    Statement {
        /// Its first word.
        word: String,
        /// What there is in its place.
        advice: &'static str,
    },
    /// `{% else now %}`
    #[error("write {{% {word} %}} with nothing behind the word")]
    WordsBehind {
        /// The word.
        word: String,
    },
    /// `{% endif %}` without a start.
    #[error("{{% {word} %}} belongs to no {{% if tag %}}; write one before it, or remove this")]
    NoIf {
        /// The word.
        word: String,
    },
    /// `{% else %} .. {% elif tag %}`
    #[error("{{% {word} %}} cannot follow {{% else %}}; put {{% else %}} last, before {{% endif %}}")]
    AfterElse {
        /// The word.
        word: String,
    },
    /// `{% if tag %}` without an end.
    #[error("this {{% if %}} has no end; write {{% endif %}} behind the words that depend on it")]
    NoEnd,
    /// Nested too deep.
    #[error("{{% if %}}, brackets and `not` can be nested 10 deep; use fewer")]
    TooDeep,
    /// `{% if %}`
    #[error("write a tag behind the word, such as {{% if first_name %}}")]
    NoCondition,
    /// `{% if first_name != blank %}`
    #[error(
        "write {{% if {tag} %}} to ask whether it has a value, and {{% if not {tag} %}} whether it has none"
    )]
    Emptiness {
        /// The tag.
        tag: String,
    },
    /// `{% if currency == USD %}`
    #[error("write the text in quotes: {tag} {sign} '{text}'")]
    NoQuotes {
        /// The tag.
        tag: String,
        /// How it is compared.
        sign: String,
        /// With what.
        text: String,
    },
    /// `{% if quantity = 2 %}`, `{% if a && b %}`
    #[error("write {instead} in place of {written}")]
    Symbol {
        /// The sign.
        written: String,
        /// What it is called here.
        instead: &'static str,
    },
    /// `{% if 1 < quantity %}`
    #[error("write the tag first, and then with what it is compared: {tag} > 1")]
    TagSecond {
        /// The tag.
        tag: String,
    },
    /// Anything else in a condition.
    #[error(
        "a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), \
         joined by `and`, `or`, `not` and brackets"
    )]
    Condition,
}
