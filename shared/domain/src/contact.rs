//! Whom a store's customers can turn to: a phone number, an e-mail address or a site.
//!
//! Carriers reject the registration of a sender whose answer to HELP names nobody (CTIA Messaging Principles, "HELP").

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest contact, in characters: HELP's answer has room for it beside any brand.
const LONGEST: usize = 64;

/// A contact, in visible ASCII, so that it takes one unit a character in a text and looks like nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(try_from = "String", into = "String")]
pub struct Contact(String);

/// Why a text is not a [`Contact`], and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidContact {
    /// It is none of the three.
    #[error(
        "give a phone number, an e-mail address or a site, such as +1 800 555 0199, help@shop.example or shop.example/help"
    )]
    NoContact,
    /// Longer than fits the answer.
    #[error("use at most 64 characters: the answer to HELP is short")]
    TooLong,
    /// Letters of another script, controls, or what nobody sees.
    #[error("use the letters A to Z, digits and usual signs only: type the contact instead of pasting it")]
    Characters,
    /// A name before the site's, with or without a password.
    #[error("leave out what stands before the @ in the site's address")]
    UserInfo,
    /// A site without encryption, or another scheme.
    #[error("give the site as https://, or without anything before its name")]
    NotHttps,
}

impl Contact {
    /// Reads a contact as a merchant types it. Blanks around it go.
    pub fn parse(text: &str) -> Result<Self, InvalidContact> {
        let text = text.trim();
        if text.chars().any(|letter| !letter.is_ascii_graphic() && letter != ' ') {
            return Err(InvalidContact::Characters);
        }
        if text.len() > LONGEST {
            return Err(InvalidContact::TooLong);
        }
        if is_phone(text) || is_email(text) {
            return Ok(Self(text.to_owned()));
        }
        check_site(text).map(|()| Self(text.to_owned()))
    }

    /// The contact as it stands in a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Digits as people group them. Which numbers there are is not asked: a toll-free or short number is a contact, too.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let national = text.strip_prefix('+').unwrap_or(text);
    (5..=15).contains(&digits)
        && national
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'(' | b')' | b'-' | b'.'))
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    !name.is_empty() && name.bytes().all(in_name) && is_host(host)
}

fn check_site(text: &str) -> Result<(), InvalidContact> {
    let rest = match text.split_once("://") {
        Some(("https", rest)) => rest,
        Some(_) => return Err(InvalidContact::NotHttps),
        None if text.contains('@') => return Err(InvalidContact::NoContact),
        None => text,
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(InvalidContact::UserInfo);
    }
    let is_path = !path
        .bytes()
        .any(|byte| matches!(byte, b' ' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'));
    if is_host(authority) && is_path { Ok(()) } else { Err(InvalidContact::NoContact) }
}

/// `shop.example`: labels of letters, digits and hyphens, the last one not a number.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && host.split('.').all(is_label) && last.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl TryFrom<String> for Contact {
    type Error = InvalidContact;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Contact> for String {
    fn from(contact: Contact) -> Self {
        contact.0
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::parts;

    #[test]
    fn phones_addresses_and_sites_are_taken_as_they_are_typed() {
        for contact in [
            "+1 (800) 555-0199",
            "800.555.0199",
            "24255",
            "help@shop.example",
            "first.last+texts@mail.shop.example",
            "shop.example",
            "shop.example/help?from=sms#top",
            "https://shop.example/pages/contact",
            "https://xn--faade-zra.example",
        ] {
            assert_eq!(Contact::parse(&format!(" {contact} ")).map(String::from).as_deref(), Ok(contact));
        }
    }

    #[test]
    fn what_cannot_stand_in_an_answer_is_refused_for_what_it_is() {
        use InvalidContact::{Characters, NoContact, NotHttps, TooLong, UserInfo};
        for (text, fault) in [
            ("", NoContact),
            ("call us", NoContact),
            ("help@", NoContact),
            ("help@shop", NoContact),
            ("shop.example@evil.example/", NoContact),
            ("ana:secret@shop.example", NoContact),
            ("1234", NoContact),
            ("+1 800 555 0199 12345", NoContact),
            ("127.0.0.1/help", NoContact),
            ("shop..example", NoContact),
            ("-shop.example", NoContact),
            ("shop.example/a b", NoContact),
            ("shop.example/{hash}", NoContact),
            ("javascript:alert(1)", NoContact),
            ("http://shop.example", NotHttps),
            ("ftp://shop.example", NotHttps),
            ("https://ana:secret@shop.example", UserInfo),
            ("https://shop.example@evil.example/", UserInfo),
            ("shop.example\u{202e}", Characters),
            ("\u{2066}help@shop.example", Characters),
            ("shop\u{200b}.example", Characters),
            ("shop.example\n.evil", Characters),
            ("shop\u{7}.example", Characters),
            ("help@shöp.example", Characters),
        ] {
            assert_eq!(Contact::parse(text), Err(fault), "{text:?}");
        }
        assert_eq!(Contact::parse(&format!("{}.example", "x".repeat(60))), Err(TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_short_and_seen_and_fits_an_answer(text in "\\PC{0,70}|[a-z@./:+0-9 ]{0,70}") {
            if let Ok(contact) = Contact::parse(&text) {
                let text = contact.as_str();
                prop_assert!(text.len() <= LONGEST && text.chars().all(|it| it.is_ascii_graphic() || it == ' '));
                prop_assert!(parts::count(text).count == 1);
                prop_assert_eq!(Contact::parse(text), Ok(contact.clone()));
            }
        }
    }
}
