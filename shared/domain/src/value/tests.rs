use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;

#[test]
fn references_are_decoded_once() {
    for (raw, expected) in [
        ("Men&#39;s Tee &amp; Socks", "Men's Tee & Socks"),
        ("Caf&eacute; &#x2615; blend", "Café ☕ blend"),
        ("Kid&#8217;s &quot;Best&quot;", "Kid’s \"Best\""),
        ("Kid&#146;s", "Kid’s"),
        ("5&nbsp;lb", "5 lb"),
        ("a &amp;lt; b", "a &lt; b"),
        ("&amp;amp;", "&amp;"),
        ("R&D; AT&T Q&A", "R&D; AT&T Q&A"),
        ("Salt &AMP; Pepper &LT;3", "Salt & Pepper <3"),
        ("&trade;&reg;&frac12;&hellip;", "™®½…"),
        ("&unknown; &#; &#x; &#xd800; &#1114112;", "&unknown; &#; &#x; &#xd800; &#1114112;"),
        ("&Eacute;&eacute;", "Éé"),
    ] {
        assert_eq!(text(raw).as_deref(), Some(expected), "{raw}");
    }
}

#[test]
fn html_goes_and_what_only_looks_like_it_stays() {
    for (raw, expected) in [
        ("<b>Dark</b> Roast", "Dark Roast"),
        ("Dark<br/>Roast", "Dark Roast"),
        ("<p class=\"x\">Dark</p><p>Roast</p>", "Dark Roast"),
        ("Dark<!-- 50% --> Roast", "Dark Roast"),
        ("<em>Cold</em>-brew", "Cold-brew"),
        ("For dogs < 5 lb", "For dogs < 5 lb"),
        ("<3 Blend", "<3 Blend"),
        ("a<b", "a<b"),
        ("Size <M", "Size <M"),
        ("&lt;b&gt;Dark&lt;/b&gt;", "<b>Dark</b>"),
    ] {
        assert_eq!(text(raw).as_deref(), Some(expected), "{raw}");
    }
}

#[test]
fn a_programs_word_for_nothing_is_none() {
    for raw in [
        "null",
        "NULL",
        " Null ",
        "(null)",
        "undefined",
        "None",
        "NaN",
        "N/A",
        "n/a",
        "#N/A",
        "NA",
        "n.a.",
        "-",
        "--",
        "—",
        ".",
        "?",
        "…",
        "",
        " \n",
        "\u{200b}",
        "\u{200b}\u{feff}",
        "\u{fffe}",
        "\u{2060}-",
        "unknown",
        "null null",
        "undefined undefined",
        "N/A N/A",
        "#REF!",
        "#NAME?",
        "(none)",
        "(blank)",
        "(not set)",
        "Not Applicable",
        "\\N",
        "[object Object]",
        "<br>",
        "&nbsp;",
        "\u{fffd}",
        "。",
    ] {
        assert_eq!(text(raw), None, "{raw:?}");
        assert_eq!(name(raw), None, "{raw:?}");
    }
    for raw in ["Na", "2", "🌸", "中", "50%"] {
        assert_eq!(text(raw).as_deref(), Some(raw));
    }
}

#[test]
fn an_order_number_has_no_sign_of_its_own() {
    for (raw, expected) in [
        ("#1042", Some("1042")),
        ("##1042", Some("1042")),
        ("# 1042", Some("1042")),
        ("＃1042", Some("1042")),
        ("№ 1042", Some("1042")),
        ("&#35;1042", Some("1042")),
        ("1042", Some("1042")),
        ("ACME-1042", Some("ACME-1042")),
        ("#", None),
        ("null", None),
    ] {
        assert_eq!(order_number(raw).as_deref(), expected, "{raw}");
    }
}

#[test]
fn a_currency_is_three_letters() {
    assert_eq!(currency(" usd ").as_deref(), Some("USD"));
    for none in ["", "$", "US", "dollar", "12A", "null", "€€€"] {
        assert_eq!(currency(none), None, "{none}");
    }
}

#[test]
fn names_of_people_stay_as_they_are() {
    for raw in [
        "Maya",
        "maya",
        "MAYA",
        "J",
        "J.R.",
        "Mary Ann",
        "O'Brien",
        "D’Arcy",
        "Anne-Marie",
        "St.John",
        "Ma.Teresa",
        "Zoë",
        "José",
        "Łukasz",
        "Мария",
        "محمد",
        "さくら",
        "李",
        "Na",
        "An",
        "Io",
        "Me",
        "John 3rd",
        "Jr.",
        "de la Cruz",
        "María José",
        "Kai 🌸",
        "Nil",
        "R2D2",
        "Wm. Henry",
        "van 't Hoff",
        "Nguyễn",
        "Björk",
        "Jean–Luc",
        "Will I. Am",
        "Mr. T",
        "Com",
        "Sam/Alex",
        "Ana / Bob",
        "Last",
        "Dr.Who",
    ] {
        assert_eq!(name(raw).as_deref(), Some(raw), "{raw}");
    }
    assert_eq!(name("O&#39;Brien").as_deref(), Some("O'Brien"));
    assert_eq!(name(" Mary\n Ann\u{200b} ").as_deref(), Some("Mary Ann"));
}

#[test]
fn what_leads_elsewhere_is_no_name() {
    for raw in [
        "http://evil.example/x",
        "https://evil.example",
        "HTTPS://EVIL.EXAMPLE",
        "hxxp://evil.example",
        "www.evil.example",
        "evil.com",
        "Evil.Com",
        "bit.ly/abc",
        "Ana bit.ly/abc",
        "Ana, see win.xyz!",
        "win.xyz.",
        "(win.xyz)",
        "evil。com",
        "evil．com",
        "ｅｖｉｌ．ｃｏｍ",
        "ev\u{200b}il.com",
        "evil.\u{200d}com",
        "mailto:ana@example.com",
        "ana@example.com",
        "tel:5551234",
        "javascript:alert(1)",
        "1.2.3.4/x",
        "evil.com/x/y",
        "//evil",
        "a\\b",
        "evil.de",
        "evil.co",
        "shop.example",
        "evil.agency",
        "Visit evil.example now",
        "evil.рф",
        "Evil.Co",
        "t.me/abc",
        "a.b.evil.dev",
    ] {
        assert_eq!(name(raw), None, "{raw}");
    }
}

/// One that is never closed turns round the rest of the text, the link with it.
#[test]
fn what_turns_letters_round_goes() {
    for (raw, expected) in [
        ("\u{202e}Ana", "Ana"),
        ("\u{2066}Ana\u{2069}", "Ana"),
        ("Dark\u{202d} Roast", "Dark Roast"),
        ("\u{202b}שלום\u{202c}", "שלום"),
    ] {
        assert_eq!(text(raw).as_deref(), Some(expected), "{}", raw.escape_unicode());
    }
    for mark in ['\u{200d}', '\u{200e}'] {
        let raw = format!("a{mark}b");
        assert_eq!(text(&raw), Some(raw), "what scripts need stays");
    }
}

#[test]
fn what_is_no_name_is_none() {
    for raw in [
        "{{ first_name }}",
        "{first_name}",
        "%FIRSTNAME%",
        "[First Name]",
        "<first>",
        "*|FNAME|*",
        "First Name",
        "first_name",
        "Customer Name",
        "Valued Customer",
        "Guest User",
        "noname",
        "LASTNAME",
        "Customer",
        "guest",
        "12345",
        "Call 8005551234",
        "+14155552671",
        "\u{202a}",
        "'",
        "a=b",
        "You have won a prize of one thousand dollars, call now",
    ] {
        assert_eq!(name(raw), None, "{raw}");
    }
}

#[test]
fn a_day_has_a_year_where_it_could_be_taken_for_another() {
    let today = date(2026, 11, 25);
    for (said, expected) in [
        (date(2026, 12, 1), "Dec 1"),
        (date(2027, 1, 15), "Jan 15"),
        (date(2027, 5, 24), "May 24"),
        (date(2027, 5, 25), "May 25, 2027"),
        (date(2027, 11, 25), "Nov 25, 2027"),
        (date(2028, 11, 26), "Nov 26, 2028"),
        (today, "Nov 25"),
        (date(2026, 5, 26), "May 26"),
        (date(2026, 5, 25), "May 25, 2026"),
        (date(2025, 12, 1), "Dec 1, 2025"),
    ] {
        assert_eq!(day(said, today), expected);
    }
    assert_eq!(
        day(date(2028, 2, 29), date(2027, 8, 31)),
        "Feb 29, 2028",
        "the end of six months that have no such day"
    );
}

proptest! {
    /// Whoever knows the day of the text knows which day it names.
    #[test]
    fn no_two_days_are_told_alike(today in 0_i32..30_000, one in -1_100_i32..1_100, other in -1_100_i32..1_100) {
        let today = date(1990, 1, 1).checked_add(today.days()).unwrap();
        let [one, other] = [one, other].map(|offset| today.checked_add(offset.days()).unwrap());
        prop_assert_eq!(day(one, today) == day(other, today), one == other);
    }

    #[test]
    fn a_value_is_one_clean_line_and_no_text_makes_it_panic(raw in "(\\PC|[\u{0}-\u{20}<>&;#x/.{}\u{200b}\u{fffe}\u{feff}]){0,60}") {
        for value in [text(&raw), name(&raw), order_number(&raw)].into_iter().flatten() {
            prop_assert!(!value.is_empty() && value.trim() == value, "{:?}", value);
            prop_assert!(!value.contains(['\n', '\t', '\u{200b}', '\u{fffe}', '\u{feff}']), "{:?}", value);
        }
    }

    #[test]
    fn a_value_without_html_is_left_alone(raw in "[A-Za-z0-9é中😀,.'’()-]{1,20}( [A-Za-z0-9é中😀,.'’()-]{1,20}){0,4}") {
        prop_assume!(says_something(&raw));
        prop_assert_eq!(text(&raw), Some(raw));
    }
}
