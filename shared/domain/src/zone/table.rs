//! The tables by which zones are found.

use crate::table::Table;

/// By ISO 3166 code.
pub(super) static COUNTRIES: Table = Table::new(include_str!("data/countries.txt"));
/// By ISO 3166-2 code.
pub(super) static PROVINCES: Table = Table::new(include_str!("data/provinces.txt"));
/// By the first three digits of a ZIP code, for states with several zones.
pub(super) static ZIP_PREFIXES: Table = Table::new(include_str!("data/zip_prefixes.txt"));
/// By area code of the North American plan.
pub(super) static AREA_CODES: Table = Table::new(include_str!("data/area_codes.txt"));
/// By calling code, without `+1`.
pub(super) static CALLING_CODES: Table = Table::new(include_str!("data/calling_codes.txt"));
/// By state of the armed forces' post, its name, and the first three digits of its ZIP codes.
pub(super) static MILITARY: Table = Table::new(include_str!("data/military.txt"));
