//! Counters of many hours in few bytes.
//!
//! A row of an hour names each of its counters, which is most of what it weighs. Here a counter is named once for all
//! hours of a source: first come the hours, and then for each counter its name and its value in each of them. Numbers are
//! LEB128, so that small ones take a byte; values are zigzag, because a counter may be below 0 for a moment.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rechime_domain::{counting::Counter, hour::Hour, ids::SourceId};

use super::HourCounts;

/// The column of the versions. No counter has that name.
const VERSIONS: &str = "";

/// Bytes that are written.
#[derive(Debug, Default)]
pub(super) struct Packed(Vec<u8>);

/// The counters of a day, source by source. They are in the order of their sources, or one may come twice.
pub(super) fn day(counts: &[HourCounts]) -> Vec<u8> {
    let sources: BTreeSet<_> = counts.iter().map(|row| &row.source).collect();
    let mut packed = Packed::default();
    for source in sources {
        let rows: Vec<_> = counts.iter().filter(|row| row.source == *source).cloned().collect();
        packed.text(source.as_ref().map_or("", SourceId::as_str));
        let rows = Packed::of(&rows);
        packed.bytes(&rows.0);
    }
    packed.0
}

/// What [`day`] wrote. `None` if it is something else.
pub(super) fn read_day(bytes: &[u8], day: Date) -> Option<Vec<HourCounts>> {
    let (mut left, mut rows) = (Unread(bytes), Vec::new());
    while !left.0.is_empty() {
        let source = match left.text()? {
            "" => None,
            source => Some(SourceId::parse(source).ok()?),
        };
        rows.extend(read(left.bytes()?, day, source.as_ref())?);
    }
    Some(rows)
}

/// The counters of one source that [`Packed::of`] wrote. `None` if it is something else.
pub(super) fn read(bytes: &[u8], day: Date, source: Option<&SourceId>) -> Option<Vec<HourCounts>> {
    let (mut left, midnight) = (Unread(bytes), Hour::first_of(day));
    let hours = left.bytes()?.iter().map(|hour| midnight.plus((*hour).into()));
    let row =
        |hour| HourCounts { hour, source: source.cloned(), counts: [].into_iter().collect(), version: 0 };
    let mut rows: Vec<_> = hours.map(row).collect();
    while !left.0.is_empty() {
        let name = left.text()?;
        let counter = Counter::parse(name);
        for row in &mut rows {
            let value = left.number()?;
            match &counter {
                Some(counter) => row.counts.add(counter.clone(), signed(value)),
                None if name == VERSIONS => row.version = value,
                // A counter that a newer installation knows.
                None => {}
            }
        }
    }
    Some(rows)
}

impl Packed {
    /// The counters of some hours of one day, all of one source.
    pub(super) fn of(rows: &[HourCounts]) -> Self {
        let mut packed = Self::default();
        packed.bytes(&rows.iter().map(|row| row.hour.of_day()).collect::<Vec<_>>());
        packed.text(VERSIONS);
        for row in rows {
            packed.number(row.version);
        }
        let counters = rows.iter().flat_map(|row| row.counts.iter().map(|(counter, _)| counter));
        for counter in counters.collect::<BTreeSet<_>>() {
            packed.text(&counter.key());
            for row in rows {
                packed.number(unsigned(row.counts.get(counter)));
            }
        }
        packed
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(low_bits(number) | 0x80);
            number >>= 7;
        }
        self.0.push(low_bits(number));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

/// Bytes that are left to read. `None` where they end too early.
struct Unread<'a>(&'a [u8]);

impl<'a> Unread<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, left) = self.0.split_first()?;
            self.0 = left;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, left) = self.0.split_at_checked(length)?;
        self.0 = left;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

fn low_bits(number: u64) -> u8 {
    u8::try_from(number & 0x7f).unwrap_or_default()
}

/// Zigzag: 0, -1, 1, -2, 2 as 0, 1, 2, 3, 4.
const fn unsigned(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn signed(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests;
