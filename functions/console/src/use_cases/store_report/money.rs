//! What texts cost.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::use_cases::preview::SEGMENT_PRICE_USD;

/// US dollars, to a millionth. Written with six decimals: `0.008810`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dollars(i64);

/// What some texts cost, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// The provider.
    Told(Dollars),
    /// Nobody: it is reckoned as if all went to US numbers.
    Estimated(Dollars),
}

impl Dollars {
    pub(crate) const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The list price of so many segments to US numbers.
    #[expect(clippy::cast_possible_truncation, reason = "a price of a segment is a few cents")]
    pub(in crate::use_cases) fn of_segments(segments: i64) -> Self {
        Self(segments.saturating_mul((SEGMENT_PRICE_USD * 1_000_000.0).round() as i64))
    }

    /// The nearest number of whole cents.
    pub(crate) const fn cents(self) -> i64 {
        (self.0 + 5_000) / 10_000
    }
}

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

impl Serialize for Dollars {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
