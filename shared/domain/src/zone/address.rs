//! What an address says of the time zone.

use std::collections::HashSet;

use super::table::{COUNTRIES, MILITARY, PROVINCES, ZIP_PREFIXES};
use crate::{
    jurisdiction,
    place::{self, Address},
};

/// How much an address says of where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// Nothing that is understood.
    Nothing,
    /// The country.
    Country,
    /// A place in it.
    Place,
}

/// The address that counts, of several in the order of their worth: the first that is understood, unless a later one says
/// more of the same country. One that is not understood hides none that is.
#[must_use]
pub fn most_telling<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> Option<&'a Address> {
    let stated = addresses.into_iter().filter(|address| **address != Address::default());
    stated.reduce(|first, later| if says_more(later, first) { later } else { first })
}

fn says_more(later: &Address, first: &Address) -> bool {
    let (more, less) = (detail(later), detail(first));
    let same_country = less == Detail::Nothing || later.country == first.country;
    same_country && more > less
}

/// Where a country's states are not known here, any state or postal code counts as a place.
fn detail(address: &Address) -> Detail {
    let Some(country) = address.country.as_deref().filter(|_| !address.names_no_known_country()) else {
        return Detail::Nothing;
    };
    let is_place = if jurisdiction::has_states(country) {
        province_zones(address).is_some()
    } else {
        address.province.is_some() || address.zip.is_some()
    };
    if is_place { Detail::Place } else { Detail::Country }
}

/// The zones of the country; several where it has several.
pub(super) fn country_zones(address: &Address) -> Option<Vec<&'static str>> {
    COUNTRIES.find(address.country.as_deref()?.trim())
}

/// The zones of the state or province, which the postal code alone may tell: one zone where it has but one, or
/// where the ZIP code tells which.
pub(super) fn province_zones(address: &Address) -> Option<Vec<&'static str>> {
    military_zones(address).or_else(|| state_zones(address))
}

fn state_zones(address: &Address) -> Option<Vec<&'static str>> {
    let provinces = jurisdiction::of_address(address)?.into_iter();
    let mut zones: Vec<_> = provinces.filter_map(|it| PROVINCES.find(it.as_str())).flatten().collect();
    let mut seen = HashSet::new();
    zones.retain(|zone| seen.insert(*zone));
    let by_zip = zip_zones(address).filter(|by_zip| by_zip.iter().all(|zone| zones.contains(zone)));
    by_zip.or(Some(zones)).filter(|zones| !zones.is_empty())
}

/// The zone of a ZIP code, where its first three digits settle it. One that contradicts the state does not count.
fn zip_zones(address: &Address) -> Option<Vec<&'static str>> {
    ZIP_PREFIXES.find(jurisdiction::zip_prefix(address.zip.as_deref()?)?)
}

/// APO, FPO and DPO: an address in the United States, a person abroad.
fn military_zones(address: &Address) -> Option<Vec<&'static str>> {
    let in_united_states = address.country.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("US"));
    let by_state = || MILITARY.find(&place::plain(address.province.as_deref()?));
    let by_zip = || MILITARY.find(jurisdiction::zip_prefix(address.zip.as_deref()?)?);
    in_united_states.then(|| by_state().or_else(by_zip))?
}
