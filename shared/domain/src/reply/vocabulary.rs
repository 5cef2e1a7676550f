//! The words by which replies are understood: lower case, without accents and apostrophes.

use std::sync::LazyLock;

use super::Language;

mod english;
mod french;
mod phrase;
mod spanish;

pub(super) use phrase::{Phrase, Words};

/// All languages, the one to prefer in doubt first.
pub(super) static ALL: LazyLock<[Vocabulary; 3]> =
    LazyLock::new(|| [english::vocabulary(), spanish::vocabulary(), french::vocabulary()]);

/// What one language has to say.
pub(super) struct Vocabulary {
    pub(super) language: Language,
    /// Stop, wherever in a clause.
    pub(super) stops: Words,
    /// Stop, in all forms and misspellings of a word.
    pub(super) stop_stems: &'static [&'static str],
    /// Stop, wherever in a clause, as a phrase.
    pub(super) pleas: Words,
    /// Stop, if they open a clause and nothing but messages is spoken of.
    pub(super) commands: Words,
    /// Stop, if nothing but messages is spoken of.
    pub(super) refusals: Words,
    /// Stop, if the whole reply says no more than not to call: who would rather be texted says so.
    pub(super) calls: Words,
    /// Ask who this is.
    pub(super) help: Words,
    /// Said around a keyword without changing it.
    pub(super) courtesy: Words,
    /// What messages are called, and where they come from and go to.
    pub(super) messages: Words,
    /// What stands around those names, or in their place.
    pub(super) fillers: Words,
    /// Deny the word they stand before.
    pub(super) negations: Words,
    /// Deny it even when said of us: `you never stop to amaze me`.
    pub(super) praise: Words,
    /// May stand between a negation and what it denies.
    pub(super) particles: Words,
    /// How the customer calls us. Beside a negation it makes a complaint: `you won't stop`.
    pub(super) us: Words,
    /// `bus stop`, `did you stop`.
    pub(super) before_idiom: Words,
    /// `stop by`, `stop sign`, `n'arrêtez pas`.
    pub(super) after_idiom: Words,
    /// Open a question about something that stops.
    pub(super) questions: Words,
}

impl Vocabulary {
    /// Whether a word tells that a reply is in this language.
    pub(super) fn knows(&self, word: &str) -> bool {
        let lists = [
            &self.stops,
            &self.pleas,
            &self.commands,
            &self.refusals,
            &self.calls,
            &self.help,
            &self.courtesy,
            &self.messages,
            &self.fillers,
        ];
        let is_ours = lists.iter().any(|list| list.mentions(word))
            || self.stop_stems.iter().any(|stem| word.starts_with(stem));
        is_ours && !is_shared(word)
    }
}

/// Keywords of all languages, which do not tell in which one a reply is.
fn is_shared(word: &str) -> bool {
    matches!(word, "stop" | "stopall" | "info" | "infos")
}

/// Changes nothing in what is asked.
pub(super) fn is_swearing(word: &str) -> bool {
    matches!(
        word,
        "fucking"
            | "fuckin"
            | "effing"
            | "freaking"
            | "damn"
            | "goddamn"
            | "bloody"
            | "stupid"
            | "annoying"
            | "putain"
    )
}

/// Not a message, unless it is a subscription *to* messages.
pub(super) fn is_subscription(word: &str) -> bool {
    matches!(word, "subscription" | "subscriptions" | "suscripcion" | "abonnement")
}

pub(super) fn is_courtesy(word: &str) -> bool {
    ALL.iter().any(|language| language.courtesy.has(word))
}

pub(super) fn is_message(word: &str) -> bool {
    ALL.iter().any(|language| language.messages.has(word))
}

/// Names nothing.
pub(super) fn is_filler(word: &str) -> bool {
    is_courtesy(word) || ALL.iter().any(|language| language.fillers.has(word))
}

pub(super) fn is_help(word: &str) -> bool {
    ALL.iter().any(|language| language.help.has(word))
}
