//! Whose law may protect a customer: the states and provinces that the evidence leaves possible.

use crate::{phone::PhoneNumber, place::Address};

mod address;
mod code;
mod number;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use address::{has_states, states as of_address, zip_prefix};
pub use code::{Jurisdiction, UnknownJurisdiction};

/// What the jurisdictions were concluded from, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JurisdictionSource {
    /// The shipping address.
    Address,
    /// The phone's area code, or its country.
    AreaCode,
    /// Nothing: a number of the United States or Canada that tells no place, and no address.
    Nothing,
}

/// The states and provinces a customer may be in, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JurisdictionEvidence {
    /// Those of the United States and Canada that are possible, each once. None for a customer elsewhere.
    pub candidates: Vec<Jurisdiction>,
    /// What they were concluded from.
    pub source: JurisdictionSource,
}

/// Finds the states and provinces a customer may be in, by the best evidence there is: the address's state or
/// postal code, else the area code, else every one of the country, or of both countries.
///
/// An area code that contradicts the address's country counts only where that is neither the United States nor
/// Canada: a customer abroad who kept an American number is still protected as if at home.
#[must_use]
pub fn locate(address: &Address, phone: &PhoneNumber) -> JurisdictionEvidence {
    use JurisdictionSource::{AreaCode, Nothing};
    let (candidates, source) = match (address::states(address), number::states(phone)) {
        (Some(states), _) => (states, JurisdictionSource::Address),
        (None, of_number) => match (address::states_of_country(address), of_number) {
            (Some(of_country), Some(states)) if says_more(&states, &of_country) => (states, AreaCode),
            (Some(of_country), _) => (of_country, JurisdictionSource::Address),
            (None, Some(states)) => (states, AreaCode),
            (None, None) => (Jurisdiction::all().to_vec(), Nothing),
        },
    };
    JurisdictionEvidence { candidates, source }
}

/// Territories of the United States that number as countries of their own.
const ISLANDS: [&str; 5] = ["US-AS", "US-GU", "US-MP", "US-PR", "US-VI"];

/// Whether it is an area code of a state of the United States or a province of Canada, and of no other country: `415`, and
/// neither `800` nor `242`.
pub(crate) fn is_area_code(code: &str) -> bool {
    let is_state =
        |value: &&str| (value.starts_with("US-") || value.starts_with("CA-")) && !ISLANDS.contains(value);
    table::AREA_CODES.find(code).is_some_and(|values| values.iter().all(is_state))
}

/// The states and provinces to which the phone's area code belongs, whatever the address says: Florida
/// (Stat. 501.059) and Oklahoma (15 OS 775C) presume that who has such a number is there. None for a number
/// of no place, or of another country.
#[must_use]
pub fn of_area_code(phone: &PhoneNumber) -> Vec<Jurisdiction> {
    number::states(phone).unwrap_or_default()
}

fn says_more(of_number: &[Jurisdiction], of_country: &[Jurisdiction]) -> bool {
    let within = of_country.is_empty() || of_number.iter().all(|state| of_country.contains(state));
    !of_number.is_empty() && within
}
