//! What the records of a batch add to each row of counters.

use std::collections::BTreeMap;

use rechime_domain::{
    counting::{CountRow, Counts},
    ids::StoreId,
};
use rechime_store::counters::SequenceNumber;

/// What is added to one row, by record, in the order of the shard.
#[derive(Debug, Default)]
pub(crate) struct Additions(Vec<(SequenceNumber, Counts)>);

/// What is added, by row.
pub(crate) type Batch = BTreeMap<(StoreId, CountRow), Additions>;

impl Additions {
    pub(crate) fn push(&mut self, record: SequenceNumber, counts: Counts) {
        self.0.push((record, counts));
    }

    /// The sum of what comes after a record, and the last of it. `None` if nothing comes after it.
    pub(crate) fn after(&self, counted: Option<&SequenceNumber>) -> Option<(SequenceNumber, Counts)> {
        let mut sum = Counts::default();
        let left = self.0.iter().filter(|(record, _)| counted.is_none_or(|counted| record > counted));
        let mut last = None;
        for (record, counts) in left {
            sum.add_all(counts, 1);
            last = last.max(Some(record));
        }
        last.map(|last| (last.clone(), sum))
    }

    /// The first record of it.
    pub(crate) fn first(&self) -> Option<&SequenceNumber> {
        self.0.iter().map(|(record, _)| record).min()
    }
}

#[cfg(test)]
mod tests {
    use rechime_domain::counting::Counter;

    use super::*;

    fn number(number: u32) -> SequenceNumber {
        SequenceNumber::parse(&number.to_string()).unwrap()
    }

    #[test]
    fn only_what_was_not_counted_is_left() {
        let mut additions = Additions::default();
        for record in 1..=4 {
            additions.push(number(record), [(Counter::Sent, i64::from(record))].into_iter().collect());
        }
        let sent = |counted: Option<u32>| {
            let (last, sum) = additions.after(counted.map(number).as_ref())?;
            Some((last.to_string(), sum.get(&Counter::Sent)))
        };
        assert_eq!(sent(None), Some(("4".to_owned(), 10)));
        assert_eq!(sent(Some(2)), Some(("4".to_owned(), 7)));
        assert_eq!(sent(Some(4)), None);
        assert_eq!(additions.first(), Some(&number(1)));
    }
}
