//! What an address says of the time zone.

use std::collections::HashSet;

use super::table::{COUNTRIES, PROVINCES, ZIP_PREFIXES};
use crate::{jurisdiction, place::Address};

/// The zones of the country; several where it has several.
pub(super) fn country_zones(address: &Address) -> Option<Vec<&'static str>> {
    COUNTRIES.find(address.country.as_deref()?.trim())
}

/// The zones of the state or province, which the postal code alone may tell: one zone where it has but one, or
/// where the ZIP code tells which.
pub(super) fn province_zones(address: &Address) -> Option<Vec<&'static str>> {
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
