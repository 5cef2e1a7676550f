//! Tables by which places are found: text that a person can read and a diff can show, sorted when it is built.

use std::cmp::Ordering;

/// Lines of `key=value value`, sorted by their keys, which are in lower case: what `build.rs` makes of a file of data.
///
/// A process that starts makes no index: it halves the text until the line is found.
#[derive(Debug)]
pub(crate) struct Table(&'static str);

/// The table of a file of data: `table!("zone/countries")` of `src/zone/data/countries.txt`.
macro_rules! table {
    ($name:literal) => {
        crate::table::Table::new(include_str!(concat!(env!("OUT_DIR"), "/", $name, ".txt")))
    };
}
pub(crate) use table;

impl Table {
    /// A table of a text that is sorted: see [`table!`].
    pub(crate) const fn new(sorted: &'static str) -> Self {
        Self(sorted)
    }

    /// The values of a key, at least one. Keys are compared without regard to case.
    pub(crate) fn find(&self, key: &str) -> Option<Vec<&'static str>> {
        let key = key.to_lowercase();
        let mut left = self.0;
        loop {
            let middle = left.floor_char_boundary(left.len() / 2);
            let start = left.get(..middle)?.rfind('\n').map_or(0, |end| end + 1);
            let (before, rest) = left.split_at_checked(start)?;
            let (line, after) = rest.split_once('\n')?;
            let (known, values) = line.split_once('=')?;
            match known.cmp(&key) {
                Ordering::Less => left = after,
                Ordering::Greater => left = before,
                Ordering::Equal => return Some(values.split(' ').collect()),
            }
        }
    }

    /// All keys with their values.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.lines().filter_map(|line| line.split_once('='))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_any_case_and_only_as_a_whole() {
        let table = Table::new("a=3\nca-qc=1 2\nca-québec=1 2\n");
        for key in ["CA-QC", "ca-qc", "ca-québec", "CA-QUÉBEC"] {
            assert_eq!(table.find(key), Some(vec!["1", "2"]), "{key}");
        }
        assert_eq!(table.find("A"), Some(vec!["3"]));
        for key in ["", "b", "CA", "CA-QC=1", "CA-Q", "ca-québec\n", "ä", "zz"] {
            assert_eq!(table.find(key), None, "{key}");
        }
        assert_eq!(Table::new("").find("a"), None);
    }

    #[test]
    fn every_key_is_found_whatever_their_number() {
        for count in 0..70 {
            let lines: Vec<_> = (10..10 + count).map(|key| format!("é{key}={key} é\n")).collect();
            let table = Table::new(lines.concat().leak());
            for key in 9..=10 + count {
                let value = key.to_string();
                let expected = (10..10 + count).contains(&key).then(|| vec![value.as_str(), "é"]);
                assert_eq!(table.find(&format!("É{key}")), expected, "{key} of {count}");
            }
        }
    }
}
