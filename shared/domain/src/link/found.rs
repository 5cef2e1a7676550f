//! The links in a text: whatever a phone may open.

use std::ops::Range;

/// Where the links stand, in order: `https://…`, `www.…`, and `site.example/…`. Punctuation and quotes around a link are
/// none of it.
pub(crate) fn in_text(text: &str) -> impl Iterator<Item = Range<usize>> {
    words(text).filter_map(|(at, word)| {
        let start = start(word)?;
        let link = without_punctuation(word.get(start..)?);
        Some(at + start..at + start + link.len())
    })
}

/// The words of a text, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(char::is_whitespace).scan(0, |end, piece| {
        let place = *end;
        *end += piece.len();
        Some((place, piece.trim_end()))
    })
}

/// Where in a word a link begins, if one does.
fn start(word: &str) -> Option<usize> {
    if let Some((scheme, _)) = word.split_once("://") {
        let of_scheme = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
        return Some(scheme.trim_end_matches(of_scheme).len());
    }
    let begins = word.find(char::is_alphanumeric)?;
    let rest = word.get(begins..)?;
    let is_www = rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    let is_host = |host: &str| {
        host.split_once('.')
            .is_some_and(|(name, last)| !name.is_empty() && last.starts_with(char::is_alphabetic))
    };
    (is_www || rest.split_once('/').is_some_and(|(host, _)| is_host(host))).then_some(begins)
}

/// A bracket that the link itself opened is part of it.
fn without_punctuation(link: &str) -> &str {
    let trimmed = link.trim_end_matches(closes);
    let opened = trimmed.matches('(').count() > trimmed.matches(')').count();
    let closed = link.get(..=trimmed.len()).filter(|closed| opened && closed.ends_with(')'));
    closed.unwrap_or(trimmed)
}

const fn closes(character: char) -> bool {
    matches!(
        character,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | ')'
            | ']'
            | '>'
            | '"'
            | '\''
            | '’'
            | '”'
            | '»'
            | '›'
            | '–'
            | '—'
    )
}
