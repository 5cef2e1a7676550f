//! The tables by which jurisdictions are found.

use crate::table::{Table, table};

/// By ISO 3166-2 code (`US-CA`), or the country's code and the English name (`US-California`).
pub(super) static NAMES: Table = table!("jurisdiction/names");
/// By area code of the North American plan; ISO 3166 codes where that is in another country.
pub(super) static AREA_CODES: Table = table!("jurisdiction/area_code_states");
/// By country and beginning of the postal code: `US-787`, `CA-V`.
pub(super) static POSTAL_CODES: Table = table!("jurisdiction/postal_code_states");

/// The codes among [`NAMES`], in the order in which they are written: states, territories, provinces.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("data/names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(_, code)| code)
}
