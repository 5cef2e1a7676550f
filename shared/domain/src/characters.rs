//! Characters that nobody sees, and what each kind of text makes of them.

/// Characters that show nothing by themselves: `Default_Ignorable_Code_Point` of Unicode 16's
/// `DerivedCoreProperties.txt`. Some of them have work to do beside others: a joiner holds an emoji or a Persian word
/// together, a variation selector gives a heart its colour.
#[must_use]
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Invisible characters without work to do in any word: soft hyphen, zero-width space, word joiner, the invisible
/// operators and the byte order mark.
#[must_use]
pub const fn is_filler(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The 66 code points that Unicode will never give a meaning, such as U+FFFE (Unicode 16, section 23.7).
#[must_use]
pub const fn is_noncharacter(character: char) -> bool {
    let code = character as u32;
    matches!(character, '\u{fdd0}'..='\u{fdef}') || code & 0xfffe == 0xfffe
}

/// The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9). They turn round the letters that
/// follow, beyond the end of a value, unless they are closed.
#[must_use]
pub const fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What no name needs: controls, fillers, noncharacters, and what turns letters round. The joiners that emoji and scripts
/// need are none of these.
#[must_use]
pub fn is_meaningless(character: char) -> bool {
    character.is_control() || is_filler(character) || is_noncharacter(character) || is_bidi_control(character)
}

/// Controls, and whatever shows nothing: an address of the web has none of these.
#[must_use]
pub fn is_unseen(character: char) -> bool {
    character.is_control() || is_invisible(character) || is_noncharacter(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_as_unicode_has_it() {
        let count =
            |is: fn(char) -> bool| (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is(*c)).count();
        assert_eq!(count(is_noncharacter), 66);
        assert_eq!(count(is_bidi_control), 9);
        // DerivedCoreProperties.txt says so of the property in its last line.
        assert_eq!(count(is_invisible), 4_174);
        for filler in
            (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| is_filler(*c) || is_bidi_control(*c))
        {
            assert!(is_invisible(filler), "{}", filler.escape_unicode());
        }
    }

    #[test]
    fn letters_marks_and_emoji_are_seen() {
        for seen in "aß©ж中😀é́ 0-#".chars() {
            assert!(!is_unseen(seen), "{}", seen.escape_unicode());
        }
    }
}
