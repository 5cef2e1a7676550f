//! One person: what happened between them and the store, all that is kept of them, and its erasure.

pub(crate) mod erasure;
pub(crate) mod event;
pub(crate) mod export;
mod mentions;
pub(crate) mod timeline;
mod waiting;
mod who;

use rechime_domain::phone::InvalidPhone;
use rechime_store::StoreError;

/// Why a person is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PersonError {
    #[error(
        "Name the person by their phone in international form, such as +14155552671, or by the id that their messages begin with; this is {0}."
    )]
    Name(#[from] InvalidPhone),
    #[error("Nothing is kept of this person.")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}
