//! Names of places, compared as people write them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name without what spellings differ in: case, accents, apostrophes, stops, other punctuation, a leading article; `&`
/// is `and`, and `St.` is `saint`. `St. Barthélemy` is `saint barthelemy`, `Hawai'i` is `hawaii`, `N.Y.` is `ny`.
pub(crate) fn plain(name: &str) -> String {
    let spelled = name.replace('&', " and ");
    let letters = spelled.nfkd().filter(|c| !is_combining_mark(*c) && !is_joining(*c));
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    let words = letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match *words.collect::<Vec<_>>() {
        ["the", ref rest @ ..] if !rest.is_empty() => rest.join(" "),
        ["st", ref rest @ ..] if !rest.is_empty() => format!("saint {}", rest.join(" ")),
        ref all => all.join(" "),
    }
}

/// What a name means, also where a form writes code and name side by side: `United States (US)`, `CA - California`. Then
/// all that is written must be understood, and mean the same: `Virgin Islands (British)` are not `Virgin Islands`.
pub(crate) fn meant<T: PartialEq>(name: &str, means: impl Fn(&str) -> Option<T>) -> Option<T> {
    let in_parts = || {
        let parts = name.split(['(', ')', '[', ']', '/']).flat_map(|part| part.split(" - ")).map(str::trim);
        let all: Option<Vec<T>> = parts.filter(|part| !part.is_empty()).map(&means).collect();
        let mut all = all?.into_iter();
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    };
    means(name).or_else(in_parts)
}

/// Leaves the letters around it one word.
const fn is_joining(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ' | '.')
}
