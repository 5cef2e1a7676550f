//! Rows that a quotation mark swallowed.
//!
//! Where a mark is lost, all that follows it is one field up to the next mark: the end of its own row, and the rows below.
//! The record that comes of it may look whole, with the phone of its first row and the consent of its last. It is told
//! by the phones that are in it: a field of several lines hardly ever has one of its own.

/// The digits that a phone has at least, in a place where a phone is expected.
const DIGITS_OF_A_PHONE: usize = 7;

/// The digits that a phone has at least where anything may stand. A date has eight; a phone with its country code has more.
const MORE_DIGITS_THAN_A_DATE: usize = 9;

/// How many fields the rows of a list have, and where their phone is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// The most fields of a row.
    pub(super) columns: usize,
    /// The place of the phone among them.
    pub(super) phone: Option<usize>,
    /// The separator of fields, an ASCII character.
    pub(super) delimiter: u8,
}

impl Shape {
    /// Whether a record of several lines has rows in it that it is not. `fields` are the record's as they are written,
    /// without quotation marks, and `lines` are all of its lines but the first.
    pub(super) fn is_swallowing<L: AsRef<[u8]>>(self, fields: &[Vec<u8>], lines: &[L]) -> bool {
        fields.len() > self.columns
            || lines.iter().any(|line| self.is_row(line.as_ref()))
            || fields.iter().any(|field| self.has_phone(field))
    }

    /// Whether a line has a phone where rows have theirs, whatever its quotation marks say.
    fn is_row(self, line: &[u8]) -> bool {
        let is_dialled = |byte: &u8| byte.is_ascii_digit() || b"+()-./ \t'\"".contains(byte);
        let field = self.phone.and_then(|place| line.split(|byte| *byte == self.delimiter).nth(place));
        field.is_some_and(|it| it.iter().all(is_dialled) && digits(it) >= DIGITS_OF_A_PHONE)
    }

    /// Whether a field of several lines has a phone in it, where a field of a row would begin. Separators and line breaks
    /// may have come into the phone.
    fn has_phone(self, field: &[u8]) -> bool {
        if !field.contains(&b'\n') {
            return false;
        }
        let text = String::from_utf8_lossy(field);
        let mut before = 0;
        text.split(['\n', char::from(self.delimiter)]).any(|piece| {
            let start = piece.split(char::is_alphabetic).next().unwrap_or_default();
            let found = before + digits(start.as_bytes());
            before = if start.len() == piece.len() { found } else { 0 };
            found >= MORE_DIGITS_THAN_A_DATE
        })
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().filter(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_phone_in_it_has_a_row_in_it() {
        let shape = Shape { columns: 3, phone: Some(0), delimiter: b',' };
        for (field, has_phone) in [
            ("Ana,no\n+16175550102,Bo", true),
            (",no\n,+16175550102,", true),
            (",no\n;+16175550102;", true),
            (",no\n+161755\n50102,", true),
            (",no\n+161755,50102,", true),
            (",no\n+16175550102Bo", true),
            ("Ana,+16175550101,no\nBo", true),
            (",no\n(617) 555-0102 (cell)", true),
            ("617-555-0102, ask for Ana", false),
            ("Ana\nfor 617-555-0102 ask her", false),
            ("12 Main St,\nApt 4,\nBoston, MA 02134-1234", false),
            ("2026-03-01: called\n03/02/2026, called again", false),
            ("first order 1234567890\nof 2026", false),
            ("\n+16175550102a", true),
            (",no\n\u{202a}+16175550102\u{202c},Bo", true),
            ("two\nlines", false),
        ] {
            assert_eq!(shape.has_phone(field.as_bytes()), has_phone, "{field:?}");
        }
    }
}
