//! The environment variables that `template.yaml` gives a function.

use std::{collections::BTreeMap, env, fmt, str::FromStr};

/// The environment as it was when the process started.
///
/// It is read once and handed on, so that tests need not change the process. `Debug` shows the names only, because some
/// values are private.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// Why an environment variable cannot be used, and where to correct it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// It is not there.
    #[error("{name} is not set: it comes from this function's Environment in template.yaml")]
    Missing {
        /// Its name.
        name: String,
    },
    /// Its value is not usable. The message does not repeat the value.
    #[error("{name} is not usable ({reason}): it comes from this function's Environment in template.yaml")]
    Invalid {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Environment {
    /// The process's own environment.
    #[must_use]
    pub fn from_env() -> Self {
        env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// A variable that may be left out. `CloudFormation` passes an empty parameter as an empty text, so an empty value
    /// counts as absent.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A variable that must be there.
    pub fn required(&self, name: &str) -> Result<&str, EnvironmentError> {
        self.optional(name).ok_or_else(|| EnvironmentError::Missing { name: name.to_owned() })
    }

    /// A variable that must be there and be a `T`.
    pub fn parsed<T: FromStr<Err: fmt::Display>>(&self, name: &str) -> Result<T, EnvironmentError> {
        self.required(name)?.parse().map_err(|error: T::Err| EnvironmentError::invalid(name, error))
    }
}

impl EnvironmentError {
    /// The error for a variable whose value is not usable. `reason` must not repeat the value.
    pub fn invalid(name: &str, reason: impl fmt::Display) -> Self {
        Self::Invalid { name: name.to_owned(), reason: reason.to_string() }
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        [("TABLE_NAME", "rechime"), ("RATE", " 10 "), ("EMPTY", ""), ("BAD", "hunter2")].into_iter().collect()
    }

    #[test]
    fn what_is_there_is_read_and_blank_is_absent() {
        assert_eq!(environment().required("TABLE_NAME"), Ok("rechime"));
        assert_eq!(environment().parsed::<u32>("RATE"), Ok(10));
        assert_eq!(environment().optional("EMPTY"), None);
    }

    #[test]
    fn errors_name_the_variable_and_its_source_but_not_its_value() {
        let missing = environment().required("EMPTY").unwrap_err().to_string();
        assert_eq!(missing, "EMPTY is not set: it comes from this function's Environment in template.yaml");
        let invalid = environment().parsed::<u32>("BAD").unwrap_err().to_string();
        assert!(invalid.contains("BAD is not usable (invalid digit"), "{invalid}");
        assert!(!invalid.contains("hunter2"));
    }

    #[test]
    fn debug_shows_names_only() {
        assert_eq!(format!("{:?}", environment()), r#"{"BAD", "EMPTY", "RATE", "TABLE_NAME"}"#);
    }
}
