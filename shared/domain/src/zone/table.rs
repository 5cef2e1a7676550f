//! The tables by which zones are found.

use crate::table::{Table, table};

/// By ISO 3166 code.
pub(super) static COUNTRIES: Table = table!("zone/countries");
/// By ISO 3166-2 code.
pub(super) static PROVINCES: Table = table!("zone/provinces");
/// By the first three digits of a ZIP code, for states with several zones.
pub(super) static ZIP_PREFIXES: Table = table!("zone/zip_prefixes");
/// By area code of the North American plan.
pub(super) static AREA_CODES: Table = table!("zone/area_codes");
/// By calling code, without `+1`.
pub(super) static CALLING_CODES: Table = table!("zone/calling_codes");
/// By state of the armed forces' post, its name, and the first three digits of its ZIP codes.
pub(super) static MILITARY: Table = table!("zone/military");
