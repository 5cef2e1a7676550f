//! The customer portal of a store: its address, and the link in it for one customer.

use crate::link::{is_host, is_unusable};

/// Stands in the address for the customer's hash, which opens the portal.
const HASH: &str = "{hash}";

/// The longest address, in characters: a text has 1,600 in all.
const LONGEST: usize = 1_000;

/// Why an address is no portal's, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPortal {
    /// Another scheme, or none.
    #[error("begin the address with https://")]
    NotHttps,
    /// No name of a site.
    #[error(
        "give the whole address, such as https://shop.example/tools/recurring/customers/{{hash}}/subscriptions"
    )]
    NoHost,
    /// A name and a password before the site's.
    #[error("leave out what stands before the @: nothing but the site's name may follow https://")]
    UserInfo,
    /// Blanks, controls, characters that nobody sees or that no address has.
    #[error(
        "take out blanks, quotes, backslashes and invisible characters: copy the address from the browser once more"
    )]
    Characters,
    /// Braces around anything but `hash`.
    #[error(
        "write {{hash}} where the customer's hash belongs, in small letters and single braces; no other braces are allowed"
    )]
    Braces,
    /// The hash in the site's name.
    #[error("write {{hash}} after the site's name, not in it")]
    HashInHost,
    /// Longer than fits a text.
    #[error("use an address of at most 1,000 characters: it must fit into a text")]
    TooLong,
}

/// Says whether an address can be a portal's.
pub fn check(address: &str) -> Result<(), InvalidPortal> {
    let rest = address.strip_prefix("https://").ok_or(InvalidPortal::NotHttps)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let fixed = address.replace(HASH, "");
    let faults = [
        (address.chars().count() > LONGEST, InvalidPortal::TooLong),
        (address.chars().any(is_unusable), InvalidPortal::Characters),
        (fixed.contains(['{', '}']) || has_encoded_braces(&fixed), InvalidPortal::Braces),
        (authority.contains('@'), InvalidPortal::UserInfo),
        (authority.contains(HASH), InvalidPortal::HashInHost),
        (!is_host(authority), InvalidPortal::NoHost),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault)).map_or(Ok(()), Err)
}

/// The link of a customer. `None` where the address asks for a hash and the customer has none that can stand in an address.
#[must_use]
pub fn link(address: &str, hash: Option<&str>) -> Option<String> {
    if !address.contains(HASH) {
        return Some(address.to_owned());
    }
    Some(address.replace(HASH, hash.filter(|hash| is_hash(hash))?))
}

/// A browser shows braces so when the address is copied from it.
fn has_encoded_braces(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    address.contains("%7b") || address.contains("%7d")
}

/// A hash has letters and digits only; anything else would make another link of it.
fn is_hash(hash: &str) -> bool {
    (1..=128).contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_portals_are_taken() {
        for address in [
            "https://shop.example",
            "https://shop.example/account",
            "https://shop.example/tools/recurring/customers/{hash}/subscriptions?page=1&x=a%20b#top",
            "https://shop.example/a?one={hash}&two={hash}",
            "https://shop.example:8443/p",
            "https://façade.example/konto",
            "https://shop.example/@acme",
        ] {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn an_address_that_would_make_a_broken_link_is_refused_for_what_it_is() {
        use InvalidPortal::{Braces, Characters, HashInHost, NoHost, NotHttps, TooLong, UserInfo};
        for (address, fault) in [
            ("", NotHttps),
            ("http://shop.example", NotHttps),
            ("HTTPS://shop.example", NotHttps),
            ("javascript:alert(1)", NotHttps),
            ("//shop.example", NotHttps),
            ("https://", NoHost),
            ("https://shop", NoHost),
            ("https:///account", NoHost),
            ("https://.example", NoHost),
            ("https://shop..example", NoHost),
            ("https://shop.example:port/", NoHost),
            ("https://shop.example/{{hash}}", Braces),
            ("https://shop.example/{{ hash }}", Characters),
            ("https://shop.example/{Hash}", Braces),
            ("https://shop.example/{HASH}", Braces),
            ("https://shop.example/{customer_hash}", Braces),
            ("https://shop.example/{hash", Braces),
            ("https://shop.example/hash}", Braces),
            ("https://shop.example/{}", Braces),
            ("https://shop.example/%7Bhash%7D", Braces),
            ("https://shop.example/%7bhash%7d/subscriptions", Braces),
            ("https://127.0.0.1/account", NoHost),
            ("https://[::1]/account", NoHost),
            ("https://-shop.example/", NoHost),
            ("https://shop-.example/", NoHost),
            ("https://shop.example./", NoHost),
            ("https://shop.example:99999/", NoHost),
            ("https://shop.example/{%if%}", Braces),
            ("https://{hash}.shop.example/", HashInHost),
            ("https://ana:secret@shop.example/", UserInfo),
            ("https://shop.example@evil.example/", UserInfo),
            ("https://shop.example/a b", Characters),
            ("https://shop.example/\n", Characters),
            ("https://shop.example/\u{0}", Characters),
            ("https://shop.example/\u{85}", Characters),
            ("https://shop.example/\u{202e}moc", Characters),
            ("https://shop.example/\u{2066}a", Characters),
            ("https://shop\u{200b}.example/", Characters),
            ("https://shop.example/\u{fffe}", Characters),
            ("https://shop.example/\u{a0}", Characters),
            ("https://shop.example\\@evil.example", Characters),
            ("https://shop.example/\"x", Characters),
            ("https://shop.example/<b>", Characters),
        ] {
            assert_eq!(check(address), Err(fault), "{address:?}");
        }
        for length in [1_001, 2_049, 5_120] {
            let long = format!("https://shop.example/{}", "x".repeat(length - 21));
            assert_eq!(check(&long), Err(TooLong), "{length}");
        }
    }

    #[test]
    fn a_link_has_the_customers_hash_or_there_is_none() {
        let address = "https://acme.example/portal/{hash}/";
        assert_eq!(link(address, Some("1a2b")).as_deref(), Some("https://acme.example/portal/1a2b/"));
        for none in
            [None, Some(""), Some(" "), Some("a b"), Some("../x"), Some("a?b"), Some("é"), Some("{hash}")]
        {
            assert_eq!(link(address, none), None, "{none:?}");
        }
        let open = "https://acme.example/account";
        assert_eq!(link(open, None).as_deref(), Some(open));
    }
}
