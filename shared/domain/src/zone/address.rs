//! What an address says of the time zone.

use super::table::{COUNTRIES, PROVINCES, ZIP_PREFIXES};
use crate::occurrence::Address;

/// The zones of the country; several where it has several.
pub(super) fn country_zones(address: &Address) -> Option<Vec<&'static str>> {
    COUNTRIES.find(address.country.as_deref()?.trim())
}

/// The zones of the state or province: one where it has but one, or where the ZIP code tells which.
pub(super) fn province_zones(address: &Address) -> Option<Vec<&'static str>> {
    let (country, province) = (address.country.as_deref()?, address.province.as_deref()?);
    let zones = PROVINCES.find(&format!("{}-{}", country.trim(), province.trim()))?;
    let by_zip = zip_zones(address).filter(|by_zip| by_zip.iter().all(|zone| zones.contains(zone)));
    Some(by_zip.unwrap_or(zones))
}

/// The zone of a ZIP code, where its first three digits settle it. One that contradicts the state does not count.
fn zip_zones(address: &Address) -> Option<Vec<&'static str>> {
    address.zip.as_deref()?.trim().get(..3).and_then(|prefix| ZIP_PREFIXES.find(prefix))
}
