//! Where a short link leads. It is fixed when the text is sent; nothing in a request can change it.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::characters::is_unseen;

/// The longest address, in bytes: a text has 1,600 characters, and some of them take three bytes of three characters.
const LONGEST: usize = 2_000;

/// Where a short link leads: an `https` address of a named site, in ASCII, without a user's name in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Destination(String);

/// Why a text is no [`Destination`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link leads to an https address of a named site, without a user's name")]
pub struct InvalidDestination;

impl Destination {
    /// Takes a link as it stands in a text. Characters beyond ASCII are written as browsers send them, but in the site's
    /// name they are refused: there they may look like another's.
    pub fn parse(link: &str) -> Result<Self, InvalidDestination> {
        let rest = after_https(link).ok_or(InvalidDestination)?;
        let address = format!("https://{}", encoded(rest));
        let is_usable = !rest.chars().any(|it| is_unusable(it) || matches!(it, '{' | '}'));
        let is_allowed = is_site(authority(rest)) && is_usable && address.len() <= LONGEST;
        is_allowed.then_some(Self(address)).ok_or(InvalidDestination)
    }

    /// The name of the site, with its port where it has one, in small letters.
    #[must_use]
    pub fn site(&self) -> String {
        site_of(&self.0).unwrap_or_default()
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Destination {
    type Error = InvalidDestination;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Destination> for String {
    fn from(destination: Destination) -> Self {
        destination.0
    }
}

/// The site of an address that may go on with anything, such as a merge tag; `None` where it names none.
pub(super) fn site_of(address: &str) -> Option<String> {
    let site = authority(after_https(address)?);
    is_site(site).then(|| site.to_ascii_lowercase())
}

fn after_https(link: &str) -> Option<&str> {
    let (scheme, rest) = link.split_once("://")?;
    scheme.eq_ignore_ascii_case("https").then_some(rest)
}

/// A brace begins a merge tag: no site has one in its name.
fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#', '{']).next().unwrap_or_default()
}

/// Whether it is the name of a site in ASCII, and no number.
pub(super) fn is_site(authority: &str) -> bool {
    authority.is_ascii() && is_host(authority)
}

/// Names of sites only: a number is an address that no shop gives to its customers.
pub(crate) fn is_host(authority: &str) -> bool {
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let last = host.rsplit('.').next().unwrap_or_default();
    let named = host.contains('.') && host.split('.').all(is_label) && last.chars().any(char::is_alphabetic);
    named
        && host.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '.'))
        && port.parse::<u16>().is_ok()
}

/// What stands in no address. RFC 3986 has none of the visible ones. Letters of other scripts are left to the browser.
pub(crate) fn is_unusable(character: char) -> bool {
    character.is_whitespace()
        || is_unseen(character)
        || matches!(character, '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '|')
}

/// UTF-8 in percent signs, as browsers write it.
fn encoded(rest: &str) -> String {
    rest.bytes().fold(String::with_capacity(rest.len()), |mut encoded, byte| {
        if byte.is_ascii() {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
