//! Character references of HTML: `&amp;`, `&#39;`, `&#x27;`.

use std::{collections::HashMap, sync::LazyLock};

/// The names, each with its character.
static NAMES: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let lines = include_str!("entities.txt").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let (name, code) = line.split_once(' ')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    };
    lines.filter_map(entry).collect()
});

/// What the references 128 to 159 mean, which name control characters: those of Windows-1252, as every browser reads them
/// (<https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state>).
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The longest reference that is looked for, in characters.
const LONGEST: usize = 10;

/// A text with its references decoded, once: `&amp;lt;` becomes `&lt;`. What is no reference stays.
pub(super) fn decoded(text: &str) -> String {
    let mut rest = text;
    let mut decoded = String::with_capacity(text.len());
    while let Some((before, from)) = rest.split_once('&') {
        decoded.push_str(before);
        let (character, after) = reference(from).unwrap_or(('&', from));
        decoded.push(character);
        rest = after;
    }
    decoded + rest
}

/// The character of a reference whose `&` was read, and what follows its `;`.
fn reference(from: &str) -> Option<(char, &str)> {
    let (name, after) = from.split_once(';').filter(|(name, _)| name.len() <= LONGEST)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => *NAMES.get(name)?,
    };
    Some((character, after))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0x80..=0x9f => WINDOWS_1252.chars().nth(usize::try_from(code - 0x80).ok()?),
        _ => char::from_u32(code),
    }
}
