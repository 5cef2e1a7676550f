//! Typographic look-alikes, in the characters of GSM-7.

use unicode_normalization::UnicodeNormalization;

use super::{Encoding, count};
use crate::{characters::is_invisible, link};

/// Replaces what only looks different (curly quotes, dashes, odd spaces) by its GSM-7 equivalent, and leaves out what
/// nobody sees, so that one pasted apostrophe does not double the price of a text.
///
/// It is done for the whole text or not at all: where a letter, an emoji or a link keeps the text in UCS-2, or the text
/// would not become shorter, it stays as it is written. Letters are never replaced, nor is anything in a link, which would
/// lead elsewhere.
///
/// A selection of Twilio's "smart encoding" map, which AWS does not apply.
#[must_use]
pub fn fold(text: &str) -> String {
    let before = count(text);
    if before.encoding == Encoding::Gsm7 {
        return text.to_owned();
    }
    let folded = look_alikes_replaced(text);
    let after = count(&folded);
    let is_worth_it = after.encoding == Encoding::Gsm7 && after.count <= before.count;
    if is_worth_it { folded } else { text.to_owned() }
}

fn look_alikes_replaced(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut end = 0;
    for link in link::in_text(text) {
        replace(text.get(end..link.start).unwrap_or_default(), &mut folded);
        folded.push_str(text.get(link.clone()).unwrap_or_default());
        end = link.end;
    }
    replace(text.get(end..).unwrap_or_default(), &mut folded);
    folded
}

/// Composed first: `e` and a combining acute are UCS-2, `é` is GSM-7, and both are one letter.
fn replace(text: &str, folded: &mut String) {
    for character in text.nfc().filter(|it| !is_invisible(*it)) {
        match equivalent(character) {
            Some(fraction) if is_fraction(character) && folded.ends_with(|it: char| it.is_ascii_digit()) => {
                folded.push(' ');
                folded.push_str(fraction);
            }
            Some(plain) => folded.push_str(plain),
            None => folded.push(character),
        }
    }
}

/// `1½` is one and a half, `11/2` is five and a half.
const fn is_fraction(character: char) -> bool {
    matches!(character, '¼'..='¾' | '⅐'..='⅞')
}

fn equivalent(character: char) -> Option<&'static str> {
    Some(match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '❝' | '❞' | '〝' | '〞' | '＂' => "\"",
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '❛' | '❜' | '＇' => "'",
        '\u{2010}'..='\u{2015}' | '−' | '⁃' | '﹣' | '－' | '•' => "-",
        '\t'
        | '\u{a0}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => " ",
        '…' => "...",
        '‹' => "<",
        '›' => ">",
        '⁄' | '∕' => "/",
        '½' => "1/2",
        '⅓' => "1/3",
        '⅔' => "2/3",
        '¼' => "1/4",
        '¾' => "3/4",
        '⅕' => "1/5",
        '⅖' => "2/5",
        '⅗' => "3/5",
        '⅘' => "4/5",
        '⅙' => "1/6",
        '⅚' => "5/6",
        '⅐' => "1/7",
        '⅛' => "1/8",
        '⅜' => "3/8",
        '⅝' => "5/8",
        '⅞' => "7/8",
        '⅑' => "1/9",
        '⅒' => "1/10",
        '×' => "x",
        '™' => "(TM)",
        '®' => "(R)",
        '©' => "(C)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
