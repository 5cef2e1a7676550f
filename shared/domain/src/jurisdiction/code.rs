//! Names of jurisdictions.

use std::{collections::HashMap, fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::table::{NAMES, codes};
use crate::place;

/// A state, province or territory of the United States or Canada, by its ISO 3166-2 code: `US-TX`, `CA-ON`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Jurisdiction(&'static str);

/// Why a text is not a [`Jurisdiction`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a jurisdiction is a state or province of the US or Canada, like US-TX or CA-ON")]
pub struct UnknownJurisdiction;

impl Jurisdiction {
    /// Every one of them: the United States, then Canada.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Jurisdiction>> = LazyLock::new(|| codes().map(Jurisdiction).collect());
        &ALL
    }

    /// The ISO 3166-2 code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The ISO 3166 code of its country: `US` or `CA`.
    #[must_use]
    pub fn country(self) -> &'static str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Its code within its country: `HI`.
    pub(crate) fn own_code(self) -> &'static str {
        self.0.get(3..).unwrap_or_default()
    }

    /// The one that goes by that code or name in that country (ISO 3166), however it is spelled.
    pub(crate) fn named(country: &str, name: &str) -> Option<Self> {
        place::meant(name, |name| Self::spelled(country, name))
    }

    fn spelled(country: &str, name: &str) -> Option<Self> {
        /// Country and name in the spelling of [`place::plain`].
        static SPELLINGS: LazyLock<HashMap<String, Jurisdiction>> = LazyLock::new(|| {
            NAMES.rows().map(|(name, code)| (place::plain(name), Jurisdiction(code))).collect()
        });
        let exactly = || format!("{country}-{name}").parse().ok();
        let spelled = |name: &str| SPELLINGS.get(&place::plain(name)).copied();
        let loosely = || spelled(&format!("{country} {name}")).or_else(|| spelled(name));
        let found = super::has_states(country).then(|| exactly().or_else(loosely))?;
        found.filter(|state| state.country().eq_ignore_ascii_case(country))
    }

    /// Those among the values of a table, which has countries as well.
    pub(super) fn among(codes: Vec<&'static str>) -> Vec<Self> {
        codes.into_iter().filter(|code| code.contains('-')).map(Self).collect()
    }
}

impl FromStr for Jurisdiction {
    type Err = UnknownJurisdiction;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NAMES.find(text).and_then(|codes| codes.first().copied()).map(Self).ok_or(UnknownJurisdiction)
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = UnknownJurisdiction;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Jurisdiction> for &'static str {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.0
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
