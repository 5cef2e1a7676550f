//! What the customer wrote, without what the phone added to it, in plain letters.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::quotes;

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
    let own = unquoted(&quotes::without_our_words(&plain)).replace(" - ", "\n");
    // Two words that mean one.
    own.replace("do not ", "dont ").replace("no one ", "nobody ").replace("por favor", "porfavor")
}

/// Lower case without accents, apostrophes, look-alike letters and what does not show: `Arrêtez` is `arretez`,
/// `ＳＴＯＰ` is `stop`. Signs that stand for a word become it.
fn plain(text: &str) -> String {
    let spoken = number_signs(text).replace('🛑', " stop ").replace(['–', '—'], " - ");
    // Before the letters are taken apart, which makes a space of `´`.
    let joined = spoken.chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c));
    let letters = joined.nfkd().filter(|c| !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).map(|c| if is_blank(c) { ' ' } else { c }).collect()
}

/// `#1042` is an order, also behind a bracket or a colon (`cancel (#1042)`), and `wrong #` and `remove # 415-555-2671` are
/// about a phone.
fn number_signs(text: &str) -> String {
    let mut parts = text.split(['#', '＃', '№']);
    let mut spoken = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if is_of_an_order(part) {
            spoken.truncate(spoken.trim_end_matches([' ', '(', '[', ':', '-']).len());
            spoken += " order ";
        } else {
            spoken += " number ";
        }
        spoken += part;
    }
    spoken
}

/// What follows the sign has digits, and fewer than a phone.
fn is_of_an_order(part: &str) -> bool {
    let name = part.split_whitespace().next().unwrap_or_default();
    let number = part.chars().take_while(|c| c.is_ascii_digit() || "-.() ".contains(*c));
    name.contains(|c: char| c.is_ascii_digit()) && number.filter(char::is_ascii_digit).count() < 7
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
