//! What a customer means by a reply, and what is done about it.
//!
//! A store must honor any reasonable way of saying "stop" (47 CFR 64.1200(a)(10)), so this reads forgivingly: in
//! English, Spanish and French, with courtesy, anger, emoji and typing mistakes around the word. Where it stays
//! unclear the customer is opted out. Praise, questions and requests about an order that merely contain such a
//! word ("can't stop loving it", "skip, not cancel") are left to the store's people. To opt in again takes the
//! very word: consent is not guessed at.

use serde::{Deserialize, Serialize};

mod language;
mod own_words;
mod quotes;
mod response;
mod stop;
mod vocabulary;

pub use language::Language;
pub use response::{Answerer, Response, respond};

/// What a reply means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReplyMeaning {
    /// Send no more messages.
    Stop,
    /// Send messages again.
    Start,
    /// Say who this is and how to stop it.
    Help,
    /// Something for the store's people, or nothing.
    Other,
}

/// A reply, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it asks for.
    pub meaning: ReplyMeaning,
    /// The language to answer it in, as far as the reply tells. A lone `START` is English.
    pub language: Language,
}

/// Reads a reply as the customer typed it; any text of any length will do.
#[must_use]
pub fn hear(text: &str) -> Heard {
    let own = own_words::of(text);
    let (all, first) = (words(&own), first_line_if_signed(&own));
    // A name tells no language: `HELP`, and below it `María de la Cruz`.
    let said = if asks_for_help(&first) { &first } else { &all };
    Heard { meaning: read(&own, &all, &first), language: Language::of(said) }
}

/// What a reply asks for.
#[must_use]
pub fn meaning(text: &str) -> ReplyMeaning {
    hear(text).meaning
}

/// Stopping wins over everything, also where one clause of several says it.
fn read(own: &str, words: &[&str], signed: &[&str]) -> ReplyMeaning {
    if is_start(own, words) {
        ReplyMeaning::Start
    } else if asks_to_stop(own, words) {
        ReplyMeaning::Stop
    } else if asks_for_help(words) || asks_for_help(signed) {
        ReplyMeaning::Help
    } else {
        ReplyMeaning::Other
    }
}

fn asks_to_stop(own: &str, words: &[&str]) -> bool {
    stop::is_spelled_out(words)
        || stop::forbids_calls(words)
        || clauses(own).any(|clause| stop::is_asked_in(&clause))
}

/// `START` or `UNSTOP` (CTIA Messaging Principles; Twilio's default keywords without YES, which answers too many
/// other questions), and nothing else but punctuation. `Start?` is a question.
fn is_start(own: &str, words: &[&str]) -> bool {
    matches!(words, ["start" | "unstop"]) && !own.contains('?')
}

/// The keyword and courtesy. `Help with my order` is for the store's people.
fn asks_for_help(words: &[&str]) -> bool {
    let mut rest = words.iter().filter(|word| !vocabulary::is_courtesy(word)).peekable();
    rest.peek().is_some() && rest.all(|word| vocabulary::is_help(word))
}

/// Stand within names: `María de la Cruz`.
const IN_NAMES: [&str; 9] = ["de", "la", "del", "las", "los", "da", "do", "du", "le"];

/// The words of the first line, where what stands below it, or behind a dash, is a name or a number and no sentence: some
/// phones sign what they send.
fn first_line_if_signed(own: &str) -> Vec<&str> {
    let own = own.trim_start();
    let (first, below) = own.split_once('\n').or_else(|| own.split_once(" -")).unwrap_or_default();
    let is_signature = !below.contains('?') && !below.lines().any(is_sentence);
    if is_signature { words(first) } else { Vec::new() }
}

/// Whether a line has one of the words that go with a verb, such as `my`. An initial is none, nor is what stands within a
/// name.
fn is_sentence(line: &str) -> bool {
    let is_in_name = |place: usize, word: &str| word.len() == 1 || place > 0 && IN_NAMES.contains(&word);
    words(line).into_iter().enumerate().any(|(place, word)| {
        vocabulary::is_filler(word) && !vocabulary::is_courtesy(word) && !is_in_name(place, word)
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Parts that can be understood alone, as their words: whatever is not a letter, a space or a hyphen ends one.
fn clauses(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(|c: char| !(c.is_alphanumeric() || c == ' ' || c == '-')).map(words)
}

#[cfg(test)]
mod tests;
