//! Lists of phrases, found by their first word.

use std::collections::{HashMap, HashSet};

/// Words or phrases.
#[derive(Default)]
pub(in super::super) struct Words {
    phrases: Vec<Phrase>,
    by_first_word: HashMap<&'static str, Vec<Phrase>>,
    mentioned: HashSet<&'static str>,
}

/// Words in their order: `wrong number|person` has two forms, `no longer _ number` any word in its gap.
#[derive(Clone, Copy)]
pub(in super::super) struct Phrase(&'static str);

impl Words {
    /// Reads a list with `, ` between the phrases.
    pub(in super::super) fn parse(list: &'static str) -> Self {
        let mut words = Self::default();
        for phrase in list.split(", ").map(Phrase) {
            words.phrases.push(phrase);
            words.mentioned.extend(phrase.words().flatten());
            for first in phrase.words().next().into_iter().flatten() {
                words.by_first_word.entry(first).or_default().push(phrase);
            }
        }
        words
    }

    /// Whether a single word is in the list.
    pub(in super::super) fn has(&self, word: &str) -> bool {
        self.by_first_word.get(word).is_some_and(|phrases| phrases.iter().any(|it| it.words().count() == 1))
    }

    /// Whether a word occurs in any of the phrases.
    pub(super) fn mentions(&self, word: &str) -> bool {
        self.mentioned.contains(word)
    }

    /// The phrases with which the words begin, and what follows each.
    pub(in super::super) fn opening<'a, 'w>(
        &'a self,
        words: &'a [&'w str],
    ) -> impl Iterator<Item = (Phrase, &'a [&'w str])> {
        let candidates = words.first().and_then(|word| self.by_first_word.get(word)).into_iter().flatten();
        candidates.filter_map(|phrase| phrase.rest_of(words).map(|rest| (*phrase, rest)))
    }

    /// Whether the words begin with a phrase.
    pub(in super::super) fn opens(&self, words: &[&str]) -> bool {
        self.opening(words).next().is_some()
    }

    /// Whether the words end with a phrase.
    pub(in super::super) fn closes(&self, words: &[&str]) -> bool {
        let end_of = |phrase: &Phrase| words.get(words.len().checked_sub(phrase.words().count())?..);
        self.phrases.iter().any(|phrase| end_of(phrase).is_some_and(|end| phrase.rest_of(end).is_some()))
    }
}

impl Phrase {
    /// Its words, each with the forms it may have.
    fn words(self) -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
        self.0.split(' ').map(|word| word.split('|'))
    }

    /// What follows the phrase, where the words begin with it.
    fn rest_of<'a, 'w>(self, words: &'a [&'w str]) -> Option<&'a [&'w str]> {
        self.words().try_fold(words, |words, mut forms| {
            let (word, rest) = words.split_first()?;
            forms.any(|it| it == "_" || it == *word).then_some(rest)
        })
    }

    /// Whether a word is one of its own.
    pub(in super::super) fn contains(self, word: &str) -> bool {
        self.words().flatten().any(|it| it == word)
    }
}
