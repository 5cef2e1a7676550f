//! Fields that a spreadsheet would take for formulas.
//!
//! A field that begins with one of these signs is calculated when the file is opened, and a formula can send the file's
//! contents elsewhere. So one apostrophe is put before it, as Shopify's exports do for phones, and taken away when the
//! file comes back. <https://owasp.org/www-community/attacks/CSV_Injection>

use std::borrow::Cow;

/// The signs, also as full-width characters, which spreadsheets take for the same.
const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A field as it is written.
pub(super) fn guarded(field: &str) -> Cow<'_, str> {
    if is_formula(field) { Cow::Owned(format!("'{field}")) } else { Cow::Borrowed(field) }
}

/// A field as it was before it was written.
pub(super) fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(field)
}

/// Apostrophes before the sign belong to the field itself, and are guarded too: else the first would be taken for ours.
fn is_formula(field: &str) -> bool {
    field.trim_start_matches('\'').starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_be_calculated_is_text() {
        for (field, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+14155552671", "'+14155552671"),
            ("@SUM(1)", "'@SUM(1)"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("O'Hara", "O'Hara"),
            ("'tis", "'tis"),
            ("", ""),
        ] {
            assert_eq!(guarded(field), written);
            assert_eq!(unguarded(written), field);
        }
    }

    proptest! {
        #[test]
        fn every_field_comes_back_as_it_was(field in "['=+@x-]{0,4}.{0,5}") {
            let written = guarded(&field);
            prop_assert!(!written.starts_with(SIGNS));
            prop_assert_eq!(unguarded(&written), field.as_str());
        }
    }
}
