//! Typographic look-alikes, in the letters of GSM-7.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Replaces what only looks different (curly quotes, dashes, odd spaces) by its GSM-7 equivalent, so that one
/// pasted apostrophe does not double the price of a text. Letters of other scripts and emoji stay.
///
/// A selection of Twilio's "smart encoding" map, which AWS does not apply.
#[must_use]
pub fn fold(text: &str) -> String {
    // Composed first: `e` and a combining acute are UCS-2, `é` is GSM-7. Most texts are composed already.
    if is_nfc(text) { plain(text.chars()) } else { plain(text.nfc()) }
}

fn plain(text: impl Iterator<Item = char>) -> String {
    let mut folded = String::with_capacity(text.size_hint().1.unwrap_or_default());
    for character in text {
        match equivalent(character) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(character),
        }
    }
    folded
}

fn equivalent(character: char) -> Option<&'static str> {
    Some(match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | 'ʺ' | 'ˮ' | '❝' | '❞' | '〝' | '〞' | '＂' => {
            "\""
        }
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | 'ˊ' | 'ˋ' | '❛' | '❜'
        | '＇' => "'",
        '\u{2010}'..='\u{2015}' | '−' | '⁃' | '﹣' | '－' | '•' => "-",
        '\t'
        | '\u{a0}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => " ",
        // Soft hyphen, zero-width space, word joiner and byte order mark show nothing. The zero-width joiner
        // and non-joiner do: they hold emoji and Persian words together.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => "",
        '…' => "...",
        '‹' => "<",
        '›' => ">",
        '⁄' | '∕' => "/",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '×' => "x",
        'ç' => "c",
        '™' => "(TM)",
        '®' => "(R)",
        '©' => "(C)",
        _ => return None,
    })
}
