//! Which language a reply is in.

use super::vocabulary;

/// A language that is understood, and answered in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Also where there is nothing to tell by.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
}

impl Language {
    /// The language whose vocabulary has most of the words. Keywords that all share (`stop`, `info`) tell nothing,
    /// so that `STOP SVP` is French.
    pub(super) fn of(words: &[&str]) -> Self {
        let known = |language: &vocabulary::Vocabulary| words.iter().filter(|it| language.knows(it)).count();
        // The last of equals is taken, which is English.
        vocabulary::ALL.iter().rev().max_by_key(|it| known(it)).map_or(Self::English, |it| it.language)
    }
}
