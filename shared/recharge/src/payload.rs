//! Recharge's objects as both API versions (2021-01 and 2021-11) and the recorded oddities between them write
//! them, read into one shape.
//!
//! Ids come as numbers or texts, amounts too, flags as `0`, `1`, `true` or `"true"`, words in either case,
//! times in four forms. Fields we do not name are not looked at, so that Recharge may add and change them.

pub mod customer;
pub mod place;

pub(crate) mod charge;
pub(crate) mod envelope;
pub(crate) mod fields;
pub(crate) mod line_item;
pub(crate) mod order;
pub(crate) mod scalar;
pub(crate) mod subscription;
pub(crate) mod time;

/// Why a payload cannot be read. No value of the payload is repeated here: it may be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Not a JSON object.
    #[error("the payload is not a JSON object")]
    NotAnObject,
    /// A field without which the webhook means nothing.
    #[error("the payload has no {field}")]
    Missing {
        /// Its path: `charge.total_price`.
        field: String,
    },
    /// A field whose value has the wrong shape.
    #[error("{field} in the payload is not {expected}")]
    Malformed {
        /// Its path: `charge.total_price`.
        field: String,
        /// What it should have been: `an amount`.
        expected: &'static str,
    },
}
