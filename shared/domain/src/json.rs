//! JSON as others send it, in a form that every reader takes.

use std::borrow::Cow;

/// A document in which what strict readers refuse inside texts is mended: a lone surrogate (`\ud83d`, half of an emoji that
/// was cut) becomes U+FFFD, and a raw control character its escape. Everything else stays byte for byte, and so does a
/// document that is not JSON for another reason.
#[must_use]
pub fn mended(document: &str) -> Cow<'_, str> {
    if !document.bytes().any(|byte| byte < b' ') && !has_surrogates(document) {
        return Cow::Borrowed(document);
    }
    Cow::Owned(mend(document))
}

fn has_surrogates(document: &str) -> bool {
    ["\\ud", "\\uD"].iter().any(|start| document.contains(start))
}

fn mend(document: &str) -> String {
    let mut mended = String::with_capacity(document.len());
    let mut in_text = false;
    let mut rest = document;
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '\\' if in_text => escape(rest, &mut mended),
            control if in_text && control < ' ' => {
                mended.extend(["\\u", &format!("{:04x}", u32::from(control))]);
                1
            }
            other => {
                in_text ^= other == '"';
                mended.push(other);
                other.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    mended
}

/// Copies the escape that begins here, mended, and says how many bytes it was.
fn escape(from: &str, to: &mut String) -> usize {
    let taken = match unit(from) {
        Some(0xd800..=0xdbff) if matches!(from.get(6..).and_then(unit), Some(0xdc00..=0xdfff)) => 12,
        Some(0xd800..=0xdfff) => {
            to.push_str("\\ufffd");
            return 6;
        }
        Some(_) => 6,
        None => 1 + from.chars().nth(1).filter(|it| *it >= ' ').map_or(0, char::len_utf8),
    };
    to.push_str(from.get(..taken).unwrap_or(from));
    taken
}

/// The UTF-16 unit of the escape `\uXXXX` that begins here.
fn unit(from: &str) -> Option<u32> {
    let digits = from.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn half_an_emoji_is_a_replacement_character() {
        for (sent, expected) in [
            (r#"{"a":"x\ud83d"}"#, r#"{"a":"x\ufffd"}"#),
            (r#"{"a":"\uD83D y"}"#, r#"{"a":"\ufffd y"}"#),
            (r#"{"a":"\ude00"}"#, r#"{"a":"\ufffd"}"#),
            (r#"{"a":"\ude00\ud83d"}"#, r#"{"a":"\ufffd\ufffd"}"#),
            (r#"{"a":"\ud83d\ud83d\ude00"}"#, r#"{"a":"\ufffd\ud83d\ude00"}"#),
            (r#"{"\udfff":1}"#, r#"{"\ufffd":1}"#),
            (r#"{"a":"\ud83d\u0041"}"#, r#"{"a":"\ufffd\u0041"}"#),
            ("{\"a\":\"x\ny\u{0}\"}", r#"{"a":"x\u000ay\u0000"}"#),
        ] {
            assert_eq!(mended(sent), expected, "{sent}");
            assert!(serde_json::from_str::<Value>(&mended(sent)).is_ok(), "{sent}");
        }
    }

    #[test]
    fn what_every_reader_takes_stays_byte_for_byte() {
        for sent in [
            r#"{"a":"\ud83d\ude00 \\ud83d \"\\\" é \u00e9"}"#,
            "{\n\t\"a\" : [1, \"\\uDBFF\\uDFFF\"]\r\n}",
            r#"{"a":"\\\\ud83d"}"#,
            "",
            "no JSON: \\ud83d",
        ] {
            assert_eq!(mended(sent), sent);
        }
    }

    proptest! {
        #[test]
        fn whatever_a_text_holds_is_read(inside in "([ -!#-\\[\\]-~é\u{0}-\u{1f}]|\\\\u[dD][89abcdefABCDEF][0-9]{2}|\\\\[nrt\"\\\\]){0,40}") {
            let document = format!("{{\"a\":\"{inside}\",\"b\":1}}");
            let read: Result<Value, _> = serde_json::from_str(&mended(&document));
            prop_assert!(read.is_ok(), "{:?}", read);
            prop_assert_eq!(&read.unwrap()["b"], 1);
        }

        #[test]
        fn it_is_mended_once_and_nothing_makes_it_panic(wild in "(\\PC|[\u{0}-\u{1f}]|\\\\|\\\\u[dD].{0,4}|\"){0,40}") {
            let once = mended(&wild).into_owned();
            prop_assert_eq!(mended(&once), once.clone());
        }
    }
}
