//! What a customer means by a reply.
//!
//! A store must honor any reasonable way of saying "stop" (47 CFR 64.1200(a)(10)), so this reads forgivingly: in
//! English, Spanish and French, with courtesy, emoji, accents and typing mistakes around the word. Where it stays
//! unclear the customer is opted out. Praise, questions and requests about an order that merely contain such a
//! word ("can't stop loving it", "skip, not cancel") are left to the store's people.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

mod response;
mod vocabulary;
pub use response::{Heard, Response, hear, respond};
use vocabulary::{self as say, Words};

/// What ends a sentence, or a part of one that can be understood alone.
const CLAUSE_ENDS: [char; 8] = ['.', '!', '?', ',', ';', ':', '—', '\n'];

/// What a reply means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Reads a reply. Stopping wins over everything, also where one sentence of several says it.
#[must_use]
pub fn meaning(text: &str) -> ReplyMeaning {
    let plain = plain(text);
    let words = words(&plain);
    if let [word] = *words
        && say::START.has(word)
    {
        ReplyMeaning::Start
    } else if spelled_out(&words) || plain.split(CLAUSE_ENDS).any(stops) {
        ReplyMeaning::Stop
    } else if is_only(&words, say::HELP) {
        ReplyMeaning::Help
    } else {
        ReplyMeaning::Other
    }
}

/// Lower case without accents, apostrophes and look-alike letters: `Arrêtez` is `arretez`, `ＳＴＯＰ` is `stop`.
fn plain(text: &str) -> String {
    let marked = text.replace('🛑', " stop ");
    let unmarked =
        marked.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘' | '`' | '´'));
    unmarked.flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// `S T O P`, `s.t.o.p`.
fn spelled_out(words: &[&str]) -> bool {
    words.iter().all(|word| word.len() == 1) && is_stop(&words.concat())
}

/// Whether one sentence, or part of one, asks to stop.
fn stops(clause: &str) -> bool {
    let words = words(clause);
    says_so(&words) || opens_with_command(&words) || contains_stop(&words)
}

/// A phrase that means it wherever it stands: `take me off`, `wrong number`.
fn says_so(words: &[&str]) -> bool {
    say::PHRASES.phrases().any(|phrase| places(words, &phrase).any(|place| !negated(before(words, place))))
}

/// A command with many other uses (`cancel`, `end`) that stands alone, or speaks of messages only: `please cancel
/// my texts`, but not `cancel my order` or `the end of the month`.
fn opens_with_command(words: &[&str]) -> bool {
    let start = words.iter().position(|word| !say::COURTESY.has(word)).unwrap_or(words.len());
    let command = words.get(start..).unwrap_or_default();
    say::COMMANDS.phrases().any(|verb| {
        command.strip_prefix(&*verb).is_some_and(|rest| {
            rest.iter().all(|word| verb.contains(word) || say::COURTESY.has(word) || say::OBJECTS.has(word))
        })
    })
}

/// A word with hardly another use, unless denied (`don't stop`) or part of an idiom (`bus stop`).
fn contains_stop(words: &[&str]) -> bool {
    let asks_about_something_else = say::QUESTIONS.phrases().any(|opening| words.starts_with(&opening));
    !asks_about_something_else
        && (0..words.len()).any(|place| {
            let from_here = words.get(place..).unwrap_or_default();
            let earlier = before(words, place);
            from_here.first().is_some_and(|word| is_stop(word))
                && !idiom(earlier, from_here)
                && !negated(earlier)
        })
}

fn is_stop(word: &str) -> bool {
    // `stoppp`, and `unsubscribe` in all its forms and misspellings.
    let drawn_out = word.trim_end_matches('p') == "sto" && word != "sto";
    drawn_out || say::STOP.has(word) || say::STOP_STEMS.iter().any(|stem| word.starts_with(stem))
}

fn idiom(earlier: &[&str], from_here: &[&str]) -> bool {
    let follows = earlier.last().is_some_and(|word| say::BEFORE_IDIOM.has(word));
    follows || from_here.get(1).is_some_and(|word| say::AFTER_IDIOM.has(word))
}

/// Whether the words before deny what comes next: `can't`, `don't want to`, `not going to`.
fn negated(earlier: &[&str]) -> bool {
    earlier.iter().rfind(|word| !say::PARTICLES.has(word)).is_some_and(|word| say::NEGATIONS.has(word))
}

/// Whether a reply is one of `these` words, and courtesy.
fn is_only(words: &[&str], these: Words) -> bool {
    let mut rest = words.iter().filter(|word| !say::COURTESY.has(word)).peekable();
    rest.peek().is_some() && rest.all(|word| these.has(word))
}

fn places<'a>(words: &'a [&str], phrase: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    words
        .windows(phrase.len())
        .enumerate()
        .filter(move |(_, window)| *window == phrase)
        .map(|(place, _)| place)
}

fn before<'a, 'w>(words: &'a [&'w str], place: usize) -> &'a [&'w str] {
    words.get(..place).unwrap_or_default()
}

#[cfg(test)]
mod tests;
