//! What a phone number says of the state or province: where it was given out.

use super::{Jurisdiction, table::AREA_CODES};
use crate::phone::PhoneNumber;

/// The states of the number's area code; an empty list where it belongs to another country. Nothing for a
/// toll-free number, which has no place.
pub(super) fn states(phone: &PhoneNumber) -> Option<Vec<Jurisdiction>> {
    match phone.nanp_area_code() {
        Some(area_code) => AREA_CODES.find(area_code).map(Jurisdiction::among),
        None => Some(Vec::new()),
    }
}
