//! Where a customer's clock hangs: the time zones that the evidence allows.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{phone::PhoneNumber, place::Address};

mod address;
mod number;
mod table;
#[cfg(test)]
mod tests;

pub use address::most_telling;

/// What a time zone was concluded from, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// The customer or the merchant said so.
    Stated,
    /// The shipping address.
    Address,
    /// The phone's area code, or its country.
    AreaCode,
    /// The store's own zone: nothing is known of the customer.
    Store,
}

impl ZoneSource {
    /// The source in words, to follow "the time zone is ..., ".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Stated => "stated by the customer or the merchant",
            Self::Address => "from the shipping address",
            Self::AreaCode => "from the phone's area code",
            Self::Store => "which is the store's own",
        }
    }
}

/// The zones a customer may be in, and what says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneEvidence {
    /// IANA names, at least one; several where the evidence leaves several possible.
    pub zones: Vec<String>,
    /// What they were concluded from.
    pub source: ZoneSource,
}

impl ZoneEvidence {
    /// The zones themselves. Never empty: UTC stands in where no name is known, which only data from before a
    /// zone was removed can bring about.
    #[must_use]
    pub fn time_zones(&self) -> Vec<TimeZone> {
        let known: Vec<_> = self.zones.iter().filter_map(|name| named(name)).collect();
        if known.is_empty() { vec![TimeZone::UTC] } else { known }
    }

    /// The first of the zones: the one to show a single local time in.
    #[must_use]
    pub fn first(&self) -> TimeZone {
        self.zones.iter().find_map(|name| named(name)).unwrap_or(TimeZone::UTC)
    }
}

/// Whether `name` is an IANA zone, `America/New_York`, of the bundled database.
///
/// Fixed offsets are none, nor are `Etc/GMT+5` and `EST`: who writes those means a place whose clocks change.
#[must_use]
pub fn is_known(name: &str) -> bool {
    let a_place = name.contains('/') && !name.to_ascii_lowercase().starts_with("etc/");
    (a_place || name == "UTC") && named(name).is_some()
}

/// Finds the zones a customer may be in, by the best evidence there is: what was stated, else the address,
/// else the phone, else the store's own zone. Evidence that is not understood counts as missing; but an address in a
/// country that nobody knows says that the phone's place may be none of theirs, so that the store's zone counts as well.
#[must_use]
pub fn locate(
    stated: Option<&str>,
    address: &Address,
    phone: &PhoneNumber,
    store_zone: &str,
) -> ZoneEvidence {
    let (zones, source) = stated
        .filter(|name| is_known(name))
        .map(|name| (vec![name], ZoneSource::Stated))
        .or_else(|| address::province_zones(address).map(|zones| (zones, ZoneSource::Address)))
        .or_else(|| by_country(address, phone))
        .or_else(|| by_phone(address, phone, store_zone))
        .unwrap_or_else(|| (vec![store_zone], ZoneSource::Store));
    ZoneEvidence { zones: zones.into_iter().map(str::to_owned).collect(), source }
}

/// An address that names no state leaves a large country wide open; an area code inside it says more.
fn by_country(address: &Address, phone: &PhoneNumber) -> Option<(Vec<&'static str>, ZoneSource)> {
    let country = address::country_zones(address)?;
    let narrower = number::zones(phone)
        .filter(|zones| zones.len() < country.len() && zones.iter().all(|zone| country.contains(zone)));
    Some(narrower.map_or((country, ZoneSource::Address), |zones| (zones, ZoneSource::AreaCode)))
}

fn by_phone<'a>(
    address: &Address,
    phone: &PhoneNumber,
    store_zone: &'a str,
) -> Option<(Vec<&'a str>, ZoneSource)> {
    let mut zones: Vec<&str> = number::zones(phone)?;
    if address.names_no_known_country() && !zones.contains(&store_zone) {
        zones.push(store_zone);
    }
    Some((zones, ZoneSource::AreaCode))
}

fn named(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}
