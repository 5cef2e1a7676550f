//! Tables by which places are found: text that a person can read and a diff can show.

use std::{borrow::Cow, sync::OnceLock};

/// Lines of `key, key = value value`; `#` begins a comment. Keys are compared without regard to case.
///
/// The text is indexed once, when something is looked for first: a decision looks into several tables. The index is a sorted
/// list, because that is quicker to make than a map, and many a process decides only once.
#[derive(Debug)]
pub(crate) struct Table {
    text: &'static str,
    /// By key, in lower case.
    index: OnceLock<Vec<(Cow<'static, str>, &'static str)>>,
}

impl Table {
    /// A table of that text.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, index: OnceLock::new() }
    }

    /// The values of a key, at least one.
    pub(crate) fn find(&self, key: &str) -> Option<Vec<&'static str>> {
        let index = self.index.get_or_init(|| self.index());
        let key = key.to_lowercase();
        let place = index.binary_search_by(|(known, _)| known.as_ref().cmp(&key)).ok()?;
        index.get(place).map(|(_, values)| values.split(' ').collect())
    }

    /// The lines, parsed as far as `keys` and `values`.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = self.text.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once('='))
            .map(|(keys, values)| (keys.trim_end(), values.trim_start()))
    }

    fn index(&self) -> Vec<(Cow<'static, str>, &'static str)> {
        let keys = |(keys, values): (&'static str, _)| {
            keys.split(',').map(move |key| (lower_case(key.trim_start()), values))
        };
        let mut index: Vec<_> = self.rows().flat_map(keys).collect();
        index.sort_unstable();
        index
    }
}

fn lower_case(key: &'static str) -> Cow<'static, str> {
    let is_lower_case = key.bytes().all(|letter| letter.is_ascii() && !letter.is_ascii_uppercase());
    if is_lower_case { key.into() } else { key.to_lowercase().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_any_case_and_only_as_a_whole() {
        let table = Table::new("# b = 0\nCA-Québec, CA-QC = 1 2\n\na = 3\n");
        for key in ["CA-QC", "ca-qc", "ca-québec", "CA-QUÉBEC"] {
            assert_eq!(table.find(key), Some(vec!["1", "2"]), "{key}");
        }
        assert_eq!(table.find("A"), Some(vec!["3"]));
        for key in ["", "b", "CA", "CA-QC,", "CA-Québec, CA-QC"] {
            assert_eq!(table.find(key), None, "{key}");
        }
    }
}
