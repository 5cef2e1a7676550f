//! How many parts a text is sent, and billed, as.
//!
//! The count equals that of Twilio's calculator (npm `sms-segments-calculator` 1.3.0), which is the largest of
//! the counts in use: a part never ends inside a grapheme, nor inside an escape pair.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

mod fold;

pub use fold::fold;

/// The basic table of GSM 03.38, one septet each. `ç` is not in it, only `Ç` is.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table: an escape and a character, two septets.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The alphabet a text travels in. One character outside GSM-7 puts the whole text into UCS-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Encoding {
    /// GSM 03.38: 160 septets in one part, or 153 in each of several.
    #[serde(rename = "GSM-7")]
    Gsm7,
    /// UTF-16: 70 units in one part, or 67 in each of several.
    #[serde(rename = "UCS-2")]
    Ucs2,
}

impl Encoding {
    /// Units in a text's only part, and in each of several parts (the rest is the header that joins them).
    const fn capacity(self) -> (u32, u32) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// The size of a text on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Its alphabet.
    pub encoding: Encoding,
    /// The parts it is sent, and billed, as. An empty text counts as one.
    pub count: u32,
    /// Its length in septets (GSM-7) or UTF-16 units (UCS-2).
    pub units: u32,
}

/// Measures a text.
#[must_use]
pub fn count(text: &str) -> Parts {
    match text.chars().try_fold(0, |units, character| Some(units + septets(character)?)) {
        Some(units) => measure(Encoding::Gsm7, units, text.chars().filter_map(septets)),
        None => measure(Encoding::Ucs2, grapheme_lengths(text).sum(), grapheme_lengths(text)),
    }
}

/// What a character costs in GSM-7, if it is in it.
fn septets(character: char) -> Option<u32> {
    match character {
        // Nearly all are among these, and need not be looked for.
        '\n' | ' '..='Z' | 'a'..='z' => Some(1),
        _ if BASIC.contains(character) => Some(1),
        _ if EXTENSION.contains(character) => Some(2),
        _ => None,
    }
}

/// The UTF-16 units of each grapheme. CR LF is one grapheme to Unicode and two characters to Twilio.
fn grapheme_lengths(text: &str) -> impl Iterator<Item = u32> {
    let graphemes = text.split_inclusive('\r').flat_map(|line| line.graphemes(true));
    graphemes.map(|it| it.chars().map(|c| if c.len_utf16() == 2 { 2 } else { 1 }).sum())
}

/// Fills part after part with pieces that must not be split.
fn measure(encoding: Encoding, units: u32, costs: impl Iterator<Item = u32>) -> Parts {
    let (only, each) = encoding.capacity();
    let mut count = 1;
    if units > only {
        let mut used = 0;
        for cost in costs {
            if used + cost > each {
                count += 1;
                used = 0;
            }
            used += cost;
        }
    }
    Parts { encoding, count, units }
}

#[cfg(test)]
mod tests;
