use proptest::prelude::*;

use super::*;
use crate::{
    ids::{MessageId, StoreId},
    parts,
    phone::PhoneNumber,
    settings::StoreSettings,
    template::{self, Text},
};

fn settings() -> StoreSettings {
    let portal_url = Some("https://portal.example/{hash}".to_owned());
    StoreSettings { portal_url, ..crate::settings::tests::sample() }
}

fn base() -> LinkBase {
    LinkBase::new("https://txt.example")
}

fn message(number: u32) -> MessageId {
    let phone = PhoneNumber::from_e164("+12125550123").unwrap();
    MessageId::of_test(&StoreId::parse("demo").unwrap(), &phone, &number.to_string())
}

/// What becomes of a text whose template is itself.
fn shortened(text: &str) -> (String, Vec<String>) {
    shortened_of(text, text)
}

fn shortened_of(template: &str, text: &str) -> (String, Vec<String>) {
    let settings = settings();
    let (short, links) = base().shortening(&settings, LinkForm::Short).unwrap().shorten(template, text);
    (short, links.into_iter().map(|link| link.destination.into()).collect())
}

#[test]
fn links_become_short_where_they_stand() {
    let (text, links) =
        shortened("See https://shop.example/a?b=1&c=%20#top, or (HTTPS://Shop.example/x_(y)). Bye!");
    assert_eq!(text, "See https://txt.example/aB3dE5gH7k, or (https://txt.example/aB3dE5gH7k). Bye!");
    assert_eq!(links, ["https://shop.example/a?b=1&c=%20#top", "https://Shop.example/x_(y)"]);
}

#[test]
fn letters_beyond_ascii_are_sent_as_browsers_send_them() {
    let (_, links) = shortened("https://shop.example/café?q=né");
    assert_eq!(links, ["https://shop.example/caf%C3%A9?q=n%C3%A9"]);
}

#[test]
fn what_may_not_be_a_destination_stays_as_it_is_written() {
    for text in [
        "http://shop.example/a",
        "www.shop.example/a",
        "shop.example/a",
        "ftp://shop.example/a",
        "javascript://shop.example/%0aalert(1)",
        "https://ana:secret@shop.example/",
        "https://ana@shop.example/",
        "https://shop.example@evil.example/",
        "https://shop.example\\@evil.example/",
        "https://façade.example/",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://shop.example:99999/a",
        "https://shop.example/\u{0}a",
        "https://shop.example/\u{202e}a",
        "https://shop.example/\"a",
        "https:/shop.example/a",
        "https://",
        "https://txt.example/aB3dE5gH7k",
        "no link at all",
    ] {
        assert_eq!(shortened(text), (text.to_owned(), Vec::new()), "{text:?}");
    }
    for split in
        ["https://shop.example/\r\nSet-Cookie:a=b", "https://shop.example/\u{85}a", "https://shop.example/ a"]
    {
        let (_, links) = shortened(split);
        assert_eq!(links, ["https://shop.example/"], "what follows a blank or a line's end is no part of it");
    }
}

/// The shop's own link must not lead wherever a customer's name says.
#[test]
fn a_link_that_a_value_brings_with_it_stays_as_it_is_written() {
    let template = "Hi {{ first_name }}, see https://shop.example/o/{{ order_number }} or {{ portal_link }}";
    let text = "Hi https://evil.example/x, see https://shop.example/o/7 or https://portal.example/1a2b";
    let (short, links) = shortened_of(template, text);
    assert_eq!(links, ["https://shop.example/o/7", "https://portal.example/1a2b"]);
    assert!(short.starts_with("Hi https://evil.example/x, see https://txt.example/"));
    for (template, text) in [
        ("https://{{ first_name }}/", "https://evil.example/"),
        ("https://shop.example{{ first_name }}/", "https://shop.example.evil.example/"),
        ("https://shop.example{{ first_name }}", "https://shop.example@evil.example"),
        ("{{ first_name }}", "https://shop.example:8443/"),
    ] {
        assert_eq!(shortened_of(template, text), (text.to_owned(), Vec::new()), "{template}");
    }
    let conditional = "{% if a %}https://shop.example{% endif %}";
    assert_eq!(shortened_of(conditional, "https://shop.example").1, ["https://shop.example"]);
}

#[test]
fn a_store_and_a_flow_may_have_links_as_written_and_a_store_its_own_host() {
    let as_written = StoreSettings { links: LinkForm::AsWritten, ..settings() };
    assert!(base().shortening(&as_written, LinkForm::Short).is_none());
    assert!(base().shortening(&settings(), LinkForm::AsWritten).is_none());
    let own = StoreSettings { link_host: Some("go.shop.example".to_owned()), ..settings() };
    let (text, _) = base().shortening(&own, LinkForm::Short).unwrap().shorten("", "https://portal.example/1");
    assert_eq!(text, "https://go.shop.example/aB3dE5gH7k");
}

#[test]
fn a_link_host_is_the_name_of_a_site() {
    for host in ["txt.example", "go.shop.example", "x-y.example"] {
        assert_eq!(check_host(host), Ok(()), "{host}");
    }
    for no_host in [
        "",
        "localhost",
        "https://txt.example",
        "txt.example/",
        "txt.example:443",
        "a@b.example",
        "1.2.3.4",
        "façade.example",
        "a b.example",
    ] {
        assert_eq!(check_host(no_host), Err(InvalidLinkHost), "{no_host}");
    }
}

#[test]
fn a_code_belongs_to_one_link_of_one_message_and_one_installation() {
    let key = LinkKey::new(b"secret");
    let code = key.code(&message(1), 0);
    assert_eq!(code.as_str(), key.code(&message(1), 0).as_str());
    assert_eq!(LinkCode::parse(code.as_str()), Ok(code.clone()));
    for other in
        [key.code(&message(1), 1), key.code(&message(2), 0), LinkKey::new(b"other").code(&message(1), 0)]
    {
        assert_ne!(other, code);
    }
    assert!(!format!("{code:?}{key:?}").contains(code.as_str()), "logs do not open accounts");
}

#[test]
fn codes_use_every_character_alike() {
    let key = LinkKey::new(b"secret");
    let mut counts = std::collections::BTreeMap::<char, u32>::new();
    for number in 0..2_000 {
        for letter in key.code(&message(number), 0).as_str().chars() {
            *counts.entry(letter).or_default() += 1;
        }
    }
    assert_eq!(counts.len(), 62);
    assert!(counts.values().all(|count| (220..440).contains(count)), "{counts:?}");
}

#[test]
fn what_is_no_code_is_refused() {
    for text in ["", "aB3dE5gH7", "aB3dE5gH7k0", "aB3dE5gH7-", "aB3dE5gH7é", "../../../..", "aB3dE5gH7\n"] {
        assert_eq!(LinkCode::parse(text), Err(InvalidLinkCode), "{text:?}");
    }
}

fn composed(template: &str, form: LinkForm) -> Option<Text> {
    let settings = settings();
    let tags = template::with_store_tags(&crate::occurrence::Tags::new(), &settings);
    template::compose(template, &tags, true, base().shortening(&settings, form).as_ref()).ok()
}

const PIECES: &str = "(Hi |https://shop\\.example/[a-zé?&=/(){}]{0,20}|https://ana@shop\\.example|[ .,!’—\n()\"]| café |😀|http://x\\.example/y|\\(https://a\\.example\\)){0,12}";

proptest! {
    /// What a merchant is shown, and what is counted, is what the customer gets.
    #[test]
    fn the_segments_of_the_preview_are_those_of_the_text(template in PIECES, number in 0_u32..1_000) {
        let Some(preview) = composed(&template, LinkForm::Short) else { return Ok(()) };
        let key = LinkKey::new(b"secret");
        let codes: Vec<_> = (0..).take(preview.links.len()).map(|position| key.code(&message(number), position)).collect();
        let sent = with_codes(&preview.body, &preview.links, &codes);
        prop_assert_eq!(parts::count(&sent), preview.parts);
        for code in &codes {
            prop_assert_eq!(sent.matches(code.as_str()).count(), 1);
        }
    }

    /// Nothing but the links changes, and each of them leads where it led.
    #[test]
    fn a_text_with_its_destinations_is_the_text_as_written(template in PIECES) {
        let Some(written) = composed(&template, LinkForm::AsWritten) else { return Ok(()) };
        let Some(short) = composed(&template, LinkForm::Short) else { return Ok(()) };
        let mut body = short.body.clone();
        for link in short.links.iter().rev() {
            let start = link.at - "https://txt.example/".len();
            body.replace_range(start..link.at + LinkCode::sample().as_str().len(), "\u{1}");
        }
        let mut pieces = body.split('\u{1}');
        let mut rest = written.body.as_str();
        let first = pieces.next().unwrap();
        prop_assert!(rest.starts_with(first));
        rest = &rest[first.len()..];
        for (piece, link) in pieces.zip(&short.links) {
            let end = in_text(rest).next().unwrap().end;
            prop_assert_eq!(Destination::parse(&rest[..end]).unwrap(), link.destination.clone());
            prop_assert!(rest[end..].starts_with(piece));
            rest = &rest[end + piece.len()..];
        }
        prop_assert_eq!(rest, "");
    }

    #[test]
    fn any_destination_is_an_https_address_in_visible_ascii(link in "(https|HTTPS|http|ftp)://[a-z.@:\\\\é\u{0}\r\n \"{}0-9/?#%-]{0,40}") {
        if let Ok(destination) = Destination::parse(&link) {
            let address = destination.as_str();
            prop_assert!(address.starts_with("https://"));
            prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
            let authority = address["https://".len()..].split(['/', '?', '#']).next().unwrap();
            prop_assert!(!authority.contains('@'));
            prop_assert_eq!(Destination::parse(address).unwrap(), destination);
        }
    }
}
