//! Lists of deactivated numbers: their owners gave them up, and somebody else will get them.

use async_trait::async_trait;
use jiff::civil::Date;
use rechime_domain::phone::PhoneNumber;

/// A day's list has some 100,000 numbers. An answer with more than this (16 MB in memory) is not such a list.
const MOST_NUMBERS: usize = 2_000_000;

/// The rest of a longer line is cut off; such a line is not a number.
const LONGEST_LINE: usize = 32;

/// The deactivated numbers on a day. Shows none of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DeactivatedNumbers(Vec<u64>);

/// Why there is no list. Holds no phone number and no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No answer, or not all of it. The next hour tries again.
    #[error("the list of deactivated numbers could not be fetched: {0}")]
    NotReached(String),
    /// An answer with another status than it should have.
    #[error("the list of deactivated numbers was answered with {0}")]
    Refused(u16),
    /// An answer that is no such list.
    #[error("the list of deactivated numbers could not be read")]
    Unreadable,
}

/// Whoever knows which numbers were deactivated.
#[async_trait]
pub trait NumberLists: Send + Sync {
    /// The numbers deactivated on `day`; `None` where there is no list of it, or not yet.
    async fn get_deactivated_numbers(&self, day: Date) -> Result<Option<DeactivatedNumbers>, ListError>;
}

impl DeactivatedNumbers {
    /// Whether a number is among them.
    #[must_use]
    pub fn contains(&self, phone: &PhoneNumber) -> bool {
        number(phone.as_str().as_bytes()).is_some_and(|number| self.0.binary_search(&number).is_ok())
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for DeactivatedNumbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DeactivatedNumbers").field(&self.0.len()).finish()
    }
}

impl FromIterator<PhoneNumber> for DeactivatedNumbers {
    fn from_iter<I: IntoIterator<Item = PhoneNumber>>(phones: I) -> Self {
        let mut numbers: Vec<_> =
            phones.into_iter().filter_map(|phone| number(phone.as_str().as_bytes())).collect();
        numbers.sort_unstable();
        Self(numbers)
    }
}

/// Reads a list, one number a line, from pieces that end anywhere.
#[derive(Default)]
pub(crate) struct Reader {
    numbers: Vec<u64>,
    line: Vec<u8>,
    malformed: usize,
}

impl Reader {
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<(), ListError> {
        for &byte in piece {
            if byte == b'\n' {
                self.end_line();
            } else if self.line.len() < LONGEST_LINE {
                self.line.push(byte);
            }
        }
        if self.numbers.len() > MOST_NUMBERS { Err(ListError::Unreadable) } else { Ok(()) }
    }

    /// The list. A line that is no number is passed over; where no line is one, it is no list.
    pub(crate) fn finish(mut self) -> Result<DeactivatedNumbers, ListError> {
        self.end_line();
        if self.malformed > 0 {
            tracing::warn!(
                malformed = self.malformed,
                "a list of deactivated numbers has lines that are none"
            );
        }
        if self.numbers.is_empty() && self.malformed > 0 {
            return Err(ListError::Unreadable);
        }
        self.numbers.sort_unstable();
        Ok(DeactivatedNumbers(self.numbers))
    }

    fn end_line(&mut self) {
        match number(self.line.trim_ascii()) {
            Some(number) => self.numbers.push(number),
            None => self.malformed += usize::from(!self.line.trim_ascii().is_empty()),
        }
        self.line.clear();
    }
}

/// The digits of a number of the lists' countries, those of North America, in E.164 form; its plus may be missing.
fn number(text: &[u8]) -> Option<u64> {
    let digits = text.strip_prefix(b"+").unwrap_or(text);
    let is_number = digits.len() == 11 && digits.starts_with(b"1") && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> Result<DeactivatedNumbers, ListError> {
        let mut reader = Reader::default();
        for piece in pieces {
            reader.take(piece.as_bytes())?;
        }
        reader.finish()
    }

    #[test]
    fn pieces_end_anywhere_and_lines_in_any_way() {
        let whole = read(&["+14155552671\n+12125550101\n"]).unwrap();
        assert_eq!(read(&["+1415", "5552671\r", "\n\n 12125550101"]), Ok(whole.clone()));
        assert_eq!(format!("{whole:?}"), "DeactivatedNumbers(2)");
        let phones = ["+12125550101", "+14155552671"].map(|phone| PhoneNumber::from_e164(phone).unwrap());
        assert_eq!(whole, phones.into_iter().collect());
    }

    #[test]
    fn lines_that_are_no_numbers_are_passed_over() {
        let long = "9".repeat(1000);
        let list = read(&["number\n+1415555267x\n", &long, "\n123\n+14155552671\n"]).unwrap();
        assert_eq!(list, read(&["+14155552671"]).unwrap());
        assert_eq!(read(&["number\n"]), Err(ListError::Unreadable));
        assert!(read(&["", "\n"]).unwrap().is_empty());
    }
}
