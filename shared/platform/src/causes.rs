//! An error with what caused it, in one line.

use std::{error::Error, iter::successors};

/// Example: `text not sent: connection broke: timed out`. It uses the errors' own words only, because their debug form
/// would hold whole answers of AWS's.
#[must_use]
pub fn causes(error: &(dyn Error + 'static)) -> String {
    successors(Some(error), |&error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the rate is not usable")]
    struct Unusable(#[from] std::num::ParseIntError);

    #[test]
    fn causes_follow_their_effects() {
        let error = Unusable::from("x".parse::<u8>().unwrap_err());
        assert_eq!(causes(&error), "the rate is not usable: invalid digit found in string");
    }
}
