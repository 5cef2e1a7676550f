//! Ids: messages.

use serde::{Deserialize, Serialize};

use super::{
    OccurrenceHash, OccurrenceKey, PersonId, SourceId, StoreId, hash, id_as_text, is_hash, person, spread,
};
use crate::phone::PhoneNumber;

/// Characters behind the person's: 130 bits.
const OWN_LENGTH: usize = 26;

/// A message's deterministic name: its person (13 characters of base32), then 26 characters that are a hash of store,
/// person, source, step and occurrence.
///
/// Two deliveries of one webhook, in any order, make the same id. The text is never part of it, nor is anything that
/// Recharge was asked for. "Never twice" rests on that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

/// Why a text is not a [`MessageId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message id is 39 lower-case base32 characters")]
pub struct InvalidMessageId;

impl MessageId {
    /// Names the message that step `step` of a source sends to a person about one occurrence. Call
    /// [`Flow::messages`](crate::flow::Flow::messages) for those of a flow: it knows the steps and the key.
    #[must_use]
    pub fn derive(
        store: &StoreId,
        person: &PersonId,
        source: &SourceId,
        step: u8,
        occurrence: &OccurrenceHash,
    ) -> Self {
        let subject = [&[step], occurrence.as_str().as_bytes()].concat();
        Self::new(store, person, &[source.as_str().as_bytes(), &subject])
    }

    /// Names the answer to the reply that the provider calls `reply`.
    #[must_use]
    pub fn of_answer(store: &StoreId, to: &PhoneNumber, reply: &str) -> Self {
        Self::new(store, &PersonId::of_phone(store, to), &[b"answer", reply.as_bytes()])
    }

    /// Names a test text to a phone of the merchant's. No row has this name.
    #[must_use]
    pub fn of_test(store: &StoreId, to: &PhoneNumber, test: &str) -> Self {
        Self::new(store, &PersonId::of_phone(store, to), &[b"test", test.as_bytes()])
    }

    /// What stands in the place of the occurrence in the id of the message that sends this one again. The journal keeps what
    /// ids are made of, so it tells the two apart.
    #[must_use]
    pub fn second_try(&self) -> OccurrenceHash {
        OccurrenceKey::new(format!("again:{self}")).hash()
    }

    fn new(store: &StoreId, person: &PersonId, parts: &[&[u8]]) -> Self {
        let whose: [&[u8]; 2] = [store.as_str().as_bytes(), person.as_str().as_bytes()];
        let own = hash(&[&whose, parts].concat(), OWN_LENGTH);
        Self(format!("{person}{own}"))
    }

    /// Takes an id as it stands in a path or a provider's receipt.
    pub fn parse(text: &str) -> Result<Self, InvalidMessageId> {
        if is_hash(text, person::LENGTH + OWN_LENGTH) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidMessageId)
        }
    }

    /// The person and the part that is the message's own: together they are the id, and its key in the table.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_at_checked(person::LENGTH).unwrap_or_default()
    }

    /// Whose message it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        PersonId(self.parts().0.to_owned())
    }

    /// A number that is spread evenly over messages and never changes for one: the source of shards and jitter.
    #[must_use]
    pub fn spread(&self) -> u64 {
        spread(&self.0)
    }
}

id_as_text!(MessageId, InvalidMessageId);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::Trigger;

    #[test]
    fn a_message_id_depends_on_each_of_its_parts_and_survives_parsing() {
        let (shop, other) = (StoreId::parse("demo").unwrap(), StoreId::parse("demo2").unwrap());
        let (maya, sam) = (PersonId::of_customer(&shop, "9"), PersonId::of_customer(&shop, "8"));
        let [paid, failed] = [Trigger::ChargePaid, Trigger::ChargeFailed].map(SourceId::default_flow);
        let key = OccurrenceKey::new("charge:1:paid").hash();
        let id = MessageId::derive(&shop, &maya, &paid, 0, &key);
        assert_eq!(MessageId::derive(&shop, &maya, &paid, 0, &key), id);
        assert_eq!(MessageId::parse(id.as_str()), Ok(id.clone()));
        assert_eq!((id.person(), id.as_str().len()), (maya.clone(), 39));
        let phone = PhoneNumber::from_e164("+14155552671").unwrap();
        for different in [
            MessageId::derive(&other, &maya, &paid, 0, &key),
            MessageId::derive(&shop, &sam, &paid, 0, &key),
            MessageId::derive(&shop, &maya, &failed, 0, &key),
            MessageId::derive(&shop, &maya, &paid, 1, &key),
            MessageId::derive(&shop, &maya, &paid, 0, &OccurrenceKey::new("charge:2:paid").hash()),
            MessageId::of_answer(&shop, &phone, "charge:1:paid"),
        ] {
            assert_ne!(different, id);
            assert_ne!(different.parts().1, id.parts().1, "the message's own part tells them apart alone");
        }
    }
}
