use proptest::prelude::*;

use super::*;

fn size(text: &str) -> (u32, Encoding) {
    let parts = count(text);
    (parts.count, parts.encoding)
}

#[test]
fn counts_what_twilio_counts() {
    use Encoding::{Gsm7, Ucs2};
    let a = |n: usize| "a".repeat(n);
    let cyrillic = |n: usize| "ж".repeat(n);
    assert_eq!(size(""), (1, Gsm7));
    assert_eq!(size(&a(160)), (1, Gsm7));
    assert_eq!(size(&a(161)), (2, Gsm7));
    assert_eq!(size(&a(306)), (2, Gsm7));
    assert_eq!(size(&a(307)), (3, Gsm7));
    assert_eq!(size(&format!("{}a", "{".repeat(80))), (2, Gsm7));
    assert_eq!(size(&format!("{}€", a(159))), (2, Gsm7));
    assert_eq!(size(&format!("{}€{}b", a(152), a(152))), (3, Gsm7), "an escape pair is not split");
    assert_eq!(size(&cyrillic(70)), (1, Ucs2));
    assert_eq!(size(&cyrillic(71)), (2, Ucs2));
    assert_eq!(size(&format!("{0}😀{0}", cyrillic(66))), (3, Ucs2), "a surrogate pair is not split");
    assert_eq!(size(&"👨‍👩‍👧".repeat(25)), (4, Ucs2), "a family is not split");
}

#[test]
fn units_are_septets_or_utf_16() {
    assert_eq!(count("a€").units, 3);
    assert_eq!(count("ж😀").units, 3);
    assert_eq!(count("ж\r\n").units, 3);
}

#[test]
fn knows_what_is_in_gsm_7() {
    for inside in ["\u{c}", "Δ", "\r", "\n", "\r\n", "é", "Ç", "@", "€"] {
        assert_eq!(count(inside).encoding, Encoding::Gsm7, "{inside:?}");
    }
    for outside in ["’", "ç", "\t", "\u{a0}", "`", "á", "—"] {
        assert_eq!(count(outside).encoding, Encoding::Ucs2, "{outside:?}");
    }
}

#[test]
fn encodings_are_named_as_merchants_know_them() {
    assert_eq!(
        serde_json::to_value(count("hi")).unwrap(),
        serde_json::json!({"encoding": "GSM-7", "count": 1, "units": 2})
    );
    assert_eq!(serde_json::to_value(Encoding::Ucs2).unwrap(), "UCS-2");
}

proptest! {
    #[test]
    fn units_are_those_of_the_air(text in "[a-zé€{ж😀👨\r\n\u{200d}\u{301}]{0,200}") {
        let parts = count(&text);
        let utf_16 = u32::try_from(text.encode_utf16().count()).unwrap();
        let escapes = u32::try_from(text.matches(['€', '{']).count()).unwrap();
        let expected = match parts.encoding {
            Encoding::Gsm7 => utf_16 + escapes,
            Encoding::Ucs2 => utf_16,
        };
        prop_assert_eq!(parts.units, expected);
    }

    #[test]
    fn a_longer_text_never_takes_fewer_parts_of_the_same_alphabet(text in "[a-z€{]{0,400}", more in "[a-z€{]{0,9}") {
        let longer = text.clone() + &more;
        prop_assert!(count(&longer).count >= count(&text).count);
    }
}
