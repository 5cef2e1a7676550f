//! What a phone number says of the time zone: where it was given out, which is not always where its owner lives.

use super::table::{AREA_CODES, CALLING_CODES};
use crate::phone::PhoneNumber;

/// The zones of the number's area code, or of the countries that share its calling code. Nothing for a
/// toll-free number, which has no place.
pub(super) fn zones(phone: &PhoneNumber) -> Option<Vec<&'static str>> {
    match phone.nanp_area_code() {
        Some(area_code) => AREA_CODES.find(area_code),
        None => calling_code_zones(phone.as_str()),
    }
}

/// Calling codes have one to three digits, and none begins another.
fn calling_code_zones(e164: &str) -> Option<Vec<&'static str>> {
    (2..=4).find_map(|end| CALLING_CODES.find(e164.get(1..end)?))
}
