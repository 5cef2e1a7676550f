//! What the customer wrote, without what the phone added to it, in plain letters.

use std::sync::LazyLock;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::vocabulary::Words;

/// What phones send for a reaction to a text: these words, and then that text in quotes. Emoji do not count, so
/// that `👍 to “...”` opens with `to`. English, French and Spanish, of iMessage and Google Messages.
static REACTIONS: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(
        "liked, loved, disliked, laughed at, emphasized, emphasised, questioned, to, reacted to, removed \
         from, removed a|an like|heart|dislike|laugh|exclamation|question from, removed a question mark from, \
         a aime, a adore, na pas aime, a ri de, a mis en evidence, a souligne, a mis en doute, a reagi avec a, \
         reagi avec a, le gusto, le encanto, no le gusto, se rio de, le dio risa, enfatizo, cuestiono, \
         reacciono con a",
    )
});

/// How the lines begin that mail and message programs put under what is sent.
const SIGNATURES: [&str; 7] = [
    "sent from ",
    "sent via ",
    "get outlook for ",
    "envoye de mon ",
    "envoye depuis ",
    "enviado desde ",
    "enviado de mi ",
];

/// The customer's own words in plain letters. A text of ours that is quoted says `Reply STOP to opt out`, and
/// does not count.
pub(super) fn of(text: &str) -> String {
    let plain = plain(text);
    let own = unquoted(after_reaction(&plain)).replace(" - ", "\n");
    // Two words that mean one.
    own.replace("do not ", "dont ").replace("no one ", "nobody ").replace("por favor", "porfavor")
}

/// Lower case without accents, apostrophes, look-alike letters and what does not show: `Arrêtez` is `arretez`,
/// `ＳＴＯＰ` is `stop`. Signs that stand for a word become it.
fn plain(text: &str) -> String {
    let spoken = text.replace('🛑', " stop ").replace('#', " number ").replace(['–', '—'], " - ");
    // Before the letters are taken apart, which makes a space of `´`.
    let joined = spoken.chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c));
    let letters = joined.nfkd().filter(|c| !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).map(|c| if is_blank(c) { ' ' } else { c }).collect()
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '′' | '＇')
}

/// Soft hyphens, joiners, marks of direction and of byte order.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n'
}

/// What follows a reaction and the text it quotes; everything, if it is none.
fn after_reaction(plain: &str) -> &str {
    let Some((opening, quoted)) = plain.split_once(is_quote) else { return plain };
    let is_reaction = REACTIONS.opening(&super::words(opening)).any(|(_, rest)| rest.is_empty());
    if is_reaction { quoted.rsplit_once(is_quote).map_or("", |(_, rest)| rest) } else { plain }
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Without signatures, and without quoted lines (`> ..`) unless those are all there is: then the customer may
/// have meant what they say.
fn unquoted(plain: &str) -> String {
    let lines = || plain.lines().map(str::trim).filter(|line| !is_signature(line));
    let own: Vec<&str> = lines().filter(|line| !line.starts_with('>')).collect();
    if own.iter().all(|line| super::words(line).is_empty()) {
        lines().collect::<Vec<_>>().join("\n")
    } else {
        own.join("\n")
    }
}

fn is_signature(line: &str) -> bool {
    SIGNATURES.iter().any(|opening| line.starts_with(opening))
}
