//! Names of things: parsed once, then trusted.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

mod message;
mod occurrence;
mod person;
mod run;
mod sender;
mod source;
mod store;

pub use self::{
    message::{InvalidMessageId, MessageId},
    occurrence::{InvalidOccurrenceHash, OccurrenceHash, OccurrenceKey},
    person::{InvalidPersonId, PersonId},
    run::{InvalidRunId, RunId},
    sender::{InvalidSenderId, SenderId},
    source::{InvalidSourceId, SourceId},
    store::{InvalidStoreId, StoreId},
};

/// The hash of some parts as `length` lower-case base32 characters, five bits each.
fn hash(parts: &[&[u8]], length: usize) -> String {
    let digest = Sha256::digest(parts.join(&0));
    let mut text = BASE32_NOPAD.encode(&digest).to_ascii_lowercase();
    text.truncate(length);
    text
}

/// A number that is spread evenly over texts and never changes for one: the source of shards and jitter.
fn spread(text: &str) -> u64 {
    Sha256::digest(text).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Whether a text can be such a hash.
fn is_hash(text: &str, length: usize) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte);
    text.len() == length && text.bytes().all(allowed)
}

/// What every id is besides: text in JSON, in keys and in messages.
macro_rules! id_as_text {
    ($id:ident, $error:ident) => {
        impl $id {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $id {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use id_as_text;
