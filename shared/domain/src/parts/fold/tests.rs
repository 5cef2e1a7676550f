use proptest::prelude::*;

use super::*;

fn unchanged(text: &str) {
    assert_eq!(fold(text), text);
}

#[test]
fn look_alikes_become_the_characters_they_look_like() {
    for (text, expected) in [
        ("“It’s — well…\u{a0}ready`”", "\"It's - well... ready'\""),
        ("Jose\u{301}", "José"),
        ("2×4 © ® ™ • ½ lb", "2x4 (C) (R) (TM) - 1/2 lb"),
        ("A\tB\u{3000}C\u{2028}D", "A B C D"),
        ("‹a› ⁄ ″", "<a> / \""),
    ] {
        assert_eq!(fold(text), expected);
    }
}

#[test]
fn letters_are_never_folded() {
    for text in [
        "Ça va, François?",
        "Ça va, “François”?",
        "Łukasz’s box",
        "Hawaiʻi",
        "Don’t miss it, María, ждём",
        "Kʼicheʼ",
        "ˈtest",
        "ﬁne",
        "Ａ",
    ] {
        unchanged(text);
    }
}

#[test]
fn nothing_is_folded_where_the_text_stays_in_ucs_2() {
    for text in [
        "“Да” — it’s on…",
        "It’s ready 👍",
        "™😀",
        "❤️ – you",
        "María ждёт 👨‍👩‍👧",
        "a\u{200b}ж",
        "Jose\u{301} ждёт",
    ] {
        unchanged(text);
    }
    let full = format!("{}™😀", "ж".repeat(67));
    assert_eq!((count(&full).units, count(&fold(&full)).count), (70, 1));
}

#[test]
fn what_would_not_become_shorter_stays() {
    unchanged(&"™".repeat(70));
    assert_eq!(fold("™"), "(TM)");
    assert_eq!(count(&fold(&"’".repeat(71))).count, 1);
}

#[test]
fn what_nobody_sees_goes_where_it_alone_makes_the_text_dear() {
    for (text, expected) in [
        ("Sleep™️", "Sleep(TM)"),
        ("Dark\u{200b}Roast", "DarkRoast"),
        ("Dark\u{ad}Roast", "DarkRoast"),
        ("\u{feff}Hi", "Hi"),
        ("Hi\u{200e} Ana\u{200f}", "Hi Ana"),
        ("a\u{200d}b\u{200c}c\u{2060}d\u{fe0e}e", "abcde"),
        ("#\u{fe0f} 1", "# 1"),
        ("\u{202a}Hi\u{202c}", "Hi"),
        ("Hi\u{e0067}\u{e007f}", "Hi"),
    ] {
        assert_eq!(fold(text), expected, "{}", text.escape_unicode());
    }
}

#[test]
fn a_fraction_stays_apart_from_the_number_before_it() {
    for (text, expected) in [
        ("1½ lb", "1 1/2 lb"),
        ("10¾ oz", "10 3/4 oz"),
        ("½ lb", "1/2 lb"),
        ("1 ½ lb", "1 1/2 lb"),
        ("2⅓ c, ⅞ in", "2 1/3 c, 7/8 in"),
        ("a½", "a1/2"),
        ("1\u{200b}½", "1 1/2"),
    ] {
        assert_eq!(fold(text), expected, "{text}");
    }
}

#[test]
fn a_link_stays_byte_for_byte() {
    for text in [
        "It’s here: https://façade.example/c/1a2b",
        "See https://shop.example/a–b’s",
        "See https://shop.example/a×b.",
        "See www.shop–x.example",
        "See shop.example/a–b now",
        "(https://shop.example/½)",
        "https://shop.example/e\u{301}",
        "https://shop.example/\u{200d}x",
    ] {
        unchanged(text);
    }
    for (text, expected) in [
        ("“It’s https://shop.example/a_b?c=1”", "\"It's https://shop.example/a_b?c=1\""),
        ("‘https://shop.example/a’…", "'https://shop.example/a'..."),
        ("“(www.shop.example)” – now", "\"(www.shop.example)\" - now"),
        ("5–6 p.m./day", "5-6 p.m./day"),
        ("half–and–half 1/2", "half-and-half 1/2"),
        ("don’t.Please", "don't.Please"),
    ] {
        assert_eq!(fold(text), expected);
    }
}

/// Texts of all that matters here.
fn any_text() -> impl Strategy<Value = String> {
    "([ -~éÇ€ç’“”—…½⅓\u{a0}\t\u{200b}\u{fe0f}™®😀ж]|e\u{301}|1½|https://a\\.example/é–’?|, ){0,120}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_folded_text_is_gsm_7_and_no_longer_or_it_is_the_text(text in any_text()) {
        let folded = fold(&text);
        if folded != text {
            prop_assert_eq!(count(&folded).encoding, Encoding::Gsm7);
            prop_assert!(count(&folded).count <= count(&text).count);
        }
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn every_letter_and_every_link_is_still_there(text in any_text()) {
        let folded = fold(&text);
        let mut rest = folded.nfc();
        for letter in text.nfc().filter(|it| it.is_alphabetic()) {
            prop_assert!(rest.any(|it| it == letter), "{} of {:?} in {:?}", letter, text, folded);
        }
        for link in link::in_text(&text) {
            prop_assert!(folded.contains(&text[link]), "{:?}", folded);
        }
    }

    #[test]
    fn what_is_gsm_7_is_left_alone(text in "[ -_a-~éÇ€\r\n]{0,200}") {
        prop_assert_eq!(fold(&text), text);
    }
}
