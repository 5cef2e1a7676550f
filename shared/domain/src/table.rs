//! Tables by which places are found: text that a person can read and a diff can show.

use std::{collections::HashMap, sync::OnceLock};

/// Lines of `key, key = value value`; `#` begins a comment. Keys are compared without regard to case.
///
/// The text is indexed once, when something is looked for first: a decision looks into several tables.
#[derive(Debug)]
pub(crate) struct Table {
    text: &'static str,
    index: OnceLock<HashMap<String, &'static str>>,
}

impl Table {
    /// A table of that text.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, index: OnceLock::new() }
    }

    /// The values of a key, at least one.
    pub(crate) fn find(&self, key: &str) -> Option<Vec<&'static str>> {
        let index = self.index.get_or_init(|| self.keys().collect());
        index.get(&key.to_lowercase()).map(|values| values.split(' ').collect())
    }

    /// The lines, parsed as far as `keys` and `values`.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
    }

    fn keys(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.rows().flat_map(|(keys, values)| keys.split(", ").map(move |key| (key.to_lowercase(), values)))
    }
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
