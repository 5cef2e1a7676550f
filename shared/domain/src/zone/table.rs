//! The tables by which zones are found: text that a person can read and a diff can show.

/// Lines of `key, key = zone zone`; `#` begins a comment. Keys are compared without regard to case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table(&'static str);

/// By ISO 3166 code.
pub(super) const COUNTRIES: Table = Table(include_str!("data/countries.txt"));
/// By ISO 3166-2 code (`US-CA`), or the country's code and the English name (`US-California`).
pub(super) const PROVINCES: Table = Table(include_str!("data/provinces.txt"));
/// By the first three digits of a ZIP code, for states with several zones.
pub(super) const ZIP_PREFIXES: Table = Table(include_str!("data/zip_prefixes.txt"));
/// By area code of the North American plan.
pub(super) const AREA_CODES: Table = Table(include_str!("data/area_codes.txt"));
/// By calling code, without `+1`.
pub(super) const CALLING_CODES: Table = Table(include_str!("data/calling_codes.txt"));

impl Table {
    /// The zones of a key: IANA names, at least one.
    pub(super) fn find(self, key: &str) -> Option<Vec<&'static str>> {
        self.rows()
            .find(|(keys, _)| keys.split(", ").any(|known| known.eq_ignore_ascii_case(key)))
            .map(|(_, zones)| zones.split(' ').collect())
    }

    /// The lines, parsed as far as `keys` and `zones`.
    pub(super) fn rows(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
    }
}
