//! Where a request comes from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr},
};

use axum::{extract::FromRequestParts, http::request::Parts};
use rechime_platform::http_api::SourceIp;

/// The address that API Gateway saw, as far as attempts to sign in are counted by it: an IPv4 address, or the first 64
/// bits of an IPv6 address, because whoever has one has all that begin with them. What a header says of it is not
/// believed: anybody can write one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(String);

impl ClientAddress {
    /// The address as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    /// Requests without an address, if there were any, are counted together.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<SourceIp>().and_then(|SourceIp(address)| address.parse().ok());
        Ok(address.map_or_else(|| Self("unknown".to_owned()), Self::of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one() {
        let of = |address: &str| ClientAddress::of(address.parse().unwrap()).0;
        assert_eq!(of("203.0.113.7"), "203.0.113.7");
        assert_eq!(of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::1"));
    }
}
