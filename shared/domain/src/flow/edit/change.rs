//! A change of one value by an edit.

use serde::{Deserialize, Deserializer};

/// Keeps a value or replaces it. It tells "leave as it is" from "forget" where the value itself is optional: in JSON
/// an absent field keeps (with `#[serde(default)]`), and null is a new value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The value stays.
    #[default]
    Keep,
    /// This is the new value.
    To(T),
}

impl<T> Change<T> {
    /// The new value, if there is one.
    pub const fn new_value(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::To(value) => Some(value),
        }
    }
}

impl<T: Clone> Change<T> {
    /// The new value, or else the one that stands.
    pub fn or_keep(self, current: &T) -> T {
        match self {
            Self::Keep => current.clone(),
            Self::To(value) => value,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::To)
    }
}
