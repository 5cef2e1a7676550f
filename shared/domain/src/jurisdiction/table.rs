//! The tables by which jurisdictions are found.

use crate::table::Table;

/// By ISO 3166-2 code (`US-CA`), or the country's code and the English name (`US-California`).
pub(super) static NAMES: Table = Table::new(include_str!("data/names.txt"));
/// By area code of the North American plan; ISO 3166 codes where that is in another country.
pub(super) static AREA_CODES: Table = Table::new(include_str!("data/area_code_states.txt"));
/// By country and beginning of the postal code: `US-787`, `CA-V`.
pub(super) static POSTAL_CODES: Table = Table::new(include_str!("data/postal_code_states.txt"));
