//! What an address says of the state or province.

use super::{Jurisdiction, table::POSTAL_CODES};
use crate::place::Address;

/// Territories of the United States that have an ISO 3166 code of their own, by which an address may name them
/// as if they were countries.
const TERRITORIES: [&str; 5] = ["AS", "GU", "MP", "PR", "VI"];

/// The state that the address names; where it names none that is known, those of its postal code.
pub(crate) fn states(address: &Address) -> Option<Vec<Jurisdiction>> {
    let country = address.country.as_deref()?.trim();
    territory(country)
        .or_else(|| Jurisdiction::named(country, address.province.as_deref()?.trim()))
        .map(|state| vec![state])
        .or_else(|| by_postal_code(country, address.zip.as_deref()?))
}

/// Every state of the address's country: none where that is neither the United States nor Canada. Nothing where the
/// country is one that nobody knows: the customer may be anywhere.
pub(super) fn states_of_country(address: &Address) -> Option<Vec<Jurisdiction>> {
    let country = address.country.as_deref().map(str::trim).filter(|country| !country.is_empty())?;
    (!address.names_no_known_country()).then(|| states_in(country))
}

fn states_in(country: &str) -> Vec<Jurisdiction> {
    let there = |state: &Jurisdiction| state.country().eq_ignore_ascii_case(country);
    Jurisdiction::all().iter().copied().filter(there).collect()
}

/// Whether a country (ISO 3166) has states that are known here: the United States and Canada.
pub(crate) fn has_states(country: &str) -> bool {
    ["US", "CA"].iter().any(|code| country.eq_ignore_ascii_case(code))
}

/// The first three digits of a ZIP code, `75201` or `75201-1234`. Nothing for one that lost its leading zero in
/// some spreadsheet: it would be taken for a place far away.
pub(crate) fn zip_prefix(zip: &str) -> Option<&str> {
    let zip = zip.trim();
    let digits = zip.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 5 || digits == 9 { zip.get(..3) } else { None }
}

fn territory(country: &str) -> Option<Jurisdiction> {
    let code = TERRITORIES.into_iter().find(|code| code.eq_ignore_ascii_case(country))?;
    Jurisdiction::named("US", code)
}

/// Canada's postal codes begin with the letter of a province; three digits of a ZIP code are a district, which
/// may cross a state line.
fn by_postal_code(country: &str, code: &str) -> Option<Vec<Jurisdiction>> {
    let prefix = if country.eq_ignore_ascii_case("CA") { code.trim().get(..1) } else { zip_prefix(code) };
    POSTAL_CODES.find(&format!("{country}-{}", prefix?)).map(Jurisdiction::among)
}
