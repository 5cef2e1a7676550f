//! Ids: whose messages they are.

use serde::{Deserialize, Serialize};

use super::{StoreId, hash, id_as_text, is_hash, spread};
use crate::phone::PhoneNumber;

/// Characters of a person's id: 65 bits.
pub(super) const LENGTH: usize = 13;

/// A person as a store's messages know them: 13 characters of base32, a hash of the store and of Recharge's id of the
/// customer.
///
/// It is made of the payload alone. A phone can change, be missing, or be shared by two customers, so it is not part
/// of it; a subscriber's row lists the persons of its phone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonId(pub(super) String);

/// Why a text is not a [`PersonId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a person's id is 13 lower-case base32 characters")]
pub struct InvalidPersonId;

impl PersonId {
    /// The person whom Recharge calls `customer`.
    #[must_use]
    pub fn of_customer(store: &StoreId, customer: &str) -> Self {
        Self::of_subject(store, &format!("customer:{customer}"))
    }

    /// Whoever a subscription, charge or order belongs to, where the payload does not say: `subscription:47514488`.
    #[must_use]
    pub fn of_subject(store: &StoreId, subject: &str) -> Self {
        Self(hash(&[store.as_str().as_bytes(), subject.as_bytes()], LENGTH))
    }

    /// The person of whom nothing but the phone is known: for answers to replies.
    #[must_use]
    pub fn of_phone(store: &StoreId, phone: &PhoneNumber) -> Self {
        Self::of_subject(store, &format!("phone:{}", phone.as_str()))
    }

    /// A number that is spread evenly over persons and never changes for one.
    #[must_use]
    pub fn spread(&self) -> u64 {
        spread(&self.0)
    }

    /// How many of each 1,024 persons stand before this one, in the order of their ids: these are spread evenly.
    #[must_use]
    pub fn rank(&self) -> u32 {
        self.0.bytes().take(2).fold(0, |rank, character| rank * 32 + digit(character))
    }

    /// Takes an id as it stands in a key.
    pub fn parse(text: &str) -> Result<Self, InvalidPersonId> {
        if is_hash(text, LENGTH) { Ok(Self(text.to_owned())) } else { Err(InvalidPersonId) }
    }
}

id_as_text!(PersonId, InvalidPersonId);

/// The place of a character of base32 among the others, as text sorts them: digits first.
fn digit(character: u8) -> u32 {
    match character {
        b'2'..=b'7' => u32::from(character - b'2'),
        letter => 6 + u32::from(letter.saturating_sub(b'a')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_one_in_each_store_and_survives_parsing() {
        let (shop, other) = (StoreId::parse("demo").unwrap(), StoreId::parse("demo2").unwrap());
        let maya = PersonId::of_customer(&shop, "9");
        assert_eq!(PersonId::parse(maya.as_str()), Ok(maya.clone()));
        assert_eq!(PersonId::of_subject(&shop, "customer:9"), maya);
        for another in [
            PersonId::of_customer(&other, "9"),
            PersonId::of_customer(&shop, "8"),
            PersonId::of_subject(&shop, "subscription:9"),
            PersonId::of_phone(&shop, &PhoneNumber::from_e164("+14155552671").unwrap()),
        ] {
            assert_ne!(another, maya);
        }
        let [first, last] = ["2222222222222", "zzzzzzzzzzzzz"].map(|id| PersonId::parse(id).unwrap().rank());
        assert_eq!((first, last), (0, 1_023));
        for bad in ["", "abcdefghijklmn", "abcdefghijklM", "abcdefghijkl1"] {
            assert_eq!(PersonId::parse(bad), Err(InvalidPersonId), "{bad}");
        }
    }
}
